"""`trigpoint console ...`: who may sign in to the console, for whoever has the installation's key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer
from rich.text import Text

from trigpoint.cli.connection import connect
from trigpoint.cli.manage import manage
from trigpoint.cli.options import Data
from trigpoint.cli.output import note, print_table, say

Name = Annotated[str, typer.Argument(metavar="USER", help="Name of the user, such as an e-mail address.")]
_USERS = "/trigpoint/api/users"


def add(
    user: Name,
    role: Annotated[
        str, typer.Option(help="viewer (looks), manager (runs jobs and teams) or admin (all, and users).")
    ] = "manager",
    email: Annotated[str, typer.Option(help="Address of the user.")] = "",
    data: Data = None,
) -> None:
    """Lets somebody in, and prints a password for their first sign-in.

    ```
    trigpoint console add ana@lab.example --role admin
    ```
    """
    wanted = {"name": user, "role": role, "email": email}
    _show(manage(connect(data), _USERS, method="POST", body=wanted))


def reset(user: Name, data: Data = None) -> None:
    """Gives a user a new password for one sign-in, and ends their sessions.

    ```
    trigpoint console reset ana@lab.example
    ```
    """
    _show(manage(connect(data), f"{_USERS}/{quote(user, safe='')}/password", method="POST"))


def list_users(data: Data = None) -> None:
    """Lists who may sign in to the console.

    ```
    trigpoint console list
    ```
    """
    rows = [
        (
            each["name"],
            each["role"],
            Text("yes", "green") if each["enabled"] else Text("disabled", "red"),
            (each["signed_in_at"] or "never")[:16].replace("T", " "),
        )
        for each in manage(connect(data), _USERS)["items"]
    ]
    print_table(["User", "Role", "May sign in", "Last seen"], rows, empty="No users yet.")


def console_address(data: Path, url: str) -> str:
    """Where the console is; of a new installation, the link that makes the first administrator."""
    if manage(connect(data), _USERS)["items"]:
        return f"{url}/console/"
    from trigpoint.app.console import first_link, first_token
    from trigpoint.keyring import KEY_FILE, KeyFileRing
    from trigpoint.model.clock import SystemClock
    from trigpoint.model.ids import Ids
    from trigpoint.settings import load_settings

    clock, settings = SystemClock(), load_settings({"data": data})
    key_file = Path(settings.keys) if settings.keys else settings.data / KEY_FILE
    return first_link(url, first_token(KeyFileRing.open(key_file, settings.home, clock, Ids(clock))))


def _show(invited: dict[str, dict[str, str] | str]) -> None:
    user = invited["user"]
    assert isinstance(user, dict)
    note("The password is shown this once; at the first sign-in they choose their own.")
    say(f"{user['name']}  {user['role']}  {invited['password']}")
