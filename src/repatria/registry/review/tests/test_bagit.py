"""Bags by RFC 8493: what is written can be checked with plain tools, what is changed is found, what leads elsewhere is refused."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from repatria.errors import InvalidInput, UnreadableFile
from repatria.registry.journal import merkle
from repatria.registry.journal.verifier import included, leaf_hash
from repatria.registry.review.bagit import check_bag, write_bag
from repatria.registry.review.proofs import Tree, proofs

PAYLOAD = {"index.html": b"<p>read me</p>", "case/case.json": b"{}\n", "name with space.txt": "김\n".encode()}
INFO = {"External-Identifier": "HERON-I00001-5", "Bagging-Date": "2031-07-27"}


@pytest.fixture
def bag(tmp_path: Path) -> Path:
    write_bag(tmp_path / "bag", PAYLOAD, INFO)
    return tmp_path / "bag"


class TestBags:
    def test_it_is_a_bag_to_its_own_check_and_to_plain_tools(self, bag: Path) -> None:
        assert check_bag(bag) == len(PAYLOAD)
        for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
            done = subprocess.run(
                ["sha256sum", "-c", "--strict", "--quiet", manifest], cwd=bag, capture_output=True, check=False
            )
            assert done.returncode == 0, done.stdout
        done = subprocess.run(
            ["sha512sum", "-c", "--strict", "--quiet", "manifest-sha512.txt"], cwd=bag, capture_output=True, check=False
        )
        assert done.returncode == 0
        assert (bag / "bagit.txt").read_bytes() == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
        octets = sum(map(len, PAYLOAD.values()))
        assert f"Payload-Oxum: {octets}.{len(PAYLOAD)}\n" in (bag / "bag-info.txt").read_text()

    def test_the_same_content_gives_the_same_digest(self, bag: Path, tmp_path: Path) -> None:
        first = write_bag(tmp_path / "one", PAYLOAD, INFO)
        assert first == write_bag(tmp_path / "two", dict(reversed(PAYLOAD.items())), INFO)
        assert first != write_bag(tmp_path / "three", {**PAYLOAD, "more": b""}, INFO)

    @pytest.mark.parametrize("name", ["data/index.html", "bag-info.txt", "manifest-sha512.txt", "data/case/case.json"])
    def test_a_changed_byte_is_found(self, bag: Path, name: str) -> None:
        path = bag / name
        path.write_bytes(path.read_bytes() + b" ")
        with pytest.raises(UnreadableFile, match="was changed|leads elsewhere|missing|not named"):
            check_bag(bag)

    def test_a_lost_and_an_added_file_are_found(self, bag: Path, tmp_path: Path) -> None:
        shutil.copytree(bag, tmp_path / "more")
        (tmp_path / "more" / "data" / "added").write_bytes(b"x")
        with pytest.raises(UnreadableFile, match="data/added is not named"):
            check_bag(tmp_path / "more")
        (bag / "data" / "index.html").unlink()
        with pytest.raises(UnreadableFile, match=r"data/index\.html is missing"):
            check_bag(bag)

    def test_what_is_no_bag_is_called_so(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableFile, match="is no bag"):
            check_bag(tmp_path)

    @pytest.mark.parametrize("name", ["../up", "/etc/passwd", "a\nb", "a/../../b", "", "a%0Ab"])
    def test_a_path_that_leads_elsewhere_is_refused(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(InvalidInput, match="leads elsewhere"):
            write_bag(tmp_path / "bag", {name: b""}, INFO)

    def test_a_line_that_does_not_fit_and_a_full_folder_are_refused(self, bag: Path, tmp_path: Path) -> None:
        with pytest.raises(InvalidInput, match="line break"):
            write_bag(tmp_path / "other", PAYLOAD, {"Purpose": "a\nNotice: none"})
        with pytest.raises(InvalidInput, match="not empty"):
            write_bag(bag, PAYLOAD, INFO)


class TestProofs:
    @pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 100, 257])
    def test_they_are_the_journals_own(self, size: int) -> None:
        leaves = [leaf_hash(b'{"n":%d}' % n) for n in range(size)]
        tree = Tree(leaves)
        assert tree.root() == merkle.root_of(leaves)
        for index in {0, size // 2, size - 1}:
            proof = tree.proof(index)
            assert proof == merkle.inclusion_proof(leaves, index)
            assert included(leaves[index], index, size, proof, tree.root())

    def test_what_is_not_there_is_refused(self) -> None:
        with pytest.raises(InvalidInput, match="no entry at index 3"):
            proofs([b"\0" * 32], [4])
        with pytest.raises(InvalidInput, match="nothing to prove"):
            Tree([])
