"""Searches the usual folders of this machine, each in its own thread: a folder that does not answer holds up no other."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Final

from analyzer.local.archives import (
    Place,
    Recogniser,
    candidates,
    is_unfinished,
    participants,
)
from analyzer.mapping.mapping import ExportMapping
from analyzer.reading.sources import shown_name

_USUAL: Final = ("Downloads", "Desktop", "Documents", "OneDrive/Desktop", "OneDrive/Documents")

PATIENCE: Final = 5.0
"""Seconds after which the list is shown as far as it was made. The search goes on meanwhile, for the next list."""


@dataclass(frozen=True)
class Found:
    """The archives or workshops that were found, the newest first, and the downloads that are not finished.

    `searched` are the names of the folders, and `silent` those of the folders that did not answer in time.
    """

    places: list[Place]
    unfinished: list[Place]
    searched: list[str]
    silent: list[str]


Look = Callable[[Path, str], Place | None]
"""The place at a path, in a folder of this name, if it is one to list."""


class _Search:
    """The search of one folder, in a thread. `itself` is whether the folder or file is also a place to look at."""

    def __init__(self, root: Path, name: str, look: Look, *, itself: bool) -> None:
        self.name = name
        self.root = root
        self.is_folder = False
        self.found: list[Place] = []
        self.bug: Exception | None = None
        self._look, self._itself = look, itself
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def has_ended(self, seconds: float) -> bool:
        """Whether it ends within so many seconds."""
        self._thread.join(max(0, seconds))
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            self.root = self.root.resolve()
            if self._itself:
                self._note(self.root, shown_name(self.root.parent.name))
            self.is_folder = self.root.is_dir()
            for path in candidates(self.root) if self.is_folder else ():
                self._note(path, self.name)
        except (OSError, RuntimeError):  # it is gone, or a link that leads in a circle
            pass
        except Exception as error:
            self.bug = error

    def _note(self, path: Path, folder: str) -> None:
        if place := self._look(path, folder):
            self.found.append(place)


class Finder:
    """Finds archives and workshops in the usual folders, in the current one at its start, and in the one `named`."""

    def __init__(self, named: Path | None, mapping: ExportMapping) -> None:
        self._named = named
        self._recogniser = Recogniser(mapping)
        self._here: Path | None = None
        with suppress(OSError):  # the current folder is gone
            self._here = Path.cwd()
        self._last: dict[tuple[Path, str], _Search] = {}
        self._lock = threading.Lock()

    def archives(self) -> Found:
        """The archives. The file that is `named` is among them, also if it is not an archive."""
        return self._search("archives", self._archive)

    def workshops(self) -> Found:
        """The folders that hold a workshop, and the one that is `named`.

        A usual folder, such as Downloads, is one only if it is named, and so is a folder that holds a usual one.
        """
        return self._search("workshops", self._workshop)

    def _search(self, kind: str, look: Look) -> Found:
        """What the searches of all folders find in time. One that still runs from the last time is not begun again."""
        end = monotonic() + PATIENCE
        searches: list[_Search] = []
        usual: list[_Search] = []
        with self._lock:
            for root, name, itself in self._roots():
                search = self._last.get((root, kind))
                if search is None or search.has_ended(0):
                    search = _Search(root, name, look, itself=itself)
                self._last[root, kind] = search
                searches.append(search)
                if not itself:
                    usual.append(search)
        silent = [search for search in searches if not search.has_ended(end - monotonic())]
        for bug in filter(None, (search.bug for search in searches)):
            raise bug
        places_by_path = {place.path: place for search in searches for place in tuple(search.found)}
        if kind == "workshops":
            above = {path for search in usual for path in (search.root, *search.root.parents)}
            places_by_path = {
                path: place
                for path, place in places_by_path.items()
                if path not in above - {self._named}
            }
        places = sorted(places_by_path.values(), key=lambda place: (-place.changed, place.name))
        searched = [search.name for search in searches if search.is_folder or search in silent]
        return Found(
            [place for place in places if not is_unfinished(place.path)],
            [place for place in places if is_unfinished(place.path)],
            list(dict.fromkeys(searched)),
            list(dict.fromkeys(search.name for search in silent)),
        )

    def _roots(self) -> Iterator[tuple[Path, str, bool]]:
        """What to search: each with its name, and whether it may be an archive itself."""
        for path in dict.fromkeys(filter(None, (self._named, self._here))):
            yield path, shown_name(path.name) or "this folder", True
        for path in _usual():
            yield path, path.name, False

    def _archive(self, path: Path, folder: str) -> Place | None:
        is_named_file = path == self._named and not path.is_dir()
        if is_named_file or is_unfinished(path) or self._recogniser.is_archive(path):
            return self._recogniser.place(path, folder)
        return None

    def _workshop(self, path: Path, folder: str) -> Place | None:
        if not path.is_dir() or self._recogniser.is_archive(path):
            return None
        if path != self._named and not self._recogniser.is_workshop(path):
            return None
        return self._recogniser.place(path, folder, participants(path))


def _usual() -> Iterator[Path]:
    """The folders into which people save files. They may not exist."""
    with suppress(RuntimeError):  # this user has no home
        home = Path.home()
        yield from dict.fromkeys([*(home / name for name in _USUAL), *_own_names(home)])


def _own_names(home: Path) -> Iterator[Path]:
    """The folders for downloads, documents and the desktop in the language of a Linux desktop."""
    path = home / ".config" / "user-dirs.dirs"
    with suppress(OSError, UnicodeDecodeError):
        text = path.read_text("utf-8") if path.is_file() else ""
        names = re.findall(
            r'^XDG_(?:DOWNLOAD|DESKTOP|DOCUMENTS)_DIR="\$HOME/([^"\0\n]+)"', text, re.M
        )
        yield from (home / name for name in names)
