"""What reviews and signatures put on the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repatria.registry.codes.naming import read_code
from repatria.registry.identification.models import Identification
from repatria.registry.people.desks import Alarm, Desk, Found, Link, Paper, at
from repatria.registry.people.seats import Seat
from repatria.registry.review import lately, queries

SHOWN = 20
WORDS = {
    "review": gettext_lazy("%(code)s waits for a reviewer"),
    "finish": gettext_lazy("%(code)s: you have begun a review; say your word"),
    "close": gettext_lazy("%(code)s: your objection was answered; say whether that settles it"),
    "answer": gettext_lazy("%(code)s: a reviewer objected; answer"),
    "sign": gettext_lazy("%(code)s was agreed and waits for your signature"),
}
"""What is asked of the reader, as alarms."""


def alarms(seat: Seat) -> Iterable[Alarm]:
    """What waits for this very person; and signed identifications that are void."""
    if not seat.may("review.read"):
        return
    for row, asked in queries.waiting_for(seat)[:SHOWN]:
        against = queries.not_carried(seat, row) if asked == "sign" else []
        if against:
            words = _("%(code)s was agreed; the rule in force does not carry it: %(why)s")
            yield Alarm(words % {"code": row.code, "why": against[0]}, at(seat, "review:one", code=row.code), weight=3)
            continue
        yield Alarm(WORDS[asked] % {"code": row.code}, at(seat, "review:one", code=row.code), weight=3)
    rule = queries.rule_to_decide(seat)
    if rule is not None and rule.by_id != seat.user.pk:
        words = _("Rule %(n)d for signatures, proposed by %(who)s, waits for a second person: confirm or decline it")
        told = {"n": rule.number, "who": rule.by.called if rule.by else ""}
        yield Alarm(words % told, at(seat, "review:decide-rule", number=rule.number), weight=2)
    signed = list(queries.identifications(seat).filter(state=Identification.State.SIGNED))
    for pk, bones in list(lately.further(signed).items())[:SHOWN]:
        row = next(one for one in signed if one.pk == pk)
        words = _("%(code)s is signed, and the last search counts bones to it that the signature did not weigh: %(bones)s")
        told = {"code": row.code, "bones": ", ".join(bones[:SHOWN])}
        yield Alarm(words % told, at(seat, "review:one", code=row.code), weight=2)
    if seat.may("review.sign"):
        void = queries.identifications(seat).filter(state=Identification.State.VOID, signatures__isnull=False).distinct()
        for row in void[:SHOWN]:
            words = _("%(code)s was signed and is void: %(why)s") % {"code": row.code, "why": row.state_why}
            yield Alarm(words, at(seat, "review:one", code=row.code), weight=2)


def counts(seat: Seat) -> Iterable[tuple[Any, Any, str]]:
    """How many are before their reviewers and wait for a signature; nothing where none is."""
    if not seat.may("review.read"):
        return
    state = Identification.State
    for value, label in (
        (state.REVIEW, _("Identifications before their reviewers")),
        (state.AGREED, _("Agreed, waiting for the medical examiner")),
    ):
        count = queries.identifications(seat).filter(state=value).count()
        if count:
            yield label, f"{count:,}", at(seat, "review:queue") + f"?state={value}"


def search(seat: Seat, text: str) -> Iterable[Found]:
    """A signature by the code of its identification, or by the beginning of its binding."""
    if not seat.may("review.read"):
        return
    rows = queries.signatures(seat)
    code, told = read_code(text), text.strip().lower()
    if code:
        rows = rows.filter(identification__thing__code=code)
    elif len(told) >= 8 and all(c in "0123456789abcdef" for c in told):
        rows = rows.filter(binding__startswith=told)
    else:
        return
    for row in rows[:5]:
        words = _("signature, %(state)s") % {"state": _("void") if row.voided else _("stands")}
        url = at(seat, "review:signature", code=row.identification.code, pk=row.pk)
        yield Found(row.identification.code, words, url)


DESK = Desk(
    links=(
        Link(gettext_lazy("Reviews"), "review:queue", "review.read"),
        Link(gettext_lazy("Signatures"), "review:signatures", "review.read"),
        Link(gettext_lazy("Rules for signatures"), "review:rules", "review.read"),
        Link(gettext_lazy("Re-audits"), "review:audits", "review.audit"),
        Link(gettext_lazy("Known answers"), "review:known", "review.known"),
    ),
    alarms=alarms,
    counts=counts,
    search=search,
    papers=(
        Paper(
            gettext_lazy("Identification statement"),
            ("review.read", "identification.read"),
            gettext_lazy("As soon as it is drafted; it says its state, and VOID where it no longer stands"),
            "review:queue",
            gettext_lazy("the person identified, by name for those who may see names"),
            recorded=True,
        ),
        Paper(
            gettext_lazy("Dissent"),
            ("review.read", "identification.read"),
            gettext_lazy(
                "When a review did not agree, or an objection was kept as a minority view; not for whoever may still review"
            ),
            "review:queue",
            gettext_lazy("objections, answers and reviewers in full"),
            recorded=True,
        ),
        Paper(
            gettext_lazy("Bag of a signed identification, for a court or an auditor"),
            ("review.export",),
            gettext_lazy("When it was signed, void and rescinded ones included"),
            "review:queue",
            gettext_lazy("genotypes of this unit and of this family's relatives whose consent is in force; nobody else's"),
            recorded=True,
        ),
    ),
)
