"""Write the pages of the reference that the code already states: commands, errors, public names, columns, tables.

Run by ``make docs``; a test compares the pages with what this would write, so that they cannot grow stale.
"""

from __future__ import annotations

import argparse
import inspect
import re
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import repatria
from repatria import errors
from repatria.cli.main import COMMANDS
from repatria.formats.caselayout import EVERY
from repatria.reference.tables import paper, rows, tables

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests"))
NOTE = "<!-- Written by docs/generate.py from the code. Change the code, then run `make docs`. -->\n\n"


def pages() -> dict[str, str]:
    """Every generated page by its path under ``docs/``."""
    return {
        "reference/commands.md": commands(),
        "reference/errors.md": refusals(),
        "reference/python.md": names(),
        "reference/casefile-columns.md": columns(),
        "reference/tables.md": reference_tables(),
        "reference/support.md": support(),
    }


def commands() -> str:
    """One section per command: what it does, its options, an example."""
    parts = [
        NOTE + "# Commands\n",
        "Exit codes: 0 done, 1 a fault in the program, 2 bad input or usage, 130 interrupted. Every command takes `--json`: "
        "one JSON document to standard output, nothing else there. Progress goes to standard error.\n",
    ]
    for name, line in COMMANDS.items():
        module = import_module(f"repatria.cli.{name}")
        parser = argparse.ArgumentParser(prog=f"repatria {name}", add_help=False)
        module.configure(parser)
        parts.append(f"## repatria {name}\n\n{_sentence(line)}\n")
        parts.append(_options(parser))
        parts.append(f"```text\n{_aligned(module.EXAMPLE)}\n```\n")
        if parser.epilog:
            parts.append(f"```text\n{parser.epilog.strip()}\n```\n")
    return "\n".join(parts)


def _options(parser: argparse.ArgumentParser) -> str:
    lines = ["| argument | meaning |", "|---|---|"]
    for action in parser._actions:
        value = "" if action.nargs == 0 else _value(action)
        shown = f"{', '.join(action.option_strings)} {value}".strip() if action.option_strings else value
        help_text = (action.help or "") % {**vars(action), "prog": parser.prog}
        lines.append("| `{}` | {} |".format(*(text.replace("|", "\\|") for text in (shown, help_text))))
    return "\n".join(lines) + "\n"


def _aligned(example: str) -> str:
    return inspect.cleandoc("  " + example.strip()) if "\n" in example else example.strip()


def _value(action: argparse.Action) -> str:
    if action.choices is not None and not action.metavar:
        return "{" + ",".join(str(choice) for choice in action.choices) + "}"
    name = action.metavar or (action.dest.upper() if action.option_strings else action.dest)
    return " ".join(name) if isinstance(name, tuple) else str(name)


def refusals() -> str:
    """The family of errors, as a tree and one by one."""
    parts = [NOTE + "# Errors\n", "Everything that Repatria refuses, as one family.\n"]
    tree = inspect.cleandoc(errors.__doc__ or "").split("::\n\n")[1].split("\n\n")
    parts.append("```text\n" + inspect.cleandoc(tree[0]) + "\n```\n")
    parts.append(
        "Every message says where, what with the value, and what to do. Impossible evidence is not an error: it is `-inf`.\n"
    )
    for name, thing in vars(errors).items():
        if inspect.isclass(thing) and issubclass(thing, errors.RepatriaError):
            parts.append(f"`{name}`\n: {_first_paragraph(thing)}\n")
    return "\n".join(parts)


def names() -> str:
    """The public face of the package."""
    parts = [NOTE + "# The Python package\n", "Everything that `from repatria import …` offers, loaded when first used.\n"]
    for name in repatria.__all__:
        thing = getattr(repatria, name)
        call = f"{name}{_signature(thing)}" if inspect.isfunction(thing) else name
        parts.append(f"`{call}`\n: {_first_paragraph(thing)} (`{repatria._HOME[name]}`)\n")
    return "\n".join(parts)


def _signature(function: Callable[..., object]) -> str:
    """The arguments as a person writes them, without quotes around types."""
    return re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(inspect.signature(function)))


def columns() -> str:
    """Every table and column of a CaseFile."""
    parts = [
        NOTE + "# Columns of a CaseFile\n",
        "The tables of `repatria-case/1`, one Parquet file each; see [CaseFile](casefile.md).\n",
    ]
    for table, fields in EVERY.items():
        parts.append(f"## {table}\n\n| column | type | may be empty | meaning |\n|---|---|---|---|")
        parts += [f"| `{c}` | {f.type} | {'yes' if f.optional else 'no'} | {f.doc} |" for c, f in fields.items()]
        parts.append("")
    return "\n".join(parts)


def reference_tables() -> str:
    """Every table of numbers from print that is shipped, with its papers."""
    parts = [
        NOTE + "# Tables from print\n",
        "Each is a CSV file beside a TOML file that says where it is from; one without the other is refused.\n",
    ]
    for name in tables():
        said = paper(name)
        parts.append(f"## {name}\n\n{_sentence(said.title)}\n")
        parts.append(f"- Source: {_sentence(said.citation)}\n- Copied from: {_sentence(said.source)}")
        parts.append(f"- Licence: {_sentence(said.licence)}\n- Unit: {_sentence(said.unit)}\n- Rows: {len(rows(name)):,}.")
        if said.populations:
            people = ", ".join(f"{who} ({n:,} typed)" if n else who for who, n in said.populations.items())
            parts.append(f"- Populations: {people}.")
        if said.note:
            parts.append(f"- {_sentence(said.note)}")
        parts.append("")
    return "\n".join(parts)


def support() -> str:
    """Which family shapes and settings are exact: the cells that the tests check one by one."""
    from evidence.kinship.support import REFUSED, SETTINGS, SHAPES

    parts = [
        NOTE + "# What is exact\n",
        "Each cell is a family shape under a setting. *exact*: a test compares the engine with full enumeration, for a missing son "
        "and a missing daughter, under `prune` and under `sum`, to 1e-10. Otherwise the cell names the error that is raised. Nothing "
        "in between exists: no cell is approximate.\n",
        "Theta sums the whole pedigree under either convention. Screening takes no theta at all: it raises `OutOfScope`. Larger "
        "families are exact as well, until a table or the number of founder lineages grows beyond what can be stated "
        "(`TooManyLoops`, `TooManyLineages`).\n",
        "| | " + " | ".join(shape.name for shape in SHAPES) + " |",
        "|---" * (len(SHAPES) + 1) + "|",
    ]
    for setting in SETTINGS:
        cells = (REFUSED.get((shape.name, setting.name)) for shape in SHAPES)
        parts.append(f"| {setting.name} | " + " | ".join(f"`{c.__name__}`" if c else "exact" for c in cells) + " |")
    return "\n".join(parts) + "\n"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."


def _first_paragraph(thing: object) -> str:
    text = " ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split())
    return text.replace("``", "`").replace(":class:", "").replace(":func:", "").replace("`~repatria.", "`")


def main() -> int:
    """Write the pages that differ."""
    for name, text in pages().items():
        path = HERE / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
