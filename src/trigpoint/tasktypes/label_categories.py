"""The label category file: what workers choose from, and the options AWS's API has no member for."""

from __future__ import annotations

import json
from typing import Any, Final

import msgspec

from trigpoint.model.errors import InvalidInput
from trigpoint.tasktypes.task_type import TaskType

MAX_LABEL_CHARS: Final = 256
_OPTIONS: Final = ("consolidation", "uiOptions")
_DISPLAY_NAMES: Final = ("shortDisplayName", "fullDisplayName")
_INSTRUCTIONS: Final = {"shortInstruction": "shortIntroduction", "fullInstruction": "fullIntroduction"}
"""Names of instructions, and those in older examples."""


class JobOptions(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the file says besides the names of labels: kept with the job."""

    consolidation: str | None = None
    """Name of the consolidation method."""
    ui_options: dict[str, dict[str, Any]] = {}
    """Extension attributes by element name."""
    label_details: tuple[dict[str, str], ...] = ()
    """The labels with their display names; empty when none has one."""
    audited: str | None = None
    """`auditLabelAttributeName`: the earlier label that is verified or adjusted."""
    instructions: dict[str, str] = {}
    """`shortInstruction` and `fullInstruction`, HTML."""


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
    method, ui_options = _options(document.get("trigpoint"), task_type)
    options = JobOptions(
        consolidation=method,
        ui_options=ui_options,
        label_details=_details(document.get("labels"), labels),
        audited=_audited(document.get("auditLabelAttributeName")),
        instructions=_instructions(document.get("instructions")),
    )
    return LabelCategories(labels, options)


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


def _details(listed: Any, labels: tuple[str, ...]) -> tuple[dict[str, str], ...]:
    """Labels with display names, which workers see; empty when there are none."""
    details = []
    for place, (entry, label) in enumerate(zip(listed or (), labels, strict=True)):
        named = {name: entry[name] for name in _DISPLAY_NAMES if entry.get(name) is not None}
        for name, value in named.items():
            if not isinstance(value, str) or len(value) > MAX_LABEL_CHARS:
                raise _fault(f"labels[{place}].{name} is {_shown(value)}, not a short text")
        details.append({"label": label, **named})
    return tuple(details) if any(len(each) > 1 for each in details) else ()


def _audited(name: Any) -> str | None:
    if name is not None and not isinstance(name, str):
        raise _fault(f"auditLabelAttributeName is {_shown(name)}, not a text")
    return name or None


def _instructions(given: Any) -> dict[str, str]:
    """The instructions under their present names."""
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise _fault(f"'instructions' is {_shown(given)}, not an object")
    found = {}
    for name, other in _INSTRUCTIONS.items():
        text = given.get(name, given.get(other))
        if text is None:
            continue
        if not isinstance(text, str):
            raise _fault(f"instructions.{name} is {_shown(text)}, not a text")
        found[name] = text
    return found


def _options(given: Any, task_type: TaskType | None) -> tuple[str | None, dict[str, dict[str, Any]]]:
    """What stands under the key `trigpoint`: consolidation method and extension attributes."""
    if given is None:
        return None, {}
    if not isinstance(given, dict):
        raise _fault(f"'trigpoint' is {_shown(given)}, not an object")
    for name in given:
        if name not in _OPTIONS:
            raise _fault(f"trigpoint.{name} is no job option; options are {', '.join(_OPTIONS)}")
    return _method(given.get("consolidation"), task_type), _ui_options(given.get("uiOptions"))


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
