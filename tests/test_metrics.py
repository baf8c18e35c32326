"""A process's own instruments: what hooks are told is what a registry shows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from trigpoint.metrics import Metrics
from trigpoint.model.errors import Unavailable


class Seconds:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def metrics(seconds: Seconds) -> Metrics:
    return Metrics("1.2.3", seconds)


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


def test_a_cycle_is_counted_in_the_bucket_of_its_time(metrics: Metrics) -> None:
    for took in (0.0009, 0.004, 0.029, 0.031):
        metrics.cycle("answer_next", took)
    under = {
        bound: value(metrics, "trigpoint_cycle_seconds_bucket", call="answer_next", le=bound)
        for bound in ("0.001", "0.005", "0.03", "+Inf")
    }
    assert under == {"0.001": 1, "0.005": 2, "0.03": 3, "+Inf": 4}


def test_requests_are_counted_by_template_method_and_class_of_status(metrics: Metrics) -> None:
    for status in (200, 204, 409, 503):
        metrics.request("/a/{id}", "POST", status, 0.01)
    counted = {
        status: value(metrics, "trigpoint_http_requests_total", route="/a/{id}", method="POST", status=status)
        for status in ("2xx", "4xx", "5xx")
    }
    assert counted == {"2xx": 2, "4xx": 1, "5xx": 1}


def test_names_from_outside_cannot_fill_the_memory(metrics: Metrics) -> None:
    for n in range(5000):
        metrics.error(f"Strange{n}")
    samples = [
        sample
        for family in metrics.registry.collect()
        if family.name == "trigpoint_errors"
        for sample in family.samples
        if sample.name == "trigpoint_errors_total"
    ]
    assert len(samples) <= 2001
    assert sum(sample.value for sample in samples) == 5000
    assert value(metrics, "trigpoint_errors_total", error="other") == 5000 - (len(samples) - 1)


def test_a_commit_tells_its_batch_its_time_and_how_long_writes_waited(metrics: Metrics) -> None:
    metrics.commit(7, 0.003, 0.0004)
    assert value(metrics, "trigpoint_commit_batch_requests_bucket", le="8.0") == 1
    assert value(metrics, "trigpoint_commit_batch_requests_bucket", le="4.0") == 0
    assert value(metrics, "trigpoint_commit_seconds_sum") == 0.003
    assert value(metrics, "trigpoint_write_wait_seconds_sum") == 0.0004


def test_an_engine_tells_the_age_of_its_beat_its_jobs_and_its_takeovers(metrics: Metrics) -> None:
    assert value(metrics, "trigpoint_engine_beat_age_seconds") == -1
    ages = iter([0.5, 4.0])
    metrics.beat_age.set_function(lambda: next(ages))
    assert value(metrics, "trigpoint_engine_beat_age_seconds") == 0.5
    assert value(metrics, "trigpoint_engine_beat_age_seconds") == 4
    metrics.held(3)
    metrics.takeover()
    assert value(metrics, "trigpoint_engine_jobs_held") == 3
    assert value(metrics, "trigpoint_engine_takeovers_total") == 1


def test_failures_are_counted_beside_the_time_they_took(metrics: Metrics) -> None:
    metrics.blob("put", 0.2, None)
    metrics.blob("put", 0.3, Unavailable())
    metrics.function("consolidate", 1.5, RuntimeError())
    metrics.rendered(0.1, 2)
    metrics.step_failed(Unavailable())
    assert value(metrics, "trigpoint_blob_seconds_count", operation="put") == 2
    assert value(metrics, "trigpoint_blob_failures_total", operation="put", error="Unavailable") == 1
    assert value(metrics, "trigpoint_function_failures_total", function="consolidate") == 1
    assert value(metrics, "trigpoint_render_failures_total") == 2
    assert value(metrics, "trigpoint_engine_step_failures_total", error="Unavailable") == 1
    assert value(metrics, "trigpoint_errors_total", error="Unavailable") == 1


def test_jobs_and_tasks_have_the_names_that_cloudwatch_gives_them(metrics: Metrics) -> None:
    for status in ("Completed", "Completed", "Failed", "Stopped"):
        metrics.job_ended(status)
    metrics.worker("accepted", "cats", "ann")
    metrics.worker("submitted", "cats", "ann", 12.5)
    metrics.worker("declined", "cats", "bob")
    job, team = "aws_sagemaker_labelingjobs", "aws_sagemaker_workteam"
    assert [value(metrics, f"{job}_jobs_{word}_total") for word in ("succeeded", "failed", "stopped")] == [
        2,
        1,
        1,
    ]
    counted = {
        event: value(metrics, f"{team}_tasks_{event}_total", workteam="cats")
        for event in ("accepted", "submitted", "declined", "returned")
    }
    assert counted == {"accepted": 1, "submitted": 1, "declined": 1, "returned": None}
    assert value(metrics, f"{team}_time_spent_seconds_total", workteam="cats") == 12.5


def test_a_worker_is_active_for_five_minutes_after_ending_a_task(metrics: Metrics, seconds: Seconds) -> None:
    def active() -> float | None:
        return value(metrics, "aws_sagemaker_workteam_active_workers", workteam="cats")

    metrics.worker("accepted", "cats", "cem")  # holding a task is not yet activity
    assert active() is None
    metrics.worker("submitted", "cats", "ann", 1.0)
    metrics.worker("submitted", "cats", "ann", 1.0)
    seconds.now += 200
    metrics.worker("returned", "cats", "bob")
    assert active() == 2
    seconds.now += 150
    assert active() == 1
    seconds.now += 400
    assert active() is None


def test_two_processes_worth_of_metrics_do_not_share_anything() -> None:
    first, second = Metrics(), Metrics()
    first.cycle("claim", 1)
    assert value(second, "trigpoint_cycle_seconds_count", call="claim") is None


def names(metrics: Metrics) -> Iterator[str]:
    for family in metrics.registry.collect():
        yield family.name


def test_the_process_itself_is_among_the_figures(metrics: Metrics) -> None:
    assert {"process_resident_memory_bytes", "process_cpu_seconds", "process_open_fds"} <= set(names(metrics))
    build = [f for f in metrics.registry.collect() if f.name == "trigpoint_build_info"]
    assert build[0].samples[0].labels["version"] == "1.2.3"
