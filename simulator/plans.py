"""Labeling jobs as managers of the simulation think them up, and what must become of each object."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from typing import Any, Final

from simulator.disk import BUCKET
from simulator.workplace import FUNCTIONS, TEAM_ARN
from trigpoint.blobs.folder import FolderStore
from trigpoint.model.labeling_job import JobConfig
from trigpoint.model.s3_uri import S3Uri

LABELS: Final = ("Western", "Indonesian", "Chinese", "Mains")
UNKNOWN_LABEL: Final = "Nobody's"
TEMPLATE: Final = """<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>{% if task.input.taskObject contains "spoiled" %}{{ 1 | divided_by: 0 }}{% endif %}
<crowd-classifier name="kind" categories="{{ task.input.labels | to_json | escape }}" header="?">
<classification-target>{{ task.input.taskObject }}</classification-target></crowd-classifier></crowd-form>"""
_FUNCTION_PAIRS: Final = {
    "one": (f"{FUNCTIONS}PRE-TextMultiClass", f"{FUNCTIONS}ACS-TextMultiClass"),
    "many": (f"{FUNCTIONS}PRE-TextMultiClassMultiLabel", f"{FUNCTIONS}ACS-TextMultiClassMultiLabel"),
    "image": (f"{FUNCTIONS}PRE-ImageMultiClass", f"{FUNCTIONS}ACS-ImageMultiClass"),
    "reference": (f"{FUNCTIONS}PRE-PassThrough", f"{FUNCTIONS}ACS-PassThrough"),
    "plain": (None, None),
    "all answers": (
        "arn:aws:lambda:us-east-1:111122223333:function:GtRecipePreHumanTaskFunc-x",
        "arn:aws:lambda:us-east-1:111122223333:function:GtRecipeAnnotationConsol-x",
    ),
}
KINDS: Final = tuple(_FUNCTION_PAIRS)


@dataclass
class Plan:
    """A job as it was asked for, and what its manager knows of it."""

    name: str
    kind: str
    config: JobConfig
    lines: list[bytes]
    """The manifest's lines without their ends, blank ones left out."""
    is_bad: bool
    """Whether the manifest has a line that cannot be used."""
    learns: bool
    """Whether what is known of the workers may outweigh what they said of an object."""
    n_asked: int = 0
    """How often its manager has asked for it."""
    created: bool = False
    """Whether the manager has been told that it exists."""
    stop_heard: bool = False
    unknown_labels_given: bool = False
    doomed: frozenset[int] = field(default=frozenset())
    """Objects that no worker can ever be shown."""
    prelabeled: frozenset[int] = field(default=frozenset())

    def __post_init__(self) -> None:
        if self.is_bad:
            return
        parsed = [json.loads(line) for line in self.lines]
        label = self.config.label_attribute_name
        self.prelabeled = frozenset(n for n, line in enumerate(parsed) if line.get(label) is not None)
        self.doomed = (
            frozenset(n for n, line in enumerate(parsed) if _is_doomed(line, self.kind)) - self.prelabeled
        )


def _is_doomed(line: dict[str, Any], kind: str) -> bool:
    if line.get("source-ref", "").endswith("missing.png") or "spoiled" in line.get("source", ""):
        return True
    has_object = "source" in line or "source-ref" in line
    return not has_object and kind not in ("reference", "plain")


class Drawing:
    """Draws plans, and puts their files into the store."""

    def __init__(self, rng: random.Random, blobs: FolderStore, most_objects: int) -> None:
        self._rng = rng
        self._blobs = blobs
        self._most_objects = most_objects
        self._put("img/there.png", b"\x89PNG")
        self._put("in/template.liquid", TEMPLATE.encode())
        self._n_plans = 0

    def new(self) -> Plan:
        """A job over a manifest of its own."""
        rng = self._rng
        kind = rng.choice(KINDS)
        lines = [self._line(n, kind) for n in range(rng.randint(1, self._most_objects))]
        is_bad = rng.random() < 0.05
        if is_bad:
            lines.insert(rng.randint(0, len(lines)), rng.choice((b'{"source": "torn', b"[1]", b'{"$x": 1}')))
        end = rng.choice((b"\n", b"\r\n", b"\n\n"))
        raw = end.join(lines) + rng.choice((b"", end))
        return self._plan(kind, raw, lines, is_bad, label="kind")

    def chained(self, source: Plan, raw: bytes) -> Plan:
        """A job over another's output: it goes on with what is not labeled, or labels something else."""
        label = self._rng.choice((source.config.label_attribute_name, f"kind{self._n_plans}"))
        return self._plan(source.kind, raw, raw.splitlines(), False, label=label)

    def cloned(self, source: Plan) -> Plan:
        """The same job under another name, given to other numbers of workers."""
        raw = b"\n".join(source.lines)
        label = source.config.label_attribute_name
        return self._plan(source.kind, raw, list(source.lines), source.is_bad, label=label)

    def _plan(self, kind: str, raw: bytes, lines: list[bytes], is_bad: bool, *, label: str) -> Plan:
        rng = self._rng
        self._n_plans += 1
        name = f"Job-{self._n_plans}"
        method = rng.choice(("mv", "mds"))
        options = {"consolidation": method} if kind == "one" else {}
        categories = {"labels": [{"label": each} for each in LABELS], "trigpoint": options}
        pre, post = _FUNCTION_PAIRS[kind]
        config = JobConfig(
            label_attribute_name=label,
            manifest_uri=self._put(f"in/{name}.manifest", raw),
            output_path=f"s3://{BUCKET}/out/",
            role_arn="arn:aws:iam::111122223333:role/gt",
            workteam_arn=TEAM_ARN,
            task_title="Sort dishes",
            task_description="Say what it is",
            template_uri=f"s3://{BUCKET}/in/template.liquid",
            label_category_uri=self._put(f"in/{name}.json", json.dumps(categories).encode()),
            pre_function_arn=pre,
            post_function_arn=post,
            n_workers=rng.choice((1, 1, 2, 2, 3, 5, 9)),
            time_limit_seconds=rng.choice((30, 60, 300)),
            availability_seconds=rng.choice((100, 900, 3600, 3600)),
            window=rng.choice((1, 2, 3, 1000)),
            max_human_labeled=rng.choice((None, None, None, 1, 3)),
            max_percent_labeled=rng.choice((None, None, None, 40, 100)),
        )
        learns = kind in ("one", "many", "image") and not (options and method == "mv")
        return Plan(name, kind, config, lines, is_bad, learns=learns and config.n_workers > 1)

    def _line(self, n: int, kind: str) -> bytes:
        rng = self._rng
        chance = rng.random()
        if chance < 0.05:
            return b'{"nothing": %d}' % n
        if chance < 0.1:
            return b'{"source": "spoiled %d"}' % n
        if chance < 0.17:
            human = rng.choice((b"yes", b"no"))
            return b'{"source":"done","kind":1,"kind-metadata":{"human-annotated":"%b"}}' % human
        if kind == "image":
            return b'{"source-ref": "s3://lab/img/%b.png"}' % rng.choice((b"there", b"there", b"missing"))
        forms = (b'{"source": "dish %d"}', b'{ "n":1.50e1,"source":"d\xc3\xbcsh \\u0041 %d", "z": [ ] }')
        return rng.choice(forms) % n

    def _put(self, key: str, data: bytes) -> str:
        self._blobs.put(S3Uri(BUCKET, key), data)
        return f"s3://{BUCKET}/{key}"


def answer_content(rng: random.Random, plan: Plan, mark: str) -> dict[str, Any]:
    """What a worker says; the mark makes it known again wherever it turns up."""
    labels = list(LABELS)
    if rng.random() < 0.02:
        labels = [UNKNOWN_LABEL]
        plan.unknown_labels_given = True
    if plan.kind == "many":
        said: Any = {"labels": rng.sample(labels, rng.randint(0 if len(labels) > 1 else 1, len(labels)))}
    else:
        said = {"label": rng.choice(labels)}
    return {"kind": said, "mark": {"note": mark}}
