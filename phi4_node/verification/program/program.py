"""A small calculation language: the plain Python that models like to write, interpreted and never executed.

Assignments, exact arithmetic (`0.06` is 3/50, a root stays a root), conditions, bounded loops, lists,
simple functions, a white list of names from math and SymPy, and equations to solve. The result of a
program is, in this order: a variable called `answer`, what it prints last, its last expression, its last
variable.

Everything is bounded: length, nesting, steps, digits, items. A program that uses anything else ends with
an error that names the line; `calculate` never raises for it.
"""

from __future__ import annotations

import ast
import re
import textwrap
from dataclasses import dataclass

from phi4_node.schema import JsonObject
from phi4_node.verification.program.expressions import Module
from phi4_node.verification.program.interpreter import Interpreter
from phi4_node.verification.program.parser import MAX_CHARACTERS, ProgramError, parse_program
from phi4_node.verification.program.texts import is_joined, shown_in
from phi4_node.verification.program.values import Formatted, Function, Value, is_number, is_unknown, to_text

__all__ = ["MAX_STEPS", "Calculation", "ProgramError", "calculate", "extract_program", "run_program"]

MAX_STEPS = 1_000_000
_ANSWER_NAMES = ("answer", "final_answer", "ans", "Answer")
_RESULT_NAMES = ("result", "final_result", "solution", "total")
_ONLY_SHOWS = frozenset(
    {
        *(
            "print",
            "int",
            "float",
            "str",
            "bool",
            "round",
            "list",
            "tuple",
            "set",
            "dict",
            "append",
            "N",
            "evalf",
        ),
        *("Fraction", "Rational", "Integer", "Float", "Decimal", "S", "symbols", "Symbol"),
    }
)
"""Calls that compute nothing new."""
_MOST_VALUES = 100
_LONGEST_VALUE = 200
_WORD = re.compile(
    r"(?:yes|no|true|false|valid|invalid|odd|even|prime|composite|possible|impossible|none|never|knight|knave|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|[A-F])[.!]?",
    re.IGNORECASE,
)
"""Texts that are a result when they are all that is printed."""


@dataclass(frozen=True, slots=True)
class Calculation:
    """What a program computed.

    Attributes:
        value: Its result as canonical text.
        values: Its variables as canonical text, in the order of assignment.
    """

    value: str
    values: dict[str, str]


def calculate(request: JsonObject) -> JsonObject:
    """Run a program; the worker's entry point.

    Args:
        request: `{"program": str}`; an optional `steps` lowers the bound on steps.

    Returns:
        `{"value": str, "values": {name: text}, "error": str}`; `error` is empty if there is a value. A
        program that only states its result (`answer = 18`) is an error too: it calculates nothing.
    """
    program = request.get("program", "")
    if not isinstance(program, str):
        return {"value": "", "values": {}, "error": "the program is no text"}
    try:
        done = run_program(program, steps=min(int(request.get("steps", MAX_STEPS)), MAX_STEPS))
        if not _calculates(parse_program(program)):
            raise ProgramError("the program only states its result and calculates nothing")
    except ProgramError as error:
        return {"value": "", "values": {}, "error": str(error)}
    return {"value": done.value, "values": done.values, "error": ""}


def run_program(text: str, *, steps: int = MAX_STEPS) -> Calculation:
    """Run a program.

    Raises:
        ProgramError: If it uses what is not allowed, exceeds a bound, fails or has no result.
    """
    tree = parse_program(text)
    run = Interpreter(steps)
    run.run(tree)
    value = _result(run, tree)
    if value is None:
        raise ProgramError("the program has no result; assign it to `answer`")
    return Calculation(to_text(value), _variables(run))


def _calculates(tree: ast.Module) -> bool:
    """Whether anything is computed at all."""
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp | ast.AugAssign | ast.BoolOp | ast.Compare | ast.comprehension):
            return True
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name not in own and name not in _ONLY_SHOWS:
                return True
    return False


def _result(run: Interpreter, tree: ast.Module) -> Value:
    for name in _ANSWER_NAMES:
        value = _shown(run.variables.get(name))
        if value is not None:
            return value
        if isinstance(run.variables.get(name), Formatted):  # another variable is not what it says
            raise ProgramError("the result is a text that shows more than a value; calculate all of it")
    for values in reversed(run.printed):
        value = _printed(values, run)
        if value is not None:
            return value
    if run.last is not None and not isinstance(run.last, str | Function | Module):
        return run.last
    for name in _RESULT_NAMES:
        value = _shown(run.variables.get(name))
        if value is not None:
            return value
    called = _uncalled(run, tree)
    if called is not None:
        return called
    shown = [value for value in map(_shown, run.variables.values()) if value is not None]
    return shown[-1] if shown else None


def _uncalled(run: Interpreter, tree: ast.Module) -> Value:
    """The result of the last function without arguments if the program only defines it."""
    if not tree.body or not isinstance(tree.body[-1], ast.FunctionDef) or tree.body[-1].args.args:
        return None
    printed = len(run.printed)
    value = _shown(run.call_alone(tree.body[-1].name))
    if value is None and len(run.printed) > printed:
        return _printed(run.printed[-1], run)
    return value


def _shown(value: Value) -> Value:
    """What a variable holds as a result; None if it is no result."""
    if isinstance(value, Function | Module) or value is None:
        return None
    if isinstance(value, str):
        return shown_in(value)
    return value


def _printed(values: tuple[Value, ...], run: Interpreter) -> Value:
    """The value that a print shows: labels do not count, unless a single word is all that is printed."""
    shown: list[Value] = []
    for value in values:
        if isinstance(value, Formatted):
            shown.extend(value.parts)
        elif not isinstance(value, str | Function | Module) and value is not None:
            shown.append(value)
    if len(shown) == 1:
        line = " ".join(value if isinstance(value, str) else to_text(value) for value in values)
        value = shown_in(Formatted.of(line, tuple(shown)))
        if value is None:
            raise ProgramError(f"{line[:40]!r} shows more than a value; calculate all of it")
        return value
    if shown:
        return _latest(shown, values, run)
    if len(values) == 1 and isinstance(values[0], str) and _WORD.fullmatch(values[0].strip()):
        return values[0].strip().rstrip(".!")
    return None


def _latest(shown: list[Value], values: tuple[Value, ...], run: Interpreter) -> Value:
    """Of several values in one print ("5 apples cost 10 dollars") the one that was computed last."""
    if is_joined(tuple(value for value in values if not isinstance(value, Function | Module))):
        raise ProgramError("several values are printed that belong together; assign the result to `answer`")
    for value in reversed(run.variables.values()):
        same = [part for part in shown if type(part) is type(value) and part == value]
        if same and (is_number(value) or not isinstance(value, str)):
            return same[-1]
    raise ProgramError("several values are printed at once; assign the result to `answer`")


def _variables(run: Interpreter) -> dict[str, str]:
    texts: dict[str, str] = {}
    for name, value in list(run.variables.items())[-_MOST_VALUES:]:
        if isinstance(value, Function | Module | str) or value is None or is_unknown(value):
            continue
        try:
            text = to_text(value)
        except ProgramError:
            continue  # cannot be written out, and is not the result
        if len(text) <= _LONGEST_VALUE:
            texts[name] = text
    return texts


_FENCE = re.compile(r"^[ \t]*```[ \t]*([\w+-]*)[ \t]*$", re.MULTILINE)
_CODE_LINE = re.compile(
    r"\s*(?:(?:import|from|def|for|while|if|elif|else|return|print)\b|[^\W\d]\w*(?:\s*,\s*[^\W\d]\w*)*\s*[-+*/]?=(?!=)|#)"
)


def extract_program(text: str) -> str:
    """Take the program out of a model's reply: a fenced block, else the lines of code; or empty."""
    blocks = _fenced(text)
    tagged = [body for tag, body in blocks if tag.lower() in ("python", "py", "python3", "sympy")]
    candidates = tagged or [body for tag, body in blocks if not tag]
    parsable = [body for body in candidates if _parses(body)]
    if parsable:
        # Later blocks often go on from earlier ones.
        together = "\n".join(textwrap.dedent(body).strip("\n") for body in parsable)
        return together if len(together) <= MAX_CHARACTERS else parsable[0]
    if candidates:
        return max(candidates, key=len).strip("\n")
    return _bare(text)


def _fenced(text: str) -> list[tuple[str, str]]:
    marks = list(_FENCE.finditer(text))
    blocks = []
    index = 0
    while index < len(marks):
        opening = marks[index]
        closing = marks[index + 1] if index + 1 < len(marks) else None
        blocks.append((opening.group(1), text[opening.end() : closing.start() if closing else len(text)]))
        index += 2
    return [(tag, body) for tag, body in blocks if body.strip()]


def _bare(text: str) -> str:
    if len(text) > MAX_CHARACTERS:
        return ""
    if _parses(text) and _CODE_LINE.match(text.lstrip()):
        return text.strip("\n")
    lines = text.split("\n")
    code = [index for index, line in enumerate(lines) if _CODE_LINE.match(line)]
    if not code:
        return ""
    body = "\n".join(lines[code[0] : code[-1] + 1])
    if _parses(body):
        return body
    kept = "\n".join(line for line in lines if _CODE_LINE.match(line) and _parses(line.strip()))
    return kept if _parses(kept) else ""


def _parses(text: str) -> bool:
    try:
        parse_program(text)
    except ProgramError:
        return False
    return True
