"""What was found, for programs: containers and bones, relations, groupings, effects, old sheets. Whoever groups works blind here too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _
from ninja import Router, UploadedFile

from repatria.registry.api.ways import Paper, Row, acts, brings, fetches, lists, looks
from repatria.registry.custody.models import Item
from repatria.registry.inventory import forms, sheets
from repatria.registry.inventory.actions import entering, importing, measuring, photographing, relating, scoring
from repatria.registry.inventory.models import Photograph, SpecimenDescription
from repatria.registry.inventory.queries import bones as bone_queries
from repatria.registry.inventory.queries import heads
from repatria.registry.inventory.queries import individuals as grouped
from repatria.registry.inventory.queries import sheets as sheet_queries
from repatria.registry.inventory.queries import specimens as queries
from repatria.registry.inventory.typed import read_line
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Impossible

router = Router()
JPEG = "image/jpeg"
MOST_COLUMNS = 200


class Columns(django_forms.Form):
    """Which column says what, one a line as ``column = field``; a line ``=container = 12`` or ``=human = human`` holds for all."""

    mapping = django_forms.CharField(label=_("Columns, one a line: column = field"), max_length=20_000, required=False)
    file = django_forms.FileField(label=_("Sheet (CSV, UTF-8)"))

    def told(self) -> dict[str, str]:
        """Column -> field."""
        found = {}
        for number, line in enumerate(self.cleaned_data["mapping"].splitlines(), start=1):
            column, sign, field = line.rpartition("=")
            if line.strip() and (not sign or not column.strip() or number > MOST_COLUMNS):
                raise Impossible(f"mapping, line {number}: {line[:60]!r}. Write: column = field.")
            if line.strip():
                found[column.strip()] = field.strip()
        return found


@lists(router, "/containers", "inventory.read")
def containers(at: Seat, mine: bool = False) -> Any:
    """Containers by code, with how many specimens were found in each; nothing of what anybody claims about them."""
    return queries.containers(at, mine=mine), _box


@looks(router, "/containers/{code}", "inventory.read")
def container(at: Seat, code: str) -> Row:
    """One container: what was found in it, and the smallest number of people that comes from. Null is not yet known."""
    box = queries.container_called(at, code)
    return {
        "code": box.code,
        "specimens": sum(1 for _row in queries.in_container(at, box)),
        "people_at_least": queries.floor(at, [box.pk]).people,
        "held_by_you": queries.holds(at, box),
    }


@lists(router, "/specimens", "inventory.read")
def specimens(
    at: Seat, element: str = "", side: str = "", container: str = "", accession: str = "", state: str = "", text: str = ""
) -> Any:
    """Specimens as now described, in the order of their codes."""
    said = {"element": element, "side": side, "container": container, "accession": accession, "state": state, "text": text}
    return queries.descriptions(at, **said), told


@looks(router, "/specimens/{code}", "inventory.read")
def specimen(at: Seat, code: str) -> Row:
    """One specimen: every version of its description, measurements, relations; of photographs only that they exist."""
    row = queries.specimen_called(at, code)
    versions = list(queries.versions(at, row))
    individual = grouped.individual_of(at, row)
    return {
        **told(next(v for v in versions if v.current)),
        "found_in": row.found_in.code if row.found_in else None,
        "withdrawn": row.withdrawn,
        "versions": [{**told(v), "by": v.by.code if v.by else None, "at": v.at, "reason": v.reason} for v in versions],
        "measurements": [
            {"measurement": m.pk, "code": m.code, "mm": m.value_mm, "method": m.method, "withdrawn": m.withdrawn}
            for m in queries.measurements(at, row)
        ],
        "scores": [
            {"score": o.pk, "kind": o.kind, "what": o.what, "low": o.low, "high": o.high, "withdrawn": o.withdrawn}
            for o in bone_queries.observations(at, row)
        ],
        "relations": [
            {"relation": r.pk, "kind": r.kind, "verdict": r.verdict, "other": other.code, "withdrawn": r.withdrawn}
            for r, other in queries.relations(at, row)
        ],
        "photographs": [told_photograph(p) for p in queries.photographs(at, row.item.thing)],
        "identifiers": [{"issuer": i.issuer, "value": i.value} for i in queries.identifiers(at, row)],
        "individual": individual.code if individual else None,
    }


@fetches(router, "/specimens/{code}/photographs/{pk}", "inventory.open_photograph", JPEG)
def open_photograph(at: Seat, code: str, pk: int, whole: bool = False) -> Paper:
    """Open one photograph. The opening is an act of its own and stands in the journal."""
    found, data = queries.open_photograph(at, queries.specimen_called(at, code), pk, whole=whole)
    return Paper(data, f"{code}-{pk}.{found.media.rpartition('/')[2]}", found.media)


@acts(router, "/containers/{code}/lines", "inventory.enter", forms.Entry)
def enter(at: Seat, form: Any, code: str) -> Row:
    """Enter one bone as a typed line, such as fel3ab, in a container one holds."""
    said = read_line(form.cleaned_data["line"])
    return {"code": entering.enter_specimen(at, queries.container_called(at, code), said).code, "element": said.element}


@acts(router, "/containers/{code}/undo", "inventory.enter")
def undo(at: Seat, _form: Any, code: str) -> Row:
    """Take back one's own last entry in a container one holds, as mistyped."""
    return {"code": entering.undo_last(at, queries.container_called(at, code)).code}


@acts(router, "/specimens/{code}/describe", "inventory.enter", forms.Describe)
def describe(at: Seat, form: Any, code: str) -> Row:
    """Describe a specimen anew; ``after`` is the version that was seen."""
    said, row = form.cleaned_data, queries.specimen_called(at, code)
    made = entering.describe_specimen(at, row, form.told(), reason=said["reason"], after=said["after"])
    return {"code": row.code, "version": made.number}


@acts(router, "/specimens/{code}/withdraw", "inventory.enter", forms.Reason)
def withdraw(at: Seat, form: Any, code: str) -> Row:
    """Withdraw an entry that should not be there; it stays readable."""
    return {"code": entering.withdraw_specimen(at, queries.specimen_called(at, code), **form.cleaned_data).code}


def _element(at: Seat, code: str) -> Row:
    rows = queries.versions(at, queries.specimen_called(at, code))
    return {"element": next(v for v in rows if v.current).element}


@acts(router, "/specimens/{code}/measurements", "inventory.measure", forms.Measure, _element)
def measure(at: Seat, form: Any, code: str) -> Row:
    """Note a value in millimetres. What lies outside all that is plausible is asked for twice (``sure``)."""
    row = measuring.measure(at, queries.specimen_called(at, code), **form.cleaned_data)
    return {"specimen": code, "measurement": row.pk, "warning": row.warning}


@acts(router, "/specimens/{code}/measurements/{pk}/withdraw", "inventory.measure", forms.Reason)
def withdraw_measurement(at: Seat, form: Any, code: str, pk: int) -> Row:
    """Take back a mistaken value; it stays readable."""
    row = queries.measurement(at, queries.specimen_called(at, code), pk)
    return {"specimen": code, "measurement": measuring.withdraw_measurement(at, row, **form.cleaned_data).pk}


@acts(router, "/specimens/{code}/scores", "inventory.measure", forms.Score, _element)
def score(at: Seat, form: Any, code: str) -> Row:
    """Note the score of a growing place, a trait of sex or the pubic phase; ``high`` where several fit."""
    row = scoring.score(at, queries.specimen_called(at, code), **form.cleaned_data)
    return {"specimen": code, "score": row.pk}


@acts(router, "/specimens/{code}/scores/{pk}/withdraw", "inventory.measure", forms.Reason)
def withdraw_score(at: Seat, form: Any, code: str, pk: int) -> Row:
    """Take back a mistaken score; it stays readable."""
    row = bone_queries.observation(at, queries.specimen_called(at, code), pk)
    return {"specimen": code, "score": scoring.withdraw_score(at, row, **form.cleaned_data).pk}


@looks(router, "/people", "inventory.read")
def people(at: Seat) -> Row:
    """How many people in all that was found: at least, and about with 95 % where a left and a right were paired. Null is not yet known."""
    floor, about = heads.floor(at), heads.about(at)
    return {
        "people_at_least": floor.people,
        "basis": floor.basis,
        "specimens": list(floor.codes),
        "people_about": about.people,
        "low": about.low if about.people else None,
        "high": about.high,
        "element": about.element,
    }


@acts(router, "/specimens/{code}/relations", "inventory.relate", forms.Relate)
def relate(at: Seat, form: Any, code: str) -> Row:
    """Say how two specimens belong together, or do not."""
    said = dict(form.cleaned_data)
    other = queries.specimen_called(at, said.pop("other"))
    return {"relation": relating.relate(at, queries.specimen_called(at, code), other, **said).pk, "other": other.code}


@acts(router, "/specimens/{code}/relations/{pk}/withdraw", "inventory.relate", forms.Reason)
def withdraw_relation(at: Seat, form: Any, code: str, pk: int) -> Row:
    """Take a relation back; it stays readable on both specimens."""
    row = queries.relation(at, queries.specimen_called(at, code), pk)
    return {"relation": relating.withdraw_relation(at, row, **form.cleaned_data).pk}


@brings(router, "/specimens/{code}/photographs", "inventory.photograph", forms.Photograph)
def photograph(at: Seat, form: Any, file: UploadedFile, code: str) -> Callable[[], Row]:
    """Keep a photograph, written anew without metadata. It is closed."""
    row, data = queries.specimen_called(at, code), file.read()
    said = {"name": file.name or "", "caption": form.cleaned_data["caption"]}
    return lambda: told_photograph(photographing.add_photograph(at, row, data, **said))


@lists(router, "/sheets", "inventory.import")
def old_sheets(at: Seat) -> Any:
    """Old inventory sheets brought in, the latest first."""
    return sheet_queries.sheets(at), _sheet


@lists(router, "/sheets/{code}/lines", "inventory.read")
def sheet_lines(at: Seat, code: str, outcome: str = "") -> Any:
    """The lines of a sheet and what became of each."""
    rows = sheet_queries.lines(at, sheet_queries.sheet_called(at, code), outcome=outcome)
    return rows, lambda x: {
        "line": x.number,
        "outcome": x.outcome,
        "specimen": x.specimen.code if x.specimen else None,
        "why": x.why,
    }


@brings(router, "/sheets", "inventory.import", Columns)
def bring_sheet(at: Seat, form: Any, file: UploadedFile) -> Callable[[], Row]:
    """Load an old sheet as CSV; without a mapping, columns are taken as their headings suggest. Refused lines stay with reasons."""
    if (file.size or 0) > sheets.MOST_BYTES:
        raise Impossible(f"{file.name}: larger than {sheets.MOST_BYTES // 1_048_576} MiB. Cut it into several sheets.")
    raw, name = file.read(), (file.name or "sheet.csv")[-80:]
    table = sheets.read_table(raw, name)
    mapping = form.told() or {head: field for head, field in sheets.guess(table.heads).items() if field}
    return lambda: _sheet(importing.load_sheet(at, raw, name=name, mapping=mapping))


def told(row: SpecimenDescription) -> Row:
    """A specimen as now described."""
    names = ("element", "side", "completeness", "zones", "human", "age_class", "age_notes", "condition", "colour")
    more = ("treatment", "treatment_note", "anomalies", "trauma", "notes")
    return {
        "code": row.specimen.code,
        "version": row.number,
        **{name: getattr(row, name) for name in (*names, *more)},
    }


def _box(row: Item) -> Row:
    return {"code": row.code, "specimens": getattr(row, "found", None)}


def told_photograph(row: Photograph) -> Row:
    """That a photograph exists."""
    return {"photograph": row.pk, "caption": row.caption, "width": row.width, "height": row.height, "media": row.media}


def _sheet(row: Any) -> Row:
    names = ("name", "sha256", "read", "made", "merged", "refused")
    return {"code": row.code, **{name: getattr(row, name) for name in names}}
