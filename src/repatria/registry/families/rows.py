"""What a row of a list says, field by field, and what is to become of it beside what is there. No database."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from repatria.registry.codes.naming import normal_of
from repatria.registry.families.dates import When, read_date
from repatria.registry.families.keeping import come
from repatria.registry.families.namekeys import keys_of
from repatria.registry.refusals import Impossible

CASUALTY: Mapping[str, tuple[str, ...]] = {
    "service_number": ("service number", "serial number", "service no", "ssn or service number", "number", "id"),
    "name": ("name", "full name", "member name", "casualty name"),
    "family_name": ("family name", "surname", "last name", "last"),
    "given_names": ("given names", "given name", "given", "first name", "first names", "first", "forenames", "forename"),
    "other_name": ("other name", "native name", "name in own script", "alias"),
    "sex": ("sex", "gender"),
    "born": ("born", "date of birth", "birth date", "dob"),
    "service": ("service", "branch", "service branch", "component"),
    "rank": ("rank", "grade"),
    "unit": ("unit", "organization", "organisation"),
    "nationality": ("nationality", "country"),
    "status": ("status", "casualty status", "status word"),
    "category": ("category", "accounting category"),
    "status_date": ("status date", "date of status"),
    "board": ("board", "determined by"),
    "loss_date": ("loss date", "date of loss", "date of casualty", "incident date"),
    "loss_place": ("loss place", "place of loss", "place", "location"),
    "longitude": ("longitude", "lon"),
    "latitude": ("latitude", "lat"),
    "radius_km": ("radius km", "uncertainty km"),
    "circumstances": ("circumstances", "remarks"),
    "stature_cm": ("stature cm", "height cm"),
}
"""Fields of a list of the missing, and the headings under which they are usually found (capitals and marks do not count)."""

DECISIONS: Mapping[str, tuple[str, ...]] = {
    **CASUALTY,
    "remains": ("remains", "case number", "remains number"),
    "issuer": ("issuer", "decided by", "laboratory"),
    "rule": ("rule", "basis", "method"),
    "decided": ("decided", "date of decision", "date identified", "accounted for"),
    "document": ("document", "report", "reference"),
}
WIDTHS = {
    "name": 200, "family_name": 120, "given_names": 120, "other_name": 200, "service": 80, "rank": 60, "unit": 160,
    "nationality": 80, "status": 60, "board": 200, "loss_place": 200, "service_number": 60, "circumstances": 4000, "remains": 120,
    "issuer": 160, "rule": 200, "document": 200,
}  # fmt: skip
PERSON = ("sex", "service", "rank", "unit", "nationality")
SEXES = {"m": "M", "male": "M", "man": "M", "f": "F", "female": "F", "woman": "F", "u": "U", "unknown": "U", "": "U"}
CATEGORIES = {
    "active": "active", "active pursuit": "active", "deferred": "deferred", "non-recoverable": "non-recoverable",
    "non recoverable": "non-recoverable", "nonrecoverable": "non-recoverable",
}  # fmt: skip

Told = dict[str, Any]


def suggest(headings: Sequence[str], fields: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Which heading probably holds which field; a person confirms it. Each heading is used once."""
    plain = {h: _letters(h) for h in headings}
    found: dict[str, str] = {}
    for field, names in fields.items():
        for wanted in (field, *names):
            hit = next((h for h in headings if plain[h] == _letters(wanted) and h not in found.values()), None)
            if hit:
                found[field] = hit
                break
    return found


def _letters(heading: str) -> str:
    """A heading by its letters and digits: ``ServiceNo``, ``service_no`` and ``Service no.`` are one."""
    return re.sub(r"[\W_]+", "", heading).casefold()


def check_mapping(mapping: Mapping[str, str], headings: Sequence[str], what: str) -> None:
    """Refuse a mapping that names unknown columns or leaves out what the list cannot do without."""
    fields = DECISIONS if what == "decisions" else CASUALTY
    for field, heading in mapping.items():
        if field not in fields or heading not in headings:
            raise Impossible(f"mapping: {field} from column {heading!r}. Choose a field and a heading that exist.")
    if len(set(mapping.values())) < len(mapping):
        raise Impossible("mapping: one column is used for two fields. Use each column once.")
    if not {"name", "family_name"} & set(mapping):
        raise Impossible("mapping: no column holds the name. Say which does.")
    if what == "decisions" and not {"issuer", "decided"} <= set(mapping):
        raise Impossible("mapping: a decision needs its issuer and its date. Say which columns hold them.")


def read_row(cells: Mapping[str, str], *, keep_both: bool = False) -> Told:
    """What a row says: only the fields that are filled. Dates become [first, last, precision, raw].

    Raises
    ------
    Impossible
        With the field, the value and what to do.
    """
    said: Told = {}
    for field, text in cells.items():
        value = " ".join(text.split())
        if not value:
            continue
        if len(value) > WIDTHS.get(field, 4000):
            raise Impossible(f"{field}: {value[:40]!r}… is longer than {WIDTHS[field]} characters. Shorten it.")
        if _CONTROL.search(value):
            raise Impossible(f"{field}: holds control characters. Remove them.")
        said[field] = _READERS[field](value, field, keep_both) if field in _READERS else value
    family, given = said.pop("family_name", ""), said.pop("given_names", "")
    if "name" not in said:
        said["name"] = f"{given} {family}".strip()
        said["order"], said["family"], said["given"] = "given", family, given
    if not any(c.isalpha() for c in said["name"]):
        raise Impossible(f"name: {said['name']!r} holds no letters. Every row needs a name.")
    if ("longitude" in said) != ("latitude" in said):
        raise Impossible("longitude and latitude: only one of the two is given. Fill both or none.")
    return said


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def key_of(said: Told) -> str:
    """By what this row is known again: the service number, or else what it says of name, birth and loss."""
    if said.get("service_number"):
        normal = normal_of(said["service_number"], "service number")
        if not normal:
            raise Impossible(f"service_number: {said['service_number']!r} holds no letters or digits. Correct or empty it.")
        return f"no:{normal}"[:80]
    parts = (said["name"].casefold(), said.get("born"), said.get("loss_date"), said.get("unit"))
    return "row:" + hashlib.sha256(repr(parts).encode()).hexdigest()[:40]


@dataclass(frozen=True, slots=True)
class Here:
    """What the registry says of a person at this moment."""

    pk: int
    code: str
    revision: int
    told: Told
    gone: str = ""
    """Why nothing can be written there: merged; empty if it can."""
    withdrawn: bool = False


def compare(said: Told, here: Here | None) -> tuple[str, str, list[str]]:
    """(outcome, sentence, fields that differ) of a row beside what is there. An empty cell never takes anything away."""
    if here is None:
        return "new", "", []
    if here.withdrawn:
        return "new", f"{here.code} was withdrawn when an import was undone; it comes back.", []
    if here.gone:
        return "conflict", f"{here.code}: {here.gone}. Decide by hand.", []
    differs = [f for f in _COMPARED if f in said and said[f] != here.told.get(f) and not (f == "sex" and said[f] == "U")]
    if not differs:
        return "same", "", []
    if "sex" in differs and here.told.get("sex") in ("M", "F"):
        return "conflict", f"{here.code}: recorded as {here.told['sex']}, the row says {said['sex']}. Decide by hand.", differs
    if "name" in differs and "born" in differs and here.told.get("born") and _strangers(said, here):
        return (
            "conflict",
            f"{here.code}: another name and another birth. This looks like another person; decide by hand.",
            differs,
        )
    return "changed", ", ".join(differs), differs


_COMPARED = (
    "name", "born", *PERSON, "status", "category", "loss_date", "loss_place", "longitude", "latitude", "stature_cm",
)  # fmt: skip


def _strangers(said: Told, here: Here) -> bool:
    born, known = said["born"], here.told["born"]
    return not keys_of(said["name"]) & keys_of(here.told["name"]) and (born[1] < known[0] or known[1] < born[0])


def when_of(said: Told, field: str) -> When | None:
    """A date of a row as a time."""
    from datetime import date

    if field not in said:
        return None
    first, last, precision, raw = said[field]
    return When(date.fromisoformat(first), date.fromisoformat(last), precision, raw)


def _date(value: str, field: str, keep_both: bool) -> list[str]:
    return list(_read(value, field, keep_both))


@lru_cache(maxsize=50_000)
def _read(value: str, field: str, keep_both: bool) -> tuple[str, str, str, str]:
    when = read_date(value, where=field, keep_both=keep_both)
    come(when, field, "holds")
    return when.first.isoformat(), when.last.isoformat(), when.precision, when.raw[:60]


def _number(value: str, field: str, _keep: bool) -> str:
    low, high = {"longitude": (-180, 180), "latitude": (-90, 90), "radius_km": (0, 20_000), "stature_cm": (100, 230)}[field]
    try:
        number = Decimal(value) if value.isascii() else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or not low <= number <= high:
        raise Impossible(f"{field}: {value!r}. Write a number from {low} to {high} with a decimal point.")
    return format(number.normalize(), "f")


def _sex(value: str, field: str, _keep: bool) -> str:
    if value.casefold() not in SEXES:
        raise Impossible(f"{field}: {value!r}. Write M, F or U.")
    return SEXES[value.casefold()]


def _category(value: str, field: str, _keep: bool) -> str:
    if value.casefold() not in CATEGORIES:
        raise Impossible(f"{field}: {value!r}. Write active, deferred or non-recoverable.")
    return CATEGORIES[value.casefold()]


_READERS = {
    "born": _date,
    "status_date": _date,
    "loss_date": _date,
    "decided": _date,
    "longitude": _number,
    "latitude": _number,
    "radius_km": _number,
    "stature_cm": _number,
    "sex": _sex,
    "category": _category,
}
