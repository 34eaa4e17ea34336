"""From a search to signatures: quarter by quarter, as many as the staff gets done."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from repatria.registry.identification.actions import draft, submit, withdraw
from repatria.registry.identification.evidence import open_evidence
from repatria.registry.identification.models import Identification
from repatria.registry.identification.states import OPEN
from repatria.registry.identification.wording import proposed
from repatria.registry.journal import clock
from repatria.registry.live import deciding, parameters
from repatria.registry.live.deciding import WORTH_A_LOOK, lacking
from repatria.registry.live.years import gates, grouping, telling
from repatria.registry.live.years.life import HAND_OVER, Life
from repatria.registry.people.roles import Role
from repatria.registry.review import reviewing, rules, signing
from repatria.registry.review.confirming import Proof
from repatria.registry.searching.models import CandidateList, Search

FIRST_ROUND = 182
AGREED = "The numbers were recomputed and the file was read whole."
NEWER = "A new search came before it was signed."
State = Identification.State


def begin(life: Life) -> None:
    """The first round some months after the hand-over, then every quarter."""
    life.on(HAND_OVER + timedelta(days=FIRST_ROUND), quarter, hour=7)


def quarter(life: Life) -> None:
    """Search, group, search what the grouping changed, and put the promising lists before the geneticist."""
    life.later(parameters.ROUND_DAYS, quarter, hour=7)
    mark(life)
    if life.new_results < max(1, round(parameters.ENOUGH_NEW * life.all_results)):
        life.noted["quarter without enough new results"] += 1
        return
    life.new_results = 0
    first = deciding.search(life.table, life.done, "the results of a quarter")
    grouping.group(life, first)
    second = deciding.search(life.table, life.done, "individuals were locked")
    life.noted["rounds of searching"] += 1
    _put_before(life, second)


def mark(life: Life) -> None:
    """One point of the curve."""
    life.curve.append({"t": (life.today - HAND_OVER).days, **{k: life.noted[v] for k, v in _CURVE.items()}})


_CURVE = {
    "identified": "people identified",
    "returned_group": "specimens returned as a group",
    "unresolved": "specimens unresolved",
}


def _put_before(life: Life, found: Search) -> None:
    """What was not finished under the last search is withdrawn; every locked individual with a promising name gets its day."""
    for row in Identification.objects.filter(
        incident=life.table.incident, state__in=(State.DRAFT, State.REVIEW, State.AGREED)
    ).select_related("thing"):
        life.honestly("draft withdrawn", withdraw, life.seat(Role.GENETICIST), row, reason=NEWER)
    life.done.units = found.lists.count()
    life.done.withheld.clear()
    seen: set[tuple[int, int, str]] = life.kept.setdefault("looked at", set())
    for listing in found.lists.filter(version__isnull=False).select_related("version").order_by("label"):
        best = listing.candidates.order_by("rank").first()
        if best is None or best.posterior < WORTH_A_LOOK:
            life.done.withheld["no candidate worth a look"] += 1
            continue
        key = (listing.version_id or 0, best.missing_id, listing.digest)
        if key in seen or Identification.objects.filter(individual__versions=listing.version, state__in=OPEN).exists():
            continue
        seen.add(key)
        day = life.free_day("geneticist", life.today + timedelta(days=2))
        life.on(day, partial(_draft, listing=listing.pk, missing=best.missing_id))


def _draft(life: Life, *, listing: int, missing: int) -> None:
    """The geneticist opens the evidence; drafts where the rule in force may carry it."""
    row = CandidateList.objects.select_related("search", "version__individual__thing").get(pk=listing)
    version = row.version
    if not row.search.current or version is None or not version.current or version.state != version.State.LOCKED:
        life.noted["list overtaken before its day"] += 1
        return
    author = life.seat(Role.GENETICIST)
    best = row.candidates.select_related("missing").get(missing=missing)
    evidence = life.honestly("evidence opened", open_evidence, author, row, best.missing)
    if evidence is None:
        return
    life.done.weighed.append(evidence)
    left = lacking(evidence, rules.in_force(life.table.incident))
    if left:
        life.done.withheld[left] += 1
        return
    made = life.honestly("identification drafted", draft, author, evidence, text=proposed(evidence))
    if made is None or life.honestly("put before reviewers", submit, author, made) is None:
        return
    gates.before_signature(life, made)
    days = [life.free_day("reviewer", life.today + timedelta(days=3)) for _ in (1, 2)]
    for number, day in enumerate(days, 1):
        life.on(day, partial(_review, identification=made.pk, number=number))
    life.on(life.free_day("examiner", max(days) + timedelta(days=2)), partial(_sign, identification=made.pk), hour=15)


def _row(pk: int) -> Identification:
    return Identification.objects.select_related("thing", "missing", "individual__thing").get(pk=pk)


def _review(life: Life, *, identification: int, number: int) -> None:
    row, reviewer = _row(identification), life.seat(Role.REVIEWER, number)
    if row.state != State.REVIEW or life.honestly("review begun", reviewing.begin, reviewer, row) is None:
        return
    life.honestly("review finished", reviewing.finish, reviewer, row, verdict="agree", words=AGREED)


def _sign(life: Life, *, identification: int) -> None:
    """The medical examiner signs; the family is told by others, on days of their own."""
    row = _row(identification)
    if row.state != State.AGREED:
        life.noted["not agreed on the day of its signature"] += 1
        return
    statement, examiner = row.statements.get(current=True), life.seat(Role.EXAMINER)
    proof = Proof(examiner.user.pk, row.pk, statement.digest, clock.now())
    rule = rules.in_force(life.table.incident).number
    sign = partial(signing.try_to_sign, examiner, row, lambda: proof, statement=statement.digest, rule=rule)
    made = life.honestly("signed", sign)
    if made is None:
        return
    life.rest(row.missing_id, "signature", f"signature {made.pk}")
    life.rest(row.missing_id, "individual", row.individual.code)
    row.refresh_from_db()
    evidence = statement.evidence
    life.rest(row.missing_id, "list", f"{evidence.listing.label} in {evidence.listing.search.code}")
    bones = [m.specimen.code for m in row.version.members.filter(removed__isnull=True).select_related("specimen__item__thing")]
    life.kept.setdefault("signed", []).append(
        (row.individual.code, bones, row.missing.code, evidence.posterior, row.pk, life.today)
    )
    names = life.kept.setdefault("named", set())
    if row.missing_id not in names:
        names.add(row.missing_id)
        life.kept.setdefault("named on", {})[row.missing_id] = life.today
        life.noted["people identified"] += 1
    telling.begin(life, row)
