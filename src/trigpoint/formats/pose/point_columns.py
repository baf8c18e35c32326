"""DeepLabCut's tables, as CSV or HDF5: a row for each frame, columns by scorer, animal, part, coordinate."""

from __future__ import annotations

import csv
import io
import math
import pickle
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from trigpoint.formats.pose.annotations import Floats
from trigpoint.model.errors import InvalidInput

LEVELS: Final = ("scorer", "individuals", "bodyparts", "coords")
COORDS: Final = ("x", "y", "likelihood")
_MOST_BYTES: Final = 2 << 30
_MOST_VALUES: Final = 1 << 27
_MOST_COLUMNS: Final = 1 << 16


@dataclass(frozen=True, eq=False)
class PointColumns:
    """The table as it stands; a column is (scorer, individual, body part, coordinate), the individual ""
    where the table has no such level.

    A row's name is a path of a picture, or the place of a frame in its video."""

    path: Path
    columns: list[tuple[str, str, str, str]]
    rows: list[str]
    values: Floats


def read_point_columns(path: Path) -> PointColumns:
    """Raises InvalidInput where the file is no such table; nothing in it is ever executed."""
    if path.stat().st_size > _MOST_BYTES:
        raise InvalidInput(f"{path.name} is larger than {_MOST_BYTES >> 30} GB: split it.")
    try:
        found = _of_csv(path) if path.suffix.lower() == ".csv" else _of_h5(path)
    except (ValueError, KeyError, IndexError, TypeError, OSError, AttributeError, csv.Error) as exc:
        raise InvalidInput(f"{path.name} is no table of DeepLabCut's: {exc}") from exc
    _check(found)
    return found


def _check(table: PointColumns) -> None:
    if not any(column[3] == "x" for column in table.columns):
        raise InvalidInput(f"{table.path.name} has no columns x and y of body parts.")
    twice = {column for column, count in Counter(table.columns).items() if count > 1}
    if twice:
        _, individual, part, coord = sorted(twice)[0]
        name = f"{individual} {part}".strip()
        raise InvalidInput(f"{table.path.name} has the column {coord} of {name!r} more than once.")
    odd = sorted({column[3] for column in table.columns} - set(COORDS))
    if odd:
        raise InvalidInput(
            f"{table.path.name} has columns {', '.join(odd[:5])}; {', '.join(COORDS)} are known."
        )
    if table.values.shape != (len(table.rows), len(table.columns)):
        raise InvalidInput(f"{table.path.name} has {table.values.shape} values for its rows and columns.")
    if np.isinf(table.values).any():
        raise InvalidInput(f"{table.path.name} has an infinite number, which is no place.")


def _column(names: tuple[str, ...], levels: tuple[str, ...]) -> tuple[str, str, str, str]:
    said = dict(zip(levels, names, strict=True))
    return said.get("scorer", ""), said.get("individuals", ""), said["bodyparts"], said["coords"]


def _of_csv(path: Path) -> PointColumns:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        header: list[list[str]] = []
        for row in reader:
            header.append(row)
            if row[:1] == ["coords"] or len(header) > len(LEVELS):
                break
        levels = tuple(row[0] for row in header if row)
        if levels not in (LEVELS, LEVELS[:1] + LEVELS[2:]):
            raise InvalidInput(
                f"{path.name} begins with lines {', '.join(levels)[:80]}; {', '.join(LEVELS)} are expected."
            )
        n_index = max(next((at for at, word in enumerate(header[-1][1:], 1) if word), 1), 1)
        width = len(header[-1])
        if width > _MOST_COLUMNS:
            raise InvalidInput(f"{path.name} has more than {_MOST_COLUMNS:,} columns.")
        columns = [_column(names, levels) for names in zip(*(row[n_index:] for row in header), strict=True)]
        rows: list[str] = []
        values: list[Floats] = []
        for row in reader:
            if not any(row):
                continue
            if len(row) != width:
                raise InvalidInput(f"{path.name}, line {reader.line_num}: {len(row)} cells, not {width}.")
            if (len(rows) + 1) * len(columns) > _MOST_VALUES:
                raise InvalidInput(f"{path.name} has more than {_MOST_VALUES:,} values: split it.")
            try:
                values.append(np.array([float(word) if word.strip() else math.nan for word in row[n_index:]]))
            except ValueError as exc:
                raise InvalidInput(f"{path.name}, line {reader.line_num}: {exc}") from exc
            rows.append("/".join(row[:n_index]))
    return PointColumns(path, columns, rows, np.array(values, dtype=float).reshape(-1, len(columns)))


def _of_h5(path: Path) -> PointColumns:
    try:
        import h5py
    except ImportError as exc:  # pragma: no cover
        raise InvalidInput("HDF5 files need the extra `pose`: pip install 'trigpoint[pose]'") from exc
    with h5py.File(path, "r") as file:
        group = next((each for each in file.values() if "pandas_type" in each.attrs), None)
        if group is None:
            raise InvalidInput(f"{path.name} holds no table of pandas.")
        if group.attrs["pandas_type"] == b"frame_table":
            return _of_table(path, group)
        return _of_fixed(path, group)


def _of_fixed(path: Path, group: Any) -> PointColumns:
    """What pandas writes with format="fixed": as a whole, levels and codes of names beside it."""
    levels, names = _axis(group, "axis0")
    _, rows = _axis(group, "axis1")
    columns = [_column(each, levels) for each in names]
    values = np.full((len(rows), len(columns)), np.nan)
    where = {each: at for at, each in enumerate(columns)}
    for block in range(int(group.attrs["nblocks"])):
        _, items = _axis(group, f"block{block}_items")
        data = group[f"block{block}_values"]
        values[:, [where[_column(each, levels)] for each in items]] = _numbers(path, data)
    return PointColumns(path, columns, ["/".join(row) for row in rows], values)


def _axis(group: Any, name: str) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Names of the levels, and each entry's name in every level."""
    if group.attrs[f"{name}_variety"] != b"multi":
        return ("",), [(each,) for each in _texts(group[name])]
    names, words = [], []
    for level in range(int(group.attrs[f"{name}_nlevels"])):
        data = group[f"{name}_level{level}"]
        names.append(_text(data.attrs.get("name", b"")))
        known = np.array(_texts(data), dtype=object)
        words.append(known[_whole(group[f"{name}_label{level}"])])
    return tuple(names), list(zip(*words, strict=True))


def _of_table(path: Path, group: Any) -> PointColumns:
    """What pandas writes with format="table", as DeepLabCut does with predictions, its names pickled."""
    axes = _plain(path, group.attrs["non_index_axes"])
    info = _plain(path, group.attrs["info"])
    names = [tuple(str(word) for word in each) for each in axes[0][1]]
    levels = tuple(str(each) for each in info[axes[0][0]]["names"])
    columns = [_column(each, levels) for each in names]
    table = group["table"]
    fields = [name for name in table.dtype.names if name.startswith("values_block_")]
    if table.shape[0] * len(columns) > _MOST_VALUES:
        raise InvalidInput(f"{path.name} has more than {_MOST_VALUES:,} values: split it.")
    if len(fields) != 1:
        raise InvalidInput(f"{path.name} has {len(fields)} blocks of values; save it as CSV.")
    rows = [_text(each) for each in table["index"].tolist()]
    return PointColumns(path, columns, rows, np.asarray(table[fields[0]], dtype=float))


class _PlainUnpickler(pickle.Unpickler):
    """Lists, tuples, mappings, texts and numbers alone.

    Whatever names a class or a function is refused, so that nothing can be called.
    """

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"it names {module}.{name}")

    def persistent_load(self, pid: Any) -> Any:
        raise pickle.UnpicklingError("it refers to something outside")


def _plain(path: Path, pickled: Any) -> Any:
    try:
        return _PlainUnpickler(io.BytesIO(bytes(pickled))).load()
    except Exception as exc:
        raise InvalidInput(
            f"{path.name}: its columns are named by a pickled object that is not read ({exc}); save as CSV."
        ) from exc


def _numbers(path: Path, data: Any) -> Floats:
    if data.dtype.kind not in "fiu":
        raise InvalidInput(
            f"{path.name} holds objects instead of numbers, which are not read; save it as CSV."
        )
    if math.prod(data.shape) > _MOST_VALUES:
        raise InvalidInput(f"{path.name} has more than {_MOST_VALUES:,} values: split it.")
    return np.asarray(data, dtype=float)


def _whole(data: Any) -> Any:
    if data.dtype.kind not in "iu" or math.prod(data.shape) > _MOST_VALUES:
        raise ValueError("its names are not numbered")
    return np.asarray(data)


def _texts(data: Any) -> list[str]:
    if data.dtype.kind not in "Siu" or math.prod(data.shape) * data.dtype.itemsize > _MOST_BYTES:
        raise ValueError("its names are pickled objects, which are not read; save it as CSV")
    return [_text(each) for each in np.asarray(data).tolist()]


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
