"""Do two samples come from the same distribution? Two tests that ask nothing of its shape."""

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from statistics import NormalDist


def same_location_p(one: Sequence[float], other: Sequence[float]) -> float:
    """Mann-Whitney U, both sides, normal approximation with ties: is one larger on the whole?

    Returns:
        How likely a difference at least this large is if there is none.
    """
    ranks = _ranks([*one, *other])
    size, rest = len(one), len(other)
    u = sum(ranks[:size]) - size * (size + 1) / 2
    whole = size + rest
    ties = sum(count**3 - count for count in Counter([*one, *other]).values())
    variance = size * rest / 12 * ((whole + 1) - ties / (whole * (whole - 1)))
    distance = max(abs(u - size * rest / 2) - 0.5, 0) / math.sqrt(variance)
    return 2 * (1 - NormalDist().cdf(distance))


def _ranks(values: Sequence[float]) -> list[float]:
    """Of each value, from 1; the mean of theirs for equal ones."""
    ordered = sorted(values)
    first = {}
    for place, value in enumerate(ordered, 1):
        first.setdefault(value, place)
    return [(first[value] + bisect_right(ordered, value)) / 2 for value in values]


def same_shape_p(one: Sequence[float], other: Sequence[float]) -> float:
    """Kolmogorov-Smirnov, both sides, asymptotic: do their distributions differ anywhere?"""
    first, second = sorted(one), sorted(other)
    most = max(
        abs(bisect_right(first, value) / len(first) - bisect_right(second, value) / len(second))
        for value in (*first, *second)
    )
    root = math.sqrt(len(first) * len(second) / (len(first) + len(second)))
    reach = (root + 0.12 + 0.11 / root) * most
    if reach < 0.2:  # noqa: PLR2004 - the series doesn't come together, and p is 1
        return 1.0
    total = sum((-1) ** (n - 1) * math.exp(-2 * n * n * reach * reach) for n in range(1, 101))
    return min(max(2 * total, 0.0), 1.0)


def least_p(one: Sequence[float], other: Sequence[float]) -> float:
    """The less likely of both tests."""
    return min(same_location_p(one, other), same_shape_p(one, other))
