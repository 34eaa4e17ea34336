"""Changes to the verifier, one at a time: the cases must notice each, or it is named below as making no difference.

The ordinary run takes a sample. `make assurance` takes every one and keeps the score; the verifier is held to 95 %.
"""

from __future__ import annotations

import ast
import copy
import signal
import sys
import time
import types
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from repatria.registry.assurance.outcome import Outcome, keep, named
from repatria.registry.journal import verifier
from repatria.registry.journal.tests import cases, making

SAMPLE = 60
SEED = 20260727
SECONDS = 3.0
"""Of the processor, so that a busy machine changes nothing."""
SOURCE = Path(verifier.__file__).read_text(encoding="utf-8")

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.Pow: ast.Mult,
}

NOT_NOTICED: dict[str, str] = {
    "ENCODER = json.JSONEncoder(ensure_ascii=False, s | False -> constant": "check_circular, allow_nan: `plain` refuses what they would",
    "MAKE: Any = getattr(json.encoder, \"c_make_encode | 'c_make_encoder' -> constant": "both ways write the same bytes",
    "WRITE: Any = MAKE(None, None, QUOTED, None, \":\", | MAKE(None, None, QUOTED, None, ':', ',', True, False, False) "
    "if MAKE else ENCODER.iterencode -> not": "the same",
    'WRITE: Any = MAKE(None, None, QUOTED, None, ":", | False -> constant': "skipkeys, allow_nan: `plain` refuses what they would",
    "if type(inner) is not str and not (type(inner) i | type(inner) is not str and (not (type(inner) is int and "
    "-LARGEST <= inner <= LARGEST)) -> and/or": "a shorter way past `plain`, which looks at the value again",
    "if type(inner) is not str and not (type(inner) i | -LARGEST <= inner <= LARGEST -> Lt": "the same",
    "if type(inner) is not str and not (type(inner) i | -LARGEST <= inner <= LARGEST -> Gt": "the same",
    "if type(inner) is not str and not (type(inner) i | -LARGEST -> unary taken away": "the same",
    'start = f\'{{"actor":{QUOTED(actor)},"at":"{at}", | \'\' -> constant': "the encoder in C gives one piece",
    'start = f\'{{"actor":{QUOTED(actor)},"at":"{at}", | 0 -> constant': "nothing is indented",
    "if f\"{start}{''.join(WRITE(personal, 0))}{rest}\" | '' -> constant": "the encoder in C gives one piece",
    "if f\"{start}{''.join(WRITE(personal, 0))}{rest}\" | 0 -> constant": "nothing is indented",
    "datetime.fromisoformat(at[:-1])  # a day of the  | 1 -> constant": "one digit less is the same day",
    "x = pow(square, (P + 3) // 8, P) | 3 -> constant": "(P + 3) // 8 = (P + 4) // 8",
    "x = x if x * x % P == square else x * pow(2, (P  | P - 1 -> Add": "(P - 1) // 4 = (P + 1) // 4",
    "if point is None or s >= ORDER or pack(times(8,  | s >= ORDER -> Gt": "as s = 0, for R = -k(R)A: nobody finds one",
    "one, two, three = tiny_journal(4) | 4 -> constant": "three entries altered from entry 4 or 5 on are unaltered",
    "if __name__ == \"__main__\": | '__main__' -> constant": "noticed by the test that runs the file on its own",
    "sys.exit(main()) | sys.exit(main()) -> left out": "noticed by the test that runs the file on its own",
}
"""Changes that no case notices, and why; each was looked at by a person. All count against the score."""


class TooLong(BaseException):
    """A mutant that does not come to an end."""


def told(node: ast.AST) -> str:
    """A short name for a place in the source."""
    number = getattr(node, "lineno", 1)
    return f"{number}: {SOURCE.splitlines()[number - 1].strip()[:48]} | {ast.unparse(node)}"


def skipped(tree: ast.Module) -> set[int]:
    """Ids of nodes that are words and not behaviour: docstrings, messages, annotations, help texts, type hints."""
    quiet: set[int] = set()
    for node in ast.walk(tree):
        silent: list[ast.AST | None] = []
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node):
            silent.append(node.body[0])
        if isinstance(node, ast.JoinedStr):
            silent += [part for part in node.values if isinstance(part, ast.Constant)]
            silent += [part.format_spec for part in node.values if isinstance(part, ast.FormattedValue)]
        if isinstance(node, ast.Raise):
            silent.append(node.exc)
        if isinstance(node, ast.FunctionDef):
            silent += [node.returns, *(one.annotation for one in (*node.args.args, *node.args.kwonlyargs))]
        if isinstance(node, ast.AnnAssign):
            silent.append(node.annotation)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "Point":
            silent.append(node.value)
        if isinstance(node, ast.keyword) and node.arg in ("help", "description"):
            silent.append(node.value)
        quiet |= {id(inner) for one in silent if one is not None for inner in ast.walk(one)}
    return quiet


def changes(node: ast.AST) -> list[tuple[str, ast.AST]]:
    """What may stand in the place of a node: (what was done, the new node)."""
    found: list[tuple[str, ast.AST]] = []

    def other(what: str, **parts: Any) -> None:
        new = copy.deepcopy(node)
        for name, part in parts.items():
            setattr(new, name, part)
        found.append((what, new))

    if isinstance(node, ast.Compare):
        for at, op in enumerate(node.ops):
            for kind in COMPARISONS[type(op)]:
                other(kind.__name__, ops=[*node.ops[:at], kind(), *node.ops[at + 1 :]])
    elif isinstance(node, ast.BoolOp):
        other("and/or", op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
        for at in range(len(node.values)):
            rest = [*node.values[:at], *node.values[at + 1 :]]
            other(f"without part {at + 1}", values=rest)
    elif isinstance(node, ast.UnaryOp):
        found.append(("unary taken away", node.operand))
    elif isinstance(node, (ast.BinOp, ast.AugAssign)):
        other(ARITHMETIC[type(node.op)].__name__, op=ARITHMETIC[type(node.op)]())
    elif isinstance(node, (ast.If, ast.While, ast.IfExp)):
        other("not", test=ast.UnaryOp(ast.Not(), node.test))
    elif isinstance(node, ast.Return) and node.value is not None:
        other("None", value=ast.Constant(None))
    elif isinstance(node, (ast.Raise, ast.Break, ast.Expr, ast.AugAssign)):
        found.append(("left out", ast.Pass()))
    elif isinstance(node, ast.Constant) and node.value is not None:
        grown: dict[type, Any] = {
            bool: lambda v: not v,
            int: lambda v: v + 1,
            str: lambda v: v + "X",
            bytes: lambda v: v + b"X",
        }
        other("constant", value=grown[type(node.value)](node.value))
    return found


def mutants() -> list[tuple[str, int, int]]:
    """Every change: its name, the number of the node that it changes, and which of that node's changes it is."""
    tree = ast.parse(SOURCE)
    quiet = skipped(tree)
    return [
        (f"{told(node)} -> {what}", number, choice)
        for number, node in enumerate(ast.walk(tree))
        if id(node) not in quiet
        for choice, (what, _) in enumerate(changes(node))
    ]


def changed(number: int, choice: int) -> ast.Module:
    """The verifier with one change."""
    tree = ast.parse(SOURCE)
    node = list(ast.walk(tree))[number]
    return replaced(tree, node, changes(node)[choice][1])


def replaced(tree: ast.Module, old: ast.AST, new: ast.AST) -> ast.Module:
    """The tree with one node exchanged."""
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list):
                setattr(parent, name, [new if one is old else one for one in value])
    return ast.fix_missing_locations(tree)


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Stop what runs too long."""

    def stop(number: int, frame: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def survives(tree: ast.Module) -> bool:
    """True if no case notices the change."""
    module = types.ModuleType("mutant_of_the_verifier")
    sys.modules[module.__name__] = module
    try:
        with limited(SECONDS):
            exec(compile(tree, "mutant", "exec"), module.__dict__)
            for case in cases.CASES.values():
                case(module)
    except (Exception, SystemExit, TooLong):
        return False
    finally:
        del sys.modules[module.__name__]
    return True


def test_the_verifier_itself_survives() -> None:
    """The control: what is killed is killed for its change and not by the way it is run."""
    assert survives(ast.parse(SOURCE))


def test_mutants_are_noticed(capsys: pytest.CaptureFixture[str]) -> None:
    everything = mutants()
    assert set(NOT_NOTICED) <= {name.split(": ", 1)[1] for name, _, _ in everything}, "an exception for a change that is gone"
    began = time.monotonic()
    if named():
        chosen = everything
    else:
        drawn = making.generator(SEED).choice(len(everything), size=SAMPLE, replace=False)
        chosen = [everything[int(at)] for at in drawn]
    alive = [name for name, number, choice in chosen if survives(changed(number, choice))]
    unknown = [name for name in alive if name.split(": ", 1)[1] not in NOT_NOTICED]
    score = 1 - len(alive) / len(chosen)
    with capsys.disabled():
        sys.stdout.write(f"\nmutants of the verifier: {len(chosen)} of {len(everything)}, noticed {score:.1%} (seed {SEED})\n")
        sys.stdout.writelines(f"  not noticed: {name}\n" for name in alive)
    keep(
        Outcome(
            proof="T-16",
            promise="the verifier is right: public vectors hold, and a change to it is noticed by its cases",
            trials=len(chosen),
            faults=len(unknown),
            control="the verifier itself, unchanged, passes every case",
            seed=SEED,
            seconds=time.monotonic() - began,
            note=f"{len(chosen)} changes one at a time, {len(alive)} not noticed ({score:.1%} noticed, 95 % asked); each of these is "
            f"named in the test with why it makes no difference. {len(cases.VECTORS)} vectors of RFC 6962, "
            f"{len(cases.SIGNATURES)} of RFC 8032.",
        )
    )
    assert score >= 0.95 or len(chosen) < len(everything)  # few of the named ones may fall into a sample
    assert unknown == [], "changes to the verifier that no case notices"
