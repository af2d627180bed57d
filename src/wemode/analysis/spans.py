"""Joining turns that stand close together."""

from __future__ import annotations

from collections.abc import Iterable


def join_close(turns: Iterable[int], within: int) -> list[tuple[int, ...]]:
    """Groups of ascending turn numbers whose neighbours are at most ``within`` apart."""
    groups: list[list[int]] = []
    for turn in turns:
        if groups and turn - groups[-1][-1] <= within:
            groups[-1].append(turn)
        else:
            groups.append([turn])
    return [tuple(group) for group in groups]
