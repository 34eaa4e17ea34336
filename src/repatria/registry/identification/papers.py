"""The DNA report of one evidence file on paper: two propositions, the likelihood ratio, its words. No probability of identity.

A likelihood ratio is what DNA is worth; how probable it is that somebody is somebody is for whoever weighs everything. So nothing of
the joint answer stands here. No genotype stands here either: each marker shows its own ratio.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from repatria.reference import scale_source, verbal, verbal_scale
from repatria.registry.drawing import report
from repatria.registry.identification.models import EvidenceFile
from repatria.registry.identification.told import LINES, without_places
from repatria.registry.look.fonts import font_paths
from repatria.registry.people.papers import day_of, frame, head_after, last_act, note_print
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Impossible, NotFound

LN_10 = math.log(10.0)


def dna_report(seat: Seat, evidence: EvidenceFile, *, void: str = "") -> bytes:
    """The report as PDF; ``void``: why the identification it served no longer stands. A print is recorded."""
    seat.need("identification.read")
    search = evidence.listing.search
    if search.incident_id != seat.incident.pk:
        raise NotFound
    title, exercise = frame(seat)
    told = report.Report(
        title=_("DNA report"),
        number=f"{evidence.listing.label} / {evidence.missing.code}",
        incident=title,
        exercise=exercise,
        day=day_of(evidence.made),
        head=head_after(last_act(seat.incident, [search.code, evidence.listing.label]).seq),
        lead=_(
            "What the DNA of the remains and of the typed relatives is worth, for two propositions. "
            "It gives no probability that either is true."
        ),
        parts=tuple(parts_of(evidence)),
        void=void,
    )
    pdf = report.pdf(told, fonts=font_paths())
    note_print(seat, evidence.listing.label, paper=f"DNA report on {evidence.missing.code}")
    return pdf


def parts_of(evidence: EvidenceFile) -> list[report.Part]:
    """The content, line by line of the evidence; Impossible for a document that holds none."""
    document = evidence.document
    lines = document.get("lines") or []
    if not lines:
        raise Impossible(
            f"evidence {evidence.digest[:12]}: holds no line of evidence. Open the evidence file again, then print it."
        )
    parts: list[report.Part] = [
        report.Facts(
            [
                (_("Individual"), evidence.listing.label),
                (_("Bones"), ", ".join(document["asked"]["profiles"])),
                (_("Missing person"), evidence.missing.code),
                (_("Family"), document["asked"]["family"]),
                (_("Typed relatives"), ", ".join(sorted(document["reference_error"]["donors"]["by_donor"]))),
            ]
        )
    ]
    for line in lines:
        parts += _line(without_places(line) if line["kind"] in LINES else line)
    parts += _cautions(document)
    parts += _scale()
    parts.append(
        report.Facts(
            [
                (_("Case"), document["case"]["digest"]),
                (_("Evidence file"), evidence.digest),
                (_("Software"), document["software"]),
            ]
        )
    )
    return parts


def number_of(value: Any) -> float:
    """A number of the document, in which infinities are words."""
    return float(value)


def lr_words(log_lr: float) -> str:
    """A natural log LR as a ratio a person can read: 2.5 million as 2,500,000; beyond that a power of ten."""
    if log_lr == -math.inf:
        return _("0 (excluded)")
    log10 = log_lr / LN_10
    if 0.0 <= log10 < 7.0:
        return f"{10**log10:,.0f}" if log10 >= 1.0 else f"{10**log10:.2g}"
    if -4.0 < log10 < 0.0:
        return f"1 / {10**-log10:,.0f}" if log10 <= -1.0 else f"{10**log10:.2g}"
    whole = math.floor(log10)
    return f"{10 ** (log10 - whole):.1f} × 10^{whole}"


def in_words(log_lr: float) -> str:
    """What a likelihood ratio says, in the words of the scale."""
    words, favours = verbal(log_lr)
    if not favours:
        return _("These data give %(words)s.") % {"words": words}
    if log_lr == -math.inf:
        return f"{words[0].upper()}{words[1:]}."
    other = {
        "first": _("the first proposition rather than the second"),
        "second": _("the second proposition rather than the first"),
    }
    return _("These data give %(words)s for %(which)s.") % {"words": words, "which": other[favours]}


def _line(line: Mapping[str, Any]) -> list[report.Part]:
    value = number_of(line["log_lr"])
    interval = line.get("interval")
    span = f"{lr_words(number_of(interval[0]))} to {lr_words(number_of(interval[1]))}" if interval else ""
    ratio = _("The data are %(lr)s times as probable if the first proposition is true as if the second is.") % {
        "lr": lr_words(value)
    }
    if value == -math.inf:
        ratio = _("Under the first proposition these data cannot arise in the model used.")
    markers = [
        (marker, f"{number_of(told) / LN_10:.2f}" if number_of(told) > -math.inf else _("excludes"), _said(line, marker))
        for marker, told in sorted(line["per_marker"].items(), key=lambda one: (":" in one[0], one[0]))
    ]
    return [
        report.Heading(_("Propositions")),
        report.Facts([(_("First"), line["h1"]), (_("Second"), line["h2"])]),
        report.Heading(_("Likelihood ratio")),
        report.Box(f"LR = {lr_words(value)}", f"{ratio} {in_words(value)}"),
        report.Facts(
            [
                (_("log10 LR"), f"{value / LN_10:.2f}" if value > -math.inf else ""),
                (_("95 % interval"), span or _("not computed for this file")),
                (_("Method"), line["method"]),
            ]
        ),
        report.Heading(_("By marker")),
        report.Rows([_("marker"), _("log10 LR"), _("note")], markers, ["52mm", "24mm", "1fr"], (1,)),
    ]


def _said(line: Mapping[str, Any], marker: str) -> str:
    told = [_("excludes without mutation")] if marker in line["excluding"] else []
    told += [_("explained by mutation")] if marker in line["mutations"] else []
    return "; ".join(told)


def _cautions(document: Mapping[str, Any]) -> list[report.Part]:
    told = [_caution(c) for line in document["lines"] for c in line["cautions"]]
    error = document["reference_error"]
    left_out = [row["text"] for row in document["not_weighed"]]
    parts: list[report.Part] = [report.Heading(_("Cautions"))]
    parts += [report.Words(text) for text in told] or [report.Words(_("The method raised none."))]
    sure = error["donors"]
    parts.append(
        report.Words(
            _(
                "The data themselves confirm that two donors are kin as stated."
            )  # who is not among them is told to geneticists only
            if sure["two_confirmed"]
            else _(
                "No two donors whose kinship the data confirm: a wrong sample or relation in one reference is not excluded by another."
            )
        )
    )
    parts.append(report.Words("; ".join(left_out) + "." if left_out else "", small=True))
    return parts


def _caution(caution: Mapping[str, Any]) -> str:
    where = ", ".join(x for x in (caution["marker"], caution["value"]) if x)
    return f"{caution['text']} {where}." if where else str(caution["text"])


def _scale() -> list[report.Part]:
    steps = verbal_scale()
    ends = [f"{step.lr_from:,.0f}" for step in steps[1:]]
    rows = [
        (
            _("%(low)s to %(high)s") % {"low": f"{step.lr_from:,.0f}", "high": ends[n]}
            if n < len(ends)
            else _("%(low)s and more") % {"low": f"{step.lr_from:,.0f}"},
            step.words,
        )
        for n, step in enumerate(steps)
    ]
    source = scale_source()
    return [
        report.Heading(_("Words for likelihood ratios")),
        report.Rows([_("LR"), _("words")], rows, ["60mm", "1fr"]),
        report.Words(_("Ratios below 1 take the same words for the second proposition.") + f" {source.citation}.", small=True),
    ]
