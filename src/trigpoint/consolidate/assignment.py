"""Who goes with whom at the least cost."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from trigpoint.consolidate.votes import Floats


def cheapest_assignment(costs: Floats) -> NDArray[np.int64]:
    """The column of each row, all different, so that the sum of their costs is least.

    `costs` has shape (n, m), n <= m, all finite. By shortest augmenting paths, in O(n² m). Source: Jonker and
    Volgenant, Computing 38, 1987, in the form of Crouse, IEEE Transactions on Aerospace 52(4), 2016.
    """
    n_rows, n_columns = costs.shape
    row_of = np.full(n_columns, -1)
    row_prices, column_prices = np.zeros(n_rows), np.zeros(n_columns)
    for start in range(n_rows):
        distances, before = np.full(n_columns, np.inf), np.full(n_columns, -1)
        done = np.zeros(n_columns, dtype=bool)
        row, reached, visited = start, 0.0, [start]
        while True:
            through = reached + costs[row] - row_prices[row] - column_prices
            shorter = ~done & (through < distances)
            distances[shorter], before[shorter] = through[shorter], row
            column = int(np.where(done, np.inf, distances).argmin())
            reached = float(distances[column])
            done[column] = True
            if row_of[column] < 0:
                break
            row = int(row_of[column])
            visited.append(row)
        row_prices[start] += reached
        for each in visited[1:]:
            row_prices[each] += reached - distances[row_of == each][0]
        inner = done.copy()
        inner[column] = False
        column_prices[inner] -= reached - distances[inner]
        while column >= 0:
            row = int(before[column])
            previous = np.flatnonzero(row_of == row)
            row_of[column] = row
            column = -1 if row == start else int(previous[previous != column][0])
    columns = np.empty(n_rows, dtype=np.int64)
    taken = np.flatnonzero(row_of >= 0)
    columns[row_of[taken]] = taken
    return columns
