"""Days, months, years, spans and durations in a sentence, each resolved as far as its words and the publication allow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from repatria.reports import calendar
from repatria.reports.calendar import Anchor
from repatria.reports.claim import AboutTime
from repatria.reports.finder import Finder, When
from repatria.reports.numbers import Number, number_at
from repatria.reports.spans import month_span, year_span


def times(finder: Finder) -> list[When]:
    """All times of the sentence, in order, none inside another."""
    i = 0
    while i < len(finder.row):
        when = None if finder.taken[i] else next((w for rule in RULES if (w := rule(finder, i)) is not None), None)
        if when is None:
            i += 1
            continue
        finder.found.append(when)
        if when.about.precision == "day" and when.about.value and len(when.about.value) == 10 and when.about.value[0] != "-":
            finder.named, finder.happened = date.fromisoformat(when.about.value), when.about
        i = max(when.last, i + 1)
    return finder.found


def _iso(f: Finder, i: int) -> When | None:
    """2018-07-27, 27/07/2018, 27.07.2018."""
    if f.number(i) is None or i + 4 >= len(f.row) or f.low(i + 1) not in ("-", "/", ".") or f.low(i + 3) != f.low(i + 1):
        return None
    parts = f.number(i), f.number(i + 2), f.number(i + 4)
    if None in parts or f.row[i + 4].start - f.row[i].end > 6:
        return None
    a, b, c = (int(part or 0) for part in parts)
    if f.year(i) is not None:
        found, how = calendar.whole_date(a, b, c), "stated in full"
    else:
        found, how = calendar.whole_date(c, b, a), "stated in full, day before month"
        if found is None or (b <= 12 and a <= 12 and a != b):
            other = calendar.whole_date(c, a, b)
            if found is not None and other is not None:
                return When(i, i + 5, AboutTime(None, "unknown", "day and month cannot be told apart"))
            found, how = other or found, "stated in full, month before day"
    return When(i, i + 5, AboutTime(found.isoformat(), "day", how)) if found else None


def _ordinal(f: Finder, i: int) -> int:
    """``i`` past "st", "nd", "rd", "th" that stand against a number."""
    return i + 1 if f.low(i) in ("st", "nd", "rd", "th") and f.row[i].start == f.row[i - 1].end else i


def _day_month(f: Finder, i: int) -> When | None:
    """27 July [2018]; 1 to 3 March 2021."""
    day = f.number(i)
    if day is None or not 1 <= day <= 31:
        return None
    at = _ordinal(f, i + 1)
    until = None
    if f.low(at) in ("to", "-", "–", "and") and f.number(at + 1) is not None:
        after = _ordinal(f, at + 2)
        if f.month(after) is not None:
            until, at = f.number(at + 1), after
    at = at + 1 if f.low(at) == "of" else at
    month = f.month(at)
    if month is None:
        return None
    at = f.past_stop(at + 1)
    return _dated(f, i, at, month, day, until)


def _month_day(f: Finder, i: int) -> When | None:
    """July 27[, 2018]; Aug. 1; July 27-28."""
    month = f.month(i)
    if month is None:
        return None
    at = f.past_stop(i + 1)
    day = f.number(at)
    if day is None or not 1 <= day <= 31 or f.taken[at]:
        return None
    at = _ordinal(f, at + 1)
    until = None
    if f.low(at) in ("to", "-", "–", "through") and (f.number(at + 1) or 99) <= 31:
        until, at = f.number(at + 1), at + 2
    return _dated(f, i, at, month, day, until)


def _dated(f: Finder, first: int, at: int, month: int, day: int, until: int | None) -> When | None:
    """The day, with the year that follows at ``at`` or the nearest one."""
    comma = at + 1 if f.low(at) == "," else at
    year = f.year(comma)
    if year is None and any(w.about.how_inferred == "stated in full" and w.about.precision == "day" for w in f.found):
        about = calendar.day_without_year(month, day, Anchor(None, "none"), f.named, future=False)
        last = at
    elif year is None:
        about = calendar.day_without_year(month, day, f.anchor, f.named, future=f.future(first))
        last = at
    else:
        found = calendar.whole_date(year, month, day)
        if found is None:
            return None
        about, last = AboutTime(found.isoformat(), "day", "stated in full"), comma + 1
    if until and about.value and until > day and about.value[0] != "-":
        end = calendar.whole_date(int(about.value[:4]), month, until)
        if end is not None:
            value = f"{about.value}/{end}"
            return When(first, last, AboutTime(value, "span", about.how_inferred), True, value, about.value, str(end), "days")
    return When(first, last, about)


def _month_year(f: Finder, i: int) -> When | None:
    """July 2018; in September; mid-September; late March; the end of March."""
    month, first = f.month(i), i
    if month is None and f.low(i).startswith("mid-"):
        month = f.sheet["months"].get(f.low(i)[4:])
    if month is None:
        return None
    at = f.past_stop(i + 1)
    comma = at + 1 if f.low(at) == "," else at
    year = f.year(comma)
    if year is not None:
        return When(first, comma + 1, AboutTime(f"{year:04d}-{month:02d}", "month", "stated in full"))
    lead = f.sheet["month_leads"]["words"]
    if f.low(i - 1) in lead or f.low(i).startswith("mid-"):
        future = f.future(i) or f.low(i - 1) == "next"
        return When(first, i + 1, calendar.month_without_year(month, f.anchor, f.named, future=future))
    return None


def _decade(f: Finder, i: int) -> When | None:
    """The 1950s, the early 1990s."""
    year = f.year(i)
    last = i + 3 if f.low(i + 1) in ("'", "’") else i + 2
    if year is None or year % 10 or f.low(last - 1) not in ("s", "'s") or f.row[last - 1].end - f.row[i].end > 2:
        return None
    return When(i, last, AboutTime(f"{year:04d}/{year + 9:04d}", "decade", "stated"))


def _season(f: Finder, i: int) -> When | None:
    """Summer 2018, the winter of 1950, last spring."""
    if f.low(i) not in f.sheet["seasons"]:
        return None
    at = i + 2 if f.low(i + 1) == "of" else i + 1
    year = f.year(at)
    if year is not None:
        return When(i, at + 1, AboutTime(f"{year:04d}", "season", f"the {f.low(i)} of a stated year"))
    if f.low(i - 1) in ("last", "this", "next") and f.anchor.day is not None:
        about = calendar.neighbour(f.anchor, f.low(i - 1), "year", f"{f.low(i - 1)} {f.low(i)}")
        return When(i - 1, i + 1, AboutTime(about.value, "season", about.how_inferred))
    return None


def _weekday(f: Finder, i: int) -> When | None:
    """On Friday, Thursday night, last Monday."""
    number = f.sheet["weekdays"].get(f.low(i))
    if number is None or not f.row[i].capital or (len(f.low(i)) < 5 and f.low(i - 1) != "on"):
        return None
    at, part = f.past_stop(i + 1) if len(f.low(i)) < 6 else i + 1, None
    if f.low(at) in f.sheet["parts"]:
        part, at = f.low(at), at + 1
    exact = _month_day(f, at + 1 if f.low(at) == "," else at) or _day_month(f, at + 1 if f.low(at) == "," else at)
    if exact is not None:
        return When(i, exact.last, exact.about)
    before = f.low(i - 1)
    lead = before if before in ("last", "next", "this") else ""
    first = i - 1 if lead else i
    about = calendar.weekday(
        number, f.anchor, future=f.future(i), lead=lead, part=part if part in ("night", "morning") else None
    )
    return When(first, at, about)


def _named_day(f: Finder, i: int) -> When | None:
    """Today, yesterday, tomorrow; the same day, earlier in the day."""
    step = f.sheet["days"].get(f.low(i))
    if step is not None and not (f.low(i) == "today" and f.low(i - 1) in ("usa", "korea")):
        about = calendar.shifted(f.anchor, abs(step), "day", back=step < 0, words=f"“{f.low(i)}”")
        return When(i, i + 1, about)
    same = f.language.phrases("time", "relative", "same_day").at(f.row, i)
    if same is None:
        return None
    if f.happened is None or f.happened.value is None:
        return When(i, i + same[0], AboutTime(None, "day", "the day of what was told before, which is not known"))
    return When(i, i + same[0], AboutTime(f.happened.value, f.happened.precision, "the day of what was told before it"))


def _neighbour(f: Finder, i: int) -> When | None:
    """Last month, next year, earlier this week."""
    first, at = i, i
    if f.low(at) in ("earlier", "later", "late", "early"):
        at += 1
    if f.low(at) not in ("last", "next", "this"):
        return None
    unit = f.low(at + 1)
    if unit not in ("week", "month", "year", "decade", "weekend"):
        return None
    words = " ".join(f.low(k) for k in range(first, at + 2))
    return When(first, at + 2, calendar.neighbour(f.anchor, f.low(at), unit, f"“{words}”"))


def _edge(f: Finder, i: int) -> When | None:
    """The beginning of the year, the end of last month: told as that year or month."""
    edges = f.sheet["relative"]["edges"]
    if f.low(i) not in edges or f.low(i + 1) != "of" or f.low(i + 2) not in ("the", "this", "last", "next"):
        return None
    unit, lead = f.low(i + 3), "this" if f.low(i + 2) == "the" else f.low(i + 2)
    if unit not in ("year", "month", "week"):
        return None
    words = " ".join(f.low(k) for k in range(i, i + 4))
    return When(i, i + 4, calendar.neighbour(f.anchor, lead, unit, f"“{words}”"))


def _recent(f: Finder, i: int) -> When | None:
    """In recent weeks, in the coming months."""
    found = f.language.phrases("time", "relative", "recent").at(f.row, i)
    if found is None or f.low(i + found[0]) not in f.sheet["units"]:
        return None
    words, unit = " ".join(f.low(k) for k in range(i, i + found[0] + 1)), f.low(i + found[0]).rstrip("s")
    if f.anchor.day is None:
        return When(i, i + found[0] + 1, AboutTime(None, unit, calendar.UNRESOLVED))
    side = "after" if "com" in words or "next" in words else "before"
    return When(i, i + found[0] + 1, AboutTime(f.anchor.day.isoformat(), side, f"“{words}”, seen from {f.anchor.words}"))


def _amount(f: Finder, i: int) -> tuple[Number, int] | None:
    """(number, token of the unit) of "six weeks", "a year", "more than six decades" beginning at ``i``."""
    if f.low(i) in ("a", "an") and f.low(i + 1) in f.sheet["units"] and not f.low(i + 1).endswith("s"):
        return Number(i, i + 1, i, 1, 1, 1), i + 1
    if f.low(i) == "half" and f.low(i + 1) in ("a", "an") and f.low(i + 2) in f.sheet["units"]:
        begin = i - 2 if (f.low(i - 2), f.low(i - 1)) == ("more", "than") else i
        return Number(i, i + 2, begin, 0.5, 0.5, None if begin < i else 0.5, "more_than" if begin < i else "exact"), i + 2
    found = number_at(f.row, f.taken, i, f.language)
    return (found, found.last) if found is not None and f.low(found.last) in f.sheet["units"] else None


def _counted_time(f: Finder, i: int) -> When | None:
    """13 years ago; about six weeks after; two to four months; for ten years."""
    amount = _amount(f, i)
    if amount is None:
        return None
    number, at = amount
    if f.low(number.begin - 1) in f.sheet["duration"]["often"] or _a_rate(f, number.begin):
        return None
    unit, relative = f.low(at), f.sheet["relative"]
    begin = min(number.begin, i)
    size = number.value if number.value is not None else number.low
    words = " ".join(token.low for token in f.row[begin : at + 1])
    if f.low(at + 1) in relative["ago"] and size is not None:
        about = calendar.shifted(f.anchor, float(size), unit, back=True, words=f"“{words} {f.low(at + 1)}”")
        return When(begin, at + 2, about, False, number.value, number.low, number.high, unit, number.qualifier)
    lasting = f.low(begin - 1) in f.sheet["duration"]["vague_leads"]
    if not lasting and f.low(at + 1) in (*relative["after"], *relative["before"], *relative["later"]):
        how = f"{words} {f.low(at + 1)} what the sentence names; not resolved"
        side = "before" if f.low(at + 1) in relative["before"] else "after"
        return When(
            begin, at + 2, AboutTime(None, side, how), False, number.value, number.low, number.high, unit, number.qualifier
        )
    if number.vague or f.row[at].start == f.row[at - 1].end or unit.startswith("hour") or f.low(at + 1) in ("old", "of", "-"):
        return None if f.low(at + 1) in ("old", "-") or unit.startswith("hour") else _lasting(begin, at, number, unit)
    return _lasting(begin, at, number, unit)


def _a_rate(f: Finder, i: int) -> bool:
    """Whether "a day" at ``i`` follows a noun that is counted: "twenty samples a day"."""
    return f.low(i) in ("a", "an") and any(
        (found := f.language.things.at(f.row, i - size)) is not None and found[0] == size for size in (1, 2)
    )


def _lasting(begin: int, at: int, number: Number, unit: str) -> When:
    """A duration as a period."""
    about = AboutTime(None, "span", "a length of time, not a date")
    return When(begin, at + 1, about, True, number.value, number.low, number.high, unit, number.qualifier)


def _vague_duration(f: Finder, i: int) -> When | None:
    """Takes months or years; may take months; many months."""
    vague = f.sheet["duration"]["vague"]
    first = i
    at = i + 1 if f.low(i) in ("many", "several", "some") else i
    if f.low(at) not in vague or f.low(at + 1) in (*f.sheet["relative"]["ago"], *f.sheet["relative"]["later"]):
        return None
    if f.low(i - 1) not in f.sheet["duration"]["vague_leads"] or (f.low(i - 1) == "for" and at == i):
        return None  # "for years" says nothing that could be held against anything
    last, unit = at + 1, f.low(at)
    if f.low(last) in ("or", "and", "to") and f.low(last + 1) in vague:
        unit, last = f"{unit} {f.low(last)} {f.low(last + 1)}", last + 2
    about = AboutTime(None, "span", "a length of time, not a date")
    return When(first, last, about, True, None, 2, None, unit, "about")


def _anniversary(f: Finder, i: int) -> When | None:
    """The 65th anniversary: the year it counts from, seen from the publication."""
    years, at = f.number(i), _ordinal(f, i + 1)
    if years is None or at == i + 1 or f.low(at) != "anniversary":
        return None
    stated = next((f.year(k) for k in range(at + 1, min(at + 6, len(f.row))) if f.year(k) is not None), None)
    last = at + 1
    if stated is not None:
        about = AboutTime(f"{stated + years:04d}", "year", f"the {years}th year after {stated}, which is stated")
    elif f.anchor.day is not None:
        about = AboutTime(
            f.anchor.day.isoformat(), "day", f"an anniversary on {f.anchor.words}; it counts from {f.anchor.day.year - years}"
        )
    else:
        about = AboutTime(None, "year", calendar.UNRESOLVED)
    return When(i, last, about, False, years, years, years, "years")


def _year(f: Finder, i: int) -> When | None:
    """In 2005, since 1999, the 1953 armistice."""
    year = f.year(i)
    if year is None or f.row[i].text != str(year):
        return None
    lead = f.low(i - 1) in f.sheet["year_leads"]["words"]
    counted = f.language.things.at(f.row, i + 1)
    if not lead and counted is not None and counted[1] in ("persons", "sets", "containers", "measures"):
        return None
    if not lead and f.low(i + 1) in ("of", "were", "are", "have", "percent", "%"):
        return None
    return When(i, i + 1, AboutTime(f"{year:04d}", "year", "stated"))


RULES: tuple[Callable[[Finder, int], When | None], ...] = (
    _iso, _day_month, _month_day, month_span, _month_year, year_span, _decade, _season, _weekday, _named_day, _neighbour, _edge, _recent,
    _anniversary, _counted_time, _vague_duration, _year,
)  # fmt: skip
"""Tried at each token in this order."""
