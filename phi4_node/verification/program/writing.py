"""Expressions of the symbolic engine as canonical text."""

from __future__ import annotations

import itertools
from typing import Any

import sympy
from sympy.printing.str import StrPrinter

from phi4_node.verification.program.parser import ProgramError
from phi4_node.verification.program.values import MAX_NODES, Symbolic


def symbolic_text(value: Symbolic) -> str:
    """Canonical text of an expression."""
    nodes = sum(1 for _ in itertools.islice(sympy.preorder_traversal(value.expr), MAX_NODES))
    if nodes >= MAX_NODES:
        raise ProgramError("the result is too long to be written out")
    if isinstance(value.expr, sympy.Eq):
        return f"{symbolic_text(Symbolic(value.expr.lhs))} = {symbolic_text(Symbolic(value.expr.rhs))}"
    return str(_Writer({"order": "lex"}).doprint(value.expr)).replace("**", "^")


class _Writer(StrPrinter):  # type: ignore[misc]  # SymPy has no types
    """SymPy's plain text with this project's names of constants."""

    def _print_ImaginaryUnit(self, expr: Any) -> str:
        return "i"

    def _print_Exp1(self, expr: Any) -> str:
        return "e"

    def _print_Abs(self, expr: Any) -> str:
        return f"abs({self._print(expr.args[0])})"
