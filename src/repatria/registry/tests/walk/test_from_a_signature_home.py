"""The third browser walk: from a signature to families told, graves, honest endings, a correction and a public account, by role.

Begins at a small incident that ``signed.py`` makes, in invented time. Pictures of every page are kept where ``REPATRIA_PICTURES``
says.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest

from repatria.registry.accounting.ledger import book
from repatria.registry.homecoming.tests import hands
from repatria.registry.journal import clock
from repatria.registry.review.tests import hands as review_hands
from repatria.registry.tests.walk.prepared import Furnished
from repatria.registry.tests.walk.signed import prepare
from repatria.registry.tests.walk.steps import TO_HOME, Walk

LOOKED_AT_BEFORE = {"desk", "people:journal", "custody:item", "review:one", "review:act"}
"""Pages on this way that the first two walks look at closely."""


@pytest.fixture(scope="module")
def begun(begun: Walk) -> Iterator[Walk]:
    """The furnished exercise with two signed identifications. Its days are invented, so that a past one can be asked for."""
    scene = Furnished()
    hands.bench_of(scene)
    book.forget()
    start = (clock.now() + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
    with clock.inventing(start, frozenset({scene.heron.slug})) as time, patch.object(review_hands, "now", clock.now):
        begun.left["home"] = prepare(scene, time)
        begun.needs = TO_HOME
        begun.seen.pages |= LOOKED_AT_BEFORE
        yield begun


@pytest.mark.parametrize("name", TO_HOME)
def test_step(walk: Walk, name: str) -> None:
    walk.step(name)
