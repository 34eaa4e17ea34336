"""Samples and their results: cut some weeks after the inventory, sent, and back after months; some only after years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from repatria.model import Profile
from repatria.model.beside import Remains
from repatria.registry.custody.models import Item
from repatria.registry.laboratory.actions import Entered, register_samples
from repatria.registry.laboratory.delivering import RunTold
from repatria.registry.laboratory.models import Request, Sample
from repatria.registry.live import heron_dna, heron_lineages, parameters
from repatria.registry.live.heron_dna import OUTSIDE, deliver, renamed, requested
from repatria.registry.live.work import HERON
from repatria.registry.live.years.life import Life
from repatria.registry.people.roles import Role

MONTH, QUARTER = 30, 91
"""First results of one month come as one file, late ones of one quarter."""


def begin(life: Life) -> None:
    """Staff profiles, and which extracts the author of the exercise lets the outside laboratory exchange."""
    heron_dna.enter_staff(life.work)
    if life.lineages:
        heron_lineages.enter_databases(life.work)
    case, _ = life.work.exercise()
    life.kept["shown"] = {profile.id: profile for profile in case.profiles}
    life.kept["plates"] = defaultdict(list)
    life.work.kept["samples"] = {}


def sample_box(life: Life, *, codes: list[str]) -> None:
    """Every bone of a box is sampled and sent. When each result comes is drawn now."""
    case, _ = life.work.exercise()
    table, specimens = case.extra["samples"], life.work.kept["specimens"]
    wanted = set(codes)
    pairs = [(s, b) for s, b in zip(table["sample"], table["specimen"], strict=True) if b in wanted]
    rows = [Entered(specimens[b].item, taken_g=Decimal(int(life.rng.integers(400, 1500))).scaleb(-3)) for _, b in pairs]
    samples = register_samples(life.registry, rows, why="cut for the exercise")
    made = {code: sample for (code, _), sample in zip(pairs, samples, strict=True)}
    life.work.kept["samples"] |= made
    life.work.truths.setdefault("samples", {}).update({code: sample.code for code, sample in made.items()})
    life.noted["samples"] += len(made)
    requested(life.seat(Role.TECHNICIAN), [sample.item for sample in made.values()])
    early = (life.plant.right, life.plant.wrong) if life.plant else ()
    for code, sample in made.items():
        late = life.chance("late results") and code not in early
        least = parameters.of("first results, last" if late else "first results, first")
        most = parameters.of("long tail" if late else "first results, last")
        wait = life.spread(least, least + MONTH if code in early else most)
        _book(life, code, sample, wait, QUARTER if late else MONTH)


def _book(life: Life, code: str, sample: Sample, wait: int, together: int) -> None:
    """A result comes with the file of its month or quarter."""
    number = (life.today + timedelta(days=wait)).toordinal() // together
    plate = life.kept["plates"][together, number]
    if not plate:
        day = date.fromordinal((number + 1) * together)
        life.on(day, partial(_plate, key=(together, number)))
    plate.append((code, sample))


def _plate(life: Life, *, key: tuple[int, int]) -> None:
    """The file of a month or quarter: results and failures. What the river has not compared yet is compared."""
    rows, name = life.kept["plates"].pop(key), "late" if key[0] == QUARTER else "bones"
    nouns = [_shown(life, code, sample) for code, sample in rows]
    _file(life, f"{name} {key[1]}.csv", nouns, f"run {key[1]}, {name}")
    _lines(life, rows, f"{name} {key[1]}", key[1])
    life.new_results += sum(bool(noun.calls) for noun in nouns)
    life.all_results += sum(bool(noun.calls) for noun in nouns)


def _shown(life: Life, code: str, sample: Sample) -> Profile:
    """What the laboratory reports for a sample; two extracts are exchanged where the exercise planted a wrong link."""
    shown = life.kept["shown"]
    plant = life.plant
    if plant is not None and code == plant.right:
        return renamed(None, sample.code)
    if plant is not None and code == plant.wrong:
        return renamed(shown[plant.right], sample.code)
    return renamed(shown.get(code), sample.code)


def correct_plant(life: Life) -> None:
    """The outside laboratory finds its exchange: the right bone is typed, in a file of its own."""
    if life.plant is None:
        return
    sample = life.work.kept["samples"][life.plant.right]
    noun = renamed(life.kept["shown"][life.plant.right], sample.code)
    _file(life, "repeated extract.csv", [noun], "run of the repeated extract")
    if life.lineages and (right := _remains(life).get(life.plant.right)) is not None:
        heron_lineages.deliver_lines(life.work, [(sample.code, right)], "the repeated extract", 0, life.today)
    life.new_results += 1
    life.all_results += 1


def _lines(life: Life, rows: list[tuple[str, Sample]], what: str, number: int) -> None:
    """The lineages of the same samples, in files of their own; an exchanged extract shows the other's."""
    if not life.lineages:
        return
    found, plant = _remains(life), life.plant
    shown = []
    for code, sample in rows:
        whose = plant.right if plant is not None and code == plant.wrong else code
        if whose in found and not (plant is not None and code == plant.right):
            shown.append((sample.code, found[whose]))
    heron_lineages.deliver_lines(life.work, shown, what, number, life.today)


def _remains(life: Life) -> dict[str, Remains]:
    """What the samples show beside autosomal DNA, by the simulator's code."""
    kept: dict[str, Remains] | None = life.kept.get("remains")
    if kept is None:
        case, _ = life.work.exercise()
        kept = life.kept["remains"] = {r.subject: r for r in case.beside.remains}
    return kept


def lines_of_relatives(life: Life, *, families: Collection[str], name: str) -> None:
    """The lineages of the relatives of these families who gave a sample. Rounds of searching go by autosomal results, with or without."""
    case, _ = life.work.exercise()
    tubes, wanted = life.work.kept["tubes"], set(families)
    given = [(tubes[r.family, r.person].code, r) for r in case.beside.references
             if r.family in wanted and (r.family, r.person) in tubes]  # fmt: skip
    heron_lineages.deliver_lines_of_relatives(life.work, given, name, 0, life.today)


def references(life: Life, *, tubes: list[tuple[tuple[str, str], Profile]], name: str) -> None:
    """Profiles of relatives, by the code of their sample."""
    known = life.work.kept["tubes"]
    some = [(known[key], profile) for key, profile in tubes if key in known]
    if not some:
        return
    items = Item.objects.select_related("thing").in_bulk([tube.pk for tube, _ in some])
    request = requested(life.seat(Role.TECHNICIAN), [items[tube.pk] for tube, _ in some])
    _file(life, f"{name}.csv", [renamed(profile, tube.code) for tube, profile in some], name, request)
    life.new_results += len(some)
    life.all_results += len(some)


def _file(life: Life, name: str, nouns: list[Profile], run: str, request: Request | None = None) -> None:
    told = RunTold(run, "reader A. of the institute", "reader B. of the institute", OUTSIDE, "capillary", "23 loci", "instrument 2",
                   life.today)  # fmt: skip
    deliver(life.seat(Role.TECHNICIAN), name, nouns, told, request)
    heron_dna.check_rest(life.work, HERON)
