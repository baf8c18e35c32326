"""The tables. Instants are microseconds since the epoch, structures are JSON text, flags 0 or 1.

Only integers, floats, text and bytes are stored, so that a statement compiled once can run on the
driver's own connection with no conversion by SQLAlchemy.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _partial(name: str, *columns: str, where: str) -> Index:
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


labeling_jobs = Table(
    "labeling_jobs",
    metadata,
    Column("job_id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False, unique=True),  # lower case: names collide without regard to case
    Column("reference_code", Text, nullable=False),
    Column("arn", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("modified_at", BigInteger, nullable=False),
    Column("workteam_name", Text, nullable=False),  # who works it: the named team, or the one it is mapped to
    Column("workteam_arn", Text, nullable=False),
    Column("config", Text, nullable=False),
    Column("request", Text, nullable=False),
    Column("labels", Text, nullable=False),
    Column("options", Text, nullable=False),
    Column("template", Text),  # as it was when the job began
    Column("failure_reason", Text),
    Column("stop_reason", Text),
    Column("output_uri", Text),
    Column("total", Integer, nullable=False),
    Column("human_labeled", Integer, nullable=False),
    Column("machine_labeled", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("prelabeled", Integer, nullable=False),  # carried the label on input; among the labeled ones too
    Column("next_object", Integer, nullable=False),  # staging goes on here
    Column("n_tasks", Integer, nullable=False),
    Column("n_groups", Integer, nullable=False),
    Column("next_offer", BigInteger, nullable=False),
    Column("function_state", Text, nullable=False),  # what consolidation has learned of the workers
    Column("n_exported", Integer, nullable=False),  # labeled + failed in the last exported manifest
    Column("task_type", Text),
    Index(None, "created_at", "job_id"),
    Index(None, "workteam_arn", "created_at"),
    Index(None, "task_type", "created_at"),
    Index(None, "output_uri"),
    _partial(
        "ix_labeling_jobs_running", "job_id", where="status IN ('Initializing', 'InProgress', 'Stopping')"
    ),
    _partial("ix_labeling_jobs_workable", "workteam_name", where="status = 'InProgress'"),
)

# A job whose input is the output of another.
job_priors = Table(
    "job_priors",
    metadata,
    Column("job_id", Integer, nullable=False),
    Column("prior_id", Integer, nullable=False, index=True),
    PrimaryKeyConstraint("job_id", "prior_id"),
)

# The lines of a manifest, some hundred to a row. Where the wide column is last, counting rows skips it.
object_pages = Table(
    "object_pages",
    metadata,
    Column("job_id", Integer, nullable=False),
    Column("first_index", Integer, nullable=False),
    Column("n_objects", Integer, nullable=False),
    Column("n_waiting", Integer, nullable=False),  # of them without a label on input
    Column("prelabeled", LargeBinary),  # a byte each: 0 no, 1 by people, 2 by a model; null: all 0
    Column("lines", LargeBinary, nullable=False),  # byte for byte, with a newline between two
    PrimaryKeyConstraint("job_id", "first_index"),
)

labels = Table(
    "labels",
    metadata,
    Column("job_id", Integer, nullable=False),
    Column("object_index", Integer, nullable=False),
    Column("iteration", Integer, nullable=False),
    Column("content", Text),  # keys for the output line; null when the object failed
    Column("failure_reason", Text),
    PrimaryKeyConstraint("job_id", "object_index"),
    sqlite_with_rowid=False,
)

tasks = Table(
    "tasks",
    metadata,
    Column("job_id", Integer, nullable=False),
    Column("task_no", Integer, nullable=False),  # 1, 2, ... in staging order
    Column("object_index", Integer, nullable=False),
    Column(
        "state", Text, nullable=False
    ),  # open, answered, grouped, done; withdrawn: stopped without an answer
    Column("wanted", Integer, nullable=False),
    Column("n_leases", Integer, nullable=False),
    Column("n_answers", Integer, nullable=False),
    Column("n_declines", Integer, nullable=False),
    Column("available_until", BigInteger, nullable=False),
    Column("offer", BigInteger),  # position in the offers, while a slot is free
    Column("closed_at", BigInteger),
    Column("group_no", Integer),
    PrimaryKeyConstraint("job_id", "task_no"),
    _partial("ix_tasks_open", "job_id", "available_until", where="state = 'open'"),
    _partial("ix_tasks_answered", "job_id", "task_no", where="state = 'answered'"),
    _partial("ix_tasks_grouped", "job_id", "group_no", where="state = 'grouped'"),
    sqlite_with_rowid=False,
)

task_inputs = Table(
    "task_inputs",
    metadata,
    Column("job_id", Integer, nullable=False),
    Column("task_no", Integer, nullable=False),
    Column("input", Text, nullable=False),
    PrimaryKeyConstraint("job_id", "task_no"),
)

# A task with a free slot stands here once. A slot that is given back moves it to a new position, ahead of
# every worker's cursor; so a cursor never has to go back, and nobody scans what a worker has done.
offers = Table(
    "offers",
    metadata,
    Column("job_id", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("task_no", Integer, nullable=False),
    PrimaryKeyConstraint("job_id", "position"),
    sqlite_with_rowid=False,
)

worker_jobs = Table(
    "worker_jobs",
    metadata,
    Column("worker_id", Text, nullable=False),
    Column("job_id", Integer, nullable=False),
    Column("cursor", BigInteger, nullable=False),  # offers up to here have been considered
    Column("n_done", Integer, nullable=False),
    PrimaryKeyConstraint("worker_id", "job_id"),
    Index(None, "job_id"),
    sqlite_with_rowid=False,
)

assignments = Table(
    "assignments",
    metadata,
    Column("assignment_id", Text, primary_key=True),
    Column("token", Text, nullable=False),
    Column("job_id", Integer, nullable=False),
    Column("task_no", Integer, nullable=False),
    Column("object_index", Integer, nullable=False),
    Column("worker_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("accepted_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("paused", Integer, nullable=False),
    Column("active_from", BigInteger),  # since when the worker has been at it; null while paused
    Column("active_micros", BigInteger, nullable=False),
    Column("page_code", Text),
    Column("reason", Text),
    Index(None, "job_id", "task_no", "worker_id"),
    _partial("ix_assignments_held", "worker_id", "job_id", where="state = 'open'"),
    _partial("ix_assignments_due", "expires_at", where="state = 'open'"),
    sqlite_with_rowid=False,
)

answers = Table(
    "answers",
    metadata,
    Column("job_id", Integer, nullable=False),
    Column("task_no", Integer, nullable=False),
    Column("assignment_id", Text, nullable=False),
    Column("object_index", Integer, nullable=False),
    Column("worker_id", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("accepted_at", BigInteger, nullable=False),
    Column("submitted_at", BigInteger, nullable=False),
    Column("active_micros", BigInteger, nullable=False),
    Column("counted", Integer, nullable=False),
    PrimaryKeyConstraint("job_id", "task_no", "assignment_id"),
    sqlite_with_rowid=False,
)

drafts = Table(
    "drafts",
    metadata,
    Column("assignment_id", Text, primary_key=True),
    Column("draft", Text, nullable=False),
    Column("saved_at", BigInteger, nullable=False),
)

# What is wrong with tasks, as their pages and workers have told.
problem_reports = Table(
    "problem_reports",
    metadata,
    Column("report_id", Text, primary_key=True),  # sorts by time
    Column("job_id", Integer, nullable=False),
    Column("task_no", Integer, nullable=False),
    Column("object_index", Integer, nullable=False),
    Column("worker_id", Text, nullable=False),
    Column("assignment_id", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("reported_at", BigInteger, nullable=False),
    Index(None, "job_id", "report_id"),
)

worker_settings = Table(
    "worker_settings",
    metadata,
    Column("worker_id", Text, primary_key=True),
    Column("settings", Text, nullable=False),
    Column("saved_at", BigInteger, nullable=False),
)

groups = Table(
    "groups",
    metadata,
    Column("job_id", Integer, nullable=False),
    Column("group_no", Integer, nullable=False),
    Column("iteration", Integer, nullable=False),
    Column("stamp", BigInteger, nullable=False),  # names the group's files, to the second
    Column("done", Integer, nullable=False),
    PrimaryKeyConstraint("job_id", "group_no"),
    UniqueConstraint("job_id", "iteration", "stamp"),
)

engines = Table(
    "engines",
    metadata,
    Column("engine_id", Text, primary_key=True),
    Column("name", Text, nullable=False),  # host and process, for people
    Column("beat", BigInteger, nullable=False),  # counts up while the engine lives
    Column("seen_at", BigInteger, nullable=False),  # when it last beat, for people
)

# A running job is worked on by one engine at a time: the one that stands here.
job_leases = Table(
    "job_leases",
    metadata,
    Column("job_id", Integer, primary_key=True, autoincrement=False),
    Column("engine_id", Text, nullable=False, index=True),
)

user_pools = Table(
    "user_pools",
    metadata,
    Column("pool_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("arn", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("modified_at", BigInteger, nullable=False),
    Column("request", Text, nullable=False),
)

user_pool_clients = Table(
    "user_pool_clients",
    metadata,
    Column("client_id", Text, primary_key=True),
    Column("pool_id", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("secret", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("modified_at", BigInteger, nullable=False),
    Column("request", Text, nullable=False),
)

user_pool_domains = Table(
    "user_pool_domains",
    metadata,
    Column("domain", Text, primary_key=True),
    Column("pool_id", Text, nullable=False, index=True),
    Column("request", Text, nullable=False),
)

user_groups = Table(
    "user_groups",
    metadata,
    Column("pool_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("description", Text),
    Column("role_arn", Text),
    Column("precedence", Integer),
    Column("created_at", BigInteger, nullable=False),
    Column("modified_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("pool_id", "name"),
)

workers = Table(
    "workers",
    metadata,
    Column("worker_id", Text, primary_key=True),
    Column("pool_id", Text, nullable=False),
    Column("username", Text, nullable=False),
    Column("username_key", Text, nullable=False),  # lower case, for sign-in without regard to case
    Column("sub", Text, nullable=False, unique=True),
    Column("status", Text, nullable=False),
    Column("enabled", Integer, nullable=False),
    Column("password_hash", Text),
    Column("attributes", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("modified_at", BigInteger, nullable=False),
    UniqueConstraint("pool_id", "username"),
    Index(None, "username_key"),
)

group_members = Table(
    "group_members",
    metadata,
    Column("pool_id", Text, nullable=False),
    Column("group_name", Text, nullable=False),
    Column("worker_id", Text, nullable=False),
    PrimaryKeyConstraint("pool_id", "group_name", "worker_id"),
    Index(None, "worker_id"),
)

workforces = Table(
    "workforces",
    metadata,
    Column("name", Text, primary_key=True),
    Column("arn", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("modified_at", BigInteger, nullable=False),
    Column("request", Text, nullable=False),
)

workteams = Table(
    "workteams",
    metadata,
    Column("name", Text, primary_key=True),
    Column("arn", Text, nullable=False),
    Column("workforce_arn", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("modified_at", BigInteger, nullable=False),
    Column("request", Text, nullable=False),
)

workteam_groups = Table(
    "workteam_groups",
    metadata,
    Column("workteam_name", Text, nullable=False),
    Column("pool_id", Text, nullable=False),
    Column("group_name", Text, nullable=False),
    PrimaryKeyConstraint("workteam_name", "pool_id", "group_name"),
    Index(None, "pool_id", "group_name"),
)

task_uis = Table(
    "task_uis",
    metadata,
    Column("name", Text, primary_key=True),
    Column("arn", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("content", Text, nullable=False),
)

tags = Table(
    "tags",
    metadata,
    Column("arn_key", Text, nullable=False),  # lower case
    Column("tag_key", Text, nullable=False),
    Column("value", Text, nullable=False),
    PrimaryKeyConstraint("arn_key", "tag_key"),
)

sessions = Table(
    "sessions",
    metadata,
    Column(
        "session_hash", Text, primary_key=True
    ),  # SHA-256 of the cookie: a stolen database signs nobody in
    Column("worker_id", Text, nullable=False, index=True),
    Column("csrf", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("username_key", Text, primary_key=True),
    Column("n_failures", Integer, nullable=False),
    Column("last_at", BigInteger, nullable=False),
)

console_users = Table(
    "console_users",
    metadata,
    Column("name_key", Text, primary_key=True),  # lower case
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("enabled", Integer, nullable=False),
    Column("must_change_password", Integer, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("signed_in_at", BigInteger),
)

access_keys = Table(
    "access_keys",
    metadata,
    Column("access_key_id", Text, primary_key=True),
    Column("owner_key", Text, nullable=False, index=True),  # name_key of a console user
    Column("role", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("enabled", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
)

console_sessions = Table(
    "console_sessions",
    metadata,
    Column("session_hash", Text, primary_key=True),  # SHA-256 of the cookie
    Column("name_key", Text, nullable=False, index=True),
    Column("csrf", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("used_at", BigInteger, nullable=False),
)
