"""Settings that are files of JSON, and what they say of task pages and of roles."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from trigpoint.model.errors import InvalidInput
from trigpoint.model.s3_uri import S3Uri, is_bucket_name
from trigpoint.settings import Settings
from trigpoint.templates.page_rules import PageRules, is_source

MIRROR_PATH: Final = "/mirror"
T = TypeVar("T")
_SCHEMES: Final = ("https://", "http://", "//")


def role_access(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Which buckets, or `bucket/prefix`, the jobs of a role may show; others may show every bucket."""
    access = _read("role_access", settings.role_access, dict[str, tuple[str, ...]])
    return {arn: tuple(_readable(arn, each) for each in entries) for arn, entries in access.items()}


def _readable(arn: str, entry: str) -> str:
    text = entry.removeprefix("s3://").removesuffix("*")
    if not is_bucket_name(text.partition("/")[0]):
        raise InvalidInput(f"role_access: {entry!r} of {arn} is neither a bucket nor bucket/prefix")
    return text


def mirror_copies(settings: Settings) -> dict[str, S3Uri]:
    """The prefixes of copies that are served here, by the name in their path."""
    copies = _read("mirrors", settings.mirrors, dict[str, str])
    return {_name(prefix): S3Uri.parse(copy) for prefix, copy in copies.items() if copy.startswith("s3://")}


def page_rules(settings: Settings) -> PageRules:
    """What task pages may load, and where the copies of it are."""
    sources = tuple(settings.page_sources.replace(",", " ").split())
    for each in sources:
        if not is_source(each):
            raise InvalidInput(f"page_sources: {each!r} is no host, such as cdn.example.org or *.lab.org")
    return PageRules(_mirrors(settings), sources)


def _mirrors(settings: Settings) -> dict[str, str]:
    found = {}
    for prefix, copy in _read("mirrors", settings.mirrors, dict[str, str]).items():
        scheme = next((each for each in _SCHEMES if prefix.startswith(each)), None)
        if scheme is None or not prefix.removeprefix(scheme):
            raise InvalidInput(
                f"mirrors: {prefix!r} is not the beginning of an address, such as https://host/"
            )
        if copy.startswith("s3://"):
            S3Uri.parse(copy)
            if prefix.endswith("/") != copy.endswith("/"):
                raise InvalidInput(f"mirrors: {prefix} and {copy} must both end with / or both be one file")
            address = f"{MIRROR_PATH}/{_name(prefix)}{'/' if copy.endswith('/') else ''}"
        elif copy.startswith(_SCHEMES):
            address = copy
        else:
            raise InvalidInput(f"mirrors: the copy {copy!r} is neither an S3 URI nor an address")
        host, slash, path = prefix.removeprefix(scheme).partition("/")
        found[f"{host.lower()}{slash}{path}"] = address
    return found


def _name(prefix: str) -> str:
    return hashlib.sha256(prefix.encode()).hexdigest()[:12]


def _read(name: str, path: str, kind: type[T]) -> T:
    if not path:
        return msgspec.json.decode(b"{}", type=kind)
    try:
        return msgspec.json.decode(Path(path).read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError) as exc:
        raise InvalidInput(f"{name}: the file {path}: {exc}") from exc
