"""What a label brings to its output line: the label, its metadata and a function's other keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

EXPIRED: Final = (
    "ClientError: Annotation tasks expired.  Probable Reasons are 1) The task availability lifetime was too "
    "short. 2) The task time limit was too short. 3) No worker of the team was there. 4) Workers returned "
    "the tasks. 5) All workers declined the tasks."
)
"""Why an object without any answer fails; readers search for how it begins."""


def custom_metadata(job_name: str, creation_date: str, returned: Any = None) -> dict[str, Any]:
    """Metadata of a custom task: what the function returned, if it is an object, and the four that win.

    Custom tasks carry milliseconds, padded to six digits.
    """
    extra = returned if isinstance(returned, dict) else {}
    return extra | {
        "type": "groundtruth/custom",
        "job-name": job_name,
        "human-annotated": "yes",
        "creation-date": f"{creation_date[:-3]}000",
    }


def reference_content(
    label_attribute_name: str, job_name: str, worker_response_uri: str, creation_date: str
) -> dict[str, Any]:
    """The keys of a line whose answers nobody consolidates: an empty label that says where they are."""
    metadata = custom_metadata(job_name, creation_date, {"worker-response-ref": worker_response_uri})
    return {label_attribute_name: {}, f"{label_attribute_name}-metadata": metadata}


def failed_content(label_attribute_name: str, reason: str) -> dict[str, Any]:
    """The key of a failed object's line: metadata and no label."""
    metadata = {"retry-count": 1, "failure-reason": reason, "human-annotated": "true"}
    return {f"{label_attribute_name}-metadata": metadata}


def line_attributes(
    content: Mapping[str, Any], label_attribute_name: str, line: Mapping[str, Any]
) -> dict[str, Any]:
    """What to splice into the line: a function's other keys unless the line has them, label, metadata."""
    own = (label_attribute_name, f"{label_attribute_name}-metadata")
    others = {key: value for key, value in content.items() if key not in own and key not in line}
    return others | {key: content[key] for key in own if key in content}
