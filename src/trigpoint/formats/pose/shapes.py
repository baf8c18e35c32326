"""The shapes of arrays that belong together."""

from __future__ import annotations

import numpy as np

from trigpoint.model.errors import InvalidInput

Shape = tuple[int, ...]


def check_shapes(owner: object, **expected: Shape) -> None:
    """Raises InvalidInput for the first attribute of `owner` whose shape is another than the expected one."""
    for name, shape in expected.items():
        found = np.shape(getattr(owner, name))
        if found != shape:
            raise InvalidInput(f"{name} has shape {found}; {shape} was expected.")
