"""From what is known to what a family reads: short paragraphs with a key each, in words a grandmother and a child can read.

A family that was not told by a person reads nothing from which a finding could be guessed: the words are the same whether
nobody was found, somebody is proposed, or a signature waits for the telling.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from repatria.registry.homecoming.status import near
from repatria.registry.homecoming.status.facts import Facts

HEADS = {
    "done": gettext_lazy("What was done"),
    "held": gettext_lazy("What we hold"),
    "waits": gettext_lazy("Why it takes time"),
    "helps": gettext_lazy("What would help"),
    "wish": gettext_lazy("What your family wishes"),
    "consents": gettext_lazy("What you agreed to"),
    "next": gettext_lazy("What comes next"),
    "ring": gettext_lazy("Whom to ring"),
}
"""The headings by key, in their order."""
AGREED = {
    "identification": gettext_lazy("that we use your sample to find the missing"),
    "court": gettext_lazy("that a court may see your file"),
    "research": gettext_lazy("that your sample may serve research"),
    "contact": gettext_lazy("that we may write to you later"),
}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: its key, its heading and its words."""

    key: str
    head: str
    text: str


def paragraphs(facts: Facts) -> list[Paragraph]:
    """All paragraphs that have something to say, in their order."""
    told = {
        "done": _done(facts),
        "held": _held(facts),
        "waits": _waits(facts),
        "helps": _helps(facts),
        "wish": _wish(facts),
        "consents": _consents(facts),
        "next": _next(facts),
        "ring": _ring(facts),
    }
    made = ((key, " ".join(sentences)) for key, sentences in told.items())
    return [Paragraph(key, str(HEADS[key]), text) for key, text in made if text]


def day(on: date) -> str:
    """A day as a letter writes it: 3 May 2031."""
    return _day(on, get_language())


@lru_cache(maxsize=4096)
def _day(on: date, _language: str | None) -> str:
    return str(date_format(on, "j F Y"))


def _done(facts: Facts) -> Iterator[str]:
    """In the order of the days; what has no day comes first."""
    parts = [
        (facts.tag, _tag),
        (facts.effect, _effect),
        (facts.told, _told),
        (facts.taken_back, _taken_back),
    ]
    dated = [(on, words) for on, words in parts if on is not None]
    if facts.told is None:
        dated.append((facts.compared if facts.donors and facts.compared else date.min, _compared))
    for _on, words in sorted(dated, key=lambda one: one[0]):
        yield from words(facts)


def _tag(facts: Facts) -> Iterator[str]:
    words = _("On %(day)s we told you that a tag with the name was found. It does not say whose remains lay near it.")
    yield words % {"day": _on_day(facts.tag)}


def _effect(facts: Facts) -> Iterator[str]:
    words = _("On %(day)s we told you of a thing that goes to your family. It says nothing about remains.")
    yield words % {"day": _on_day(facts.effect)}


def _told(facts: Facts) -> Iterator[str]:
    words = _("On %(day)s one of us told your family that your relative is identified.")
    yield words % {"day": _on_day(facts.told)}
    yield _("Two people checked the finding on their own. Then the medical examiner signed it.")


def _taken_back(facts: Facts) -> Iterator[str]:
    words = _("On %(day)s we told your family that we had been wrong: the remains are not those of your relative.")
    yield words % {"day": _on_day(facts.taken_back)}
    yield _("We are sorry for this. The search for your relative goes on.")


def _on_day(on: date | None) -> str:
    return day(on) if on is not None else ""


def _compared(facts: Facts) -> Iterator[str]:
    usable = len(facts.donors)
    if usable:
        yield ngettext("We can use a sample from %(n)d relative.", "We can use samples from %(n)d relatives.", usable) % {
            "n": usable
        }
    if facts.unread:
        words = ngettext("The lab has yet to read %(n)d sample.", "The lab has yet to read %(n)d samples.", facts.unread)
        yield words % {"n": facts.unread}
    if usable and facts.compared is not None:
        words = _("On %(day)s we last compared what we have from your family with all remains that could be read.")
        yield words % {"day": day(facts.compared)}
    if not usable and not facts.unread:
        yield _("Your relative is on our list of the missing. We have no sample from your family that we may use.")


def _held(facts: Facts) -> Iterator[str]:
    if facts.told is None:
        yield _(
            "We hold the remains of people whose names are not yet known. Each is kept under a number and each move is noted."
        )
        yield _("We cannot say today whether your relative is among them.")
    elif facts.buried is not None:
        words = _("Your relative was laid to rest on %(day)s, at this place: %(place)s.")
        yield words % {"day": day(facts.buried), "place": facts.place}
    elif facts.home is not None:
        yield _("The remains of your relative came home on %(day)s.") % {"day": day(facts.home)}
    elif facts.leaves:
        yield _("The remains of your relative are being made ready for the way home. Each part is counted out and counted in.")
    else:
        yield _("We hold the remains of your relative. Nothing leaves us before your family has said what it wishes.")


def _waits(facts: Facts) -> Iterator[str]:
    if facts.told is not None:
        if facts.checking:
            yield _(
                "Something new has come up since then, so we check the finding again. Nothing leaves us until that is done."
            )
        return
    if not facts.tree:
        yield _("We do not have your family tree yet. We need it to know what a sample can show.")
    if not facts.donors:
        yield _("We can only compare once a sample from your family is read.")
    else:
        yield _("DNA that lay in the ground for years is hard to read. New remains are read, and each time we compare again.")
        yield _("We give a name only when the finding is sure and others have checked it.")
        if len(facts.donors) == 1:
            yield _("With one sample alone we cannot rule out that it was mixed up. So we ask for one more.")
    yield _("If there is news, one of us will tell you in person. You will not read it here first.")


def _helps(facts: Facts) -> Iterator[str]:
    if facts.told is not None and not facts.checking:
        return
    kind, words = _asked(facts)
    if not kind:
        if facts.mine != "read":
            yield _("We know of no close relative by blood who could still give a sample.")
        yield _("Is there a child, a brother or sister, or a child of theirs? Please tell us.")
        return
    yield words
    now, then = near.chance(facts.donors), near.chance([*facts.donors, kind])
    if now is None or then is None:
        return
    if near.tenths(now) == near.tenths(then):
        return
    more = _(
        "If we hold the remains and can read them well, that would raise the chance of a clear answer from %(now)s to %(then)s."
    )
    if not facts.donors:
        more = _("If we hold the remains and can read them well, the chance of a clear answer would then be %(then)s.")
    yield more % {"now": near.tenths(now), "then": near.tenths(then)}


def _asked(facts: Facts) -> tuple[str, str]:
    """(kind of relative whose sample would help most, how they are asked); empty where nobody is left to ask."""
    other = near.best(facts.could)
    mine = facts.me if not facts.mine else ""
    if mine and near.best([mine, other]) == mine:
        return mine, _("A sample from you would help most. It is a swab from the cheek and does not hurt.")
    if other:
        words = _("A sample from %(who)s of your relative would help most. It is a swab from the cheek and does not hurt.")
        return other, words % {"who": near.KINDS[other]}
    return "", ""


def _wish(facts: Facts) -> Iterator[str]:
    if facts.quarrel:
        yield _("Two of the family want different things. Nothing leaves us until that is settled.")
    if facts.wish == "now":
        yield _("We noted this wish: bury what is there now.")
    elif facts.wish:
        words = (
            _("We noted this wish: wait for more.") if facts.wish == "wait" else _("We noted that you want to decide later.")
        )
        yield words
        if facts.ask_again is not None:
            yield _("We will ask again on %(day)s.") % {"day": day(facts.ask_again)}
    elif facts.told is not None and not facts.home:
        yield _("We do not know yet what your family wishes. There is no hurry.")


def _consents(facts: Facts) -> Iterator[str]:
    for purpose, on in facts.consents:
        yield _("On %(day)s you agreed %(what)s.") % {"day": day(on), "what": AGREED.get(purpose, purpose)}
    for purpose, on in facts.ends:
        yield _("This ends on %(day)s: %(what)s. If we may go on after that, please tell us.") % {
            "day": day(on), "what": AGREED.get(purpose, purpose),
        }  # fmt: skip
    for purpose, on in facts.ran_out:
        yield _("On %(day)s this came to its end, as your form says: %(what)s. Please tell us if we may go on.") % {
            "day": day(on), "what": AGREED.get(purpose, purpose),
        }  # fmt: skip
    for purpose, on in facts.ended:
        yield _("On %(day)s you took this back: %(what)s.") % {"day": day(on), "what": AGREED.get(purpose, purpose)}
    given = {purpose for purpose, _on in facts.consents}
    if "identification" in given:
        yield _("You can take this back on any day and need not say why. From that day we no longer use your sample.")
        yield _("What rests on it is then checked again and may no longer stand.")
    elif given:
        yield _("You can take this back on any day and need not say why.")
    elif not facts.ended and not facts.ran_out:
        yield _("You have not signed a consent with us. Without one we use no sample of yours.")


def _next(facts: Facts) -> Iterator[str]:
    if facts.told is None or facts.checking:
        yield _("We go on reading remains and comparing.")
    elif facts.later == "tell":
        yield _("If more of your relative is found, we will tell you, as you asked.")
    elif facts.later:
        yield _("If more of your relative is found, we will do as you asked us.")
    if facts.due is not None:
        yield _("What you asked us will be answered by %(day)s.") % {"day": day(facts.due)}
    if facts.silent is not None:
        words = _("On %(day)s you asked us not to write or ring. We keep silent until you turn to us.")
        yield words % {"day": day(facts.silent)}
        return
    words = _("We will write to you again by %(day)s at the latest, even if there is nothing new.")
    yield words % {"day": day(facts.next_on)}


def _ring(facts: Facts) -> Iterator[str]:
    yield _("%(office)s.") % {"office": facts.office}
    yield _(
        "You can correct a fact or ask us anything. You can ask for a test by another lab, or say that you doubt a finding."
    )
    if facts.silent is not None:
        yield _("If you ring us or write to us, we may write to you again.")
    else:
        yield _("You can also ask us not to write or ring. Then we keep silent until you turn to us.")


def as_rows(told: list[Paragraph]) -> list[dict[str, Any]]:
    """Paragraphs as a letter keeps them."""
    return [{"key": one.key, "head": one.head, "text": one.text} for one in told]
