"""``repatria bones profile``: sex, age, stature and pools as distributions, and what they say of each missing man."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import Any

from repatria.cli.bones_body import add_shared

HELP = "sex, age, stature and pools as distributions, and what they say of each missing man"
EXAMPLE = "specimens.csv --missing men.csv --pools 'white_m=0.6 black_m=0.1 asian_m=0.3' --json"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``bones profile``."""
    add_shared(parser)
    parser.add_argument(
        "--missing", type=Path, metavar="MEN.csv", help="missing people: code, age, stature_in or stature_cm, recorded …"
    )
    parser.add_argument(
        "--table", type=Path, metavar="TABLE.csv",
        help="ages of your own: place, age, stage, people; its places take the place of ours, and the pubic phase can be weighed",
    )  # fmt: skip
    parser.add_argument(
        "--prior-male",
        type=float,
        default=None,
        help="chance of a man before the bones (default: the share of men in the pools)",
    )
    parser.add_argument(
        "--ages",
        choices=("roster", "list", "assemblage"),
        default="roster",
        help="ages of the pool: the American dead of the war (default), the list of missing, or for display the assemblage itself",
    )


def run(args: argparse.Namespace) -> int:
    """Profiles of every individual; see docs/explanation/biology.md."""
    from repatria.cli.answer import say_json, write_json
    from repatria.cli.outputs import refuse_outputs
    from repatria.evidence.biology.profile import AFFINITY, KOREANS, individuals, profile_of
    from repatria.evidence.biology.stature import pools_named
    from repatria.reference.biology import body_model

    refuse_outputs({"--out": args.out}, (args.file, args.missing, args.table))
    tables = _own_table(args.table)
    model, bones = body_model(), read_bones(args, tables)
    men = _men(args.missing, model) if args.missing else ()
    held = individuals(bones)
    pool_ages, shown_ages, name = _ages(args.ages, men, held, tables)
    weights = pools_named(model, args.pools) if args.pools else None
    told = [
        profile_of(
            code,
            own,
            model,
            weights=weights,
            prior_male=args.prior_male,
            ages=shown_ages,
            ages_name=name,
            own=tables,
            outside=args.outside,
        )
        for code, own in held.items()
    ]
    answer = {
        "format": "repatria-bones-profile/1",
        "individuals": [_individual(one, men, pool_ages, tables) for one in told],
        "ages_of_the_pool": name,
        "outside_the_pools": args.outside,
        "own_table": _own_document(tables),
        "cautions": [KOREANS, AFFINITY, *AGE_CAUTIONS],
    }
    if args.out:
        write_json(answer, args.out)
    if args.json:
        say_json(answer)
    else:
        _print(answer)
    return 0


AGE_CAUTIONS = (
    "Ages of union are provisional: fitted to the youngest and oldest man that McKern and Stewart (1957) give for each stage.",
    "The age shown holds the ages of a population as prior; it is for display and enters no weight of a missing man.",
)


def _own_table(path: Path | None) -> dict[str, Any]:
    """The places of a table of the user's own."""
    if path is None:
        return {}
    from repatria.evidence.biology.owntable import transitions_of
    from repatria.formats.agetable import read_age_table

    return transitions_of(read_age_table(path), str(path.name))


def _own_document(own: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "place": name,
            "people": one.people,
            "sd_years": one.sd,
            "transitions": dict(zip(map(str, one.stages), one.ages, strict=True)),
        }
        for name, one in own.items()
    ]


def read_bones(args: argparse.Namespace, own: Any = None) -> Any:
    """The sheet's bones, with the sex of ``--sex`` where the sheet does not say one."""
    from dataclasses import replace

    from repatria.cli.bones_body import read_sheet

    return tuple(replace(one, sex=one.sex or args.sex) for one in read_sheet(args.file, own))


def _men(path: Path, model: Any) -> tuple[Any, ...]:
    from repatria.evidence.biology.missing import Man
    from repatria.evidence.biology.recorded import Recorded
    from repatria.evidence.biology.stature import pools_named
    from repatria.formats.missingsheet import read_missing

    found = []
    for one in read_missing(path):
        loss = None if one.ages is None else sum(one.ages) / 2.0
        record = None if one.cm is None else Recorded(one.cm, one.step, one.how, one.age_then, loss)
        found.append(Man(one.code, one.ages, record, one.sex, tuple(pools_named(model, one.pool).items())))
    return tuple(found)


def _ages(which: str, men: tuple[Any, ...], held: dict[str, list[Any]], own: dict[str, Any]) -> tuple[Any, Any, str]:
    """Ages of the pool to compare with, ages to show with, and their name."""
    from repatria.errors import InvalidInput
    from repatria.evidence.biology.age import assemblage_ages, roster_ages, shares_of
    from repatria.evidence.biology.profile import stages_of

    roster = roster_ages()
    if which == "roster":
        return roster, roster, "American dead of the Korean War (33,000 with an age)"
    if which == "list":
        known = [man.ages for man in men if man.ages is not None]
        if len(known) < 10:
            raise InvalidInput(
                f"--ages list: {len(known)} of the missing have an age. Give --missing with at least 10, or take roster."
            )
        listed = shares_of(known)
        return listed, listed, f"the list of missing ({len(known)} with an age)"
    staged = [stages for stages in (stages_of(bones, own) for bones in held.values()) if stages]
    return (
        roster,
        assemblage_ages(staged, roster, own=own),
        f"this assemblage ({len(staged)} with a growing place), for display; roster in ratios",
    )


def _individual(one: Any, men: tuple[Any, ...], pool_ages: Any, own: dict[str, Any]) -> dict[str, Any]:
    from repatria.cli.bones_body import stature_document
    from repatria.evidence.biology.missing import weigh

    return {
        "individual": one.name,
        "specimens": list(one.specimens),
        "sex": _sex(one),
        "age": None if one.age is None else {
            "point_years": round(one.age.point, 1),
            "interval_95": [round(one.age.low, 1), round(one.age.high, 1)],
            "wording": f"about {one.age.point:.0f} years (95 %: {one.age.low:.0f} to {one.age.high:.0f})",
            "method": _age_method(one.stages, own),
            "prior": one.age.prior,
            "places": {place: list(stage) for place, stage in one.stages.items()},
        },
        "pubic_symphysis": None if one.phase is None else {
            "mean_years": one.phase[0], "sd": one.phase[1], "range_95": list(one.phase[2:]),
            "method": "Brooks and Suchey 1990, ages of those in the phase: for display; give your own table of phases by age to weigh it",
        },
        "stature": stature_document(one.stature, dict(one.values), one.sex_stated),
        "pools": [
            {"pool": pool.name, "before": float(b), "after": float(a), "people": pool.people}
            for pool, b, a in zip(one.size.pools, one.size.before, one.size.after, strict=True)
        ],
        "missing": [_weighed(w) for w in sorted(weigh(men, one.stages, one.size, pool_ages, own), key=lambda w: -w.total)],
    }  # fmt: skip


def _age_method(places: Any, own: dict[str, Any]) -> str:
    printed = "union of epiphyses, one maturity per person (McKern and Stewart 1957, provisional)"
    mine = [name for name in places if name in own]
    if not mine:
        return printed
    told = "one maturity per person; " + ", ".join(f"{name} from your table (n = {own[name].people})" for name in mine)
    return told if len(mine) == len(places) else f"{told}; else {printed}"


def _sex(one: Any) -> dict[str, Any]:
    if one.sex is None:
        return {"stated": one.sex_stated or None, "male": None, "lines": []}
    lines = [{"method": s.method, "log10_lr_male": s.log_ratio / math.log(10.0), "rests_on": s.rests_on} for s in one.sex.lines]
    return {"stated": None, "male": one.sex.male, "prior_male": one.sex.prior_male, "lines": lines}


def _weighed(w: Any) -> dict[str, Any]:
    ten = math.log(10.0)
    return {
        "code": w.code,
        "log10_lr": w.total / ten,
        "log10_lr_age": None if w.age is None else w.age / ten,
        "log10_lr_stature": None if w.stature is None else w.stature / ten,
    }


def _print(answer: dict[str, Any]) -> None:
    for one in answer["individuals"]:
        sex = one["sex"]
        print(f"{one['individual']} ({len(one['specimens'])} {'bone' if len(one['specimens']) == 1 else 'bones'})")
        chance = "not told" if sex["male"] is None else f"man with chance {sex['male']:.3f}"
        print(f"  sex: {sex['stated'] or chance}")
        print(f"  age: {one['age']['wording'] if one['age'] else 'not told by these bones'}")
        print(f"  stature: {one['stature'].get('wording') or one['stature']['not_supported']}")
        print("  pools: " + ", ".join(f"{p['pool']} {p['before']:.2f} → {p['after']:.2f}" for p in one["pools"]))
        for man in one["missing"][:10]:
            print(f"  {man['code']}: log10 LR {man['log10_lr']:+.2f}")
    for line in answer["cautions"]:
        print(f"- {line}")
