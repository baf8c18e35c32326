"""The label category file: what workers choose from, and the options AWS's API has no member for."""

from __future__ import annotations

import json
from typing import Any, Final

import msgspec

from trigpoint.model.errors import InvalidInput
from trigpoint.tasktypes.task_type import TaskType

MAX_LABEL_CHARS: Final = 256
_OPTIONS: Final = ("consolidation", "uiOptions")


class JobOptions(msgspec.Struct, frozen=True):
    """What stands under the key `trigpoint`."""

    consolidation: str | None = None
    """Name of the consolidation method."""
    ui_options: dict[str, dict[str, Any]] = {}
    """Extension attributes by element name."""


class LabelCategories(msgspec.Struct, frozen=True):
    """A label category file: a label's place in the list is its class id."""

    labels: tuple[str, ...]
    options: JobOptions = JobOptions()


def parse_label_categories(data: bytes, task_type: TaskType | None) -> LabelCategories:
    """The label categories in a file's bytes, checked for a task type (None for custom jobs).

    Raises InvalidInput that says what is wrong and where. A byte order mark is tolerated, members that the
    simple form does not know are passed over.
    """
    document = _document(data)
    version = document.get("document-version", document.get("documentVersion"))
    if version is not None and not isinstance(version, str):
        raise _fault(f"document-version is {_shown(version)}, not a text")
    labels = _labels(document.get("labels"), required=task_type is not None and task_type.min_labels > 0)
    if task_type is not None:
        _check_count(labels, task_type)
    return LabelCategories(labels, _options(document.get("trigpoint"), task_type))


def _document(data: bytes) -> dict[str, Any]:
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as exc:
        raise _fault(f"not UTF-8 at byte {exc.start + 1}") from exc
    except json.JSONDecodeError as exc:
        raise _fault(f"not valid JSON: {exc.msg} at line {exc.lineno}, column {exc.colno}") from exc
    except RecursionError as exc:
        raise _fault("nested too deeply") from exc
    if not isinstance(document, dict):
        raise _fault(f"holds {_shown(document)}, not an object")
    return document


def _labels(listed: Any, *, required: bool) -> tuple[str, ...]:
    if listed is None and not required:
        return ()
    if not isinstance(listed, list):
        found = "missing" if listed is None else f"{_shown(listed)}, not an array"
        raise _fault(f"'labels' is {found}")
    labels = tuple(_label(entry, place) for place, entry in enumerate(listed))
    first_places: dict[str, int] = {}
    for place, label in enumerate(labels):
        if first_places.setdefault(label, place) != place:
            first = first_places[label]
            raise _fault(f"labels[{place}] repeats {label!r} of labels[{first}]: names are unique")
    return labels


def _label(entry: Any, place: int) -> str:
    label = entry.get("label") if isinstance(entry, dict) else None
    if not isinstance(label, str):
        raise _fault(f'labels[{place}] is {_shown(entry)}, not of the form {{"label": "..."}}')
    if not label.strip():
        raise _fault(f"labels[{place}].label is empty")
    if len(label) > MAX_LABEL_CHARS:
        raise _fault(f"labels[{place}].label has {len(label)} characters; {MAX_LABEL_CHARS} are allowed")
    return label


def _check_count(labels: tuple[str, ...], task_type: TaskType) -> None:
    if len(labels) < task_type.min_labels:
        raise _fault(f"{len(labels)} labels; {task_type.name} needs at least {task_type.min_labels}")
    if task_type.max_labels is not None and len(labels) > task_type.max_labels:
        raise _fault(f"{len(labels)} labels; {task_type.name} takes at most {task_type.max_labels}")


def _options(given: Any, task_type: TaskType | None) -> JobOptions:
    if given is None:
        return JobOptions()
    if not isinstance(given, dict):
        raise _fault(f"'trigpoint' is {_shown(given)}, not an object")
    for name in given:
        if name not in _OPTIONS:
            raise _fault(f"trigpoint.{name} is no job option; options are {', '.join(_OPTIONS)}")
    return JobOptions(_method(given.get("consolidation"), task_type), _ui_options(given.get("uiOptions")))


def _method(name: Any, task_type: TaskType | None) -> str | None:
    if name is None:
        return None
    methods = task_type.methods if task_type is not None else ()
    if not methods:
        raise _fault("trigpoint.consolidation: this task type has no methods")
    if name not in methods:
        raise _fault(f"trigpoint.consolidation is {_shown(name)}; methods are {', '.join(methods)}")
    return str(name)


def _ui_options(given: Any) -> dict[str, dict[str, Any]]:
    if given is None:
        return {}
    if not isinstance(given, dict) or not all(isinstance(each, dict) for each in given.values()):
        raise _fault("trigpoint.uiOptions is not a map from element name to attributes")
    return given


def _fault(what: str) -> InvalidInput:
    return InvalidInput(f"label category file: {what}")


def _shown(value: Any) -> str:
    """The value as JSON, cut to a length that fits a message."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:77]}..."
