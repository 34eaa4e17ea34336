"""A report's text in, proposed claims out: sentence by sentence, with a memory for who and when."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from datetime import date

from repatria.errors import InvalidInput, OutOfScope
from repatria.reports.calendar import Anchor
from repatria.reports.claim import AboutTime, Claim
from repatria.reports.counted import Counted
from repatria.reports.heads import Post, anchor, posts
from repatria.reports.labels import label_of, repeated, speaker
from repatria.reports.language import Language, load
from repatria.reports.noise import noise
from repatria.reports.sentence import Found, find
from repatria.reports.speakers import Memory, Voice, remember, voices
from repatria.reports.telling import told
from repatria.reports.tokens import Sentence, sentences

AHEAD = 4
"""Sentences of one paragraph in which the end of a quotation is looked for."""
LONGEST = 1_000_000
"""Characters of a report: some 150,000 words. Longer texts are refused."""


def read(
    text: str,
    *,
    published: date | str | None = None,
    place: str | None = None,
    links: Iterable[tuple[int, int]] = (),
    language: str = "en",
) -> tuple[Claim, ...]:
    """The claims that ``text`` makes, in the order of the text; ``text[c.start:c.end] == c.quote`` for each.

    ``published`` (a day, ISO 8601) and ``place`` are those of the report; ``links`` are stretches of the text that are the words of
    links and claim nothing. Proposals only: a person confirms, corrects or rejects them. The same text gives the same claims.
    :class:`OutOfScope` above a million characters. Time and memory grow with the length of the text, whatever stands in it.
    """
    if len(text) > LONGEST:
        raise OutOfScope(f"report: {len(text):,} characters; at most {LONGEST:,} are read. Give the part that is meant.")
    return tuple(Reader(text, day(published), place, links, load(language)).claims())


def day(published: date | str | None) -> date | None:
    """The day of publication; :class:`InvalidInput` if it is none."""
    if published is None or isinstance(published, date):
        return published
    try:
        return date.fromisoformat(published.strip()) if published.strip() else None
    except ValueError as error:
        raise InvalidInput(f"--published {published!r}: is no day. Write it as year-month-day, such as 2018-07-27.") from error


class Reader:
    """One report being read. What it remembers: who was named, who spoke last, the count and the day named before."""

    def __init__(
        self, text: str, published: date | None, place: str | None, links: Iterable[tuple[int, int]], language: Language
    ) -> None:
        self.text, self.language = text, language
        self.anchor, head = anchor(text, published, place, language)
        self.posts = deque(posts(text, language))
        self.silent = noise(text, language, [*links, *head])
        self.memory = Memory()
        self.previous: Counted | None = None
        self.told: dict[object, Counted] = {}
        self.named: date | None = None
        self.happened: AboutTime | None = None
        self.label: str | None = None
        self.labels: frozenset[str] = frozenset()

    def claims(self) -> Iterable[Claim]:
        """The claims of each sentence in turn."""
        paragraph, group = -1, list[Sentence]()
        every = list(sentences(self.text, self.language.short, self.language.numbered))
        self.labels = repeated(every, self.language)
        for sentence in every:
            if sentence.paragraph != paragraph and group:
                yield from self._paragraph(group)
                group = []
            paragraph = sentence.paragraph
            group.append(sentence)
        if group:
            yield from self._paragraph(group)

    def _paragraph(self, group: list[Sentence]) -> Iterable[Claim]:
        start, end = group[0].start, group[-1].end
        while self.posts and self.posts[0].start < start:
            self.posts.popleft()
        post = self.posts[0] if self.posts and self.posts[0].start < end else None
        self.label = speaker(group[0], self.labels, self.language, self.memory)
        for k, sentence in enumerate(group):
            if sentence.table:
                continue
            taken = self.silent.covered(sentence.tokens)
            remember(sentence.tokens, self.language, self.memory)
            heard = self._heard(sentence, post, group[k + 1 : k + 1 + AHEAD], group[0])
            here = self._anchor(post)
            found = find(sentence, taken, here, self.language, self.previous, self.named, self.happened, self.told)
            self.previous, self.named = found.previous, found.named
            self.happened = _happened(found) or self.happened
            yield from told(sentence, found, heard, here, self.memory, self.language)

    def _anchor(self, post: Post | None) -> Anchor:
        """The day of the report; in a post that states its own day, that one."""
        return Anchor(post.day, "stated at the foot of the post") if post is not None and post.day is not None else self.anchor

    def _heard(self, sentence: Sentence, post: Post | None, ahead: list[Sentence], first: Sentence) -> list[Voice]:
        """The voices of a sentence; in its absence that of the post, of the label, of the end of a quotation that begins here, or of the
        quotation that goes on."""
        whole = len(sentence.tokens)
        if post is not None:
            return [Voice(post.name, None, str(self.language.sheets["noise"]["post"]["medium"]), 0, whole, whole, whole)]
        heard = voices(sentence, self.language, self.memory)
        if heard:
            self.memory.heard(heard[-1], sentence.paragraph)
            return heard
        if self.label is not None:
            head = len(label_of(sentence.tokens, self.language)) if sentence is first else 0
            said = (0, head + 1) if head else (whole, whole)
            return [Voice(self.label, None, "interview", 0, whole, *said)]
        ending = self._ending(sentence, ahead)
        if ending is not None:
            return [Voice(ending.party, ending.outlet, ending.medium, 0, whole, whole, whole, ending.sure)]
        last = self.memory.last
        if sentence.quoted and last is not None and sentence.paragraph - self.memory.paragraph <= 1:
            sure = last.sure and self.memory.paragraph == sentence.paragraph
            return [Voice(last.party, last.outlet, last.medium, 0, whole, whole, whole, sure)]
        return []

    def _ending(self, sentence: Sentence, ahead: list[Sentence]) -> Voice | None:
        """Who is named at the end of the quotation that begins in this sentence and runs on: “This. And that,” the mayor said."""
        for following in ahead:
            if not sentence.quoted or sentence.quoted[-1][1] < sentence.end or not following.quoted:
                return None
            if following.quoted[0][0] > following.start:
                return None
            heard = voices(following, self.language, self.memory)
            if heard:
                return heard[-1]
            sentence = following
        return None


def _happened(found: Found) -> AboutTime | None:
    """The day that "the same day" goes back to: the last of the sentence that is known."""
    known = [when.about for when in found.times if when.about.value and when.about.precision in ("day", "night", "morning")]
    return known[-1] if known else None
