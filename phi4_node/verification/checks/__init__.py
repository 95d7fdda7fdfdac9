"""What the operations of the term language do, and how each kind of claim is decided; one file per family.

How to add an operation (a noun phrase that denotes a value)
------------------------------------------------------------
Write a function of SymPy values in `checks/<family>.py` and name it in that file's `OPERATIONS`. It must be
exact, bound its arguments before it works, and raise `UndecidedError` for what it does not know. Calls that
bind a variable (`derivative(f, x, n)`) are named in `reading.trees.BINDERS`; they get the variable as a
symbol.

How to add a kind of claim
--------------------------
1. A pydantic class in `claims.py`, with a `kind`, in the union `Claim`.
2. In `checks/<family>.py` a function `check_<kind>(case: Case) -> Check` in the dict `CHECKS`. It works out
   the whole
   truth first, then compares: `holds` only by proof, `fails` only with a counterexample, else
   `UndecidedError`.
3. In `reading/resolve/claims.py` the statement that becomes the claim.
4. Tests: a right answer, several wrong ones (none may hold), an undecidable one.

A new file is named in `FAMILIES` below.
"""

from __future__ import annotations

from collections.abc import Callable

from phi4_node.schema import Check
from phi4_node.verification.checks import (
    calculus,
    comparison,
    counting,
    differential,
    elimination,
    equations,
    extremes,
    figures,
    graphs,
    inequalities,
    integer_values,
    listings,
    loci,
    logic,
    making,
    notation,
    number_theory,
    polynomials,
    rewriting,
    roles,
    sequences,
    significance,
    statistics,
    sums,
    syllogisms,
    tangents,
    values,
    vectors,
)
from phi4_node.verification.checks.case import Case

FAMILIES = (
    integer_values,
    elimination,
    extremes,
    figures,
    graphs,
    inequalities,
    polynomials,
    values,
    significance,
    notation,
    sequences,
    sums,
    counting,
    statistics,
    rewriting,
    equations,
    calculus,
    tangents,
    vectors,
    loci,
    differential,
    number_theory,
    comparison,
    listings,
    making,
    logic,
    syllogisms,
    roles,
)

OPERATIONS = {name: operation for family in FAMILIES for name, operation in family.OPERATIONS.items()}
CHECKS: dict[str, Callable[[Case], Check]] = {
    kind: check for family in FAMILIES for kind, check in family.CHECKS.items()
}

IN_WORDS = frozenset({*logic.CHECKS, *syllogisms.CHECKS, *roles.CHECKS})
"""Kinds of claim whose checks read the answer's text themselves, since no value is asked for."""

_ELEMENTARY = frozenset(
    "sin cos tan cot sec csc asin acos atan acot asec acsc sinh cosh tanh coth sech csch asinh acosh atanh "
    "det trace transpose sqrt cbrt exp ln log abs sign floor ceiling min max re im conjugate".split()
)


def names() -> frozenset[str]:
    """Every call that can be evaluated; a phrase that means another one is not read."""
    return _ELEMENTARY | frozenset(OPERATIONS) | {"at", "antiderivative", "inverse", "piecewise"}
