"""Which columns of which tables tell something about a person, and what they hold after an erasure.

Each stage names its own in ``registry/<stage>/personal.py`` as ``PERSONAL``. A test walks all columns of text of all tables that
hang on a person and demands that each is named here or excused beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

WORDS = "(erased)"
"""What a column of text holds after an erasure; short enough for every column."""
OBJECT: Mapping[str, bool] = {"erased": True}
"""What a column of JSON holds after an erasure."""


@dataclass(frozen=True, slots=True)
class Personal:
    """Columns of one table that tell something about a person.

    ``path`` leads from a row to the thing that the person is (``"thing"``, ``"kin__thing"``); for accounts it is empty and the
    row is the account. ``words`` become "(erased)", ``nothing`` becomes null, ``objects`` the erased object, ``numbered`` the word
    with the row's number behind, for columns that must stay different; ``goes`` says that the row itself is deleted, because it
    only repeats what stands elsewhere.
    ``only`` narrows the rows; ``kept`` names columns that stay, each with the reason.
    """

    model: str
    path: str
    words: Sequence[str] = ()
    nothing: Sequence[str] = ()
    objects: Sequence[str] = ()
    numbered: Sequence[str] = ()
    only: Mapping[str, Any] = field(default_factory=dict)
    goes: bool = False
    kept: Mapping[str, str] = field(default_factory=dict)

    def rows(self, about: Any) -> QuerySet[Any]:
        """The rows that tell about ``about``, a thing or an account."""
        model = apps.get_model(self.model)
        return model._default_manager.filter(**{self.path or "pk": about.pk}, **self.only)

    def cells(self, about: Any) -> list[tuple[QuerySet[Any], dict[str, Any]]]:
        """(rows that hold something, what to write there), one for each column."""
        rows = self.rows(about)
        found: list[tuple[QuerySet[Any], dict[str, Any]]] = []
        found += [(rows.exclude(Q(**{c: ""}) | Q(**{c: WORDS}) | Q(**{f"{c}__isnull": True})), {c: WORDS}) for c in self.words]
        found += [(rows.filter(**{f"{c}__isnull": False}), {c: None}) for c in self.nothing]
        found += [(rows.exclude(**{c: OBJECT}).filter(**{f"{c}__isnull": False}), {c: OBJECT}) for c in self.objects]
        numbered = Concat(Value(WORDS + "-"), Cast(F("pk"), CharField()))
        return found + [(rows.exclude(**{f"{c}__startswith": WORDS}), {c: numbered}) for c in self.numbered]


def personal() -> list[Personal]:
    """What every stage names, in the order of the river."""
    found: list[Personal] = []
    for name in settings.STAGES:
        module = f"repatria.registry.{name}.personal"
        if name == "people":
            found += ACCOUNTS
        elif find_spec(f"repatria.registry.{name}") is not None and find_spec(module) is not None:
            found += import_module(module).PERSONAL
    return found


ACCOUNTS = (Personal("people.User", "", words=("first_name", "last_name", "email"), numbered=("username",)),)
"""The columns of an account; it must have been closed before."""
