"""Words around a question of logic that cannot change its answer, and the letters of its options."""

from __future__ import annotations

import re

_REASON = r"(?:your|the) (?:answer|reasoning|steps|work|solution|conclusion)"
_SORT = (
    r"(?:(?:logic|logical|reasoning|propositional|deductive|deduction|classic|classical|famous|simple|short|easy"
    r"|little|hard|difficult|fun|interesting|syllogism|syllogistic|knights[- ]and[- ]knaves|complete|given"
    r"|above|following|two|three|four|five) )*"
)
"""What may be said of a puzzle; of `false statements` or a `reversed puzzle` other things would follow."""
_NOTES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\(?(?:please )?(?:just |only )?(?:answer|respond|reply|say)(?: only)?(?: with)?(?: either|"
        r" just| only)? "
        r"[\"']?(?:yes|true|valid)[\"']?(?: or |/)[\"']?(?:no|false|invalid)[\"']?(?: only)?\)?",
        rf"(?:please )?(?:explain|justify|show) (?:all )?(?:of )?{_REASON}(?: briefly| step by step)?",
        r"(?:let'?s |please )?(?:think|reason)(?: about (?:it|this))?(?: carefully| logically)?(?: step"
        r" by step)?",
        r"why(?: or why not)?",
        rf"(?:please )?(?:solve|consider|read|look at) (?:the following|this|these|the) {_SORT}"
        r"(?:puzzle|problem|question|riddle|statements|premises|argument)(?: carefully)?",
        rf"(?:the following|this|here) (?:question |problem |puzzle )?is an? {_SORT}"
        r"(?:question|problem|puzzle|riddle|exercise)",
        r"(?:logic|logical|reasoning) (?:puzzle|problem|question|riddle)",
        r"here is (?:the|your) (?:question|problem|puzzle)",
        r"(?:the )?(?:given |following )?premises(?: are)?",
        r"(?:question|problem|puzzle|format instructions|instructions|facts|given facts|statements|facts"
        r" and rules)",
        r"(?:in the question )?we provide a list of premises|in the question we provide a list of premises",
        r"the task is to infer a correct conclusion from the premises?",
        r"(?:return|give|write|state|provide) (?:the|a|your) (?:conclusion )?(?:logic(?:al)?"
        r" )?(?:statement|conclusion|formula|answer)"
        r",? as your final answer",
        r"use the following notation(?: to denote symbols)?",
        r"(?:consider|suppose|assume|given)?(?: that)?(?: all)?(?: of)? ?(?:these|the following)"
        r" (?:statements?|premises|facts|claims|rules|syllogism|argument)"
        r"(?: are(?: all)? true| hold)?",
        r"(?:请)?(?:回答|只回答)?[\"']?(?:是|能|对)[\"']?(?:或|还是)[\"']?(?:否|不能|不是|错)[\"']?",
        r"请(?:说明理由|解释|一步一步思考)",
        r"(?:考虑|已知)?以下(?:陈述|命题|前提|事实)",
    )
)
_NOTATION = re.compile(r"(OR|AND|IMPLIES|IFF|NOT|XOR)\s*(?:=|:|is)\s*(\S+)", re.IGNORECASE)
_MEANING = {"or": "∨|", "and": "∧&", "implies": "→⇒", "iff": "↔⇔", "not": "¬~", "xor": "⊕"}
_OPTIONS = re.compile(
    r"(?:options? ?:? ?)?\(?([A-D])\)? ?[).:]? ?(yes|true|no|false)[ ,;]*\(?([A-D])\)? ?[).:]?"
    r" ?(yes|true|no|false)",
    re.IGNORECASE,
)


def is_note(piece: str) -> bool:
    """Whether a piece says nothing that matters."""
    bare = piece.rstrip("?").strip()
    if any(pattern.fullmatch(bare) for pattern in _NOTES):
        return True
    notation = _NOTATION.fullmatch(bare)
    return notation is not None and notation.group(2) in _MEANING[notation.group(1).lower()]


def options(text: str) -> tuple[str, tuple[str, str]]:
    """The text without its final options, and their letters for yes and for no.

    `A) True B) False` at the end makes ("A", "B").
    """
    cut = re.search(
        r"(?:options? ?:\s*)?\(?[A-D]\)?\s?[).:]\s?(?:yes|true|no|false)\b[\s\S]*$", text, re.IGNORECASE
    )
    if cut is None:
        return text, ("", "")
    match = _OPTIONS.fullmatch(re.sub(r"\s+", " ", cut.group()).strip(" ."))
    if match is None:
        return text, ("", "")
    first, one, second, other = (group.upper() for group in match.groups())
    positive = {"YES", "TRUE"}
    if first == second or (one in positive) == (other in positive):
        return text, ("", "")
    return text[: cut.start()], (first, second) if one in positive else (second, first)
