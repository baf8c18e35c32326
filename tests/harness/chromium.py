"""One Chromium for all tests of a process, and the event loop that speaks to it.

Playwright keeps an event loop running in the main thread, and asyncio.run refuses to start another there. So
the loop is put aside while no test has a browser in its hands.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

PATIENCE_MS = 30_000
_EXECUTABLES = (
    "chromium-headless-shell",  # the same engine without a browser's window around it: a third less work
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
_SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--site-per-process",  # as on every desktop; the headless shell leaves it off
]


class Chromium:
    """Chromium, headless; what tests expect of a page has half a minute to come true."""

    def __init__(self) -> None:
        executable = next(filter(None, map(shutil.which, _EXECUTABLES)), None)
        if executable is None:
            pytest.fail("Chromium is missing: `tools/install-chromium` installs it, as `make test` does.")
        expect.set_options(timeout=PATIENCE_MS)
        self._executable = executable
        self._playwright = sync_playwright().start()
        self._loop: Any = asyncio._get_running_loop()
        self._browser: Browser | None = None
        asyncio._set_running_loop(None)

    @contextmanager
    def in_hand(self) -> Iterator[Browser]:
        """The browser; meanwhile asyncio.run cannot be used."""
        asyncio._set_running_loop(self._loop)
        try:
            yield self._running()
        finally:
            asyncio._set_running_loop(None)

    def close(self) -> None:
        asyncio._set_running_loop(self._loop)
        if self._browser is not None:
            self._browser.close()
        self._playwright.stop()

    def _running(self) -> Browser:
        """The one that runs, or a new one where it has crashed."""
        if self._browser is None or not self._browser.is_connected():
            self._browser = self._playwright.chromium.launch(
                executable_path=self._executable, args=_SWITCHES, timeout=4 * PATIENCE_MS
            )
        return self._browser
