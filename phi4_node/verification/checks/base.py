"""What every family of checks shares: results, and giving up honestly."""

from __future__ import annotations

from typing import Any

import sympy
from sympy.printing.str import StrPrinter

from phi4_node.schema import Check, JsonObject, Outcome
from phi4_node.verification.claims import Claim


class UndecidedError(Exception):
    """The claim cannot be decided completely; the message says why."""


class _Writer(StrPrinter):  # type: ignore[misc]  # SymPy has no type hints
    """SymPy's notation in this project's term language."""

    def _print_ImaginaryUnit(self, expr: Any) -> str:
        return "i"

    def _print_Exp1(self, expr: Any) -> str:
        return "e"

    def _print_Abs(self, expr: Any) -> str:
        return f"abs({self._print(expr.args[0])})"


def written(value: Any) -> str:
    """A value as text for people and for evidence."""
    if isinstance(value, (tuple, list)):
        return ", ".join(written(part) for part in value)
    if isinstance(value, bool):
        return "true" if value else "false"
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
