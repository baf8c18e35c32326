"""`python -m simulator.mutations`: breaks the engine on purpose, and counts the seeds until that is found.

Each mutation is made in a copy of the sources, which the simulator then runs. One whose text is no longer
there is named as such: change it along with the code.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

_ROOT = Path(__file__).resolve().parents[1]


class Mutation(NamedTuple):
    what: str
    file: str
    before: str
    after: str


MUTATIONS = (
    Mutation(
        "one answer too many is waited for",
        "engine/slots.py",
        "slots.n_answers >= slots.wanted",
        "slots.n_answers > slots.wanted",
    ),
    Mutation(
        "a task is offered though its last slot is taken",
        "engine/slots.py",
        "full = slots.n_leases + slots.n_answers + 1 >= slots.wanted",
        "full = slots.n_answers + 1 >= slots.wanted",
    ),
    Mutation(
        "a task is given to one worker too many",
        "engine/slots.py",
        "slots.n_leases + slots.n_answers",
        "slots.n_leases - 1 + slots.n_answers",
    ),
    Mutation(
        "a slot is not given back",
        "engine/slots.py",
        "n_leases=slots.n_leases - 1",
        "n_leases=slots.n_leases",
    ),
    Mutation(
        "an answer is counted twice",
        "engine/slots.py",
        "slots.n_answers + answered",
        "slots.n_answers + 2 * answered",
    ),
    Mutation(
        "a slot that came back is not offered again",
        "engine/lease_steps.py",
        "    if may_offer(after, now):\n",
        "    if False and may_offer(after, now):\n",
    ),
    Mutation(
        "an answer after the lease counts",
        "engine/lease_steps.py",
        'if held.state == "open" and held.expires_at <= now:\n        expired_at',
        "if False:\n        expired_at",
    ),
    Mutation(
        "the token is not looked at in an answer",
        "engine/lease_steps.py",
        'if held.state == "open" and held.token != token:',
        "if False:",
    ),
    Mutation(
        "the token is not looked at in a release",
        "engine/lease_steps.py",
        'if held.state != "open" or held.token != token:',
        'if held.state != "open":',
    ),
    Mutation(
        "a second, different answer gets the first one's receipt",
        "engine/lease_steps.py",
        "if answer_text(tx, held) == text and",
        "if",
    ),
    Mutation(
        "a late answer is counted",
        "engine/lease_steps.py",
        "insert_answer(tx, held, text, micros, active, counted=False)",
        "insert_answer(tx, held, text, micros, active, counted=True)",
    ),
    Mutation(
        "a worker gets a task again",
        "engine/next_task.py",
        "if not offer.done_by_worker and may_offer",
        "if may_offer",
    ),
    Mutation(
        "somebody else's assignment can be touched",
        "engine/lease_steps.py",
        "if found is None or found.worker_id != worker_id:",
        "if found is None:",
    ),
    Mutation(
        "an answer is acknowledged though its commit failed",
        "engine/lease.py",
        "        outcome, job, following = await self._database.write(work, brief=True)\n",
        "        from trigpoint.model.errors import Unavailable\n"
        "        try:\n"
        "            outcome, job, following = await self._database.write(work, brief=True)\n"
        "        except Unavailable:\n"
        "            return Receipt(assignment_id, now)\n",
    ),
    Mutation(
        "a request that fails leaves half of its work in the common transaction",
        "store/group_commit.py",
        '                    execute("ROLLBACK TO request")\n',
        "",
    ),
    Mutation(
        "a stop does not end the leases",
        "engine/labeling_jobs.py",
        "    stop_assignments(tx, job_id, now)\n",
        "",
    ),
    Mutation(
        "a stop leaves tasks with the workers",
        "engine/labeling_jobs.py",
        "    close_all_tasks(tx, job_id, now)\n",
        "",
    ),
    Mutation(
        "late answers reach the functions",
        "store/answered.py",
        ".where(_in_group, answers.c.counted == 1)",
        ".where(_in_group)",
    ),
    Mutation(
        "two groups get the same second",
        "engine/consolidate.py",
        "stamp = max(now, last_stamp(tx, job.job_id, iteration) + _SECOND)",
        "stamp = now",
    ),
    Mutation(
        "failed objects are not counted",
        "engine/consolidate.py",
        "failed=len(outcomes) - n_labeled)",
        "failed=0)",
    ),
    Mutation(
        "an engine stages what another has staged",
        "engine/stage.py",
        " or staging_position(tx, job.job_id) != position:",
        ":",
    ),
    Mutation(
        "an engine that has lost its job goes on writing",
        "engine/job_leases.py",
        "            self._leases.require(tx, job_id)\n",
        "",
    ),
    Mutation(
        "an engine writes without a look at its lease on the job",
        "engine/job_leases.py",
        "        if job_id is None:\n",
        "        if True:\n",
    ),
    Mutation(
        "an interrupted reading of the manifest is not cleared",
        "engine/ingest.py",
        "        self._database.write_now(lambda tx: clear_objects(tx, job.job_id))\n",
        "",
    ),
    Mutation(
        "a job is final before its files are written",
        "engine/finish.py",
        "        self._export.output_manifest(job)\n        self._export.closing_balance(job)\n"
        "        self._end(job, self._final_state(job))\n",
        "        self._end(job, self._final_state(job))\n        self._export.output_manifest(job)\n"
        "        self._export.closing_balance(job)\n",
    ),
    Mutation(
        "the last answers are not consolidated at the end",
        "engine/stages.py",
        "        self._consolidate.run(job, all_now=True)\n",
        "",
    ),
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m simulator.mutations", description=__doc__)
    parser.add_argument("--seeds", type=int, default=300, help="how many seeds to try for each")
    parser.add_argument("--only", default="", help="only mutations with this text in their names")
    given = parser.parse_args()
    print("| what is broken | seeds until it was found | what the simulator said |\n|---|---|---|")
    n_missed = 0
    for mutation in MUTATIONS:
        if given.only not in mutation.what:
            continue
        with tempfile.TemporaryDirectory(prefix="trigpoint-mutation-") as folder:
            shutil.copytree(_ROOT / "src", Path(folder) / "src")
            if not _break(Path(folder) / "src", mutation):
                print(f"| {mutation.what} | no longer applies | |", flush=True)
                n_missed += 1
                continue
            found = _try(Path(folder) / "src", given.seeds)
        n_missed += found is None
        n_seeds, said = found or (f"not in {given.seeds}", "")
        print(f"| {mutation.what} | {n_seeds} | {said} |", flush=True)
    return 1 if n_missed else 0


def _break(source: Path, mutation: Mutation) -> bool:
    path = source / "trigpoint" / mutation.file
    text = path.read_text()
    path.write_text(text.replace(mutation.before, mutation.after))
    return mutation.before in text


def _try(source: Path, n_seeds: int) -> tuple[str, str] | None:
    """The first seed that fails with these sources, and what was wrong."""
    command = [sys.executable, "-m", "simulator", "--seeds", str(n_seeds)]
    environment = {**os.environ, "PYTHONPATH": str(source)}
    ended = subprocess.run(command, cwd=_ROOT, env=environment, capture_output=True, text=True, check=False)
    match = re.search(r"^Seed (\d+) failed: (.*)$", ended.stdout, re.MULTILINE)
    if match is None:
        return None if ended.returncode == 0 else ("1", ended.stderr.strip().splitlines()[-1][:100])
    said = match[2].replace("|", "/")
    return match[1], said if len(said) <= 90 else f"{said[:90]} ..."


if __name__ == "__main__":
    sys.exit(main())
