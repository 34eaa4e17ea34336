"""Papers of the account: the figures with their definitions as of a day, and a part of the journal with its hashes for an auditor."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from repatria.registry.accounting import pictures, queries
from repatria.registry.accounting.figures.things import KINDS, ROWS
from repatria.registry.accounting.spans import end_of
from repatria.registry.drawing import report
from repatria.registry.journal.entrytypes import sentence_of
from repatria.registry.journal.models import Entry
from repatria.registry.look.fonts import font_paths
from repatria.registry.people.papers import changing_tags, frame, head_after, note_print, said
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Impossible

MOST = 3000
"""Entries on one paper."""
LONG = re.compile(r"[0-9a-f]{32,}")


def figures_paper(seat: Seat, day: date) -> bytes:
    """Every figure with its definition, the balances and the curve, as PDF. A print is recorded."""
    pdf = report.pdf(figures_report(seat, day), fonts=font_paths())
    note_print(seat, "", paper=f"figures with definitions of {day.isoformat()}")
    return pdf


def figures_report(seat: Seat, day: date) -> report.Report:
    """The paper before it is set."""
    told = queries.figures(seat, day)
    title, exercise = frame(seat)
    acts = Entry.objects.filter(incident=seat.slug, at__lt=queries.known_by(seat, day), tag__in=changing_tags())
    last = acts.order_by("-seq").first()
    if last is None:
        raise Impossible(_("day %(day)s: nothing was known yet. Choose a later day.") % {"day": day})
    parts: list[report.Part] = []
    for group, heading in (
        ("claimed", _("What the givers state")),
        ("people", _("The missing")),
        ("remains", _("How many people, at least, and endings without a name")),
    ):
        rows = [
            (str(t.figure.title), number(t.value), f"{t.figure.unit}. {t.figure.definition}")
            for t in told.values()
            if t.figure.group == group
        ]
        heads = (_("Figure"), _("Number"), _("What it counts"))
        parts += [report.Heading(heading), report.Rows(heads, rows, ("48mm", "24mm", "1fr"), right=(1,))]
    things = [(str(title), *(number(told[f"{word}-{key}"].value) for word, _k, _u in KINDS)) for key, title in ROWS]
    states = (_("State"), *(str(unit) for _w, _k, unit in KINDS))
    parts += [
        report.Heading(_("Things, by what became of them")),
        report.Rows(states, things, ("1fr", "auto", "auto", "auto", "auto"), right=(1, 2, 3, 4)),
        report.Facts([(str(title), str(told[f"bones-{key}"].figure.definition)) for key, title in ROWS]),
        report.Heading(_("Balances")),
    ]
    for one in queries.balances(seat, day):
        verdict = _("not yet known") if not one.known else _("closes") if one.closes else _("does not close")
        parts.append(report.Facts([(f"{one.title}: {verdict}", one.sentence)]))
    drawn, _table = pictures.over_time(seat.incident, day)
    if drawn:
        parts += [report.Heading(_("Over time")), report.Drawing(drawn, _("Identified, told, home and buried over time"))]
    lead = _(
        "What was known at the end of %(day)s (last act: %(moment)s). A figure without a number is not yet known; it is not 0."
    )
    return report.Report(
        title=_("Figures with definitions"),
        number=day.isoformat(),
        incident=title,
        exercise=exercise,
        day=day,
        head=head_after(last.seq),
        lead=lead % {"day": day.isoformat(), "moment": said(last.at)},
        parts=tuple(parts),
    )


def extract_paper(seat: Seat, since: date, until: date) -> bytes:
    """The journal of the incident from the beginning of one day to the end of another, with the hash of every entry, as PDF.

    Personal words are not in it: the entry holds a keyed commitment in their place, which is what the hash covers.
    """
    seat.need("journal.read")
    told = extract_report(seat, since, until)
    pdf = report.pdf(told, fonts=font_paths())
    note_print(seat, "", paper=f"audit extract {since.isoformat()} to {until.isoformat()}")
    return pdf


def extract_report(seat: Seat, since: date, until: date) -> report.Report:
    """The extract before it is set; Impossible where there is nothing, or more than fits on paper."""
    rows = list(_entries(seat, since, until)[: MOST + 1])
    where = f"{since.isoformat()} to {until.isoformat()}"
    if not rows:
        raise Impossible(_("%(where)s: nothing was written about this incident. Choose other days.") % {"where": where})
    if len(rows) > MOST:
        raise Impossible(
            _("%(where)s: more than %(n)s entries. Choose a shorter period, or export the whole journal.")
            % {"where": where, "n": f"{MOST:,}"}
        )
    title, exercise = frame(seat)
    heads = (_("Entry"), _("Moment and actor"), _("What was written"), _("SHA-256 of the entry"))
    lines = [
        (
            f"{row.seq}",
            f"{said(row.at)} {row.actor}",
            _broken(f"{row.subject} {sentence_of(row.said, WITHHELD)}".strip()),
            _leaf(row),
        )
        for row in rows
    ]
    first = rows[0].seq - 1
    parts: tuple[report.Part, ...] = (
        report.Facts(
            [
                (_("Entries"), f"{len(rows):,}"),
                (_("First and last"), f"{rows[0].seq} – {rows[-1].seq}"),
                (_("Head of the journal before the first"), head_after(first).hex if first else _("the journal begins here")),
            ]
        ),
        report.Rows(heads, lines, ("14mm", "34mm", "1fr", "40mm"), right=(0,)),
    )
    return report.Report(
        title=_("Audit extract"),
        number=where,
        incident=title,
        exercise=exercise,
        day=rows[-1].at.date(),
        head=head_after(rows[-1].seq),
        lead=_("Every entry of the journal about this incident in these days. What is personal stands as “withheld”."),
        parts=parts,
    )


class _Withheld(dict[str, str]):
    def get(self, key: str, default: Any = None) -> str:
        return str(_("(withheld)"))


WITHHELD = _Withheld()
"""Answers for every personal field with the same word."""


def extract_lines(seat: Seat, since: date, until: date) -> str:
    """The same entries as JSON lines: the very bytes that the hashes cover, one entry a line."""
    seat.need("journal.read")
    rows = _entries(seat, since, until)
    told = "".join(bytes(body).decode() + "\n" for body in rows.values_list("body", flat=True).iterator())
    note_print(seat, "", paper=f"audit extract {since.isoformat()} to {until.isoformat()}, as data")
    return told


def _entries(seat: Seat, since: date, until: date) -> Any:
    begin = timezone.make_aware(datetime.combine(since, time()), timezone.get_fixed_timezone(0))
    return Entry.objects.filter(incident=seat.slug, at__gte=begin, at__lt=end_of(until)).order_by("seq")


def _leaf(row: Entry) -> str:
    return " ".join(bytes(row.leaf).hex()[i : i + 16] for i in range(0, 64, 16))


def _broken(sentence: str) -> str:
    """The sentence with room to break in what is longer than a line of its column: digests stand in groups of sixteen."""
    return LONG.sub(lambda found: " ".join(found[0][i : i + 16] for i in range(0, len(found[0]), 16)), sentence)


def number(value: int | None) -> str:
    """A value as papers and tables say it."""
    return str(_("not yet known")) if value is None else f"{value:,}"
