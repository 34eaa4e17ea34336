"""One invented exercise, small and full of edge cases, for every test of the pictures."""

from __future__ import annotations

import math

from repatria.model import Call, Caution, Family, Finding, Incident, Pedigree, Person, Profile, Proposition
from repatria.pictures.data import (
    Answer,
    Bin,
    Calibration,
    Candidate,
    ChanceHits,
    Evidence,
    Figure,
    Progress,
    ReportData,
    Screening,
    YieldRow,
)

MARKERS = ("D3S1358", "vWA", "D16S539", "CSF1PO", "TPOX", "D8S1179", "D21S11", "D18S51", "TH01", "FGA", "SE33")


def exercise_family() -> Family:
    """Two missing brothers, their sister, a half-brother of one recorded parent and a nephew."""
    people = (
        Person("EX-F-07/father", "M"),
        Person("EX-F-07/mother", "F"),
        Person("EX-M-0071", "M", "EX-F-07/father", "EX-F-07/mother"),
        Person("EX-M-0072", "M", "EX-F-07/father", "EX-F-07/mother"),
        Person("EX-R-071", "F", "EX-F-07/father", "EX-F-07/mother"),
        Person("EX-R-072", "U", "EX-F-07/father"),
        Person("EX-R-073", "M", None, "EX-R-071"),
    )
    calls = {"TH01": Call(("6", "9.3"))}
    typed = {p: Profile(p, calls) for p in ("EX-R-071", "EX-R-072", "EX-R-073")}
    return Family("EX-F-07", Pedigree(people, "EX-F-07"), ("EX-M-0071", "EX-M-0072"), typed)


def exercise_finding(*, excluded: bool = False) -> Finding:
    per_marker = {m: 0.35 * (1 + i % 4) for i, m in enumerate(MARKERS)}
    per_marker["FGA"] = -4.2
    if excluded:
        per_marker["SE33"] = -math.inf
    total = -math.inf if excluded else math.fsum(per_marker.values())
    return Finding(
        "kinship",
        Proposition("EX-P-002 is EX-M-0071, a son of the recorded parents"),
        Proposition("EX-P-002 is unrelated to the family"),
        total,
        per_marker,
        ("SE33",) if excluded else (),
        ("FGA",),
        None if excluded else (total - 0.6, total + 0.5),
        (Caution("rare_allele", "D18S51", "27", "seen once in the frequency database"),),
        {"engine": "0" * 64},
    )


def exercise_answer(listed: float) -> Answer:
    posterior: dict[str, dict[str, float]] = {}
    sets = []
    for i in range(0, 24, 6):
        p, m = [f"EX-P-{k:03d}" for k in range(i, i + 6)], [f"EX-M-{k:04d}" for k in range(i, i + 6)]
        posterior[p[0]] = {m[0]: 0.49995, m[1]: 0.49995, "*": 0.0001}
        posterior[p[1]] = {m[0]: 0.49995, m[1]: 0.49995, "*": 0.0001}
        posterior[p[2]] = {m[2]: 0.99997, "*": 0.00003}
        posterior[p[3]] = {m[3]: 0.5 + listed / 4, m[4]: 0.1, "*": 0.4 - listed / 4}
        posterior[p[4]] = {m[4]: 0.02, "*": 0.98}
        posterior[p[5]] = {m[5]: 0.9993 + 0.0005 * listed, "*": 0.0007 - 0.0005 * listed}
        sets.append(((p[0], p[1]), (m[0], m[1])))
    best = {p: max(row, key=lambda m: row[m]) for p, row in posterior.items()}
    return Answer(listed, best, posterior, tuple(sets), True, 3e-11, "subset dynamic programming", -812.5)


def exercise_report() -> ReportData:
    family = exercise_family()
    candidates = tuple(
        Candidate("EX-P-002", f"EX-F-{k:02d}", f"EX-M-{k:04d}", 21.0 - 3.1 * k, k, 1 + k % 3, 10.0 ** (k - 6))
        for k in range(1, 9)
    )
    weights = tuple(2.3 * (k % 17) - 4.0 for k in range(200))
    return ReportData(
        incident=Incident(
            "Exercise Heron", "exercise", "A hand-over shaped like a real one; all codes were drawn by a generator."
        ),
        figures=(
            Figure("containers", 55, "counted", "seals"),
            Figure("people", 55, "claimed", "papers of the giver"),
            Figure("people", 24, "at least", "DNA told apart"),
            Figure("people", 30, "about", "bones and DNA"),
            Figure("entries on the list", 7_699, "counted", "list of the missing"),
        ),
        contents=tuple(
            (f"EX-C-{(3 * i + j) % 11:02d}", f"EX-P-{i:03d}", 1 + (i + j) % 5) for i in range(24) for j in range(1 + i % 3)
        ),
        screening=Screening(
            profiles=388,
            missing_compared=7_083,
            pairs_compared=2_748_204,
            different_sex=11_202,
            at_zero=2_401_377,
            not_compared=(("no_usable_reference", 610), ("references_contradict_pedigree", 6)),
            threshold_log_lr=math.log(1e4),
            above_threshold=171,
            chance=(ChanceHits("unrelated people", 0.42, 0.03), ChanceHits("relatives of other listed people", 6.1, 0.4)),
            candidates=candidates,
        ),
        answers=tuple(exercise_answer(x) for x in (0.2, 0.5, 0.8)),
        evidence=(
            Evidence("EX-P-002", "EX-M-0071", family, exercise_finding(), 0.99997),
            Evidence("EX-P-003", "EX-M-0072", family, exercise_finding(excluded=True)),
        ),
        calibration=Calibration(
            weights,
            tuple(-math.inf if k % 5 else -w for k, w in enumerate(weights)),
            (Bin(0.7, 0.68, 300, 0.62, 0.73), Bin(0.972, 0.97, 400, 0.948, 0.985), Bin(0.99995, 1.0, 500, 0.9926, 1.0)),
            ("The engine was told other mutation rates than the world has.",),
        ),
        yields=(
            YieldRow("several children or siblings", 34, 2, 5, 0),
            YieldRow("one sibling", 30, 4, 9, 1),
            YieldRow("cousin or further", 0, 0, 17, 0),
        ),
        progress=(Progress("month 3", 2), Progress("month 18", 65), Progress("month 44", 82, "one withdrawn")),
        prior=(("λ, a person found is on the list", "0.5 (also 0.2 and 0.8)"), ("weights of the missing", "equal over 7,699")),
        method=(("version", "0.1"), ("untyped ancestors", "prune"), ("theta", "0")),
        digests={"case": "a" * 64, "reference tables": "b" * 64},
        cautions=("Linked markers vWA and D12S391 were treated as independent in 12 findings.",),
        truth={f"EX-P-{k:03d}": "*" if k % 6 == 4 else f"EX-M-{k:04d}" for k in range(24)},
    )
