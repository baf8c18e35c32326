"""Content types by extension, the same on every machine."""

from __future__ import annotations

from mimetypes import MimeTypes

from trigpoint.blobs.blob_store import DEFAULT_CONTENT_TYPE

_OURS = {
    ".avif": "image/avif",
    ".flac": "audio/flac",
    ".geojson": "application/geo+json",
    ".gz": "application/gzip",
    ".heic": "image/heic",
    ".jsonl": "application/jsonl",
    ".liquid": "text/html",
    ".manifest": "application/jsonl",
    ".m4a": "audio/mp4",
    ".m4v": "video/mp4",
    ".md": "text/markdown",
    ".mkv": "video/x-matroska",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".ogv": "video/ogg",
    ".parquet": "application/vnd.apache.parquet",
    ".weba": "audio/webm",
    ".webp": "image/webp",
    ".xht": "application/xhtml+xml",
    ".xhtml": "application/xhtml+xml",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
}
_TYPES = MimeTypes(filenames=())
for _extension, _type in _OURS.items():
    _TYPES.add_type(_type, _extension)


def content_type_of(key: str) -> str:
    """The type that the key's extension says, else S3's `binary/octet-stream`."""
    extension = key[key.rfind(".") :].lower() if "." in key else ""
    return _TYPES.types_map[True].get(extension, DEFAULT_CONTENT_TYPE)
