"""The second browser walk: from profiles and families to a signed identification, a re-audit and a known answer, by role.

Begins at a small incident that ``prepared.py`` makes. Pictures of every page are kept where ``REPATRIA_PICTURES`` says.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import override_settings

from repatria.registry.tests.walk.prepared import Furnished, a_signer, prepare
from repatria.registry.tests.walk.steps import TO_SIGNATURES, Walk


@pytest.fixture(scope="module")
def begun(begun: Walk) -> Iterator[Walk]:
    """The furnished exercise with families, profiles and locked individuals, and an examiner with an account of their own."""
    scene = Furnished()
    begun.left.update(made=prepare(scene), secret=a_signer(scene))
    with override_settings(MFA_TOTP_TOLERANCE=1):  # three codes hold at a time, so that nobody waits for a fresh one
        yield begun


@pytest.mark.parametrize("name", TO_SIGNATURES)
def test_step(walk: Walk, name: str) -> None:
    walk.step(name)
