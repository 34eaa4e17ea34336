"""From candidates to a signature and home through the machine entrance: the steps by role, by a client made from the served document.

The steps are those of ``registry/tests/walk``, in the same small incident; the worker is called where a worker would come by.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client as Browser

from repatria.registry.api.tests.asking import key_for
from repatria.registry.families.actions import note_wish
from repatria.registry.identification import answers, casefiles
from repatria.registry.journal import clock, heading, heads
from repatria.registry.people import actions as people
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry, seat_of
from repatria.registry.review.models import KnownAnswer
from repatria.registry.review.tests.hands import returned
from repatria.registry.searching import worker
from repatria.registry.searching.tests.hands import Made, awaited, deliver
from repatria.registry.testing.client import Client, Misuse, Refused
from repatria.registry.testing.scene import Scene
from repatria.registry.tests.walk.prepared import a_mother_gives, prepare

FIRST_WORD = "I read both tables and follow the mother and the brother."
OBJECTION = "The brother's tube was opened twice. Say in the statement why that changes nothing."


def send(method: str, where: str, headers: Mapping[str, str], body: bytes | None) -> tuple[int, Mapping[str, str], bytes]:
    """A line to the entrance."""
    browser = Browser(headers={k: v for k, v in headers.items() if k != "Content-Type"})
    answer: Any = browser.generic(method, where, body or b"", content_type=headers["Content-Type"])
    return answer.status_code, answer.headers, answer.content


class Walk:
    """The incident, and a program for each role."""

    def __init__(self) -> None:
        self.made: Made = prepare(Scene())
        self.document = json.loads(Browser().get("/api/openapi.json").content)
        self.people: dict[str, Client] = {}
        for name, role in (("second reviewer", Role.REVIEWER), ("examiner", Role.EXAMINER)):
            incident = self.made.scene.heron
            user = people.add_user(TheRegistry(incident), f"heron.{role}-2", name=name, stands_in=str(role))
            people.give_role(TheRegistry(incident), user, incident=incident, role=role)
            self.people[name] = Client(self.document, send, key_for(seat_of(user, "heron")), "heron")

    def __getitem__(self, role: str) -> Client:
        if role not in self.people:
            self.people[role] = Client(self.document, send, key_for(self.made.scene.seat(role)), "heron")
        return self.people[role]

    def work(self) -> None:
        """A worker comes by and does what waits."""
        while worker.work_once(configured.HOME.folder):
            pass

    def evidence(self, individual: int, missing: int) -> Any:
        """What a geneticist reads of a pair in the lists in force."""
        label, who = self.made.individuals[individual].code, self.made.missing[missing].code
        return self[Role.GENETICIST].identification_evidence_of(search="current", label=label, missing=who)


@pytest.fixture
def walk(transactional_db: None, settings: Any, tmp_path: Path) -> Iterator[Walk]:
    (tmp_path / "keys").mkdir()
    settings.HOME = replace(settings.HOME, folder=tmp_path)
    heads.generate(settings.HOME.keys / heading.KEY)
    casefiles.forget()
    answers.forget()
    yield Walk()


def test_from_candidates_to_a_signature_and_home(walk: Walk) -> None:
    _search(walk)
    _weigh(walk)
    _jointly(walk)
    _rule_out(walk)
    code = _review(walk)
    _sign(walk, code)
    _refuse(walk)
    _audit(walk, code)
    _known(walk)
    _home(walk, code)
    _void(walk, code)
    _closed(walk, code)


def _search(walk: Walk) -> None:
    """A search is queued, done, and its lists read; a new relative makes a delta search that shows what changed."""
    geneticist, label = walk[Role.GENETICIST], walk.made.individuals[0].code
    with pytest.raises(Misuse):
        geneticist.searching_ask(why="the first", everybody=True)
    asked = geneticist.searching_ask(why="the first search")
    assert asked["state"] == "queued"
    walk.work()
    found = geneticist.searching_search(code=asked["code"])
    assert (
        found["state"] == "done" and found["current"] and found["case"] and found["manifest"]["expected_by_chance"] is not None
    )
    listed = geneticist.searching_listing(code=asked["code"], label=label)
    assert listed["lines"][0]["missing"] == walk.made.missing[0].code and 0 < listed["none_of_these"] < 1
    assert listed["size_before"] == 4 and geneticist.court_memo(code=asked["code"], label=label).startswith(b"%PDF")
    a_mother_gives(walk.made)
    waiting = geneticist.searching_searches()[0]
    assert (waiting["extent"], waiting["state"]) == ("delta", "queued") and waiting["why"].endswith(")")
    walk.work()
    current = next(one for one in geneticist.searching_searches() if one["current"])
    assert current["extent"] == "delta" and current["code"] != asked["code"]
    changed = geneticist.searching_lists_of(code=current["code"], changed=True)
    assert {one["size_before"] for one in changed} == {4} and all(one["changed"] for one in changed)


def _weigh(walk: Walk) -> None:
    """The evidence file with its lines, waterfall and markers; what one fact would change; leads and their caps."""
    geneticist, here = walk[Role.GENETICIST], walk.made
    read = walk.evidence(0, 0)
    document = read["document"]
    assert document["lines"] and document["waterfall"] and float(read["posterior"]) < float(read["posterior_plain"])
    assert document["lines"][0]["per_marker"]
    facts = geneticist.identification_what_next(digest=read["digest"])["facts"]
    assert all(one["what"] and one["change"] for one in facts)
    historian = walk[Role.HISTORIAN]
    whom, who = here.individuals[0].code, here.missing[0].code
    told = {"kind": "tag", "if_so": "the tag was his", "if_not": "the tag came with others", "source": "box list"}
    with pytest.raises(Refused, match="10"):
        historian.identification_enter_lead(individual=whom, missing=who, lr=11, **told)
    for lr in (10, 3):
        lead = historian.identification_enter_lead(individual=whom, missing=who, lr=lr, **told)
    with pytest.raises(Refused, match="30"):
        historian.identification_enter_lead(individual=whom, missing=who, lr=2, **told)
    historian.identification_take_back(pk=lead["lead"], reason="told twice")
    with_leads = walk.evidence(0, 0)
    assert with_leads["posterior"] == read["posterior"], "leads do not carry"
    assert float(with_leads["posterior_with_leads"]) > float(with_leads["posterior"])
    assert geneticist.court_dna_report(digest=with_leads["digest"]).startswith(b"%PDF")


def _jointly(walk: Walk) -> None:
    """Everybody weighed together at three values of λ; brothers who cannot be told apart; why a pair stands as it does."""
    geneticist, here = walk[Role.GENETICIST], walk.made
    one, other = (here.missing[n].code for n in (1, 3))
    for listed in ("0.2", "0.5", "0.8"):
        assert geneticist.identification_pairs(listed=listed)[0]["missing"] == here.missing[0].code
    pairs = geneticist.identification_pairs(of=here.individuals[2].code)
    assert {one, other} <= {x["missing"] for x in pairs}
    assert any(x["tied_with"] for x in pairs)
    assert {"missing": other, "is": "brother"} in walk.evidence(2, 1)["related_missing"]
    why = geneticist.identification_why(label=here.individuals[1].code, missing=here.missing[0].code)
    assert why["reasons"]


def _rule_out(walk: Walk) -> None:
    """The register: entered, read, taken back."""
    geneticist, here = walk[Role.GENETICIST], walk.made
    pair = {"individual": here.individuals[1].code, "missing": here.missing[2].code}
    line = geneticist.identification_rule_out(**pair, ground="age", words="twenty years older")
    assert geneticist.identification_exclusions(of=pair["missing"])[0]["words"] == "twenty years older"
    geneticist.identification_revise(pk=line["line"], reason="the age was of another")
    assert geneticist.identification_exclusions(of=pair["missing"])[0]["revised"]


def _review(walk: Walk) -> str:
    """Drafted, objected to, sent back, written anew; two agree and the second read nothing of the first."""
    author, first, second = walk[Role.GENETICIST], walk[Role.REVIEWER], walk["second reviewer"]
    digest = walk.evidence(0, 0)["digest"]
    text = author.identification_wording_of(digest=digest)["text"]
    code: str = author.identification_draft(digest=digest, text=text)["code"]
    author.identification_submit(code=code)
    first.review_begin(code=code)
    first.review_object(code=code, text=OBJECTION)
    objection = first.review_identification(code=code)["reviews"][0]["objections"][0]["objection"]
    author.review_answer(code=code, pk=objection, text="I will say so.")
    first.review_close(code=code, pk=objection, settled="yes", words="")
    first.review_send_back(code=code, reason="The statement has to say it.")
    written = author.identification_write(code=code, evidence=digest, text=text + "\n\nBoth openings stand in the line.")
    assert written["number"] == 2
    author.identification_submit(code=code)
    for who in (first, second):
        who.review_begin(code=code)
    seen = first.review_identification(code=code)["statement"]["digest"]
    first.review_finish(code=code, verdict="agree", words=FIRST_WORD, statement=seen)
    assert FIRST_WORD not in json.dumps(second.review_identification(code=code))
    second.review_finish(code=code, verdict="agree", words="I follow it.", statement=seen)
    read = second.review_identification(code=code)
    assert read["state"] == "agreed" and FIRST_WORD in json.dumps(read)
    return code


def _sign(walk: Walk, code: str) -> None:
    """The stand-in of the medical examiner proves who signs as far as a stand-in can, and signs; nobody else does."""
    examiner = walk["examiner"]
    shown = examiner.review_identification(code=code)
    seen = {"statement": shown["statement"]["digest"], "rule": examiner.review_all_rules()[0]["number"]}
    with pytest.raises(Refused) as hidden:
        walk[Role.GENETICIST].review_sign(code=code, code_=code, **seen)
    assert hidden.value.status == 404
    with pytest.raises(Refused, match="code typed is another"):
        examiner.review_sign(code=code, code_=walk.made.individuals[0].code, **seen)
    made = examiner.review_sign(code=code, code_=code, **seen)
    assert examiner.review_signature(code=code, pk=made["signature"])["holds"]
    assert walk[Role.AUDITOR].court_export(code=code, purpose="court 7").startswith(b"PK")
    assert examiner.court_statement(code=code).startswith(b"%PDF")


def _refuse(walk: Walk) -> None:
    """What the rule does not carry can be agreed to, and not signed; the refusal says what is missing."""
    author, examiner = walk[Role.GENETICIST], walk["examiner"]
    digest = walk.evidence(2, 1)["digest"]
    code = author.identification_draft(digest=digest, text="The mother fits, and so does a brother.")["code"]
    author.identification_submit(code=code)
    for who in (walk[Role.REVIEWER], walk["second reviewer"]):
        who.review_begin(code=code)
        who.review_finish(code=code, verdict="agree", words="Read.", statement="")
    seen = {"statement": examiner.review_identification(code=code)["statement"]["digest"], "rule": 1}
    with pytest.raises(Refused) as told:
        examiner.review_sign(code=code, code_=code, **seen)
    assert "99.95 %" in str(told.value) and told.value.status == 422
    assert examiner.review_identification(code=code)["state"] == "agreed"
    author.identification_withdraw(code=code, reason="a second relative is looked for")


def _void(walk: Walk, code: str) -> None:
    """The bones are looked at again: the signature is void at once and says why."""
    walk[Role.ANTHROPOLOGIST].individuals_unlock(code=walk.made.individuals[0].code, reason="the edges were looked at again")
    read = walk["examiner"].review_identification(code=code)
    assert read["state"] == "void" and read["signatures"][0]["voided"] and read["signatures"][0]["why"]


def _audit(walk: Walk, code: str) -> None:
    """Every decision is looked at again: it stands; under a sterner rule it would not be signed today."""
    auditor, examiner = walk[Role.AUDITOR], walk["examiner"]
    for stricter, outcome in ((None, "stands"), ("0.9999999", "rule")):
        if stricter:
            examiner.review_propose_rule(posterior=stricter, two_donors=True, reviewers=2, ground="The board.", instead_of=1)
            walk["second reviewer"].review_decide_rule(number=2, verdict="confirm")
        asked = auditor.review_ask_audit()
        walk.work()
        told = auditor.review_audit(pk=asked["audit"])
        line = auditor.review_lines(pk=asked["audit"])[0]
        assert (line["identification"], line["outcome"]) == (code, outcome), line["words"]
        assert (told["signed"], told["failing"]) == (1, int(outcome != "stands"))
    assert examiner.review_identification(code=code)["state"] == "signed", "what was signed stays signed under its own rule"


def _known(walk: Walk) -> None:
    """A known answer comes in like any bone, is searched for, and is opened by the quality manager alone."""
    quality, here = walk[Role.QUALITY], walk.made
    truth = here.missing[2].code
    (bone, sample), (_other, beside) = awaited(here, "ra r 5", "ul r 5")
    made = quality.court_slip(bone=bone.code, missing=truth)
    assert (made["truth"], made["opened"]) == (truth, None) and made["plate"].startswith("profile,")
    plate = returned(KnownAnswer.objects.get(), configured.HOME.folder)
    deliver(here.scene, {beside: here.profiles["alone"], sample: plate}, "with another")
    walk.work()
    geneticist = walk[Role.GENETICIST]
    current = next(one for one in geneticist.searching_searches() if one["current"])
    listed = geneticist.searching_listing(code=current["code"], label=made["specimen"])
    assert listed["lines"][0]["missing"] == truth
    with pytest.raises(Refused) as hidden:
        geneticist.court_open_known(code=made["specimen"])
    assert hidden.value.status == 404
    told = quality.court_open_known(code=made["specimen"])
    assert told["opened"] and told["outcome"] == "withheld"


def _home(walk: Walk, code: str) -> None:
    """The family is told, wishes, and he goes home; nothing is public before it was told, nothing leaves before it wished."""
    here, office, keeper = walk.made, walk[Role.CASUALTY], walk[Role.CUSTODY]
    person, mother, brother = here.missing[0].code, here.kin["mother"], here.kin["brother"]
    note_wish(here.scene.seat(Role.CASUALTY), here.missing[0], next_of_kin=mother, directs=brother)
    today = clock.today().isoformat()
    whom = {"code": person, "kin": mother.code, "on": today, "channel": "visit"}
    with pytest.raises(Refused) as early:
        office.homecoming_telling_publish(code=person, text="He is home.", on=today)
    assert early.value.kind == "GateClosed"
    (due,) = office.homecoming_telling_notifications(state="due")
    assert (due["missing"], due["identification"]) == (person, code)
    office.homecoming_telling_tell(**whom, words="We told her at home.")
    office.homecoming_telling_brief(**whom, pack=True)
    assert office.homecoming_telling_pack(code=person).startswith(b"%PDF")
    bones = [here.bones[name] for name in ("first", "first again")]
    box = bones[0].found_in.code
    offered = walk[Role.ANTHROPOLOGIST].custody_offer(code=box, to=here.scene.users[Role.CUSTODY].code, reason="he goes home")
    keeper.custody_accept(code=box, pk=offered["offer"])
    told = {"code": person, "items": [bone.code for bone in bones], "receiver": "the family"}
    with pytest.raises(Refused, match="nobody has said"):
        keeper.homecoming_going_prepare(**told)
    said = {"choice": "now", "portions": "tell", "form": "form 7", "words": "By his mother."}
    assert office.homecoming_disposing_elect(code=person, directs=brother.code, **said)["number"] == 1
    release = {"code": keeper.homecoming_going_prepare(**told)["code"], "counts": "\n".join(f"{x.code}; 100; 1" for x in bones)}
    assert keeper.homecoming_going_count_out(**release, sure=True)["state"] == "under way"
    arrival = {**release, "signed_by": "Mr Vandel", "document": "manifest 3"}
    with pytest.raises(Refused) as alone:
        keeper.homecoming_going_count_in(**arrival)
    assert alone.value.status == 403, "never by whoever counted it out"
    assert office.homecoming_going_count_in(**arrival)["state"] == "arrived"
    grave = office.homecoming_going_bury(code=release["code"], place="Hillside", grave="row 4", on=today)
    assert grave["about"] == person and keeper.homecoming_going_manifest(code=release["code"]).startswith(b"%PDF")
    office.homecoming_telling_publish(code=person, text="He is home.", on=today)
    rests = walk["examiner"].homecoming_undoing_rests(code=code)["rests"]
    assert {"grave", "publication"} <= {one["kind"] for one in rests} or len(rests) >= 4, rests


def _closed(walk: Walk, code: str) -> None:
    """Whoever groups bones finds none of it, whatever they ask for."""
    blind, here = walk[Role.ANTHROPOLOGIST], walk.made
    pair = {"label": here.individuals[0].code, "missing": here.missing[0].code}
    asked: list[tuple[str, dict[str, Any]]] = [
        ("searching_searches", {}),
        ("searching_rules", {}),
        ("identification_evidence_of", {"search": "current", **pair}),
        ("identification_pairs", {}),
        ("identification_why", pair),
        ("identification_leads", {}),
        ("identification_exclusions", {}),
        ("identification_identifications", {}),
        ("review_identification", {"code": code}),
        ("review_signatures", {}),
        ("review_audits", {}),
        ("court_statement", {"code": code}),
        ("court_known_answers", {}),
    ]
    for name, told in asked:
        with pytest.raises(Refused) as hidden:
            getattr(blind, name)(**told)
        assert hidden.value.status == 404, name
