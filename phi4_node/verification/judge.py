"""One answer judged against the asker's words; runs inside the worker, JSON in and JSON out."""

from __future__ import annotations

from collections.abc import Sequence

from sympy.polys.polyerrors import BasePolynomialError as PolynomialError

from phi4_node.schema import Check, JsonObject, Outcome
from phi4_node.verification import checks
from phi4_node.verification.answers.answer import Answer, AnswerError
from phi4_node.verification.answers.reader import read_answer
from phi4_node.verification.checks.base import UndecidedError, undecided
from phi4_node.verification.checks.case import Case
from phi4_node.verification.checks.notation import answer_in_notation
from phi4_node.verification.checks.scope import Scope
from phi4_node.verification.claims import (
    AntiderivativeClaim,
    Claim,
    DifferentialClaim,
    NotationClaim,
    claim_from_json,
)
from phi4_node.verification.expressions.syntax import Names, Node, ReadError
from phi4_node.verification.reading import read
from phi4_node.verification.reading.trees import walk
from phi4_node.verification.steps.steps import check_steps

__all__ = ["check_claim", "check_claims", "check_problem", "claim_from_json", "judge", "warm"]


def judge(request: JsonObject) -> JsonObject:
    """Check an answer.

    Args:
        request: `{"problem": str, "answer": str, "steps": [str, ...]}`

    Returns:
        `{"checks": [...]}`, each a `Check` as JSON.
    """
    problem = request["problem"]
    found = [check_problem(problem, request["answer"]), *check_steps(request.get("steps", ()), problem)]
    return {"checks": [check.model_dump(mode="json") for check in found]}


def check_problem(problem: str, answer: str) -> Check:
    """The check of an answer against what the problem's words claim."""
    try:
        reading = read(problem, checks.names())
    except ReadError as error:
        return undecided(None, "reading", f"No claim was read from the problem: {error.reason}.")
    if not reading.claims:
        return undecided(None, "reading", f"No claim was read from the problem: {reading.reason}.")
    return check_claims(reading.claims, answer)


def check_claims(claims: Sequence[Claim], answer: str) -> Check:
    """The check of an answer against the claims of one problem, of which there are some."""
    found = [check_claim(claim, answer) for claim in claims]
    if len({check.outcome for check in found}) == 1:
        return found[0]
    return undecided(
        None, "reading", "The problem can be read in several ways, and the answer is right only in some."
    )


def check_claim(claim: Claim, answer: str) -> Check:
    """The check of an answer against one claim."""
    try:
        scope = Scope(claim.context, checks.OPERATIONS)
        scope.refuse_contradictions()
        typed = _typed(claim, scope, answer)
        return checks.CHECKS[claim.kind](Case(claim, scope, typed, answer))
    except AnswerError as error:
        return undecided(claim, "reading of the answer", str(error))
    except UndecidedError as error:
        return undecided(claim, "exact evaluation", f"It could not be decided: {error}.")
    except ReadError as error:
        return undecided(claim, "exact evaluation", f"It could not be evaluated: {error.reason}.")
    except (
        ENGINE_ERRORS
    ) as error:  # SymPy on objects that do not go together; it decides nothing, and is told
        stopped = undecided(claim, "exact evaluation", "The symbolic engine cannot work with this.")
        return stopped.model_copy(update={"evidence": {"stopped": f"{type(error).__name__}: {error}"}})


ENGINE_ERRORS = (
    TypeError,
    ValueError,
    ArithmeticError,
    AttributeError,
    NotImplementedError,
    LookupError,
    PolynomialError,
)


def _typed(claim: Claim, scope: Scope, answer: str) -> Answer:
    if isinstance(claim, NotationClaim):
        return answer_in_notation(answer)
    if claim.kind in checks.IN_WORDS:
        return Answer("text", Node("text", name=answer))
    return read_answer(answer, Names(variables=_variables(scope, claim)))


def _variables(scope: Scope, claim: Claim) -> frozenset[str]:
    """Names that an answer may use as variables."""
    texts = [value for name, value in claim if name in ("term", "integrand", "statement", "target") and value]
    several = ("conditions", "items", "terms", "unknowns")
    texts += [text for name, value in claim if name in several for text in value]
    texts += [option.term for option in getattr(claim, "options", ())]
    trees = [scope.parse(text) for text in texts] + list(scope.conditions)
    trees += [tree for _, tree in scope.definitions.values()]
    found = {node.name for tree in trees for node in walk(tree) if node.op == "sym"}
    if isinstance(claim, (AntiderivativeClaim, DifferentialClaim)):
        found |= _CONSTANTS_OF_INTEGRATION
        return frozenset(found | set(scope.definitions))
    return frozenset((found | set(scope.definitions)) - ({"e", "i", "pi", "oo"} - set(scope.variables)))


_CONSTANTS_OF_INTEGRATION = frozenset(("A", "B", "C", "c", "K", "k", "e"))
"""Letters that may stand beside others in such an answer: `Ce^x`."""


def warm() -> None:
    """Do one of everything, so that the first real task finds all modules loaded."""
    for problem, answer in _WARMING:
        if check_problem(problem, answer).outcome is not Outcome.HOLDS:
            raise RuntimeError(f"the verifier cannot verify that {problem} {answer}")


_WARMING = (
    ("Solve x^2 + 2x - 3 = 0.", "x = 1 or x = -3"),
    ("What is the derivative of x^2*sin(x)?", "2*x*sin(x) + x^2*cos(x)"),
    ("Factor x^2 - 1.", "(x - 1)*(x + 1)"),
    ("Calculate sqrt(8) - sqrt(2).", "sqrt(2)"),
)
