"""What families are told, ask and are written, for programs. A private page is opened by a person at a page only: its link and its
number are shown once and would otherwise be kept beside the idempotency key.
"""

from __future__ import annotations

from typing import Any

from ninja import Router

from repatria.registry.api.ways import Paper, Row, acts, fetches, lists, looks
from repatria.registry.homecoming import askpapers
from repatria.registry.homecoming.actions import asking, doors, letters, silence
from repatria.registry.homecoming.forms import asking as forms
from repatria.registry.homecoming.models import Door, Enquiry, Letter
from repatria.registry.homecoming.queries import asking as queries
from repatria.registry.homecoming.queries import telling
from repatria.registry.people.seats import Seat

router = Router()
HERE = "/people/{code}"


def _family(at: Seat, code: str) -> dict[str, Any]:
    return {"kin": telling.relatives(at, telling.person_called(at, code))}


def _colleagues(at: Seat, code: str) -> dict[str, Any]:
    return {"people": queries.colleagues(at)}


@looks(router, HERE + "/status", "homecoming.read")
def status(at: Seat, code: str) -> Row:
    """What the family of somebody is told today, paragraph by paragraph. The look is written into the journal."""
    told = queries.read_status(at, telling.person_called(at, code))
    return {
        "missing": told.code,
        "on": told.on,
        "next_on": told.next_on,
        "words": told.words,
        "grade": f"{told.grade:.2f}",
        "paragraphs": [{"key": one.key, "head": one.head, "text": one.text} for one in told.paragraphs],
    }


@lists(router, HERE + "/doors", "homecoming.door")
def all_doors(at: Seat, code: str) -> Any:
    """Private pages about somebody: for whom, until when, and whether they are open."""
    return queries.doors(at, telling.person_called(at, code)), lambda one: _door(*one)


@acts(router, HERE + "/doors/{pk}/end", "homecoming.door", forms.EndDoor)
def end_door(at: Seat, form: Any, code: str, pk: int) -> Row:
    """Close a private page at once."""
    row = doors.end_door(at, queries.door_called(at, telling.person_called(at, code), pk), **form.cleaned_data)
    return _door(row, "closed")


@lists(router, "/enquiries", "homecoming.answer")
def enquiries(at: Seat, state: str = "", mine: bool = False) -> Any:
    """What families asked, the open ones first; ``state`` is open or answered, ``mine`` those of the owner of the key."""
    return queries.enquiries(at, state=state, mine=mine), _enquiry


@looks(router, "/enquiries/{code}", "homecoming.answer")
def enquiry(at: Seat, code: str) -> Row:
    """One enquiry, with its answer."""
    return _enquiry(queries.enquiry_called(at, code))


@acts(router, HERE + "/enquiries", "homecoming.answer", forms.Note, _family)
def ask(at: Seat, form: Any, code: str) -> Row:
    """Write down what a relative asks or says."""
    return _enquiry(asking.ask(at, telling.person_called(at, code).thing, **form.cleaned_data))


def _silent(at: Seat, code: str) -> dict[str, Any]:
    return {"kin": queries.silent_kin(at, telling.person_called(at, code))}


@acts(router, HERE + "/silence/end", "homecoming.answer", forms.EndSilence, _silent)
def end_silence(at: Seat, form: Any, code: str) -> Row:
    """A relative who had asked not to be contacted turned to us again."""
    kin = silence.end_silence(at, telling.person_called(at, code).thing, **form.cleaned_data)
    return {"missing": code, "kin": kin.code, "may_be_contacted": True}


@acts(router, "/enquiries/{code}/answer", "homecoming.answer", forms.Reply)
def answer(at: Seat, form: Any, code: str) -> Row:
    """Answer in words; the relative reads them on their page."""
    return _enquiry(asking.answer(at, queries.enquiry_called(at, code), **form.cleaned_data))


@acts(router, "/enquiries/{code}/owner", "homecoming.answer", forms.HandOn, _colleagues)
def hand_on(at: Seat, form: Any, code: str) -> Row:
    """Give an enquiry to a colleague."""
    return _enquiry(asking.hand_on(at, queries.enquiry_called(at, code), **form.cleaned_data))


@lists(router, HERE + "/letters", "homecoming.letter")
def letters_about(at: Seat, code: str) -> Any:
    """Letters about somebody, the newest first."""
    return queries.letters_of(at, telling.person_called(at, code)), _letter


@acts(router, HERE + "/letters", "homecoming.letter")
def write_one(at: Seat, _form: Any, code: str) -> Row:
    """Write to one family now."""
    return _letter(letters.write_one(at, telling.person_called(at, code).thing))


@acts(router, "/letters", "homecoming.letter")
def write_due(at: Seat, _form: Any) -> Row:
    """Write to every family that is due."""
    return {"written": len(letters.write_due(at))}


@fetches(router, HERE + "/letters/{number}/paper", "homecoming.letter", "application/pdf")
def letter_paper(at: Seat, code: str, number: int) -> Paper:
    """One letter as it went out. A print is recorded."""
    row = queries.letter_called(at, code, number)
    return Paper(askpapers.one_letter(at, row), f"letter-{row.missing.code}-{row.number}.pdf", "application/pdf")


def _door(row: Door, state: str) -> Row:
    return {
        "door": row.pk,
        "missing": row.missing.code,
        "kin": row.kin.code,
        "state": state,
        "made": row.made,
        "until": row.until,
        "last_seen": row.last_seen,
    }


def _enquiry(row: Enquiry) -> Row:
    return {
        "code": row.code,
        "missing": row.missing.code,
        "kin": row.kin.code,
        "kind": str(row.kind),
        "state": str(row.state),
        "words": row.words,
        "on_their_page": row.through_door,
        "owner": row.owner.code if row.owner else None,
        "due": row.due,
        "answer": row.answer,
        "answered": row.answered,
    }


def _letter(row: Letter) -> Row:
    return {
        "missing": row.missing.code,
        "number": row.number,
        "on": row.on,
        "next_on": row.next_on,
        "kin": row.kin.code if row.kin else None,
        "digest": row.digest,
    }
