"""Phrases by family; each file has its rules in a list `RULES`, and this is the table of the files."""

from __future__ import annotations

from phi4_node.verification.reading.phrases import (
    arithmetic,
    bases,
    basics,
    calendar,
    calculus,
    chance,
    clock,
    comparison,
    counting,
    drawing,
    equations,
    measures,
    number_theory,
    sequences,
    statistics,
)

FAMILIES = (basics, measures, clock, calendar, bases, sequences, drawing, chance, counting, statistics, arithmetic, calculus, comparison, equations, number_theory)
"""Every file here whose rules are read."""
