"""Groups that an engine comes to late, when another has consolidated them."""

from __future__ import annotations

from typing import Any

from trigpoint.store.groups import pending_groups


def test_an_engine_that_slept_leaves_the_files_of_a_group_that_another_has_done(
    lab: Any, monkeypatch: Any
) -> None:
    lab.started(lines=2, n_workers=1)
    for _ in range(2):
        lab.answer_next(0)
    job = lab.job()
    seen: list[Any] = []
    honest = lab.consolidate._consolidate
    monkeypatch.setattr(
        lab.consolidate, "_consolidate", lambda job, groups: (seen.extend(groups), honest(job, groups))
    )
    lab.consolidate.run(job, all_now=True)
    assert seen
    assert lab.database.read_now(lambda tx: pending_groups(tx, job.job_id)) == []
    files = {key: lab.read(f"s3://lab/{key}") for key in lab.keys("out/")}
    counters = lab.job().counters
    honest(job, seen)  # what a sleeper still has in its hands
    assert {key: lab.read(f"s3://lab/{key}") for key in lab.keys("out/")} == files
    assert lab.job().counters == counters
