"""Step 5: samples in balance, a request, a file that comes back and reconciles, a contamination that holds, a contradiction."""

from __future__ import annotations

from playwright.sync_api import expect

from repatria.registry.people.roles import Role
from repatria.registry.tests.walk.steps import Walk
from repatria.registry.tests.walk.walker import Walker

MARKERS = ("TH01", "FGA", "D3S1358", "vWA", "D21S11", "D8S1179", "D7S820", "CSF1PO", "D16S539", "D13S317", "D5S818", "D2S1338",
           "D19S433", "D18S51", "TPOX", "D1S1656")  # fmt: skip
ONE = ("6 9.3", "20 24", "15 16", "17 18", "29 30", "13 14", "10 11", "11 12", "11 12", "11 12", "11 12", "19 23", "13 14", "14 15",
       "8 11", "12 15")  # fmt: skip
OTHER = ("7 8", "21 25", "14 17", "16 19", "28 31", "12 15", "8 9", "10 13", "9 13", "8 14", "9 13", "17 20", "12 15", "12 17",
         "9 12", "11 16")  # fmt: skip
STAFF = ("7 9", "22 23", "14 18", "14 15", "30 31.2", "10 11", "9 12", "10 12", "9 10", "12 13", "10 12", "18 24", "14 15.2", "13 16",
         "8 9", "14 17.3")  # fmt: skip
Shown = dict[str, str]


def walk(walk: Walk) -> None:
    """From the bench to a profile that may be used, or may not."""
    technician, bones = walk.enter(Role.TECHNICIAN), walk.left["bones"]
    keeper = walk.enter(Role.ANTHROPOLOGIST)
    for bone in (bones["left femur"], bones["right femur"]):
        _to_the_bench(keeper, technician, bone)
    samples = [_cut(technician, bones["left femur"], before) for before in ("310.000", "308.000", "306.000")]
    samples.append(_cut(technician, bones["right femur"], "290.000"))
    walk.left["samples"] = samples
    _refuse_too_much(technician, bones["right femur"])
    geneticist = walk.enter(Role.GENETICIST)
    _enter_staff(geneticist)
    request = _ask(technician, samples)
    _take_in(technician, request, samples)
    technician.nothing_there("laboratory/case/")
    _unknown(geneticist, samples)
    _contamination(walk, geneticist)
    _contradiction(walk, geneticist, bones["left femur"])


def _to_the_bench(keeper: Walker, technician: Walker, bone: str) -> None:
    """A bone is taken out of its box and handed to the technician."""
    keeper.go(f"custody/{bone}/")
    if keeper.page.get_by_role("link", name="Take out", exact=True).count():
        keeper.click("Take out")
        keeper.act({"Reason": "to be sampled"}, "Take out")
    keeper.click("Hand over")
    keeper.act({"Receiver": "technician", "Reason": "to be sampled"}, "Hand over")
    technician.go(f"custody/{bone}/")
    technician.click("I have it in my hands")


def _cut(technician: Walker, bone: str, before: str) -> str:
    """One sample, its three weighings in balance; the page says so before it is sent."""
    page = technician.page
    technician.click("Samples")
    technician.click("Cut a sample")
    left = f"{float(before) - 1.02:.3f}"
    weighed = {"Grams before the cut": before, "Grams taken": "1.000", "Grams that remain": left}
    technician.fill({"Specimen or sample: scan the label, or type its code": bone, **weighed})
    expect(page.locator("#balance-words")).to_contain_text("In balance")
    technician.act({"What it is, such as cortical bone, mid shaft": "cortical bone, mid shaft"}, "Enter the cut")
    technician.says("Cut from", "cortical bone, mid shaft")
    return technician.code()


def _refuse_too_much(technician: Walker, bone: str) -> None:
    technician.click("Samples")
    technician.click("Cut a sample")
    weighed = {"Grams before the cut": "288.980", "Grams taken": "200", "Grams that remain": "100"}
    told = {"Specimen or sample: scan the label, or type its code": bone, **weighed}
    technician.fill(told)
    expect(technician.page.locator("#balance-words")).to_contain_text("more than there was")
    technician.act({}, "Enter the cut")
    technician.refused("more than")


def _enter_staff(geneticist: Walker) -> None:
    geneticist.click("Quality")
    geneticist.click("Enter a staff or control profile")
    lines = "\n".join(f"{marker} {shown}" for marker, shown in zip(MARKERS, STAFF, strict=True))
    told = {"Kind": "staff", "Whose or which it is; seen by geneticists only": "bench 2"}
    geneticist.act({**told, "Markers and alleles, one marker a line": lines}, "Enter a staff or control profile")
    geneticist.says("staff", "bench 2")


def _ask(technician: Walker, samples: list[str]) -> str:
    """A request with its manifest; it leaves."""
    technician.click("Requests")
    technician.click("Ask a laboratory to type samples")
    told = {
        "Laboratory that types them": "East Laboratory",
        "What is wanted, such as autosomal STR, 24 markers": "autosomal STR",
    }
    technician.act({**told, "Samples: one code a line": "\n".join(samples)}, "Ask a laboratory to type samples")
    assert technician.paper("Manifest for print").startswith(b"%PDF")
    technician.says("4 requested = 0 received + 0 failed + 4 of which nothing came back yet")
    code = technician.code()
    technician.click("The samples have left")
    return code


def _file(rows: dict[str, tuple[str, ...] | None]) -> bytes:
    """A table of profiles as a laboratory sends it; None for a sample that gave nothing."""
    lines = [",".join(["sample", *(f"{m} {n}" for m in MARKERS for n in (1, 2))])]
    for name, shown in rows.items():
        cells = [one for pair in shown for one in pair.split()] if shown else [""] * (2 * len(MARKERS))
        lines.append(",".join([name, *cells]))
    return "\n".join(lines).encode()


def _take_in(technician: Walker, request: str, samples: list[str]) -> None:
    """Received, failed, unknown; the same file again changes nothing."""
    first, second, third, fourth = samples
    wrong = ("8 9.3", *ONE[1:])
    data = _file({first: ONE, second: wrong, third: None, fourth: STAFF, "EAST-77": OTHER})
    for reader, refused in (("reader a", True), ("reader b", False)):
        technician.go(f"laboratory/requests/{request}/")
        technician.click("Take in the file that came back")
        run = {"Run, as the laboratory calls it": "run 1", "Read first by": "reader a", "Read a second time by": reader}
        file = {"name": "run1.csv", "mimeType": "text/csv", "buffer": data}
        technician.send({**run, "File": file})
        if refused:
            technician.refused("The same person reads only once.")
    rows = technician.page.locator("section:has(#balance) tbody tr")
    for words, count in (("received", "3"), ("failed", "1"), ("unknown", "1"), ("all rows", "5")):
        assert rows.filter(has_text=words).first.locator("td").inner_text() == count, words
    technician.says("EAST-77")
    technician.go(f"laboratory/requests/{request}/")
    technician.says("4 requested = 3 received + 1 failed + 0")


def _unknown(geneticist: Walker, samples: list[str]) -> None:
    """An unknown profile is in quarantine until somebody says, with a reason, whose it is."""
    geneticist.click("Files from laboratories")
    geneticist.press(geneticist.page.locator("tbody th a").first)
    geneticist.says("quarantine")
    geneticist.click("Say whose EAST-77 is")
    geneticist.send({"The sample that was typed: its code or another number": samples[2], "Reason": ""})
    geneticist.refused("required")
    geneticist.click("Back without doing it")
    geneticist.says("EAST-77")


def _contamination(walk: Walk, geneticist: Walker) -> None:
    """A bone that shows a member of staff is held, and the alarm is answered with a reason."""
    geneticist.click("Desk")
    expect(geneticist.page.locator(".alarms")).to_contain_text("staff")
    geneticist.click("Quality")
    row = geneticist.page.locator("tr", has_text="shows a profile of staff or of a control")
    expect(row).to_contain_text("held")
    geneticist.press(row.get_by_role("link", name="Answer for"))
    geneticist.act(
        {"The alarm stands: keep the profile out": True, "Reason": "gloves were torn on that day"}, "Answer an alarm"
    )


def _contradiction(walk: Walk, geneticist: Walker, bone: str) -> None:
    """Two samples of one bone differ at a marker: the consensus names marker, alleles and samples, and is settled by a person."""
    geneticist.go(f"laboratory/samples/{walk.left['samples'][0]}/")
    geneticist.press(geneticist.page.locator("section:has(#profiles) li a").first)
    geneticist.says("16 markers", "6, 9.3", "That you read this page stands in the journal.")
    geneticist.go(f"laboratory/consensus/{bone}/")
    geneticist.says("Where its samples contradict each other", "TH01", "6, 9.3", "8, 9.3", "Failures, kept")
    geneticist.act({"Reason": "one allele of the second run is read wrongly"}, "Settle it")
    geneticist.says("Settled:", "15 markers")
    walk.enter(Role.ANTHROPOLOGIST).nothing_there(f"laboratory/consensus/{bone}/")
