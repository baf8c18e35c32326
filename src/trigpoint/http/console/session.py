"""/console/api: signing in and out, the first administrator, and short-lived keys to the API."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from trigpoint.engine.console_sessions import LONGEST_HOURS, ConsoleSessions, ConsoleSignedIn
from trigpoint.engine.console_users import ConsoleUsers
from trigpoint.http.console.guard import COOKIE, at_console
from trigpoint.http.session_cookie import check_origin
from trigpoint.http.wire import body_as, json_response, no_content
from trigpoint.model.access_key import KeyIssuer
from trigpoint.model.arn import Arn, Home
from trigpoint.model.clock import iso_millis
from trigpoint.model.console_user import ConsoleUser
from trigpoint.model.roles import role_name

_KEY_SECONDS: Final = 900


class _SignIn(msgspec.Struct):
    username: str
    password: str


class _First(msgspec.Struct):
    token: str
    username: str
    password: str


class _NewPassword(msgspec.Struct):
    old_password: str
    new_password: str


class ConsoleSessionRoutes:
    def __init__(self, sessions: ConsoleSessions, users: ConsoleUsers, keys: KeyIssuer, home: Home) -> None:
        self._sessions = sessions
        self._users = users
        self._keys = keys
        self._home = home

    def routes(self) -> list[Route]:
        return [
            Route("/console/api/first", self.first_needed, methods=["GET"]),
            Route("/console/api/first", self.create_first, methods=["POST"]),
            Route("/console/api/session", self.sign_in, methods=["POST"]),
            Route("/console/api/session", self.show, methods=["GET"]),
            Route("/console/api/session", self.sign_out, methods=["DELETE"]),
            Route("/console/api/sessions", self.sign_out_everywhere, methods=["DELETE"]),
            Route("/console/api/session/password", self.change_password, methods=["PUT"]),
            Route("/console/api/session/credentials", self.credentials, methods=["POST"]),
        ]

    async def first_needed(self, request: Request) -> Response:
        return json_response({"needed": await self._users.first_needed()})

    async def create_first(self, request: Request) -> Response:
        _check_page(request)
        given = await body_as(request, _First)
        user = await self._users.create_first(given.token, given.username, given.password)
        return _entered(request, await self._sessions.begin(user))

    async def sign_in(self, request: Request) -> Response:
        _check_page(request)
        given = await body_as(request, _SignIn)
        return _entered(request, await self._sessions.sign_in(given.username, given.password))

    async def show(self, request: Request) -> Response:
        _, session = await at_console(request.scope, self._sessions, may_owe_password=True)
        return json_response(_shown(session.user, session.csrf))

    async def sign_out(self, request: Request) -> Response:
        cookie, _ = await at_console(request.scope, self._sessions, may_owe_password=True)
        await self._sessions.sign_out(cookie)
        return _left(request)

    async def sign_out_everywhere(self, request: Request) -> Response:
        _, session = await at_console(request.scope, self._sessions, may_owe_password=True)
        await self._sessions.sign_out_everywhere(session.user)
        return _left(request)

    async def change_password(self, request: Request) -> Response:
        cookie, session = await at_console(request.scope, self._sessions, may_owe_password=True)
        given = await body_as(request, _NewPassword)
        await self._sessions.change_password(cookie, session.user, given.old_password, given.new_password)
        return no_content()

    async def credentials(self, request: Request) -> Response:
        """Keys of a session of the user's role, as AssumeRole gives them."""
        _, session = await at_console(request.scope, self._sessions)
        role = str(Arn("aws", "iam", "", self._home.account, f"role/{role_name(session.user.role)}"))
        key = self._keys.issue(role, session.user.name, _KEY_SECONDS)
        assert key.expires_at is not None
        return json_response(
            {
                "access_key_id": key.access_key_id,
                "secret_access_key": key.secret_key,
                "session_token": key.session_token,
                "expires_at": iso_millis(key.expires_at),
                "region": self._home.region,
                "account": self._home.account,
                "role_arn": role,
            }
        )


def _check_page(request: Request) -> None:
    check_origin(request.scope, dict(request.scope["headers"]))


def _entered(request: Request, new: ConsoleSignedIn) -> Response:
    response = json_response(_shown(new.user, new.csrf))
    COOKIE.set(request.scope, response, new.cookie, LONGEST_HOURS * 3600)
    return response


def _left(request: Request) -> Response:
    response = no_content()
    COOKIE.forget(request.scope, response)
    return response


def _shown(user: ConsoleUser, csrf: str) -> dict[str, Any]:
    return {
        "user": {"name": user.name, "role": user.role, "email": user.email},
        "csrf": csrf,
        "must_change_password": user.must_change_password,
    }
