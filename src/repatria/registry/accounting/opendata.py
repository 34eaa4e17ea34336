"""Published accounts as open data, and as a folder that any web server can show: no script, relative links only."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from repatria.registry.accounting import queries
from repatria.registry.accounting.models import Statement
from repatria.registry.accounting.three import three
from repatria.registry.refusals import Impossible

COLUMNS = ("key", "title", "unit", "kind", "low", "high", "words", "definition")
RULE = (
    "Numbers from 1 to 4 are not shown, and no number that such a one could be worked out from. A number of people or of bones is "
    "shown anew only when it differs by 5 or more from every number that was ever shown in its place, and where no smaller change "
    "beside it could be worked out from it; until then the number shown last stands, and 'day' says of which day it is."
)
"""What is done so that neither one account nor two laid side by side tell of one person."""
KINDS = {
    "exact": "the number itself, in low and high, as it was known at the end of its day",
    "few": "fewer than 5: the number is not shown",
    "span": "a span from low to high, so that a smaller number beside it cannot be worked out",
    "unknown": "not yet known",
}


def as_json(row: Statement) -> str:
    """The published account with its digest, and what the words in it mean."""
    told = {**row.body, "number": row.number, "digest": row.digest, "kinds": KINDS, "rule": RULE}
    if not row.closes:
        told["published_open"] = row.ground
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def as_csv(row: Statement) -> str:
    """One figure a line; the day of the figure, the day and the number of the account and the mark of an exercise stand on every line."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*COLUMNS, "figure_day", "day", "account", "notice"])
    for one in row.body["figures"]:
        cells = ["" if one[name] is None else one[name] for name in COLUMNS]
        writer.writerow([*cells, one.get("day", row.body["day"]), row.body["day"], row.number, row.body["notice"]])
    return out.getvalue()


def export(folder: Path, rows: Sequence[Statement] | None = None) -> list[Path]:
    """Write every public account into ``folder``: a page, CSV and JSON each, and a page that leads to them. Returns the files."""
    rows = queries.all_public() if rows is None else rows
    if not rows:
        raise Impossible("nothing is public: no account was published, or all were withdrawn. Publish one first.")
    sheet = finders.find("accounting/public.css")
    if not isinstance(sheet, str):
        raise Impossible("public.css is not installed. Install the registry again.")
    files = {"public.css": Path(sheet).read_text(encoding="utf-8")}
    told = [(row, three(row)) for row in rows]
    files["index.html"] = render_to_string("accounting/static_index.html", {"rows": told})
    for row, lines in told:
        context = {"statement": row, "three": lines, "withdrawn": queries.withdrawn_since(row), "banner": row.body["notice"]}
        slug = row.incident.slug
        files[f"{slug}/index.html"] = render_to_string("accounting/static_account.html", context)
        files[f"{slug}/figures.json"], files[f"{slug}/figures.csv"] = as_json(row), as_csv(row)
    written = []
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        written.append(path)
    return written
