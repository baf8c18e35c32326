"""The built-in task types, and their templates in a requester's words: for who puts a job together."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from trigpoint.http.manage.call import Call, Given
from trigpoint.model.errors import InvalidInput, NotFound
from trigpoint.model.functions import JobFacts
from trigpoint.tasktypes.label_attribute_name import type_wants_ref
from trigpoint.tasktypes.registry import TASK_TYPES, proposed_seconds
from trigpoint.tasktypes.starter_template import Wording, starter_template, takes_colors
from trigpoint.tasktypes.task_type import TaskType

_HIDDEN: Final = frozenset({"Recipe"})
"""Types of functions that users bring with them."""
_MOST_LABELS: Final = 1000


class TaskTypeItem(msgspec.Struct, frozen=True, kw_only=True):
    """A task type and its rules."""

    name: str
    min_labels: int
    max_labels: int | None
    methods: list[str]
    """How answers may be consolidated, the default first."""
    wants_ref: bool | None
    """Whether the label attribute name must end in `-ref`, must not, or is free (null)."""
    time_limit_seconds: int
    """What is proposed for a task."""
    has_colors: bool
    """Whether the tool shows labels in colours that may be chosen."""
    template: str


class TaskTypeList(msgspec.Struct, frozen=True, kw_only=True):
    """All of them."""

    items: list[TaskTypeItem]
    next: None = None


class StarterTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """A worker template."""

    template: str


class LineToShow(msgspec.Struct, kw_only=True):
    """A manifest line, and what the job would have."""

    line: dict[str, Any]
    labels: list[str] = []
    audited: str | None = None
    label_attribute_name: str = "label"


class TaskInput(msgspec.Struct, frozen=True, kw_only=True):
    """What the task type makes of the line, as `task.input`."""

    task_input: dict[str, Any]


class TaskTypeCalls:
    def calls(self) -> list[Call]:
        return [
            Call(
                method="GET",
                path="task-types",
                summary="The built-in task types with their rules and templates",
                answers=TaskTypeList,
                handler=self.list,
            ),
            Call(
                method="POST",
                path="task-types/{name}/template",
                summary="The type's template with a question, instructions and colours",
                takes=Wording,
                answers=StarterTemplate,
                handler=self.template,
            ),
            Call(
                method="POST",
                path="task-types/{name}/input",
                summary="The task input that the type makes of a manifest line",
                takes=LineToShow,
                answers=TaskInput,
                handler=self.input,
            ),
        ]

    async def list(self, given: Given) -> TaskTypeList:
        return TaskTypeList(items=[_item(each) for name, each in TASK_TYPES.items() if name not in _HIDDEN])

    async def template(self, given: Given) -> StarterTemplate:
        return StarterTemplate(template=starter_template(_named(given), given.body))

    async def input(self, given: Given) -> TaskInput:
        wanted: LineToShow = given.body
        facts = JobFacts(
            job_name="preview",
            job_arn="",
            label_attribute_name=wanted.label_attribute_name,
            labels=tuple(wanted.labels[:_MOST_LABELS]),
            n_workers=1,
            audited=wanted.audited or None,
        )
        (answer,) = _named(given).pre([wanted.line], facts)
        if answer.task_input is None:
            raise InvalidInput(answer.failure_reason or "nobody is asked about this object")
        return TaskInput(task_input=answer.task_input)


def _named(given: Given) -> TaskType:
    name = given.names["name"]
    if name not in TASK_TYPES:
        raise NotFound("task type", name[:100])
    return TASK_TYPES[name]


def _item(task_type: TaskType) -> TaskTypeItem:
    return TaskTypeItem(
        name=task_type.name,
        min_labels=task_type.min_labels,
        max_labels=task_type.max_labels,
        methods=list(task_type.methods),
        wants_ref=type_wants_ref(task_type.name),
        time_limit_seconds=proposed_seconds(task_type),
        has_colors=takes_colors(task_type),
        template=task_type.default_template,
    )
