"""The report as one self-contained page: no script, no outside address, readable with a keyboard, a voice or on paper."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from repatria.pictures.story import Block, Heading, Listing, Section, Tabled, Words
from repatria.pictures.style import AMBER, BLUE, GROUND, INK, MUTED, PALE, PAPER, RULE, Picture, Table, clean, escape

MOST_ROWS = 400
FOLDED_FROM = 101

CSS = f"""
:root {{ color-scheme: light; }}
* {{ box-sizing: border-box; }}
html {{ scroll-padding-top: 3rem; }}
body {{ margin: 0; background: {GROUND}; color: {INK};
  font: 1.0625rem/1.6 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans", sans-serif; }}
.skip {{ position: absolute; left: -99rem; }}
.skip:focus {{ left: 1rem; top: 3rem; z-index: 3; background: {PAPER}; padding: .5rem 1rem; }}
.banner {{ position: sticky; top: 0; max-width: none; z-index: 2; margin: 0; padding: .35rem 1rem; background: {PALE};
  border-bottom: 1px solid {RULE}; font-weight: 600; text-align: center; }}
header, main, footer {{ max-width: 56rem; margin: 0 auto; padding: 0 1.25rem; }}
header {{ padding-top: 2.5rem; }}
h1 {{ font-size: 2rem; line-height: 1.2; margin: 0 0 .5rem; }}
h2 {{ font-size: 1.45rem; line-height: 1.3; margin: 3.5rem 0 .75rem; padding-top: .75rem; border-top: 1px solid {RULE}; }}
h3 {{ font-size: 1.15rem; margin: 2.25rem 0 .5rem; }}
p, li {{ max-width: 42rem; }}
p, ul {{ margin: .6rem 0; }}
ul {{ padding-left: 1.3rem; }}
a {{ color: {BLUE}; }}
:focus-visible {{ outline: 3px solid {AMBER}; outline-offset: 2px; }}
nav ol {{ columns: 2 18rem; padding-left: 1.5rem; margin: .5rem 0; }}
nav h2 {{ font-size: 1.05rem; margin: 1.5rem 0 0; border: 0; padding: 0; }}
.wide {{ overflow-x: auto; }}
figure {{ margin: 1.5rem 0; padding: 0; background: {PAPER}; border: 1px solid {RULE}; border-radius: 4px; }}
figure svg {{ display: block; height: auto; margin: 0 auto; }}
figcaption {{ padding: .6rem 1rem; color: {MUTED}; font-size: .95rem; border-top: 1px solid {RULE}; }}
details {{ padding: .35rem 1rem .6rem; font-size: .95rem; }}
summary {{ cursor: pointer; color: {BLUE}; }}
table {{ border-collapse: collapse; margin: .5rem 0; font-size: .95rem; font-variant-numeric: tabular-nums; }}
.wide > table {{ min-width: min(100%, 24rem); }}
caption {{ text-align: left; font-weight: 600; padding: .25rem 0; }}
th, td {{ text-align: left; vertical-align: top; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid {RULE}; }}
th[scope=row] {{ font-weight: 400; }}
thead th {{ vertical-align: bottom; }}
.short {{ white-space: nowrap; }}
section > details {{ margin: .75rem 0; padding: 0; }}
section > details > summary {{ font-weight: 600; }}
td {{ overflow-wrap: anywhere; min-width: 4rem; }}
.paper {{ display: none; }}
.more {{ color: {MUTED}; font-size: .9rem; margin: 0; }}
footer {{ margin-top: 4rem; padding-bottom: 3rem; color: {MUTED}; font-size: .95rem; border-top: 1px solid {RULE}; }}
@media (max-width: 40rem) {{
  body {{ font-size: 1rem; }}
  h1 {{ font-size: 1.55rem; }}
  header, main, footer {{ padding-left: .9rem; padding-right: .9rem; }}
}}
@media print {{
  body {{ background: {PAPER}; font-size: 10.5pt; }}
  nav, .skip, details {{ display: none; }}
  .paper {{ display: block; }}
  .banner {{ position: static; }}
  header {{ padding-top: 1rem; }}
  header, main, footer {{ max-width: none; }}
  figure, tr {{ break-inside: avoid; }}
  h2, h3, caption, thead {{ break-after: avoid; }}
  .wide {{ overflow: visible; }}
  figure svg {{ max-width: 100%; }}
}}
"""

_RUNNING_HEAD = '@page { @top-center { content: "%s"; font: bold 9pt sans-serif; } }\n'
"""On paper the banner of an exercise stands on every sheet, where the browser can print running heads."""
_CSS_TEXT = str.maketrans({c: f"\\{ord(c):x} " for c in "\"\\<>&'"})


def write_page(title: str, banner: str, sections: Sequence[Section]) -> str:
    """The whole page. Every word that came from outside is escaped; styles are allowed by their digest and nothing else is."""
    css = CSS + (_RUNNING_HEAD % clean(banner).translate(_CSS_TEXT) if banner else "")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    note = f'<p class="banner" role="note">{escape(banner)}</p>' if banner else ""
    contents = "".join(f'<li><a href="#{s.id}">{escape(s.title)}</a></li>' for s in sections)
    closing = " ".join(x for x in (banner, "This page holds everything it shows and asks nothing of any network.") if x)
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="referrer" content="no-referrer">\n<meta name="robots" content="noindex">',
            f"<title>{escape(title)}{' · ' + escape(banner) if banner else ''}</title>",
            f"<style>{css}</style>\n</head>\n<body>",
            '<a class="skip" href="#content">Skip to the content</a>',
            note,
            f"<header>\n<h1>{escape(title)}</h1>",
            f'<nav aria-labelledby="contents"><h2 id="contents">On this page</h2><ol>{contents}</ol></nav>\n</header>',
            '<main id="content" tabindex="-1">',
            *(_section(s) for s in sections),
            f"</main>\n<footer><p>{escape(closing)}</p></footer>\n</body>\n</html>\n",
        ]
    )


def _section(section: Section) -> str:
    blocks = "\n".join(map(_block, section.blocks))
    return f'<section aria-labelledby="{section.id}">\n<h2 id="{section.id}">{escape(section.title)}</h2>\n{blocks}\n</section>'


def _block(block: Block) -> str:
    if isinstance(block, Words):
        return f"<p>{escape(block.text)}</p>"
    if isinstance(block, Heading):
        return f"<h3>{escape(block.text)}</h3>"
    if isinstance(block, Listing):
        return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in block.items) + "</ul>"
    if isinstance(block, Tabled):
        table = _table(block.caption, block.table, block.file)
        n = len(block.table.rows)
        summary = f"<summary>{escape(block.caption)} ({n:,} rows)</summary>"
        on_paper = f'<p class="paper">{escape(block.caption)}: {n:,} rows, in tables/{escape(block.file)}.csv</p>'
        return table if n < FOLDED_FROM else f"<details>{summary}{table}</details>{on_paper}"
    return _figure(block)


def _figure(picture: Picture) -> str:
    svg = picture.svg.replace(' xmlns="http://www.w3.org/2000/svg"', "", 1)
    table = _table(picture.title, picture.table, picture.name)
    return (
        f'<figure><div class="wide" role="region" tabindex="0" aria-label="{escape(picture.title)}, picture">{svg}</div>'
        f"<figcaption>{escape(picture.reading)}</figcaption>"
        f"<details><summary>The same as a table</summary>{table}</details></figure>"
    )


def _table(caption: str, table: Table, file: str) -> str:
    head = "".join(f'<th scope="col">{escape(c)}</th>' for c in table.columns)
    body = "".join(_row(row) for row in table.rows[:MOST_ROWS])
    hidden = len(table.rows) - MOST_ROWS
    more = f'<p class="more">{hidden:,} more rows in tables/{escape(file)}.csv</p>' if hidden > 0 else ""
    return (
        f'<div class="wide" role="region" tabindex="0" aria-label="{escape(caption)}, table"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{more}"
    )


def _row(row: Sequence[object]) -> str:
    cells = [escape(f"{cell:,}" if isinstance(cell, int) else cell) for cell in row]
    short = [' class="short"' if len(cell) < 20 else "" for cell in cells]
    first = f'<tr><th scope="row"{short[0]}>{cells[0]}</th>'
    return first + "".join(f"<td{s}>{cell}</td>" for s, cell in zip(short[1:], cells[1:], strict=True)) + "</tr>"
