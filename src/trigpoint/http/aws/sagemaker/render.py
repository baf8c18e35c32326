"""RenderUiTemplate: what a worker would see of a template."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from trigpoint.blobs.blob_store import BlobStore
from trigpoint.engine.task_uis import TaskUis
from trigpoint.http.aws.protocol import Handler, Members
from trigpoint.http.aws.request import AwsRequest
from trigpoint.model.errors import InvalidInput, NotFound
from trigpoint.model.functions import UrlGrant
from trigpoint.model.rendering import PREVIEW_HEADER, WARNING, RenderFault
from trigpoint.model.s3_uri import S3Uri
from trigpoint.tasktypes.built_in_uis import built_in_ui
from trigpoint.templates.preview import render_ui_template
from trigpoint.templates.renderer import Renderer

MakeUrlSigner = Callable[[str, str], UrlGrant]
"""From a role and the origin that the client used (`http://host:port`) to what signs addresses there; may
block. No role, the empty text, may read everything."""


class RenderHandlers:
    """The operation that renders a template."""

    def __init__(
        self, renderer: Renderer, task_uis: TaskUis, make_url_signer: MakeUrlSigner, blobs: BlobStore
    ) -> None:
        self._renderer = renderer
        self._task_uis = task_uis
        self._make_url_signer = make_url_signer
        self._blobs = blobs

    @property
    def operations(self) -> dict[str, Handler]:
        return {"RenderUiTemplate": self.render}

    async def render(self, given: Members, request: AwsRequest) -> Members:
        """Faults of template and input come back in `Errors`, with status 200."""
        template = await self._template(given)
        preview = request.headers.get(PREVIEW_HEADER)
        if preview == "check":
            faults = await asyncio.to_thread(self._renderer.check, template)
            return {"RenderedContent": "", "Errors": [_error(fault) for fault in faults]}
        signer = await asyncio.to_thread(self._make_url_signer, given["RoleArn"], request.origin)
        rendered = await asyncio.to_thread(
            render_ui_template,
            self._renderer,
            template,
            given["Task"]["Input"],
            signer,
            self._missing,
            whole=preview == "document",
        )
        return {"RenderedContent": rendered.html, "Errors": [_error(fault) for fault in rendered.faults]}

    def _missing(self, uris: Sequence[str]) -> dict[str, str]:
        reasons = {}
        for uri in uris:
            try:
                self._blobs.head(S3Uri.parse(uri))
            except (NotFound, InvalidInput) as exc:
                reasons[uri] = f"cannot read {uri}: {exc}"
        return reasons

    async def _template(self, given: Members) -> str:
        ui_arn, template = given.get("HumanTaskUiArn"), given.get("UiTemplate", {}).get("Content")
        if (ui_arn is None) == (template is None):
            raise InvalidInput("exactly one of UiTemplate and HumanTaskUiArn must be given")
        if ui_arn is not None:
            return built_in_ui(ui_arn) or (await self._task_uis.by_arn(ui_arn)).content
        return str(template)


def _error(fault: RenderFault) -> Members:
    return {"Code": fault.code, "Message": f"{WARNING}{fault.message}" if fault.warning else fault.message}
