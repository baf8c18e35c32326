"""Staging, when two engines do it at once or one sleeps in the middle."""

from __future__ import annotations

from typing import Any

from trigpoint.store.tasks import n_open


def test_what_a_sleeper_has_prepared_is_not_opened_when_another_has_staged_meanwhile(
    lab: Any, monkeypatch: Any
) -> None:
    lab.begin(lines=5)
    lab.step()
    honest = lab.stage._prepare
    meanwhile: list[bool] = []

    def slept(job: Any, objects: Any, template: str) -> Any:
        prepared = honest(job, objects, template)
        if not meanwhile:  # another engine stages the same objects before this one writes
            meanwhile.append(True)
            meanwhile.append(lab.stage.run(job))
        return prepared

    monkeypatch.setattr(lab.stage, "_prepare", slept)
    job = lab.job()
    assert lab.database.read_now(lambda tx: n_open(tx, job.job_id)) == 0
    assert not lab.stage.run(job)
    assert meanwhile == [True, True]
    assert lab.database.read_now(lambda tx: n_open(tx, job.job_id)) == 5
    assert sorted(lab.answer_next(0) for _ in range(5)) == [0, 1, 2, 3, 4]
