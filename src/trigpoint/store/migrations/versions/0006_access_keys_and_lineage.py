"""Access keys that people were given; which job went on from which; task types to filter by."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_keys",
        sa.Column("access_key_id", sa.Text(), nullable=False),
        sa.Column("owner_key", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("access_key_id", name=op.f("pk_access_keys")),
    )
    op.create_index("ix_access_keys_owner_key", "access_keys", ["owner_key"])
    op.create_table(
        "job_priors",
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("prior_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("job_id", "prior_id", name=op.f("pk_job_priors")),
    )
    op.create_index("ix_job_priors_prior_id", "job_priors", ["prior_id"])
    op.add_column("labeling_jobs", sa.Column("task_type", sa.Text(), nullable=True))
    op.create_index("ix_labeling_jobs_task_type_created_at", "labeling_jobs", ["task_type", "created_at"])
    op.create_index("ix_labeling_jobs_output_uri", "labeling_jobs", ["output_uri"])
    op.create_index("ix_worker_jobs_job_id", "worker_jobs", ["job_id"])
    _fill()


def _fill() -> None:
    """What of this is known of jobs that are there."""
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT job_id, config, output_uri FROM labeling_jobs ORDER BY job_id"))
    made_by: dict[str, int] = {}
    for job_id, config, output_uri in rows.all():
        try:
            found = json.loads(config)
        except ValueError:
            continue
        if not isinstance(found, dict):
            continue
        function = str(found.get("pre_function_arn") or "").rpartition("PRE-")[2]
        connection.execute(
            sa.text("UPDATE labeling_jobs SET task_type = :type WHERE job_id = :job"),
            {"type": function or "Custom", "job": job_id},
        )
        prior = made_by.get(str(found.get("manifest_uri")))
        if prior is not None:
            connection.execute(
                sa.text("INSERT INTO job_priors (job_id, prior_id) VALUES (:job, :prior)"),
                {"job": job_id, "prior": prior},
            )
        if output_uri:
            made_by[output_uri] = job_id
