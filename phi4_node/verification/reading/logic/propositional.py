"""Arguments over letters: premises as formulas, and what is asked about them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from phi4_node.verification.claims import ConclusionClaim, ValidityClaim
from phi4_node.verification.reading.logic.formulas import (
    Formula,
    FormulaError,
    canonical,
    doubtful_letters,
    letters_of,
    negation,
    parse_formula,
    tables_over,
)
from phi4_node.verification.reading.logic.notes import is_note, options
from phi4_node.verification.reading.logic.pieces import one_spelling, pieces_of

_FOLLOW = r"(?:logically |necessarily |validly )?"
_ABOVE = (
    r"(?:the |these |those )?(?:above |given |following"
    r" )?(?:statements?|premises?|propositions?|formulas?|facts|information|list"
    r" of premises)(?: above| given)?|this|these|them|the above|it"
)
_THING = r"(?:the )?(?:propositional )?(?:formula|statement|proposition|expression|sentence|conclusion)?:?"
_HEADERS = re.compile(
    r"given(?: that)?|(?:the |these |given |following |the following )*premises?(?: are(?: given| true)?)?"
    r"|suppose(?: that)?|assume(?: that)?|we (?:know|are given)(?: that)?|let|已知|前提|假设|给定",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:given|suppose|assume|we know|we are given|you know|it is known|the premises"
    r" are|premises?|facts?|statements?|and)"
    r"(?: that)?\s*:?\s+|(?:consider )?(?:the following|these)"
    r" (?:premises|statements|facts|formulas)\s*:?\s+|(?:已知|前提|假设|给定|设)(?:为|是)?\s*[:：]?\s*",
    re.IGNORECASE,
)
_CONCLUSION_LEAD = re.compile(
    r"(?:(?:the )?(?:proposed )?conclusion(?:"
    r" is)?\s*:?|therefore|hence|thus|so|∴|\\therefore|结论(?:是|为)?\s*[:：]?|所以|因此)\s*,?\s*",
    re.IGNORECASE,
)
_OPEN_QUESTION = re.compile(
    rf"what (?:can (?:we|you|one|be)|(?:conclusion|statement|formula) can (?:we|you|one|be)|(?:logically"
    rf" )?(?:follows?))"
    rf"(?: (?:conclude|conclude[d]|infer|inferred|deduce|deduced|draw|drawn|derive|derived))?(?:"
    rf" (?:from|given) (?:{_ABOVE}))?"
    r"|what is the conclusion|what follows|(?:请问)?(?:可以得出的)?结论是什么"
    rf"|what conclusion follows(?: from (?:{_ABOVE}))?|(?:infer|derive|deduce|state|give) a"
    rf" (?:valid|correct|logical) conclusion"
    rf"(?: from"
    rf" (?:{_ABOVE}))?|(?:从|由)?(?:以上|上述|这些)?(?:命题|前提|陈述"
    rf"|语句)?(?:中)?(?:我们)?(?:可以|能)(?:得出|推出)(?:什么|怎样的"
    rf"|哪些)(?:结论)?",
    re.IGNORECASE,
)
_OPEN_FROM = re.compile(
    r"what (?:can (?:we|you|one|be)|(?:logically )?follows)(?: (?:conclude|concluded|infer|inferred|deduce"
    r"|deduced))?"
    r" (?:from|given) (?P<p>.+)|(?:from|given) (?P<q>.+?),? what (?:can (?:we|you|one|be) "
    r"(?:conclude|concluded|infer|inferred|deduce|deduced)|(?:logically )?follows)"
    r"|from (?P<r>.+?),? (?:infer|derive|deduce|draw) (?:a|one|the) (?:valid |correct |logical )?conclusion"
    r"|(?:已知|由|从|根据)\s*(?P<s>.+?)[,]?\s*(?:我们)?(?:可以|能|可)?(?:推出|得出|推导出)(?:什么|哪些|怎样的)(?:结论)?",
    re.IGNORECASE,
)
_VALUED = re.compile(
    r"(?:(?:it is|we know that|suppose|assume|given|and)(?: that)? )?(?:both )?(?P<f>.+?)\s*"
    r"(?:(?:is|(?P<many>are))(?: both| all)?|=|:=|为|是)\s*(?P<v>true|false|not true|not false|真|假)(?:的)?",
    re.IGNORECASE,
)
_TRUTH = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"is (?P<c>.+?) (?:necessarily |definitely |also |then )?(?:true|true or false|false or true)",
        r"(?:what is|find|determine|evaluate|give|state|compute) the truth value of (?P<c>.+?)"
        r"(?:,? (?:if|when|given(?: that)?|where|for|assuming(?: that)?) (?P<p>.+))?",
        r"(?:if|when|given(?: that)?|suppose(?: that)?) (?P<p>.+?),? (?:then )?(?:what is the truth value of"
        r" (?P<c>.+)|is (?P<d>.+?) (?:true|true or false))",
        r"(?:若|如果|当|设)(?P<p>.+?)[,]?\s*(?:那么|则|时)?[,]?\s*(?P<c>.+?)的真值(?:是什么|是多少|为何)?",
    )
)
_ARGUMENT = re.compile(
    r"is (?:this|the|the above|the following|that)"
    r" (?:argument|inference|reasoning|conclusion|deduction)(?: logically)? "
    rf"(?:valid|correct|sound in form|entailed(?: by (?:{_ABOVE}))?)(?:,? or (?:invalid|incorrect|not))?"
    r"|(?:determine|decide|state) (?:whether|if) (?:this|the) (?:argument|inference|conclusion) is"
    r" (?:logically )?valid"
    rf"|does (?:the|this) conclusion {_FOLLOW}follow(?: logically)?(?: from (?:{_ABOVE}))?"
    r"|(?:这个|该|上述)?(?:论证|推理|结论)(?:是否)?(?:有效|成立|正确)(?:吗)?",
    re.IGNORECASE,
)
_CONSISTENT = re.compile(
    rf"(?:are (?:{_ABOVE})|is (?:the|this) set (?:of (?:premises|formulas|statements))?)"
    rf" (?:consistent|jointly satisfiable|"
    r"satisfiable)(?: with each other)?|can (?:they|these(?: statements)?|all (?:of )?these(?:"
    r" statements)?) all be true"
    r"(?: at (?:the same time|once)| together| simultaneously)?",
    re.IGNORECASE,
)
_FOLLOWS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:does it {_FOLLOW}follow(?: logically)?(?: from (?:{_ABOVE}))? that|(?:from (?:{_ABOVE}),?"
        rf" )?(?:can|may) (?:we|you|one) "
        rf"{_FOLLOW}(?:conclude|infer|deduce|derive)(?: from (?:{_ABOVE}))?(?: that)?|is it"
        rf" (?:valid|correct|right) to (?:conclude|infer)(?: that)?"
        r"|must it be (?:true|the case) that),?:? (?P<c>.+)",
        r"(?:由此|从而|那么)?(?:我们)?(?:是否|能否|能不能|可否)(?:可以|能)?(?:推出"
        r"|得出)(?:结论)?\s*:?\s*(?P<c>.+?)(?:吗)?",
        rf"(?:does|do) (?P<c>.+?) {_FOLLOW}follow(?: logically)?(?: from (?:{_ABOVE}))?",
        rf"(?:can|may) (?P<c>.+?) be (?:logically )?(?:concluded|inferred|deduced|derived)(?: from"
        rf" (?:{_ABOVE}))?",
        rf"is (?P<c>.+?) (?:logically )?(?:entailed by|implied by|a (?:logical|valid)"
        rf" (?:consequence|conclusion) (?:of|from)) (?:{_ABOVE})",
        rf"(?:do|does) (?:{_ABOVE}) (?:logically )?(?:entail|imply) (?P<c>.+)",
        r"(?:可以|能)(?:推出|得出)(?P<c>.+?)吗",
    )
)
_FROM = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:does|do) (?P<c>.+?) {_FOLLOW}follow(?: logically)? from (?P<p>.+)",
        r"is (?P<c>.+?) (?:logically )?(?:entailed by|implied by|a (?:logical|valid)"
        r" (?:consequence|conclusion) (?:of|from)) (?P<p>.+)",
        r"(?:do|does) (?P<p>.+?) (?:logically entail|entail) (?P<c>.+)",
        r"(?:from|given) (?P<p>.+?),? (?:can|may) (?:we|you|one) (?:validly |logically"
        r" )?(?:conclude|infer|deduce|derive)(?: that)? (?P<c>.+)",
        rf"(?:from|given(?: that)?|if) (?P<p>.+?),? does (?P<c>.+?) {_FOLLOW}follow(?: logically)?",
        rf"(?:from|given(?: that)?|if) (?P<p>.+?),? does it {_FOLLOW}follow that (?P<c>.+)",
        r"(?P<p>.+?)\s*(?:⊢|⊨|\\vdash|\\models)\s*(?P<c>.+)",
        r"(?:由|从)(?P<p>.+?)(?:能否|是否能|可否|能不能|可以)(?:推出|得出)(?P<c>.+?)(?:吗)?",
    )
)
_LOOSE = re.compile(r"\b(?:or|if|iff|implies|then)\b", re.IGNORECASE)
_PROPERTY = re.compile(
    rf"(?:(?:is|determine (?:whether|if)|decide (?:whether|if)|check (?:whether|if)) {_THING} ?(?P<f>.+?)"
    rf" (?:is )?(?:a |an )?(?:propositional )?"
    r"(?P<w>tautology|logical"
    r" truth|contradiction|satisfiable|unsatisfiable|contingent|contingency|logically valid|valid"
    r"|always true|always false)(?: formula)?)"
    r"|(?:请)?(?:判断|说明|确定)?(?:命题)?(?:公式|命题)?\s*(?P<g>.+?)\s*(?:是否)?(?:是|为)?(?:否)?(?:是|为)?(?:一个)?(?P<v>重言式|永真式|矛盾式|永假式"
    r"|可满足(?:的|式)?)(?:吗)?",
    re.IGNORECASE,
)
_PROPERTIES = {
    "tautology": (
        "tautology",
        "logical truth",
        "logically valid",
        "valid",
        "always true",
        "重言式",
        "永真式",
    ),
    "contradiction": ("contradiction", "unsatisfiable", "always false", "矛盾式", "永假式"),
    "satisfiable": ("satisfiable", "可满足", "可满足的", "可满足式"),
    "contingent": ("contingent", "contingency"),
}
_TOGETHER = re.compile(
    r"(?:are|is) (?:the )?(?:set of )?(?:formulas|statements|propositions|premises)?:? ?(?P<p>.+?) "
    r"(?:(?:jointly|mutually|simultaneously) )?(?:consistent|(?:jointly|mutually|simultaneously)"
    r" satisfiable)",
    re.IGNORECASE,
)
_EQUIVALENT = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:are|determine (?:whether|if)|decide (?:whether|if)) (?:the )?(?:propositional )?(?:formulas"
        r" |statements |propositions |expressions )?"
        r"(?P<a>.+?) and (?P<b>.+?) (?:are )?(?:logically )?equivalent(?: to each other)?",
        rf"(?:is|determine (?:whether|if)) {_THING} ?(?P<a>.+?) (?:is )?(?:logically )?equivalent to"
        rf" (?P<b>.+)",
        r"(?P<a>.+?)(?:与|和)(?P<b>.+?)(?:是否)?(?:在逻辑上|逻辑)?(?:等价)(?:吗)?",
    )
)


@dataclass
class _Argument:
    """What was read so far."""

    premises: list[Formula] = field(default_factory=list)
    conclusions: list[Formula] = field(default_factory=list)
    questions: list[tuple[str, tuple[Formula, ...]]] = field(default_factory=list)


def read_argument(text: str) -> ConclusionClaim | ValidityClaim | None:
    """The claim of a text that is an argument over letters; None if it is not wholly one."""
    body, labels = options(one_spelling(text))
    argument = _Argument()
    for piece in pieces_of(body):
        try:
            understood = is_note(piece) or _question(piece, argument) or _statement(piece, argument)
        except FormulaError:
            understood = False
        if not understood:
            return None
    return _claim(argument, labels)


def _statement(piece: str, argument: _Argument) -> bool:
    """A header, a conclusion or premises."""
    if piece.endswith("?") or _HEADERS.fullmatch(piece):
        return not piece.endswith("?")
    lead = _CONCLUSION_LEAD.match(piece)
    if lead:
        argument.conclusions.append(parse_formula(piece[lead.end() :]))
        return True
    lead = _LEAD.match(piece)
    rest = piece[lead.end() :] if lead else piece
    argument.premises += _valued(rest) or _list_of(rest)
    return True


def _valued(text: str) -> list[Formula]:
    """`P is true`, `p = true, q = false`, `P → Q is true and Q is false`; nothing if it is not that."""
    found: list[Formula] = []
    for part in re.split(r"\s*(?:[,;]\s*(?:and\s+)?|(?<=true)\s+and\s+|(?<=false)\s+and\s+)", text):
        match = _VALUED.fullmatch(part.strip())
        if match is None:
            return []
        denied = match["v"].lower() in ("false", "not true", "假")
        try:
            formulas = _each_of(match["f"], match["v"]) if denied and match["many"] else _list_of(match["f"])
        except FormulaError:
            return []
        found += [negation(formula) if denied else formula for formula in formulas]
    return found


def _each_of(text: str, denied: str) -> list[Formula]:
    """The formulas of which each is denied: `p and q are false`.

    Raises:
        FormulaError: it could be said of all together: `p and q are not true`.
    """
    whole = _list_of(text)
    parts = re.split(r",? and ", text) if len(whole) == 1 and whole[0].op == "and" else []
    found = [parse_formula(part) for part in parts] or whole
    if (found[0].op in ("and", "or") and len(found) == 1) or (
        len(found) > 1 and denied.lower() == "not true"
    ):
        raise FormulaError("it is not said whether each of them is denied")
    return found


def _list_of(text: str) -> list[Formula]:
    """Formulas separated by commas, semicolons or `and`."""
    try:
        return [parse_formula(text)]
    except FormulaError:
        # "P and Q or R" must not become P and (Q or R)
        loose = r"|\s+and\s+|\s*和\s*|以及|与" if not _LOOSE.search(text) else ""
        parts = re.split(rf"\s*[,;]\s*(?:and\s+)?{loose}", text)
        if len(parts) < 2:
            raise
    return [parse_formula(part) for part in parts]


def _question(piece: str, argument: _Argument) -> bool:
    asked = piece.rstrip("?").strip()
    if _OPEN_QUESTION.fullmatch(asked):
        argument.questions.append(("conclude", ()))
    elif _ARGUMENT.fullmatch(asked):
        argument.questions.append(("valid", ()))
    elif _CONSISTENT.fullmatch(asked):
        argument.questions.append(("consistent", ()))
    else:
        return _about_formulas(asked, argument)
    return True


def _about_formulas(asked: str, argument: _Argument) -> bool:
    """Questions that have formulas in them; the first wording whose parts are all formulas counts."""
    for pattern in _EQUIVALENT:
        match = pattern.fullmatch(asked)
        if match and _add(argument, "equivalent", (match["a"], match["b"]), ""):
            return True
    for pattern in (*_FOLLOWS, *_FROM):
        match = pattern.fullmatch(asked)
        given = match.groupdict().get("p") if match else None
        if match and _add(argument, "follows", (match["c"],), given or ""):
            return True
    match = _OPEN_FROM.fullmatch(asked)
    if match and _add(argument, "conclude", (), next(text for text in match.groups() if text)):
        return True
    for pattern in _TRUTH:
        match = pattern.fullmatch(asked)
        groups = match.groupdict() if match else {}
        about = groups.get("c") or groups.get("d")
        if about and _add(argument, "true", (about,), groups.get("p") or ""):
            return True
    match = _TOGETHER.fullmatch(asked)
    if match and _add(argument, "consistent", (), match["p"]):
        return True
    match = _PROPERTY.fullmatch(asked)
    if match is None:
        return False
    word = (match["w"] or match["v"]).lower()
    question = next(name for name, words in _PROPERTIES.items() if word in words)
    return _add(argument, question, (match["f"] or match["g"],), "")


def _add(argument: _Argument, question: str, texts: tuple[str, ...], given: str) -> bool:
    try:
        parts = tuple(parse_formula(text.strip(" :,\"'")) for text in texts)
        given = _PREMISES.sub("", given.strip(" :,"), count=1)
        premises = (_valued(given) or _list_of(given)) if given else []
    except FormulaError:
        return False
    argument.premises += premises
    argument.questions.append((question, parts))
    return True


_PREMISES = re.compile(
    r"(?:the )?(?:following )?(?:premises|statements|facts|formulas)\s*:?\s*", re.IGNORECASE
)


def _claim(argument: _Argument, labels: tuple[str, str]) -> ConclusionClaim | ValidityClaim | None:
    if len(argument.questions) != 1:
        return None
    question, parts = argument.questions[0]
    if doubtful_letters(letters_of([*argument.premises, *argument.conclusions, *parts])):
        return None
    try:
        tables_over([*argument.premises, *argument.conclusions, *parts])
        premises = tuple(canonical(premise) for premise in argument.premises)
        statements = tuple(canonical(part) for part in (*parts, *argument.conclusions))
    except FormulaError:
        return None
    if question == "conclude":
        return None if argument.conclusions or not premises else ConclusionClaim(premises=premises)
    if question == "valid":
        question, parts = "follows", tuple(argument.conclusions)
    elif argument.conclusions:
        return None
    needed = {"follows": bool(parts and premises), "true": bool(premises), "consistent": bool(premises)}.get(
        question, not premises
    )
    if not needed:
        return None
    return ValidityClaim.model_validate(
        {"premises": premises, "statements": statements, "question": question, "labels": labels}
    )
