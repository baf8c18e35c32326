"""The keys of an installation, in a file that only its owner can read.

Temporary credentials are kept nowhere: their session token says for whom and until when they are,
signed with a secret of the file, and their secret key follows from the token. Any process that has
the file knows them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from trigpoint.model.access_key import AccessKey
from trigpoint.model.arn import Arn, Home
from trigpoint.model.clock import Clock
from trigpoint.model.errors import InvalidInput, NotFound
from trigpoint.model.ids import Ids

KEY_FILE = "keys.json"
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_MAC_BYTES = 32


class _KeyFile(msgspec.Struct, frozen=True):
    """The content of `keys.json`."""

    access_key_id: str
    secret_key: str
    media_key_id: str
    media_secret_key: str
    hmac_secret: str


class _Session(msgspec.Struct, frozen=True, array_like=True):
    """What a session token says."""

    access_key_id: str
    arn: str
    expires: int
    """Seconds since the epoch."""


class KeyFileRing:
    """The KeyRing of a data folder. `root` is the administrator's key, `media` signs addresses of files."""

    def __init__(self, keys: _KeyFile, home: Home, clock: Clock, ids: Ids) -> None:
        self._secret = keys.hmac_secret.encode()
        self._home = home
        self._clock = clock
        self._ids = ids
        arn = str(Arn("aws", "iam", "", home.account, "root"))
        self.root = AccessKey(access_key_id=keys.access_key_id, secret_key=keys.secret_key, arn=arn)
        self.media = AccessKey(access_key_id=keys.media_key_id, secret_key=keys.media_secret_key, arn=arn)
        self._kept = {key.access_key_id: key for key in (self.root, self.media)}

    @classmethod
    def open(cls, path: Path, home: Home, clock: Clock, ids: Ids) -> KeyFileRing:
        """The ring of the file at `path`, which is made with new keys when there is none."""
        if not path.exists():
            _create(path, _new_keys(ids))
        try:
            keys = msgspec.json.decode(path.read_bytes(), type=_KeyFile)
        except msgspec.DecodeError as exc:
            raise InvalidInput(f"{path} is not a file of keys: {exc}") from exc
        return cls(keys, home, clock, ids)

    def find(self, access_key_id: str, session_token: str | None = None) -> AccessKey:
        kept = self._kept.get(access_key_id)
        if kept is None and not session_token:
            raise NotFound("access key", access_key_id[:40])
        if kept is not None and session_token:
            raise NotFound("session token", access_key_id, "the key has no session token")
        return kept or self._temporary(access_key_id, session_token or "")

    def issue(self, role_arn: str, session_name: str, seconds: int) -> AccessKey:
        """Temporary credentials of a session of the role."""
        role = Arn.parse(role_arn)
        arn = str(Arn(role.partition, "sts", "", role.account, f"assumed-role/{role.tail}/{session_name}"))
        access_key_id = "ASIA" + self._ids.letters(16, _BASE32)
        expires_at = self._clock.now().replace(microsecond=0) + timedelta(seconds=seconds)
        data = msgspec.json.encode(_Session(access_key_id, arn, int(expires_at.timestamp())))
        token = base64.urlsafe_b64encode(self._mac(b"token", data) + data).decode()
        return self._session_key(_Session(access_key_id, arn, int(expires_at.timestamp())), token)

    def secret_of(self, access_key_id: str) -> str:
        """The secret of a key that a user was given: it follows from the id, so that none is kept."""
        return base64.b64encode(self._mac(b"given key", access_key_id.encode())[:30]).decode()

    def derived_secret(self, purpose: str) -> bytes:
        """A secret for another use (cookies, page tokens), the same in every process."""
        return self._mac(b"purpose", purpose.encode())

    def _temporary(self, access_key_id: str, token: str) -> AccessKey:
        wrong = NotFound("session token", access_key_id[:40], "the session token is not valid")
        try:
            raw = base64.urlsafe_b64decode(token)
        except (binascii.Error, ValueError):
            raise wrong from None
        mac, data = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
        if not hmac.compare_digest(mac, self._mac(b"token", data)):
            raise wrong
        session = msgspec.json.decode(data, type=_Session)
        if session.access_key_id != access_key_id:
            raise wrong
        return self._session_key(session, token)

    def _session_key(self, session: _Session, token: str) -> AccessKey:
        secret = base64.b64encode(self._mac(b"secret", token.encode())[:30]).decode()
        return AccessKey(
            access_key_id=session.access_key_id,
            secret_key=secret,
            arn=session.arn,
            session_token=token,
            expires_at=datetime.fromtimestamp(session.expires, self._clock.now().tzinfo),
        )

    def _mac(self, purpose: bytes, data: bytes) -> bytes:
        return hmac.digest(self._secret, purpose + b"\0" + data, hashlib.sha256)


def load_root_key(data: Path, account: str = "000000000000", *, keys_file: str = "") -> AccessKey:
    """The administrator's key of a data folder or a key file, for a command beside the server. Makes none."""
    path = Path(keys_file) if keys_file else data / KEY_FILE
    try:
        keys = msgspec.json.decode(path.read_bytes(), type=_KeyFile)
    except FileNotFoundError as exc:
        if keys_file:
            raise NotFound("key file", keys_file) from exc
        hint = f"start Trigpoint there with `trigpoint up --data {data}`"
        raise NotFound("data folder", str(data), f"{data} holds no keys yet: {hint}") from exc
    except msgspec.DecodeError as exc:
        raise InvalidInput(f"{path} is not a file of keys: {exc}") from exc
    arn = str(Arn("aws", "iam", "", account, "root"))
    return AccessKey(access_key_id=keys.access_key_id, secret_key=keys.secret_key, arn=arn)


def _new_keys(ids: Ids) -> _KeyFile:
    return _KeyFile(
        access_key_id="AKIA" + ids.letters(16, _BASE32),
        secret_key=ids.letters(40),
        media_key_id="AKIA" + ids.letters(16, _BASE32),
        media_secret_key=ids.letters(40),
        hmac_secret=ids.token() + ids.token(),
    )


def _create(path: Path, keys: _KeyFile) -> None:
    """Writes the file whole, for its owner only; another process may have been first, and wins."""
    passing = path.with_name(f".{path.name}.{os.getpid()}")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(keys)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(passing, path)
        except FileExistsError:
            return
    finally:
        os.unlink(passing)
