"""What people may do with reviews, rules, signatures, re-audits and known answers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.people.roles import Role

SEEING = frozenset({Role.GENETICIST, Role.REVIEWER, Role.EXAMINER, Role.AUDITOR, Role.QUALITY})

VERBS = {
    "review.read": (SEEING, _("see identifications in review, their signatures and the rules in force")),
    "review.review": (frozenset({Role.REVIEWER}), _("review a statement, raise and close objections")),
    "review.agree": (
        frozenset[Role](),
        _("let an identification be agreed; the registry itself does, when enough reviewers agree"),
    ),
    "review.answer": (frozenset({Role.GENETICIST}), _("answer an objection to a statement of one's own")),
    "review.sign": (frozenset({Role.EXAMINER}), _("sign an identification, send it back, or rescind it")),
    "review.rule": (frozenset({Role.EXAMINER}), _("propose what a signature needs, with the ground for it")),
    "review.confirm_rule": (
        frozenset({Role.EXAMINER, Role.REVIEWER}),
        _("confirm or decline what somebody else proposed that a signature needs"),
    ),
    "review.audit": (
        frozenset({Role.REVIEWER, Role.EXAMINER, Role.AUDITOR, Role.QUALITY}),
        _("look at every signed identification again"),
    ),
    "review.known": (frozenset({Role.QUALITY}), _("slip known answers into the queue, and open them")),
    "review.export": (frozenset({Role.EXAMINER, Role.AUDITOR}), _("take one identification out for a court or an auditor")),
}

KEPT_FROM_THE_BLIND = frozenset(
    {"review.read", "review.review", "review.answer", "review.sign", "review.audit", "review.known", "review.export"}
)
