"""Documentation that can break the build: what the code has, the pages must say."""

from __future__ import annotations

import importlib.util
import inspect
import re
from pathlib import Path
from types import ModuleType

import pytest

import repatria
from repatria import errors
from repatria.cli.main import COMMANDS
from repatria.formats.caselayout import EVERY
from repatria.reference.tables import tables

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(p for p in DOCS.rglob("*.md") if "_build" not in p.parts)
DECISIONS = sorted((DOCS / "decisions").glob("0*.md"))


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def manual(name: str) -> str:
    return (DOCS / "reference" / name).read_text(encoding="utf-8")


def test_the_generated_pages_are_fresh() -> None:
    stale = [name for name, text in generator().pages().items() if (DOCS / name).read_text(encoding="utf-8") != text]
    assert stale == [], "run `make docs` and commit the pages"


def test_every_command_is_in_the_manual_and_in_the_readme() -> None:
    assert [name for name in COMMANDS if f"## repatria {name}\n" not in manual("commands.md")] == []
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"`repatria {name}" not in readme] == []


def test_every_error_is_explained() -> None:
    family = [n for n, c in vars(errors).items() if inspect.isclass(c) and issubclass(c, errors.RepatriaError)]
    assert [name for name in family if f"`{name}`" not in manual("errors.md")] == []
    assert [name for name in family if f" {name} " not in (errors.__doc__ or "").replace("\n", " ")] == []


def test_every_column_of_a_case_is_explained() -> None:
    page = manual("casefile-columns.md")
    assert [f"{t}.{c}" for t, fields in EVERY.items() for c in fields if f"| `{c}` |" not in page.split(f"## {t}\n")[1]] == []


def test_every_table_from_print_is_named() -> None:
    assert [name for name in tables() if f"## {name}\n" not in manual("tables.md")] == []


def test_every_public_name_is_in_the_manual() -> None:
    page = manual("python.md")
    assert [name for name in repatria.__all__ if not re.search(rf"^`{name}[`(]", page, re.MULTILINE)] == []


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_says_four_things(page: Path) -> None:
    heads = re.findall(r"^## (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert heads == ["Choice", "Because", "What we gave up", "How we would notice it was wrong"]


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(page.stem[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_links_between_pages_lead_somewhere() -> None:
    """Also in the pages that are not built: README, ARCHITECTURE, CONTRIBUTING."""
    broken = []
    for page in [*PAGES, *(ROOT / n for n in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"))]:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []
