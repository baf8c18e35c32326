"""The engine of `trigpoint up`: a child process that is woken by answers, and started again when it dies."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time

import structlog

from trigpoint.settings import Settings

_WAKE_AFTER_SECONDS = 0.02
_END_SECONDS = 15.0
_LONGEST_PAUSE_SECONDS = 5.0
_log = structlog.get_logger("trigpoint.server")


class EngineChild:
    """Keeps one engine running beside the server, with a pipe that wakes it and ends it."""

    def __init__(self, settings: Settings) -> None:
        self._environment = {**os.environ, **settings.environment()}
        self._process: subprocess.Popen[bytes] | None = None
        self._told: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._changing = threading.Lock()
        """Held while a process is started or told to end: none is started after the last was told."""
        self._keeper = threading.Thread(target=self._keep, name="engine-child", daemon=True)
        self._wake_is_due = False

    def start(self) -> None:
        self._keeper.start()

    def wake(self) -> None:
        """Tells the engine, a moment later, that there may be something to do. From a coroutine."""
        if not self._wake_is_due:
            self._wake_is_due = True
            asyncio.get_running_loop().call_later(_WAKE_AFTER_SECONDS, self._wake)

    def begin_stop(self) -> None:
        """Tells the engine to end, and waits for nothing."""
        self._stopping.set()
        with self._changing:
            process = self._process
            if process is not None and process is not self._told:  # told twice it would end at once
                self._told = process
                process.terminate()

    def stop(self) -> None:
        """Ends the engine in order, or by force when it takes too long."""
        self.begin_stop()
        process = self._told
        if process is None:
            return
        try:
            process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self._keeper.join()

    def _wake(self) -> None:
        self._wake_is_due = False
        process = self._process
        if process is None or process.stdin is None:
            return
        try:
            os.write(process.stdin.fileno(), b"\n")
        except (OSError, ValueError):  # full: it is about to wake; broken: it is about to be started again
            return

    def _keep(self) -> None:
        pause = 0.1
        while True:
            started = time.monotonic()
            try:
                with self._changing:
                    if self._stopping.is_set():
                        return
                    process = self._process = self._spawn()
                status: int | str = process.wait()
            except OSError as exc:  # no memory or no process to be had at the moment
                status = str(exc)
            if self._stopping.is_set():
                return
            lived = time.monotonic() - started
            pause = 0.1 if lived > 60 else min(_LONGEST_PAUSE_SECONDS, 2 * pause)
            _log.error(
                "the engine has died and is started again", status=status, lived_seconds=round(lived, 1)
            )
            self._stopping.wait(pause)

    def _spawn(self) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl-C reaches the server alone, which ends the engine in order.
        process = subprocess.Popen(
            [sys.executable, "-m", "trigpoint.app.engine"],
            stdin=subprocess.PIPE,
            env=self._environment,
            start_new_session=True,
        )
        assert process.stdin is not None
        os.set_blocking(process.stdin.fileno(), False)
        return process
