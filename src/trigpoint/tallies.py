"""Figures of the hot path: plain lists and dictionaries, which a scrape turns into Prometheus's families.

`prometheus_client.Histogram` takes a lock for each bucket, sum and count: 0.7 microseconds where this takes
0.3. Each tally is written by one thread at a time; should two ever meet, a count is lost and nothing breaks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

_MOST_KEYS = 2000

Key = tuple[str, ...]


class Tally(Collector):
    """Values sorted into buckets, for each combination of labels."""

    def __init__(self, name: str, meaning: str, bounds: Sequence[float], labels: Sequence[str] = ()) -> None:
        self._name = name
        self._meaning = meaning
        self._bounds = tuple(bounds)
        self._labels = tuple(labels)
        self._rows: dict[Key, list[float]] = {}
        if not labels:
            self._row(())

    def observe(self, key: Key, value: float) -> None:
        row = self._rows.get(key) or self._row(key)
        row[bisect_left(self._bounds, value)] += 1
        row[-1] += value

    def collect(self) -> Iterator[Metric]:
        family = HistogramMetricFamily(self._name, self._meaning, labels=self._labels)
        for key, row in list(self._rows.items()):
            self._add(family, key, row)
        yield family

    def _add(self, family: HistogramMetricFamily, key: Key, row: list[float]) -> None:
        names = [*map(floatToGoString, self._bounds), "+Inf"]
        family.add_metric(key, list(zip(names, accumulate(row[:-1]), strict=True)), sum_value=row[-1])

    def _row(self, key: Key) -> list[float]:
        """Counts of each bucket and of what is beyond the last, then the sum."""
        if len(self._rows) >= _MOST_KEYS:  # names come from outside: they must not fill the memory
            key = ("other",) * len(key)
        return self._rows.setdefault(key, [0] * (len(self._bounds) + 2))


class RequestTally(Tally):
    """Requests by route, method and status: one list to write to, a counter and a histogram to read."""

    def __init__(self, bounds: Sequence[float]) -> None:
        super().__init__(
            "trigpoint_http_request_seconds",
            "HTTP requests by route template, from arrival to the last byte.",
            bounds,
            ("route", "method", "status"),
        )

    def collect(self) -> Iterator[Metric]:
        counter = CounterMetricFamily(
            "trigpoint_http_requests",
            "HTTP requests, by route template, never by address.",
            labels=self._labels,
        )
        seconds = HistogramMetricFamily(self._name, self._meaning, labels=["route"])
        by_route: dict[str, list[float]] = {}
        for key, row in list(self._rows.items()):
            counter.add_metric(key, sum(row[:-1]))
            sums = by_route.setdefault(key[0], [0] * len(row))
            by_route[key[0]] = [one + other for one, other in zip(sums, row, strict=True)]
        for route, row in by_route.items():
            self._add(seconds, (route,), row)
        yield counter
        yield seconds


class TeamTally(Collector):
    """What workers do, by team, under CloudWatch's names as its Prometheus exporters spell them.

    A worker is active for five minutes after ending a task. Who works is not among the labels.
    """

    _EVENTS = ("accepted", "submitted", "returned", "declined")
    _ACTIVE_SECONDS = 300.0

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._tasks: dict[tuple[str, str], int] = {}
        self._time_spent: dict[str, float] = {}
        self._active: dict[tuple[str, str], float] = {}

    def observe(self, event: str, team: str, worker_id: str, active_seconds: float) -> None:
        self._tasks[event, team] = self._tasks.get((event, team), 0) + 1
        if event == "accepted":
            return
        self._active[team, worker_id] = self._seconds()
        if event == "submitted":
            self._time_spent[team] = self._time_spent.get(team, 0.0) + active_seconds

    def collect(self) -> Iterator[Metric]:
        prefix, labels = "aws_sagemaker_workteam", ["workteam"]
        tasks = list(self._tasks.items())
        for event in self._EVENTS:
            counter = CounterMetricFamily(
                f"{prefix}_tasks_{event}", f"Tasks{event.capitalize()}.", labels=labels
            )
            for (each, team), count in tasks:
                if each == event:
                    counter.add_metric([team], count)
            yield counter
        spent = CounterMetricFamily(
            f"{prefix}_time_spent_seconds",
            "TimeSpent: seconds that workers were at tasks they submitted, breaks excluded.",
            labels=labels,
        )
        for team, seconds in list(self._time_spent.items()):
            spent.add_metric([team], seconds)
        yield spent
        active = GaugeMetricFamily(
            f"{prefix}_active_workers",
            "ActiveWorkers: workers who submitted, returned or declined a task within the last five minutes.",
            labels=labels,
        )
        for team, count in self._n_active().items():
            active.add_metric([team], count)
        yield active

    def _n_active(self) -> Counter[str]:
        since = self._seconds() - self._ACTIVE_SECONDS
        for key, at in list(self._active.items()):
            if at < since:
                self._active.pop(key, None)
        return Counter(team for team, _ in list(self._active))
