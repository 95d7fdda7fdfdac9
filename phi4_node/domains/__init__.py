"""The kinds of problems, one file each. How to add one: see `DomainSpec`."""

from phi4_node.domains.base import Checker, Cue, DomainSpec, Language, Opinion, Sampling, cue
from phi4_node.domains.calculation import CALCULATION
from phi4_node.domains.code import CODE
from phi4_node.domains.formalisation import FORMALISATION
from phi4_node.domains.general import GENERAL
from phi4_node.domains.language import language_of
from phi4_node.domains.logic import LOGIC
from phi4_node.domains.math import MATH
from phi4_node.domains.routing import Route, can_be_calculated, route, wants_explanation

DOMAINS: tuple[DomainSpec, ...] = (MATH, LOGIC, CODE, GENERAL)
"""The domains of this package, in the order in which they win a tie."""

__all__ = [
    "CALCULATION",
    "CODE",
    "DOMAINS",
    "FORMALISATION",
    "GENERAL",
    "LOGIC",
    "MATH",
    "Checker",
    "Cue",
    "DomainSpec",
    "Language",
    "Opinion",
    "Route",
    "Sampling",
    "can_be_calculated",
    "cue",
    "language_of",
    "route",
    "wants_explanation",
]
