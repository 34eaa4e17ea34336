"""CODIS import messages (CMF 3.2 and 3.3, XML): specimens one by one, in the memory of one.

Entities, document types and the network are off, and depth and counts are bounded. What a category means: profiles of staff and
eliminations become controls when a case is made, relatives are references that still need a pedigree. A single allele is a
homozygote, because the format cannot list an allele twice; in a specimen marked PARTIAL it is one certain copy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

from repatria.errors import UnreadableFile
from repatria.formats.assembling import build_profile
from repatria.formats.limits import MAX_DEPTH, MAX_FIELD, MAX_LOCI, bounded_size
from repatria.formats.markers import marker_name
from repatria.formats.notes import Notes
from repatria.formats.text import code_of
from repatria.model import Profile

NAMESPACE = "urn:CODISImportFile-schema"
RAPID = "urn:CODISRapidImportFile-schema"
VERSIONS = ("3.2", "3.3")
_HEAD = ("HEADERVERSION", "MESSAGETYPE", "DESTINATIONORI", "SOURCELAB", "SUBMITBYUSERID", "SUBMITDATETIME", "BATCHID", "KIT")
_PLACES: dict[str, tuple[str, ...]] = {
    "CODISImportFile": (*_HEAD, "SPECIMEN"),
    "SPECIMEN": ("SPECIMENID", "SPECIMENCATEGORY", "SPECIMENCOMMENT", "LOCUS"),
    "LOCUS": ("LOCUSNAME", "READINGBY", "READINGDATETIME", "ALLELE"),
    "ALLELE": ("ALLELEVALUE",),
}
"""Which element may stand in which."""
_NAMES = {
    f"{{{NAMESPACE}}}{name}": name for name in {"CODISImportFile", *(inner for inners in _PLACES.values() for inner in inners)}
}


@dataclass(slots=True)
class _Specimen:
    line: int
    partial: bool
    texts: dict[str, str] = field(default_factory=dict)
    loci: dict[str, tuple[int | None, list[str]]] = field(default_factory=dict)
    kits: set[str] = field(default_factory=set)
    name: str = ""
    alleles: list[str] = field(default_factory=list)


def iter_specimens(path: Path, notes: Notes) -> Iterator[Profile]:
    """The profiles of a message one by one. A later specimen may still raise: keep nothing until the end is reached."""
    state = _State(path, notes)
    with bounded_size(path).open("rb") as file:
        try:
            events = etree.iterparse(
                file, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
            )
            for event, element in events:
                if event == "start":
                    state.start(element)
                elif (profile := state.end(element)) is not None:
                    yield profile
        except etree.XMLSyntaxError as error:
            raise UnreadableFile(f"is not XML: {error.msg}. Export it again.", path=path, line=error.lineno) from error
    state.finish()


class _State:
    """What has been read so far: the path of open elements, the message's head, the specimen being read."""

    def __init__(self, path: Path, notes: Notes) -> None:
        self.path, self.notes = path, notes
        self.open: list[str] = []
        self.head: dict[str, str] = {}
        self.specimen: _Specimen | None = None
        self.seen: set[str] = set()

    def wrong(self, what: str, element: Any, name: str = "") -> UnreadableFile:
        return UnreadableFile(what, path=self.path, line=element.sourceline, field=name)

    def start(self, element: Any) -> None:
        """Check that an element may stand here."""
        if not self.open and element.getroottree().docinfo.doctype:
            raise self.wrong("declares a document type. Remove the DOCTYPE: it is not part of the format.", element)
        name = self._name(element)
        allowed = _PLACES.get(self.open[-1], ()) if self.open else ("CODISImportFile",)
        if name not in allowed or len(self.open) >= MAX_DEPTH:
            place = self.open[-1] if self.open else "the message"
            raise self.wrong(
                f"element {name[:60]} is not expected in {place}. Export a CMF 3.2 or 3.3 message.", element, name[:60]
            )
        self.open.append(name)
        if name == "SPECIMEN":
            self._check_head(element)
            self.specimen = _Specimen(element.sourceline or 0, element.get("PARTIAL", "").strip() in ("true", "1"))
        elif name == "LOCUS" and self.specimen is not None:
            self.specimen.name, self.specimen.alleles = "", []
            self.specimen.kits.add(element.get("KIT", self.head.get("KIT", ""))[:MAX_FIELD])

    def _name(self, element: Any) -> str:
        name = _NAMES.get(element.tag)
        if name is not None:
            return name
        space, _, local = str(element.tag).rpartition("}")
        if space == f"{{{NAMESPACE}":
            return local  # unknown: refused by place
        if space == f"{{{RAPID}":
            raise self.wrong("is a Rapid Import message, which is not read. Export a CMF 3.2 or 3.3 message.", element)
        raise self.wrong(f"element {str(element.tag)[:80]} is not of {NAMESPACE}. Export a CMF 3.2 or 3.3 message.", element)

    def end(self, element: Any) -> Profile | None:
        """Take what a closed element says, forget the element, and return the profile if it closes a specimen."""
        name = self.open.pop()
        profile = None
        if name == "SPECIMEN":
            profile = self._profile(element)
        elif name == "LOCUS":
            self._locus(element)
        elif name not in _PLACES:
            self._text(name, element)
        if name != "CODISImportFile":
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
        return profile

    def _text(self, name: str, element: Any) -> None:
        if len(element):
            raise self.wrong("markup or an entity within the text. Write plain text.", element, name)
        text = (element.text or "").strip()
        if len(text) > MAX_FIELD:
            raise self.wrong(f"a text of more than {MAX_FIELD} characters. Shorten it.", element, name)
        if self.specimen is None:
            self.head[name] = text
        elif name == "LOCUSNAME":
            self.specimen.name = marker_name(text, path=self.path, line=element.sourceline)
        elif name == "ALLELEVALUE":
            self.specimen.alleles.append(text)
        else:
            self.specimen.texts[name] = text

    def _locus(self, element: Any) -> None:
        specimen = self.specimen
        assert specimen is not None
        if not specimen.name or not any(specimen.alleles):
            raise self.wrong("a locus without a name or without alleles. Complete or remove it.", element, "LOCUS")
        if specimen.name in specimen.loci:
            raise self.wrong(f"locus {specimen.name} is listed twice. Remove one.", element, "LOCUSNAME")
        if len(specimen.loci) >= MAX_LOCI or len(specimen.alleles) > 64:
            raise self.wrong(f"more than {MAX_LOCI} loci, or 64 alleles at one. Split the specimen.", element, "LOCUS")
        specimen.loci[specimen.name] = element.sourceline, specimen.alleles

    def _profile(self, element: Any) -> Profile | None:
        specimen = self.specimen
        assert specimen is not None
        self.specimen = None
        id = code_of(specimen.texts.get("SPECIMENID", ""), path=self.path, line=specimen.line, field="SPECIMENID")
        if id in self.seen:
            raise self.wrong(f"specimen {id} is listed twice. Remove one.", element, "SPECIMENID")
        self.seen.add(id)
        return build_profile(
            id,
            specimen.loci,
            self.notes,
            path=self.path,
            kit=" + ".join(sorted(specimen.kits - {""})),
            source=specimen.texts.get("SPECIMENCATEGORY", ""),
            single="at_least" if specimen.partial else "homozygote",
        )

    def _check_head(self, element: Any) -> None:
        version, kind = self.head.get("HEADERVERSION", ""), self.head.get("MESSAGETYPE", "")
        if version not in VERSIONS:
            raise self.wrong(f"version {version!r}: 3.2 and 3.3 are read. Export one of them.", element, "HEADERVERSION")
        if kind != "Import":
            raise self.wrong(f"message type {kind!r}: only Import is read.", element, "MESSAGETYPE")

    def finish(self) -> None:
        """Refuse a message without specimens."""
        if not self.seen:
            raise UnreadableFile("holds no specimen. Export it again.", path=self.path)
