"""What every family of checks shares: results, and giving up honestly."""

from __future__ import annotations

from typing import Any

import sympy
from sympy.printing.str import StrPrinter

from phi4_node.schema import Check, JsonObject, Outcome
from phi4_node.verification.claims import Claim


class UndecidedError(Exception):
    """The claim cannot be decided completely; the message says why."""


def _is_small(value: sympy.Expr) -> bool:
    """Whether multiplying a constant out cannot make it long."""
    powers = [power for power in value.atoms(sympy.Pow) if power.exp.is_Integer]
    return value.count_ops() <= 40 and len(powers) <= 4 and all(abs(power.exp) <= 6 for power in powers)


class _Writer(StrPrinter):  # type: ignore[misc]  # SymPy has no type hints
    """SymPy's notation in this project's term language."""

    def _print_ImaginaryUnit(self, expr: Any) -> str:
        return "i"

    def _print_Exp1(self, expr: Any) -> str:
        return "e"

    def _print_Interval(self, expr: Any) -> str:
        left, right = ("(" if expr.left_open else "["), (")" if expr.right_open else "]")
        return f"{left}{self._print(expr.start)}, {self._print(expr.end)}{right}"

    def _print_Union(self, expr: Any) -> str:
        return " ∪ ".join(self._print(part) for part in expr.args)

    def _print_Reals(self, expr: Any) -> str:
        return "ℝ"

    def _print_EmptySet(self, expr: Any) -> str:
        return "∅"

    def _print_Abs(self, expr: Any) -> str:
        return f"abs({self._print(expr.args[0])})"


def written(value: Any) -> str:
    """A value as text for people and for evidence."""
    if isinstance(value, (tuple, list)):
        return ", ".join(written(part) for part in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, sympy.Expr) and not value.free_symbols and _is_small(value):
        value = sympy.expand(value)  # (3/2 - sqrt(5)/2)^2 + (3/2 + sqrt(5)/2)^2 is 7
    text = str(_Writer().doprint(value)).replace("**", "^")
    return text if len(text) <= 400 else text[:400] + "..."


def holds(claim: Claim, method: str, reason: str, **evidence: Any) -> Check:
    """The answer is right."""
    return _check(Outcome.HOLDS, claim, method, reason, evidence)


def fails(claim: Claim, method: str, reason: str, counterexample: str, **evidence: Any) -> Check:
    """The answer is wrong, and `counterexample` shows it."""
    return _check(Outcome.FAILS, claim, method, reason, evidence, counterexample)


def undecided(claim: Claim | None, method: str, reason: str) -> Check:
    """Nothing is known."""
    return _check(Outcome.UNDECIDED, claim, method, reason, {})


def _check(
    outcome: Outcome,
    claim: Claim | None,
    method: str,
    reason: str,
    evidence: JsonObject,
    counterexample: str = "",
) -> Check:
    return Check(
        outcome=outcome,
        basis="problem",
        method=method,
        claim=claim.model_dump(mode="json") if claim is not None else {},
        reason=reason,
        counterexample=counterexample,
        evidence={name: _json(value) for name, value in evidence.items()},
    )


def _json(value: Any) -> Any:
    if isinstance(value, (str, int, bool)) or value is None:
        return value
    if isinstance(value, (list, tuple)):
        return [_json(part) for part in value]
    if isinstance(value, dict):
        return {str(name): _json(part) for name, part in value.items()}
    if isinstance(value, sympy.Basic):
        return written(value)
    raise TypeError(f"{type(value).__name__} is not evidence")
