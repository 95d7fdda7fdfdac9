"""Words around an argument: what is asked, what an answer says, and what a formalisation left out."""

from __future__ import annotations

import re
from typing import Literal

from phi4_node.verification.argument.language import Argument
from phi4_node.verification.checks.base import UndecidedError

_FOLLOWS = re.compile(
    r"\bconclu|\binfer|\bdeduc|\bfollow(?!ing)|\bentail|\bnecessarily\b|\bmust\b|\bvalid\b|推出|推断|得出|必然|一定",
    re.IGNORECASE,
)
_UNKNOWN = re.compile(
    r"\bunknown\b|\buncertain\b|\bundetermined\b|\bnot enough\b"
    r"|\bcan(?:not|'t) be (?:determined|known|decided)|\binsufficient\b|\bneither true nor false\b"
    r"|\bno (?:definite )?(?:conclusion|answer)\b"
    r"|无法确定|不确定|不能确定|未知|没有足够|信息不足|条件不足",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\s*(?:\W*[a-d][).:]\s*)?\W*(?:no\b|not\b|false\b|invalid\b|incorrect\b"
    r"|it (?:does not|doesn't|is not|isn't|(?:is|must be) (?:false|invalid|incorrect|wrong|untrue))"
    r"|(?:we|one) can(?:\s?not|'t)|不|否|假|错|没有|是(?:不|假|错))",
    re.IGNORECASE,
)
_NOT_NO = re.compile(r"(?:\bnot|n't)\s+(?:false|invalid|incorrect|wrong|untrue|impossible)\b", re.IGNORECASE)
_YES = re.compile(
    r"\s*(?:\W*[a-d][).:]\s*)?\W*(?:yes\b|true\b|valid\b|correct\b|it (?:does|follows(?! that)"
    r"|is (?:necessarily |indeed )?(?:true|valid|correct|so|the case))\b|it is\W*$"
    r"|(?:we|one) can\b|是(?!否)|能(?!否)|可以|对|真(?!假)|正确|成立)",
    re.IGNORECASE,
)
_ROLES = (
    (("knight", "knights"), ("knave", "knaves")),
    (("truth-teller", "truth-tellers", "truthteller", "truth teller"), ("liar", "liars")),
    (("angel", "angels"), ("devil", "devils", "demon", "demons")),
    (("saint", "saints"), ("sinner", "sinners")),
    (("骑士", "诚实者", "说真话的人"), ("无赖", "骗子", "说谎者", "说假话的人")),
)


def asked_how(problem: str) -> Literal["follows", "truth"]:
    """Whether the question is what can be concluded, or whether something is true."""
    end = problem[-400:]
    return "follows" if _FOLLOWS.search(end) and not _UNKNOWN.search(end) else "truth"


def said_of(answer: str) -> bool | None:
    """Whether an answer says yes, no, or that it cannot be known.

    Raises:
        UndecidedError: it says none of them.
    """
    if _UNKNOWN.search(answer[:300]):
        return None
    if _NOT_NO.search(answer):
        raise UndecidedError("the answer denies a denial")
    if _NOT.match(answer):
        return False
    if _YES.match(answer):
        return True
    raise UndecidedError("the answer is neither yes nor no")


def honest_and_liar(problem: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the problem calls those who tell the truth, and those who lie."""
    lower = problem.casefold()
    for honest, liar in _ROLES:
        if any(word in lower for word in liar):
            return honest, liar
    return _ROLES[0]


def doubts_about(problem: str, argument: Argument) -> list[str]:
    """What speaks against a formalisation: statements that are missing, names that are nobody's."""
    found = []
    stated = _statements(problem)
    # The statement that is asked about may stand after the question, as a sentence like the others.
    written = len(argument.premises) + len(argument.sayings) + (argument.conclusion is not None)
    if written < stated:
        found.append(f"the problem makes {stated} statements, the formalisation has {written}")
    words = {_stem(word) for word in re.findall(r"[^\W\d_]+", problem)}
    for name in argument.names.values():
        parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\da-zA-Z_]+", name)
        known = any(_stem(part) in words or _shares_a_sign(part, problem) for part in parts if len(part) > 1)
        if not known and not any(part in problem for part in parts):
            found.append(f"“{name}” is not in the problem")
    return found


def _statements(problem: str) -> int:
    """How many sentences before the question state something."""
    sentences = [part.strip() for part in re.split(r"(?<=[.!?;])\s+|[。！？；]|\n+", problem) if part.strip()]
    stating = [
        part
        for part in sentences
        if not part.endswith(("?", "？")) and re.search(r"\w+\W+\w+|[^\x00-\x7f]{3}", part)
    ]
    asking = re.compile(
        r"^(?:is |does |can |based |so who|what |which |conclusion|question|consider|suppose|you meet"
        r"|here is|the following|a very special island|knights always|premises?:?$|given:?$|on an? island"
        r"|问|结论|请问|下列|根据)",
        re.IGNORECASE,
    )
    return len([part for part in stating if not asking.match(part)])


def _stem(word: str) -> str:
    word = word.casefold()
    for ending in ("ies", "es", "s", "ing", "ed", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _shares_a_sign(part: str, problem: str) -> bool:
    """Whether a name in Chinese has a sign of the problem."""
    return any(character in problem for character in part if character > "\u2e80")
