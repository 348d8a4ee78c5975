"""Noticing that a rulebook changed: word from the system where it comes, and a look of our own where it does not.

The system tells at once (inotify, FSEvents), but not of every disk: network shares and some container mounts stay
silent. So each word, and every second and a half without one, leads to the same look at what the files are like now,
and only that look decides. Links are followed: a Kubernetes ConfigMap changes when its link `..data` is swapped.
"""

import errno
import logging
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from watchfiles import watch

from newsbell.adapters.rulebook.source import find_files

log = logging.getLogger(__name__)

Fingerprint = tuple[tuple[str | int, ...], ...]

LOOK = 1.5
"""Seconds between two looks when the system says nothing."""

QUIET = 0.25
"""Seconds without a further change before one is told: an editor, a checkout, a copy is still at work till then."""

LONGEST = 3.0
"""Seconds after which a change is told although the files go on changing."""

STEP = 0.1
"""Seconds in which words of the system are gathered."""

_MOST_LINKS = 200
_FAREWELL = 2.0
"""Seconds in which the thread must end; one that hangs in a look at a dead network share is left behind."""


def fingerprint(path: Path) -> Fingerprint:
    """What the files of a rulebook are like: differs when any of them, or which there are, has changed.

    Only what the disk says of them: nothing is read. A file that can not be looked at is a part of it too.
    """
    try:
        found = find_files(path)[0]
    except OSError as error:
        return ((str(path), error.errno or errno.EIO),)
    return tuple(_look_at(file) for file in found) or ((str(path), errno.ENOENT),)


def _look_at(file: Path) -> tuple[str | int, ...]:
    try:
        stat = file.stat()
    except OSError as error:
        return (str(file), error.errno or errno.EIO)
    return (str(file), stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)


def folders(path: Path) -> frozenset[Path]:
    """The folders in which something happens when the rulebook changes: its own, and that of each link on the way."""
    found: set[Path] = set()
    pending = [path.absolute(), *_linked_files(path)]
    for _ in range(_MOST_LINKS):
        if not pending:
            break
        place = pending.pop()
        link = next((each for each in (*reversed(place.parents), place) if each.is_symlink()), None)
        if link is None:
            found.add(place if place.is_dir() else place.parent)
        else:
            found.add(link.parent)
            pending.append(link.parent / link.readlink() / place.relative_to(link))
    return frozenset(each for each in found if each.is_dir())


def _linked_files(path: Path) -> Iterable[Path]:
    try:
        return [file.absolute() for file in find_files(path)[0] if file.is_symlink()]
    except OSError:
        return []


class FileWatch:
    """Calls `changed`, from a thread of its own, after the files of a rulebook have changed and rest again.

    `seen` is the fingerprint from before the rulebook was read, so that no change falls between reading and watching.
    """

    def __init__(
        self,
        path: Path,
        seen: Fingerprint,
        changed: Callable[[], None],
        *,
        look: float = LOOK,
        quiet: float = QUIET,
        step: float = STEP,
        notify: bool = True,
    ) -> None:
        self._path = path
        self._seen = seen
        self._changed = changed
        self._look = look
        self._quiet = quiet
        self._step = step
        self._notify = notify
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="newsbell-rulebook", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        logging.getLogger("watchfiles").setLevel(logging.WARNING)  # it tells of each change by itself
        self._thread.start()

    def stop(self) -> None:
        """Stop watching; blocks for a moment, two seconds at most."""
        self._stop.set()
        self._thread.join(_FAREWELL)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._watch()
            except Exception:
                log.exception("watching the rulebook failed; it is tried again")
                self._stop.wait(self._look)

    def _watch(self) -> None:
        """Watch until something changed; what is to be watched may have changed as well."""
        places = folders(self._path) if self._notify else ()
        if not places:
            if not self._check():
                self._stop.wait(self._look)
            return
        try:
            self._listen(places)
        except (OSError, RuntimeError) as error:
            # No more watches to be had, or a folder that went away: looking still works.
            log.debug("the system does not tell of changes: %s", error)
            if not self._check():
                self._stop.wait(self._look)

    def _listen(self, places: Iterable[Path]) -> None:
        words = watch(
            *places,
            watch_filter=None,
            debounce=round(LONGEST * 1000),
            step=round(self._step * 1000),
            stop_event=_Listening(self._stop, self._check),
            rust_timeout=round(self._look * 1000),
            yield_on_timeout=True,
            raise_interrupt=False,
            recursive=False,
            ignore_permission_denied=True,
        )
        for _ in words:
            if self._check():
                return

    def _check(self) -> bool:
        """Look; tell of a change once the files rest. True when there was one."""
        found = fingerprint(self._path)
        if found == self._seen:
            return False
        for _ in range(max(1, round(LONGEST / self._quiet))):
            if self._stop.wait(self._quiet):
                return False
            before, found = found, fingerprint(self._path)
            if before == found:
                break
        self._seen = found
        self._changed()
        return True


class _Listening:
    """The stop event of `watch`, which it asks at each step, but not before it listens.

    So the first question is the moment for a look at what changed until then, and would not be told any more.
    """

    def __init__(self, stop: threading.Event, check: Callable[[], bool]) -> None:
        self._stop = stop
        self._check = check
        self._looked = False

    def is_set(self) -> bool:
        """Whether to stop: because that was asked for, or because something changed already."""
        if self._looked:
            return self._stop.is_set()
        self._looked = True
        return self._stop.is_set() or self._check()
