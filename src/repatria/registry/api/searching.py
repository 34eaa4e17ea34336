"""Searches for programs: queue one, ask how far it is, read its lists. Every list that is read stands in the journal."""

from __future__ import annotations

from typing import Any

from ninja import Router

from repatria.registry.api.ways import Row, acts, lists, looks
from repatria.registry.people.seats import Seat
from repatria.registry.searching import actions, forms, queries, scope
from repatria.registry.searching.models import CandidateList, ListRule, Search
from repatria.registry.searching.words import manifest_for

router = Router()


@lists(router, "/searches", "searching.read")
def searches(at: Seat) -> Any:
    """Searches, newest first, with their state."""
    return queries.searches(at), told


@looks(router, "/searches/{code}", "searching.read")
def search(at: Seat, code: str) -> Row:
    """One search: how far it is; when it is finished, its manifest and digests."""
    row = queries.search_called(at, code)
    return {
        **told(row),
        "manifest": manifest_for(at, row),
        "case": row.snapshot.digest if row.snapshot else None,
        "result": row.result_digest or None,
        "software": row.software,
    }


@acts(router, "/searches", "searching.ask", forms.Ask)
def ask(at: Seat, form: Any) -> Row:
    """Queue a search of everybody against everybody; a worker does it."""
    return told(actions.ask_search(at, form.cleaned_data["why"]))


@acts(router, "/searches/{code}/cancel", "searching.ask", forms.Cancel)
def cancel(at: Seat, form: Any, code: str) -> Row:
    """Stop a search that waits or runs."""
    row = actions.cancel_search(at, queries.search_called(at, code), reason=form.cleaned_data["reason"])
    return {"code": row.code}


@lists(router, "/searches/{code}/lists", "searching.read")
def lists_of(at: Seat, code: str, unit: str = "", changed: bool = False, order: str = "unit") -> Any:
    """The candidate lists of a search, without their lines; ``order`` is unit, posterior or changed."""
    rows = queries.lists_of(at, queries.search_called(at, code), label=unit, changed=changed, order=order)
    return rows, lambda row: scope.veiled(at, told_list(row))


@looks(router, "/searches/{code}/lists/{label}", "searching.read")
def listing(at: Seat, code: str, label: str) -> Row:
    """One candidate list with its lines; natural log LRs, ``null`` where the evidence excludes. The look is journalled."""
    row, lines = queries.open_list(at, queries.search_called(at, code), label)
    return {
        **scope.veiled(at, told_list(row)),
        "notes": row.notes,
        "lines": [
            {
                "missing": c.missing.code,
                "family": c.family,
                "rank": c.rank,
                "rank_of_missing": c.rank_of_missing,
                "log_lr": c.log_lr,
                "posterior": c.posterior,
                "posteriors": c.posteriors,
                "tied_with": c.tied_with,
                "change": c.change,
                "log_lr_before": c.log_lr_before,
            }
            for c in lines
        ],
    }


@lists(router, "/rules", "searching.read")
def rules(at: Seat) -> Any:
    """The rules for lists, the one in force first."""
    return queries.rules(at), told_rule


@acts(router, "/rules", "searching.rule", forms.SetRule)
def set_rule(at: Seat, form: Any) -> Row:
    """Set a new rule for lists, with its ground."""
    said = form.cleaned_data
    return told_rule(actions.set_rule(at, **{**said, "sensitivity": said["sensitivity"].split()}))


def told(row: Search) -> Row:
    """A search as programs see it."""
    job = row.job
    return {
        "code": row.code,
        "extent": row.extent,
        "why": row.why,
        "rule": row.rule.number,
        "state": job.state,
        "step": job.step,
        "done": job.done,
        "total": job.total,
        "attempts": job.attempts,
        "fault": job.fault,
        "queued": row.made,
        "finished": row.finished,
        "current": row.current,
    }


def told_list(row: CandidateList) -> Row:
    """A list as programs see it, without its lines."""
    return {
        "label": row.label,
        "version": row.version.number if row.version else None,
        "specimens": row.specimens,
        "person": row.person,
        "size_before": row.size_before,
        "compared": row.compared,
        "size_after": row.size_after,
        "expected_by_chance": row.expected_chance,
        "none_of_these": row.none_of_these,
        "without_reference": row.without_reference,
        "changed": row.changed,
        "digest": row.digest,
    }


def told_rule(row: ListRule) -> Row:
    """A rule for lists as programs see it."""
    return {
        "number": row.number,
        "listed": str(row.listed),
        "sensitivity": row.sensitivity,
        "threshold_lr": row.threshold_lr,
        "best": row.best,
        "grouping_lr": row.grouping_lr,
        "ground": row.ground,
        "at": row.at,
    }
