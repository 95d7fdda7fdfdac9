"""Statements put together: definitions and conditions become a context, the question becomes a claim."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from phi4_node.verification.claims import (
    AntiderivativeClaim,
    ChoiceClaim,
    Claim,
    Context,
    Definition,
    Domain,
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
from phi4_node.verification.reading.statements import (
    AskChoice,
    AskClaim,
    AskOrder,
    AskRewrite,
    AskSolve,
    AskTruth,
    AskValue,
    Assume,
    Define,
    Given,
    Note,
    Question,
    Statement,
)
from phi4_node.verification.reading.trees import BINDERS, free_names, number, rebuild, symbol, walk

_CONSTANTS = {"e", "i", "pi", "oo", "True", "False"}
PRONOUNS = frozenset(("mu", "nu", "xi", "kappa"))
"""Names of numbers that the words call `the smaller number`, `a number` (`phrases/unknown_numbers.py`)."""
_AMBIGUOUS = {"e", "i"}
"""Letters that are constants unless the problem uses them as variables."""


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
        self.conditions.append(condition)

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
        return name not in _CONSTANTS or name in self.variables

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


def _same_case(args: tuple[Node, ...]) -> tuple[Node, ...]:
    """`X^2 dx`: an integrand in one capital letter whose differential is written small."""
    integrand, variable = args
    names = free_names(integrand)
    if variable.op == "sym" and names == {variable.name.upper()} and variable.name not in names:
        return integrand, symbol(variable.name.upper())
    return args


def _mentions(tree: Node, name: str) -> bool:
    return any(node.op == "call" and node.name == name for node in walk(tree))


def resolve(
    said: Sequence[Statement],
    functions: frozenset[str],
    operations: frozenset[str],
    *,
    imaginary: bool = False,
) -> Claim:
    """The claim that a sequence of statements makes.

    Args:
        said: The statements.
        functions: Names of the problem's own functions.
        operations: Names of calls that can be evaluated.
        imaginary: Where `i` may be a variable or the imaginary unit, read the unit.

    Raises:
        WordsError: they ask nothing, or more than one thing, or something is not clear.
    """
    questions = [part for part in said if isinstance(part, Question)]
    if not questions:
        raise WordsError("nothing is asked")
    scope = Scope(functions, operations)
    for part in said:
        if not isinstance(part, Question):
            scope.add(part)
    question = _one(questions)
    _define_what_is_given(scope, question)
    _decide_constants(scope, question, imaginary)
    for name, define in list(scope.defines.items()):
        scope.defines[name] = Define(name, define.parameters, scope.fill(define.term, define.parameters))
    scope.conditions = [scope.fill(condition) for condition in scope.conditions]
    for tree in [*(define.term for define in scope.defines.values()), *scope.conditions]:
        scope.examine(tree)
    _refuse_dependent(scope, question)
    _refuse_domains_of_functions(scope)
    _refuse_untied_conditions(scope, question)
    _refuse_loose_conditions(scope, question)
    return _claim(scope, question)


def _define_what_is_given(scope: Scope, question: Question) -> None:
    """`If y = x^2, what is the derivative of y?`: what equals a term stands for it."""
    if not any(
        node.op == "call" and node.name in BINDERS for tree in _trees(question) for node in walk(tree)
    ):
        return
    for condition in list(scope.conditions):
        left, right = (
            condition.args if condition.op == "rel" and condition.name == "=" else (condition, condition)
        )
        if left.op != "sym" or left.name in scope.defines or left.name in scope.unknown([right]):
            continue
        if scope.unknown([right]):
            scope.conditions.remove(condition)
            scope.defines[left.name] = Define(left.name, (), right)


def _refuse_dependent(scope: Scope, question: Question) -> None:
    """`dy/dx` where only `x^2 + y^2 = 25` is said of y: a letter that may depend on x is no constant."""
    tied = set(scope.unknown(scope.conditions))
    for tree in _trees(question):
        for node in walk(tree):
            if node.op != "call" or node.name != "derivative" or node.args[1].op != "sym":
                continue
            variable = node.args[1].name
            others = set(scope.unknown([node.args[0]])) - {variable}
            is_bare = variable not in scope.unknown([node.args[0]]) and bool(others)
            if is_bare or (variable in tied and others & tied):
                raise WordsError(f"whether {sorted(others)[0]} depends on {variable} is not said")


def _refuse_domains_of_functions(scope: Scope) -> None:
    """`f(x) = 2x, x > 3` says where f is defined; that is not read."""
    parameters = {name for define in scope.defines.values() for name in define.parameters}
    for condition in scope.conditions:
        if condition.name != "=" and parameters & free_names(condition):
            raise WordsError("a condition may say where a function is defined")
    if parameters & set(scope.domains):
        raise WordsError("a condition may say where a function is defined")


def _refuse_untied_conditions(scope: Scope, question: Question) -> None:
    """`Let f(x) = 2x and f(t) = 3t`, `define a * b = a + 2b`: what looks like an equation may be none."""
    if any(map(scope.unknown, ([condition] for condition in _untied(scope, question)))):
        raise WordsError("a condition is about something that is not asked")


def _untied(scope: Scope, question: Question) -> list[Node]:
    """Conditions about letters that have nothing to do with what is asked."""
    if isinstance(question, AskSolve) and not question.unknowns:
        return []  # every letter is asked for
    related = set(scope.unknown(_trees(question))) | set(getattr(question, "unknowns", ()))
    related |= {node.name for tree in _trees(question) for node in walk(tree) if node.op == "sym"}
    pending = [(condition, set(scope.unknown([condition]))) for condition in scope.conditions]
    while tied := [names for _, names in pending if names & related]:
        related |= set().union(*tied)
        pending = [(condition, names) for condition, names in pending if names not in tied]
    return [condition for condition, _ in pending]


def _refuse_loose_conditions(scope: Scope, question: Question) -> None:
    """`the smallest integer n`, `such that n > 3`: a condition must not be lost beside a bound letter."""
    sets = [node for tree in _trees(question) for node in walk(tree) if node.name == "integers"]
    if not any(node.op == "call" for node in sets):
        return
    bound = {node.args[1].name for node in sets if node.op == "call"}
    if bound & (set(scope.domains) | set(scope.unknown(scope.conditions)) | set(scope.defines)):
        raise WordsError("a condition is about a letter that the question binds")
    if _untied(scope, question):
        raise WordsError("a condition is about something that is not asked")


def _one(questions: list[Question]) -> Question:
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


def _trees(question: Question) -> list[Node]:
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


def _decide_constants(scope: Scope, question: Question, imaginary: bool) -> None:
    """Are `e` and `i` variables here?

    They are when something defines, binds, asks for or constrains them. Otherwise `e` is Euler's number; `i`
    alone or in an exponent of e is the imaginary unit, and beside other letters it may be either.
    """
    trees = [*_trees(question), *scope.conditions, *(define.term for define in scope.defines.values())]
    nodes = [node for tree in trees for node in walk(tree)]
    used = {node.name for node in nodes if node.op == "sym"}
    named = _named(scope, question, nodes)
    others = {other for other in used if other not in _CONSTANTS} - {"z", "w"}
    complex_numbers = "complex" in scope.domains.values() or any(map(_is_complex_value, scope.conditions))
    for name in _AMBIGUOUS & used:
        if name == "i" and complex_numbers and name not in scope.defines and name not in scope.domains:
            continue
        solved = isinstance(question, AskSolve) and not question.unknowns and not others
        is_letter = name == "i" and bool(others) and not imaginary and not _has_turn(nodes)
        if name in named or solved or is_letter:
            scope.variables.add(name)


def _named(scope: Scope, question: Question, nodes: list[Node]) -> set[str]:
    """Names that are certainly variables: defined, bound, constrained or asked for."""
    named = set(scope.defines) | {name for define in scope.defines.values() for name in define.parameters}
    named |= set(scope.domains)
    if not _has_turn(nodes):
        named |= {name for tree in scope.conditions for name in free_names(tree)}
    if isinstance(question, (AskSolve, AskClaim)):
        named |= set(question.unknowns)
    if isinstance(question, AskRewrite) and question.form in ("factored", "expanded", "collected"):
        named |= {"e"}  # Euler's number satisfies no polynomial equation, so it may as well be a letter
    if isinstance(question, AskValue):
        named |= {term.name for term in question.terms if term.op == "sym" and scope.conditions}
    for node in nodes:
        if node.op == "call" and node.name in BINDERS and len(node.args) > BINDERS[node.name]:
            named.add(node.args[BINDERS[node.name]].name)
            named |= _open_variable(node)
        if node.op == "call" and node.name == "matching":
            named |= {part.name for part in walk(node) if part.op == "sym"}
    return named


def _open_variable(node: Node) -> set[str]:
    """`the derivative of 5*e^3 + 2*e`: the only letter, used more than once, is the variable."""
    letters = [part.name for part in walk(node) if part.op == "sym" and part.name not in ("pi", "oo")]
    is_open = node.args[BINDERS[node.name]].op == "hole"
    return set(letters) if is_open and len(letters) > 1 and len(set(letters)) == 1 else set()


def _has_turn(nodes: list[Node]) -> bool:
    """Whether `e^(2*pi*i)` or the like occurs: there, i is the imaginary unit."""
    return any(
        node.op == "pow"
        and node.args[0].op == "sym"
        and node.args[0].name == "e"
        and any(part.op == "sym" and part.name == "i" for part in walk(node.args[1]))
        for node in nodes
    )


def _is_complex_value(condition: Node) -> bool:
    """`z = 2 + 3i` says that i is the imaginary unit: a letter equals a number made of nothing else."""
    if condition.op != "rel" or condition.name != "=" or condition.args[0].op != "sym":
        return False
    right = condition.args[1]
    return (
        free_names(right) == {"i"}
        and right.op in ("add", "sub", "mul", "neg")
        and condition.args[0].name != "i"
    )


def _refuse_double_letters(scope: Scope, terms: Sequence[Node]) -> None:
    """`the integers x` with a condition about another x, which is hardly another one."""
    given = set(scope.unknown(scope.conditions))
    for term in terms:
        for node in walk(term):
            is_set = node.op == "call" and (node.name == "integers" or node.name.endswith("_where"))
            if is_set and len(node.args) > 1 and node.args[1].name in given:
                raise WordsError(f"{node.args[1].name} stands for two things")


def _claim(scope: Scope, question: Question) -> Claim:
    if isinstance(question, AskValue):
        return _value(scope, question)
    if _base(scope) is not None:
        raise WordsError("the answer is to be written in a base, but is no number")
    if isinstance(question, AskClaim):
        return _own_claim(scope, question)
    if isinstance(question, AskSolve):
        return _solutions(scope, question)
    trees = [scope.fill(tree) for tree in _trees(question)]
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
    scope.variables |= _AMBIGUOUS & set(question.unknowns)
    if question.kind == "differential" and (scope.conditions or scope.defines):
        raise WordsError("what is given beside a differential equation is not understood")
    terms = [scope.fill(term) for term in question.terms]
    for term in terms:
        scope.examine(term)
    places, _ = _notes(scope)
    if places is not None:
        if ("notation", "unit") not in question.options:
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


def _base(scope: Scope) -> int | None:
    bases = {note.base for note in scope.notes if note.base is not None}
    if len(bases) > 1:
        raise WordsError("the answer is to be written in two bases")
    return next(iter(bases), None)


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
    _refuse_double_letters(scope, terms)
    places, form = _notes(scope)
    unknown = all(term.op == "sym" and term.name not in scope.defines for term in terms)
    if unknown and scope.conditions and not any(map(is_about_integers, scope.conditions)):
        names = tuple(term.name for term in terms)
        if places is not None:
            raise WordsError("rounded solutions are not read")
        return _solutions(scope, AskSolve((), names))
    if len(terms) > 1:
        raise WordsError("more than one thing is asked")
    term = terms[0]
    if term.op == "call" and term.name == "antiderivative":
        return AntiderivativeClaim(
            context=scope.context(), integrand=render(term.args[0]), variable=term.args[1].name
        )
    base = _base(scope)
    if base is not None:
        if places is not None or form is not None:
            raise WordsError("the answer is to be rounded and written in a base")
        if not has_bases(term) and not (term.op == "num" and base != 10):
            raise WordsError("it is not said in which base the numbers are written")
        return _own_claim(scope, AskClaim("notation", (term,), (("notation", "base"), ("detail", str(base)))))
    if places is not None:
        term = Node("call", (term, number(places)), name="round")
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
    if _notes(scope)[0] is not None:
        raise WordsError("rounded solutions are not read")
    return SolutionsClaim(
        context=scope.context(),
        conditions=tuple(render(condition) for condition in conditions),
        unknowns=asked,
        domain=question.domain or "real",
        multiplicity=question.multiplicity,
    )
