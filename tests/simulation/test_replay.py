"""A seed tells the same story whenever it is run; a failing one says how to hear it again."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from simulator.__main__ import report
from simulator.laboratory import Laboratory

from trigpoint.engine import lease_steps

ROOT = Path(__file__).resolve().parents[2]
BUSY_SEED = 3


@pytest.mark.timeout(600)
def test_the_same_seed_gives_the_same_log(laboratory: Laboratory) -> None:
    for seed in (1, 2, BUSY_SEED):
        first, second = laboratory.run(seed), laboratory.run(seed)
        assert first.log == second.log
        assert first.files == second.files


@pytest.mark.timeout(600)
def test_different_seeds_give_different_logs(laboratory: Laboratory) -> None:
    assert len({laboratory.run(seed).digest for seed in range(1, 6)}) == 5


def replayed(seed: int, hash_seed: str) -> list[str]:
    """What the command prints of a seed, without the line that says how long it took."""
    ended = subprocess.run(
        [sys.executable, "-m", "simulator", "--seed", str(seed), "--verbose"],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout.splitlines()[:-1]


@pytest.mark.timeout(600)
def test_another_process_hears_the_same_story(laboratory: Laboratory) -> None:
    here = laboratory.run(BUSY_SEED).log
    assert len(here) > 50
    assert replayed(BUSY_SEED, "1") == replayed(BUSY_SEED, "2") == here


@pytest.mark.timeout(600)
def test_an_answer_counted_twice_is_found_and_the_report_says_how_to_replay_it(
    laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = lease_steps.given_back

    def twice(slots: Any, now: int, *, answered: bool = False, declined: bool = False) -> Any:
        after = honest(slots, now, answered=answered, declined=declined)
        return after._replace(n_answers=after.n_answers + answered)

    monkeypatch.setattr(lease_steps, "given_back", twice)
    outcome = next(found for seed in range(1, 30) if (found := laboratory.run(seed)).violation)
    assert re.search("answers noted|answered >|has all its answers", str(outcome.violation))
    text = report(outcome, "sqlite")
    assert re.search(rf"-m simulator --seed {outcome.seed} --verbose$", text)
    assert outcome.log[-2] in text
    assert "VIOLATION" in outcome.log[-1]


@pytest.mark.timeout(600)
def test_an_answer_acknowledged_though_its_commit_failed_is_found(
    laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trigpoint.engine.lease import Leases
    from trigpoint.engine.lease_steps import Receipt
    from trigpoint.model.errors import Unavailable

    honest = Leases.answer

    async def hasty(self: Any, worker_id: str, assignment_id: str, *rest: Any, **options: Any) -> Receipt:
        try:
            return await honest(self, worker_id, assignment_id, *rest, **options)
        except Unavailable:
            return Receipt(assignment_id, self._clock.now())

    monkeypatch.setattr(Leases, "answer", hasty)
    outcome = next(found for seed in range(1, 200) if (found := laboratory.run(seed)).violation)
    assert re.search("acknowledged|receipt", str(outcome.violation))
