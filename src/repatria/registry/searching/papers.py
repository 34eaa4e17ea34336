"""The memo of one candidate list on paper: the rule, the sizes, none of these, every line. It shows families by code, so a print is
recorded.
"""

from __future__ import annotations

import math

from django.utils.translation import gettext as _

from repatria.registry.drawing import report
from repatria.registry.look.fonts import font_paths
from repatria.registry.people.papers import day_of, frame, head_after, last_act, note_print, said
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Impossible, NotFound
from repatria.registry.searching import queries
from repatria.registry.searching.models import Candidate, CandidateList

LN_10 = math.log(10.0)


def memo(seat: Seat, listing: CandidateList) -> bytes:
    """The memo as PDF; Impossible while the search is not finished."""
    seat.need("searching.read")
    search = listing.search
    if search.incident_id != seat.incident.pk:
        raise NotFound
    if search.finished is None:
        raise Impossible(f"{search.code}: the search is not finished. Print the memo when it is.")
    title, exercise = frame(seat)
    told = report.Report(
        title=_("Candidate-list memo"),
        number=f"{listing.label} / {search.code}",
        incident=title,
        exercise=exercise,
        day=day_of(search.finished),
        head=head_after(last_act(seat.incident, [search.code]).seq),
        lead=_("A list of whom these bones may be. It points out whom to look at and identifies nobody."),
        parts=_parts(listing, queries.lines_of(seat, listing)),
    )
    pdf = report.pdf(told, fonts=font_paths())
    note_print(seat, listing.label, paper="candidate-list memo")
    return pdf


def log10(log_lr: float | None) -> str:
    """A natural log LR as log10 with two decimals; "excluded" where the evidence excludes."""
    return _("excluded") if log_lr is None or log_lr == -math.inf else f"{log_lr / LN_10:.2f}"


def probability(value: float, rest: float | None = None) -> str:
    """A probability with as many digits as it needs to differ from 0 and 1; ``rest``: that of everything else, where it is known."""
    beside = 1.0 - value if rest is None else rest
    if value <= 0.0:
        return "0"
    if value < 0.99:
        return _small(value)
    return f"1 - {_small(beside)}" if beside > 0.0 else _("more than %(p)s") % {"p": "1 - 10^-15"}


def at_each(listing: CandidateList, place: int) -> str:
    """What a list gives to none of these (0), or to those without a usable reference (1), at each λ; at the rule's own where the answer
    of its search is kept no more."""
    main = f"{listing.search.rule.listed.normalize():f}", listing.none_of_these, listing.without_reference
    shown = [(value, told) for value, *told in queries.aside_of(listing) or (main,)]
    return "; ".join(_("%(p)s at λ %(value)s") % {"p": probability(told[place]), "value": value} for value, told in shown)


def _small(value: float) -> str:
    if value >= 0.001:
        return f"{value:.3g}"
    digits, _e, power = f"{value:.1e}".partition("e")
    return f"{digits} × 10^{int(power)}"


def _parts(listing: CandidateList, lines: list[Candidate]) -> tuple[report.Part, ...]:
    search, rule, snapshot = listing.search, listing.search.rule, listing.search.snapshot
    assert snapshot is not None
    chance = "" if listing.expected_chance is None else f"{listing.expected_chance:.3g}"
    notes = [report.Words(str(note)) for note in listing.notes]
    parts: list[report.Part] = [
        report.Facts(
            [
                (_("Unit"), listing.label),
                (_("Bones weighed"), ", ".join(listing.specimens)),
                (_("Search"), f"{search.code}, {search.get_extent_display()}, {said(search.finished)}"),
                (_("Missing people open"), f"{listing.size_before:,}"),
                (_("Compared with"), f"{listing.compared:,}"),
                (_("Kept on this list"), f"{listing.size_after:,}"),
                (_("Chance candidates to expect"), chance),
                (_("None of these"), at_each(listing, 0)),
                (_("Listed, without a usable reference"), at_each(listing, 1)),
            ]
        ),
        report.Heading(_("Candidates")),
    ]
    parts.append(_table(listing, lines) if lines else report.Words(_("Nobody reaches this list.")))
    if notes:
        parts += [report.Heading(_("Notes")), *notes]
    sensitivity = ", ".join(map(str, rule.sensitivity))
    parts += [
        report.Heading(_("Rule and case")),
        report.Facts(
            [
                (_("Rule"), f"{rule.number}: {rule.ground}"),
                (_("Listed (λ)"), f"{rule.listed.normalize():f}" + (f"; also {sensitivity}" if sensitivity else "")),
                (
                    _("Kept"),
                    _("every pair of LR %(lr)s or more, and the best %(n)s") % {"lr": f"{rule.threshold_lr:,}", "n": rule.best},
                ),
                (_("Case"), snapshot.digest),
                (_("List"), listing.digest),
                (_("Result"), search.result_digest),
                (_("Software"), search.software),
            ]
        ),
        report.Words(
            _("Probabilities weigh all units and all missing people together; those of the candidates at the λ of the rule."),
            small=True,
        ),
    ]
    return tuple(parts)


def _table(listing: CandidateList, lines: list[Candidate]) -> report.Rows:
    aside = (listing.none_of_these, listing.without_reference)
    rest = [math.fsum([*aside, *(x.posterior for x in lines if x is not line)]) for line in lines]
    rows = [
        (
            str(line.rank),
            line.missing.code,
            line.family,
            log10(line.log_lr),
            probability(line.posterior, beside if line.posterior > 0.99 else None),
            str(line.get_change_display()),
            ", ".join(map(str, line.tied_with)),
        )
        for line, beside in zip(lines, rest, strict=True)
    ]
    heads = [_("no."), _("missing person"), _("family"), _("log10 LR"), _("probability"), _("change"), _("cannot be told from")]
    return report.Rows(heads, rows, ["8mm", "33mm", "33mm", "18mm", "30mm", "18mm", "1fr"], (0, 3))
