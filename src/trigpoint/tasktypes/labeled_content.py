"""The keys that a built-in function gives to an output line."""

from __future__ import annotations

from typing import Any

from trigpoint.functions.label_content import custom_metadata
from trigpoint.model.functions import JobFacts


def built_in_content(
    job: JobFacts, label: Any, facts: dict[str, Any], metadata_type: str, creation_date: str
) -> dict[str, Any]:
    """Label and metadata: `facts` are what the task type has to say, the rest is the same for all."""
    metadata = facts | {
        "job-name": f"labeling-job/{job.job_name.lower()}",
        "human-annotated": "yes",
        "creation-date": creation_date,
        "type": metadata_type,
    }
    return {job.label_attribute_name: label, f"{job.label_attribute_name}-metadata": metadata}


def custom_content(job: JobFacts, label: Any, facts: dict[str, Any], creation_date: str) -> dict[str, Any]:
    """Label and metadata of the task types that AWS does not have: they count as custom tasks."""
    metadata = facts | custom_metadata(job.job_name, creation_date)
    return {job.label_attribute_name: label, f"{job.label_attribute_name}-metadata": metadata}


def adjustment_status(modified: bool) -> dict[str, str]:
    """Whether any worker changed what the job before had found."""
    return {"adjustment-status": "adjusted" if modified else "unadjusted"}
