"""The question becomes a claim, with everything around it as its context."""

from __future__ import annotations

from phi4_node.verification.claims import (
    AntiderivativeClaim,
    ChoiceClaim,
    Claim,
    Option,
    OrderClaim,
    RewriteClaim,
    SolutionsClaim,
    TruthClaim,
    ValueClaim,
    claim_from_json,
)
from phi4_node.verification.expressions.render import render
from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.scan import WordsError
from phi4_node.verification.reading.kinds import is_about_integers
from phi4_node.verification.reading.phrases.bases import has_bases
from phi4_node.verification.reading.resolve.constants import AMBIGUOUS
from phi4_node.verification.reading.resolve.questions import trees_of
from phi4_node.verification.reading.resolve.refusals import refuse_double_letters
from phi4_node.verification.reading.resolve.scope import Scope
from phi4_node.verification.reading.statements import (
    AskChoice,
    AskClaim,
    AskOrder,
    AskRewrite,
    AskSolve,
    AskTruth,
    AskValue,
    Question,
)
from phi4_node.verification.reading.trees import number


def claim_of(scope: Scope, question: Question) -> Claim:
    """The claim that says that an answer to the question is right."""
    if isinstance(question, AskValue):
        return _value(scope, question)
    if not isinstance(question, AskSolve):
        _refuse_domains_of_answers(scope)
    if _significant(scope) is not None:
        raise WordsError("significant digits are asked for where there is no one value to round")
    if _base(scope) is not None:
        raise WordsError("the answer is to be written in a base, but is no number")
    if isinstance(question, AskClaim):
        return _own_claim(scope, question)
    if isinstance(question, AskSolve):
        return _solutions(scope, question)
    trees = [scope.fill(tree) for tree in trees_of(question)]
    for tree in trees:
        scope.examine(tree)
    places, form = _notes(scope)
    if places is not None:
        raise WordsError("rounding is asked for where there is nothing to round")
    if isinstance(question, AskRewrite):
        if form is not None and question.form == "simplified":
            return RewriteClaim(context=scope.context(), term=render(trees[0]), form=form)
        return RewriteClaim(context=scope.context(), term=render(trees[0]), form=question.form)
    if isinstance(question, AskTruth):
        return TruthClaim(context=scope.context(), statement=render(trees[0]))
    if isinstance(question, AskOrder):
        return OrderClaim(
            context=scope.context(),
            items=tuple(render(tree) for tree in trees),
            descending=question.descending,
        )
    return _choice(scope, question, trees)


def _own_claim(scope: Scope, question: AskClaim) -> Claim:
    scope.variables |= AMBIGUOUS & set(question.unknowns)
    if question.kind == "differential" and (scope.conditions or scope.defines):
        raise WordsError("what is given beside a differential equation is not understood")
    terms = [scope.fill(term) for term in question.terms]
    for term in terms:
        scope.examine(term)
    places, _ = _notes(scope)
    if places is not None:
        is_listing = question.kind == "listing" and ("shape", "chosen") not in question.options
        if ("notation", "unit") not in question.options and not is_listing:
            raise WordsError("rounding is asked for where there is nothing to round")
        terms = [Node("call", (term, number(places)), name="round") for term in terms]
    fields = {"unknowns": list(question.unknowns)} if question.unknowns else {}
    return claim_from_json(
        {
            "kind": question.kind,
            "context": scope.context().model_dump(),
            "terms": [render(term) for term in terms],
            **fields,
            **dict(question.options),
        }
    )


def _refuse_domains_of_answers(scope: Scope, asked: tuple[str, ...] = (), domain: str = "real") -> None:
    """`Enter all integer solutions` asks for fewer than `solve`, unless only they are solutions anyway."""
    homes = {scope.domains.get(name, domain) for name in asked} or {domain}
    for note in scope.notes:
        if note.domain == "real" and "complex" not in homes:
            continue
        if note.domain == "integer" and asked and homes <= {"integer", "natural"}:
            continue
        if note.domain is not None and homes != {note.domain}:
            raise WordsError("it is not clear which of the solutions are asked for")


def _base(scope: Scope) -> int | None:
    bases = {note.base for note in scope.notes if note.base is not None}
    if len(bases) > 1:
        raise WordsError("the answer is to be written in two bases")
    return next(iter(bases), None)


def _significant(scope: Scope) -> int | None:
    digits = {note.significant for note in scope.notes if note.significant is not None}
    if len(digits) > 1:
        raise WordsError("the answer is to be rounded in two ways")
    return next(iter(digits), None)


def _choice(scope: Scope, question: AskChoice, trees: list[Node]) -> ChoiceClaim:
    labels = [label for label, _ in question.options]
    if len(set(labels)) != len(labels) and any(labels):
        raise WordsError("two options have the same label")
    return ChoiceClaim(
        context=scope.context(),
        options=tuple(
            Option(label=label, term=render(tree)) for label, tree in zip(labels, trees, strict=False)
        ),
        by="distance" if question.target else "value",
        rank=question.rank,
        target=render(trees[-1]) if question.target else "",
    )


def _notes(scope: Scope) -> tuple[int | None, str | None]:
    places = {note.places for note in scope.notes if note.places is not None}
    forms = {note.form for note in scope.notes if note.form is not None}
    if len(places) > 1 or len(forms) > 1:
        raise WordsError("two different forms of the answer are asked for")
    return next(iter(places), None), next(iter(forms), None)


def _value(scope: Scope, question: AskValue) -> Claim:
    terms = [scope.fill(term) for term in question.terms]
    for term in terms:
        scope.examine(term)
    refuse_double_letters(scope, terms)
    places, form = _notes(scope)
    if any(note.unclear for note in scope.notes) and not scope.conditions:
        raise WordsError("how to round is not clear")
    significant = _significant(scope)
    if significant is not None and (places is not None or _base(scope) is not None):
        raise WordsError("the answer is to be rounded in two ways")
    unknown = all(term.op == "sym" and term.name not in scope.defines for term in terms)
    if unknown and scope.conditions and not any(map(is_about_integers, scope.conditions)):
        names = tuple(term.name for term in terms)
        if significant is not None:
            raise WordsError("solutions in significant digits are not read")
        if _base(scope) is not None:
            raise WordsError("solutions in another base are not read")
        return _solutions(scope, AskSolve((), names))
    _refuse_domains_of_answers(scope)
    if len(terms) > 1:
        raise WordsError("more than one thing is asked")
    term = terms[0]
    base = _base(scope)
    if term.op == "call" and term.name == "antiderivative":
        if base is not None:
            raise WordsError("the answer is to be written in a base, but is no number")
        return AntiderivativeClaim(
            context=scope.context(), integrand=render(term.args[0]), variable=term.args[1].name
        )
    if base is not None:
        if places is not None or form is not None:
            raise WordsError("the answer is to be rounded and written in a base")
        if not has_bases(term) and not (term.op == "num" and base != 10):
            raise WordsError("it is not said in which base the numbers are written")
        return _own_claim(scope, AskClaim("notation", (term,), (("notation", "base"), ("detail", str(base)))))
    if places is not None:
        term = Node("call", (term, number(places)), name="round")
    elif significant is not None:
        term = Node("call", (term, number(significant)), name="round_significant")
    elif form in ("lowest_terms", "simplified", "mixed", "decimal"):
        return RewriteClaim(context=scope.context(), term=render(term), form=form)
    return ValueClaim(context=scope.context(), term=render(term))


def _solutions(scope: Scope, question: AskSolve) -> SolutionsClaim:
    conditions = tuple(scope.fill(condition) for condition in question.conditions)
    for condition in conditions:
        scope.examine(condition)
    everything = [*conditions, *scope.conditions]
    if not everything:
        raise WordsError("there is no equation to solve")
    unknown = scope.unknown(everything)
    asked = question.unknowns
    if not asked:
        given = set(scope.unknown(scope.conditions))
        named = scope.unknown(conditions)
        asked = tuple([name for name in named if name not in given] or named or unknown)
        if len(asked) > 1 and len(everything) < len(asked):
            raise WordsError("it is not clear what to solve for")
    elif any(name in scope.defines for name in asked):
        raise WordsError(f"{asked[0]} is already known")
    elif any(name not in unknown for name in asked):
        raise WordsError(f"nothing is said about {asked[0]}")
    if not asked:
        raise WordsError("there is no unknown to solve for")
    _refuse_domains_of_answers(scope, asked, question.domain or "real")
    return SolutionsClaim(
        context=scope.context(),
        conditions=tuple(render(condition) for condition in conditions),
        unknowns=asked,
        domain=question.domain or "real",
        multiplicity=question.multiplicity,
        places=_notes(scope)[0],
        rounding_unclear=any(note.unclear for note in scope.notes),
    )
