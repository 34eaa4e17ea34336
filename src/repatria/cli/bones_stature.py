"""``repatria bones stature``: the stature that each bone tells, with the interval of one person."""

from __future__ import annotations

import argparse
from typing import Any

from repatria.cli.bones_body import add_shared

HELP = "the stature each specimen tells, with a 95 % interval for one person"
EXAMPLE = "specimens.csv --pools 'white_m=0.8 black_m=0.2' --json"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``bones stature``."""
    add_shared(parser)


def run(args: argparse.Namespace) -> int:
    """Point, interval, method and reference per specimen; see docs/explanation/biology.md."""
    from repatria.cli.answer import say_json, write_json
    from repatria.cli.bones_body import read_sheet
    from repatria.cli.outputs import refuse_outputs
    from repatria.evidence.biology.profile import KOREANS
    from repatria.evidence.biology.stature import pools_named, statured
    from repatria.reference.biology import body_model

    refuse_outputs({"--out": args.out}, (args.file,))
    model = body_model()
    weights = pools_named(model, args.pools) if args.pools else statured(model)
    specimens = [_specimen(one, model, weights, args.sex, args.outside) for one in read_sheet(args.file)]
    answer = {
        "format": "repatria-bones-stature/1",
        "outside_the_pools": args.outside,
        "specimens": specimens,
        "supported": sum(one["point_cm"] is not None for one in specimens),
        "cautions": [KOREANS, "Stature is that of adults; a bone that still grows tells nothing here."],
    }
    if args.out:
        write_json(answer, args.out)
    if args.json:
        say_json(answer)
    else:
        _print(answer)
    return 0


def _specimen(one: Any, model: Any, weights: dict[str, float], sex: str, outside: bool) -> dict[str, Any]:
    from repatria.cli.bones_body import stature_document
    from repatria.evidence.biology.stature import NotSupported, fitted, pools_named, scenario, stature_of

    head = {"specimen": one.bone.code, "element": one.bone.element, "side": one.bone.side}
    own = one.sex or sex
    if any(low < 4 for low, _ in one.stages.values()):
        return {**head, **stature_document(NotSupported("a growing place of this bone is not yet fused"), {}, own)}
    pools, before = scenario(model, pools_named(model, one.pool) if one.pool else weights, own)
    values = dict(one.bone.values)
    return {**head, **stature_document(stature_of(fitted(model, values, pools, before, outside=outside)), values, own)}


def _print(answer: dict[str, Any]) -> None:
    print(f"{'specimen':<24}{'element':<12}{'side':<6}{'cm':>6}  95 % of such people")
    for one in answer["specimens"]:
        told = one.get("not_supported") or f"{one['interval_95'][0]:.1f} to {one['interval_95'][1]:.1f}"
        point = "-" if one["point_cm"] is None else f"{one['point_cm']:.1f}"
        print(f"{one['specimen'][:23]:<24}{one['element']:<12}{one['side']:<6}{point:>6}  {told}")
    warned = sorted({line for one in answer["specimens"] if one["printed"] for line in one["printed"]["warnings"]})
    for line in [*answer["cautions"], *warned]:
        print(f"- {line}")
