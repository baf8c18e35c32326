"""Samples that tell of the whole at a cost that does not grow with it."""

from __future__ import annotations


def evenly_spread(n: int, most: int) -> list[int]:
    """`most` numbers from 1 to `n`, evenly spread; all of them where there are few."""
    if n <= most:
        return list(range(1, n + 1))
    return sorted({1 + round(place * (n - 1) / (most - 1)) for place in range(most)})
