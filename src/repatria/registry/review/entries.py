"""What the journal says about reviews, rules, signatures, re-audits and known answers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.journal.entrytypes import EntryType


class SigningRuleSet(EntryType):
    tag = "review.rule_set"
    sentence = _("Rule {number} for signatures was set: posterior at least {posterior}; {ground}")


class SigningRuleProposed(EntryType):
    tag = "review.rule_proposed"
    sentence = _("Rule {number} for signatures was proposed: posterior at least {posterior}; {ground}")


class SigningRuleConfirmed(EntryType):
    tag = "review.rule_confirmed"
    sentence = _("Rule {number} for signatures, proposed by {proposer}, was confirmed and is in force; digest {digest}")


class SigningRuleDeclined(EntryType):
    tag = "review.rule_declined"
    sentence = _("Rule {number} for signatures was declined: {words}")


class ReviewBegun(EntryType):
    tag = "review.begun"
    sentence = _("Review {place} of {subject}, statement {statement}, was begun")


class ReviewFinished(EntryType):
    tag = "review.finished"
    sentence = _("Review {place} of {subject}, statement {statement}, is finished: {verdict}; digest {digest}")
    personal = ("words",)


class ObjectionRaised(EntryType):
    tag = "review.objection_raised"
    sentence = _("An objection ({objection}) to {subject}, statement {statement}, was raised")
    personal = ("text",)


class ObjectionAnswered(EntryType):
    tag = "review.objection_answered"
    sentence = _("Objection {objection} to {subject} was answered")
    personal = ("answer",)


class ObjectionClosed(EntryType):
    tag = "review.objection_closed"
    sentence = _("Objection {objection} to {subject} is {state}")
    personal = ("closing",)


class SentBack(EntryType):
    tag = "review.sent_back"
    sentence = _("{subject} was sent back from {before} to {after}")
    personal = ("reason",)


class Agreed(EntryType):
    tag = "review.agreed"
    sentence = _("{subject}, statement {statement}, was agreed by two reviewers")


class Signed(EntryType):
    tag = "review.signed"
    sentence = _(
        "{actor} signed {subject} ({meaning}) under rule {rule}: statement {statement}, evidence {evidence}, individual {individual}, "
        "list {listing}, case {case}, software {software}; binding {binding}"
    )


class EvidenceRecomputed(EntryType):
    tag = "review.recomputed"
    sentence = _("The evidence {digest} of {subject} as {missing} was computed again from its case: {outcome}")


class SigningRefused(EntryType):
    tag = "review.signing_refused"
    sentence = _("A signature of {subject} was refused: {why}")


class Rescinded(EntryType):
    tag = "review.rescinded"
    sentence = _("The signed identification {subject} was rescinded")
    personal = ("reason",)


class AuditAsked(EntryType):
    tag = "review.audit_asked"
    sentence = _("A re-audit of all signed identifications was asked for")


class AuditFinished(EntryType):
    tag = "review.audit_finished"
    sentence = _("Re-audit {audit}: {signed} signed and {historic} earlier decisions looked at, {failing} fail")


class AuditFailed(EntryType):
    tag = "review.audit_failed"
    sentence = _("Re-audit {audit} failed: {fault}")


class KnownAnswerSlipped(EntryType):
    tag = "review.known_slipped"
    sentence = _("A known answer was slipped into the queue")
    personal = ("specimen", "truth")


class KnownAnswerOpened(EntryType):
    tag = "review.known_opened"
    sentence = _("The known answer {subject} was opened: {outcome}")


class IdentificationExported(EntryType):
    tag = "review.exported"
    sentence = _("{subject} was taken out {form}, for {purpose}; digest {digest}")
    read = True
