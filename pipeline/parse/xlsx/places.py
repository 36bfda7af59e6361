"""The places of cells in a sheet: columns by letters, and where any sheet ends."""

from __future__ import annotations

from functools import lru_cache

# What a sheet may hold: the format's own limits.
ROWS, COLUMNS = 1_048_576, 16_384


@lru_cache(maxsize=20_000)
def column_index(letters: bytes) -> int:
    """The column that letters name, from 0: A is 0, AA is 26."""
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1


@lru_cache(maxsize=20_000)
def column_letters(index: int) -> str:
    """The letters of a column, from 0."""
    letters = ""
    index += 1
    while index:
        index, letter = divmod(index - 1, 26)
        letters = chr(65 + letter) + letters
    return letters
