"""Calls of Trigpoint's own JSON API, signed like those of AWS's services."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import msgspec

from trigpoint.cli.connection import Connection
from trigpoint.model.errors import InvalidInput

_SERVICE = "trigpoint"
_TIMEOUT_SECONDS = 60


def manage(
    connection: Connection,
    path: str,
    query: dict[str, Any] | None = None,
    *,
    method: str = "GET",
    body: dict[str, Any] | None = None,
) -> Any:
    """What the call answers. Raises InvalidInput with what the server said when it refuses."""
    import botocore.session
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.exceptions import NoCredentialsError
    from botocore.httpsession import URLLib3Session

    session = botocore.session.get_session()
    keys = _keys(connection) or session.get_credentials()
    if keys is None:
        raise NoCredentialsError
    client = connection.client("sagemaker")  # which finds address and region as all commands do
    url = f"{client.meta.endpoint_url.rstrip('/')}{path}"
    data = msgspec.json.encode(body) if body is not None else None
    request = AWSRequest(method, f"{url}?{urlencode(query)}" if query else url, data=data)
    SigV4Auth(keys.get_frozen_credentials(), _SERVICE, client.meta.region_name).add_auth(request)
    verify = session.get_config_variable("ca_bundle") or True
    said = URLLib3Session(verify=verify, timeout=_TIMEOUT_SECONDS).send(request.prepare())
    answer = msgspec.json.decode(said.content) if said.content else {}
    if said.status_code not in (200, 204):
        raise InvalidInput(str(answer.get("message") or f"the server answered {said.status_code}"))
    return answer


def _keys(connection: Connection) -> Any:
    from botocore.credentials import Credentials

    if connection.access_key_id is None or connection.secret_key is None:
        return None
    return Credentials(connection.access_key_id, connection.secret_key)
