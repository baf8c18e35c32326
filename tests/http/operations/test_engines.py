"""Engines are alive while their beat changes, whatever their clocks say."""

from __future__ import annotations

from typing import Any

import pytest

from trigpoint.http.operations.engines import EngineWatch
from trigpoint.model.clock import to_micros
from trigpoint.store.database import Database
from trigpoint.store.job_leases import beat, register_engine, sign_off


@pytest.fixture
def watch(database: Database, clock: Any) -> EngineWatch:
    return EngineWatch(database, clock, silent_seconds=10, seconds=clock.seconds)


def register(database: Database, clock: Any, name: str, ago: float = 0.0) -> None:
    micros = to_micros(clock.now()) - int(ago * 1e6)
    database.write_now(lambda tx: register_engine(tx, f"id-{name}", name, micros))


def test_an_engine_that_beat_just_now_is_alive_at_first_sight(
    database: Database, clock: Any, watch: EngineWatch
) -> None:
    assert watch.alive() == []
    register(database, clock, "new")
    register(database, clock, "old", ago=3600)
    assert watch.alive() == ["new"]


def test_an_engine_that_falls_silent_is_dead_after_a_while(
    database: Database, clock: Any, watch: EngineWatch
) -> None:
    register(database, clock, "one")
    watch.alive()
    clock.turn(9)
    assert watch.alive() == ["one"]
    clock.turn(2)
    assert watch.alive() == []
    database.write_now(lambda tx: beat(tx, "id-one", to_micros(clock.now())))
    assert watch.alive() == ["one"]


def test_an_engine_with_a_wrong_hour_is_alive_once_its_beat_has_changed(
    database: Database, clock: Any, watch: EngineWatch
) -> None:
    register(database, clock, "behind", ago=7200)
    assert watch.alive() == []
    hour = to_micros(clock.now()) - 7_200_000_000
    database.write_now(lambda tx: beat(tx, "id-behind", hour))
    clock.turn(1)
    assert watch.alive() == ["behind"]


def test_an_engine_that_signed_off_is_gone_at_once(
    database: Database, clock: Any, watch: EngineWatch
) -> None:
    register(database, clock, "one")
    assert watch.alive() == ["one"]
    database.write_now(lambda tx: sign_off(tx, "id-one"))
    assert watch.alive() == []
