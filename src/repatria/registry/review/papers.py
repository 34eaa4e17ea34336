"""The identification statement and the dissent on paper: what was said, on what evidence, by whom agreed and signed, and what was held
against it, in full. A paper of an identification that no longer stands says VOID across every page, and why.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from repatria.registry.drawing import report
from repatria.registry.families.models import MissingPerson
from repatria.registry.identification import hooks
from repatria.registry.identification.models import EvidenceFile, Identification, Statement
from repatria.registry.identification.papers import in_words, lr_words, number_of
from repatria.registry.identification.words import percent as shown
from repatria.registry.look.fonts import font_paths
from repatria.registry.people.papers import day_of, frame, head_after, last_act, note_print, said
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Impossible, NotAllowed
from repatria.registry.review import queries, who
from repatria.registry.review.models import Objection, Review, Signature
from repatria.registry.review.short import percent

State = Identification.State
GONE = (State.VOID, State.RESCINDED, State.WITHDRAWN)


def statement_paper(seat: Seat, identification: Identification) -> bytes:
    """The statement in force, its evidence in words, reviewers and signature, as PDF. A print is recorded."""
    seat.need("identification.read")
    told = statement_report(seat, identification)
    pdf = report.pdf(told, fonts=font_paths())
    note_print(seat, identification.code, paper="identification statement")
    return pdf


def dissent_paper(seat: Seat, identification: Identification) -> bytes:
    """Every minority view and every reviewer who did not agree, in full, as PDF; Impossible where there is none. A print is recorded."""
    seat.need("identification.read")
    statement = queries.statement_of(identification)
    if who.is_blind(seat, statement):
        raise NotAllowed(f"{identification.code}: you may still review it. Finish your own review first, then print this.")
    parts = dissent_parts(seat, identification)
    if not parts:
        raise Impossible(f"{identification.code}: nobody's objection was kept as a minority view. There is nothing to print.")
    title, exercise = frame(seat)
    told = report.Report(
        title=_("Dissent"),
        number=identification.code,
        incident=title,
        exercise=exercise,
        day=day_of(*_moments(seat, identification)),
        head=head_after(last_act(seat.incident, [identification.code]).seq),
        lead=_("Objections that were answered and kept as minority views, and reviews that did not agree, in full."),
        parts=parts,
        void=void_of(identification),
    )
    pdf = report.pdf(told, fonts=font_paths())
    note_print(seat, identification.code, paper="dissent")
    return pdf


def part(seat: Seat, identification: Identification) -> hooks.Part | None:
    """The part of an identification's page that leads to its papers, as far as this person may print them."""
    if not (seat.may("review.read") and seat.may("identification.read")):
        return None
    blind = who.is_blind(seat, queries.statement_of(identification))
    signed = identification.state in (State.SIGNED, State.VOID, State.RESCINDED)
    told = {
        "code": identification.code,
        "dissent": not blind and bool(dissent_parts(seat, identification)),
        "export": signed and seat.may("review.export"),
    }
    return hooks.Part("review/_papers.html", told)


def void_of(identification: Identification) -> str:
    """Why an identification no longer stands; empty while it may."""
    if identification.state not in GONE:
        return ""
    return f"{State(identification.state).label}: {identification.state_why}"


def statement_report(seat: Seat, identification: Identification) -> report.Report:
    """The paper before it is set; the reader's page of an export is made of the same parts."""
    statement = queries.statement_of(identification)
    title, exercise = frame(seat)
    return report.Report(
        title=_("Identification statement"),
        number=identification.code,
        incident=title,
        exercise=exercise,
        day=day_of(*_moments(seat, identification)),
        head=head_after(last_act(seat.incident, [identification.code]).seq),
        lead=_("This individual is stated to be this person, on the evidence named here. State: %(state)s.")
        % {"state": State(identification.state).label},
        parts=_statement_parts(seat, identification, statement),
        void=void_of(identification),
    )


def evidence_words(evidence: EvidenceFile) -> list[str]:
    """The evidence in sentences: each line's ratio and its words, then what everything is worth together."""
    document = evidence.document
    told = []
    for line in document.get("lines") or []:
        value = number_of(line["log_lr"])
        told.append(f"{line['h1'].rstrip('.')}, or: {line['h2'].rstrip('.')}. LR {lr_words(value)}. {in_words(value)}")
    told.append(
        _("All units and all missing people weighed together, wrong references allowed for and leads left out: %(p)s.")
        % {"p": percent(evidence.posterior) if evidence.posterior < 1.0 else shown(evidence.posterior)}
    )
    told.append(_("Without allowing for wrong references it would be %(p)s.") % {"p": shown(evidence.posterior_plain)})
    if evidence.confirmed or evidence.resampled:  # not which: where two are typed, the second alone would tell of a parentage
        told.append(
            _("The references are borne out: two donors confirm each other by their own DNA, or one was sampled twice.")
        )
    else:
        told.append(_("Nothing bears the references out: no second donor and no second sample confirms them."))
    return told


def dissent_parts(seat: Seat, identification: Identification) -> tuple[report.Part, ...]:
    """Minority views and disagreeing reviews of every statement, the current one first; as far as this person may read."""
    parts: list[report.Part] = []
    current = queries.statement_of(identification)
    for statement, found in [(current, queries.reviews(seat, current)), *queries.earlier(seat, identification)]:
        for review in found:
            parts += _against(statement, review)
    return tuple(parts)


def _against(statement: Statement, review: Review) -> list[report.Part]:
    kept = [one for one in review.objections.all() if one.state == Objection.State.MINORITY]
    if not kept and review.verdict != Review.Verdict.DISAGREE:
        return []
    where = _("Review %(place)s of statement %(n)s: %(who)s") % {
        "place": review.place, "n": statement.number, "who": review.reviewer.called,
    }  # fmt: skip
    parts: list[report.Part] = [report.Heading(where)]
    for one in kept:
        parts.append(report.Box(_("Objection kept as a minority view, raised %(at)s") % {"at": said(one.raised)}, one.text))
        answered = one.answered_by.called if one.answered_by else ""
        parts.append(
            report.Facts(
                [
                    (_("Answer"), one.answer),
                    (_("Answered by"), f"{answered}, {said(one.answered)}"),
                    (_("Why it was kept"), one.closing),
                    (_("Closed"), said(one.closed)),
                ]
            )
        )
    if review.verdict == Review.Verdict.DISAGREE:
        parts.append(report.Box(_("Does not agree"), review.words))
    parts.append(
        report.Signed(
            _("Reviewer"),
            review.reviewer.called,
            said(review.finished),
            [(_("review"), review.digest)] if review.digest else (),
        )
    )
    return parts


def _moments(seat: Seat, identification: Identification) -> list[datetime | None]:
    return [identification.changed, *(s.at for s in queries.signatures_of(seat, identification))]


def _statement_parts(seat: Seat, identification: Identification, statement: Statement) -> tuple[report.Part, ...]:
    evidence = statement.evidence
    person = MissingPerson.objects.filter(pk=identification.missing_id).first()
    name = person.listed_as if person and seat.may("families.read") else _("by code only; names are with the families' office")
    closed = who.is_blind(seat, statement)
    found = [] if closed else queries.reviews(seat, statement)
    minority = 0 if closed else len([p for p in dissent_parts(seat, identification) if isinstance(p, report.Box)])
    parts: list[report.Part] = [
        report.Facts(
            [
                (_("Individual"), f"{identification.individual.code}, {_('version')} {identification.version.number}"),
                (_("Missing person"), identification.missing.code),
                (_("Name"), name),
                (_("State"), str(State(identification.state).label)),
                (_("Statement"), f"{statement.number}, {said(statement.at)}"),
                (_("Author"), statement.by.called),
            ]
        ),
        report.Heading(_("Statement")),
        report.Words(statement.text),
        report.Heading(_("Evidence in words")),
        *(report.Words(line) for line in evidence_words(evidence)),
        report.Facts(
            [
                (_("Evidence file"), evidence.digest),
                (_("Everything it rests on"), statement.inputs_digest),
                (_("This statement"), statement.digest),
            ]
        ),
        report.Heading(_("Reviewers")),
    ]
    parts += [_reviewer(one) for one in found if one.verdict] or [report.Words(_("No finished review may be shown."))]
    if minority:
        parts.append(
            report.Box(
                _("Dissent"), _("Minority views were kept. They stand in full on the paper Dissent of this identification.")
            )
        )
    return (*parts, report.Heading(_("Signature")), *_signatures(queries.signatures_of(seat, identification)))


def _reviewer(review: Review) -> report.Signed:
    words = f"{Review.Verdict(review.verdict).label}, {said(review.finished)}"
    return report.Signed(
        _("Reviewer %(n)s") % {"n": review.place}, review.reviewer.called, words, [(_("review"), review.digest)]
    )


def _signatures(rows: Sequence[Signature]) -> list[report.Part]:
    if not rows:
        return [report.Words(_("Nobody has signed this identification."))]
    parts: list[report.Part] = []
    for row in rows:
        words = f"{row.get_meaning_display()}, {said(row.at)}, {_('under rule')} {row.rule.number}, {row.software}"
        if row.voided:
            words += f". {_('Void since')} {said(row.voided)}: {row.void_why}"
        digests = [
            (_("statement"), row.statement_digest),
            (_("evidence"), row.evidence_digest),
            (_("individual"), row.individual_digest),
            (_("candidate list"), row.list_digest),
            (_("case"), row.case_digest),
            (_("rule"), row.rule_digest),
            (_("binding"), row.binding),
        ]
        parts.append(report.Signed(_("Medical examiner"), row.signer.called, words, digests, hand=row.voided is None))
    return parts
