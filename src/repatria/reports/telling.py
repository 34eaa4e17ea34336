"""From what a sentence holds to its claims: who says each, when and where it is, how sure that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from repatria.reports.acts import Act, parts
from repatria.reports.calendar import Anchor
from repatria.reports.claim import Claim
from repatria.reports.finder import When
from repatria.reports.language import Language
from repatria.reports.places import Place, zone
from repatria.reports.sentence import Found
from repatria.reports.speakers import Memory, Voice
from repatria.reports.tokens import Sentence, Token, spoken
from repatria.reports.topics import clause_of, event, nearest_event

SHORTEST = 4
"""Words that a quotation needs to be a statement."""
MARK, MATTER = 10, 16
"""Words before and after the mark of an act that its subject keeps."""
SURE = {"act": 0.85, "date": 0.9, "place": 0.8, "period": 0.9, "statement": 0.8}
"""Confidence by kind where nothing is doubtful; our own scale, checked against the gold key by ``repatria bench claims``."""
DOUBT = 0.75
"""Below this a person must look."""


@dataclass(frozen=True, slots=True)
class Teller:
    """One sentence and all that is known for telling it."""

    sentence: Sentence
    found: Found
    voices: list[Voice]
    anchor: Anchor
    memory: Memory
    language: Language

    @property
    def row(self) -> tuple[Token, ...]:
        """The tokens."""
        return self.sentence.tokens

    def voice(self, i: int) -> Voice | None:
        """Who answers for token ``i``."""
        return next((v for v in self.voices if v.first <= i < v.last), None)

    def when(self, first: int, last: int) -> When | None:
        """The first date inside, else the nearest date of the sentence before it, else after it."""
        dates = [w for w in self.found.times if not w.period or (w.about.precision == "span" and w.about.value)]
        inside = [w for w in dates if first <= w.first < last]
        around = [w for w in dates if w.last <= first][-1:]
        return next(iter([*inside, *around]), None)

    def place(self, first: int, last: int) -> Place | None:
        """The first place inside that stands after a word that leads to places."""
        leads = self.language.words("places", "leads", "claims")
        return next((p for p in self.found.places if first <= p.first < last and p.lead in leads), None)

    def make(self, kind: str, first: int, last: int, subject: str, sure: float, **more: Any) -> Claim:
        """The claim of tokens ``first`` to ``last``."""
        start, end = self.row[first].start, self.row[last - 1].end
        voice = self.voice(first)
        if voice is not None and not voice.sure:
            sure -= 0.2
        told: dict[str, Any] = {
            "asserted_by": voice.party if voice else None,
            "reported_by": voice.outlet if voice else None,
            "medium": voice.medium if voice else None,
            **more,
        }
        sure = round(max(sure, 0.05), 2)
        return Claim(
            kind=kind, subject=subject or kind, quote=self.sentence.text[start:end], start=start, end=end, confidence=sure,
            needs_human=sure < DOUBT, **told,
        )  # fmt: skip


def told(
    sentence: Sentence, found: Found, voices: list[Voice], anchor: Anchor, memory: Memory, language: Language
) -> Iterator[Claim]:
    """The claims of one sentence, in the order in which they begin."""
    teller = Teller(sentence, found, voices, anchor, memory, language)
    claims = [*_counts(teller), *_acts(teller), *_periods(teller), *_dates(teller), *_places(teller)]
    claims += _statements(teller, claims)
    yield from sorted(claims, key=lambda c: (c.start, c.end, c.kind))


def _counts(t: Teller) -> Iterator[Claim]:
    for one in t.found.counts:
        number = one.number
        voice = t.voice(number.first)
        if number.in_words and voice is not None and voice.said_from <= number.first < voice.said_to:
            continue  # "two people with knowledge of it said"
        first, last = clause_of(t.row, number.first, one.last, t.language)
        when, place = t.when(first, last), t.place(one.last, last) or t.place(first, one.last)
        qualifier = "believed" if one.believed and number.qualifier in ("exact", "about") else number.qualifier
        yield t.make(
            "count", number.begin, max(one.last, number.last), one.subject, one.confidence, counts=one.counts, value=number.value,
            low=number.low, high=number.high, unit=one.unit, qualifier=qualifier, about_time=when.about if when else None,
            place=place.name if place else None,
        )  # fmt: skip


def _acts(t: Teller) -> Iterator[Claim]:
    for act in t.found.acts:
        first, last = _without_speaker(t, act.first, act.last, act.mark)
        place = t.place(act.after, last) or t.place(first, last)
        inside = _day_of(t, act)
        yield t.make(
            act.kind, first, last, _matter(t, act, first, last), SURE["act"] - (0.15 if act.kind == "expectation" else 0.0),
            about_time=inside.about if inside else None, place=place.name if place else None,
        )  # fmt: skip


def _day_of(t: Teller, act: Act) -> When | None:
    """The day of an act: the first after its mark, else the first before it."""
    first, last = _without_speaker(t, act.first, act.last, act.mark)
    dates = [w for w in t.found.times if first <= w.first < last and (not w.period or w.value == w.about.value)]
    dates = [w for w in dates if w.first >= act.mark or not _aside_before(t, act, w)]
    return next((w for w in dates if w.first >= act.mark), next(iter(dates), None))


def _of_act(t: Teller, act: Act, when: When) -> bool:
    """Whether a day belongs to an act: it stands in its words, and not before a mark that has a day of its own after it."""
    own = _day_of(t, act)
    if when.first < act.mark and _aside_before(t, act, when):
        return False
    return _inside(t, act, when.first) and (own is None or when.first >= act.mark or own == when)


def _aside_before(t: Teller, act: Act, when: When) -> bool:
    """Whether a day before an act's mark stands in a relative clause of its own: "relatives, who wrote in 1998, ask for"."""
    opens = any(
        t.row[k].low in ("who", "which", "whose") and t.row[k - 1].text == "," for k in range(act.first + 1, when.first)
    )
    return opens and any(t.row[k].text == "," for k in range(when.last, act.mark))


def _without_speaker(t: Teller, first: int, last: int, mark: int) -> tuple[int, int]:
    """The stretch without ", the director said" at its end or "Officials said" at its beginning, and without marks around it."""
    voice = t.voice(mark)
    if voice is not None and voice.said_from >= mark and voice.said_from < last:
        last = max(mark + 1, voice.said_from)
    if voice is not None and first <= voice.said_from and voice.said_to <= mark:
        first = _past_day(t, voice.said_to, mark)
    while first < mark and (t.row[first].kind == "mark" or t.row[first].low in ("that", "and", "but")):
        first += 1
    joins = t.language.words("grammar", "clause", "parts")
    while last > mark + 1 and (t.found.taken[last - 1] or t.row[last - 1].low in joins or _idle_mark(t.row[last - 1])):
        last -= 1
    return first, last


def _past_day(t: Teller, first: int, last: int) -> int:
    """``first``, or the "that" after a day: "said on Sunday that"."""
    that = next((k for k in range(first, min(first + 5, last)) if t.row[k].low == "that"), None)
    return that if that is not None and any(w.first <= that - 1 < w.last for w in t.found.times) else first


def _idle_mark(token: Token) -> bool:
    return token.kind == "mark" and token.text not in ")%"


def _matter(t: Teller, act: Act, first: int, last: int) -> str:
    """``who: what`` of an act, in the words of the text; a pronoun is led back to the person named last."""
    begin = max(first, act.mark - MARK)
    while begin > first and t.row[begin].capital and t.row[begin - 1].capital:
        begin -= 1  # never into the middle of a name
    who = list(t.row[begin : act.mark])
    while who and (
        who[-1].low in ("has", "have", "had", "is", "are", "was", "were", "be", "also", "to", "been", ",")
        or who[-1].kind == "mark"
    ):
        who.pop()
    name = spoken(who)
    if name.lower() in ("he", "she") and t.memory.person:
        name = t.memory.person
    what = spoken(t.row[act.mark : min(last, act.after + MATTER)])
    return f"{name}: {what}" if name else what


def _periods(t: Teller) -> Iterator[Claim]:
    for when in t.found.times:
        if not when.period:
            continue
        first, last = clause_of(t.row, when.first, when.last, t.language)
        yield t.make(
            "period", when.first, when.last, _eventful(t, first, last), SURE["period"], value=when.value, low=when.low,
            high=when.high, unit=when.unit, qualifier=when.qualifier, about_time=when.about,
        )  # fmt: skip


def _dates(t: Teller) -> Iterator[Claim]:
    for when in t.found.times:
        if when.period or any(_of_act(t, act, when) and not _aside(t, act, when.first) for act in t.found.acts):
            continue
        first, last = clause_of(t.row, when.first, when.last, t.language)
        place = t.place(first, last)
        name = place.name if place else _standing_first(t, when)
        known = when.about.value is not None
        yield t.make(
            "date", when.first, when.last, _eventful(t, first, last, when), SURE["date"] if known else 0.5, value=when.about.value,
            low=None if known else when.low, high=None if known else when.high, unit=None if known else when.unit,
            qualifier=when.qualifier, about_time=when.about, place=name,
        )  # fmt: skip


def _inside(t: Teller, act: Act, i: int) -> bool:
    first, last = _without_speaker(t, act.first, act.last, act.mark)
    return first <= i < last


def _aside(t: Teller, act: Act, i: int) -> bool:
    """Whether a relative clause begins between the act's mark and token ``i``: its day is not the act's."""
    return any(t.row[k].low in ("which", "who", "where") and t.row[k - 1].text == "," for k in range(act.after, i))


def _standing_first(t: Teller, when: When) -> str | None:
    """The place of a day whose clause names none: a party at the sentence's head whose hours are known; of what somebody says on a
    day, the report's place."""
    voice = t.voices[0] if t.voices else None
    if voice is not None and zone(voice.party, t.language.code):
        return next((p.name for p in t.found.places if voice.said_from <= p.first < voice.said_to), t.anchor.place)
    head = next((p for p in t.found.places if p.first <= 1), None)
    if head is not None:
        return head.name
    return t.anchor.place if voice is not None and when.about.precision in ("day", "night", "morning") else None


def _eventful(t: Teller, first: int, last: int, when: When | None = None) -> str:
    """``event: words`` for a day, a place or a length of time; of a year or a decade the event whose words stand nearest to it."""
    words = spoken(t.row[first : min(last, first + MARK + MATTER)]).strip(" ,;:.—–-")
    about = event(words, t.language.code)
    if when is not None and when.about.precision in ("year", "decade", "century"):
        near = nearest_event(t.row, when.first, when.last, t.language.code)
        if near:
            return f"{near}: {words}"
    if about in ("", "war"):
        about = event(t.sentence.words[:600], t.language.code) or about
    return f"{about}: {words}" if about else words


def _places(t: Teller) -> Iterator[Claim]:
    marks, leads = t.language.phrases("places", "events", "marks"), t.language.words("places", "leads", "claims")
    for first, last in parts(t.sentence, t.language):
        found = marks.every(t.row, first, last)
        for k, (mark, length, phrase) in enumerate(found):
            until = found[k + 1][0] if k + 1 < len(found) else last
            place = next((p for p in t.found.places if mark + length <= p.first < until and p.lead in leads), None)
            if place is not None and place.lead == "to" and phrase in t.language.words("places", "events", "given"):
                continue
            if place is not None and place.lead == "from" and phrase not in t.language.words("places", "events", "from_marks"):
                continue
            if place is not None and any(token.low in ("who", "which", "that") for token in t.row[mark : place.first]):
                continue
            if place is None or any(_inside(t, act, mark) for act in t.found.acts) or place.first - mark > 14:
                continue
            words = spoken(t.row[max(first, mark - 8) : place.last])
            about = event(words, t.language.code)
            about = event(t.sentence.words, t.language.code) or "place" if about in ("", "war") else about
            when = t.when(first, last)
            when = when if when is None or when.about.precision not in ("decade", "century") else None
            yield t.make(
                "place", mark, place.last, f"{about}: {words}", SURE["place"], value=place.name, place=place.name,
                about_time=when.about if when else None,
            )  # fmt: skip


def _statements(t: Teller, claims: list[Claim]) -> Iterator[Claim]:
    """Words in quotation marks, or words that somebody is said to have said, in which no other claim stands."""
    if not t.voices or t.sentence.words.endswith("?"):
        return
    spans = [_quoted(t, a, b) for a, b in t.sentence.quoted]
    outer = [(v.first, v.last) for v in t.voices if not any(span for span in spans)]
    for span in (*spans, *outer):
        if span is None:
            continue
        first, last = span
        voice = t.voice(first)
        if voice is None:
            continue
        if span in outer:
            first, last = _said_by(t, voice)
        words = sum(t.row[i].kind == "word" and not t.found.taken[i] for i in range(first, last))
        if words < SHORTEST or (not voice.judges and _spoken_for(t, claims, first, last)):
            continue
        if voice.judges and any(c.kind in ("promise", "request", "plan", "obligation", "expectation") for c in claims):
            continue
        yield t.make("statement", first, last, spoken(t.row[first : min(last, first + MATTER)]), SURE["statement"])


def _quoted(t: Teller, start: int, end: int) -> tuple[int, int] | None:
    inside = [i for i, token in enumerate(t.row) if start <= token.start < end]
    while inside and t.row[inside[-1]].text in ",.;":
        inside.pop()
    return (inside[0], inside[-1] + 1) if len(inside) >= SHORTEST else None


def _said_by(t: Teller, voice: Voice) -> tuple[int, int]:
    """What a voice says: after "officials said that", or before ", officials said"."""
    if voice.judges:
        first, last = voice.first, voice.last
    elif voice.said_to >= voice.last - 8 and voice.said_from - voice.first > voice.last - voice.said_to:
        first, last = voice.first, voice.said_from
    else:
        first, last = voice.said_to, voice.last
    first = _past_day(t, first, last)
    while first < last and (t.row[first].kind == "mark" or t.row[first].low == "that"):
        first += 1
    while last > first and t.row[last - 1].kind == "mark":
        last -= 1
    return first, last


def _spoken_for(t: Teller, claims: list[Claim], first: int, last: int) -> bool:
    """Whether another claim than a day stands in the stretch."""
    if last <= first:
        return True
    start, end = t.row[first].start, t.row[last - 1].end
    small = ("date",)
    return any(
        c.kind not in small and not (c.kind == "period" and c.value is None) and c.start < end and c.end > start for c in claims
    )
