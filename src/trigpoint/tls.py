"""The server's certificate: checked before it is used, and renewed without a restart."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

from trigpoint.model.errors import InvalidInput

LOOK_EVERY_SECONDS = 10.0
WARN_BEFORE = timedelta(days=14)
_SEE_BOTH = "tls_cert is a PEM file with the server's certificate first and those that signed it after it"
_log = structlog.get_logger(__name__)

_Looks = tuple[tuple[int, int, int], ...]


class Certificate:
    """A certificate and its key, in two PEM files that may be replaced while the server runs.

    Connections made after that get the new certificate; those that are open keep what they have.
    """

    def __init__(self, cert: Path, key: Path) -> None:
        """Raises InvalidInput when the pair cannot be used."""
        self._cert = cert
        self._key = key
        self._looks = self._look()
        self._complaint = ""
        self._current, self.expires_at = _load(cert, key)
        self.context = self._current
        self.context.sni_callback = self._choose

    def renew(self) -> bool:
        """Takes the files if they changed; when they cannot be used, says so and keeps what it has.

        Certificate and key are replaced one after the other: a pair that does not match yet is tried again.
        """
        try:
            looks = self._look()
            if looks == self._looks:
                return False
            self._current, self.expires_at = _load(self._cert, self._key)
        except InvalidInput as exc:
            self._complain(str(exc))
            return False
        self._looks, self._complaint = looks, ""
        _log.info("the certificate was renewed", expires_at=self.expires_at.isoformat())
        return True

    async def keep_renewed(self, every_seconds: float = LOOK_EVERY_SECONDS) -> None:
        """Looks at the files for ever, and warns once a day when the certificate ends soon."""
        warned_at: datetime | None = None
        while True:
            self.renew()
            now = datetime.now(UTC)
            due = warned_at is None or now - warned_at > timedelta(days=1)
            if due and self.expires_at - now < WARN_BEFORE:
                _log.warning("the certificate expires soon", expires_at=self.expires_at.isoformat())
                warned_at = now
            await asyncio.sleep(every_seconds)

    def _complain(self, reason: str) -> None:
        """Says it once, not at every look."""
        if reason != self._complaint:
            _log.error("the new certificate cannot be used; the old one stays", reason=reason)
        self._complaint = reason

    def _choose(self, connection: Any, server_name: str | None, context: ssl.SSLContext) -> None:
        """Called in every handshake, also in those that name no server."""
        connection.context = self._current

    def _look(self) -> _Looks:
        return tuple(_look(path, name) for path, name in ((self._cert, "tls_cert"), (self._key, "tls_key")))


def _look(path: Path, name: str) -> tuple[int, int, int]:
    """What tells this file from the one that replaces it. Raises InvalidInput when it cannot be read."""
    try:
        with path.open("rb"):
            found = path.stat()
    except OSError as exc:
        raise InvalidInput(f"{name}: {path} cannot be read: {exc.strerror}") from exc
    return found.st_ino, found.st_mtime_ns, found.st_size


def _load(cert: Path, key: Path) -> tuple[ssl.SSLContext, datetime]:
    """A context for servers with the pair, and when the certificate ends. Raises InvalidInput."""
    for path, name in ((cert, "tls_cert"), (key, "tls_key")):
        _look(path, name)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        client.load_verify_locations(cert)
    except ssl.SSLError as exc:
        raise InvalidInput(f"tls_cert: {cert} holds no certificate: {_SEE_BOTH}") from exc
    try:
        context.load_cert_chain(cert, key, password="")  # without one OpenSSL asks at the terminal
    except ssl.SSLError as exc:
        if exc.reason == "KEY_VALUES_MISMATCH":
            raise InvalidInput(f"{key} is not the key of the certificate in {cert}: {_SEE_BOTH}") from exc
        raise InvalidInput(
            f"tls_key: {key} holds no key that can be used: a PEM file without a password"
        ) from exc
    return context, _expiry(context, client, cert)


def _expiry(server: ssl.SSLContext, client: ssl.SSLContext, cert: Path) -> datetime:
    """When the certificate ends. Raises InvalidInput when a browser would not take it, for its dates or uses.

    A handshake in memory, with a client that trusts the certificate itself, asks what clients will ask.
    """
    client.check_hostname = False
    client.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    asking = client.wrap_bio(back, there)
    answering = server.wrap_bio(there, back, server_side=True)
    try:
        for _ in range(3):
            for side in (asking, answering):
                try:
                    side.do_handshake()
                except ssl.SSLWantReadError:
                    continue
    except ssl.SSLCertVerificationError as exc:
        raise InvalidInput(f"tls_cert: {cert} cannot be used: {exc.verify_message}") from exc
    except ssl.SSLError as exc:
        raise InvalidInput(f"tls_cert: {cert} cannot be used: {exc}") from exc
    found = asking.getpeercert()
    assert found is not None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(found["notAfter"])), UTC)
