"""What runs on the workers of a cluster."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

from trigpoint import __version__
from trigpoint.model.errors import Unavailable

T = TypeVar("T")
PART_BYTES: Final = 4 * 1024 * 1024


def on_worker(version: str, function: Callable[..., T], *args: Any) -> T:
    """Calls the function, unless the worker has another version of it."""
    if version != __version__:
        raise Unavailable(
            f"a worker of the cluster has Trigpoint {__version__} and the engine {version}: "
            "install the engine's version on scheduler and workers"
        )
    return function(*args)


def _folder(name: str) -> Path:
    return Path(tempfile.gettempdir(), name)


def keep_part(name: str, number: int, part: bytes) -> None:
    """Adds a part to the file."""
    folder = _folder(name)
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / "source").open("ab" if number else "wb") as file:
        file.write(part)


def call_on_kept(name: str, function: Callable[..., None], *args: Any) -> None:
    """Calls the function on the file and on the one that it is to write."""
    folder = _folder(name)
    function(folder / "source", folder / "target", *args)


def kept_part(name: str, start: int) -> bytes:
    """The next part of the result, empty at its end."""
    with (_folder(name) / "target").open("rb") as file:
        file.seek(start)
        return file.read(PART_BYTES)


def forget_kept(name: str) -> None:
    """Removes the file and its result."""
    shutil.rmtree(_folder(name), ignore_errors=True)
