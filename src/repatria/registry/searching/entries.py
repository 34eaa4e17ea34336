"""What the journal says about searches."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.journal.entrytypes import EntryType


class SearchAsked(EntryType):
    tag = "searching.asked"
    sentence = _("The search {subject} was queued: {why}")


class SearchCancelled(EntryType):
    tag = "searching.cancelled"
    sentence = _("The search {subject} was cancelled: {reason}")


class SearchFinished(EntryType):
    tag = "searching.finished"
    sentence = _(
        "The search {subject} compared {units} units with {compared} of {open_missing} missing people on case {case}; result {digest}"
    )


class SearchFailed(EntryType):
    tag = "searching.failed"
    sentence = _("The search {subject} failed: {fault}")


class ListRuleSet(EntryType):
    tag = "searching.rule_set"
    sentence = _("Rule {number} for candidate lists was set: {ground}")


class ListOpened(EntryType):
    tag = "searching.list_opened"
    sentence = _("The candidates of {subject} in search {search} were read")


class PlanAsked(EntryType):
    tag = "searching.plan_asked"
    sentence = _("A plan of samples and calls was queued on the case of {search}")


class PlanMade(EntryType):
    tag = "searching.plan_made"
    sentence = _("A plan was made on the case of {search}: {bones} bones and {calls} relatives ranked; result {plan}")


class PlanFailed(EntryType):
    tag = "searching.plan_failed"
    sentence = _("A plan of samples and calls failed: {fault}")


class JobGivenUp(EntryType):
    tag = "searching.job_given_up"
    sentence = _("A piece of heavy work ({kind}) was given up: {fault}")
