r"""The asker's text made uniform before the grammar sees it, and the mathematics inside it.

Two private-use characters mark where delimited mathematics (`$...$`, `\(...\)`, `\[...\]`) begins and
ends; what stands between them is read whole by the expression reader, while plain mathematics in prose is
read as far as it goes. Punctuation that a writer put inside the delimiters (`$x = 2.$`) is moved out of
them.
"""

from __future__ import annotations

import re

from phi4_node.verification.expressions.syntax import ReadError
from phi4_node.verification.expressions.units import find_unit
from phi4_node.verification.reading import chinese, layout, vectors
from phi4_node.verification.reading.grammar.scan import Scan, WordsError
from phi4_node.verification.reading.plane.notation import named

BEGIN = "\ue000"
END = "\ue001"
NEXT = "\ue002"
"""Stands between options, so that the label of the next is not taken for a factor."""

MAX_CHARACTERS = 4_000

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SIGNS = str.maketrans(
    {
        **{chr(a): chr(b) for a, b in _WIDE.items()},
        "，": ", ",
        "。": ". ",
        "；": "; ",
        "：": ": ",
        "？": "? ",
        "！": "! ",
    }
    | {
        "、": ", ",
        "．": ".",
        "\u00a0": " ",
        "\u3000": " ",
        "‘": "'",
        "’": "'",
        "“": '"',
        "”": '"',
        "\ufeff": "",
    }
)
_DELIMITED = re.compile(
    r"\$\$(?P<a>.+?)\$\$|(?<!\\)\$(?P<b>[^$]+?)(?<!\\)\$|\\\((?P<c>.+?)\\\)|\\\[(?P<d>.+?)\\\]"
    r"|\\begin\{(?P<name>align\*?|equation\*?|aligned|gather\*?)\}(?P<e>.+?)\\end\{(?P=name)\}",
    re.DOTALL,
)
_PERCENT = re.compile(r"\$\\%\$|\\%")
_DOUBTFUL = re.compile(
    r"(?<!\\sin)(?<!\\cos)(?<!\\tan)(?<!\\cot)(?<!\\sec)(?<!\\csc)[\^_]\s*\d\d+"
    r"|[\^_]\s*\d\d+(?![\d\s{]*\^?[\s{]*\\circ|\d*°)"  # `\cos^210^\circ` can only be the square of cos 10°
)
_TRAILING = re.compile(r"[\s.,;:?!]*$")
_DEFINED = re.compile(
    r"(?:\b(?:let|define|defined|and|where|if|given|functions?|suppose|by|that|consider|for|of)\b|[,.;:]|^|设|已知|函数|若|令|和)"
    rf"\s*(?:the\s+)?(?:functions?\s+)?[\s{BEGIN}]*([A-Za-z])\s*(?:\\left\s*)?\(\s*([A-Za-z])\s*(?:\\right\s*)?\)\s*{END}?\s*"
    r"(?:=|be\b|denote\b|为)",
    re.IGNORECASE,
)
_SEVERAL = re.compile(rf"(?:[,;]|\band\b|\\quad)[\s{BEGIN}]*([A-Za-z])\s*\(\s*([A-Za-z])\s*\)\s*=")

_OF_SEVERAL = re.compile(
    r"(?<![A-Za-z\\])([A-Za-z])\s*\(\s*[A-Za-z](?:\s*,\s*[A-Za-z])+\s*\)\s*(?:=|be\b|denote\b)"
)
"""`f(x, y) = ...`: no product looks like this."""


_PRIMED = re.compile(r"(?<![A-Za-z\\])([f-hF-H])\s*'+\s*\(")
"""`f'(x)`: only functions have derivatives."""


_INSIDE = re.compile(
    rf"(?:\b(?:that|and|if|let|suppose|given)\b|[,.;:]|^)[\s{BEGIN}\\\[]*([f-hF-H])\s*\(\s*"
    r"(?:[f-hF-H]\s*\(\s*[a-z]\s*\)|\d*\s*[a-z]\s*[-+]\s*\d+|\d+\s*[-+]\s*\d*\s*[a-z]|\d+\s*[a-z])\s*\)\s*=(?!\s*\d+\s*\()",
    re.IGNORECASE,
)
"""`g(f(x)) = 5 - 4x`, `f(2x + 1) = x^2`: f and g stand before other things than letters, as functions do."""


def uniform(text: str) -> str:
    """The text with one spelling of punctuation and marked mathematics.

    Raises:
        WordsError: it is longer than any question that could be read.
    """
    if len(text) > MAX_CHARACTERS:
        raise WordsError(f"only questions of up to {MAX_CHARACTERS} characters are read")
    text = without_drawings(text)
    text = vectors.bold(_PERCENT.sub("%", text.replace(BEGIN, "").replace(END, "").replace(NEXT, "")))
    text = _with_separate_options(text)
    marked = named(_DELIMITED.sub(_mark, chinese.with_questions(text.translate(_SIGNS))), BEGIN, END)
    marked = layout.own_operations(marked, BEGIN, END)
    return (
        re.sub(r"\\(?:noindent|medskip|bigskip|smallskip|quad)\b", " ", marked) if BEGIN in marked else marked
    )


_LABEL = re.compile(r"(?<=\S)\s+\(([a-z])\)(?=\s*\S)")


def _with_separate_options(text: str) -> str:
    """`(a) 3 (b) 5 (c) 7`: a mark ends each option."""
    labels = _LABEL.findall(text)
    if len(labels) < 2 or labels != [chr(ord("a") + index) for index in range(len(labels))]:
        return text
    return _LABEL.sub(lambda match: f" {NEXT} ({match.group(1)})", text)


_DRAWING = re.compile(r"\[asy\].*?\[/asy\]", re.DOTALL)
_POINTED_TO = re.compile(
    r"\b(?:shown|shows?|figures?|diagrams?|below|above|pictured?|drawings?|drawn|illustrat\w*|shaded|unshaded"
    r"|grids?|marked|labell?ed|dotted|dashed|here|graphs?|maps?|tables?|charts?|sketch|square units|boxe?s?"
    r"|number line|as seen)\b",
    re.IGNORECASE,
)


def without_drawings(text: str) -> str:
    """The text without its Asymptote drawings, if it says everything without them.

    A drawing that the words point to (`shown`, `in the diagram`) stays, and then nothing is read; and so it
    does where no sentence is left beside it.
    """
    plain = _DRAWING.sub(" ", text)
    return text if plain == text or _POINTED_TO.search(plain) else plain


def _mark(match: re.Match[str]) -> str:
    inner = next(group for name, group in match.groupdict().items() if name != "name" and group is not None)
    trailing = _TRAILING.search(inner)
    cut = trailing.start() if trailing else len(inner)
    dots = re.match(r"\s*\.\s?\.\s?\.", inner[cut:])
    cut += dots.end() if dots else 0  # `$1 + 2 + ...$` goes on, which is no punctuation
    # `$9! $`: a factorial is not punctuation, and a backslash before it is a LaTeX space.
    while cut < len(inner) and (inner[cut] == "!" or (cut and inner[cut - 1] == "\\")):
        cut += 1
    if inner[:cut].endswith("\\right") and inner[cut : cut + 1] == ".":
        cut += 1  # the invisible bracket
    content = layout.plain(inner[:cut], aligned="align" in (match.group("name") or ""))
    return f"{BEGIN}{content}{END}{inner[cut:]}"


def function_names(text: str) -> frozenset[str]:
    """Names that the text defines as functions: `Let f(x) = ...`, `where g(t) be ...`."""
    names = {match.group(1) for match in (*_DEFINED.finditer(text), *_OF_SEVERAL.finditer(text))}
    names |= {match.group(1) for match in _PRIMED.finditer(text)}
    names |= {match.group(1) for match in _INSIDE.finditer(text)}
    return frozenset(names | {match.group(1) for match in _SEVERAL.finditer(text)} if names else names)


_DEFINITION = re.compile(
    r"(?:\b(?:let|define|functions?)|函数|设|令)\s*(?:the\s+)?(?:functions?\s+)?"
    rf"[\s{BEGIN}]*([A-Za-z])\s*\(\s*([A-Za-z])\s*\)\s*=\s*([^,.;，。\n{END}]+)",
    re.IGNORECASE,
)


def refuse_two_definitions(text: str) -> None:
    """`Let f(x) = 0. ... the function f(x) = x^2`: what is said last is read alone by some rules.

    Raises:
        WordsError: a function is defined twice, and not alike.
    """
    found: dict[str, tuple[str, str]] = {}
    for name, variable, term in _DEFINITION.findall(text):
        said = (variable, re.sub(r"\s", "", term))
        if found.setdefault(name, said) != said:
            raise WordsError(f"{name} is defined twice")


_DIFFERENTIATED = re.compile(
    rf"(?:\\[dt]?frac\s*\{{\s*d\s*\}}\s*\{{\s*d\s*[a-z]\s*\}}|(?<![A-Za-z])d/d[a-z](?![a-z]))\s*([^\s{END}])([^=,;?\n{END}]*)"
)


def refuse_doubtful_derivatives(text: str) -> None:
    """`d/dx x^2 + x` is 3x by the rules and 2x + 1 to most who write it.

    Raises:
        WordsError: a sum without brackets stands after an operator of derivation.
    """
    for match in _DIFFERENTIATED.finditer(text):
        depth = 0
        if match.group(1) in "([" or match.group().rstrip().endswith("("):
            continue
        for character in match.group(2) if match.group(1) in "+-−" else match.group(1) + match.group(2):
            depth += (character in "([{") - (character in ")]}")
            if depth < 0:
                break
            if depth == 0 and character in "+-−":
                raise WordsError("whether the whole sum is to be differentiated is not clear")


_CALL = re.compile(
    r"(?<![A-Za-z\\_])([A-Za-z])\s*(?:\\left)?\((?=\s*(?:[-+]?[\d.]+|[A-Za-z])\s*(?:\\right)?\))"
)
_GREEK = "alpha|beta|gamma|delta|lambda|mu|nu|sigma|tau|phi|varphi|psi|omega|Gamma|Lambda|Phi|Psi|Omega"
_GREEK_CALL = re.compile(
    rf"((?:\\(?:{_GREEK})|(?<![A-Za-z\\])(?:{_GREEK})|[αβγδλμνστφϕψωΓΛΦΨΩ]))"
    r"\s*(?:\\left)?\((?=\s*(?:[-+]?[\d.]+|[A-Za-z])\s*(?:\\right)?\))"
)
_GREEK_ALONE = r"{}(?![A-Za-z]|\s*(?:\\left)?\()"
"""A Greek letter that stands without a bracket somewhere is a number."""
_LETTER = re.compile(r"(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])")
_LIKELY_FUNCTIONS = frozenset("fghpqFGHPQ")


def refuse_doubtful_calls(text: str, functions: frozenset[str]) -> None:
    """`p(2) = 5` without a definition of p may be a function or a product; nothing is read from it.

    Raises:
        WordsError: a letter that is no known function stands only before brackets with one number or letter.
    """
    for match in _CALL.finditer(text):
        letter = match.group(1)
        if letter not in functions and not _is_factor(letter, text):
            raise WordsError(f"{letter}(...) may be a function or a product")
    for match in _GREEK_CALL.finditer(text):
        name = match.group(1)
        if name not in functions and not re.search(_GREEK_ALONE.format(re.escape(name)), text):
            raise WordsError(f"{name}(...) may be a function or a product")


_DECIMAL = r"\s*[-+−]?\d*\.\d+\s*"
_PART = re.compile(
    rf"(?<![A-Za-z\\])(?:\\left\s*)?\[{_DECIMAL}(?:\\right\s*)?\]"
    rf"|(?<![\w^}}\]|\\])(?:\\left\s*)?\\?\{{{_DECIMAL}(?:\\right\s*)?\\?\}}"
)
_PART_OF = re.compile(r"\[\s*[A-Za-z]\s*\]|\\?\{\s*[A-Za-z]\s*\\?\}")
_PRIMES = re.compile(
    r"(?<![\w*·×)}])(?:π|\\pi(?![A-Za-z]))\s*(?:\\left)?\(\s*\d+\s*(?:\\right)?\)(?!\s*[\^(])"
)


def refuse_doubtful_signs(text: str) -> None:
    """`{2.7}` may be a fractional part, `[2.7]` an integer part, `π(10)` a number of primes.

    Raises:
        WordsError: such a sign stands with one number in it, and the text does not say what it means.
    """
    part = _PART.search(text)
    if part and not _PART_OF.search(text):
        raise WordsError(f"{part.group()} may be a part of the number")
    if _PRIMES.search(text):
        raise WordsError("π(...) may be a number of primes or a product")


def _is_factor(letter: str, text: str) -> bool:
    """Whether a letter stands elsewhere as a variable; a usual name of functions only beside a sign."""
    if re.search(rf"d\s*{letter}\s*(?:\}}\s*\{{|/)\s*d|(?<![A-Za-z\\]){letter}\s*'", text):
        return True  # a derivative: what its value at a place means is decided by the rules
    alone = rf"(?<![A-Za-z\\]){letter}(?![A-Za-z]|\s*(?:\\left)?\()"
    if letter in _LIKELY_FUNCTIONS:
        alone = rf"{alone}(?=\s*[-+*/^=])|(?<=[-+*/^=]){alone}"
    return re.search(alone, text) is not None


def letters_of(text: str) -> frozenset[str] | None:
    """Single letters that the text uses, so that `xy` can be read as a product; None if there are none."""
    found = {match.group() for match in _LETTER.finditer(text)}
    if not chinese.is_chinese(text):  # where "a" and "I" are words
        found -= {"a", "A", "I"}
    else:
        found |= _factors_between_signs(text)
    found |= {
        letter for letter in "aAI" if re.search(rf"{BEGIN}\s*{letter}\s*{END}|\b{letter}\s*[=+*/^]", text)
    }
    without_d = set() if _has_letter_d(text) else {"d"}
    return frozenset((found | _factors_in(text)) - without_d) or None


def _has_letter_d(text: str) -> bool:
    """Whether d is a letter like others here: it stands in a list after c, and nothing is differentiated."""
    listed = re.search(rf"\bc\s*[,$]*{END}?[,\s]*(?:and\s*)?{BEGIN}?\s*d\b", text)
    return listed is not None and not re.search(r"\\int|\\d?frac\s*\{\s*d|d[xyt]\b", text)


_MARKED = re.compile(rf"{BEGIN}([^{END}]*){END}")
_COMMAND = re.compile(
    r"\\(?:text|textrm|mathrm|mbox|operatorname|textit|textbf|mathbf)\s*\{[^{}]*\}|\\[A-Za-z]+"
)
_RUN = re.compile(r"[a-z]{2,4}")
_NO_PRODUCTS = frozenset(
    "sin cos tan cot sec csc log ln lg exp gcd lcm mod max min sqrt abs det dim lim and or if for".split()
)


def _factors_in(text: str) -> set[str]:
    """Small letters that stand side by side in marked mathematics, where that is a product: `2ab`."""
    found: set[str] = set()
    for match in _MARKED.finditer(text):
        content = _COMMAND.sub(" ", match.group(1))
        found |= set(re.findall(r"(?<![A-Za-z])[A-Za-z](?![A-Za-z])", content))
        for run in _RUN.finditer(content):
            if re.search(r"[A-Za-z]{5}", content[max(0, run.start() - 4) : run.end() + 4]) is None:
                is_word = run.group() in _NO_PRODUCTS or find_unit(run.group()) is not None
                found |= set() if is_word else set(run.group())
    return found


_BESIDE_SIGN = re.compile(
    r"(?<![A-Za-z\\_])([a-z]{2,3})(?![A-Za-z])(?=\s*[-+*/^=²³)]|\d)|(?<=[-+*/=(\d])([a-z]{2,3})(?![A-Za-z(])"
)


def _factors_between_signs(text: str) -> set[str]:
    """`ax^2 - 4a` among Chinese words, where no English word can stand."""
    found: set[str] = set()
    for match in _BESIDE_SIGN.finditer(text):
        run = match.group(1) or match.group(2)
        if run not in _NO_PRODUCTS and find_unit(run) is None:
            found |= set(run)
    return found


def _as_letter(word: str) -> str:
    """`a` and `I` are words unless they stand alone between delimiters or before a sign."""
    return rf"{BEGIN}\s*{word}\s*{END}|\b{word}\s*[=+*/^]"


def delimited(scan: Scan, position: int) -> tuple[str, int] | None:
    """The content of the marked mathematics at a position, and where it ends.

    Raises:
        ReadError: it has `x^10`, which LaTeX sets as x^1 0 although its writer may have meant x^{10}.
    """
    if not scan.text.startswith(BEGIN, position):
        return None
    end = scan.text.index(END, position)
    content = scan.text[position + 1 : end]
    doubtful = _DOUBTFUL.search(content)
    if doubtful:
        raise ReadError(f'"{doubtful.group()}" needs braces', doubtful.start())
    return content, end + 1


__all__ = [
    "BEGIN",
    "END",
    "delimited",
    "function_names",
    "letters_of",
    "refuse_doubtful_calls",
    "refuse_doubtful_derivatives",
    "refuse_doubtful_signs",
    "refuse_two_definitions",
    "uniform",
]
