"""Step 4: a group that two nations sign for, and a bone that stays unresolved; both go with honours, and both stay in every comparison."""

from __future__ import annotations

from repatria.registry.people.roles import Role
from repatria.registry.tests.walk.going import arrive, bury, out
from repatria.registry.tests.walk.steps import Walk
from repatria.registry.tests.walk.walker import Walker

SEEN = {"What you looked at, and why you sign": "Every bone of the manifest, and the buttons."}


def walk(walk: Walk) -> None:
    """Honest endings without a name."""
    home = walk.left["home"]
    home.after(1)
    keeper, office = walk.enter(Role.CUSTODY, color_scheme="dark"), walk.enter(Role.CASUALTY)
    group = _group(walk, [one.code for one in home.group])
    keeper.go(f"home/releases/for/{group}/")
    arrive(office, out(keeper, {"Who receives it": "the Southern Republic", "Honours on the way": "flags of both nations"}))
    rest = _unresolved(walk)
    keeper.go(f"home/releases/for/{rest}/")
    arrive(office, out(keeper, {"Who receives it": "the cemetery of Hillside"}))
    told = {"Place: cemetery and town": "Hillside", "Grave: section, row, number": "number 7"}
    bury(office, told)
    office.says("number 7")
    office.go(f"home/without-a-name/unresolved/{rest}/")
    office.says("number 7", "may be opened again")
    for one in (keeper, office):
        one.page.context.close()


def _group(walk: Walk, codes: list[str]) -> str:
    """A historian writes; two reviewers sign for two nations, each with the code typed; the writer cannot."""
    nations = ("the Northern Federation", "the Southern Republic")
    _list(walk.enter(Role.ADMINISTRATOR), nations)
    historian = walk.enter(Role.HISTORIAN)
    historian.click("Without a name")
    historian.click("Write a determination")
    told = {
        "The group": "8 Regiment of the Southern Republic",
        "Who receives them": "the Southern Republic",
        "The evidence, in words": "Buttons and boots of the regiment with both; nothing speaks against it.",
    }
    historian.act({**told, "The bones, by code": "Q-77"}, "Write a determination of a group")
    historian.refused("is no code of a bone or a container here")
    historian.act({"The bones, by code": " ".join(codes)}, "Write a determination of a group")
    code = historian.code()
    historian.says("No nation has signed.", *codes)
    historian.nothing_there(f"home/without-a-name/groups/{code}/sign/")
    _name(walk.enter(Role.ADMINISTRATOR), nations)
    for number, nation in enumerate(nations, start=1):
        _sign(walk.enter(Role.REVIEWER, number), code, nation, number == 1)
    historian.go(f"home/without-a-name/groups/{code}/")
    historian.says("the Northern Federation", "the Southern Republic", "signed")
    assert historian.paper("Print the group-transfer manifest").startswith(b"%PDF")
    historian.keep("signed-by-two-nations")
    historian.page.context.close()
    return code


def _list(admin: Walker, nations: tuple[str, str]) -> None:
    """Both nations are put on the list before anything is written: one of them receives the remains."""
    admin.go("home/nations/")
    for nation in nations:
        admin.act({"The nation": nation, "As what it takes part": "looks at the evidence with us"}, "Put it on the list")
    admin.page.context.close()


def _name(admin: Walker, nations: tuple[str, str]) -> None:
    """From the desk: a reviewer is named for each nation."""
    admin.press(admin.page.get_by_role("link", name="waits to be signed for two nations", exact=False))
    for nation in nations:
        admin.click(f"Name somebody for {nation}")
        admin.act({"Who signs": "reviewer"}, f"Who signs for {nation}")  # each time the first who signs for nobody yet
    admin.says(*nations)
    admin.keep("nations-and-who-signs")
    admin.page.context.close()


def _sign(reviewer: Walker, code: str, nation: str, slip: bool) -> None:
    """From the desk to the signature; a slip in the code signs nothing."""
    reviewer.press(reviewer.page.get_by_role("link", name=f"{code} waits for the signature of a nation", exact=False))
    reviewer.click("Sign it for a nation")
    if slip:
        reviewer.act({**SEEN, "Type the code of the determination": "HERON-G00099-1"}, f"I sign for {nation}")
        reviewer.refused("This was not signed.")
    reviewer.act({**SEEN, "Type the code of the determination": code}, f"I sign for {nation}")
    reviewer.says(nation)
    reviewer.page.context.close()


def _unresolved(walk: Walk) -> str:
    """The medical examiner writes up what remains of a box; it is compared again every year."""
    bone = walk.left["home"].unnamed
    examiner = walk.enter(Role.EXAMINER)
    examiner.click("Without a name")
    examiner.click("Write up what remains of a container")
    examiner.click(f"Write up {bone.found_in.thing.code}")
    told = {
        "Why nothing more can be said today": "No DNA could be read, and nothing lay with it.",
        "Under which rule a grave may be opened again": "by order of the medical examiner",
    }
    examiner.send(told)
    rest = examiner.code()
    examiner.says(bone.code, "by order of the medical examiner", "Not yet.")
    examiner.click("Note the yearly comparison")
    examiner.act({"What came of it": "Compared with everybody; nothing fits."}, "Note the yearly comparison")
    examiner.says("Compared with everybody; nothing fits.")
    examiner.page.context.close()
    return rest
