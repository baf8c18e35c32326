"""What an administrator wants to know of the installation."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from trigpoint.http.manage.call import Call, Given


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """The installation; secrets are not among its settings."""

    version: str
    database: str
    storage: str
    region: str
    account: str
    engines: list[str]
    settings: dict[str, str | int | float | bool]


class HealthCalls:
    def __init__(self, look: Callable[[], Health]) -> None:
        self._look = look

    def calls(self) -> list[Call]:
        return [
            Call(
                method="GET",
                path="health",
                summary="Version, database, storage, engines and settings",
                answers=Health,
                handler=self.show,
            )
        ]

    async def show(self, given: Given) -> Health:
        return self._look()
