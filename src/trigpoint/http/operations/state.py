"""Gauges of what the database says, when it is asked: jobs, queues, engines. The same from every server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from prometheus_client.core import GaugeMetricFamily, Metric

from trigpoint.http.operations.engines import EngineWatch
from trigpoint.http.operations.probe import Probe
from trigpoint.store.database import Database
from trigpoint.store.figures import (
    JobFigures,
    Queues,
    jobs_by_status,
    queues,
    running_by_status,
    running_jobs,
)
from trigpoint.store.transaction import Transaction

_LIMIT_SECONDS = 5.0
_KEPT_SECONDS = 5.0
_ENDED_KEPT_SECONDS = 60.0
_DATASET_OBJECTS = (
    ("dataset_objects_auto_annotated", "DatasetObjectsAutoAnnotated"),
    ("dataset_objects_human_annotated", "DatasetObjectsHumanAnnotated"),
    ("dataset_objects_labeling_failed", "DatasetObjectsLabelingFailed"),
    ("total_dataset_objects_labeled", "TotalDatasetObjectsLabeled"),
)


class _State(NamedTuple):
    jobs: list[JobFigures]
    by_status: dict[str, int]
    queues: Queues
    engines: list[str]


class StateFigures:
    """Asks the database every five seconds at most, however many scrape, and not longer than five seconds."""

    def __init__(self, database: Database, engines: EngineWatch) -> None:
        self._database = database
        self._engines = engines
        self._now = Probe("figures", self._read, limit_seconds=_LIMIT_SECONDS, keep_seconds=_KEPT_SECONDS)
        # Jobs that have ended are counted by reading them all, so seldom.
        self._ended = Probe(
            "ended-jobs",
            lambda: database.read_now(jobs_by_status),
            limit_seconds=_LIMIT_SECONDS,
            keep_seconds=_ENDED_KEPT_SECONDS,
        )

    def collect(self) -> Iterator[Metric]:
        found = self._now.look()
        up = "Whether the database gave these figures; without them the others of its are missing."
        yield GaugeMetricFamily("trigpoint_database_up", up, value=float(found.ok))
        if found.value is None:
            return
        state = found.value
        yield self._jobs({**(self._ended.look().value or {}), **state.by_status})
        yield from _queues(state.jobs, state.queues)
        yield from _ground_truth(state.jobs)
        living = "Engines that have lately said that they live."
        yield GaugeMetricFamily("trigpoint_engines_alive", living, value=len(state.engines))

    def _read(self) -> _State:
        def work(tx: Transaction) -> tuple[list[JobFigures], dict[str, int], Queues]:
            return running_jobs(tx), running_by_status(tx), queues(tx)

        return _State(*self._database.read_now(work), self._engines.alive())

    def _jobs(self, by_status: dict[str, int]) -> Metric:
        meaning = "Labeling jobs by status; those in a final state are counted once a minute."
        family = GaugeMetricFamily("trigpoint_jobs", meaning, labels=["status"])
        for status, count in sorted(by_status.items()):
            family.add_metric([status], count)
        return family


def _queues(jobs: list[JobFigures], found: Queues) -> Iterator[Metric]:
    """One gauge with a label for the stage, so that a graph can stack them."""
    objects = GaugeMetricFamily(
        "trigpoint_queue_objects",
        "Objects of running jobs by stage: waiting to be staged, open to workers, answered and waiting to be"
        " grouped, in groups under consolidation.",
        labels=["labeling_job_name", "stage"],
    )
    groups = GaugeMetricFamily(
        "trigpoint_queue_groups", "Groups under consolidation.", labels=["labeling_job_name"]
    )
    for job in jobs:
        stages = {"waiting": job.waiting, "open": found.open.get(job.job_id, 0)}
        stages["answered"] = found.answered.get(job.job_id, 0)
        stages["consolidating"] = found.grouped.get(job.job_id, 0)
        for stage, count in stages.items():
            objects.add_metric([job.name, stage], count)
        groups.add_metric([job.name], found.groups.get(job.job_id, 0))
    yield objects
    yield groups
    meaning = "Tasks that workers hold now, all jobs together."
    yield GaugeMetricFamily("trigpoint_open_leases", meaning, value=found.open_leases)


def _ground_truth(jobs: list[JobFigures]) -> Iterator[Metric]:
    """CloudWatch's dataset object counts, for jobs that run."""
    families = [
        GaugeMetricFamily(
            f"aws_sagemaker_labelingjobs_{name}",
            f"{meaning}, of jobs that are not in a final state.",
            labels=["labeling_job_name"],
        )
        for name, meaning in _DATASET_OBJECTS
    ]
    for job in jobs:
        labeled = job.human_labeled + job.machine_labeled
        counts = (job.machine_labeled, job.human_labeled, job.failed, labeled)
        for family, count in zip(families, counts, strict=True):
            family.add_metric([job.name], count)
    yield from families
