"""Processes for heavy work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor

import pytest

from trigpoint.functions.worker_processes import WorkerProcesses


@pytest.fixture
def processes() -> Iterator[WorkerProcesses]:
    with WorkerProcesses() as executor:
        yield executor


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().rpartition(")")[2].split()[0] != "Z"


def ends(pid: int, seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while is_running(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_work_is_done_in_another_process(processes: WorkerProcesses) -> None:
    pid = processes.submit(os.getpid).result()
    assert pid != os.getpid() and pid == processes.submit(os.getpid).result()


def test_a_process_that_dies_is_replaced(processes: WorkerProcesses) -> None:
    pid = processes.submit(os.getpid).result()
    with pytest.raises(BrokenExecutor):
        processes.submit(os._exit, 3).result()
    assert processes.submit(os.getpid).result() != pid


def test_an_idle_process_ends_and_another_comes_when_needed() -> None:
    with WorkerProcesses(idle_seconds=0.05) as processes:
        pid = processes.submit(os.getpid).result()
        assert ends(pid)
        assert processes.submit(os.getpid).result() != pid


def test_after_shutdown_nothing_runs_and_nothing_is_taken() -> None:
    processes = WorkerProcesses()
    pid = processes.submit(os.getpid).result()
    processes.shutdown()
    assert ends(pid)
    with pytest.raises(RuntimeError, match="shut down"):
        processes.submit(os.getpid)


def test_processes_end_when_their_parent_is_killed() -> None:
    program = (
        "import os, time\n"
        "from trigpoint.functions.worker_processes import WorkerProcesses\n"
        "if __name__ == '__main__':\n"
        "    print(WorkerProcesses().submit(os.getpid).result(), flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        assert is_running(worker)
        parent.send_signal(signal.SIGKILL)
        assert ends(worker)
