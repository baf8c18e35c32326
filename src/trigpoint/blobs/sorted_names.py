"""The names in a folder, in order, however many there are.

A folder of a million files is not sorted whole: a scan keeps the next hundred thousand names only,
and pages of a listing are served from them until the folder changes.
"""

from __future__ import annotations

import os
import threading
import time
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterator
from typing import NamedTuple

from trigpoint.blobs.keys import HIDDEN_PREFIX

WINDOW = 100_000
_KEPT_WINDOWS = 4
_WORTH_KEEPING = 2_000
_SETTLED_NS = 2_000_000_000
"""A folder changed more recently than this may change again without its time showing it."""


class _Window(NamedTuple):
    low: str
    names: list[str]
    complete: bool
    """No name of the folder lies beyond the window."""

    def covers(self, low: str) -> bool:
        return self.low <= low and (self.complete or low <= self.names[-1])


class SortedNames:
    """Names of files, and of folders with a slash behind them, in the order of their UTF-8 bytes."""

    def __init__(self, window: int = WINDOW) -> None:
        self._size = window
        self._kept: OrderedDict[tuple[str, int], list[_Window]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, folder: str, low: str, prefix: str = "") -> Iterator[str]:
        """The names at or after `low` that start with `prefix`; none when there is no such folder."""
        low = max(low, prefix)
        while True:
            window = self._window(folder, low)
            for name in window.names[bisect_left(window.names, low) :]:
                if not name.startswith(prefix):
                    return
                yield name
            if window.complete:
                return
            low = window.names[-1] + "\0"

    def _window(self, folder: str, low: str) -> _Window:
        try:
            changed_ns = os.stat(folder).st_mtime_ns
            key = (folder, changed_ns)
            with self._lock:
                for kept in self._kept.get(key, ()):
                    if kept.covers(low):
                        self._kept.move_to_end(key)
                        return kept
            window = self._scan(folder, low)
            settled = os.stat(folder).st_mtime_ns == changed_ns < time.time_ns() - _SETTLED_NS
        except (FileNotFoundError, NotADirectoryError):
            return _Window(low, [], True)
        if settled and len(window.names) >= _WORTH_KEEPING:
            self._keep(key, window)
        return window

    def _keep(self, key: tuple[str, int], window: _Window) -> None:
        with self._lock:
            self._kept[key] = [window]
            self._kept.move_to_end(key)
            while len(self._kept) > _KEPT_WINDOWS:
                self._kept.popitem(last=False)

    def _scan(self, folder: str, low: str) -> _Window:
        names: list[str] = []
        complete, high = True, None
        with os.scandir(folder) as entries:
            for entry in entries:
                name = _name(entry)
                if name is None or name < low or (high is not None and name >= high):
                    continue
                names.append(name)
                if len(names) >= 2 * self._size:
                    names.sort()
                    del names[self._size :]
                    complete, high = False, names[-1]
        names.sort()
        if len(names) > self._size:
            del names[self._size :]
            complete = False
        return _Window(low, names, complete)


def _name(entry: os.DirEntry[str]) -> str | None:
    """The name as it takes part in keys; None for what is no object: our own, sockets, broken names."""
    name = entry.name
    if not name.isascii():
        try:
            name.encode()
        except UnicodeEncodeError:
            return None
    if "\\" in name or name.startswith(HIDDEN_PREFIX):
        return None
    if entry.is_dir(follow_symlinks=False):
        return name + "/"
    return name if entry.is_file() else None
