"""A private PostgreSQL server: it starts, forgets nothing it promised, and goes."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from repatria.registry.testing import postgres
from repatria.registry.testing.postgres import Cluster, NoPostgres, cluster, find_programs


def ask(server: Cluster, *words: str) -> list[tuple[object, ...]]:
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        cursor = connection.cursor()
        for one in words:
            cursor.execute(one)
        return cursor.fetchall() if cursor.description else []


@pytest.mark.parametrize("place", ["system", "wheel"])
def test_it_starts_and_leaves_nothing_behind(place: str) -> None:
    folders = postgres._wheel() if place == "wheel" else [find_programs()]
    with cluster(programs=folders[0]) as server:
        assert ask(server, "SHOW fsync") == [("off",)]
        assert ask(server, "SHOW listen_addresses") == [("",)]
        folder = server.folder
    assert not folder.exists()


def test_a_durable_one_survives_a_power_cut() -> None:
    with cluster(durable=True) as server:
        ask(server, "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (55)")
        server.kill()
        server.start()
        assert ask(server, "SELECT n FROM kept") == [(55,)]
        assert ask(server, "SHOW synchronous_commit") == [("on",)]


def test_programs_out_of_reach_are_copied(tmp_path: Path) -> None:
    shut = tmp_path / "shut"
    for path in (shut / "postgres_of_a_wheel/install/bin/postgres", shut / "postgres_of_a_wheel.libs/libpq.so"):
        path.parent.mkdir(parents=True)
        path.write_text("x", encoding="utf-8")
    shut.chmod(0o700)
    found = postgres._within_reach(shut / "postgres_of_a_wheel/install/bin", tmp_path / "open")
    assert (found / "postgres").is_file()
    assert (found.parents[2] / "postgres_of_a_wheel.libs/libpq.so").is_file()


def test_without_any_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_system", list)
    monkeypatch.setattr(postgres, "_wheel", list)
    with pytest.raises(
        NoPostgres, match=r"PostgreSQL: not found\. Install it .* or name a server in REPATRIA_TEST_DATABASE_URL"
    ):
        find_programs()


def test_programs_that_fail_are_named(tmp_path: Path) -> None:
    programs = tmp_path / "install" / "bin"
    programs.mkdir(parents=True)
    for name in ("initdb", "postgres"):
        (programs / name).write_text("#!/bin/sh\necho 'the disk is full' >&2; exit 1\n", encoding="utf-8")
        (programs / name).chmod(0o755)
    with pytest.raises(NoPostgres, match=r"initdb: failed\. It said: the disk is full"), cluster(programs=programs):
        raise AssertionError
