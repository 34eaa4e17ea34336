"""Everything that the texts of many families rest on, in a fixed number of queries however many families there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from repatria.registry.families.models import (
    Consent,
    ContactAttempt,
    Donation,
    Kin,
    MissingPerson,
    Parentage,
    PedigreeNode,
    Wish,
)
from repatria.registry.homecoming.models import (
    Briefing,
    Burial,
    Conversation,
    Disagreement,
    Door,
    Election,
    Enquiry,
    Letter,
    Notification,
    Portion,
    Publication,
    Release,
)
from repatria.registry.homecoming.silence import silences
from repatria.registry.homecoming.status import near
from repatria.registry.homecoming.status.facts import Facts
from repatria.registry.identification.models import Identification
from repatria.registry.laboratory.enough import MARKERS_LEAST
from repatria.registry.laboratory.models import Consensus
from repatria.registry.people.models import Incident
from repatria.registry.searching.models import Search

OFFICE = "families_office"
"""The line of ``registry.toml`` that says whom families ring, in one sentence without a full stop."""
Days = dict[int, date]
Said = dict[int, list[tuple[str, date]]]


def a_year_on(day: date) -> date:
    """The same day a year later; the last of February for its 29th."""
    last = day.month == 2 and day.day == 29
    return day.replace(year=day.year + 1, day=28) if last else day.replace(year=day.year + 1)


def office_of(incident: Incident) -> str:
    """Whom families ring: what ``registry.toml`` says, else the laboratory by name."""
    told = " ".join(str(settings.HOME.extra.get(OFFICE, "")).split()).rstrip(".")
    return told or _("Ring %(name)s and ask for whoever speaks with families") % {"name": incident.laboratory.name}


class Gathered:
    """What is known about the people of one incident on one day; ``only`` narrows it to a few missing people."""

    def __init__(self, incident: Incident, on: date, only: list[int] | None = None) -> None:
        self.incident, self.on, self.only = incident, on, only
        rows = MissingPerson.objects.filter(incident=incident, withdrawn__isnull=True, merged_into__isnull=True)
        rows = rows.filter(pk__in=only) if only is not None else rows
        listed = rows.order_by("pk").values_list("pk", "thing__code", "listed_as", "thing__created")
        self.people: dict[int, tuple[str, str, date]] = {pk: (c, n, at.date()) for pk, c, n, at in listed}
        self.office = office_of(incident)
        self._families()
        self._kin()
        self._samples()
        self._way_home()

    def facts(self, missing: int, reader: int | None) -> Facts:
        """What the sentences about ``missing`` need, for the relative ``reader``."""
        _code, name, _listed = self.people[missing]
        made = Facts(name, self.on, a_year_on(self.on), self.office, tree=missing in self.node)
        family = [one for one in self.members.get(missing, ()) if one != reader]
        mine = [reader] if reader is not None else []
        givers = [one for one in (*mine, *family) if one in self.may_use]
        made.donors = [self.kind(missing, one) for one in givers if one in self.read]
        made.unread = sum(1 for one in givers if one in self.gave and one not in self.read)
        made.could = [
            self.kind(missing, one)
            for one in family
            if self.kin[one][1] != Kin.Living.NO and one not in self.silent and one not in self.gave
        ]
        if reader is not None:
            usable = reader in self.may_use
            made.mine = "read" if usable and reader in self.read else "unread" if usable and reader in self.gave else ""
            made.me = self.kind(missing, reader)
            made.consents, made.ended = self.agreed.get(reader, []), self.ended.get(reader, [])
            made.ends, made.ran_out = self.ends.get(reader, []), self.ran_out.get(reader, [])
            made.silent = self.silent.get(reader)
            made.due = self.due.get((missing, reader))
        read_by_then = self.compared is not None and any(
            self.read.get(one, self.on) <= self.compared for one in givers if one in self.read
        )
        made.compared = self.compared if read_by_then else None
        for name_of, days in self.days.items():
            setattr(made, name_of, days.get(missing))
        if reader is not None and (made.told or made.taken_back) and not self.knows(missing, reader):
            return _as_if_untold(made)
        made.checking, made.leaves, made.quarrel = missing in self.fell, missing in self.leaving, missing in self.quarrels
        made.place = self.places.get(missing, "")
        made.wish, made.ask_again, made.later = self.wishes.get(missing, ("", None, ""))
        return made

    def knows(self, missing: int, reader: int) -> bool:
        """Whether this relative heard of the finding from the office: told by name, spoken with since, or the name is public."""
        return missing in self.public or reader in self.spoken.get(missing, ())

    def reader_of(self, missing: int) -> int | None:
        """The relative a letter goes to: the next of kin, who directs disposition, then the nearest; None where nobody is left."""
        found = [one for one in self._could_be_written_to(missing) if one not in self.silent]
        return found[0] if found else None

    def first_of(self, missing: int) -> int | None:
        """Whose words a page shows where nobody is written to: those of the first who asked for silence."""
        return next(iter(self._could_be_written_to(missing)), None)

    def left_alone(self, missing: int) -> bool:
        """Whether those who could be written to asked not to be."""
        return any(one in self.silent for one in self._could_be_written_to(missing))

    def kind(self, missing: int, kin: int) -> str:
        """What a relative is to a missing person; empty where the pedigree does not say."""
        gone, who = self.node.get(missing), self.kin_node.get(kin)
        return self.tree.kind_of(gone, who) if gone is not None and who is not None else ""

    def _could_be_written_to(self, missing: int) -> list[int]:
        named = [one for one in self.named.get(missing, ()) if one in self.kin]
        far = len(near.ORDER)

        def order(one: int) -> tuple[bool, int, int]:
            kind = self.kind(missing, one)
            return self.kin[one][1] != Kin.Living.YES, near.ORDER.index(kind) if kind else far, one

        rest = sorted((one for one in self.members.get(missing, ()) if one not in named), key=order)
        return [one for one in (*named, *rest) if self.kin[one][1] != Kin.Living.NO]

    def _families(self) -> None:
        rows: Any = PedigreeNode.objects.filter(family__incident=self.incident, until__isnull=True)
        links: Any = Parentage.objects.filter(child__family__incident=self.incident, until__isnull=True, kind="genetic")
        if self.only is not None:
            mine = PedigreeNode.objects.filter(missing__in=self.only, until__isnull=True).values("family")
            rows, links = rows.filter(family__in=mine), links.filter(child__family__in=mine)
        self.node: dict[int, int] = {}
        self.kin_node: dict[int, int] = {}
        folder: dict[int, int] = {}
        members: dict[int, list[int]] = defaultdict(list)
        for pk, family, missing, kin in rows.order_by("pk").values_list("pk", "family_id", "missing_id", "kin_id"):
            if missing is not None:
                self.node[missing], folder[missing] = pk, family
            elif kin is not None:
                self.kin_node[kin] = pk
                members[family].append(kin)
        parents: dict[int, tuple[int, ...]] = defaultdict(tuple)
        for child, parent in links.values_list("child_id", "parent_id"):
            parents[child] = (*parents[child], parent)
        self.tree = near.Tree(dict(parents))
        self.members: dict[int, list[int]] = {missing: members[family] for missing, family in folder.items()}
        wishes = Wish.objects.filter(person__incident=self.incident, until__isnull=True)
        wishes = wishes.filter(person__in=self.only) if self.only is not None else wishes
        self.named: dict[int, list[int]] = {}
        for person, near_one, directs in wishes.values_list("person_id", "next_of_kin_id", "directs_id"):
            self.named[person] = [one for one in dict.fromkeys((near_one, directs)) if one is not None]

    def _kin(self) -> None:
        rows: Any = Kin.objects.filter(incident=self.incident)
        attempts: Any = ContactAttempt.objects.filter(kin__incident=self.incident)
        consents: Any = Consent.objects.filter(kin__incident=self.incident)
        if self.only is not None:
            some = {*self.kin_node, *(one for named in self.named.values() for one in named), *self._at_doors()}
            rows, attempts = rows.filter(pk__in=some), attempts.filter(kin__in=some)
            consents = consents.filter(kin__in=some)
        self.kin: dict[int, tuple[str, str]] = {
            pk: (name, alive) for pk, name, alive in rows.values_list("pk", "listed_as", "living")
        }
        self.silent = silences(attempts, consents, self.on)
        self._consents(consents)

    def _consents(self, rows: Any) -> None:
        """What relatives agreed to and holds, with its end where it has one; what they took back, and what ran out."""
        self.agreed: Said = defaultdict(list)
        self.ends: Said = defaultdict(list)
        self.ended: Said = defaultdict(list)
        self.ran_out: Said = defaultdict(list)
        self.may_use: set[int] = set()
        for one in rows.order_by("given_on", "pk"):
            kin, purpose = one.kin_id, one.purpose
            if one.in_force(self.on):
                self.agreed[kin].append((purpose, one.given_on))
                self.ends[kin] += [(purpose, one.ends_on)] if one.ends_on is not None else []
                self.may_use |= {kin} if purpose == Consent.Purpose.IDENTIFICATION else set()
            elif one.withdrawn_on is not None and not one.ran_out:
                self.ended[kin].append((purpose, one.withdrawn_on))
            elif one.ends_on is not None and one.ends_on <= self.on:
                self.ran_out[kin].append((purpose, one.ends_on))
        for gone in (self.ended, self.ran_out):
            for kin, some in gone.items():
                in_force = {purpose for purpose, _day in self.agreed.get(kin, ())}
                gone[kin] = [one for one in some if one[0] not in in_force][-2:]

    def _at_doors(self) -> list[int]:
        return list(Door.objects.filter(missing__in=self.only or []).values_list("kin_id", flat=True))

    def _samples(self) -> None:
        given: Any = Donation.objects.filter(incident=self.incident)
        read: Any = Consensus.objects.filter(
            subject__incident=self.incident, subject__kind="K", state=Consensus.State.CURRENT, loci__gte=MARKERS_LEAST
        )
        if self.only is not None:
            given, read = given.filter(kin__in=self.kin), read.filter(subject__in=self.kin)
        self.read: Days = {kin: at.date() for kin, at in read.values_list("subject_id", "made")}
        self.gave: set[int] = set(given.values_list("kin_id", flat=True)) | set(self.read)
        last = Search.objects.filter(incident=self.incident, finished__isnull=False).order_by("-number").first()
        self.compared = last.finished.date() if last is not None and last.finished is not None else None

    def _way_home(self) -> None:
        state = Notification.State
        told, back, heard = Days(), Days(), defaultdict(list)
        self.spoken: dict[int, set[int]] = defaultdict(set)
        self.public = set(self._of(Publication).filter(withdrawn__isnull=True).values_list("missing_id", flat=True))
        self.fell: set[int] = set()
        rows = self._of(Notification).filter(state__in=(state.TOLD, state.TAKEN_BACK)).order_by("pk")
        first: Days = {}
        for missing, now, day, ended, back_on, void, stage, kin in rows.values_list(
            "missing_id", "state", "told_on", "ended", "taken_back_on", "signature__voided", "identification__state", "kin_id"
        ):
            heard[missing].append(day)
            self.spoken[missing].add(kin)
            first[missing] = min(first.get(missing, day), day)
            if now == state.TAKEN_BACK:
                back[missing] = back_on or ended.date()
                told.pop(missing, None)
                heard[missing].append(back[missing])
                continue
            told[missing] = day
            back.pop(missing, None)
            standing = void is None and stage == Identification.State.SIGNED
            (self.fell.discard if standing else self.fell.add)(missing)
        said = self._of(Conversation).filter(kin__isnull=False)
        for missing, day, kin in said.values_list("missing_id", "on", "kin_id"):
            heard[missing].append(day)
            self.spoken[missing] |= {kin} if missing in first and day >= first[missing] else set()
        briefed = self._of(Briefing, "notification__missing").values_list("notification__missing_id", "on", "kin_id")
        for missing, day, kin in briefed:
            heard[missing].append(day)
            self.spoken[missing].add(kin)
        for missing, day in self._of(Letter).values_list("missing_id", "on"):
            heard[missing].append(day)
        self.heard: Days = {missing: max(days) for missing, days in heard.items()}
        arrived, buried = self._where_they_are()
        self.places = {m: place for m, (_on, place) in buried.items()}
        self.days: dict[str, Days] = {
            "told": told,
            "taken_back": back,
            "home": arrived,
            "buried": {m: on for m, (on, _place) in buried.items()},
            "tag": self._last(Conversation, wording=Conversation.Wording.TAG_FOUND),
            "effect": self._last(Conversation, wording=Conversation.Wording.EFFECT_HOME),
        }
        elected = self._of(Election).filter(until__isnull=True)
        self.wishes: dict[int, tuple[str, date | None, str]] = {
            m: (choice, again, later)
            for m, choice, again, later in elected.values_list("missing_id", "choice", "ask_again", "portions")
        }
        self.quarrels = set(self._of(Disagreement).filter(settled__isnull=True).values_list("missing_id", flat=True))
        waiting = self._of(Enquiry).filter(state=Enquiry.State.OPEN).exclude(kind=Enquiry.Kind.SILENCE).order_by("due")
        self.due = {(m, kin): due for m, kin, due in waiting.values_list("missing_id", "kin_id", "due")}

    def _where_they_are(self) -> tuple[Days, dict[int, tuple[date, str]]]:
        """(since when remains are home, day and place of the grave), of those that are there and theirs; what waits to leave."""
        leaving = self._of(Release).filter(state__in=("prepared", "under way"))
        self.leaving = set(leaving.values_list("missing_id", flat=True))
        # a thing alone brings nobody home, what came back is not there any more, and the first day counts
        there = self._of(Portion, "release__missing").filter(counted_in=True, standing=True, item__specimen__isnull=False)
        there = there.exclude(release__identification__state=Identification.State.RESCINDED)
        signed = Identification.objects.filter(missing=OuterRef("release__missing"), state=Identification.State.SIGNED)
        theirs = signed.filter(version__members__specimen=OuterRef("item"), version__members__removed__isnull=True)
        there = there.filter(~Exists(signed) | Exists(theirs))  # nor is what is signed as theirs without these bones
        came = there.order_by("-release__arrived").values_list("release__missing_id", "release__arrived")
        arrived = {m: at.date() for m, at in came if at is not None}
        graves = self._of(Burial).filter(opened__isnull=True, release__portions__in=there).order_by("on")
        buried = {
            m: (on, f"{place}, {grave}") for m, on, place, grave in graves.values_list("missing_id", "on", "place", "grave")
        }
        return arrived, buried

    def _of(self, model: Any, path: str = "missing") -> Any:
        rows = model.objects.filter(**{f"{path}__incident": self.incident})
        return rows.filter(**{f"{path}__in": self.only}) if self.only is not None else rows

    def _last(self, model: Any, **asked: Any) -> Days:
        rows: Iterable[tuple[int, date]] = self._of(model).filter(**asked).order_by("on").values_list("missing_id", "on")
        return dict(rows)


def _as_if_untold(made: Facts) -> Facts:
    """What a relative reads whom nobody has spoken with yet: the words of a family that was not told. They do not learn it here."""
    made.told = made.taken_back = made.home = made.buried = None
    return made
