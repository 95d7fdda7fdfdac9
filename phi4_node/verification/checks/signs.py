"""The sign of a constant, by proof."""

from __future__ import annotations

import sympy

from phi4_node.verification.zero.enclosure import Encloser, NoEnclosureError, OutsideDomainError
from phi4_node.verification.zero.zero import is_zero


def sign_of(expr: sympy.Basic) -> int | None:
    """-1, 0 or 1 for a real constant; None if it is not real or the sign is not known."""
    if isinstance(expr, sympy.Rational):
        return int(expr.p > 0) - int(expr.p < 0)
    if not isinstance(expr, sympy.Expr) or expr.free_symbols:
        return None
    for bits in (80, 320, 1280):
        try:
            box = Encloser(bits, real=True).enclose(expr)
        except NoEnclosureError:
            continue
        except OutsideDomainError:
            return None
        if box.a > 0:
            return 1
        if box.b < 0:
            return -1
    return 0 if is_zero(expr) else None
