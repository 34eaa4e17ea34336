"""The limits and habits of the house, as checks on the files themselves."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WRITTEN_BY_DJANGO = "migrations"
ALL_SOURCES = sorted(path for path in (ROOT / "src").rglob("*.py") if WRITTEN_BY_DJANGO not in path.parts)
SOURCES = [path for path in ALL_SOURCES if "tests" not in path.parts]
REGISTRY = ROOT / "src/repatria/registry"
IN_REGISTRY = [path for path in SOURCES if REGISTRY in path.parents and "testing" not in path.parts]
VIEWS = [path for path in IN_REGISTRY if path.stem.startswith("views") or path.parent.name == "views"]
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".in",
    ".cfg",
    ".ini",
    ".yml",
    ".yaml",
    ".csv",
    ".json",
    ".css",
    ".js",
    ".html",
    ".svg",
    ".xml",
    "",
}

STOP_LINES = 600
STOP_FUNCTION = 70
STOP_POSITIONAL = 9

KERNEL_IMPORTS = {
    "__future__",
    "collections",
    "dataclasses",
    "functools",
    "math",
    "typing",
    "numpy",
    "numba",
    "scipy",
    "repatria.kernels",
}

WITHIN = ("within", "giving", "writing", "arriving", "agreeing", "lineage_agreeing")
HELPERS = ("hands",)
"""Modules that only acts and readers of one stage use; they may take shared steps and write nothing."""
"""Modules of steps that several acts of the registry share; each step is recorded by the act around it."""
MAKES = ("create", "bulk_create", "bulk_update", "get_or_create", "update_or_create")

# An address is allowed where a document must carry it unchanged: a licence, a namespace that is a name and not a place.
ADDRESS = re.compile(r"(?:https?|ftp|git|ssh)://[^\s\"'<>)\]}]+", re.IGNORECASE)
ADDRESS_MAY_STAND = re.compile(
    r"https?://(?:"
    r"(?:dx\.)?doi\.org/"  # a citation
    r"|www\.w3\.org/(?:1999/xlink|2000/svg|2001/XMLSchema|1999/xhtml|XML/1998)"  # names of XML vocabularies
    r"|schemas\.openxmlformats\.org/"
    r"|vega\.github\.io/schema/"
    r"|(?:localhost|127\.0\.0\.1|\{)"  # this machine, or an address that the program fills in
    r")",
    re.IGNORECASE,
)
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+|opt/pypi)\b")


def kept() -> list[Path]:
    """The files of the project: what the repository tracks or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    return [path for name in sorted(filter(None, listed.split("\0"))) if (path := ROOT / name).is_file()]


KEPT = kept()


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def readable(path: Path) -> bool:
    return path.suffix in TEXT and path.name != "LICENSE"


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function's body without its docstring; a signature with an array a line does not count."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def imported(path: Path) -> set[str]:
    """Dotted names of the modules a file imports, late imports included."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{short(path)}: line {node.lineno}: write the whole name of the module"
            found.add(node.module)
    return found


class TestLimits:
    def test_no_file_is_longer_than_a_reader_can_hold(self) -> None:
        python = [path for path in KEPT if path.suffix == ".py" and WRITTEN_BY_DJANGO not in path.parts]
        assert [short(p) for p in python if len(p.read_text(encoding="utf-8").splitlines()) > STOP_LINES] == []

    def test_no_function_is_longer_than_a_screen_and_a_half(self) -> None:
        assert [f"{short(p)}: {f.name}" for p in SOURCES for f in functions(p) if length(f) > STOP_FUNCTION] == []

    def test_no_function_takes_nine_things_by_position(self) -> None:
        # Kernels are called by name of array in one place each; everywhere else a person must remember the order.
        people = [p for p in SOURCES if "kernels" not in p.parts]
        assert [f"{short(p)}: {f.name}" for p in people for f in functions(p) if len(f.args.args) > STOP_POSITIONAL] == []

    def test_the_package_says_what_every_module_is_for(self) -> None:
        assert [short(p) for p in SOURCES if not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))] == []


class TestRooms:
    def test_kernels_know_only_arrays(self) -> None:
        strangers = {
            f"{short(path)}: {name}"
            for path in (ROOT / "src/repatria/kernels").rglob("*.py")
            for name in imported(path)
            if not any(name == known or name.startswith(known + ".") for known in KERNEL_IMPORTS)
        }
        assert strangers == set()

    def test_science_reads_no_clock_and_no_global_randomness(self) -> None:
        """The same input, version and seed give the same bytes: generators are passed in, time stays in bench and cli."""
        wrong = set()
        for path in SOURCES:
            room = path.relative_to(ROOT / "src/repatria").parts[0]
            names, text = imported(path), path.read_text(encoding="utf-8")
            wrong |= {f"{short(path)}: random" for name in names if name == "random" or name.startswith("random.")}
            if room not in ("bench", "cli", "registry"):
                wrong |= {f"{short(path)}: time" for name in names if name == "time"}
                wrong |= {
                    f"{short(path)}: {match}" for match in re.findall(r"\b(?:date|datetime)\.(?:now|today|utcnow)\(", text)
                }
            wrong |= {
                f"{short(path)}: {match}" for match in re.findall(r"np\.random\.(?:seed|rand|randn|normal|random)\b\(", text)
            }
        assert wrong == set()

    def test_the_command_line_starts_without_the_registry_s_libraries(self) -> None:
        """The base package works without the extra: a command imports the registry only when it is run."""
        rooms = [f"repatria.cli.{path.stem}" for path in (ROOT / "src/repatria/cli").glob("*.py") if path.stem != "__init__"]
        program = (
            "import importlib, sys\n"
            "for name in ('django', 'ninja', 'allauth', 'granian', 'cryptography', 'typst', 'segno', 'PIL'): sys.modules[name] = None\n"
            f"for name in {rooms!r}: importlib.import_module(name)\n"
        )
        ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
        assert ended.returncode == 0, ended.stderr

    def test_nothing_is_left_for_later(self) -> None:
        mark = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b|raise NotImplementedError")
        assert [short(p) for p in SOURCES if mark.search(p.read_text(encoding="utf-8"))] == []

    def test_no_test_is_skipped(self) -> None:
        mark = re.compile(r"pytest\.(?:skip|xfail|importorskip)|mark\.(?:skip|skipif|xfail)\b")
        tests = [p for p in (*(ROOT / "tests").rglob("*.py"), *ALL_SOURCES) if "tests" in p.parts and p != Path(__file__)]
        assert [short(p) for p in tests if mark.search(p.read_text(encoding="utf-8"))] == []


def public(path: Path) -> list[ast.FunctionDef]:
    """The functions a module offers."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]


def decorators(function: ast.FunctionDef) -> set[str]:
    """The last names of a function's decorators, called or not."""
    bare = [node.func if isinstance(node, ast.Call) else node for node in function.decorator_list]
    return {
        node.attr if isinstance(node, ast.Attribute) else node.id
        for node in bare
        if isinstance(node, (ast.Attribute, ast.Name))
    }


def touches(path: Path, name: str) -> list[int]:
    """The lines on which an attribute of this name is asked for."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == name]


def acts(path: Path) -> bool:
    """Whether a module holds acts: it imports the decorator that records them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(alias.name == "recorded" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names)


def steps(path: Path) -> list[str]:
    """The functions that a module takes from modules of shared steps; a shape (a class) may be taken by anybody."""
    nodes = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.ImportFrom) and n.module]
    shared = [n for n in nodes if n.module.rpartition(".")[2] in WITHIN]
    return [f"{n.module}.{alias.name}" for n in shared for alias in n.names if alias.name[0].islower()]


def writes(path: Path) -> list[int]:
    """The lines of a module that write rows."""
    return rows_written(ast.parse(path.read_text(encoding="utf-8")))


def rows_written(tree: ast.AST) -> list[int]:
    """The lines that make, save or delete rows: ``Model.objects.create(...)``, ``row.save()``, ``rows.delete()``."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    made = [n.lineno for n in calls if n.func.attr in MAKES and ".objects." in ast.unparse(n.func)]
    return made + [n.lineno for n in calls if n.func.attr in ("save", "delete") and not n.args]  # a picture's save names a file


class TestTheRegistry:
    def test_every_public_action_is_recorded(self) -> None:
        """An act without its journal entry cannot be written by forgetting; shared steps live in ``within.py``."""
        offered = [(p, f) for p in IN_REGISTRY if acts(p) for f in public(p) if "recorded" not in decorators(f)]
        assert [f"{short(p)}: {f.name}" for p, f in offered if p.stem == "actions" or rows_written(f)] == []

    def test_no_view_reads_or_writes_rows(self) -> None:
        """Views parse, ask and answer: queries fetch for somebody, actions write for somebody."""
        assert [f"{short(p)}: line {n}" for p in VIEWS for n in touches(p, "objects")] == []

    def test_no_view_changes_rows_behind_the_actions(self) -> None:
        assert [f"{short(p)}: line {n}" for p in VIEWS for n in writes(p)] == []

    def test_rows_are_written_where_acts_are_recorded(self) -> None:
        """A module that writes rows is one of acts; only the journal itself, which records them, stands below that."""
        others = [p for p in IN_REGISTRY if p.relative_to(REGISTRY).parts[0] != "journal" and not acts(p)]
        assert [f"{short(p)}: line {n}" for p in others if p.stem not in WITHIN for n in writes(p)] == []

    def test_what_acts_share_is_called_by_acts_only(self) -> None:
        strangers = [p for p in IN_REGISTRY if not acts(p) and p.stem not in (*WITHIN, *HELPERS)]
        assert [f"{short(p)}: {n}" for p in strangers for n in steps(p)] == []

    def test_migrations_alone_are_excused(self) -> None:
        """What Django writes has no limits of ours; nothing else may hide in its folders."""
        strangers = [p for p in REGISTRY.rglob("migrations/*.py") if not re.fullmatch(r"\d{4}_\w+|__init__", p.stem)]
        assert [short(p) for p in strangers] == []

    def test_the_support_of_tests_stays_with_tests(self) -> None:
        own = [p for p in SOURCES if "testing" not in p.parts and p.name != "conftest.py"]
        assert [short(p) for p in own if any(name.startswith("repatria.registry.testing") for name in imported(p))] == []


class TestNothingFromOutside:
    @pytest.mark.parametrize("pattern", ["addresses", "machine paths"])
    def test_no_file_points_outside(self, pattern: str) -> None:
        found = []
        for path in filter(readable, KEPT):
            if path == Path(__file__):
                continue
            text = path.read_text(encoding="utf-8", errors="replace")
            matches = ADDRESS.findall(text) if pattern == "addresses" else MACHINE_PATH.findall(text)
            found += [f"{short(path)}: {m}" for m in matches if not ADDRESS_MAY_STAND.match(m)]
        assert found == []

    def test_requirements_name_no_place(self) -> None:
        for path in (ROOT / "requirements").iterdir():
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"^\s*--(?:index-url|extra-index-url|find-links|trusted-host)", text, re.MULTILINE), path.name

    def test_the_pinned_sets_hold_what_the_package_asks_for(self) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        extras = project["optional-dependencies"]
        sets = (
            (project["dependencies"], "base"),
            (extras["registry"], "registry"),
            (extras["postgres"], "test"),
            (extras["docs"], "dev"),
        )
        for asked, name in sets:
            stated = (ROOT / "requirements" / f"{name}.in").read_text(encoding="utf-8").splitlines()
            pinned = re.findall(
                r"^([a-z0-9-]+)==", (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8"), re.MULTILINE
            )
            assert set(asked) <= set(stated)
            assert {re.split(r"[>=<\[]", one)[0] for one in asked} <= set(pinned)

    def test_every_pinned_requirement_has_a_hash(self) -> None:
        for path in (ROOT / "requirements").glob("*.txt"):
            entries = re.split(r"\n(?=[A-Za-z])", path.read_text(encoding="utf-8"))
            assert [entry.split()[0] for entry in entries if "==" in entry and "--hash=sha256:" not in entry] == []

    def test_tables_under_the_gpl_stay_in_their_own_distribution(self) -> None:
        words = re.compile(r"\b(?:GPL|GNU General Public)", re.IGNORECASE)
        sidecars = [p for p in KEPT if p.suffix == ".toml" and "reference" in p.parts and "src" in p.parts]
        licences = {short(p): re.findall(r"^\s*licen[cs]e\s*=\s*(.+)$", p.read_text(encoding="utf-8"), re.M) for p in sidecars}
        assert [name for name, lines in licences.items() if any(words.search(line) for line in lines)] == []
