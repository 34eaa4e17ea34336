"""An evidence file as a page, a program and a paper tell it: by what the reader may see. Plain values in, plain values out.

What the DNA says about a stated parent and child is told only with the verb ``identification.parentage``. Everybody else reads, in
every evidence file alike, how far the family's data reach, and nothing of any one donor: neither that something is wrong nor that
nothing is can be told from what is left out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repatria.reference.verbal import verbal
from repatria.registry.drawing.waterfall import Step, draw_waterfall, odds_in_words
from repatria.registry.gateway import Help
from repatria.registry.identification.words import listed, log10, number, percent
from repatria.registry.searching.answering import AUTOSOMAL, WORDS
from repatria.registry.searching.words import in_people

Document = Mapping[str, Any]
REFUTED = -math.log(100.0)
"""Natural log LR "kin as stated" from which the DNA speaks against a stated relation. The mirror of the value that confirms one."""
LIMIT = 0.9995
LINES = ("mtdna", "ystr")
"""Kinds of evidence of a line, whose places would show a type."""
STEPS = {
    "prior odds": gettext_lazy("prior odds"),
    "everybody and every family weighed together": gettext_lazy("everybody and every family weighed together"),
    "references may be wrong": gettext_lazy("references may be wrong"),
}


def refuted(document: Document) -> list[str]:
    """The donors whose stated place in the family the DNA speaks against."""
    by_donor = document["reference_error"]["donors"]["by_donor"]
    return sorted(who for who, log in by_donor.items() if number(log) <= REFUTED)


def told(document: Document, *, parentage: bool) -> dict[str, Any]:
    """Everything that a page of the evidence needs, in words."""
    return {
        "lines": [_line(line) for line in document["lines"]],
        "not_weighed": [row["text"] for row in document["not_weighed"]],
        "not_multiplied": [row["text"] for row in document.get("not_multiplied", ())],
        "prior": _prior(document["prior"]),
        "method": in_people(document["method"]),
        "posterior": [_posterior(row, document["prior"]["listed"]) for row in document["posterior"]],
        "waterfall": waterfall_rows(document),
        "error": _error(document, parentage=parentage),
        "software": document["software"],
    }


def kinds(found: Mapping[str, float | None]) -> list[dict[str, str]]:
    """Each kind of evidence in words, with its log10 LR as the joint answer took it; None stands for excluded."""
    names = {"autosomal": AUTOSOMAL, **WORDS}
    values = {kind: -math.inf if log is None else log for kind, log in found.items()}
    return [
        {"kind": names.get(kind, kind), "log10": log10(str(log) if math.isinf(log) else log), "words": _support(log)}
        for kind, log in values.items()
    ]


def for_programs(document: Document, *, parentage: bool) -> dict[str, Any]:
    """The document for a program: whole with the verb, else without anything that speaks of one donor."""
    if parentage:
        return dict(document)
    error = document["reference_error"]
    kept = {
        "cap": error["cap"],
        "donors": {"number": len(error["donors"]["by_donor"]), "two_confirmed": error["donors"]["two_confirmed"]},
    }
    asked = {k: v for k, v in document["asked"].items() if k != "samples"}
    lines = [without_places(line) if line["kind"] in LINES else line for line in document["lines"]]
    return {**document, "lines": lines, "reference_error": kept, "asked": asked}


def facts(found: Sequence[Help], *, parentage: bool) -> list[dict[str, str]]:
    """What would help most, the first most. Without the verb only the kinds are told: how much one donor's second sample would change
    says how well that donor fits the family."""
    kinds = {
        "relative": _("A sample of another relative"),
        "again": _("A second, independent sample of a relative who is typed"),
        "loci": _("The markers at which the bones have no result yet"),
    }
    if parentage:
        return [
            {"what": x.words, "change": f"{x.change:.2f}", "if_true": percent(x.if_true), "kind": str(kinds[x.kind])}
            for x in found
        ]
    return [
        {"what": str(kinds[kind]), "change": "", "if_true": "", "kind": ""} for kind in dict.fromkeys(x.kind for x in found)
    ]


def waterfall_rows(document: Document) -> list[dict[str, str]]:
    """The waterfall as a table: step, change in log10 odds, log10 odds after it, odds in words."""
    rows = []
    for row in document["waterfall"]:
        level, step = number(row["log10_odds"]), row["step"]
        rows.append(
            {
                "label": str(STEPS.get(row["label"], row["label"])),
                "step": "" if step is None else f"{float(step):+z.2f}",
                "level": f"{level:.2f}" if math.isfinite(level) else str(_("certain") if level > 0 else _("impossible")),
                "odds": odds_in_words(level),
            }
        )
    return rows


def drawing(document: Document, threshold: float | None = None) -> str:
    """The waterfall as SVG; ``threshold`` is the probability that the rule for signatures asks for."""
    steps = [Step(str(STEPS.get(r["label"], r["label"])), number(r["log10_odds"])) for r in document["waterfall"]]
    line = None if threshold is None else math.log10(threshold / (1.0 - threshold))
    return draw_waterfall(steps, threshold=line)


def _prior(prior: Mapping[str, Any]) -> dict[str, str]:
    log = number(prior["log_odds"])
    p = 1.0 / (1.0 + math.exp(-log)) if log > -700 else 0.0
    return {
        "listed": listed(prior["listed"]),
        "probability": percent(p),
        "text": prior["text"][:1].upper() + prior["text"][1:],
        "weight": f"{prior['weight']:.3g}",
    }


def _line(line: Mapping[str, Any]) -> dict[str, Any]:
    log = number(line["log_lr"])
    interval = line["interval"]
    if line["kind"] in LINES:
        line = without_places(line)
    return {
        "kind": line["kind"],
        "h1": line["h1"],
        "h2": line["h2"],
        "log10": log10(line["log_lr"]),
        "words": _support(log),
        "interval": None if interval is None else f"{log10(interval[0])} … {log10(interval[1])}",
        "method": line["method"],
        "version": line["version"],
        "data": [(str(k).replace("_", " "), str(v)) for k, v in line["basis"].items()],
        "cautions": [_caution(c) for c in line["cautions"]],
        "markers": [_marker(name, log, line) for name, log in line["per_marker"].items()],
        "excluding": list(line["excluding"]),
        "mutations": list(line["mutations"]),
    }


def without_places(line: Mapping[str, Any]) -> dict[str, Any]:
    """A line of mothers or fathers without the places at which types differ: who may read genotypes sees them side by side."""
    cautions = [{**c, "marker": "", "value": ""} for c in line["cautions"]]
    return {**line, "per_marker": {}, "excluding": [], "mutations": [], "cautions": cautions}


def _support(log: float) -> str:
    """The published words for a natural log LR, and the proposition they favour."""
    if math.isnan(log) or log == math.inf:
        return ""
    words, favoured = verbal(log)
    if log == -math.inf or not favoured:
        return words
    return _("%(words)s for the first proposition" if favoured == "first" else "%(words)s for the second proposition") % {
        "words": words
    }


def _caution(caution: Mapping[str, Any]) -> str:
    where = " ".join(x for x in (caution["marker"], caution["value"]) if x)
    return f"{where}: {caution['text']}" if where else str(caution["text"])


def _marker(name: str, log: Any, line: Mapping[str, Any]) -> dict[str, Any]:
    """One marker: sign and word before colour."""
    value = number(log)
    if name in line["excluding"]:
        kind, sign, word = "excludes", "✕", _("cannot be, unless something is wrong")
    elif name in line["mutations"]:
        kind, sign, word = "mutation", "△", _("only a mutation explains it")
    elif value > 0.005:
        kind, sign, word = "for", "+", _("speaks for")
    elif value < -0.005:
        kind, sign, word = "against", "−", _("speaks against")
    else:
        kind, sign, word = "none", "0", _("says nothing")
    return {"marker": name, "log10": log10(log), "kind": kind, "sign": sign, "word": word}


def _posterior(row: Mapping[str, Any], main: float) -> dict[str, Any]:
    def shown(part: str, leads: str) -> str:
        one = row[part][leads]
        return percent(number(one["posterior"]), number(one["rest"]))

    return {
        "listed": listed(row["listed"]),
        "main": row["listed"] == main,
        "plain": shown("without_error", "leads_at_one"),
        "with_error": shown("with_error", "leads_at_one"),
        "plain_leads": shown("without_error", "with_leads"),
        "with_leads": shown("with_error", "with_leads"),
    }


def _error(document: Document, *, parentage: bool) -> dict[str, Any]:
    error, rates = document["reference_error"], document["asked"]["reference_errors"]
    donors = error["donors"]
    cap = number(error["cap"])
    out: dict[str, Any] = {
        "rates": [
            (_("a stated relation is wrong"), percent(rates["relation"])),
            (_("a sample is another family's"), percent(rates["sample"])),
            (_("a whole file is another person's"), percent(rates["file"])),
            *(
                [(_("where a child's told parent is wrong, the true one is missing too"), percent(rates["also_missing"]))]
                if "also_missing" in rates
                else []
            ),
        ],
        "cap": percent(cap),
        "limited": cap < LIMIT or not donors["two_confirmed"],
        "donors": len(donors["by_donor"]),
        "confirmed": donors["two_confirmed"],
    }
    if parentage:
        out["by_donor"] = [
            {
                "donor": who,
                "log10": log10(log),
                "confirmed": who in donors["confirmed"],
                "refuted": number(log) <= REFUTED,
                "samples": error["samples"].get(who, 1),
            }
            for who, log in donors["by_donor"].items()
        ]
        out["scenarios"] = [
            {
                "what": s["what"],
                "donor": s["donor"],
                "prior": percent(s["prior"]),
                "weight": percent(s["weight"]),
                "log10": log10(s["log_lr"]),
            }
            for s in error["scenarios"]
        ]
    return out
