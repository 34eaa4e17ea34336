"""What tests of the families stage share: a casualty officer, a missing person, a family."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from repatria.registry.families import actions
from repatria.registry.families.dates import read_date
from repatria.registry.families.models import Family, Kin, MissingPerson
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat
from repatria.registry.testing.scene import Scene

TODAY = date(2026, 1, 5)


@pytest.fixture
def officer(scene: Scene) -> Seat:
    return scene.seat(Role.CASUALTY)


@pytest.fixture
def gone(officer: Seat) -> MissingPerson:
    return actions.add_missing(
        officer, name="Anton B. Velmora", sex="M", unit="8 Regiment", service_number="RA 12 345 678", born=read_date("1929")
    )


@pytest.fixture
def sister(officer: Seat) -> Kin:
    return actions.add_kin(officer, name="Clara Velmora", sex="F", living="yes", relation="sister")


@pytest.fixture
def family(officer: Seat, gone: MissingPerson) -> Family:
    return actions.open_family(officer, gone)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a list: ``write("a,b", "1,2")``."""

    def make(*lines: str, name: str = "list.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
        return path

    return make
