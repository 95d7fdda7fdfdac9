"""What follows from premises: truth tables where nothing is quantified, Z3 where something is.

The argument was written by a model, so whatever comes out here is evidence for an answer and never proof.
"""

from __future__ import annotations

import re
from typing import Any, Literal

from phi4_node.schema import Check, JsonObject, Outcome
from phi4_node.verification.argument.language import (
    Argument,
    ArgumentError,
    Logic,
    formulas_of,
    read_argument,
    walk,
)
from phi4_node.verification.argument.wording import asked_how, doubts_about, honest_and_liar, said_of
from phi4_node.verification.checks.base import UndecidedError
from phi4_node.verification.claims import RolesClaim, Saying
from phi4_node.verification.reading.logic.formulas import (
    Formula,
    FormulaError,
    Tables,
    atom,
    negation,
    render_formula,
    tables_over,
)

METHOD = "formalisation written by the model"
_SOLVER_MILLISECONDS = 4_000

Follows = Literal["follows", "contradicts", "open"]
_WORDS: dict[Follows, str] = {
    "follows": "the conclusion follows from the premises",
    "contradicts": "the conclusion contradicts the premises",
    "open": "the premises leave the conclusion open",
}


def check_formalisation(request: JsonObject) -> JsonObject:
    """Compare an answer with what an argument, written down by a model, comes to.

    Args:
        request: `{"problem": str, "answer": str, "formalisation": str}`

    Returns:
        `{"checks": [check]}` with one `Check` as JSON, whose basis is `model`.
    """
    problem, answer, text = request["problem"], request["answer"], request["formalisation"]
    evidence: JsonObject = {"formalisation": text}
    try:
        argument = read_argument(text)
        evidence["doubts"] = doubts_about(problem, argument)
        if argument.sayings and argument.conclusion is None:
            check = _roles(problem, answer, argument, evidence)
        else:
            check = _argument(problem, answer, argument, evidence)
    except ArgumentError as error:
        check = _check(Outcome.UNDECIDED, f"The formalisation cannot be read: {error}.", evidence)
    except UndecidedError as error:
        check = _check(Outcome.UNDECIDED, f"The formalisation decides nothing: {error}.", evidence)
    return {"checks": [check.model_dump(mode="json")]}


def decided_answer(request: JsonObject) -> JsonObject:
    """What an argument comes to, as an answer: for attempts that are made by formalising.

    Args:
        request: `{"problem": str, "formalisation": str}`

    Returns:
        `{"answer": str, "error": str}`, one of them empty.
    """
    try:
        argument = read_argument(request["formalisation"])
        if argument.conclusion is None:
            return {"answer": _roles_found(request["problem"], argument), "error": ""}
        found = decide(argument)
    except (ArgumentError, UndecidedError) as error:
        return {"answer": "", "error": str(error)}
    if asked_how(request["problem"]) == "follows":
        return {"answer": "Yes" if found == "follows" else "No", "error": ""}
    return {"answer": {"follows": "True", "contradicts": "False", "open": "Uncertain"}[found], "error": ""}


def decide(argument: Argument) -> Follows:
    """Whether the conclusion follows, contradicts the premises, or neither.

    Raises:
        UndecidedError: nothing decides it, or the premises contradict each other.
    """
    if argument.conclusion is None:
        raise UndecidedError("there is no conclusion")
    given = [*argument.premises, *(Logic("iff", (_honest(who), said)) for who, said in argument.sayings)]
    conclusion = argument.conclusion
    quantified = any(
        part.op in ("all", "exists", "equal") for one in formulas_of(argument) for part in walk(one)
    )
    if not quantified:
        try:
            return _by_table([_ground(one) for one in given], _ground(conclusion))
        except FormulaError:
            pass  # too many letters for a table
    return _by_solver(given, conclusion)


def _argument(problem: str, answer: str, argument: Argument, evidence: JsonObject) -> Check:
    found = decide(argument)
    evidence["decided"] = found
    said = said_of(answer)
    how = asked_how(problem)
    reason = f"As the model formalised it, {_WORDS[found]}."
    if found == "open" and said is False and how == "truth":
        return _check(
            Outcome.UNDECIDED, f"{reason} The question does not say whether that is a no.", evidence
        )
    right = {
        "follows": said is True,
        "contradicts": said is False,
        "open": said is None or (said is False and how == "follows"),
    }[found]
    return _check(Outcome.HOLDS if right else Outcome.FAILS, reason, evidence)


def _roles(problem: str, answer: str, argument: Argument, evidence: JsonObject) -> Check:
    """Who tells the truth: the check for words that could be read, on the model's reading of them."""
    from phi4_node.verification.judge import check_claim

    found = check_claim(_roles_claim(problem, argument), answer)
    evidence["solution"] = found.evidence.get("solution", {})
    return _check(found.outcome, f"As the model formalised it: {found.reason}", evidence)


def _roles_found(problem: str, argument: Argument) -> str:
    """Who is what, as an answer."""
    from phi4_node.verification.judge import check_claim

    claim = _roles_claim(problem, argument)
    supposed = ", ".join(f"{person} is a {claim.honest[0]}" for person in claim.asked)
    solution = check_claim(claim, supposed).evidence.get("solution")
    if not solution:
        raise UndecidedError("what was said allows several answers or none")
    return ", ".join(
        f"{person} is a {(claim.honest if honest else claim.liar)[0]}" for person, honest in solution.items()
    )


def _roles_claim(problem: str, argument: Argument) -> RolesClaim:
    if argument.premises:
        raise UndecidedError("a puzzle about who tells the truth should have sayings only")
    honest, liar = honest_and_liar(problem)
    people = dict.fromkeys(who for who, _ in argument.sayings)
    sayings = []
    for who, said in argument.sayings:
        formula = _person(said, honest, liar, argument)
        for part in walk(formula):
            if part.op == "atom":
                people.setdefault(part.name)
        sayings.append(Saying(speaker=argument.names[who], said=render_formula(_named(formula, argument))))
    names = tuple(argument.names[name] for name in people)
    return RolesClaim(people=names, honest=honest, liar=liar, sayings=tuple(sayings), asked=names)


def _person(said: Logic, honest: tuple[str, ...], liar: tuple[str, ...], argument: Argument) -> Logic:
    """`Knight(Bob)` as the letter Bob, `Knave(Bob)` as its negation."""
    if said.op == "atom" and not said.terms:
        return said
    if said.op == "atom" and len(said.terms) == 1:
        role = argument.names[said.name].casefold().replace("_", " ").removeprefix("is ").strip()
        person = Logic("atom", name=said.terms[0])
        if role in honest:
            return person
        if role in liar:
            return Logic("not", (person,))
    if said.op in ("atom", "all", "exists", "equal"):
        raise UndecidedError("a saying is about something else than who tells the truth")
    return Logic(said.op, tuple(_person(part, honest, liar, argument) for part in said.args))


def _named(formula: Logic, argument: Argument) -> Formula:
    if formula.op == "atom":
        return atom(argument.names[formula.name])
    return Formula(formula.op, tuple(_named(part, argument) for part in formula.args))


def _honest(who: str) -> Logic:
    return Logic("atom", name="knight", terms=(who,))


# Truth tables -------------------------------------------------------------------------------------


def _ground(formula: Logic) -> Formula:
    """A formula without quantifiers; each statement about somebody is a letter."""
    if formula.op == "atom":
        return atom("_of_".join((formula.name, *formula.terms)))
    return Formula(formula.op, tuple(_ground(part) for part in formula.args))


def _by_table(given: list[Formula], conclusion: Formula) -> Follows:
    tables = tables_over([*given, conclusion])
    rows = _rows(tables, given)
    if not rows:
        raise UndecidedError("its premises contradict each other")
    if not rows & tables.of(negation(conclusion)):
        return "follows"
    return "open" if rows & tables.of(conclusion) else "contradicts"


def _rows(tables: Tables, given: list[Formula]) -> int:
    rows = tables.always
    for premise in given:
        rows &= tables.of(premise)
    return rows


# Z3 -----------------------------------------------------------------------------------------------


def _by_solver(given: list[Logic], conclusion: Logic) -> Follows:
    import z3  # late: most tasks of a worker do without it

    things = z3.DeclareSort("Thing")
    premises = [_to_z3(z3, things, one, {}) for one in given]
    goal = _to_z3(z3, things, conclusion, {})

    def is_possible(*formulas: Any) -> bool:
        solver = z3.Solver()
        solver.set("timeout", _SOLVER_MILLISECONDS)
        solver.set("random_seed", 1)
        solver.add(*formulas)
        found = solver.check()
        if found == z3.unknown:
            raise UndecidedError(f"Z3 comes to no end: {solver.reason_unknown()}")
        return bool(found == z3.sat)

    if not is_possible(*premises):
        raise UndecidedError("its premises contradict each other")
    if not is_possible(*premises, z3.Not(goal)):
        return "follows"
    return "open" if is_possible(*premises, goal) else "contradicts"


def _to_z3(z3: Any, things: Any, formula: Logic, bound: dict[str, Any]) -> Any:
    def term(name: str) -> Any:
        return bound[name[1:]] if name.startswith("?") else z3.Const(f"c_{name}", things)

    if formula.op == "atom":
        kinds = [*(things for _ in formula.terms), z3.BoolSort()]
        return z3.Function(f"p_{formula.name}", *kinds)(*map(term, formula.terms))
    if formula.op == "equal":
        return term(formula.terms[0]) == term(formula.terms[1])
    if formula.op in ("all", "exists"):
        variable = z3.Const(f"v_{formula.name}", things)
        inner = _to_z3(z3, things, formula.args[0], {**bound, formula.name: variable})
        return (z3.ForAll if formula.op == "all" else z3.Exists)([variable], inner)
    parts = [_to_z3(z3, things, part, bound) for part in formula.args]
    if formula.op == "iff":
        return parts[0] == parts[1]
    joint = {"not": z3.Not, "and": z3.And, "or": z3.Or, "xor": z3.Xor, "implies": z3.Implies}[formula.op]
    return joint(*parts)


def _check(outcome: Outcome, reason: str, evidence: JsonObject) -> Check:
    return Check(
        outcome=outcome,
        basis="model",
        method=METHOD,
        claim={"kind": "formalisation"},
        reason=re.sub(r"\.\.$", ".", reason),
        evidence=evidence,
    )
