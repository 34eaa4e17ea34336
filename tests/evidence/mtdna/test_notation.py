"""Two notations of one sequence are one row; what contradicts itself is refused."""

from __future__ import annotations

import numpy as np
import pytest

from evidence.mtdna.profiles import typed
from naive.mtdna_naive import written
from repatria.errors import InvalidCall, InvalidCase
from repatria.model.mitotype import Mitotype, Site, range_text, ranges_of, sites_of
from repatria.model.tracts import NAMES, Rules, rules_of
from repatria.reference.mtdna import rcrs
from repatria.tables.mitotypes import canonical, from_sequence, ruled, sequence_of, spans_of


def form(profile: Mitotype, rules: Rules | None = None) -> str:
    cells = canonical(profile, rcrs())
    cells = ruled(cells, rules, rcrs()) if rules else cells
    return " ".join(str(Site(p, i, m)) for (p, i), m in sorted(cells.items()))


class TestKnownAnswers:
    def test_the_alignment_that_empop_changed(self) -> None:
        """EMPOP's notice of 2013-10-16: profile CHN in release 9 and, aligned otherwise, in release 10."""
        old = typed("R9", "16182C 16183C 16189C 16190T 16194C 16195C 16195.1C 16217C 16261T 16519C 73G 263G 302C 309.1C 309.2C 315.1C "
                    "393C 523DEL 524DEL")  # fmt: skip
        new = typed("R10", "16182C 16183C 16189C 16190T 16193.1C 16194C 16195C 16217C 16261T 16519C 73G 263G 302C 309.1C 309.2C 315.1C "
                    "393C 523DEL 524DEL")  # fmt: skip
        assert old.differences != new.differences
        assert form(old) == form(new)

    @pytest.mark.parametrize(
        ("written_as", "expected"),
        [  # the alignment rules of PhyloTree 17 as HaploGrep 3 ships them (rules.csv)
            ("956d", "960d"), ("955.1C", "960.1C"), ("955.1CC", "960.1CC"), ("8271.1C", "8276.1C"), ("7466d", "7471d"),
            ("593.1C", "595.1C"), ("5895d", "5899d"), ("5894.1C", "5899.1C"), ("5747d", "5752d"), ("54.1T", "55.1T"),
            ("522d 523d", "523d 524d"), ("516d 517d", "523d 524d"), ("514d 515d", "523d 524d"), ("513.1CA", "524.1AC"),
            ("513.1CACA", "524.1ACAC"), ("8270.1ACCCCCTCT", "8289.1CCCCCTCTA"),
            ("8271d 8272d 8273d 8274d 8275d 8276d 8277d 8278d 8279d", "8281d 8282d 8283d 8284d 8285d 8286d 8287d 8288d 8289d"),
            ("8270d 8271d 8272d 8273d 8274d 8275d 8276d 8277d 8278d", "8270T 8281d 8282d 8283d 8284d 8285d 8286d 8287d 8288d 8289d"),
        ],
    )  # fmt: skip
    def test_the_alignment_rules_of_phylotree(self, written_as: str, expected: str) -> None:
        one, other = typed("A", written_as, "all"), typed("B", expected, "all")
        assert form(one) == form(other)

    @pytest.mark.parametrize(
        "usual",
        [  # profiles of 273 Austrians (Brandstaetter et al. 2007) as EMPOP's example file writes them
            "16189C 16356C 16362C 16519C 263G 309.1C 309.2C 315.1C 523DEL 524DEL",
            "16182C 16183C 16189C 16249C 16353T 16360T 16362C 73G 183G 263G 285T 309.1C 309.2C 315.1C",
            "16362C 16482G 42.1T 239C 263G 309.1C 315.1C",
            "16224C 16311C 16320T 16519C 73G 146C 152C 263G 315.1C 498DEL",
            "16129A 16223T 73G 239C 263G 309.1C 315.1C 524.1A 524.2C 524.3A 524.4C 573.1C 573.2C 573.3C 573.4C 573.5C",
        ],
    )
    def test_usual_notation_is_left_as_it_is(self, usual: str) -> None:
        assert sorted(form(typed("A", usual)).split()) == sorted(usual.split())


class TestAgainstTheTwin:
    def test_rows_are_the_same_exactly_when_the_letters_are(self) -> None:
        """Random changes around tracts, written twice: as made, and aligned anew from the letters."""
        rng = np.random.default_rng(5)
        seen: dict[str, set[str]] = {}
        for n in range(300):
            profile = _random(rng, f"P{n}")
            sites, unread = from_sequence("".join(sequence_of(profile, rcrs())), profile.ranges, rcrs())
            again = Mitotype(f"{n}'", profile.ranges, sites, unread)
            assert written(again, spans_of(again)) == written(profile, spans_of(profile))
            assert form(again) == form(profile)
            seen.setdefault(written(profile, spans_of(profile)), set()).add(form(profile))
        assert all(len(forms) == 1 for forms in seen.values())
        assert len({next(iter(f)) for f in seen.values()}) == len(seen)


def _random(rng: np.random.Generator, id: str) -> Mitotype:
    cells: dict[tuple[int, int], int] = {}
    for _ in range(int(rng.integers(1, 6))):
        p = int(rng.choice([*range(16178, 16199), *range(16220, 16230)]))
        base = rcrs()[p - 1]
        what = rng.integers(4)
        if what == 0:
            cells[p, 0] = 16
        elif what == 1 and cells.get((p, 0)) != 16:
            cells[p, 1] = int(rng.choice([1, 2, 8]))
        elif (p, 1) not in cells:
            cells[p, 0] = int(rng.choice([m for m in (1, 2, 4, 8) if m != {"A": 1, "C": 2, "G": 4, "T": 8}[base]]))
    cells = {k: m for k, m in cells.items() if not (k[1] and cells.get((k[0], 0)) == 16)}
    return Mitotype(id, ranges_of("16100-16300"), tuple(Site(p, i, m) for (p, i), m in cells.items()))


class TestRules:
    def test_lengths_are_left_out_unless_asked_for(self) -> None:
        long = typed("A", "263G 309.1C 315.1C 523DEL 524DEL 16183C 16189C 16193.1C")
        assert form(long, Rules()) == "263G 16183C 16189C"
        assert form(long, rules_of("all")) == "263G 16189C"
        assert form(long, rules_of("309, 523-524")) == "263G 315.1C 16183C 16189C 16193.1C"
        assert form(long, rules_of("none")) == form(long)

    def test_a_length_heteroplasmy_is_left_out_with_its_tract(self) -> None:
        assert form(typed("A", "263G 309.1c"), Rules()) == "263G"
        assert form(typed("A", "152Y 309.1c"), Rules(())) == "152Y 309.1c"

    def test_an_unknown_tract_is_refused(self) -> None:
        with pytest.raises(InvalidCase, match="tract '310': there is none of this name. Choose among 309"):
            rules_of("310")
        assert rules_of("usual") == Rules() and set(rules_of("all").left_out) == set(NAMES)


class TestRefusals:
    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("263A", "263A: A is the base of the rCRS itself"),
            ("G263T", "the rCRS has A at 263, not G"),
            ("16570A", "position 16570 is outside 1 to 16569"),
            ("263GG", "2 bases at one position"),
            ("309.0C", "numbered from 1"),
            ("309.1DEL", "an inserted base cannot be deleted"),
            ("263Z", "'Z' is no base"),
            ("AC", "is not a difference from the rCRS"),
        ],
    )
    def test_a_word_that_is_no_difference(self, text: str, message: str) -> None:
        with pytest.raises(InvalidCall, match=message):
            sites_of(text, rcrs())

    @pytest.mark.parametrize(
        ("text", "ranges", "message"),
        [
            ("73G", "16024-16365", r"profile X: 73G lies outside its range 16024-16365"),
            ("73G 73C", "CR", "73C and 73G stand at one place"),
            ("309.2C", "CR", r"309\.2C without 309\.1"),
            ("523DEL 523.1A", "CR", "delete and insert in one place"),
        ],
    )
    def test_impossible_combinations(self, text: str, ranges: str, message: str) -> None:
        with pytest.raises(InvalidCall, match=message):
            typed("X", text, ranges)

    def test_ranges(self) -> None:
        assert ranges_of("16024-576") == ((1, 576), (16024, 16569)) == ranges_of("CR")
        assert range_text(ranges_of("HV1/HV2")) == "16024-16365 73-340"
        for bad, message in (("", "no range"), ("0-10", "outside 1 to 16569"), ("here", "'here' is not a range")):
            with pytest.raises(InvalidCall, match=message):
                ranges_of(bad)
        with pytest.raises(InvalidCall, match="unread"):
            Mitotype("X", ranges_of("CR"), sites_of("73G", rcrs()), unread=(73,))
        with pytest.raises(InvalidCall, match="101 meioses"):
            typed("X", "73G", meioses=101)
