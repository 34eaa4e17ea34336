"""What a report says, in order: one list of sections that the page and the plain-text summary both print."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from repatria.pictures import charts
from repatria.pictures.charts.answer import probability
from repatria.pictures.charts.weight import log10, minus, small
from repatria.pictures.data import NOBODY, Answer, Evidence, ReportData, Screening
from repatria.pictures.pedigree import draw_family
from repatria.pictures.standing import STATES, Standing, against_truth, standings, tally
from repatria.pictures.style import Picture, Table


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of short sentences."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Tabled:
    """A table with a caption; ``file`` is the stem of its CSV, which always holds every row."""

    caption: str
    table: Table
    file: str


Block = Words | Listing | Heading | Tabled | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a report: an anchor, a title, and blocks from top to bottom."""

    id: str
    title: str
    blocks: tuple[Block, ...]


def tell(data: ReportData) -> tuple[Section, ...]:
    """All sections that ``data`` has something for."""
    chapters = (
        ("what", "What this is", _what(data)),
        ("handover", "The hand-over in figures", _handover(data)),
        ("screening", "What was compared", _screening(data)),
        ("answer", "Who may be whom: the joint answer", _answer(data)),
        ("evidence", "Evidence, pair by pair", _evidence(data)),
        ("truth", "Against the hidden truth", _truth(data)),
        ("calibration", "How far the numbers can be trusted", _calibration(data)),
        ("prior", "What was assumed before any DNA", _prior(data)),
        ("method", "Method, versions and digests", _method(data)),
        ("cautions", "Cautions", iter([Listing(data.cautions)] if data.cautions else [])),
    )
    told = [Section(anchor, title, tuple(blocks)) for anchor, title, blocks in chapters]
    return tuple(section for section in told if section.blocks)


def _what(data: ReportData) -> Iterator[Block]:
    if data.incident.note:
        yield Words(data.incident.note)
    yield Words(
        "This report follows the missing from a hand-over of remains towards a name. It names nobody by itself: a pair that is "
        "put forward still needs independent review and a signature by people. All codes stand for people; no names are kept here."
    )
    yield Listing(tuple(_at_a_glance(data)))


def _at_a_glance(data: ReportData) -> Iterator[str]:
    if data.figures:
        yield "Hand-over: " + "; ".join(f.words for f in data.figures) + "."
    if data.screening:
        yield f"Compared: {data.screening.pairs_compared:,} pairs of a profile and a missing person's family."
    if data.main:
        counts = tally(standings(data.main, data.name_at))
        yield "Joint answer: " + "; ".join(f"{n:,} {STATES[state]}" for state, n in counts.items()) + "."
    if data.main and data.truth:
        outcome = against_truth(standings(data.main, data.name_at), data.truth)
        yield f"Against the hidden truth: {len(outcome.wrong)} wrong of {outcome.put_forward:,} put forward."


def _handover(data: ReportData) -> Iterator[Block]:
    if data.figures:
        yield Words("Containers can be counted. People cannot: DNA gives a floor, bones an estimate, papers a claim.")
        yield charts.figures(data.figures, banner=data.incident.banner)
    if data.contents:
        yield charts.containers(data.contents, banner=data.incident.banner)
    if data.progress:
        yield charts.progress(data.progress, banner=data.incident.banner)


def _screening(data: ReportData) -> Iterator[Block]:
    s = data.screening
    if s is None:
        return
    yield Words(
        f"{s.profiles:,} profiles were compared with {s.missing_compared:,} missing people whose families gave a usable "
        f"reference: {s.pairs_compared:,} pairs, each one exactly. {s.at_zero:,} of these pairs are impossible; "
        f"{s.different_sex:,} more were left out because the sexes differ."
    )
    if s.not_compared:
        yield Words("Missing people who could not be compared with anybody, and why:")
        yield Listing(tuple(f"{n:,}: {why.replace('_', ' ')}" for why, n in s.not_compared))
    if not math.isnan(s.threshold_log_lr):
        yield Words(
            f"{s.above_threshold:,} pairs reach the threshold of log10 LR {minus(f'{log10(s.threshold_log_lr):.2f}')}"
            + (". How many of them chance alone would bring:" if s.chance else ".")
        )
    if s.chance:
        rows = tuple((c.among, small(c.expected), small(c.error)) for c in s.chance)
        yield Tabled(
            "Expected chance hits at the threshold", Table(("among", "expected", "standard error"), rows), "chance-hits"
        )
    if s.candidates:
        yield Tabled("The highest candidates of the screening", _candidates(s), "candidates")


def _candidates(s: Screening) -> Table:
    rows = sorted(s.candidates, key=lambda c: (-c.log_lr, c.profile, c.missing))
    columns = ("profile", "missing", "family", "log10 LR", "rank for profile", "rank for missing", "chance hits on list")
    return Table(
        columns,
        tuple(
            (c.profile, c.missing, c.family, _log10(c.log_lr), c.rank_profile, c.rank_person, small(c.expected_chance_hits))
            for c in rows
        ),
    )


def _log10(log_lr: float) -> str:
    return "impossible" if log_lr == -math.inf else f"{log10(log_lr):.2f}"


def _answer(data: ReportData) -> Iterator[Block]:
    answer, banner = data.main, data.incident.banner
    if answer is None:
        return
    people = standings(answer, data.name_at)
    yield Words(
        f"All profiles and all missing were weighed together, one person per missing. A pair is put forward from a posterior of "
        f"{data.name_at:g} at λ = {answer.listed:g}; a set of people who can be exchanged without changing the evidence is put "
        "forward as a set, never ordered."
    )
    yield Words(_exactness(answer))
    counts = tally(people)
    yield Tabled(
        "Where people stand", Table(("standing", "people"), tuple((STATES[k], n) for k, n in counts.items())), "standing"
    )
    if len(data.answers) > 1:
        yield charts.sensitivity(data.answers, data.name_at, banner=banner)
    named = [s for s in people if s.state == "named"]
    if named:
        yield Tabled("Put forward for review", _named(data, named), "put-forward")
    sets = dict.fromkeys((s.members, _profiles_of(answer, s)) for s in people if s.state == "set")
    if sets:
        rows = tuple((", ".join(profiles), ", ".join(members)) for members, profiles in sets)
        yield Tabled(
            "Sets that cannot be told apart", Table(("these people", "are these missing, in some order"), rows), "sets"
        )
    shown = _most_open(people)
    if shown:
        yield charts.posterior_map(answer, shown, banner=banner, most=20)
    everybody = tuple(
        (s.profile, STATES[s.state], " or ".join(s.members) or _who(s.missing), probability(s.posterior)) for s in people
    )
    yield Tabled("Everybody", Table(("person", "standing", "most probable", "posterior"), everybody), "everybody")


def _most_open(people: Sequence[Standing], most: int = 16) -> list[str]:
    """The people for whom more than one answer is in play: a few sets first, then the withheld, the surest first."""
    sets = sorted((s for s in people if s.state == "set"), key=lambda s: (s.members, s.profile))[: most // 2]
    open_ones = sorted((s for s in people if s.state == "withheld"), key=lambda s: (-s.posterior, s.profile))
    return [s.profile for s in (*sets, *open_ones)][:most]


def _who(missing: str) -> str:
    return "none of these" if missing == NOBODY else missing


def _profiles_of(answer: Answer, standing: Standing) -> tuple[str, ...]:
    return next(tuple(sorted(profiles)) for profiles, _ in answer.sets if standing.profile in profiles)


def _exactness(answer: Answer) -> str:
    left_out = f"What was left out of the sum weighs together {small(answer.neglected_mass)} of the posterior mass at most."
    if answer.neglected_mass >= 1.0:
        left_out = "For what was left out of the sum, joint ways of families with several missing, no bound is known."
    if answer.exact:
        return f"The answer is exact. {left_out}"
    return f"The answer is approximate ({answer.method or 'method not stated'}). {left_out}"


def _named(data: ReportData, named: Sequence[Standing]) -> Table:
    answers = sorted(data.answers, key=lambda a: a.listed)
    rows = tuple(
        (
            s.profile,
            s.missing,
            _log10(data.weights[s.profile]) if s.profile in data.weights else "",
            *(probability(a.posterior.get(s.profile, {}).get(s.missing, 0.0)) for a in answers),
        )
        for s in named
    )
    return Table(("person", "missing", "log10 LR, all samples", *(f"posterior at λ = {a.listed:g}" for a in answers)), rows)


def _evidence(data: ReportData) -> Iterator[Block]:
    if data.evidence:
        yield Words(
            "A few pairs in full: the family as recorded, and what each marker adds. The missing person in question is ringed."
        )
    for i, e in enumerate(data.evidence, 1):
        yield from _one_pair(data, e, f"evidence-{i:02d}")


def _one_pair(data: ReportData, e: Evidence, name: str) -> Iterator[Block]:
    banner = data.incident.banner
    yield Heading(f"{e.profile} and {e.missing}")
    facts = [
        f"If so: {e.finding.h1.text}",
        f"If not: {e.finding.h2.text}",
        f"Weight of evidence: {_weight(e)}",
    ]
    listed = (
        next((c for c in data.screening.candidates if (c.profile, c.missing) == (e.profile, e.missing)), None)
        if data.screening
        else None
    )
    if listed:
        facts.append(
            f"In the screening, sample {listed.profile} alone: log10 LR {minus(_log10(listed.log_lr))}, rank {listed.rank_profile}"
        )
    if not math.isnan(e.posterior):
        facts.append(f"Posterior in the joint answer: {probability(e.posterior)}")
    facts += [f"Caution: {' '.join(x for x in (c.marker, c.value, c.text or c.code) if x)}" for c in e.finding.cautions]
    yield Listing(tuple(facts))
    yield draw_family(e.family, focus=e.missing, banner=banner, name=f"{name}-family")
    if e.finding.per_marker:
        title = f"{e.profile} as {e.missing}, marker by marker"
        yield charts.waterfall(e.finding, banner=banner, name=f"{name}-markers", title=title)
    kept = [c for c in data.screening.candidates if c.profile == e.profile] if data.screening else []
    kept.sort(key=lambda c: c.rank_profile)
    rivals = [c for rank, c in enumerate(kept, 1) if c.rank_profile == rank]  # beyond the list a rank is not known
    if len(rivals) > 1:
        threshold = data.screening.threshold_log_lr if data.screening else math.nan
        yield charts.ranking(e.profile, rivals, threshold=threshold, banner=banner, name=f"{name}-ranking")


def _weight(e: Evidence) -> str:
    if e.finding.log_lr == -math.inf:
        return f"impossible; excluding: {', '.join(e.finding.excluding) or 'not stated'}"
    text = f"log10 LR {minus(f'{log10(e.finding.log_lr):.2f}')}"
    if e.finding.interval:
        low, high = (minus(f"{log10(x):.2f}") for x in e.finding.interval)
        text += f" (95 % interval from the size of the frequency database: {low} to {high})"
    return text


def _truth(data: ReportData) -> Iterator[Block]:
    if data.truth and data.main:
        outcome = against_truth(standings(data.main, data.name_at), data.truth)
        n = outcome.put_forward
        yield Words("This is an exercise, so the answer can be compared with what was hidden from the engine.")
        facts = [
            f"{n:,} put forward: {n - len(outcome.wrong):,} right, {len(outcome.wrong):,} wrong",
            f"wrong names expected from the posteriors themselves, Σ(1 − p): {small(outcome.expected_wrong)}",
            f"sets that hold the right person: {outcome.sets_right:,} people; that do not: {outcome.sets_wrong:,}",
            f"individuals, as grouped, of people on the list who were withheld: {outcome.listed_withheld:,}; "
            f"none of these likelier: {outcome.listed_none:,} (a person may be in several pieces)",
        ]
        if n and not outcome.wrong:
            facts.insert(1, f"none wrong among {n:,} still allows a share of wrong names of up to about 3/n = {3 / n:.2g}")
        yield Listing(tuple(facts))
        if outcome.wrong:
            rows = tuple((s.profile, s.missing, data.truth[s.profile], probability(s.posterior)) for s in outcome.wrong)
            yield Tabled("Wrong names", Table(("person", "put forward as", "in truth", "posterior"), rows), "wrong-names")
    if data.yields:
        yield charts.yields(data.yields, banner=data.incident.banner)


def _calibration(data: ReportData) -> Iterator[Block]:
    c, banner = data.calibration, data.incident.banner
    if c is None:
        return
    if c.notes:
        yield Listing(c.notes)
    if c.bins:
        yield charts.reliability(c.bins, banner=banner)
    if c.true_log_lr and c.unrelated_log_lr:
        yield charts.tippett(c.true_log_lr, c.unrelated_log_lr, banner=banner)
        yield charts.histogram(c.true_log_lr, c.unrelated_log_lr, banner=banner)


def _prior(data: ReportData) -> Iterator[Block]:
    yield Words(
        "Before any DNA a person found is on the list with probability λ; a listed person is each open missing person with the "
        "weight given; anybody else comes from an outside pool. Results are shown for several λ, because nobody knows it."
    )
    if data.prior:
        yield Tabled("The prior", Table(("what", "value"), data.prior), "prior")


def _method(data: ReportData) -> Iterator[Block]:
    if data.method:
        yield Tabled("Method", Table(("what", "value"), data.method), "method")
    if data.digests:
        yield Tabled("Digests", Table(("what", "SHA-256"), tuple(sorted(data.digests.items()))), "digests")
