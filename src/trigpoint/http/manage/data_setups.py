"""Input manifests: of the files below a prefix, and as a part of another."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from functools import partial
from typing import Any

import msgspec

from trigpoint.engine.data_setup import DataSetups, Picks
from trigpoint.formats.data_setup import DataType
from trigpoint.http.aws.s3.errors import S3Error
from trigpoint.http.aws.s3.select_query import parse_condition
from trigpoint.http.manage.call import Call, Given
from trigpoint.http.manage.progress_lines import ProgressLine, progress_lines
from trigpoint.model.errors import InvalidInput


class NewDataSetup(msgspec.Struct, kw_only=True):
    """Which files become a manifest: `s3://bucket/prefix/` or one file."""

    source: str
    output: str | None = None
    """A prefix ending with a slash, or a full S3 URI; without it the manifest lies beside the data."""
    data_type: DataType | None = None


class NewSubset(msgspec.Struct, kw_only=True):
    """Which lines of a manifest to take: those that `where` is true of, or a random share."""

    manifest: str
    where: str | None = None
    """A condition of S3 Select, such as `s."source" LIKE '%rice%'`."""
    share: float | None = None
    """Above 0, up to 1."""
    seed: int | None = None
    output: str | None = None


class DataSetupCalls:
    def __init__(self, setups: DataSetups) -> None:
        self._setups = setups

    def calls(self) -> list[Call]:
        return [
            Call(
                method="POST",
                path="data-setups",
                summary="Makes an input manifest of the files below a prefix; the last line has it",
                takes=NewDataSetup,
                answers=ProgressLine,
                streams=True,
                handler=self.set_up,
            ),
            Call(
                method="POST",
                path="subsets",
                summary="Makes a manifest of some lines of another; the last line has it",
                takes=NewSubset,
                answers=ProgressLine,
                streams=True,
                handler=self.subset,
            ),
        ]

    async def set_up(self, given: Given) -> AsyncGenerator[bytes, None]:
        wanted: NewDataSetup = given.body
        return progress_lines(
            partial(self._setups.manifest, wanted.source, wanted.output or None, wanted.data_type)
        )

    async def subset(self, given: Given) -> AsyncGenerator[bytes, None]:
        wanted: NewSubset = given.body
        output = wanted.output or None
        if (wanted.where is None) == (wanted.share is None):
            raise InvalidInput("exactly one of where and share must be given")
        if wanted.where is not None:
            return progress_lines(
                partial(self._setups.filtered, wanted.manifest, output, _condition(wanted.where))
            )
        share = wanted.share or 0.0
        if not 0 < share <= 1:
            raise InvalidInput(f"share is {wanted.share}: it is above 0, and 1 at most")
        return progress_lines(partial(self._setups.sampled, wanted.manifest, output, share, wanted.seed))


def _condition(text: str) -> Picks:
    """Raises InvalidInput with the place of what is not understood."""
    try:
        condition = parse_condition(text)
    except S3Error as exc:
        raise InvalidInput(str(exc)) from exc

    def picks(line: dict[str, Any]) -> bool:
        return condition.of(line) is True

    return picks
