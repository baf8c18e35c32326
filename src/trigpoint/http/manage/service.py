"""`trigpoint` as a service beside AWS's: REST and JSON, signed like them (SigV4) with the same keys.

`GET /trigpoint/api/jobs/{name}/problems?limit=&after=` is all that there is yet.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

import msgspec

from trigpoint.engine.problem_reports import ProblemReports
from trigpoint.http.aws.errors import SAGEMAKER, UnknownOperation, fault_of
from trigpoint.http.aws.request import AwsRequest, AwsResponse
from trigpoint.model.clock import iso_millis
from trigpoint.model.errors import InvalidInput, NotFound
from trigpoint.model.problem_report import ProblemReport

SERVICE = "trigpoint"
_PROBLEMS = re.compile(r"/trigpoint/api/jobs/([^/]+)/problems\Z")
_JSON = {"Content-Type": "application/json", "Cache-Control": "no-store"}
_DEFAULT, _MOST = 100, 1000


class ManageService:
    """Answers managers; every caller here has a key."""

    def __init__(self, reports: ProblemReports) -> None:
        self._reports = reports

    async def handle(self, request: AwsRequest) -> AwsResponse:
        found = _PROBLEMS.match(request.raw_path)
        if found is None:
            raise UnknownOperation(f"there is nothing at {request.path[:200]}")
        if request.method != "GET":
            raise InvalidInput(f"{request.method} is not for this address; GET is")
        return await self._problems(unquote(found.group(1)), request)

    def error(self, request: AwsRequest, exc: Exception) -> AwsResponse:
        fault = fault_of(exc, SAGEMAKER)
        status = 404 if isinstance(exc, NotFound | UnknownOperation) else fault.status
        body = {"code": fault.code, "message": fault.message}
        return AwsResponse(status, dict(_JSON), msgspec.json.encode(body))

    async def _problems(self, job: str, request: AwsRequest) -> AwsResponse:
        limit = _number(request.query.get("limit", ""), default=_DEFAULT, most=_MOST)
        after = request.query.get("after", "")
        found = await self._reports.of_job(job, after=(after,) if after else None, limit=limit)
        following = found.page.next_after
        body = {
            "total": found.total,
            "problems": [_shown(each) for each in found.page.items],
            "next": following[0] if following else None,
        }
        return AwsResponse(200, dict(_JSON), msgspec.json.encode(body))


def _number(text: str, *, default: int, most: int) -> int:
    if not text:
        return default
    if not text.isdecimal() or not 1 <= int(text[:9]) <= most:
        raise InvalidInput(f"limit is {text[:20]!r}: it is a number from 1 to {most:,}")
    return int(text)


def _shown(report: ProblemReport) -> dict[str, Any]:
    return {
        "id": report.report_id,
        "kind": report.kind,
        "message": report.message,
        "task": str(report.object_index),
        "worker": report.username,
        "worker_id": report.worker_id,
        "assignment": report.assignment_id,
        "reported_at": iso_millis(report.reported_at),
    }
