"""Names while statements are put together: what is defined, given and assumed, and what is open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from phi4_node.verification.claims import Context, Definition, Domain
from phi4_node.verification.expressions.render import render
from phi4_node.verification.expressions.syntax import Node
from phi4_node.verification.reading.grammar.scan import WordsError
from phi4_node.verification.reading.statements import Assume, Define, Given, Note
from phi4_node.verification.reading.trees import BINDERS, free_names, number, put, rebuild, symbol, walk

CONSTANTS = {"e", "i", "pi", "oo", "True", "False"}
PRONOUNS = frozenset(
    (
        *("mu", "nu", "xi", "kappa", "sigma_0", "omega_0"),
        *(f"{name}_{count}" for name in ("rho", "tau") for count in range(31)),
    )
)
"""Names of numbers that the words call `the smaller number`, `a number` (`phrases/unknown_numbers.py`)."""


@dataclass
class Scope:
    """Names of one problem while it is put together."""

    functions: frozenset[str]
    operations: frozenset[str]
    defines: dict[str, Define] = field(default_factory=dict)
    conditions: list[Node] = field(default_factory=list)
    domains: dict[str, Domain] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    variables: set[str] = field(default_factory=set)

    def add(self, statement: Define | Given | Assume | Note) -> None:
        """Take in what a statement says."""
        if isinstance(statement, Note):
            self.notes.append(statement)
        elif isinstance(statement, Assume):
            for name in statement.names:
                if self.domains.get(name, statement.domain) != statement.domain:
                    raise WordsError(f"{name} is said to live in two places")
                self.domains[name] = statement.domain
        elif isinstance(statement, Define):
            self._define(statement)
        else:
            for condition in statement.conditions:
                self._condition(condition)

    def _define(self, define: Define) -> None:
        if define.name in ("pi", "oo"):
            raise WordsError(f"{define.name} has a meaning already")
        known = self.defines.get(define.name)
        if known is not None and known != define:
            raise WordsError(f"{define.name} is defined twice")
        if define.parameters and define.name not in self.functions:
            raise WordsError(f"{define.name} is not known to be a function")
        if len(set(define.parameters)) != len(define.parameters):
            raise WordsError(f"{define.name} has the same parameter twice")
        if not define.parameters and define.name in self.functions:
            raise WordsError(f"{define.name} is a function and a number")
        self.defines[define.name] = define

    def _condition(self, condition: Node) -> None:
        if condition.op == "and":
            for part in condition.args:
                self._condition(part)
            return
        if condition.op == "rel" and condition.name == "=":
            left, right = condition.args
            if left.op == "call" and left.name in self.functions and left.name not in self.defines:
                names = tuple(part.name for part in left.args if part.op == "sym")
                if len(names) == len(left.args) and not _mentions(right, left.name):
                    self._define(Define(left.name, names, right))
                    return
                inverted = self._by_inside(left, right)
                if inverted is not None:
                    self._define(inverted)
                    return
        self.conditions.append(condition)

    def _by_inside(self, left: Node, right: Node) -> Define | None:
        """`g(2x - 3) = 5 - 4x` defines g: what stands inside takes every value once, as it is linear."""
        if len(left.args) != 1 or _mentions(right, left.name):
            return None
        inside = left.args[0]
        if inside.op == "call" and inside.name in self.defines and len(inside.args) == 1:
            known = self.defines[inside.name]
            inside = put(known.term, {known.parameters[0]: inside.args[0]})
        names = free_names(inside) - {"e", "i", "pi"}
        if (
            len(names) != 1
            or free_names(right) - {"e", "i", "pi"} != names
            or not _is_linear(inside, min(names))
        ):
            return None
        name = min(names)
        start, one = (put(inside, {name: number(value)}) for value in (0, 1))
        place = Node("div", (Node("sub", (symbol(name), start)), Node("sub", (one, start))))
        return Define(left.name, (name,), put(right, {name: place}))

    # Names ----------------------------------------------------------------------------------------

    def unknown(self, trees: Iterable[Node]) -> list[str]:
        """Variables in these trees that nothing defines, in order of appearance."""
        found: list[str] = []
        seen: set[str] = set()
        for tree in trees:
            self._unknown(tree, frozenset(), found, seen)
        return found

    def _unknown(self, tree: Node, bound: frozenset[str], found: list[str], seen: set[str]) -> None:
        free = free_names(tree, bound)
        for node in walk(tree):
            if node.op == "sym" and node.name in free and node.name not in bound:
                define = self.defines.get(node.name)
                if define is not None:
                    if node.name not in seen:
                        seen.add(node.name)
                        self._unknown(define.term, frozenset(), found, seen)
                elif node.name not in found and self.is_variable(node.name):
                    found.append(node.name)
            if node.op == "call" and node.name in self.defines and node.name not in seen:
                seen.add(node.name)
                define = self.defines[node.name]
                self._unknown(define.term, frozenset(define.parameters), found, seen)

    def is_variable(self, name: str) -> bool:
        """Whether a name stands for a variable, not for a constant."""
        return name not in CONSTANTS or name in self.variables

    # Holes ----------------------------------------------------------------------------------------

    def fill(self, tree: Node, parameters: tuple[str, ...] = ()) -> Node:
        """The tree with open variables of derivatives and the like filled in."""
        args = tuple(self.fill(part, parameters) for part in tree.args)
        tree = rebuild(tree, args)
        if tree.op == "call" and tree.name == "integral" and len(args) == 2:
            tree = replace(tree, name="antiderivative", args=_same_case(args))
        if tree.op == "call" and tree.name in BINDERS and len(args) > BINDERS[tree.name]:
            place = BINDERS[tree.name]
            if args[place].op == "hole":
                name = self._only_variable(args[0], parameters)
                return rebuild(tree, (*args[:place], symbol(name), *args[place + 1 :]))
            if args[place].op == "sym" and args[place].name in self.defines:
                raise WordsError(f"{args[place].name} is a number, not a variable")
        elif any(part.op == "hole" for part in args):
            raise WordsError("something is left open")
        return tree

    def _only_variable(self, tree: Node, parameters: tuple[str, ...]) -> str:
        solved = set(self.unknown(self.conditions))
        names = [name for name in self.unknown([tree]) if name not in solved]
        if not names and len(parameters) == 1:
            return parameters[0]
        if len(names) != 1:
            raise WordsError("it is not clear which variable is meant")
        return names[0]

    # Checks ---------------------------------------------------------------------------------------

    def examine(self, tree: Node) -> None:
        """Refuse what has no value: unknown functions, wrong numbers of arguments, bare function names."""
        inverted = {id(node.args[0]) for node in walk(tree) if node.op == "call" and node.name == "inverse"}
        for node in walk(tree):
            if id(node) in inverted and node.op == "sym" and node.name in self.defines:
                continue
            if node.op == "call":
                define = self.defines.get(node.name)
                if define is not None and len(define.parameters) != len(node.args):
                    raise WordsError(f"{node.name} is used with {len(node.args)} arguments")
                if node.name in self.functions and define is None:
                    raise WordsError(f"{node.name} is not defined")
                if define is None and node.name not in self.operations:
                    raise WordsError(f"{node.name} is not known")
            elif node.op in ("add", "sub") and [part.op for part in node.args].count("percent") == 1:
                raise WordsError("of what the percentage is taken is not said")
            elif node.op == "sym" and node.name.endswith("'"):
                raise WordsError(f"what {node.name} means is not said")
            elif node.op == "sym" and node.name in PRONOUNS and not self._is_introduced(node.name):
                raise WordsError("which number is meant is not said")
            elif node.op == "sym" and node.name in self.functions:
                raise WordsError(f"the function {node.name} is used as a number")
            elif node.op in ("hole", "text"):
                raise WordsError("something is left open")

    def _is_introduced(self, name: str) -> bool:
        return name in self.domains or name in self.defines

    def context(self, extra: Sequence[Node] = ()) -> Context:
        """Everything around the question."""
        return Context(
            definitions=tuple(
                Definition(name=define.name, parameters=define.parameters, term=render(define.term))
                for define in self.defines.values()
            ),
            conditions=tuple(render(condition) for condition in self.conditions),
            domains=dict(self.domains),
            variables=tuple(sorted(self.variables)),
        )


def _is_linear(tree: Node, name: str) -> bool:
    """Whether a term is a multiple of a letter and a number added to it."""
    if tree.op == "sym":
        return tree.name == name
    if tree.op in ("add", "sub"):
        sides = [name in free_names(part) for part in tree.args]
        if sides.count(True) != 1 or any(free_names(part) - {name} for part in tree.args):
            return False
        return _is_linear(tree.args[sides.index(True)], name)
    if tree.op == "neg":
        return _is_linear(tree.args[0], name)
    if tree.op == "mul":
        return tree.args[0].op == "num" and bool(tree.args[0].value) and _is_linear(tree.args[1], name)
    return tree.op == "div" and tree.args[1].op == "num" and _is_linear(tree.args[0], name)


def _same_case(args: tuple[Node, ...]) -> tuple[Node, ...]:
    """`X^2 dx`: an integrand in one capital letter whose differential is written small."""
    integrand, variable = args
    names = free_names(integrand)
    if variable.op == "sym" and names == {variable.name.upper()} and variable.name not in names:
        return integrand, symbol(variable.name.upper())
    return args


def _mentions(tree: Node, name: str) -> bool:
    return any(node.op == "call" and node.name == name for node in walk(tree))
