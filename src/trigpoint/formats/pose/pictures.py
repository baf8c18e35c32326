"""The frames' pictures, brought to where a format wants them."""

from __future__ import annotations

import io
import os
import shutil
from pathlib import Path

from trigpoint.formats.pose.frame import Frame
from trigpoint.model.errors import InvalidInput, NotFound

_FORMATS = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG"}


def bring_picture(frame: Frame, target: Path, *, link: bool = False) -> None:
    """Copies or links the picture, or writes it anew where the target's suffix says another format.

    Pixels stay as they are stored. Nothing is done where the same picture is there already. Raises NotFound
    where the picture is gone.
    """
    source = picture_of(frame)
    if target.exists() and target.samefile(source):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".part")
    partial.unlink(missing_ok=True)
    if source.suffix.lower() != target.suffix.lower():
        partial.write_bytes(_as(source, _FORMATS[target.suffix.lower()]))
    elif link:
        partial.symlink_to(source.resolve())
    else:
        shutil.copyfile(source, partial)
    os.replace(partial, target)


def jpeg_of(frame: Frame) -> bytes:
    """The picture as JPEG; other formats at quality 100."""
    source = picture_of(frame)
    return source.read_bytes() if source.suffix.lower() in (".jpg", ".jpeg") else _as(source, "JPEG")


def picture_of(frame: Frame) -> Path:
    if frame.path is None or not frame.path.is_file():
        raise NotFound(
            "frame", frame.image, f"the picture {frame.path or frame.image} is gone: extract again"
        )
    return frame.path


def _as(source: Path, form: str) -> bytes:
    from PIL import Image, UnidentifiedImageError

    out = io.BytesIO()
    try:
        with Image.open(source) as image:
            image.convert("RGB").save(
                out, form, **({"quality": 100, "subsampling": 0} if form == "JPEG" else {})
            )
    except (UnidentifiedImageError, OSError) as exc:
        raise InvalidInput(f"{source} is no picture that can be read: {exc}") from exc
    return out.getvalue()
