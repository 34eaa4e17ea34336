"""The faults and threats that this registry was measured against, by number, and where each is proven: here, elsewhere, or nowhere yet.

The numbers are those of the proofs on the page. What is only in part, or not there, says so and says what is missing.
"""

from __future__ import annotations

from typing import NamedTuple

HERE, ORDINARY, PART, NOT = "here", "ordinary tests", "in part", "not there"


class Promise(NamedTuple):
    """One threat: its number, what is promised, how far it is proven, and where or what is missing."""

    number: str
    promise: str
    state: str
    where: str


PROMISES: tuple[Promise, ...] = (
    Promise("T-01", "killed while writing: acknowledged is there, nothing by halves", HERE, "kill"),
    Promise("T-02", "power cut: the same", HERE, "power; renamed files that overtake each other are not modelled"),
    Promise("T-03", "disk full: refused in words, nothing in part", HERE, "full_disk"),
    Promise("T-04", "a sync fails: uncertain is said", PART, "full_disk; the registry does not stop by itself"),
    Promise("T-05", "out of memory: the request fails, the data stand", PART, "hostile files are parsed under a limit; no sweep of limits"),
    Promise("T-06", "a worker is killed in a search: the same result", HERE, "worker"),
    Promise("T-07", "worker and database crash together: resumed", NOT, "no simulation of schedules; a search begins again"),
    Promise("T-08", "a worker that lies about a candidate", PART, "evidence is computed again before a signature; none is sampled"),
    Promise("T-09", "a worker sees no name", NOT, "the worker reads the registry's database; the case itself holds codes only (canaries)"),
    Promise("T-10", "order comes from sequence, not from a clock", PART, "the journal's order is its sequence; no clock is set back"),
    Promise("T-11", "two act at once: one wins", HERE, "race, signatures"),
    Promise("T-12", "nobody identifies alone", HERE, "signers, states"),
    Promise("T-13", "evidence changed after a decision: flagged", ORDINARY, "identification/tests/test_identify"),
    Promise("T-14", "the journal's rows are tampered with: found and named", HERE, "tampering"),
    Promise("T-15", "the whole journal is rewritten: found by whoever kept a head", HERE, "tampering"),
    Promise("T-16", "the verifier itself is right", HERE, "verifier; public vectors and a sample of the mutants also in ordinary tests"),
    Promise("T-17", "an older copy is refused", HERE, "restoring"),
    Promise("T-18", "every backup is verified before it counts", HERE, "restoring"),
    Promise("T-19", "a stolen backup is unreadable", NOT, "backups are not encrypted; the disk must be"),
    Promise("T-20", "bit rot is found", PART, "in backups and exports; no daily scrub of the live database"),
    Promise("T-21", "nobody reaches another's things", HERE, "routes, machine; the time an answer takes is not measured"),
    Promise("T-22", "the database's own row policies", NOT, "one application role; tenancy is kept by the queries"),
    Promise("T-23", "an ended role is out with the next request", HERE, "doors"),
    Promise("T-24", "guesses are throttled, second factor", HERE, "doors; at tens of guesses, not 10,000"),
    Promise("T-25", "every act leaves its entry or does not happen", HERE, "audit, machine"),
    Promise("T-26", "no family's word comes out", HERE, "canaries (T-52); caches and temporary files are not searched"),
    Promise("T-27", "an undisclosed parentage is shown to nobody by accident", NOT, "no test of 200 such families"),
    Promise("T-28", "probing by many questions", PART, "small public numbers are suppressed; no attack by many questions"),
    Promise("T-29", "no export calls itself anonymous", PART, "no second person for an export, no watermark"),
    Promise("T-30", "consent withdrawn, erasure: both hold", ORDINARY, "assurance/tests/test_erasing, families/tests; not 10,000 profiles"),
    Promise("T-31", "a broken file is accepted or refused whole", PART, "`make fuzz` and ordinary tests; not a million a format"),
    Promise("T-32", "no lenient reading changes a genotype", ORDINARY, "tests/formats"),
    Promise("T-33", "bombs in files are refused before memory is spent", ORDINARY, "tests/formats, laboratory/tests; not 40 kinds"),
    Promise("T-34", "no export holds a live formula", ORDINARY, "tests of each export; no spreadsheet opens them"),
    Promise("T-35", "nothing outside is called", ORDINARY, "a page in the browser that asks another origin fails; no closed network"),
    Promise("T-36", "no script of a visitor runs", PART, "the strict policy stands on every answer (routes); no 200 stored payloads"),
    Promise("T-37", "exchanged samples are held", HERE, "quality"),
    Promise("T-38", "staff DNA is found", HERE, "quality; mixtures with a member of staff are not tried"),
    Promise("T-39", "the same import twice, a number used twice", ORDINARY, "codes/tests, families/tests/test_imports; not in parallel"),
    Promise("T-40", "a registry set up wrongly does not start", HERE, "settings; migrations are not killed on a million rows"),
    Promise("T-41", "what is installed is what was locked", PART, "hashes are required; no signed release, no list of contents"),
    Promise("T-42", "load", NOT, "`repatria bench pages` measures single pages; no load of users over minutes"),
    Promise("T-43", "slow clients, giant requests", PART, "uploads are bounded; no slow clients are tried"),
    Promise("T-44", "a cut line: done once", ORDINARY, "api/tests: every act is asked twice under one key; no proxy cuts lines"),
    Promise("T-45", "a signature fits nothing else", HERE, "signatures"),
    Promise("gates", "nobody told before a signature, nothing out before a wish, nothing public before the telling", HERE, "gates"),
    Promise("T-51", "a rescission lists everything that rests on the link", HERE, "rescission"),
)  # fmt: skip


def lines() -> list[str]:
    """The table as the page shows it."""
    rows = [f"| {one.number} | {one.promise} | {one.state} | {one.where} |" for one in PROMISES]
    return ["| threat | promise | proven | where, or what is missing |", "|---|---|---|---|", *rows]
