"""Where something was found against where somebody was lost: distances, a heavy-tailed scatter, roads, days. Arrays only.

Kilometres and days throughout; densities are per square kilometre.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EARTH_KM = 6371.0088
"""Mean radius of the Earth, (2a + b) / 3 of the GRS 80 ellipsoid (Moritz 2000, J. Geodesy 74:128)."""
RADIUS_95 = math.sqrt(-2.0 * math.log(0.05))
"""Radius in standard deviations within which a round normal scatter lies with probability 0.95: r^2 / 2 is exponential."""


def distance_km(north: Floats, east: Floats, other_north: Floats, other_east: Floats) -> Floats:
    """Great-circle distance of points in degrees, by the haversine; arrays that broadcast."""
    a, b, c, d = (np.radians(x) for x in (north, east, other_north, other_east))
    half = np.sin((c - a) / 2.0) ** 2 + np.cos(a) * np.cos(c) * np.sin((d - b) / 2.0) ** 2
    return np.asarray(2.0 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))))


def scatter(distance: Floats, scale: Floats, tail: float) -> Floats:
    """Density per km2 at ``distance`` from the centre of a round bivariate t: ``scale`` in km, ``tail`` degrees of freedom::

        f(d) = (1 + d^2 / (tail scale^2))^(-(tail + 2) / 2) / (2 pi scale^2),   P(d < r) = 1 - (1 + r^2 / (tail scale^2))^(-tail / 2)

    (the multivariate t of Kotz and Nadarajah 2004, Multivariate t Distributions, for two coordinates of one scale; the second
    follows by integration over the angle and the distance).
    """
    square = scale * scale
    return np.asarray((1.0 + distance**2 / (tail * square)) ** (-(tail + 2.0) / 2.0) / (2.0 * np.pi * square))


def dense(points: Floats, step: float) -> Floats:
    """A line through ``points`` (n, 2: degrees north and east) with further points, at most ``step`` km apart, equally far in each leg."""
    out = [points[:1]]
    for n in range(1, len(points)):
        a, b = points[n - 1], points[n]
        legs = max(1, math.ceil(float(distance_km(a[0], a[1], b[0], b[1])) / step))
        out.append(a + (b - a) * (np.arange(1, legs + 1) / legs)[:, None])
    return np.concatenate(out)


def along(line: Floats, place: Floats, scale: float, tail: float, start: Ints) -> Floats:
    """Density per km2 at ``place`` (2,) of somebody who is equally likely to lie by any point of ``line`` (n, 2) from ``start`` on.

    ``start`` (people,) are positions in the line; the answer is (people,).
    """
    far = distance_km(line[:, 0], line[:, 1], place[0], place[1])
    value = scatter(far, np.array(scale), tail)
    rest = np.cumsum(value[::-1])[::-1]
    return np.asarray(rest[start] / (len(line) - start))


def nearest(line: Floats, north: Floats, east: Floats) -> tuple[Ints, Floats]:
    """For each place (people,) the position of the nearest point of ``line`` (n, 2) and its distance in km."""
    far = distance_km(line[None, :, 0], line[None, :, 1], north[:, None], east[:, None])
    at = far.argmin(axis=1)
    return at, far[np.arange(len(at)), at]


def same_days(first: int, last: int, lost_first: Ints, lost_last: Ints, scale: float, tail: float) -> Floats:
    """P(an event lies in days ``first``..``last`` | loss on a day of ``lost_first``..``lost_last``, each as likely), (people,).

    The recorded day misses the event by a whole number of days, with weight (1 + t^2 / (tail scale^2))^(-(tail + 1) / 2): reports
    come late. Days are whole numbers from any beginning.
    """
    low, high = int(min(lost_first.min(), first)), int(max(lost_last.max(), last))
    reach = high - low + 1
    off = np.arange(-reach, reach + 1)
    weight = (1.0 + (off / scale) ** 2 / tail) ** (-(tail + 1.0) / 2.0)
    total = np.concatenate([[0.0], np.cumsum(weight / weight.sum())])
    days = np.arange(low, high + 1)
    inside = total[last - days + reach + 1] - total[first - days + reach]
    steps = np.concatenate([[0.0], np.cumsum(inside)])
    return np.asarray((steps[lost_last - low + 1] - steps[lost_first - low]) / (lost_last - lost_first + 1))
