"""Exercise Heron: samples, requests, files that come back, and what they show. Files go the way of any laboratory's file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from repatria.formats.notes import Notes
from repatria.formats.writer import write_profiles
from repatria.model import Profile
from repatria.registry.codes.models import Thing
from repatria.registry.custody.models import Item
from repatria.registry.inventory.models import Specimen
from repatria.registry.laboratory.actions import Entered, make_request, register_samples, send
from repatria.registry.laboratory.checking import check_new
from repatria.registry.laboratory.delivering import File, RunTold, take_in
from repatria.registry.laboratory.keeping import keep
from repatria.registry.laboratory.models import Delivery, Request, Sample
from repatria.registry.laboratory.parsing import read_here
from repatria.registry.laboratory.profiling import enter_control
from repatria.registry.live.names import invented
from repatria.registry.live.work import HERON, Work
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat

PLATES, REFERENCE_PLATES = 16, 4
UNKNOWN_LABEL = "NE-2231-B"
OUTSIDE = "Northeast DNA Institute"
FIRST_RUN = date(2024, 7, 15)


def sample_bones(work: Work) -> None:
    """One sample of every inventoried bone, dealt over the plates so that neighbours in a box do not share a run."""
    rng = work.rng("dna")
    case, _ = work.exercise()
    table = case.extra["samples"]
    specimens: Mapping[str, Specimen] = work.kept["specimens"]
    cut = [(code, bone) for code, bone in zip(table["sample"], table["specimen"], strict=True) if bone in specimens]
    rows = [Entered(specimens[bone].item, taken_g=Decimal(int(rng.integers(400, 1500))).scaleb(-3)) for _, bone in cut]
    samples = register_samples(work.by(HERON), rows, why="cut for the exercise")
    work.kept["samples"] = {code: sample for (code, _), sample in zip(cut, samples, strict=True)}
    work.truths["samples"] = {code: sample.code for code, sample in work.kept["samples"].items()}


def enter_staff(work: Work) -> None:
    """Elimination profiles of the laboratory's staff, by token."""
    case, _ = work.exercise()
    seat = work.seat(HERON, Role.GENETICIST)
    for number, control in enumerate(case.controls):
        enter_control(seat, kind="staff", calls=control.calls, name=invented(60_000 + number).whole)


def results_of_bones(work: Work) -> None:
    """Requests, and the file of each: results and failures, one sample with a colleague's profile over it, one label nobody knows.

    In a large exercise the last plate has been sent and nothing has come back yet.
    """
    case, _ = work.exercise()
    seat = work.seat(HERON, Role.TECHNICIAN)
    shown = {profile.id: profile for profile in case.profiles}
    samples: Mapping[str, Sample] = work.kept["samples"]
    codes = list(samples)
    apart = min(work.count(PLATES, 2), len(codes))
    plates = [codes[at::apart] for at in range(apart)]
    spoilt = next((code for code in plates[0] if code not in shown), "")
    for number, plate in enumerate(plates, 1):
        request = requested(seat, [samples[code].item for code in plate])
        if number == len(plates) and number > 3:
            continue
        nouns = [renamed(shown.get(code), samples[code].code) for code in plate]
        if spoilt in plate:
            at = plate.index(spoilt)
            nouns[at] = renamed(case.controls[0], samples[spoilt].code)
            work.truths["contaminated"] = {"sample": samples[spoilt].code, "by": case.controls[0].id}
        nouns += _unknown(shown, samples) if number == 1 else []
        deliver(seat, f"plate {number:02d}.csv", nouns, _run(number, "bones"), request)
    check_rest(work, HERON)


def _unknown(shown: Mapping[str, Profile], samples: Mapping[str, Sample]) -> list[Profile]:
    """A result of a box without an inventory, under a label of the outside laboratory: to be quarantined."""
    stray = next((profile for code, profile in shown.items() if code not in samples), None)
    return [] if stray is None else [renamed(stray, UNKNOWN_LABEL)]


def results_of_relatives(work: Work) -> None:
    """Reference profiles of relatives, by the code of their sample."""
    case, _ = work.exercise()
    seat = work.seat(HERON, Role.TECHNICIAN)
    tubes: Mapping[tuple[str, str], Thing] = work.kept["tubes"]
    typed = [(tubes[f.id, who], profile) for f in case.families for who, profile in f.references.items()]
    plates = min(work.count(REFERENCE_PLATES), len(typed))
    for number in range(plates):
        some = typed[number::plates]
        items = Item.objects.select_related("thing").in_bulk([tube.pk for tube, _ in some])
        request = requested(seat, [items[tube.pk] for tube, _ in some])
        nouns = [renamed(profile, tube.code) for tube, profile in some]
        deliver(seat, f"relatives {number + 1}.csv", nouns, _run(40 + number, "relatives"), request)
    check_rest(work, HERON)


def requested(seat: Seat, items: Sequence[Item]) -> Request:
    """A request for these samples, made and sent."""
    return send(seat, make_request(seat, items, to=OUTSIDE, wanted="autosomal STR, 23 loci"))


def _run(number: int, what: str) -> RunTold:
    day = FIRST_RUN + timedelta(days=6 * number)
    return RunTold(f"run {number:02d}, {what}", "reader A. of the institute", "reader B. of the institute", OUTSIDE, "capillary", "23 loci",
                   "instrument 2", day)  # fmt: skip


def renamed(profile: Profile | None, code: str) -> Profile:
    """The profile under the registry's own code; without a profile, a row without any result."""
    return Profile(code) if profile is None else replace(profile, id=code, source="")


def deliver(seat: Seat, name: str, profiles: Iterable[Profile], run: RunTold, request: Request | None = None) -> Delivery:
    """Write ``profiles`` to a file, keep it, read it again and take it in, as if it had come from outside."""
    with tempfile.TemporaryDirectory(prefix="repatria-plate-") as folder:
        path = Path(folder) / name
        write_profiles(profiles, path, "csv", Notes())
        kept = keep([path.read_bytes()], name)
    format, nouns, notes = read_here(kept.path)
    return take_in(seat, File(name, format, kept.sha256, kept.bytes, nouns, notes), run=run, request=request)[0]


def check_rest(work: Work, slug: str) -> None:
    """Let the registry compare what the river has not compared yet; nothing if it has done its work."""
    if Delivery.objects.filter(incident=work.incidents[slug], checked__isnull=True).exists():
        check_new(work.by(slug))
