"""Functions on a Dask cluster of real processes, against the pool of processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.functions.cluster_processes import ClusterProcesses, sent

from trigpoint.functions.cluster import Cluster, ask_cluster
from trigpoint.functions.consolidation import write_values
from trigpoint.functions.events import payload_of, response_of
from trigpoint.functions.provider import FunctionProvider
from trigpoint.functions.worker_processes import WorkerProcesses
from trigpoint.model.errors import FunctionFailed, InvalidInput, Unavailable
from trigpoint.model.functions import AnsweredObject, JobFacts, WorkerAnswer
from trigpoint.tasktypes.registry import task_type_of

pytest.importorskip("distributed", reason="the extra `cluster` is not installed")

DATE = "2031-04-02T09:18:44.120553"
ACS = "arn:aws:lambda:eu-west-1:568282634449:function:ACS-TextMultiClass"
JOB = JobFacts(
    job_name="Ponds-1", job_arn="arn", label_attribute_name="kind", labels=("a", "b", "c"), n_workers=3
)


def objects(n: int, filler: str = "") -> Iterator[AnsweredObject]:
    for i in range(n):
        answers = tuple(
            WorkerAnswer(f"w{j}", {"c": {"label": "abc"[(i * 7 + j * (i % 5 == 0)) % 3]}, "t": filler})
            for j in range(3)
        )
        yield AnsweredObject(i, {"content": f"text {i}"}, answers)


@pytest.fixture(scope="module")
def processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClusterProcesses]:
    with ClusterProcesses(tmp_path_factory.mktemp("dask"), n_workers=2) as started:
        yield started


@pytest.fixture(scope="module")
def cluster(processes: ClusterProcesses) -> Iterator[Cluster]:
    made = Cluster(processes.address, patience_seconds=90, connect_seconds=60)
    yield made
    made.shutdown()


def eventually(says: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not says():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_cluster_says_byte_for_byte_what_the_pool_says(cluster: Cluster) -> None:
    with WorkerProcesses() as pool:
        found = []
        for workers in (pool, cluster):
            provider = FunctionProvider(workers, task_type_of)
            first = provider.consolidate_group(ACS, JOB, payload_of(objects(50)), b"", DATE)
            big = payload_of(objects(300, "x" * 400))  # goes to the worker directly
            second = provider.consolidate_group(ACS, JOB, big, first.state, DATE)
            whole = list(provider.final_pass(ACS, JOB, objects(500), DATE))
            found.append((response_of(first.objects), response_of(second.objects), second.state, whole))
    assert found[0] == found[1]


def test_a_file_of_many_parts_goes_there_and_back(cluster: Cluster, tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    write_values(source, objects(20_000, "x" * 150))
    assert source.stat().st_size > 9 * 2**20
    cluster.call_on_file(sent.copy_slowly, source, target, 0.0)
    assert source.read_bytes() == target.read_bytes()


def test_nothing_of_a_file_stays_on_the_workers(processes: ClusterProcesses, cluster: Cluster) -> None:
    provider = FunctionProvider(cluster, task_type_of)
    assert len(list(provider.final_pass(ACS, JOB, objects(10), DATE))) == 10
    assert not list(processes._folder.glob("trigpoint-*"))


def test_errors_of_ours_come_through_and_others_are_the_functions(cluster: Cluster) -> None:
    with pytest.raises(InvalidInput, match="no label"):
        cluster.call(sent.raise_ours)
    with pytest.raises(FunctionFailed, match="consolidation failed: ValueError: nonsense"):
        cluster.call(sent.raise_other)


def test_the_cluster_tells_how_it_is(processes: ClusterProcesses) -> None:
    eventually(lambda: ask_cluster(processes.address, seconds=60).n_workers == 2)
    assert ask_cluster(processes.address, seconds=60) == (processes.address, 2, 2, None)


def test_another_version_of_trigpoint_is_said(cluster: Cluster) -> None:
    from trigpoint.functions.on_worker import on_worker

    with pytest.raises(Unavailable, match=r"has Trigpoint .* and the engine 0\.0\.0"):
        cluster.call(on_worker, "0.0.0", sent.raise_ours)


def test_another_dask_is_said(processes: ClusterProcesses, monkeypatch: pytest.MonkeyPatch) -> None:
    from distributed import Client

    real = Client.get_versions

    def older(client: Any, *args: Any, **kwargs: Any) -> Any:
        found = real(client, *args, **kwargs)
        found["scheduler"]["packages"]["distributed"] = "2020.1.0"
        return found

    monkeypatch.setattr(Client, "get_versions", older)
    state = ask_cluster(processes.address, seconds=60)
    assert state.problem is not None
    assert "the scheduler has Python" in state.problem
    assert "distributed 2020.1.0" in state.problem


def test_a_worker_that_is_killed_at_work_loses_nothing(
    processes: ClusterProcesses, cluster: Cluster, tmp_path: Path
) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(b"x" * 1000)
    state: dict[str, Any] = {}

    def work() -> None:
        cluster.call_on_file(sent.copy_slowly, source, target, 4.0)
        state["pid"] = cluster.call(sent.sleep_and_tell, 4.0)

    labour = threading.Thread(target=work)
    labour.start()
    folder = processes._folder
    eventually(lambda: bool(list(folder.glob("trigpoint-*/target"))))  # a worker is at the file
    killed = kill_a_busy_worker(processes)
    processes.start_worker()
    eventually(target.exists)
    labour.join(timeout=120)
    assert target.read_bytes() == source.read_bytes()
    assert state["pid"] not in {killed}


def kill_a_busy_worker(processes: ClusterProcesses) -> int:
    """Kills the worker that has the file, found by what it runs."""
    from distributed import Client

    with Client(processes.address, set_as_default=False) as client:
        busy = {address for address, keys in client.processing().items() if keys}
        pids = client.run(os.getpid, workers=list(busy))
    (pid,) = pids.values()
    os.kill(pid, signal.SIGKILL)
    return int(pid)


def test_a_scheduler_that_is_gone_is_said_and_found_again(tmp_path: Path) -> None:
    with ClusterProcesses(tmp_path, n_workers=1) as processes:
        cluster = Cluster(processes.address, patience_seconds=60, connect_seconds=60)
        assert cluster.call(sent.sleep_and_tell, 0.0) == processes.workers[0].pid
        failures: list[BaseException] = []

        def work() -> None:
            try:
                cluster.call(sent.sleep_and_tell, 60.0)
            except Unavailable as exc:
                failures.append(exc)

        labour = threading.Thread(target=work)
        labour.start()
        time.sleep(0.5)
        processes.stop_scheduler()
        labour.join(timeout=60)
        assert len(failures) == 1
        assert "does not answer" in str(failures[0])
        processes.start_scheduler()
        worker = processes.start_worker()
        eventually(lambda: ask_cluster(processes.address, seconds=60).n_workers > 0)
        assert cluster.call(sent.sleep_and_tell, 0.0) in {worker.pid, processes.workers[0].pid}
        cluster.shutdown()


def test_nobody_at_the_address_is_said() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(Unavailable, match="does not answer"):
        Cluster(address, connect_seconds=1).call(sent.raise_ours)
    assert "does not answer" in (ask_cluster(address, seconds=1).problem or "")


def test_a_cluster_without_workers_is_waited_for_and_then_said(tmp_path: Path) -> None:
    with ClusterProcesses(tmp_path, n_workers=0) as processes:
        cluster = Cluster(processes.address, patience_seconds=1, connect_seconds=60)
        with pytest.raises(Unavailable, match="has no workers"):
            cluster.call(sent.raise_ours)
        assert ask_cluster(processes.address, seconds=60).problem == (
            f"the cluster {processes.address} has no workers"
        )
        cluster.shutdown()


def test_nothing_of_dask_is_loaded_without_a_cluster() -> None:
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, trigpoint.app.engine, trigpoint.app.server, trigpoint.functions.cluster;"
            "print(sorted({'dask', 'distributed', 'numpy', 'tornado'} & set(sys.modules)))",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == "[]"
