"""New claims get their rows here, inside the action that records them: one or thousands at a time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from repatria.registry.claims import days
from repatria.registry.claims.models import Claim, Document, Party, Section, Topic
from repatria.registry.codes.giving import new_thing, new_things
from repatria.registry.codes.models import Kind, Thing
from repatria.registry.refusals import Impossible

LARGEST = Decimal(10) ** 13
MANY = 500


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim before it has a code. Days are written as in :mod:`repatria.registry.claims.days`."""

    topic: Topic
    kind: str
    said_by: Party
    document: Document
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    text: str = ""
    hedge: str = "none"
    as_of: tuple[date | None, str] = (None, days.UNKNOWN)
    said_on: tuple[date | None, str] = (None, days.UNKNOWN)
    locator: str = ""
    quote: str = ""
    basis: str = ""
    about: Thing | None = None
    part: str = ""
    supersedes: Claim | None = None


def new_claims(by: Any, drafts: Sequence[Draft], *, laboratory: bool = False) -> list[Claim]:
    """Rows for ``drafts``, in their order. ``laboratory``: seen by the actor's laboratory only (claims about its things)."""
    for draft in drafts:
        check(draft)
    things = new_things(by, Kind.CLAIM, len(drafts), laboratory=laboratory) if drafts else []
    return Claim.objects.bulk_create((_row(thing, draft) for thing, draft in zip(things, drafts, strict=True)), MANY)


def _row(thing: Thing, draft: Draft) -> Claim:
    return Claim(
        thing=thing,
        topic=draft.topic,
        about=draft.about,
        part=draft.part.strip(),
        kind=draft.kind,
        value_low=draft.low,
        value_high=draft.high,
        unit=draft.unit.strip(),
        text=_one_line(draft.text),
        hedge=draft.hedge,
        as_of=draft.as_of[0],
        as_of_precision=draft.as_of[1],
        said_by=draft.said_by,
        said_on=draft.said_on[0],
        said_precision=draft.said_on[1],
        document=draft.document,
        locator=draft.locator.strip(),
        quote=_one_line(draft.quote),
        basis=_one_line(draft.basis),
        supersedes=draft.supersedes,
    )


def check(draft: Draft) -> None:
    """Refuse a draft whose value is not of its kind, or whose texts are too long, with the words to write instead."""
    where = f"claim on {draft.topic.label!r}"
    if draft.kind not in Claim.Kind.values:
        raise Impossible(f"{where}: kind {draft.kind!r}. Write one of {', '.join(Claim.Kind.values)}.")
    if draft.hedge not in Claim.Hedge.values:
        raise Impossible(f"{where}: hedge {draft.hedge!r}. Write one of {', '.join(Claim.Hedge.values)}.")
    if draft.kind in ("number", "range"):
        _check_numbers(where, draft)
    elif not draft.text.strip():
        raise Impossible(f"{where}: a {draft.kind} without words. Write what was said.")
    elif draft.low is not None or draft.high is not None:
        raise Impossible(f"{where}: a {draft.kind} has no number. Choose number or range, or leave the numbers empty.")
    if draft.kind == "date":
        days.between(draft.text, where)
    for name, limit in (("text", 400), ("quote", 200), ("basis", 300), ("locator", 80), ("unit", 40), ("part", 80)):
        if len(getattr(draft, name)) > limit:
            raise Impossible(f"{where}: {name} of {len(getattr(draft, name))} characters. Keep it to {limit}.")
    if draft.supersedes is not None:
        _check_successor(where, draft, draft.supersedes)


def _check_numbers(where: str, draft: Draft) -> None:
    given = [value for value in (draft.low, draft.high) if value is not None]
    if draft.low is None or len(given) != (2 if draft.kind == "range" else 1):
        raise Impossible(f"{where}: a {draft.kind} takes {'two numbers' if draft.kind == 'range' else 'one number'}.")
    if any(not v.is_finite() or abs(v) > LARGEST or v != v.quantize(Decimal("0.0001")) for v in given):
        raise Impossible(f"{where}: {draft.low} {draft.high or ''}. Give plain numbers with at most four decimals.")
    if draft.high is not None and draft.high < draft.low:
        raise Impossible(f"{where}: from {draft.low} to {draft.high}. Write the smaller number first.")


def _check_successor(where: str, draft: Draft, older: Claim) -> None:
    if older.said_by_id != draft.said_by.pk:
        raise Impossible(
            f"{where}: replaces a claim of {older.said_by}. Only the same party corrects itself; record it beside."
        )
    if (
        older.topic_id != draft.topic.pk
        or older.about_id != (draft.about.pk if draft.about else None)
        or older.part != draft.part
    ):
        raise Impossible(f"{where}: replaces a claim about something else. Choose the claim that is corrected.")


def new_document(
    by: Any, *, title: str, publisher: str, dated: tuple[date | None, str], citation: str = "", sha256: str = ""
) -> Document:
    """The row of a new document. Inside a recorded action."""
    title, publisher = _one_line(title), _one_line(publisher)
    if not title or len(title) > 240 or not publisher or len(publisher) > 160:
        raise Impossible("document: a title of 1 to 240 and a publisher of 1 to 160 characters are needed.")
    if sha256 and not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise Impossible(f"document {title!r}: fingerprint {sha256[:20]!r}. It has 64 digits 0-9 and a-f.")
    return Document.objects.create(
        thing=new_thing(by, Kind.DOCUMENT, laboratory=False),
        title=title,
        publisher=publisher,
        dated=dated[0],
        precision=dated[1],
        citation=citation.strip()[:500],
        sha256=sha256,
    )


def party_called(by: Any, name: str, kind: str = Party.Kind.OTHER) -> tuple[Party, bool]:
    """The party with this name in the actor's incident, made if it is new. Inside a recorded action."""
    name = _one_line(name)
    if not name or len(name) > 160:
        raise Impossible(f"party {name[:60]!r}: a name of 1 to 160 characters.")
    if kind not in Party.Kind.values:
        raise Impossible(f"party {name!r}: kind {kind!r}. Write one of {', '.join(Party.Kind.values)}.")
    return Party.objects.get_or_create(incident=by.incident, name=name, defaults={"kind": kind})


def topic_called(
    by: Any, label: str, *, key: str = "", section: str = Section.OTHER, place: int = 0, disputed: bool = False
) -> tuple[Topic, bool]:
    """The topic with this key in the actor's incident, made if it is new. Inside a recorded action."""
    label = _one_line(label)
    key = key or key_of(label)
    if not key or not label or len(label) > 160:
        raise Impossible(f"topic {label[:60]!r}: a few words with at least one Latin letter or digit.")
    if section not in Section.values:
        raise Impossible(f"topic {label!r}: section {section!r}. Write one of {', '.join(Section.values)}.")
    return Topic.objects.get_or_create(
        incident=by.incident, key=key, defaults={"label": label, "section": section, "place": place, "disputed": disputed}
    )


def key_of(label: str) -> str:
    """``people in the boxes`` -> ``people-in-the-boxes``."""
    return "-".join(re.findall(r"[a-z0-9]+", label.lower()))[:60]


def _one_line(text: str) -> str:
    return " ".join(text.split())
