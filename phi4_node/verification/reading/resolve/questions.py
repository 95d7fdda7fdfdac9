"""The question among the statements, and what it is about."""

from __future__ import annotations

from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.scan import WordsError
from phi4_node.verification.reading.statements import (
    AskClaim,
    AskOrder,
    AskRewrite,
    AskSolve,
    AskTruth,
    AskValue,
    Question,
)


def one_question(questions: list[Question]) -> Question:
    """One question out of several, if they belong together."""
    if len(questions) == 1:
        return questions[0]
    if all(isinstance(question, AskValue) for question in questions):
        return AskValue(
            tuple(term for question in questions if isinstance(question, AskValue) for term in question.terms)
        )
    if len(questions) == 2 and all(isinstance(question, AskSolve) for question in questions):
        first, second = questions
        assert isinstance(first, AskSolve) and isinstance(second, AskSolve)
        if not first.conditions or not second.conditions:
            return AskSolve(
                first.conditions + second.conditions,
                first.unknowns + second.unknowns,
                first.domain or second.domain,
                first.multiplicity or second.multiplicity,
            )
    raise WordsError("more than one thing is asked")


def trees_of(question: Question) -> list[Node]:
    """Everything that a question is about."""
    if isinstance(question, AskValue):
        return list(question.terms)
    if isinstance(question, AskSolve):
        return list(question.conditions)
    if isinstance(question, AskRewrite):
        return [question.term]
    if isinstance(question, AskTruth):
        return [question.statement]
    if isinstance(question, AskOrder):
        return list(question.items)
    if isinstance(question, AskClaim):
        return list(question.terms)
    return [term for _, term in question.options] + ([question.target] if question.target else [])
