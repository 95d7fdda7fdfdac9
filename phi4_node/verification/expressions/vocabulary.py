r"""The signs and names of mathematical notation, each mapped to one spelling.

Plain text, Unicode and LaTeX differ only here: `<=`, `≤` and `\leq` are one token, so there is one grammar.
"""

from __future__ import annotations

GREEK = frozenset(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau upsilon phi "
    "chi psi "
    "omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega".split()
)
"""Letters that may be written as words; `pi` is a constant and is listed in `CONSTANTS`."""

_GREEK_SIGNS = dict(
    zip(
        "αβγδεζηθικλμνξρστυφχψωΓΔΘΛΞΣΦΨΩ",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau upsilon "
        "phi chi psi "
        "omega Gamma Delta Theta Lambda Xi Sigma Phi Psi Omega".split(),
        strict=True,
    )
)

CONSTANTS = {
    "pi": "pi",
    "oo": "oo",
    "infinity": "oo",
    "inf": "oo",
    "True": "True",
    "False": "False",
    "true": "True",
    "false": "False",
}
"""Words that are constants."""

APPLIED = frozenset(
    "sin cos tan cot sec csc arcsin arccos arctan arccot arcsec arccsc asin acos atan acot asec acsc "
    "sinh cosh tanh coth sech csch asinh acosh atanh arcsinh arccosh arctanh ln log lg exp".split()
)
"""Functions that may be written without brackets: `sin 2x`."""

FUNCTION_SPELLINGS = {
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "arccot": "acot",
    "arcsec": "asec",
    "arccsc": "acsc",
    "arcsinh": "asinh",
    "arccosh": "acosh",
    "arctanh": "atanh",
    "ceil": "ceiling",
    "tg": "tan",
    "ctg": "cot",
    "Abs": "abs",
    "Max": "max",
    "Min": "min",
    "determinant": "det",
    "hcf": "gcd",
}
"""Other spellings of function names."""

CALLS = frozenset(
    "sqrt root cbrt abs floor ceiling gcd lcm factorial binomial permutations min max mod remainder "
    "quotient sign re "
    "projection im arg conjugate det trace rank transpose inverse eigenvalues adjugate derivative integral "
    "limit "
    "sum product "
    "series taylor solve solutions factor expand simplify round truncate mean median mode variance "
    "stdev range "
    "nthterm digits digitsum isprime primes divisors totient congruent ratio divides subscript "
    "setbuilder piecewise "
    "list tuple interval dot cross norm distance area volume perimeter probability expectation "
    "fibonacci minimum maximum argmin argmax "
    "nearest sorted place base count log10 log2 polar angle degree coefficient discriminant evaluate "
    "substitute".split()
)
"""Functions and operations written with brackets; what they mean is decided elsewhere."""

SIGNS: dict[str, str] = {
    "+": "+",
    "-": "-",
    "−": "-",
    "–": "-",
    "＋": "+",
    "－": "-",
    "±": "±",
    "∓": "∓",
    "*": "*",
    "×": "*",
    "·": "*",
    "⋅": "*",
    "∙": "*",
    "✕": "*",
    "＊": "*",
    "**": "^",
    "^": "^",
    "＾": "^",
    "/": "/",
    "÷": "÷",
    "／": "/",
    "∕": "/",
    "⁄": "/",
    "=": "=",
    "==": "=",
    "＝": "=",
    "!=": "!=",
    "≠": "!=",
    "<>": "!=",
    "<": "<",
    "＜": "<",
    ">": ">",
    "＞": ">",
    "<=": "<=",
    "≤": "<=",
    "⩽": "<=",
    "≦": "<=",
    ">=": ">=",
    "≥": ">=",
    "⩾": ">=",
    "≧": ">=",
    "≈": "~",
    "≅": "~",
    "≃": "~",
    "∈": "in",
    "∉": "notin",
    "⊂": "subset",
    "⊆": "subset",
    "≡": "≡",
    "∪": "∪",
    "∩": "∩",
    "∖": "\\",
    "∧": "∧",
    "&": "&",
    "∨": "∨",
    "¬": "¬",
    "⊕": "⊕",
    "→": "->",
    "->": "->",
    "⇒": "->",
    "⟹": "->",
    "↔": "<->",
    "<->": "<->",
    "⇔": "<->",
    "⟺": "<->",
    "!": "!",
    "！": "!",
    "%": "%",
    "％": "%",
    "°": "°",
    "º": "°",
    "∘": "∘",
    "′": "'",
    "'": "'",
    "’": "'",
    "″": "''",
    "_": "_",
    "|": "|",
    "｜": "|",
    "∣": "|",
    "‖": "||",
    "∥": "||",
    ",": ",",
    "，": ",",
    "、": ",",
    ";": ";",
    "；": ";",
    ":": ":",
    "：": ":",
    "∶": ":",
    "(": "(",
    "（": "(",
    ")": ")",
    "）": ")",
    "[": "[",
    "［": "[",
    "]": "]",
    "］": "]",
    "{": "{",
    "｛": "{",
    "}": "}",
    "｝": "}",
    "⟨": "⟨",
    "〈": "⟨",
    "⟩": "⟩",
    "〉": "⟩",
    "⌊": "⌊",
    "⌋": "⌋",
    "⌈": "⌈",
    "⌉": "⌉",
    "√": "√",
    "∛": "∛",
    "∜": "∜",
    "∑": "∑",
    "∏": "∏",
    "∫": "∫",
    "?": "?",
    "…": "...",
    "...": "...",
}
"""Signs of plain text and Unicode; longer ones win."""

LETTERS: dict[str, str] = {
    **_GREEK_SIGNS,
    "π": "pi",
    "∞": "oo",
    "ϕ": "phi",
    "ϵ": "epsilon",
    "∅": "∅",
    "ℝ": "ℝ",
    "ℤ": "ℤ",
    "ℕ": "ℕ",
    "ℚ": "ℚ",
    "ℂ": "ℂ",
    "⊤": "True",
    "⊥": "False",
    "ℏ": "hbar",
    "ℓ": "ell",
    "∆": "Delta",
}
"""Signs that are names by themselves."""

COMMAND_SIGNS: dict[str, str] = {
    "cdot": "*",
    "times": "*",
    "ast": "*",
    "div": "÷",
    "pm": "±",
    "mp": "∓",
    "leq": "<=",
    "le": "<=",
    "leqslant": "<=",
    "geq": ">=",
    "ge": ">=",
    "geqslant": ">=",
    "lt": "<",
    "gt": ">",
    "neq": "!=",
    "ne": "!=",
    "approx": "~",
    "simeq": "~",
    "cong": "~",
    "in": "in",
    "notin": "notin",
    "subset": "subset",
    "subseteq": "subset",
    "equiv": "≡",
    "cup": "∪",
    "cap": "∩",
    "setminus": "\\",
    "backslash": "\\",
    "land": "∧",
    "wedge": "∧",
    "lor": "∨",
    "vee": "∨",
    "neg": "¬",
    "lnot": "¬",
    "oplus": "⊕",
    "veebar": "⊕",
    "to": "->",
    "rightarrow": "->",
    "Rightarrow": "->",
    "longrightarrow": "->",
    "implies": "->",
    "leftrightarrow": "<->",
    "Leftrightarrow": "<->",
    "iff": "<->",
    "{": "\\{",
    "}": "\\}",
    "lbrace": "\\{",
    "rbrace": "\\}",
    "|": "||",
    "Vert": "||",
    "lVert": "||",
    "rVert": "||",
    "vert": "|",
    "lvert": "|",
    "rvert": "|",
    "mid": "mid",
    "lfloor": "⌊",
    "rfloor": "⌋",
    "lceil": "⌈",
    "rceil": "⌉",
    "langle": "⟨",
    "rangle": "⟩",
    "lbrack": "[",
    "rbrack": "]",
    "%": "%",
    "&": "∧",
    "circ": "∘",
    "degree": "°",
    "prime": "'",
    "ldots": "...",
    "dots": "...",
    "cdots": "...",
    "dotsb": "...",
    "dotsc": "...",
    "sum": "∑",
    "prod": "∏",
    "int": "∫",
    "colon": ":",
    "bmod": "mod",
    "\\": "\\\\",
}
"""LaTeX commands that are signs; `\\{` and `\\}` are their own tokens because plain braces group in LaTeX."""

COMMAND_NAMES: dict[str, str] = {
    "infty": "oo",
    "pi": "pi",
    "varphi": "phi",
    "varepsilon": "epsilon",
    "vartheta": "theta",
    "hbar": "hbar",
    "ell": "ell",
    "emptyset": "∅",
    "varnothing": "∅",
    "top": "True",
    "bot": "False",
}
"""LaTeX commands that are names; Greek letters and functions are added by the lexer."""

FORMS = frozenset(
    "frac dfrac tfrac cfrac sqrt binom dbinom tbinom lim begin end overline pmod boxed fbox partial".split()
)
"""LaTeX commands with a grammar of their own."""

SPACES = frozenset(
    ", ; : ! quad qquad displaystyle textstyle limits nolimits left right hline big Big bigg Bigg bigl "
    "bigr Bigl Bigr biggl "
    "biggr Biggl Biggr mathstrut hfill nonumber".split()
) | {" ", "\n", "\t", "(", ")", "[", "]", "left.", "right."}
"""LaTeX commands that only make room."""

TEXT_COMMANDS = frozenset("text textbf textit textrm texttt textnormal mbox hbox".split())
"""LaTeX commands whose braces hold words."""

STYLE_COMMANDS = frozenset(
    "mathrm mathbf mathit mathsf mathcal boldsymbol bm operatorname rm bf vec bold overrightarrow".split()
)
"""LaTeX commands whose braces hold a name or a unit; the style itself has no meaning."""

DOUBLE_STRUCK = {"R": "ℝ", "Z": "ℤ", "N": "ℕ", "Q": "ℚ", "C": "ℂ"}

BOLD = frozenset(chr(code) for code in range(0x1D400, 0x1D434))
"""Bold letters, which name vectors and matrices."""

PRODUCTS = {"×": "×", "✕": "×", "\\times": "×", "·": "·", "⋅": "·", "∙": "·", "\\cdot": "·"}
"""Signs of products that differ for vectors."""

SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ", "0123456789+-n", strict=True))
SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉ₙₖ", "0123456789nk", strict=True))

VULGAR = {
    "½": (1, 2),
    "⅓": (1, 3),
    "⅔": (2, 3),
    "¼": (1, 4),
    "¾": (3, 4),
    "⅕": (1, 5),
    "⅖": (2, 5),
    "⅗": (3, 5),
    "⅘": (4, 5),
    "⅙": (1, 6),
    "⅚": (5, 6),
    "⅛": (1, 8),
    "⅜": (3, 8),
    "⅝": (5, 8),
    "⅞": (7, 8),
}

ENGLISH = frozenset(
    "a an the of to is if it or and not no yes at on by in as be we so for all are any odd set let has "
    "had but can "
    "may one two six ten old new say see get put run day way who why how she he his her its our you out "
    "off up do "
    "use add sum mod row col top end low red box cup dog cat men man boy ans".split()
)
"""Short words that must not be taken for products of letters."""
