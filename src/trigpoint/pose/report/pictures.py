"""Pictures inside of the page: one for a light ground, one for a dark one."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from trigpoint.pose.plot import DARK, LIGHT, Plot, Theme

_QUALITY = 82


@dataclass(frozen=True)
class Picture:
    """Data addresses of both, the size to show it at in CSS pixels, and what it shows in words."""

    light: str
    dark: str
    width: int
    height: int
    alt: str


def picture(make: Callable[[Theme], Plot], alt: str) -> Picture:
    """Drawn for both grounds."""
    light, dark = make(LIGHT), make(DARK)
    width, height = (round(inches * 96) for inches in light.get_size_inches())
    return Picture(_address(light), _address(dark), width, height, alt)


def photograph(drawing: Plot, alt: str) -> Picture:
    """One that is the same on both grounds, and may lose a little."""
    width, height = (round(inches * 96) for inches in drawing.get_size_inches())
    address = _address(drawing)
    return Picture(address, address, width, height, alt)


def _address(drawing: Plot) -> str:
    """WebP: a third of PNG's size, and every browser of today shows it."""
    target = io.BytesIO()
    with Image.open(io.BytesIO(drawing.picture("png"))) as image:
        image.convert("RGB").save(target, "webp", quality=_QUALITY, method=2)
    return f"data:image/webp;base64,{base64.b64encode(target.getvalue()).decode('ascii')}"
