"""The finished demonstration: six numbered lines of figures from the run, and a page to walk through what it left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from repatria.registry.claims.models import Claim
from repatria.registry.live.altering import Altered
from repatria.registry.live.solved import NOT_THERE
from repatria.registry.live.work import RECORD

WALK = (
    ("What was claimed, and what lay in the boxes", ("account-boxes", "lived-skeleton")),
    ("In whose hands it was", ("lived-custody-line", "lived-custody-map")),
    ("Everybody compared with everybody", ("histogram", "tippett", "evidence-01-ranking")),
    ("How far the numbers can be trusted", ("reliability", "yield")),
    ("One family, one name, and what it rests on", ("lived-pedigree", "lived-waterfall")),
    ("Seven years, from the boxes to the graves", ("account-flow", "account-people", "account-over-time")),
    ("Where they were lost, and which references there are", ("account-map", "account-coverage")),
)
"""The sixteen pictures by the names of their files, in the order of the walk."""
SHOWN = {
    "account-boxes": "People in each box: claimed beside found at least",
    "lived-skeleton": "The bones that were grouped as one person, where most were",
    "lived-custody-line": "In whose hands one box was, from the hand-over on",
    "lived-custody-map": "The way of one box",
    "histogram": "All pairs, by the weight of their evidence",
    "tippett": "True and false pairs, by the weight of their evidence",
    "evidence-01-ranking": "The candidates of one individual",
    "reliability": "Calibration: whether a probability can be taken at its word",
    "yield": "What the references allow, and what was reached",
    "lived-pedigree": "The family of one missing person, by code",
    "lived-waterfall": "From prior to posterior: how the number of one pair came about, step by step",
    "account-flow": "Every bone from its box to what became of it",
    "account-people": "People and boxes: one row a person, one column a box",
    "account-over-time": "Identified, told, home, buried over time",
    "account-map": "Losses, origins as the giver claims them, and hand-overs",
    "account-coverage": "References by marker",
}
"""What each of them shows."""
TWO = (
    "The pictures of the comparison show the exercise that was invented and solved first; those of the account, of one person and of "
    "the papers show the lived one, which is smaller and has people of its own."
)
FULL_BOXES = 55
PRINTED = (
    "One example of each, printed on the last day by somebody who may. In the registry the page Papers says who may print which, "
    "and when."
)
WORDS = {"dna-report": "DNA report", "count-out-and-escort": "Count-out and escort manifest"}
"""Papers whose file name does not read as their name."""
STYLE = (
    "body{font:17px/1.55 Georgia,serif;max-width:58rem;margin:2rem auto;padding:0 1rem;color:#1d2327;background:#fff}"
    "h1,h2{font-weight:600;line-height:1.25}figure{margin:1.2rem 0}img{max-width:100%;height:auto;background:#fff}"
    "figcaption{color:#4a5560}ol li{margin:.4rem 0}.notice{border:2px solid #8a5a00;padding:.5rem .8rem}a{color:#1f4e79}"
    "@media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#15181b}figcaption{color:#b3bcc4}a{color:#9cc4ec}}"
)


def six_lines(told: Mapping[str, Any], proof: Altered, refused: str, compared: str = NOT_THERE) -> list[str]:
    """What happened, in six sentences whose figures come from the run.

    ``refused``: how the registry refused a name too early; ``compared``: what :func:`solved` says.
    """
    noted, gates, families = told["noted"], told["gates"], told["families"]
    rescission, portions = told.get("rescission", {}), told["portions"]
    closed = sum(one["closes"] for one in told["balances"])
    wrong, n = len(told["wrong_signed"]), told["signed"]
    bound = f", 3/n {told['upper_95']:.2g}" if told["upper_95"] else ""
    first = told["first_attempt_days"]
    claims = Claim.objects.filter(thing__incident__slug=RECORD).count()
    grouped, resting = noted.get("specimens returned as a group", 0), noted.get("specimens unresolved", 0)
    return [
        f"1. Claims and boxes: {_n(claims, 'claim')} of the public record read. Exercise Heron opened and lived: "
        f"{_n(noted['box opened'], 'box', 'boxes')} with {_n(noted['specimens'], 'bone or tooth', 'bones and teeth')}, "
        f"{_n(noted['samples'], 'sample')} sent to be typed.",
        f"2. Screened and solved: {compared}",
        f"3. Names: {_n(n, 'person', 'people')} signed in {told['years']:g} years, {wrong} wrong (expected "
        f"{told['expected_wrong']:.2g}{bound}); {told['listed_with_reference']} listed with a reference lie there, "
        f"{told['ceiling']} at best could be named.",
        f"4. Families: {_n(noted.get('family told', 0), 'telling')}, the first attempt after {first['median'] or 0:g} days (median of "
        f"{first['n']}); {_n(noted.get('letters', 0), 'letter')}, {families['heard_in_12_months']:,} of {families['n']:,} families "
        f"always heard within twelve months; {_n(noted.get('laid to rest', 0), 'grave')}, {portions['obeyed']} of {portions['due']} "
        f"later bones as the family wished; {_n(grouped, 'bone')} returned with a group, {resting:,} unresolved.",
        f"5. Gates: {_n(gates['attempts'], 'attempt')} to pass one, {gates['succeeded']} succeeded. A name before its family was told: "
        f"{refused} One wrong link planted and rescinded: {rescission.get('listed', 0)} of the "
        f"{_n(rescission.get('dependents_true', 0), 'thing')} that the exercise knows to rest on it are among the "
        f"{_n(rescission.get('steps', 0), 'row')} of its corrections.",
        f"6. The account: {closed} of {len(told['balances'])} balances close. The journal of {proof.entries:,} entries "
        f"{'verifies' if proof.whole else 'does NOT verify'}; entry {proof.altered:,} altered in a copy was "
        f"{'found' if proof.finding else 'NOT found'} ({proof.finding}).",
    ]


def failed(told: Mapping[str, Any], proof: Altered, refused: str) -> list[str]:
    """What did not hold, in words; empty where everything held that the demonstration is there to show."""
    checks = (
        (not refused.startswith("refused"), "a name was published before its family was told"),
        (told["gates"]["succeeded"] > 0, "an attempt to pass a gate succeeded"),
        (not proof.whole, "the journal does not verify"),
        (not proof.finding, "an altered entry was not found"),
        (not all(one["closes"] for one in told["balances"]), "a balance does not close"),
    )
    return [words for wrong, words in checks if wrong]


def _n(number: int, one: str, many: str = "") -> str:
    """``1 grave``, ``2,000 graves``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def left(folder: Path, shown: Mapping[str, Any]) -> str:
    """How many of the sixteen pictures and of the papers there are, and which are not."""
    absent = [name for name in SHOWN if not (folder / "pictures" / f"{name}.png").exists()]
    printed, without = shown["papers"], shown["no_paper"]
    said = f"{len(SHOWN) - len(absent)} of {len(SHOWN)} pictures and {len(printed)} of {len(printed) + len(without)} papers are there"
    missing = [*absent, *without]
    return f"{said}; this exercise gave none for: {', '.join(missing)}." if missing else f"{said}."


def write_walk(folder: Path, lines: Sequence[str], told: Mapping[str, Any], shown: Mapping[str, Any]) -> None:
    """``index.html`` and ``summary.txt`` of a finished demonstration; the report of the science becomes ``report.html``.

    ``shown``: what :func:`repatria.registry.live.showing.show` gave.
    """
    index, summary = folder / "index.html", folder / "summary.txt"
    if index.exists():
        index.replace(folder / "report.html")
    earlier = summary.read_text(encoding="utf-8") if summary.exists() else ""
    scale = in_size(told)
    head = "\n".join([told["notice"], scale, "", *lines, "", left(folder, shown), ""])
    _write(summary, f"{head}\n{earlier}" if earlier else head)
    parts = ["<h2>Six lines</h2><ol>", *(f"<li>{escape(line.partition('. ')[2])}</li>" for line in lines), "</ol>"]
    for title, names in WALK:
        there = [name for name in names if (folder / "pictures" / f"{name}.png").exists()]
        if there:
            parts.append(f"<h2>{escape(title)}</h2>")
            parts += [_figure(name) for name in there]
    if shown["papers"]:
        parts.append(f"<h2>Papers</h2><p>{escape(PRINTED)}</p><ul>")
        parts += [f'<li><a href="papers/{name}.pdf">{escape(called(name))}</a> (PDF)</li>' for name in shown["papers"]]
        parts.append("</ul>")
    parts.append(f"<p>{escape(left(folder, shown))}</p>")
    if (folder / "report.html").exists():
        parts.append('<p><a href="report.html">The report of the comparison, in full</a></p>')
    parts.append(f"<p>{escape(TWO)}</p>")
    body = f'<h1>Exercise Heron, lived</h1><p class="notice">{escape(told["notice"])} {escape(scale)}</p>{"".join(parts)}'
    page = '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    page += f"<title>Exercise Heron, lived</title><style>{STYLE}</style></head><body><main>{body}</main></body></html>\n"
    _write(index, page)


def in_size(told: Mapping[str, Any]) -> str:
    """At what scale it was lived, and how long that took."""
    boxes = max(1, round(told["scale"] * FULL_BOXES))
    return (
        f"Lived at {told['scale']:.3g} of the full size ({boxes} of {FULL_BOXES} boxes) for {told['years']:g} years, seed "
        f"{told['seed']}; {told['seconds']:.0f} s."
    )


def called(name: str) -> str:
    """The name of a paper by the name of its file."""
    return WORDS.get(name, name.replace("-", " ").capitalize())


def _figure(name: str) -> str:
    words = escape(SHOWN[name])
    return f'<figure><img src="pictures/{name}.png" alt="{words}"><figcaption>{words}</figcaption></figure>'


def _write(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
