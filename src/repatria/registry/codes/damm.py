"""A check digit that catches every single wrong digit and every swap of neighbours.

Source: H. M. Damm, Total anti-symmetrische Quasigruppen (dissertation, Marburg 2004); the quasigroup of order 10 below is
totally anti-symmetric, which a test checks by trying all errors.
"""

from __future__ import annotations

QUASIGROUP = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def check_digit(digits: str) -> str:
    """The digit to put behind ``digits`` (ASCII 0-9)."""
    row = 0
    for digit in digits:
        row = QUASIGROUP[row][int(digit)]
    return str(row)


def is_sound(digits: str) -> bool:
    """Whether ``digits`` ends in its check digit."""
    return digits.isascii() and digits.isdigit() and check_digit(digits) == "0"
