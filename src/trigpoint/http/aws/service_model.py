"""botocore's description of a service, cut down to the operations that are served.

The model files are large (SageMaker's is 2.5 MB of JSON); only the shapes that the served operations reach
are decoded and kept.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from pathlib import Path

import msgspec


class Ref(msgspec.Struct, frozen=True):
    """A use of a shape."""

    shape: str
    locationName: str | None = None


class Shape(msgspec.Struct, frozen=True):
    """A type, with the constraints on its values."""

    type: str
    required: tuple[str, ...] = ()
    members: dict[str, Ref] = {}
    member: Ref | None = None
    key: Ref | None = None
    value: Ref | None = None
    min: float | None = None
    max: float | None = None
    pattern: str | None = None
    enum: tuple[str, ...] = ()
    union: bool = False
    sensitive: bool = False
    flattened: bool = False


class OutputRef(msgspec.Struct, frozen=True):
    shape: str
    resultWrapper: str | None = None


class Operation(msgspec.Struct, frozen=True):
    name: str
    input: Ref | None = None
    output: OutputRef | None = None


class Metadata(msgspec.Struct, frozen=True):
    apiVersion: str
    targetPrefix: str = ""
    xmlNamespace: str = ""


class ServiceModel(msgspec.Struct, frozen=True):
    """What is served of one service."""

    metadata: Metadata
    operations: dict[str, Operation]
    shapes: dict[str, Shape]


class _File(msgspec.Struct):
    metadata: Metadata
    operations: dict[str, msgspec.Raw]
    shapes: dict[str, msgspec.Raw]


def load_service_model(service: str, operations: Iterable[str]) -> ServiceModel:
    """The part of botocore's newest model of `service` that `operations` need."""
    file = msgspec.json.decode(_read(service), type=_File)
    served = {name: msgspec.json.decode(file.operations[name], type=Operation) for name in operations}
    shapes: dict[str, Shape] = {}
    waiting = [ref.shape for each in served.values() for ref in (each.input, each.output) if ref]
    while waiting:
        name = waiting.pop()
        if name not in shapes:
            shapes[name] = shape = msgspec.json.decode(file.shapes[name], type=Shape)
            waiting += [
                ref.shape for ref in (*shape.members.values(), shape.member, shape.key, shape.value) if ref
            ]
    return ServiceModel(file.metadata, served, shapes)


def _read(service: str) -> bytes:
    """The JSON of the newest version, which botocore ships packed or plain."""
    import botocore

    folder = Path(botocore.__file__).parent / "data" / service
    newest = max(path for path in folder.iterdir() if path.is_dir())
    plain = newest / "service-2.json"
    if plain.exists():
        return plain.read_bytes()
    return gzip.decompress((newest / "service-2.json.gz").read_bytes())
