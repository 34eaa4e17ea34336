"""Endings without a name for programs: determinations of a group, and unresolved remains.

A key alone is no proof of a person: through this entrance only the stand-in of an exercise signs for a nation, by the code typed.
"""

from __future__ import annotations

from typing import Any, cast

from ninja import Router

from repatria.registry.api.ways import Paper, Row, acts, fetches, lists, looks
from repatria.registry.homecoming import papers_ending
from repatria.registry.homecoming.actions import ending, resting
from repatria.registry.homecoming.actions import nations as choosing
from repatria.registry.homecoming.forms import ending as forms
from repatria.registry.homecoming.forms import nations as naming
from repatria.registry.homecoming.models import Delegate, Determination, Nation, Unresolved
from repatria.registry.homecoming.queries import ending as queries
from repatria.registry.homecoming.queries import nations as listed
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Refusal
from repatria.registry.review import confirming

router = Router()
HERE, THERE = "/determinations/{code}", "/unresolved/{code}"


@lists(router, "/determinations", "homecoming.ends")
def determinations(at: Seat) -> Any:
    """Determinations of a group, the latest first; reversed ones as well."""
    return queries.determinations(at), determined


@looks(router, HERE, "homecoming.ends")
def determination(at: Seat, code: str) -> Row:
    """One determination with its evidence, its manifest by specimen and its signatures."""
    row = queries.determination_called(at, code)
    return {
        **determined(row),
        "evidence": row.evidence,
        "digest": ending.digest_of(row),
        "manifest": ending.manifest_of(row),
        "signatures": [
            {"nation": one.nation, "signer": one.signer.code, "at": one.at, "words": one.words, "digest": one.digest}
            for one in row.signatures.select_related("signer")
        ],
    }


@acts(router, "/determinations", "homecoming.determine", forms.Determine)
def determine(at: Seat, form: Any) -> Row:
    """Write a determination: codes of bones, or of containers for every bone of theirs that is free."""
    said = dict(form.cleaned_data)
    return determined(ending.determine(at, **{**said, "specimens": queries.bones_called(at, said["specimens"])}))


@acts(router, HERE + "/revise", "homecoming.determine", forms.Determine)
def revise(at: Seat, form: Any, code: str) -> Row:
    """Change one's own draft that nobody has signed."""
    said = dict(form.cleaned_data)
    bones = queries.bones_called(at, said["specimens"])
    return determined(ending.revise(at, queries.determination_called(at, code), **{**said, "specimens": bones}))


@acts(router, HERE + "/give-up", "homecoming.determine", forms.Reason)
def give_up(at: Seat, form: Any, code: str) -> Row:
    """Give one's own draft up."""
    return determined(ending.give_up(at, queries.determination_called(at, code), **form.cleaned_data))


def _note(at: Seat, refusal: Refusal, code: str) -> None:
    ending.note_refused(at, queries.determination_called(at, code), why=str(refusal))


@acts(router, HERE + "/sign", "homecoming.countersign", forms.SignByCode, refused=_note)
def sign(at: Seat, form: Any, code: str) -> Row:
    """Sign for a nation as the stand-in of an exercise; anybody else signs on the page, with password and second factor."""
    row, said = queries.determination_called(at, code), form.cleaned_data
    proof = confirming.by_code(at, cast("Any", row), said["digest"], said["code"])
    made = ending.countersign(at, row, proof=proof, words=said["words"], digest=said["digest"])
    return {**determined(queries.determination_called(at, code)), "nation": made.nation}


@acts(router, HERE + "/reverse", "homecoming.countersign", forms.Reason)
def reverse(at: Seat, form: Any, code: str) -> Row:
    """Reverse what two nations signed, with the reason."""
    return determined(ending.reverse(at, queries.determination_called(at, code), **form.cleaned_data))


@fetches(router, HERE + "/manifest", "homecoming.ends", "application/pdf")
def manifest(at: Seat, code: str) -> Paper:
    """The group-transfer manifest as PDF."""
    row = queries.determination_called(at, code)
    return Paper(papers_ending.manifest_paper(at, row), f"{row.code}-manifest.pdf", "application/pdf")


@lists(router, "/unresolved", "homecoming.ends")
def all_unresolved(at: Seat) -> Any:
    """Unresolved remains, those that are compared next first; ended ones as well."""
    return queries.unresolved(at), remaining


@looks(router, THERE, "homecoming.ends")
def unresolved(at: Seat, code: str) -> Row:
    """Unresolved remains with their ground, their bones and every comparison."""
    row = queries.unresolved_called(at, code)
    return {
        **remaining(row),
        "ground": row.ground,
        "exhumation": row.exhumation,
        "bones": [one.code for one in queries.bones(at, row)],
        "comparisons": [
            {"on": one.on, "search": one.search.code if one.search else None, "words": one.words}
            for one in queries.comparisons(at, row)
        ],
    }


@acts(router, "/containers/{code}/unresolved", "homecoming.rest", forms.WriteUp)
def write_up(at: Seat, form: Any, code: str) -> Row:
    """Write up what remains of a container."""
    return remaining(resting.write_up(at, queries.container_called(at, code), **form.cleaned_data))


@acts(router, THERE + "/compare", "homecoming.rest", forms.Compare)
def compare(at: Seat, form: Any, code: str) -> Row:
    """Note the yearly comparison."""
    resting.compare(at, queries.unresolved_called(at, code), **form.cleaned_data)
    return remaining(queries.unresolved_called(at, code))


@acts(router, THERE + "/end", "homecoming.rest", forms.Reason)
def end(at: Seat, form: Any, code: str) -> Row:
    """Something was found: end what was unresolved."""
    return remaining(resting.end(at, queries.unresolved_called(at, code), **form.cleaned_data))


@lists(router, "/nations", "homecoming.nations")
def nations(at: Seat) -> Any:
    """The nations of the incident, with who signs and who signed for each."""
    return listed.nations(at), of_the_list


@acts(router, "/nations", "homecoming.accredit", naming.Enter)
def enter_nation(at: Seat, form: Any) -> Row:
    """Put a nation on the list of the incident."""
    return of_the_list(choosing.enter(at, **form.cleaned_data))


@acts(router, "/nations/{pk}/end", "homecoming.accredit", naming.Reason)
def leave_nation(at: Seat, form: Any, pk: int) -> Row:
    """A nation takes no more part; what was signed for it stays."""
    return of_the_list(choosing.leave(at, listed.nation(at, pk), **form.cleaned_data))


def _signers(at: Seat, pk: int) -> dict[str, Any]:
    return {"people": listed.unnamed(at)}


@acts(router, "/nations/{pk}/who", "homecoming.accredit", naming.Name, _signers)
def name_delegate(at: Seat, form: Any, pk: int) -> Row:
    """Say who signs for a nation: a reviewer or medical examiner, by the code of their account."""
    return delegated(choosing.name_delegate(at, listed.nation(at, pk), form.cleaned_data["user"]))


@acts(router, "/delegates/{pk}/end", "homecoming.accredit", naming.Reason)
def end_delegate(at: Seat, form: Any, pk: int) -> Row:
    """Somebody signs for their nation no more; what they signed stays."""
    return delegated(choosing.end_delegate(at, listed.delegate(at, pk), **form.cleaned_data))


def of_the_list(row: Nation) -> Row:
    """A nation with those who sign for it, and those who did."""
    told = {"nation": row.pk, "name": row.name, "part": row.part, "added": row.added, "until": row.until, "why": row.until_why}
    return {**told, "delegates": [delegated(one) for one in row.delegates.all()]}


def delegated(row: Delegate) -> Row:
    """Who signs for a nation, since when, and until when."""
    told = {"delegate": row.pk, "user": row.user.code, "nation": row.nation_id}
    return {**told, "since": row.since, "until": row.until, "why": row.until_why}


def determined(row: Determination) -> Row:
    """A determination in short."""
    return {
        "code": row.code,
        "group": row.group,
        "receiving": row.receiving,
        "state": str(row.state),
        "author": row.author.code,
        "made": row.made,
        "signed": row.signed,
        "reversed": row.reversed,
        "why": row.reversed_why,
    }


def remaining(row: Unresolved) -> Row:
    """Unresolved remains in short."""
    return {
        "code": row.code,
        "container": row.container.code,
        "made": row.made,
        "compare_next": row.compare_next,
        "ended": row.ended,
        "why": row.ended_why,
    }
