"""The pedigree: edits are checked as a whole, impossible ones refused with their sentence, every version kept."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from repatria.model import Pedigree
from repatria.registry import gateway
from repatria.registry.families import actions
from repatria.registry.families.casefile_rows import missing_things, pedigrees_for_case
from repatria.registry.families.models import Family, Kin, MissingPerson, Parentage, PedigreeNode, PedigreeVersion
from repatria.registry.families.plausible import doubts
from repatria.registry.families.relatives import usable_table
from repatria.registry.families.tree import tree_of
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Impossible, NotFound
from repatria.registry.testing.scene import Scene


def node(family: Family, code: str) -> PedigreeNode:
    return PedigreeNode.objects.get(family=family, code=code)


class TestEditing:
    def test_parents_siblings_children_and_a_partner(self, officer: Seat, family: Family, sister: Kin) -> None:
        one = node(family, "P1")
        sibling = actions.add_sibling(officer, one, kin=sister)
        child = actions.add_child(officer, one, sex="M")
        wife = actions.add_partner(officer, one)
        tree = tree_of(family)
        assert tree.pedigree["P1"].father == tree.pedigree[sibling.code].father is not None
        assert tree.pedigree[sibling.code].sex == "F"  # as recorded of the relative
        assert (tree.pedigree[child.code].father, tree.pedigree[child.code].mother) == ("P1", wife.code)
        assert tree.kin == {sibling.code: sister.pk}

    def test_every_edit_is_a_version_and_an_entry_without_names(self, officer: Seat, family: Family, sister: Kin) -> None:
        actions.add_sibling(officer, node(family, "P1"), kin=sister)
        entry = Entry.objects.latest("seq")
        assert (entry.tag, entry.subject) == ("families.pedigree_edited", family.code)
        assert b"Velmora" not in bytes(entry.body)
        versions = PedigreeVersion.objects.filter(family=family)
        assert [v.number for v in versions] == [2, 1]
        assert [p["code"] for p in versions.get(number=1).body["people"]] == ["P1"]

    def test_an_impossible_pedigree_is_refused_with_its_sentence(self, officer: Seat, family: Family) -> None:
        one = node(family, "P1")
        father = actions.add_parent(officer, one, role="father")
        with pytest.raises(Impossible, match="recorded as an own ancestor"):
            actions.add_parent(officer, father, role="father", parent=one)
        assert tree_of(family).pedigree[father.code].father is None
        with pytest.raises(Impossible, match=r"father and mother are both P2\. Correct one"):
            actions.add_parent(officer, one, role="mother", parent=father)
        with pytest.raises(Impossible, match="recorded already"):
            actions.add_parent(officer, one, role="father")

    def test_adoption_is_noted_and_shares_no_dna(self, officer: Seat, family: Family, sister: Kin) -> None:
        actions.add_parent(officer, node(family, "P1"), role="mother", kin=sister, kind="adoptive")
        tree = tree_of(family)
        assert tree.pedigree["P1"].mother is None
        assert tree.other == (("P1", "P2", "mother", "adoptive"),)
        use = gateway.usable_relatives(tree.pedigree, ["P1"])
        assert not any(u.can for u in use)

    def test_a_relation_ends_with_a_reason_and_stays_readable(self, officer: Seat, family: Family) -> None:
        one = node(family, "P1")
        father = actions.add_parent(officer, one, role="father")
        with pytest.raises(Impossible, match="others are recorded as children"):
            actions.take_out(officer, father, reason="wrong man")
        actions.end_parentage(officer, one, parent=father, reason="wrong man")
        actions.take_out(officer, father, reason="wrong man")
        assert Parentage.objects.get().reason == "wrong man"
        assert actions.add_parent(officer, one, role="father").code == "P3"  # a code is never given twice

    def test_refusals_about_sex_children_and_folders(self, officer: Seat, family: Family, sister: Kin) -> None:
        one = node(family, "P1")
        with pytest.raises(Impossible, match="has no child whose mother is not recorded"):
            actions.add_partner(officer, one)
        someone = actions.add_child(officer, one)
        with pytest.raises(Impossible, match="sex is not recorded"):
            actions.add_child(officer, someone)
        actions.add_sibling(officer, one, kin=sister)
        with pytest.raises(Impossible, match="one folder|One person has one folder"):
            actions.add_child(officer, one, kin=sister)
        with pytest.raises(Impossible, match="father or mother"):
            actions.add_parent(officer, one, role="uncle")
        with pytest.raises(Impossible, match="both, father or mother"):
            actions.add_sibling(officer, one, share="half")

    def test_say_who_and_twins(self, officer: Seat, family: Family, sister: Kin) -> None:
        one = node(family, "P1")
        brother = actions.add_sibling(officer, one, sex="M")
        actions.set_twins(officer, one, other=brother)
        assert tree_of(family).pedigree["P1"].twins == tree_of(family).pedigree[brother.code].twins != ""
        mother = node(family, tree_of(family).pedigree["P1"].mother or "")
        actions.say_who(officer, mother, kin=sister)
        assert tree_of(family).kin == {mother.code: sister.pk}
        other = actions.add_kin(officer, name="Emil Dravane", sex="M")
        with pytest.raises(Impossible, match="share the zygote|sex"):
            actions.say_who(officer, brother, kin=None, sex="F")
        assert other.pk

    def test_one_folder_a_person_by_constraint(self, officer: Seat, family: Family, gone: MissingPerson) -> None:
        with pytest.raises(Impossible, match="One person has one folder"):
            actions.open_family(officer, gone)
        with pytest.raises(IntegrityError), transaction.atomic():
            PedigreeNode.objects.create(family=family, code="P9", missing=gone)

    def test_a_stranger_and_a_geneticist_do_not_edit(self, scene: Scene, family: Family) -> None:
        for seat in (scene.stranger, scene.seat(Role.GENETICIST)):
            with pytest.raises(NotFound):
                actions.add_sibling(seat, node(family, "P1"))


class TestWhatFollows:
    def test_children_of_a_missing_man_cannot_give_mtdna(
        self, officer: Seat, family: Family, gone: MissingPerson, sister: Kin
    ) -> None:
        daughter = actions.add_kin(officer, name="Ida Velmora", sex="F")
        actions.add_sibling(officer, node(family, "P1"), kin=sister)
        actions.add_child(officer, node(family, "P1"), kin=daughter)
        lines = {line.name: line for line in usable_table(tree_of(family), gone, names=True)}
        assert lines["Clara Velmora"].uses["mitochondrial"].can
        assert not lines["Ida Velmora"].uses["mitochondrial"].can
        assert not lines["Ida Velmora"].consent
        hidden = usable_table(tree_of(family), gone, names=False)
        assert {(line.name, line.kin) for line in hidden} == {("", None)}

    def test_the_case_gets_codes_only(self, officer: Seat, family: Family, gone: MissingPerson, sister: Kin) -> None:
        sibling = actions.add_sibling(officer, node(family, "P1"), kin=sister)
        ((code, pedigree, missing, kin),) = pedigrees_for_case(officer.incident)
        assert (code, missing, kin) == (family.code, ("P1",), {sibling.code: sister.pk})
        assert isinstance(pedigree, Pedigree)
        assert missing_things(officer.incident) == {family.code: {"P1": gone.pk}}

    def test_the_drawing_leads_to_each_person_and_can_hide_names(self, officer: Seat, family: Family, sister: Kin) -> None:
        actions.add_sibling(officer, node(family, "P1"), kin=sister)
        tree = tree_of(family)
        drawn = gateway.draw_pedigree(
            tree.pedigree, missing=["P1"], links={"P1": "?node=P1"}, labels={"P1": "P1 Anton"}, title="F"
        )
        assert 'href="?node=P1"' in drawn and "Anton" in drawn and "<script" not in drawn and "style=" not in drawn
        assert "Anton" not in gateway.draw_pedigree(tree.pedigree, missing=["P1"])

    def test_problems_as_a_sentence(self) -> None:
        rows = [{"code": "a", "father": "a"}]
        assert "own ancestor" in gateway.pedigree_problems(rows)
        assert gateway.pedigree_problems([{"code": "a"}]) == ""

    def test_births_that_cannot_be_true_are_doubted(self, officer: Seat, family: Family) -> None:
        father = actions.add_parent(officer, node(family, "P1"), role="father")
        births = {"P1": (date(1929, 1, 1), date(1929, 12, 31)), father.code: (date(1925, 1, 1), date(1925, 12, 31))}
        assert "was at most 4 years old" in doubts(tree_of(family).pedigree, births)[0]
        births[father.code] = (date(1810, 1, 1), date(1810, 1, 1))
        assert "was at least 118 years old" in doubts(tree_of(family).pedigree, births)[0]
        births[father.code] = (date(1900, 1, 1), date(1905, 1, 1))
        assert doubts(tree_of(family).pedigree, births) == []
