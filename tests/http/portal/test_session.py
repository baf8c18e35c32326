"""Signing in and out."""

from __future__ import annotations

from typing import Any

import pytest


def test_a_temporary_password_opens_only_the_change_of_password(site: Any, new_client: Any) -> None:
    username, client = site.worker("bea"), new_client()
    body = client.sign_in(username, "Temp-pass-1").json()
    assert body["must_change_password"] is True
    assert body["worker"]["username"] == username
    assert body["worker"]["teams"] == [f"team-{site.name}"]
    refused = client.get("/jobs")
    assert (refused.status_code, refused.json()["code"]) == (403, "password-change-required")
    weak = client.send("PUT", "/session/password", {"new_password": "password"})
    assert (weak.status_code, weak.json()["code"]) == (422, "bad-password")
    assert client.send("PUT", "/session/password", {"new_password": "Own-pass-22"}).status_code == 204
    assert client.get("/jobs").status_code == 200
    assert client.get("/session").json()["must_change_password"] is False


def test_a_name_in_another_case_signs_in_when_it_is_the_only_one(site: Any, new_client: Any) -> None:
    username = site.worker("Cleo")
    assert new_client().sign_in(username.upper(), "Temp-pass-1").status_code == 200


def test_a_wrong_password_and_an_unknown_name_look_the_same(site: Any, new_client: Any) -> None:
    username = site.worker("dan")
    wrong = new_client().sign_in(username, "Wrong-pass-1")
    unknown = new_client().sign_in(f"nobody-{site.name}", "Wrong-pass-1")
    assert wrong.status_code == unknown.status_code == 401
    told = [
        {key: value for key, value in each.json().items() if key != "request_id"} for each in (wrong, unknown)
    ]
    assert told[0] == told[1]


def test_guessing_is_slowed_down(site: Any, new_client: Any) -> None:
    username, client = site.worker("eve"), new_client()
    codes = [client.sign_in(username, f"Wrong-pass-{n}").status_code for n in range(8)]
    assert codes[:5] == [401] * 5
    assert 429 in codes[5:]


def test_a_disabled_worker_is_signed_out_within_seconds(site: Any, worker: Any, eventually: Any) -> None:
    site.cognito.admin_disable_user(UserPoolId=site.pool, Username=f"ann-{site.name}")
    eventually(lambda: True if worker.get("/jobs").status_code == 401 else None)
    assert worker.sign_in(f"ann-{site.name}", "Own-pass-22").status_code == 401


def test_signing_out_ends_the_session(worker: Any) -> None:
    assert worker.send("DELETE", "/session").status_code == 204
    gone = worker.get("/jobs")
    assert (gone.status_code, gone.json()["code"]) == (401, "signed-out")
    assert gone.headers["content-type"] == "application/problem+json"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(site: Any, new_client: Any) -> None:
    response = new_client().sign_in(site.worker("fay"), "Temp-pass-1")
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "domain" not in cookie


@pytest.mark.parametrize("headers", [{}, {"X-CSRF-Token": "0" * 32}])
def test_an_unsafe_call_without_the_csrf_token_is_refused(worker: Any, headers: dict[str, str]) -> None:
    worker.headers = headers
    refused = worker.send("DELETE", "/session")
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")


def test_a_call_from_another_sites_page_is_refused(worker: Any) -> None:
    worker.headers["Origin"] = "http://evil.example"
    refused = worker.send("DELETE", "/session")
    assert (refused.status_code, refused.json()["code"]) == (403, "origin")


def test_a_body_that_is_not_json_says_so(worker: Any) -> None:
    response = worker.http.put("/portal/api/session/password", content=b"{", headers=worker.headers)
    assert (response.status_code, response.json()["code"]) == (422, "invalid")
