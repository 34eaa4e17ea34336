"""Names in any script and order are found under all their spellings."""

from __future__ import annotations

import pytest

from repatria.registry.families.namekeys import folded, is_korean, keys_of, plain, readings, romanised, script_of


def found(stored: str, query: str) -> bool:
    keys = keys_of(stored)
    return any(all(word & keys for word in reading) for reading in readings(query))


@pytest.mark.parametrize("stored", ["김영수", "Kim Young-soo", "Gim Yeongsu", "Yŏngsu Kim", "KIM, Young Soo", "김 영수"])
@pytest.mark.parametrize("query", ["김", "Kim", "Gim", "김영수", "Kim Yeongsu", "young soo kim", "Youngsoo Kim", "Kim Yongsu"])
def test_kim_gim_and_the_hangul_are_found_alike(stored: str, query: str) -> None:
    assert found(stored, query)


@pytest.mark.parametrize(
    ("hangul", "spellings"),
    [
        ("이", ("Lee", "Yi", "I", "Rhee")),
        ("박", ("Park", "Pak", "Bak")),
        ("최", ("Choe", "Choi")),
        ("정", ("Jung", "Jeong", "Chung", "Chong")),
    ],
)
def test_alternates_of_a_surname(hangul: str, spellings: tuple[str, ...]) -> None:
    for spelling in spellings:
        assert found(f"{hangul} 민호", spelling)
        assert found(f"{spelling} Minho", hangul)


def test_other_surnames_are_not_found() -> None:
    assert not found("김영수", "Park")
    assert not found("박영수", "Kim Youngsoo")
    assert not found("김영수", "Kim Minho")


@pytest.mark.parametrize(
    ("hangul", "revised", "mccune"),
    [
        ("김", "gim", "kim"),
        ("영수", "yeongsu", "yongsu"),
        ("정일", "jeongil", "chongil"),
        ("백", "baek", "paek"),
        ("부산", "busan", "pusan"),
    ],
)
def test_the_two_romanisations(hangul: str, revised: str, mccune: str) -> None:
    assert {revised, mccune} <= romanised(hangul)


def test_a_compound_surname_stays_whole() -> None:
    assert "s:namgung" in keys_of("남궁민수")
    assert found("남궁민수", "Namkung Minsu")


@pytest.mark.parametrize(
    ("stored", "query"),
    [
        ("Ястремська Юлія", "Yastremska Yuliya"),
        ("Ястремська Юлія", "Iastremska Iuliia"),
        ("Григорій", "Hryhorii"),
        ("Григорий", "Grigoriy"),
        ("Жеранов Пётр", "Petr Zheranov"),
        ("Zheranov", "Жеранов"),
    ],
)
def test_cyrillic_by_its_transliterations(stored: str, query: str) -> None:
    assert found(stored, query)


@pytest.mark.parametrize(
    ("stored", "query"),
    [
        ("Bjørnavik, Søren", "soren bjornavik"),
        ("VELMORRA Jr., Tomas Ed", "Tomás Velmorra"),
        ("D'Averni", "daverni"),
        ("Straßner", "STRASSNER"),
        ("O\u2019Velm", "O'Velm"),
        ("Anne-Marel Tove", "marel tove"),
    ],
)
def test_case_marks_and_order_do_not_count(stored: str, query: str) -> None:
    assert found(stored, query)


def test_every_word_of_a_search_must_be_there() -> None:
    assert not found("Tomas Velmorra", "Tomas Oskarrin")
    assert not found("Velmorra", "Velmorra Tomas")


@pytest.mark.parametrize("name", ["", "   ", "12", "-", "\u202e", "'"])
def test_what_is_no_name_has_no_keys(name: str) -> None:
    assert keys_of(name) == frozenset()
    assert readings(name) == []


def test_a_very_long_name_has_a_bounded_number_of_keys() -> None:
    assert len(keys_of(" ".join(f"a{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(500)))) <= 96


def test_the_script_and_the_fold() -> None:
    assert [script_of(n) for n in ("Kim", "김", "Жук", "金", "1")] == ["Latin", "Hangul", "Cyrillic", "Han", ""]
    assert folded("youngsoo") == folded("yeongsu") == folded("yongsu")
    assert plain("Łódź") == "lodz"
    assert not is_korean("Tomas Velmorra")
