"""A public record as one file: documents, topics and what was said of them. Read strictly, loaded as a whole or not at all.

A newer edition of a record goes into the incident that has the older one: what stands there word for word is left alone, what is new
is added beside it. No claim is overwritten, none is taken away; what the newer edition no longer says stays said.

The file is TOML: ``[[party]]`` (name, kind), ``[[document]]`` (key, title, publisher, dated, citation), ``[[topic]]`` (key, label,
section, and ``disputed = true`` where sources disagree in words) with its ``[[topic.claim]]``: ``number = "36574"`` or
``range = ["200", "400"]`` or ``words`` / ``place`` / ``date``, then ``unit``, ``hedge``, ``as_of``, ``by``, ``in`` (a document's key),
``said_on``, ``at`` (page), ``basis``, ``note`` (words behind a number).
"""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from repatria.registry.claims import days, entries
from repatria.registry.claims.models import Claim, Document, Loading, Party, Topic
from repatria.registry.claims.writing import MANY, Draft, new_claims, party_called, topic_called
from repatria.registry.codes.giving import new_things
from repatria.registry.codes.models import Kind
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.people.models import Incident
from repatria.registry.refusals import Impossible, Overtaken

RECORD_2018 = Path(__file__).with_name("data") / "record-2018.toml"
"""The public record, 27 July 2018."""
LARGEST_FILE = 4_000_000
VALUES = {"number": "number", "range": "range", "words": "text", "place": "place", "date": "date"}
MAY_STAND = {*VALUES, "unit", "hedge", "as_of", "by", "in", "said_on", "at", "basis", "note", "quote"}


@recorded(entries.RecordLoaded, verb="claims.load")
def load_record(by: Any, incident: Incident, path: Path) -> Done[list[Claim]]:
    """Load the claims of ``path`` into ``incident``, a public record; the claims that were added. The same file is refused a second
    time; of a newer edition only what does not stand there yet is added."""
    if incident.is_exercise:
        raise Impossible(f"{path.name}: {incident.slug} is an exercise. A public record goes into an incident of kind record.")
    if incident != by.incident:
        raise Impossible(f"{path.name}: opened for {by.slug or 'no incident'}, not for {incident.slug}.")
    raw = path.read_bytes()
    told = read(raw, path.name)
    digest = hashlib.sha256(raw).hexdigest()
    _loading, fresh = Loading.objects.get_or_create(incident=incident, sha256=digest)
    if not fresh:
        raise Overtaken(f"{path.name}: this file was loaded before. Nothing was added.")
    parties = {row["name"]: party_called(by, row["name"], row["kind"])[0] for row in told["party"]}
    documents, new_papers = _documents(by, incident, told["document"])
    drafts: list[Draft] = []
    for place, topic in enumerate(told["topic"]):
        disputed = topic.get("disputed") is True
        row = topic_called(by, topic["label"], key=topic["key"], section=topic["section"], place=place, disputed=disputed)[0]
        drafts += [draft_of(claim, row, parties, documents, path.name) for claim in topic["claim"]]
    standing = Counter(map(_words, Claim.objects.filter(topic__incident=incident, about__isnull=True)))
    fresh_drafts = []
    for draft in drafts:
        if standing[_words(draft)]:
            standing[_words(draft)] -= 1
        else:
            fresh_drafts.append(draft)
    claims = new_claims(by, fresh_drafts)
    facts = {"sha256": digest, "claims": len(claims), "documents": new_papers, "parties": len(parties)}
    facts["stood"] = len(drafts) - len(claims)
    return Done(claims, subject=incident.slug, facts=facts)


def read(raw: bytes, name: str) -> Mapping[str, Any]:
    """The file's content with its shape checked; Impossible says which entry and what is wrong with it."""
    told = toml_of(raw, name)
    stray = set(told) - {"party", "document", "topic"}
    if stray:
        raise Impossible(f"{name}: unknown part {sorted(stray)[0]!r}. Parts are party, document and topic.")
    for part, needed in (
        ("party", {"name", "kind"}),
        ("document", {"key", "title", "publisher", "citation"}),
        ("topic", {"key", "label", "section", "claim"}),
    ):
        seen: set[str] = set()
        for number, row in enumerate(told.get(part, ()), start=1):
            missing = needed - set(row)
            if missing:
                raise Impossible(f"{name}: {part} {number}: {sorted(missing)[0]} is missing. Add it.")
            key = row.get("key", row.get("name"))
            if key in seen:
                raise Impossible(f"{name}: {part} {key!r} stands there twice. Keep one.")
            seen.add(key)
        if not seen:
            raise Impossible(f"{name}: no {part}. A record has at least one.")
    return told


def toml_of(raw: bytes, name: str) -> dict[str, Any]:
    """What a file of TOML holds; Impossible says where it cannot be read."""
    if len(raw) > LARGEST_FILE:
        raise Impossible(f"{name}: {len(raw)} bytes. A record has at most {LARGEST_FILE}.")
    try:
        return tomllib.loads(raw.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise Impossible(f"{name}: not readable as TOML: {fault}. Correct that line.") from fault


def _words(said: Draft | Claim) -> tuple[Any, ...]:
    """Everything by which a claim is the same claim: topic, party, paper, value, hedge, days, place in the paper."""
    if isinstance(said, Draft):
        low, high, as_of, said_on = said.low, said.high, said.as_of, said.said_on
        topic, party, document = said.topic.pk, said.said_by.pk, said.document.pk
    else:
        low, high = said.value_low, said.value_high
        as_of, said_on = (said.as_of, said.as_of_precision), (said.said_on, said.said_precision)
        topic, party, document = said.topic_id, said.said_by_id, said.document_id
    numbers = tuple(None if value is None else value.normalize() for value in (low, high))
    texts = tuple(" ".join(text.split()) for text in (said.kind, said.unit, said.text, said.hedge, said.locator, said.quote))
    return (topic, party, document, *numbers, *texts, *as_of, *said_on)


def _documents(by: Any, incident: Incident, rows: list[dict[str, str]]) -> tuple[dict[str, Document], int]:
    """The documents by their key in the file, and how many of them are new; one with the same title and publisher is the same."""
    standing = {(one.title, one.publisher): one for one in Document.objects.filter(thing__incident=incident).order_by("-pk")}
    found = {row["key"]: standing[said] for row in rows if (said := (row["title"], row["publisher"])) in standing}
    missing = [row for row in rows if row["key"] not in found]
    things = new_things(by, Kind.DOCUMENT, len(missing), laboratory=False) if missing else []
    made = []
    for thing, row in zip(things, missing, strict=True):
        first, precision = days.read_day(row.get("dated", ""), f"document {row['key']}: dated")
        made.append(
            Document(
                thing=thing,
                title=row["title"],
                publisher=row["publisher"],
                dated=first,
                precision=precision,
                citation=row["citation"],
            )
        )
    found |= dict(zip((row["key"] for row in missing), Document.objects.bulk_create(made, MANY), strict=True))
    return found, len(made)


def draft_of(
    row: Mapping[str, Any], topic: Topic, parties: Mapping[str, Party], documents: Mapping[str, Document], name: str
) -> Draft:
    """One claim of the file."""
    where = f"{name}: topic {topic.key}"
    stray = set(row) - MAY_STAND
    kinds = [key for key in VALUES if key in row]
    if stray or len(kinds) != 1:
        raise Impossible(f"{where}: {sorted(stray) or kinds}. A claim has one of {', '.join(VALUES)} and known fields only.")
    if row.get("by") not in parties or row.get("in") not in documents:
        raise Impossible(f"{where}: by {row.get('by')!r} in {row.get('in')!r}. Name a party and a document of this file.")
    kind, value = kinds[0], row[kinds[0]]
    document = documents[row["in"]]
    said = row.get("said_on")
    low, high = _numbers(value, where) if kind in ("number", "range") else (None, None)
    return Draft(
        topic=topic,
        kind=VALUES[kind],
        said_by=parties[row["by"]],
        document=document,
        low=low,
        high=high,
        unit=row.get("unit", ""),
        text=row.get("note", "") if low is not None else value,
        hedge=row.get("hedge", "none"),
        as_of=days.read_day(row.get("as_of", ""), f"{where}: as_of"),
        said_on=days.read_day(said, f"{where}: said_on") if said is not None else (document.dated, document.precision),
        locator=row.get("at", ""),
        quote=row.get("quote", ""),
        basis=row.get("basis", ""),
    )


def _numbers(value: Any, where: str) -> tuple[Decimal, Decimal | None]:
    texts = value if isinstance(value, list) else [value]
    try:
        numbers = [Decimal(text) for text in texts if isinstance(text, str)]
    except InvalidOperation as fault:
        raise Impossible(f"{where}: number {value!r}. Write digits in quotation marks.") from fault
    if len(numbers) != len(texts) or len(numbers) not in (1, 2):
        raise Impossible(f"{where}: number {value!r}. Write digits in quotation marks, two of them for a range.")
    return numbers[0], numbers[1] if len(numbers) == 2 else None
