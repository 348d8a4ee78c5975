"""Changes of a rulebook are noticed however its files are replaced, and whether the system tells of them or not."""

import errno
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fakes.newsbell import write
from fakes.rulebooks import replace
from newsbell.adapters.rulebook.reloading.watching import FileWatch, fingerprint, folders

TEXT = "version: 1\n"
PATIENCE = 10.0


class Told:
    """Counts what a watch tells."""

    def __init__(self) -> None:
        self._semaphore = threading.Semaphore(0)

    def __call__(self) -> None:
        self._semaphore.release()

    def once(self, seconds: float = PATIENCE) -> bool:
        return self._semaphore.acquire(timeout=seconds)


@pytest.fixture(params=[True, False], ids=["told by the system", "looking"])
def watched(request: pytest.FixtureRequest) -> Iterator[Callable[[Path], Told]]:
    """Starts a watch; without the system's help it looks often, with it hardly ever by itself."""
    watches: list[FileWatch] = []

    def start(path: Path) -> Told:
        told, helped = Told(), request.param
        look = 30.0 if helped else 0.02
        watches.append(FileWatch(path, fingerprint(path), told, look=look, quiet=0.02, step=0.01, notify=helped))
        watches[-1].start()
        return told

    yield start
    for watch in watches:
        watch.stop()


def edited_in_place(folder: Path) -> None:
    write(folder, "rules.yaml", TEXT + "rules: {}\n")


def replaced(folder: Path) -> None:
    replace(folder / "rules.yaml", TEXT + "rules: {}\n")


def moved_aside_and_written_again(folder: Path) -> None:
    """As vim does with a backup."""
    (folder / "rules.yaml").rename(folder / "rules.yaml~")
    write(folder, "rules.yaml", TEXT)


def touched(folder: Path) -> None:
    os.utime(folder / "rules.yaml", (0, 0))


def removed(folder: Path) -> None:
    (folder / "rules.yaml").unlink()


EDITS = [edited_in_place, replaced, moved_aside_and_written_again, touched, removed]


@pytest.mark.parametrize("single", [True, False], ids=["file", "folder"])
def test_every_way_to_change_the_file_is_told(watched: Callable[[Path], Told], tmp_path: Path, single: bool) -> None:
    path = write(tmp_path, "rules.yaml", TEXT)
    told = watched(path if single else tmp_path)

    for edit in EDITS:
        edit(tmp_path)
        assert told.once(), edit.__name__


def test_files_that_come_go_and_change_their_names_are_told(watched: Callable[[Path], Told], tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", TEXT)
    told = watched(tmp_path)

    write(tmp_path, "b.yaml", TEXT)
    assert told.once()
    (tmp_path / "b.yaml").rename(tmp_path / "c.yml")
    assert told.once()
    (tmp_path / "c.yml").unlink()
    assert told.once()


def config_map(folder: Path, number: int) -> None:
    """A new generation of a mounted ConfigMap, swapped in as Kubernetes does."""
    generation = folder / f"..2025_{number}"
    generation.mkdir()
    write(generation, "rules.yaml", f"{TEXT}# {number}\n")
    (folder / "..data_tmp").symlink_to(generation.name)
    (folder / "..data_tmp").rename(folder / "..data")


@pytest.mark.parametrize("single", [True, False], ids=["file", "folder"])
def test_each_new_generation_of_a_config_map_is_told(
    watched: Callable[[Path], Told], tmp_path: Path, single: bool
) -> None:
    config_map(tmp_path, 1)
    (tmp_path / "rules.yaml").symlink_to("..data/rules.yaml")
    told = watched(tmp_path / "rules.yaml" if single else tmp_path)

    for number in (2, 3):
        config_map(tmp_path, number)
        assert told.once()


def test_a_folder_that_is_a_link_to_a_checkout_is_followed(watched: Callable[[Path], Told], tmp_path: Path) -> None:
    """As git-sync does; the folder watched first is not the one in use afterwards."""
    for number in (1, 2):
        (tmp_path / f"checkout{number}" / "rules").mkdir(parents=True)
        write(tmp_path / f"checkout{number}" / "rules", "rules.yaml", TEXT)
    (tmp_path / "current").symlink_to("checkout1")
    told = watched(tmp_path / "current" / "rules")

    (tmp_path / "new").symlink_to("checkout2")
    (tmp_path / "new").rename(tmp_path / "current")
    assert told.once()
    replace(tmp_path / "checkout2" / "rules" / "rules.yaml", TEXT + "rules: {}\n")
    assert told.once()


def test_a_folder_that_goes_and_comes_back_is_told(watched: Callable[[Path], Told], tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    write(folder, "rules.yaml", TEXT)
    told = watched(folder)

    (folder / "rules.yaml").unlink()
    folder.rmdir()
    assert told.once()


def test_what_is_no_rulebook_and_what_did_not_change_is_not_told(
    watched: Callable[[Path], Told], tmp_path: Path
) -> None:
    write(tmp_path, "rules.yaml", TEXT)
    told = watched(tmp_path)

    write(tmp_path, "notes.txt", "a note")
    write(tmp_path, ".rules.yaml.swp", "an editor at work")
    (tmp_path / "rules.yaml").read_text()
    assert not told.once(0.15)

    edited_in_place(tmp_path)
    assert told.once()


def test_a_change_between_reading_and_watching_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, "rules.yaml", TEXT)
    seen, told = fingerprint(path), Told()
    write(tmp_path, "rules.yaml", TEXT + "rules: {}\n")
    watch = FileWatch(path, seen, told, look=30.0, quiet=0.02, step=0.01)

    watch.start()

    assert told.once()
    watch.stop()


def test_many_writes_in_a_row_are_told_once(watched: Callable[[Path], Told], tmp_path: Path) -> None:
    told = watched(tmp_path)
    for number in range(30):
        write(tmp_path, f"r{number}.yaml", TEXT)

    assert told.once()
    assert not told.once(0.15)


def test_a_fingerprint_reads_nothing_and_bears_everything(tmp_path: Path) -> None:
    missing = tmp_path / "nothing"

    assert fingerprint(missing) == ((str(missing), errno.ENOENT),)
    assert fingerprint(tmp_path) == ((str(tmp_path), errno.ENOENT),)
    write(tmp_path, "a.yaml", TEXT)
    assert fingerprint(tmp_path) == fingerprint(tmp_path)
    assert len(fingerprint(tmp_path)) == 1


def test_the_folders_of_every_link_on_the_way_are_watched(tmp_path: Path) -> None:
    for name in ("real", "links", "far"):
        (tmp_path / name).mkdir()
    write(tmp_path / "far", "x.yaml", TEXT)
    (tmp_path / "real" / "x.yaml").symlink_to("../far/x.yaml")
    (tmp_path / "links" / "current").symlink_to("../real")

    found = folders(tmp_path / "links" / "current")

    assert {folder.resolve() for folder in found} == {tmp_path / name for name in ("real", "links", "far")}


def test_links_in_a_circle_do_not_keep_us_busy(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").symlink_to("b.yaml")
    (tmp_path / "b.yaml").symlink_to("a.yaml")

    assert folders(tmp_path / "a.yaml") == {tmp_path}
