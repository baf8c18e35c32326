"""The keys of a bucket that is a folder, in order, from anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from trigpoint.blobs.sorted_names import SortedNames

AFTER_ALL = "\U0010ffff"
"""Follows every character that a key goes on with."""


class Walk(NamedTuple):
    """A walk through one bucket. `has_marker` says whether a folder (`a/b/`) is an object, too."""

    base: str
    names: SortedNames
    has_marker: Callable[[str], bool]

    def keys(self, prefix: str, after: str) -> Iterator[str]:
        """Keys that start with `prefix` and follow `after`."""
        for key, _ in self._below(prefix, after, collapse=False):
            yield key

    def grouped(self, prefix: str, delimiter: str, after: str) -> Iterator[tuple[str, bool]]:
        """The keys, those with the delimiter behind the prefix as one common prefix (second is True)."""
        if delimiter == "/":
            yield from self._below(prefix, after, collapse=True)
            return
        while True:
            for key in self.keys(prefix, after):
                at = key.find(delimiter, len(prefix)) if delimiter else -1
                if at >= 0:
                    group = key[: at + len(delimiter)]
                    yield group, True
                    after = group + AFTER_ALL
                    break
                yield key, False
            else:
                return

    def _below(self, prefix: str, after: str, *, collapse: bool) -> Iterator[tuple[str, bool]]:
        folder, slash, name_prefix = prefix.rpartition("/")
        if any(name in {"", ".", ".."} for name in folder.split("/")) and slash:
            return
        if slash and not name_prefix and prefix > after and self.has_marker(prefix):
            yield prefix, False
        yield from self._inside(folder + slash, name_prefix, after, collapse=collapse)

    def _inside(
        self, key_prefix: str, name_prefix: str, after: str, *, collapse: bool
    ) -> Iterator[tuple[str, bool]]:
        low = _low_name(key_prefix, after)
        if low is None:
            return
        for name in self.names.of(f"{self.base}/{key_prefix}", low, name_prefix):
            key = key_prefix + name
            if not name.endswith("/"):
                if key > after:
                    yield key, False
            elif collapse:
                if any(True for _ in self._folder(key, after)):
                    yield key, True
            else:
                yield from self._folder(key, after)

    def _folder(self, key: str, after: str) -> Iterator[tuple[str, bool]]:
        if key > after and self.has_marker(key):
            yield key, False
        yield from self._inside(key, "", after, collapse=False)


def _low_name(key_prefix: str, after: str) -> str | None:
    """The least name in the folder that can lead to a key behind `after`; None when none can."""
    if after.startswith(key_prefix):
        name, slash, _ = after[len(key_prefix) :].partition("/")
        return name + slash
    return None if after > key_prefix else ""
