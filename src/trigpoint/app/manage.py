"""The management API's parts, put together."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from trigpoint import __version__
from trigpoint.app.parts import Parts, database_url
from trigpoint.engine.access_keys import AccessKeys
from trigpoint.engine.console_users import ConsoleUsers
from trigpoint.engine.data_setup import DataSetups
from trigpoint.engine.job_insight import JobInsight
from trigpoint.engine.job_list import JobLists
from trigpoint.engine.job_progress import JobProgress
from trigpoint.engine.job_review import JobReview
from trigpoint.engine.problem_reports import ProblemReports
from trigpoint.http.manage.access_keys import AccessKeyCalls
from trigpoint.http.manage.call import ROOT, Call
from trigpoint.http.manage.data_setups import DataSetupCalls
from trigpoint.http.manage.health import Health, HealthCalls
from trigpoint.http.manage.jobs import JobCalls
from trigpoint.http.manage.open_api import describe
from trigpoint.http.manage.problems import ProblemCalls
from trigpoint.http.manage.task_types import TaskTypeCalls
from trigpoint.http.manage.users import UserCalls
from trigpoint.http.operations.engines import EngineWatch
from trigpoint.http.wire import json_response
from trigpoint.settings import Settings

_SECRETS = ("key", "secret", "token", "database_url", "password")


def manage_calls(
    parts: Parts,
    users: ConsoleUsers,
    access_keys: AccessKeys,
    problems: ProblemReports,
    engines: EngineWatch,
) -> list[Call]:
    """Every call of the management API."""

    def health() -> Health:
        database = database_url(parts.settings)
        return Health(
            version=__version__,
            database="SQLite" if database.startswith("sqlite") else "PostgreSQL",
            storage=parts.settings.storage_endpoint or parts.settings.storage or "data folder",
            region=parts.settings.region,
            account=parts.settings.account,
            engines=engines.alive(),
            settings=_told(parts.settings),
        )

    progress = JobProgress(parts.database, parts.clock, engines.alive)
    return [
        *JobCalls(
            JobLists(parts.database), progress, JobReview(parts.database), JobInsight(parts.database)
        ).calls(),
        *ProblemCalls(problems).calls(),
        *UserCalls(users).calls(),
        *AccessKeyCalls(access_keys).calls(),
        *HealthCalls(health).calls(),
        *TaskTypeCalls().calls(),
        *DataSetupCalls(DataSetups(parts.blobs, parts.clock)).calls(),
    ]


def open_api_route(calls: list[Call]) -> Route:
    """The description is for everybody: it says what there is, not what is in it."""

    @cache
    def described() -> dict[str, Any]:
        return describe(calls, __version__)

    async def show(request: Request) -> Response:
        return json_response(described())

    return Route(f"{ROOT}openapi.json", show, methods=["GET"])


def _told(settings: Settings) -> dict[str, str | int | float | bool]:
    """The settings without what is secret, or may hold a password."""
    found = {}
    for name, value in asdict(settings).items():
        if not any(secret in name for secret in _SECRETS):
            found[name] = value if isinstance(value, bool | int | float) else str(value)
    return found
