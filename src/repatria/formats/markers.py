"""Names of markers: one spelling for each, and what the name says about the chromosome."""

from __future__ import annotations

import re
from functools import lru_cache

from repatria.errors import UnreadableFile

ALIASES: dict[str, str] = {
    "vwa": "vWA",
    "vwa31": "vWA",
    "humvwa": "vWA",
    "hvwa": "vWA",
    "th01": "TH01",
    "tho1": "TH01",
    "humth01": "TH01",
    "tpox": "TPOX",
    "tp0x": "TPOX",
    "csf1po": "CSF1PO",
    "csf": "CSF1PO",
    "csf1p0": "CSF1PO",
    "fga": "FGA",
    "fibra": "FGA",
    "pentac": "Penta C",
    "pentad": "Penta D",
    "pentae": "Penta E",
    "se33": "SE33",
    "actbp2": "SE33",
    "amel": "Amelogenin",
    "amelogenin": "Amelogenin",
    "amelo": "Amelogenin",
    "ame": "Amelogenin",
    "yindel": "Yindel",
    "ygatah4": "YGATAH4",
    "ygatah4.1": "YGATAH4",
}
"""Spellings seen in files (lower case, without spaces, hyphens and underscores) and the one used here."""

AMELOGENIN = "Amelogenin"
KNOWN = frozenset(
    [
        "CSF1PO",
        "D10S1248",
        "D12S391",
        "D13S317",
        "D16S539",
        "D18S51",
        "D19S433",
        "D1S1656",
        "D21S11",
        "D22S1045",
        "D2S1338",
        "D2S441",
        "D3S1358",
        "D5S818",
        "D6S1043",
        "D7S820",
        "D8S1179",
        "F13A01",
        "F13B",
        "FESFPS",
        "FGA",
        "LPL",
        "SE33",
        "TH01",
        "TPOX",
        "vWA",
        "Amelogenin",
        "Yindel",
    ]
) | {"Penta C", "Penta D", "Penta E"}
"""Markers of the usual kits by their spelling here; other names are kept as written and pointed out by ``repatria check``."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/:+-]{0,31}\Z", re.ASCII)
_SYSTEMATIC = re.compile(r"(?:d(?:[1-9]|1\d|2[0-2]|x|y)s\d+|dyf\d+s\d+|rs\d+)[a-z0-9.]*\Z", re.ASCII)
_X = re.compile(r"(?:DXS\d+|HPRTB|ARA)\Z", re.ASCII | re.IGNORECASE)
_Y = re.compile(r"(?:DYS\d+|DYF\d+|YGATA|Yindel|YCAI|RPS4Y|M175)", re.ASCII | re.IGNORECASE)


def marker_name(text: str, *, path: object = "", line: int | None = None) -> str:
    """The one spelling of a marker; :class:`UnreadableFile` if ``text`` cannot be the name of one."""
    name = _spelling(text)
    if name is None:
        raise UnreadableFile(
            f"marker {text[:60]!r}: not the name of a marker. Write letters, digits, spaces and . _ / : + -, at most 32.",
            path=path,
            line=line,
            field="marker",
        )
    return name


@lru_cache(maxsize=4096)
def _spelling(text: str) -> str | None:
    text = text.strip()
    if not _NAME.match(text):
        return None
    short = re.sub(r"[ _-]", "", text).lower()
    if short in ALIASES:
        return ALIASES[short]
    return short.upper() if _SYSTEMATIC.match(short) and not short.startswith("rs") else text


def is_known(name: str) -> bool:
    """Whether ``name`` is a usual autosomal, X, Y or SNP marker by its spelling."""
    return name in KNOWN or bool(_SYSTEMATIC.match(name.lower()))


@lru_cache(maxsize=4096)
def is_x(name: str) -> bool:
    """Whether the name says X chromosome: a man carries one allele."""
    return bool(_X.match(name))


@lru_cache(maxsize=4096)
def is_y(name: str) -> bool:
    """Whether the name says Y chromosome: no part of this version's evidence."""
    return bool(_Y.match(name))
