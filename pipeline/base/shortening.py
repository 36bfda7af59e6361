"""Texts as messages quote them: long ones are cut."""

from __future__ import annotations


def shortened(text: str) -> str:
    """`text` as a message quotes it, cut short where it is long."""
    return text if len(text) <= 80 else f"{text[:77]}..."
