"""``repatria claims read``: the claims of one report as a document or as lines."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from repatria.errors import InvalidInput, UnreadableFile

MOST = 100_000_000
"""Bytes of a document of claims."""


def run(args: argparse.Namespace) -> int:
    """Read and say; 2 where the file is refused."""
    from repatria.cli.answer import say_json, write_json
    from repatria.cli.outputs import refuse_outputs

    refuse_outputs({"--out": args.out}, (args.file,))
    answer = document(args.file, _last(args.published), _last(args.place))
    if args.out:
        write_json(answer, args.out)
    if args.json:
        say_json(answer)
    elif not args.out:
        _print(answer)
    return 0


def _last(said: list[str]) -> str | None:
    return said[-1] if said else None


def document(path: Path, published: str | None, place: str | None) -> dict[str, Any]:
    """``repatria-claims/1`` for a report file; ``text`` is what places in claims count in."""
    from repatria.reports import open_report, read
    from repatria.reports.claim import SCHEMA

    report = open_report(path)
    day = published or (report.published.isoformat() if report.published else None)
    claims = read(report.text, published=day, place=place, links=report.links)
    return {
        "schema": SCHEMA,
        "source": {
            "file": path.name,
            "title": report.title,
            "encoding": report.encoding,
            "html": report.html,
            "published": day,
            "place": place,
        },
        "claims": [claim.as_json() for claim in claims],
        "text": report.text,
    }


def claims_of(path: Path, published: str | None, place: str | None) -> tuple[Any, ...]:
    """The claims of a report, or those in a document that this command wrote."""
    from repatria.reports import open_report, read
    from repatria.reports.claim import SCHEMA, claim_from_json

    if path.is_file() and path.suffix.lower() == ".json":
        if path.stat().st_size > MOST:
            raise UnreadableFile(f"has {path.stat().st_size:,} bytes; at most {MOST:,} are read. Split it.", path=path)
        try:
            told = json.loads(path.read_bytes())
        except (ValueError, RecursionError) as error:
            raise UnreadableFile(
                f"is no JSON: {error}. Write it with `repatria claims read FILE --json`.", path=path
            ) from error
        if not isinstance(told, dict) or told.get("schema") != SCHEMA or not isinstance(told.get("claims"), list):
            raise InvalidInput(f"{path}: holds no claims of schema {SCHEMA}. Write it with `repatria claims read FILE --json`.")
        return tuple(claim_from_json(one, f"{path}, claim {n}") for n, one in enumerate(told["claims"], 1))
    report = open_report(path)
    day = published or (report.published.isoformat() if report.published else None)
    return read(report.text, published=day, place=place, links=report.links)


def _print(answer: dict[str, Any]) -> None:
    text, claims, line, at = answer["text"], answer["claims"], 1, 0
    for one in claims:
        line, at = line + text.count("\n", at, one["start"]), one["start"]
        when = (one["about_time"] or {}).get("value")
        said = [one["asserted_by"] or "the report itself", when, one["place"], "look at it" if one["needs_human"] else None]
        print(f"line {line}, {one['kind']}: {one['subject']}")
        print(f"    “{' '.join(one['quote'].split())[:110]}” {number(one)}({'; '.join(s for s in said if s)})")
    if not claims:
        print(
            f"{answer['source']['file']}: no claim was found in {len(text.split()):,} words. Read it yourself before you rely on that."
        )
        return
    print(f"{len(claims)} claims proposed; to be looked at by a person first: {sum(one['needs_human'] for one in claims)}.")


def number(one: dict[str, Any]) -> str:
    """The number of a count in words, ``""`` without one."""
    if one["kind"] != "count":
        return ""
    low, high = one["low"], one["high"]
    plain = one["value"] if one["value"] is not None else f"{low} to {high if high is not None else 'more'}"
    return f"= {one['qualifier'].replace('_', ' ')} {plain} {one['unit']} "
