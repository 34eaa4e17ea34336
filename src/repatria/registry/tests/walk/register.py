"""Step 4: who is ruled out for whom, by what, and taken back; brothers who are both missing are shown as brothers."""

from __future__ import annotations

from repatria.registry.people.roles import Role
from repatria.registry.tests.walk.steps import Walk


def walk(walk: Walk) -> None:
    """A line of the register by hand, one from an evidence file, one taken back; the mark it leaves on the evidence."""
    made = walk.left["made"]
    individual, one, other = made.individuals[2].code, made.missing[1].code, made.missing[3].code
    geneticist = walk.enter(Role.GENETICIST)
    geneticist.go(f"identification/evidence/current/{individual}/{one}/")
    geneticist.says(
        "Who else is missing from this family", f"{other}, brother", "a second missing brother makes each of them less sure"
    )
    geneticist.click("why not this one")
    geneticist.says(other)
    geneticist.go("identification/exclusions/")
    geneticist.says("Nobody is ruled out.")
    geneticist.click("Rule somebody out")
    told = {
        "Individual: its code": individual,
        "Missing person: the code": "HERON-M99999-9",
        "Ruled out by": "age",
        "What rules the person out, in words": "the femur is of somebody thirty years older",
    }
    geneticist.act(told, "Enter into the register")
    geneticist.refused("names nothing here")
    geneticist.act({"Missing person: the code": other}, "Enter into the register")
    geneticist.says("the femur is of somebody thirty years older", other)
    geneticist.go(f"identification/evidence/current/{individual}/{other}/")
    geneticist.says("Ruled out in the register")
    geneticist.keep("ruled-out")
    geneticist.go("identification/exclusions/")
    geneticist.click(f"take back that {other} is ruled out for {individual}")
    geneticist.act({"Reason": "the femur was another's"}, "Do this")
    geneticist.says("taken back", "the femur was another's")
    geneticist.go(f"identification/evidence/current/{individual}/{one}/")
    geneticist.click("Rule this person out")
    geneticist.act({"What rules the person out, in words": ""}, "Enter into the register")
    geneticist.refused("required")
