"""Writing CODIS import messages (CMF 3.2). Who submits, from where and when is the caller's to say: there is no clock here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO

from lxml import etree

from repatria.errors import InvalidCase
from repatria.formats.cmf import NAMESPACE
from repatria.formats.markers import AMELOGENIN
from repatria.formats.notes import Notes
from repatria.model import CallKind, Profile

CATEGORIES = frozenset(
    [
        "Alleged Father",
        "Alleged Mother",
        "Arrestee",
        "Biological Child",
        "Biological Father",
        "Biological Mother",
        "Biological Sibling",
        "CO Duplicate",
        "Convicted Offender",
        "Deceased",
        "Deduced Suspect",
        "Elimination, Known",
        "Forensic Mixture",
        "Forensic, Unknown",
        "Juvenile",
        "Legal",
        "Maternal Relative",
        "Missing Person",
        "Other",
        "Paternal Relative",
        "Population",
        "Proficiency",
        "Spouse",
        "Staff",
        "Suspect, Known",
        "Unidentified Person",
        "Victim, Known",
        "Volunteer",
    ]
)
"""Specimen categories that both the 3.2 schema and its later edition list; any other becomes 'Unidentified Person'."""
_BARE: Any = {None: NAMESPACE}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sender:
    """The head of a message. ``when`` is local time such as ``2024-05-01T09:00:00``."""

    laboratory: str = "LAB"
    destination: str = "LAB"
    user: str = "repatria"
    when: str = "2000-01-01T00:00:00"

    def __post_init__(self) -> None:
        for name, text, top in (
            ("laboratory", self.laboratory, 10),
            ("destination", self.destination, 10),
            ("user", self.user, 20),
        ):
            if not 1 <= len(text) <= top:
                raise InvalidCase(f"CMF: {name} {text!r}: 1 to {top} characters. Shorten it.")
        if not _DATE.match(self.when):
            raise InvalidCase(f"CMF: time {self.when!r}. Write it as 2024-05-01T09:00:00.")


def write_cmf(profiles: Iterable[Profile], file: BinaryIO, notes: Notes, sender: Sender | None = None) -> int:
    """Write a message with the ``profiles`` that CMF can state, one by one, and return how many."""
    sender, written = sender or Sender(), 0
    head = (("HEADERVERSION", "3.2"), ("MESSAGETYPE", "Import"), ("DESTINATIONORI", sender.destination))
    submitted = (("SOURCELAB", sender.laboratory), ("SUBMITBYUSERID", sender.user), ("SUBMITDATETIME", sender.when))
    with etree.xmlfile(file, encoding="UTF-8") as xml:
        xml.write_declaration()
        with xml.element(f"{{{NAMESPACE}}}CODISImportFile", nsmap=_BARE):
            for name, text in (*head, *submitted):
                xml.write("\n  ", _element(name, text))
            for profile in profiles:
                if (why := _unstatable(profile)) is not None:
                    notes.add("profile_left_out", f"{profile.id}: {why}")
                    continue
                xml.write("\n  ", _specimen(profile, sender, notes))
                written += 1
            xml.write("\n")
    if not written:
        raise InvalidCase("CMF: no profile can be stated; a message needs at least one. See the notes.")
    return written


def _unstatable(profile: Profile) -> str | None:
    """Why CMF 3.2 cannot state ``profile``, or ``None``."""
    kinds = {_kind(alleles, call.kind) for call in profile.calls.values() for alleles in [call.alleles]}
    if "dropped" in kinds:
        return "CMF has no drop-out probability"
    if {"homozygote", "at_least"} <= kinds:
        return "CMF writes a homozygote and a half-typed marker alike, and this profile has both"
    if not profile.calls:
        return "a specimen needs at least one locus"
    if len(profile.id) > 24 or len(profile.kit) > 32:
        return "CMF takes 24 characters for a specimen and 32 for a kit"
    if any(len(a) > 10 for call in profile.calls.values() for a in call.alleles) or any(len(m) > 10 for m in profile.calls):
        return "CMF takes 10 characters for an allele or a locus"
    return None


def _kind(alleles: tuple[str, ...], kind: CallKind) -> str:
    if kind is not CallKind.CALLED:
        return kind.value
    return "homozygote" if len(set(alleles)) == 1 and len(alleles) == 2 else "plain"


def _element(name: str, text: str) -> etree._Element:
    element = etree.Element(f"{{{NAMESPACE}}}{name}", nsmap=_BARE)
    try:
        element.text = text
    except ValueError as error:
        raise InvalidCase(f"CMF: {text[:60]!r} cannot stand in XML. Rename it.") from error
    return element


def _specimen(profile: Profile, sender: Sender, notes: Notes) -> etree._Element:
    specimen = etree.Element(f"{{{NAMESPACE}}}SPECIMEN", nsmap=_BARE)
    if any(call.kind is CallKind.AT_LEAST for call in profile.calls.values()):
        specimen.set("PARTIAL", "true")
    category = profile.source if profile.source in CATEGORIES else "Unidentified Person"
    if category != profile.source:
        notes.add("renamed", f"{profile.id}: source {profile.source!r} is written as category {category!r}")
    specimen.append(_element("SPECIMENID", profile.id))
    specimen.append(_element("SPECIMENCATEGORY", category))
    loci = {marker: tuple(dict.fromkeys(call.alleles)) for marker, call in profile.calls.items()}
    if profile.sex in ("M", "F"):
        loci[AMELOGENIN] = ("X", "Y") if profile.sex == "M" else ("X",)
    for marker, alleles in loci.items():
        locus = etree.SubElement(specimen, f"{{{NAMESPACE}}}LOCUS")
        if profile.kit:
            locus.set("KIT", profile.kit)
        for name, text in (("LOCUSNAME", marker), ("READINGBY", sender.user), ("READINGDATETIME", sender.when)):
            locus.append(_element(name, text))
        for text in alleles:
            etree.SubElement(locus, f"{{{NAMESPACE}}}ALLELE").append(_element("ALLELEVALUE", text))
    return specimen
