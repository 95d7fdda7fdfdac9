"""Answers that the claims of a problem determine, found without a model; runs inside the worker.

A finder only proposes: it writes the value that a claim's terms have, or each answer that there can be, as
text. What is proposed counts for nothing until `check_claims`, the same check as for everybody's answer, has
proven it, so a finder that is wrong finds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice, product
from typing import Any

import sympy

from phi4_node.schema import JsonObject, Outcome
from phi4_node.verification import checks
from phi4_node.verification.checks import equations, integrals, rewriting
from phi4_node.verification.checks.base import UndecidedError, written
from phi4_node.verification.checks.comparison import sorted_indices
from phi4_node.verification.checks.durations import shown_span
from phi4_node.verification.checks.inequalities import is_region
from phi4_node.verification.checks.notation import digits_of
from phi4_node.verification.checks.roundings import round_places
from phi4_node.verification.checks.scope import Scope
from phi4_node.verification.checks.sequences import POSITION, rules_of
from phi4_node.verification.claims import Claim
from phi4_node.verification.expressions.expression import is_vector
from phi4_node.verification.expressions.syntax import Node, ReadError
from phi4_node.verification.judge import ENGINE_ERRORS, check_claims
from phi4_node.verification.reading import read
from phi4_node.verification.reading.trees import walk

MOST_PROPOSALS = 64
"""Answers that are checked for one claim; more than there are ways to say who of six people lies."""

_MOST_PEOPLE = 6
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_WEEKDAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split()
_MONTHS = "January February March April May June July August September October November December".split()

Finder = Callable[[Any, Scope], Iterator[str]]


def find(request: JsonObject) -> JsonObject:
    """The answer to a problem, if the reader can read it and the checks can prove one.

    Args:
        request: `{"problem": str}`

    Returns:
        `{"answer": str, "reason": str}`: an answer that was proven, or an empty one and why there is none.
    """
    problem = request["problem"]
    try:
        reading = read(problem, checks.names())
    except ReadError as error:
        return _nothing(f"no claim was read from the problem: {error.reason}")
    if not reading.claims:
        return _nothing(f"no claim was read from the problem: {reading.reason}")
    why = "it was read, but this kind of question is only checked, not solved"
    for claim in reading.claims:
        try:
            for answer in islice(_proposals(claim), MOST_PROPOSALS):
                answer = _in_chinese(answer) if _CHINESE.search(problem) else answer
                if check_claims(reading.claims, answer).outcome is Outcome.HOLDS:
                    return {"answer": answer, "reason": ""}
                why = "it was read, but no answer could be proven"
        except UndecidedError as error:
            why = f"it was read, but not solved: {error}"
        except ReadError as error:
            why = f"it was read, but not solved: {error.reason}"
        except ENGINE_ERRORS:  # SymPy on objects that do not go together; it is told
            why = "it was read, but the symbolic engine cannot work with it"
    return _nothing(why)


def _nothing(reason: str) -> JsonObject:
    return {"answer": "", "reason": reason}


def _proposals(claim: Claim) -> Iterator[str]:
    """What may be the answer, most natural first, nothing twice."""
    finder = _FINDERS.get(claim.kind)
    if finder is None:
        return
    scope = Scope(claim.context, checks.OPERATIONS)
    scope.refuse_contradictions()
    seen = set()
    for text in finder(claim, scope):
        if text not in seen:
            seen.add(text)
            yield text


_IN_CHINESE = {"yes": "是", "no": "否", "true": "真", "false": "假", "no solution": "无解"}


def _in_chinese(answer: str) -> str:
    return _IN_CHINESE.get(answer) or answer.replace(" or ", " 或 ")


# Values -------------------------------------------------------------------------------------------


def _value(claim: Any, scope: Scope) -> Iterator[str]:
    term = scope.parse(claim.term)
    yield from _written_forms(_only_value(scope, term), decimal=_speaks_in_decimals(term))


def _only_value(scope: Scope, term: Node) -> Any:
    values = [value for _, value in scope.evaluate_all(term)]
    if len(values) != 1:
        raise UndecidedError("the conditions do not determine one value")
    return values[0]


def _speaks_in_decimals(term: Node) -> bool:
    return any(part.places is not None or (part.op == "call" and part.name == "round") for part in walk(term))


def _written_forms(value: Any, *, decimal: bool = False) -> Iterator[str]:
    """A value as text, in the ways in which it can be written."""
    if isinstance(value, sympy.MatrixBase):
        if is_vector(value):
            yield f"({', '.join(map(_text, value))})"
        yield "[" + ", ".join(f"[{', '.join(map(_text, value.row(i)))}]" for i in range(value.rows)) + "]"
    elif is_region(value):
        yield _text(value)
    elif isinstance(value, sympy.FiniteSet):
        yield ", ".join(map(_text, sorted(value.args, key=sympy.default_sort_key))) or "none"
    elif isinstance(value, sympy.Tuple):
        listed = ", ".join(map(_text, value.args))
        yield from (listed, f"({listed})")
    elif isinstance(value, sympy.Expr):
        if isinstance(value, sympy.Rational):
            yield from _rational_forms(value, decimal=decimal)
        yield from map(_text, _normal_forms(value))


def _rational_forms(value: sympy.Rational, *, decimal: bool) -> Iterator[str]:
    finite = _decimal_of(value)
    if decimal and finite:
        yield finite
    yield _text(value)
    if finite:
        yield finite


def _decimal_of(value: sympy.Rational) -> str:
    """A rational number as a decimal; empty if that has no end."""
    below, places = int(value.q), 0
    for prime in (2, 5):
        count = 0
        while below % prime == 0:
            below, count = below // prime, count + 1
        places = max(places, count)
    return _with_places(value, places) if below == 1 else ""


def _with_places(value: sympy.Rational, places: int) -> str:
    """A multiple of 10^-places with that many digits after the point."""
    digits = str(abs(int(value * 10**places))).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if value < 0 else text


def _normal_forms(value: sympy.Expr) -> list[sympy.Expr]:
    return sorted(rewriting.normal_forms(value), key=sympy.count_ops)


def _text(value: Any) -> str:
    """A value in the term language; what SymPy calls `log` is the natural logarithm."""
    return re.sub(r"\blog\(", "ln(", written(value))


# Solutions, rewriting, antiderivatives ------------------------------------------------------------


def _solutions(claim: Any, scope: Scope) -> Iterator[str]:
    expected = equations.expected_solutions(claim, scope)
    names = claim.unknowns
    if expected is sympy.S.EmptySet:
        yield "no solution"
        return
    if is_region(expected):
        yield from (_text(expected), f"{names[0]} ∈ {_text(expected)}")
        return
    rows = sorted(expected, key=lambda row: [sympy.default_sort_key(value) for value in row])
    if not rows:
        yield "no solution"
        return
    if claim.places is not None:
        rows = [tuple(round_places(value, sympy.Integer(claim.places)) for value in row) for row in rows]
        parts = [[_with_places(value, claim.places) for value in row] for row in rows]
    else:
        parts = [[_text(value) for value in row] for row in rows]
    named = (", ".join(map(" = ".join, zip(names, row, strict=True))) for row in parts)
    yield " or ".join(named)
    yield ", ".join(row[0] if len(row) == 1 else f"({', '.join(row)})" for row in parts)


def _rewritten(claim: Any, scope: Scope) -> Iterator[str]:
    value = _only_value(scope, scope.parse(claim.term))
    if not isinstance(value, sympy.Expr):
        return
    if isinstance(value, sympy.Rational):
        whole, rest = divmod(abs(int(value.p)), int(value.q))
        if claim.form == "mixed" and whole and rest:
            yield f"{'-' if value < 0 else ''}{whole} {rest}/{value.q}"
        yield from _rational_forms(value, decimal=claim.form == "decimal")
    forms = _normal_forms(value)
    if claim.form in ("factored", "real_factors"):
        forms = [sympy.factor(value), *forms]
    if claim.form in ("expanded", "collected"):
        forms = [sympy.expand(value), *forms]
    yield from map(_text, forms)


def _antiderivative(claim: Any, scope: Scope) -> Iterator[str]:
    variable = scope.symbol(claim.variable)
    integrand = _only_value(scope, scope.parse(claim.integrand))
    if not isinstance(integrand, sympy.Expr):
        return
    primitive = integrals.antiderivative(integrand, variable)
    constant = next(
        letter for letter in ("C", "K", "c") if sympy.Symbol(letter) not in integrand.free_symbols
    )
    signed = primitive.replace(sympy.log, lambda inner: sympy.log(sympy.Abs(inner)))
    for form in (signed, sympy.expand(primitive), primitive):
        yield f"{_text(form)} + {constant}"


# Comparisons --------------------------------------------------------------------------------------


def _yes_or_no(claim: Any, scope: Scope) -> Iterator[str]:
    yield from ("yes", "no", "true", "false", "unknown")


def _option(claim: Any, scope: Scope) -> Iterator[str]:
    for option in claim.options:
        yield option.label or option.term


def _order(claim: Any, scope: Scope) -> Iterator[str]:
    trees = [scope.parse(item) for item in claim.items]
    branches = scope.branches(trees)
    if len(branches) != 1:
        raise UndecidedError("the conditions do not determine the values")
    order = sorted_indices([branches[0].evaluate(tree) for tree in trees])
    yield ", ".join(claim.items[index] for index in (reversed(order) if claim.descending else order))


# Ways to write a value ----------------------------------------------------------------------------


def _in_notation(claim: Any, scope: Scope) -> Iterator[str]:
    value = _only_value(scope, scope.parse(claim.terms[0]))
    if claim.notation == "unit":
        unit = claim.detail
        for text in _written_forms(value, decimal=_speaks_in_decimals(scope.parse(claim.terms[0]))):
            yield f"{text}{unit}" if unit in ("%", "°") else f"{text} {unit}"
        return
    if not isinstance(value, sympy.Integer):
        raise UndecidedError("the value is not a whole number")
    yield from _NOTATIONS[claim.notation](int(value), claim.detail)


def _base(value: int, detail: str) -> Iterator[str]:
    yield from (f"{digits_of(value, int(detail))}_{detail}", digits_of(value, int(detail)))


def _time(value: int, detail: str) -> Iterator[str]:
    hour, minute = divmod(value % 1440, 60)
    yield f"{hour % 12 or 12}:{minute:02d} {'AM' if hour < 12 else 'PM'}"
    yield f"{hour:02d}:{minute:02d}"


def _weekday(value: int, detail: str) -> Iterator[str]:
    yield _WEEKDAYS[value % 7]


def _date(value: int, detail: str) -> Iterator[str]:
    from datetime import date

    if not 1 <= value <= date.max.toordinal():
        raise UndecidedError("the date is outside the calendar")
    day = date.fromordinal(value)
    yield f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"
    yield day.isoformat()


def _duration(value: int, detail: str) -> Iterator[str]:
    span = shown_span(value)
    yield from (span, span.removesuffix(":00"))
    minutes, rest = divmod(abs(value), 60_000)
    if not rest:
        yield f"{minutes // 60} hours {minutes % 60} minutes"
        yield f"{minutes // 60} hours" if minutes % 60 == 0 else f"{minutes} minutes"


_NOTATIONS: dict[str, Callable[[int, str], Iterator[str]]] = {
    "base": _base,
    "time": _time,
    "weekday": _weekday,
    "date": _date,
    "duration": _duration,
}


# Sequences, lists, curves -------------------------------------------------------------------------


def _continuation(claim: Any, scope: Scope) -> Iterator[str]:
    from fractions import Fraction

    values = [scope.evaluate(scope.parse(text)) for text in claim.terms]
    if not all(isinstance(value, sympy.Rational) for value in values):
        raise UndecidedError("only sequences of rational numbers are continued")
    for rule in rules_of([Fraction(int(value.p), int(value.q)) for value in values]):
        if claim.unknowns and rule.formula is not None:
            yield from _written_forms(rule.formula.subs(POSITION, scope.symbol(claim.unknowns[0])))
        elif not claim.unknowns:
            yield str(rule.next)


def _listing(claim: Any, scope: Scope) -> Iterator[str]:
    from phi4_node.verification.checks.comparison import truth_of

    trees = [scope.parse(term) for term in claim.terms]
    if claim.shape == "chosen":
        things, conditions = trees[: len(trees) // 2], trees[len(trees) // 2 :]
        trees = [thing for thing, said in zip(things, conditions, strict=True) if truth_of(scope, said)]
    parts = [next(_written_forms(scope.evaluate(tree), decimal=_speaks_in_decimals(tree))) for tree in trees]
    if claim.shape == "ratio":
        yield ":".join(parts)
    yield f"({', '.join(parts)})" if claim.shape == "point" else ", ".join(parts)


def _locus(claim: Any, scope: Scope) -> Iterator[str]:
    value = _only_value(scope, scope.parse(claim.terms[0]))
    if claim.solved_for:
        letter = scope.symbol(claim.solved_for)
        for solution in sympy.solve(value, letter):
            yield f"{letter} = {_text(solution)}"
        return
    yield f"{_text(sympy.expand(sympy.fraction(sympy.together(value))[0]))} = 0"


# Logic --------------------------------------------------------------------------------------------


def _conclusion(claim: Any, scope: Scope) -> Iterator[str]:
    """A letter or its opposite, if it is news."""
    letters = sorted(set(re.findall(r"[A-Za-z]\w*", " ".join(claim.premises))))
    for literal in (sign + letter for letter in letters for sign in ("", "¬")):
        if literal not in claim.premises:
            yield literal


def _roles(claim: Any, scope: Scope) -> Iterator[str]:
    if claim.role:
        yield from ("yes", "no")
        return
    if len(claim.asked) > _MOST_PEOPLE:
        raise UndecidedError(f"there are more than {_MOST_PEOPLE} people")
    names = [min(words, key=lambda word: (len(word), word)) for words in (claim.honest, claim.liar)]
    for roles in product(names, repeat=len(claim.asked)):
        yield ", ".join(f"{person} is a {role}" for person, role in zip(claim.asked, roles, strict=True))


_FINDERS: dict[str, Finder] = {
    "value": _value,
    "solutions": _solutions,
    "rewrite": _rewritten,
    "antiderivative": _antiderivative,
    "truth": _yes_or_no,
    "validity": _yes_or_no,
    "syllogism": _yes_or_no,
    "choice": _option,
    "order": _order,
    "notation": _in_notation,
    "continuation": _continuation,
    "listing": _listing,
    "locus": _locus,
    "conclusion": _conclusion,
    "roles": _roles,
}
"""What finds answers to each kind of claim. Of a differential equation and of a puzzle with numbers answers
are only checked."""
