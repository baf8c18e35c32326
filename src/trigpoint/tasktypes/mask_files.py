"""Masks as PNG files: those that browsers send, and those that labels refer to."""

from __future__ import annotations

import base64
import binascii
import struct
import warnings
import zlib
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from trigpoint.consolidate.label_maps import LabelRows, strips
from trigpoint.formats.image_header import read_image_size
from trigpoint.model.errors import InvalidInput
from trigpoint.tasktypes.answer_values import MOST_PIXELS

_FAULTS: Final = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)
_WHITE: Final = 0xFFFFFF
_OPAQUE: Final = 128
_CELLS_AT_ONCE: Final = 1_000_000


class PackedMap:
    """A LabelMap that is kept compressed: masks are simple, so a hundred megapixels take a megabyte."""

    def __init__(self, shape: tuple[int, int]) -> None:
        self.shape = shape
        self._step = max(1, _CELLS_AT_ONCE // shape[1])
        self._strips: list[bytes] = []
        self._open: tuple[int, LabelRows] | None = None

    @property
    def step(self) -> int:
        """Rows of each strip but the last."""
        return self._step

    def append(self, rows: LabelRows) -> None:
        """The next strip."""
        self._strips.append(zlib.compress(rows.tobytes(), 1))

    def rows(self, first: int, last: int) -> LabelRows:
        parts = []
        for number in range(first // self._step, (last - 1) // self._step + 1):
            begin = number * self._step
            parts.append(self._strip(number)[max(0, first - begin) : last - begin])
        return np.concatenate(parts) if len(parts) > 1 else parts[0]

    def _strip(self, number: int) -> LabelRows:
        if self._open is None or self._open[0] != number:
            data = zlib.decompress(self._strips[number])
            self._open = (number, np.frombuffer(data, dtype=np.uint8).reshape(-1, self.shape[1]))
        return self._open[1]


def labels_in(image: Any, values_of: dict[int, int], shape: tuple[int, int] | None) -> PackedMap:
    """What an answer's `pngImageData` says of each pixel.

    `values_of` gives the value of a colour (0xRRGGBB); all others, white and what is transparent are 0.
    `shape` are the rows and columns it must have, where they are known. Raises InvalidInput for what is no
    such picture.
    """
    picture = _opened(_png_bytes(image), shape)
    columns, rows = picture.size
    colors = np.array(sorted(set(values_of) - {_WHITE}), dtype=np.uint32)
    values = np.array([values_of[int(color)] for color in colors], dtype=np.uint8)
    packed = PackedMap((rows, columns))
    for first in range(0, rows, packed.step):
        part = picture.crop((0, first, columns, min(rows, first + packed.step))).convert("RGBA")
        packed.append(_values(np.asarray(part), colors, values))
    return packed


def _values(pixels: NDArray[np.uint8], colors: NDArray[np.uint32], values: NDArray[np.uint8]) -> LabelRows:
    if not len(colors):
        return np.zeros(pixels.shape[:2], dtype=np.uint8)
    codes = pixels[..., 0].astype(np.uint32) << 16 | pixels[..., 1].astype(np.uint32) << 8 | pixels[..., 2]
    places = np.minimum(np.searchsorted(colors, codes), len(colors) - 1)
    known = (colors[places] == codes) & (pixels[..., 3] >= _OPAQUE)
    return np.where(known, values[places], 0).astype(np.uint8)


def _png_bytes(image: Any) -> bytes:
    text = image.get("pngImageData") if isinstance(image, dict) else None
    if not isinstance(text, str):
        raise InvalidInput("an answer has no labeledImage.pngImageData")
    try:
        return base64.b64decode(text.removeprefix("data:image/png;base64,"), validate=True)
    except (binascii.Error, ValueError) as exc:
        raise InvalidInput("an answer's pngImageData is not base64") from exc


def _opened(data: bytes, shape: tuple[int, int] | None) -> Image.Image:
    size = read_image_size(data)
    if size is None or not data.startswith(b"\x89PNG"):
        raise InvalidInput("an answer's pngImageData is not a PNG picture")
    if size.width * size.height > MOST_PIXELS:
        raise InvalidInput(f"an answer's mask has {size.width} x {size.height} pixels, too many")
    if shape is not None and (size.height, size.width) != shape:
        raise InvalidInput(
            f"an answer's mask has {size.width} x {size.height} pixels and the image {shape[1]} x {shape[0]}"
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(data), formats=("PNG",))
            picture.load()
    except _FAULTS as exc:
        raise InvalidInput(f"an answer's mask is not a whole PNG picture: {exc}") from exc
    return picture


def palette_png(shape: tuple[int, int], rows: Iterable[LabelRows], colors: Sequence[int]) -> bytes:
    """A PNG file whose pixels are the values, 8 bits each, in a palette of 256 entries.

    Value 0 is white, i is `colors[i - 1]` (0xRRGGBB), the rest white. Nothing else is in it that could change
    colours: no transparency, no profile, no gamma.
    """
    palette = [_WHITE, *colors, *[_WHITE] * (255 - len(colors))]
    packer = zlib.compressobj(6, zlib.DEFLATED, 15, 9, zlib.Z_RLE)
    packed = bytearray()
    for strip in rows:
        filtered = np.zeros((strip.shape[0], shape[1] + 1), dtype=np.uint8)  # each row begins with its filter
        filtered[:, 1:] = strip
        packed += packer.compress(filtered.tobytes())
    packed += packer.flush()
    header = struct.pack(">IIBBBBB", shape[1], shape[0], 8, 3, 0, 0, 0)
    entries = b"".join(color.to_bytes(3, "big") for color in palette)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, data)
        for kind, data in ((b"IHDR", header), (b"PLTE", entries), (b"IDAT", bytes(packed)), (b"IEND", b""))
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def values_within(map_: PackedMap) -> set[int]:
    """The values that occur."""
    counts = np.zeros(256, dtype=np.int64)
    for first, last in strips(map_.shape, 1):
        counts += np.bincount(map_.rows(first, last).ravel(), minlength=256)
    return set(np.flatnonzero(counts).tolist())
