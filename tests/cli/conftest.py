"""A job to command, and a worker who labels it through the portal's JSON."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import httpx
import pytest

PASSWORD = "Chosen-by-me-7"
DISHES = [f"Dish {n}, with rice" for n in range(10)]
PATIENCE_SECONDS = 60


class Portal:
    """A worker's browser, without a screen."""

    def __init__(self, url: str, username: str, temporary_password: str) -> None:
        self.http = httpx.Client(base_url=url, headers={"Origin": url}, timeout=30)
        self._sign_in(username, temporary_password)
        self._send("PUT", "/portal/api/session/password", new_password=PASSWORD)

    def _sign_in(self, username: str, password: str) -> None:
        said = self.http.post("/portal/api/session", json={"username": username, "password": password})
        said.raise_for_status()
        self.http.headers["X-CSRF-Token"] = said.json()["csrf"]

    def _send(self, method: str, path: str, **body: Any) -> Any:
        said = self.http.request(method, path, json=body)
        said.raise_for_status()
        return said.json() if said.content else None

    def label(self, job: str, n_tasks: int, content: dict[str, Any]) -> None:
        """Answers so many tasks of a job, all alike; waits for each to be offered."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        n_done = 0
        while n_done < n_tasks:
            assert time.monotonic() < deadline, f"only {n_done} of {n_tasks} tasks of {job} were offered"
            said = self.http.post(f"/portal/api/jobs/{job}/assignments", json={})
            given = said.json() if said.status_code in (200, 201) else {}
            given = given if said.status_code == 201 else given.get("assignment")
            if not given:
                time.sleep(0.2)
                continue
            path = f"/portal/api/assignments/{given['id']}/answer"
            self._send("POST", path, token=given["token"], answer=content, next=False)
            n_done += 1


@pytest.fixture
def dishes(tmp_path: Path) -> Path:
    """A CSV file of ten rows with commas."""
    path = tmp_path / "dishes.csv"
    path.write_text("\n".join(DISHES) + "\n")
    return path


@pytest.fixture
def portal() -> type[Portal]:
    return Portal
