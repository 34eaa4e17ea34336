"""A holding statement names no number of people. This file finds such numbers: digits and number words that count people.

Pure text. "55 boxes" is a number of boxes; "55 people", "two sets of remains", "the men, at least twelve" are numbers of people. A number
glued to letters ("K55", "C-17") is a name. Years and days of the month are let through where no people follow at once.
"""

from __future__ import annotations

import re
import unicodedata

PEOPLE = frozenset(
    re.findall(
        r"\S+",
        """people person persons man men woman women soldier soldiers sailor sailors airman airmen marine marines serviceman servicemen
    servicemember servicemembers member members individual individuals body bodies dead fallen remains casualty casualties missing
    unknown unknowns prisoner prisoners officer officers americans koreans humans
    hero heroes son sons brother brothers father fathers husband husbands victim victims corpse corpses skeleton skeletons
    skull skulls set sets troop troops pow pows mia mias dog-tags names name family families
    людей людини людина осіб особи тіл тіла загиблих человек человека тел тела погибших военнослужащих
    명 구 시신 유해 사람""",
    )
)
OTHER_NOUNS = frozenset(
    re.findall(
        r"\S+",
        """box boxes case cases container containers casket caskets coffin coffins bag bags crate crates pallet pallets seal seals tag
    tags button buttons boot boots helmet helmets aircraft plane planes flight flights leg legs day days week weeks month months year years
    hour hours minute minutes km kilometre kilometres kilometer kilometers mile miles metre metres gram grams kg kilogram kilograms
    percent % page pages document documents photograph photographs place places village villages site sites fragment fragments bone
    bones tooth teeth specimen specimens sample samples item items effect effects object objects artefact artefacts artifact
    artifacts january february march april may june july august september october november december utc o'clock list lists
    laboratory laboratories ceremony ceremonies copy copies count counts side sides party parties""",
    )
)
_UNITS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
NUMBERS = frozenset(
    re.findall(
        r"\S+",
        f"{_UNITS} {_TENS} hundred hundreds thousand thousands million dozen dozens score scores pair pairs couple single both half",
    )
)
STOPS = frozenset(".;!?:")
REACH_FORWARD, REACH_BACK = 5, 6
_TOKENS = re.compile(r"[^\W\d_]+[-‐‑]?\d+\w*|\d[\d.,   ]*\d|\d|[^\W\d_]+(?:['’][^\W\d_]+)?|[.;!?:%]")


def people_counted(text: str) -> str:
    """The first words in which ``text`` counts people; empty if it counts none."""
    tokens = [token.lower() for token in _TOKENS.findall(unicodedata.normalize("NFKC", text))]
    for place, token in enumerate(tokens):
        if _is_number(token) and _counts_people(tokens, place):
            return " ".join(tokens[max(0, place - 2) : place + 4])
    return ""


def _is_number(token: str) -> bool:
    return token[0].isdigit() or token in NUMBERS


def _counts_people(tokens: list[str], place: int) -> bool:
    for step, token in enumerate(tokens[place + 1 : place + 1 + REACH_FORWARD]):
        if token in STOPS:
            break
        if token in PEOPLE:
            return True
        if token in OTHER_NOUNS or (step > 0 and _is_number(token) and not _is_number(tokens[place + step])):
            return False
    if _is_year(tokens[place]):
        return False
    for token in reversed(tokens[max(0, place - REACH_BACK) : place]):
        if token in {".", ";", "!", "?"} or token in OTHER_NOUNS - {"may"}:
            return False
        if token in PEOPLE:
            return True
    return False


def _is_year(token: str) -> bool:
    return bool(re.fullmatch(r"1[89]\d\d|20\d\d", token))
