"""Which columns of which tables tell something about a person, and what they hold after an erasure.

Each stage names its own in ``registry/<stage>/personal.py`` as ``PERSONAL``. A test walks all columns of text of all tables that
hang on a person and demands that each is named here or excused beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    A row that is no thing and no account is found by ``known_by``, the column (of a table with an incident) whose value people call
    it by; its ``path`` is empty. ``only`` narrows the rows; ``kept`` names columns that stay, each with the reason.
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
    known_by: str = ""

    def tells_about(self, whom: Any) -> bool:
        """Whether rows of this table may tell about ``whom``: a thing, an account, or a row of this table itself."""
        is_row = bool(whom._meta.label == self.model)
        return is_row if not self.path else bool(whom._meta.label == "codes.Thing")

    def rows(self, about: Any) -> QuerySet[Any]:
        """The rows that tell about ``about``, a thing, an account or a row."""
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


@dataclass(frozen=True, slots=True)
class Under:
    """Entries that disclose something about a person under the code of a row about that person, and do not name the person.

    ``paths`` lead from the row to the thing that the person is, ``code`` to the code under which the entries stand.
    """

    model: str
    paths: Sequence[str]
    tags: Sequence[str]
    code: str = "thing__code"

    def codes(self, about: Any) -> frozenset[str]:
        """The codes of the rows about ``about``; none where it is no thing."""
        if about._meta.label != "codes.Thing":
            return frozenset()
        own = Q()
        for path in self.paths:
            own |= Q(**{path: about.pk})
        return frozenset(apps.get_model(self.model)._default_manager.filter(own).values_list(self.code, flat=True))


def personal() -> list[Personal]:
    """What every stage names, in the order of the river."""
    found: list[Personal] = []
    for name, module in _modules():
        found += ACCOUNTS if name == "people" else module.PERSONAL
    return found


def speaks_of() -> dict[str, str]:
    """Tags of entries that disclose something about a person who is not their subject, and the fact that holds that person's code.

    Stages name them beside their columns as ``SPEAKS_OF``.
    """
    return {tag: fact for _name, module in _modules() for tag, fact in getattr(module, "SPEAKS_OF", {}).items()}


def codes_under(whom: Any) -> dict[str, frozenset[str]]:
    """Tags of entries whose subject is a row about ``whom`` (an identification of a person), and the codes of those rows.

    Stages name them beside their columns as ``UNDER``.
    """
    found: dict[str, frozenset[str]] = {}
    for _name, module in _modules():
        for one in getattr(module, "UNDER", ()):
            codes = one.codes(whom)
            found |= {tag: found.get(tag, frozenset()) | codes for tag in one.tags}
    return found


def _modules() -> Iterator[tuple[str, Any]]:
    for name in settings.STAGES:
        module = f"repatria.registry.{name}.personal"
        if find_spec(f"repatria.registry.{name}") is not None and find_spec(module) is not None:
            yield name, import_module(module)


ACCOUNTS = (Personal("people.User", "", words=("first_name", "last_name", "email"), numbered=("username",)),)
"""The columns of an account; it must have been closed before."""
