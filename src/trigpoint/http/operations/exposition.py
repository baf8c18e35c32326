"""The text that Prometheus reads: this process's figures, the database's, and an engine's beside it."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

from trigpoint.metrics import Metrics

_CHILD_SECONDS = 2.0


class Text(NamedTuple):
    content_type: str
    body: bytes


class Exposition:
    """Gathers figures when asked. Every figure of a process has the label `process`.

    `state` gives figures that are the same from every server, and is None in engines. `beside` gives the
    address of an engine's own figures, where this process started one.
    """

    def __init__(
        self,
        metrics: Metrics,
        process: str,
        state: Collector | None = None,
        beside: Callable[[], str | None] = lambda: None,
    ) -> None:
        self._metrics = metrics
        self._process = process
        self._state = state
        self._beside = beside

    def text(self, accept: str = "") -> Text:
        encode, content_type = choose_encoder(accept)
        return Text(content_type, encode(self))

    def collect(self) -> Iterable[Metric]:
        """Every family once, whichever processes it comes from: what an encoder asks a registry for."""
        families: dict[str, Metric] = {}
        for each in self._every():
            known = families.setdefault(each.name, each)
            if known is not each:
                known.samples.extend(each.samples)
        return families.values()

    def _every(self) -> Iterator[Metric]:
        for each in self._metrics.registry.collect():
            yield _labeled(each, self._process)
        if self._state is not None:
            yield from self._state.collect()
        if (url := self._beside()) is not None:
            yield from _figures_of(url)


def _labeled(family: Metric, process: str) -> Metric:
    """The family with the label, without the instants at which each series began."""
    named = Metric(family.name, family.documentation, family.type, family.unit)
    for sample in family.samples:
        if not sample.name.endswith("_created"):
            named.samples.append(sample._replace(labels={**sample.labels, "process": process}))
    return named


def _figures_of(url: str) -> Iterator[Metric]:
    """Another process's figures, which bear its label already."""
    meaning = "Whether the engine that this server started gave its figures."
    try:
        found: list[Any] = list(text_string_to_metric_families(_fetched(url)))
    except (OSError, ValueError, http.client.HTTPException):
        found = []
    yield GaugeMetricFamily("trigpoint_engine_figures_up", meaning, value=float(bool(found)))
    yield from found


def _fetched(url: str) -> str:
    """Asked for directly: no proxy of the environment stands between processes of one machine."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_CHILD_SECONDS)
    try:
        connection.request("GET", parts.path)
        answer = connection.getresponse()
        if answer.status != 200:
            raise ValueError(f"{url} answered {answer.status}")
        return answer.read().decode()
    finally:
        connection.close()
