"""The finished demonstration: six numbered lines of figures from the run, and a page to walk through what it left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from repatria.registry.claims.models import Claim
from repatria.registry.live.altering import Altered
from repatria.registry.live.work import RECORD

WALK = (
    ("What was claimed and what lies there", ("figures", "containers", "account-boxes")),
    ("Everybody compared with everybody", ("histogram", "tippett", "evidence-01-ranking")),
    ("One candidate, and what it rests on", ("evidence-01-family", "evidence-01-markers")),
    ("How far the numbers can be trusted", ("reliability", "sensitivity", "yield")),
    ("Seven years, from the boxes to the graves", ("account-flow", "account-people", "account-over-time")),
    ("Where they were lost, and which references there are", ("account-map", "account-coverage")),
)
"""Sixteen pictures by the names of their files, in the order of the walk."""
SHOWN = {
    "figures": "What was handed over, and what is known of it",
    "containers": "The containers and what lay in them",
    "account-boxes": "People in each box: claimed beside found at least",
    "histogram": "All pairs, by the weight of their evidence",
    "tippett": "True and false pairs, by the weight of their evidence",
    "evidence-01-ranking": "The candidates of one individual",
    "evidence-01-family": "The family of one candidate",
    "evidence-01-markers": "What each marker says",
    "reliability": "Whether a probability can be taken at its word",
    "sensitivity": "What other assumptions would give",
    "yield": "What the references allow, and what was reached",
    "account-flow": "Every bone from its box to what became of it",
    "account-people": "People and boxes",
    "account-over-time": "Identified, told, home, buried over time",
    "account-map": "Losses and hand-overs",
    "account-coverage": "References by marker",
}
TWO = (
    "The pictures of the comparison show the exercise that was invented and solved first; those of the account and the papers show the "
    "lived one, which is smaller and has people of its own."
)
STYLE = (
    "body{font:17px/1.55 Georgia,serif;max-width:58rem;margin:2rem auto;padding:0 1rem;color:#1d2327;background:#fff}"
    "h1,h2{font-weight:600;line-height:1.25}figure{margin:1.2rem 0}img{max-width:100%;height:auto;background:#fff}"
    "figcaption{color:#4a5560}ol li{margin:.4rem 0}.notice{border:2px solid #8a5a00;padding:.5rem .8rem}a{color:#1f4e79}"
    "@media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#15181b}figcaption{color:#b3bcc4}a{color:#9cc4ec}}"
)


def six_lines(told: Mapping[str, Any], proof: Altered, refused: str) -> list[str]:
    """What happened, in six sentences whose figures come from the run. ``refused``: how the registry refused a name too early."""
    noted, gates, families = told["noted"], told["gates"], told["families"]
    rescission = told.get("rescission", {})
    closed = sum(one["closes"] for one in told["balances"])
    wrong, n = len(told["wrong_signed"]), told["signed"]
    bound = f", 3/n {told['upper_95']:.2g}" if told["upper_95"] else ""
    first = told["first_attempt_days"]
    claims = Claim.objects.filter(thing__incident__slug=RECORD).count()
    return [
        f"1. Claims: {claims} claims of the public record were read. In the exercise {noted['box opened']} boxes were opened with "
        f"{noted['specimens']:,} bones and teeth, and {noted['samples']:,} samples were sent to be typed.",
        f"2. Names: {n} {'person' if n == 1 else 'people'} signed in {told['years']:g} years, {wrong} wrong "
        f"(expected {told['expected_wrong']:.2g}{bound}); {told['listed_with_reference']} listed people with a reference lie there, "
        f"{told['ceiling']} at best could be named.",
        f"3. Families: {noted.get('family told', 0)} tellings, the first attempt after {first['median'] or 0:g} days (median of "
        f"{first['n']}); {noted.get('letters', 0):,} letters; {families['heard_in_12_months']:,} of {families['n']:,} families always "
        "heard within twelve months.",
        f"4. Endings: {noted.get('laid to rest', 0)} graves; {noted.get('specimens returned as a group', 0)} bones returned with a "
        f"group, {noted.get('specimens unresolved', 0)} unresolved and compared every year; {told['portions']['obeyed']} of "
        f"{told['portions']['due']} later bones as the family wished.",
        f"5. Gates: {gates['attempts']} attempts to pass one, {gates['succeeded']} succeeded. A name before its family was told: "
        f"{refused} One wrong link planted: {rescission.get('listed', 0)} of {rescission.get('dependents_true', 0)} dependents listed.",
        f"6. The account: {closed} of {len(told['balances'])} balances close. The journal verifies with {proof.entries:,} entries; "
        f"entry {proof.altered:,} altered in a copy was {'found' if proof.finding else 'NOT found'} ({proof.finding}).",
    ]


def write_walk(folder: Path, lines: Sequence[str], told: Mapping[str, Any], papers: Sequence[str]) -> None:
    """``index.html`` and ``summary.txt`` of a finished demonstration; the report of the science becomes ``report.html``."""
    index, summary = folder / "index.html", folder / "summary.txt"
    if index.exists():
        index.replace(folder / "report.html")
    earlier = summary.read_text(encoding="utf-8") if summary.exists() else ""
    scale = f"Lived at {told['scale']:g} of the full size, seed {told['seed']}; {told['seconds']:.0f} s."
    head = "\n".join([told["notice"], scale, "", *lines, ""])
    _write(summary, f"{head}\n{earlier}" if earlier else head)
    parts = ["<h2>Six lines</h2><ol>", *(f"<li>{escape(line.partition('. ')[2])}</li>" for line in lines), "</ol>"]
    for title, names in WALK:
        there = [name for name in names if (folder / "pictures" / f"{name}.png").exists()]
        if there:
            parts.append(f"<h2>{escape(title)}</h2>")
            parts += [_figure(name) for name in there]
    if papers:
        parts.append("<h2>Papers</h2><ul>")
        parts += [f'<li><a href="papers/{name}.pdf">{escape(name.replace("-", " "))}</a></li>' for name in papers]
        parts.append("</ul>")
    if (folder / "report.html").exists():
        parts.append('<p><a href="report.html">The report of the comparison, in full</a></p>')
    parts.append(f"<p>{escape(TWO)}</p>")
    body = f'<h1>Exercise Heron, lived</h1><p class="notice">{escape(told["notice"])} {escape(scale)}</p>{"".join(parts)}'
    page = '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    page += f"<title>Exercise Heron, lived</title><style>{STYLE}</style></head><body><main>{body}</main></body></html>\n"
    _write(index, page)


def _figure(name: str) -> str:
    words = escape(SHOWN[name])
    return f'<figure><img src="pictures/{name}.png" alt="{words}"><figcaption>{words}</figcaption></figure>'


def _write(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
