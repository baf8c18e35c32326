"""Human task UIs."""

from __future__ import annotations

import asyncio

from trigpoint.engine.tags import check_tags
from trigpoint.engine.task_uis import TaskUis
from trigpoint.http.aws.paging import Paging
from trigpoint.http.aws.protocol import Handler, Members
from trigpoint.http.aws.protocol_input import latest
from trigpoint.http.aws.request import AwsRequest
from trigpoint.http.aws.sagemaker.render import MakeUrlSigner
from trigpoint.http.aws.sagemaker.tags import tag_pairs
from trigpoint.model.task_ui import TaskUi


class HumanTaskUiHandlers:
    """The operations on human task UIs."""

    def __init__(self, task_uis: TaskUis, make_url_signer: MakeUrlSigner) -> None:
        self._task_uis = task_uis
        self._make_url_signer = make_url_signer

    @property
    def operations(self) -> dict[str, Handler]:
        return {
            "CreateHumanTaskUi": self.create,
            "DescribeHumanTaskUi": self.describe,
            "ListHumanTaskUis": self.list,
            "DeleteHumanTaskUi": self.delete,
        }

    async def create(self, given: Members, request: AwsRequest) -> Members:
        tags = check_tags(tag_pairs(given))
        ui = await self._task_uis.create(given["HumanTaskUiName"], given["UiTemplate"]["Content"], tags)
        return {"HumanTaskUiArn": ui.arn}

    async def describe(self, given: Members, request: AwsRequest) -> Members:
        ui = await self._task_uis.describe(given["HumanTaskUiName"])
        uri = await self._task_uis.publish(ui)
        signer = await asyncio.to_thread(self._make_url_signer, "", request.origin)
        template = {"Url": signer.sign(str(uri)), "ContentSha256": ui.content_sha256}
        return {**_summary(ui), "HumanTaskUiStatus": "Active", "UiTemplate": template}

    async def list(self, given: Members, request: AwsRequest) -> Members:
        paging = Paging("ListHumanTaskUis", given)
        page = await self._task_uis.list(
            created_after=given.get("CreationTimeAfter"),
            created_before=latest(given.get("CreationTimeBefore")),
            descending=given.get("SortOrder") == "Descending",
            after=paging.after(int, str),
            limit=paging.limit,
        )
        return {
            "HumanTaskUiSummaries": [_summary(ui) for ui in page.items],
            "NextToken": paging.next_token(page.next_after),
        }

    async def delete(self, given: Members, request: AwsRequest) -> Members:
        await self._task_uis.delete(given["HumanTaskUiName"])
        return {}


def _summary(ui: TaskUi) -> Members:
    return {"HumanTaskUiName": ui.name, "HumanTaskUiArn": ui.arn, "CreationTime": ui.created_at}
