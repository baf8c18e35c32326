"""What the functions of a job may know of it."""

from __future__ import annotations

import msgspec

from trigpoint.engine.job_folder import JobFolder
from trigpoint.model.functions import JobFacts
from trigpoint.model.labeling_job import LabelingJob
from trigpoint.tasktypes.label_categories import JobOptions


def facts_of(job: LabelingJob) -> JobFacts:
    options = msgspec.convert(job.options, JobOptions)
    return JobFacts(
        job_name=job.name,
        job_arn=job.arn,
        label_attribute_name=job.config.label_attribute_name,
        labels=job.labels,
        n_workers=job.config.n_workers,
        role_arn=job.config.role_arn,
        output_config=str(JobFolder(job).annotations),
        kms_key_id=job.config.kms_key_id,
        method=options.consolidation,
        label_details=options.label_details,
        audited=options.audited,
        instructions=options.instructions,
    )
