"""Photographs: without metadata, bounded, closed; opening one is an act that the journal keeps."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from repatria.registry.custody.models import Item
from repatria.registry.inventory import images
from repatria.registry.inventory.actions import entering, photographing
from repatria.registry.inventory.models import Photograph
from repatria.registry.inventory.queries import specimens as queries
from repatria.registry.inventory.tests.conftest import Enter
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible, NotFound, NotReady, Overtaken
from repatria.registry.testing.scene import Scene


@pytest.fixture(autouse=True)
def room(settings: Any, tmp_path: Any) -> None:
    """Uploads of this test only."""
    from dataclasses import replace

    settings.HOME = replace(settings.HOME, folder=tmp_path)


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), *, turned: bool = False) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "a name nobody should read"
    if turned:
        exif[0x0112] = 6
    Image.effect_noise(size, 90).convert("RGB").save(out, kind, exif=exif)
    return out.getvalue()


class TestCleaning:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG"])
    def test_metadata_is_gone(self, kind: str) -> None:
        found = images.clean(picture(kind))
        assert b"nobody should read" in picture(kind)
        for data in (found.data, found.screen):
            assert b"nobody should read" not in data
            assert not Image.open(io.BytesIO(data)).getexif()

    def test_it_stands_upright(self) -> None:
        found = images.clean(picture(turned=True))
        assert (found.width, found.height) == (40, 60)

    def test_the_screen_copy_is_small(self) -> None:
        small = Image.open(io.BytesIO(images.clean(picture(size=(3000, 1500))).screen))
        assert max(small.size) == images.SCREEN

    @pytest.mark.parametrize("raw", [b"", b"GIF89a....", b"<svg onload='x'/>", b"%PDF-1.4", picture()[:200]])
    def test_it_refuses_what_is_no_photograph_by_content(self, raw: bytes) -> None:
        with pytest.raises(Impossible, match="JPEG or PNG"):
            images.clean(raw, "innocent.jpg")

    def test_it_refuses_the_too_large(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(images, "MOST_PIXELS", 100)
        with pytest.raises(Impossible, match="60 x 40 pixels"):
            images.clean(picture())
        monkeypatch.setattr(images, "MOST_BYTES", 10)
        with pytest.raises(Impossible, match="MiB"):
            images.clean(picture())


class TestKeeping:
    def test_the_file_is_there_before_the_row(self, scene: Scene, enter: Enter) -> None:
        row = photographing.add_photograph(scene.seat(Role.ANTHROPOLOGIST), enter("fe l"), picture(), caption="front")
        assert images.path_of(row.sha256).read_bytes() == images.fetch(row.sha256)
        assert images.path_of(row.sha256).name == row.sha256
        assert Entry.objects.latest("seq").tag == "inventory.photograph_added"

    def test_a_full_disk_leaves_no_row(self, scene: Scene, enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
        bone, before = enter("fe l"), Entry.objects.count()

        def full(_handle: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(images.os, "fsync", full)
        with pytest.raises(NotReady, match="No space left"):
            photographing.add_photograph(scene.seat(Role.ANTHROPOLOGIST), bone, picture())
        assert not Photograph.objects.exists()
        assert Entry.objects.count() == before
        assert not [p for p in images.path_of("0" * 64).parents[1].rglob("*") if p.is_file()]

    def test_the_same_twice_is_refused(self, scene: Scene, enter: Enter) -> None:
        bone, raw = enter("fe l"), picture("PNG")
        photographing.add_photograph(scene.seat(Role.ANTHROPOLOGIST), bone, raw)
        with pytest.raises(Overtaken, match="already there"):
            photographing.add_photograph(scene.seat(Role.ANTHROPOLOGIST), bone, raw)

    def test_a_withdrawn_entry_gets_none(self, scene: Scene, box: Item, enter: Enter) -> None:
        bone = enter("fe l")
        entering.undo_last(scene.seat(Role.ANTHROPOLOGIST), box)
        with pytest.raises(Overtaken, match="withdrawn"):
            photographing.add_photograph(scene.seat(Role.ANTHROPOLOGIST), bone, picture())

    def test_a_changed_file_is_noticed(self, scene: Scene, enter: Enter) -> None:
        bone = enter("fe l")
        row = photographing.add_photograph(scene.seat(Role.ANTHROPOLOGIST), bone, picture())
        images.path_of(row.screen_sha256).write_bytes(b"something else")
        with pytest.raises(NotReady, match="was changed"):
            queries.open_photograph(scene.seat(Role.ANTHROPOLOGIST), bone, row.pk)

    def test_a_digest_is_no_path(self) -> None:
        with pytest.raises(Impossible, match="digest"):
            images.path_of("../../keys/signing")


class TestOpening:
    def test_it_is_closed_until_somebody_opens_it(self, scene: Scene, enter: Enter) -> None:
        bone = enter("fe l")
        row = photographing.add_photograph(scene.seat(Role.ANTHROPOLOGIST), bone, picture())
        browser = scene.client(Role.REVIEWER)
        closed = browser.get(f"/i/heron/inventory/specimens/{bone.code}/").content.decode()
        assert "Open this photograph" in closed
        assert "<img" not in closed
        assert row.sha256 not in closed
        before = Entry.objects.count()
        address = f"/i/heron/inventory/specimens/{bone.code}/photographs/{row.pk}/open/"
        assert browser.get(address).status_code == 405
        assert Entry.objects.count() == before
        opened = browser.post(address)
        assert "data:image/jpeg;base64," in opened.content.decode()
        entry = Entry.objects.latest("seq")
        assert (entry.tag, entry.subject, entry.actor) == (
            "inventory.photograph_opened",
            bone.code,
            scene.users[Role.REVIEWER].code,
        )

    def test_the_whole_file_comes_with_its_own_headers(self, scene: Scene, enter: Enter) -> None:
        bone = enter("fe l")
        row = photographing.add_photograph(scene.seat(Role.ANTHROPOLOGIST), bone, picture("PNG"))
        answer = scene.client(Role.TECHNICIAN).post(
            f"/i/heron/inventory/specimens/{bone.code}/photographs/{row.pk}/open/", {"whole": "1"}
        )
        assert answer["Content-Type"] == "image/png"
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "no-store"
        assert answer.content == images.fetch(row.sha256)

    @pytest.mark.parametrize("role", [Role.CUSTODY, Role.INTAKE, Role.AUDITOR, Role.HISTORIAN])
    def test_others_do_not_open_it(self, scene: Scene, enter: Enter, role: Role) -> None:
        bone = enter("fe l")
        row = photographing.add_photograph(scene.seat(Role.ANTHROPOLOGIST), bone, picture())
        address = f"/i/heron/inventory/specimens/{bone.code}/photographs/{row.pk}/open/"
        assert scene.client(role).post(address).status_code == 404
        with pytest.raises(NotFound):
            queries.open_photograph(scene.seat(role), bone, row.pk)

    def test_another_specimens_photograph_is_not_found(self, scene: Scene, enter: Enter) -> None:
        one, other = enter("fe l"), enter("fe r")
        row = photographing.add_photograph(scene.seat(Role.ANTHROPOLOGIST), one, picture())
        with pytest.raises(NotFound):
            queries.open_photograph(scene.seat(Role.ANTHROPOLOGIST), other, row.pk)
