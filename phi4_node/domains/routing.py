"""Which domain a problem belongs to, by rules that cost nothing; unsure is an answer too."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from phi4_node.domains.base import DomainSpec
from phi4_node.schema import Domain

ENOUGH = 2
"""Least score that decides."""
AHEAD = 1
"""Least lead over the second domain that decides."""
LOOKED_AT = 4000
"""Characters that are looked at: the beginning and the end of a long text."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where a problem goes.

    Attributes:
        spec: The domain with the highest score; the general one when all scores are zero.
        sure: Whether the rules suffice; if not, the model may be asked.
        scores: Score of each domain by name.
    """

    spec: DomainSpec
    sure: bool
    scores: dict[str, int]


def route(text: str, specs: Iterable[DomainSpec]) -> Route:
    """Score every domain's cues against the text."""
    specs = tuple(specs)
    sample = text if len(text) <= LOOKED_AT else f"{text[: LOOKED_AT // 2]}\n{text[-LOOKED_AT // 2 :]}"
    scores = {spec.name: _score(sample, spec) for spec in specs}
    # With no cue at all it is a general question; otherwise the first in the list wins a tie.
    ranked = sorted(
        specs, key=lambda spec: (-scores[spec.name], not any(scores.values()) and not _general(spec))
    )
    best = ranked[0]
    lead = scores[best.name] - (scores[ranked[1].name] if len(ranked) > 1 else 0)
    return Route(best, sure=scores[best.name] >= ENOUGH and lead >= AHEAD, scores=scores)


def _general(spec: DomainSpec) -> bool:
    return spec.domain is Domain.GENERAL


def _score(text: str, spec: DomainSpec) -> int:
    return sum(cue.weight for cue in spec.cues if cue.pattern.search(text))


_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|"
    r"half|twice|double|triple|dozen|quarter)\b|[一二两三四五六七八九十百千半]\s*[个只本元米天人次岁页条倍千公小分斤]",
    re.IGNORECASE,
)
_EXPLAIN = re.compile(
    r"\b(?:explain|prove|proof|show that|describe|discuss|define|why|what (?:is|does) the .{0,30}theorem|"
    r"tell me about|what do you mean|derive the)\b|解释|证明|说明|为什么|什么是|是什么意思|介绍|描述",
    re.IGNORECASE,
)
_ASKS_VALUE = re.compile(
    r"\bhow (?:many|much|long|far|fast|old|tall)\b|"
    r"\bwhat is the (?:value|total|final|area|percentage|sum|number)\b|"
    r"\bsolve\b|\bcalculate\b|\bfind\b|多少|求|计算|解方程",
    re.IGNORECASE,
)


def wants_explanation(text: str) -> bool:
    """Whether the asker wants prose (an explanation, a proof) that has no single short answer."""
    return bool(_EXPLAIN.search(text)) and not _ASKS_VALUE.search(text)


def can_be_calculated(text: str) -> bool:
    """Whether a short calculation could lead to the answer: quantities are given, no prose is wanted."""
    return bool(_NUMBER.search(text)) and not wants_explanation(text)
