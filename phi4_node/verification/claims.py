"""The typed claims: what an answer to the asker's words must be, as plain JSON.

Every expression in a claim is canonical text that `parser.parse` reads back (see `render.render`), so a
claim means the same in this process, in a worker and in a certificate that is replayed next year. Operators
that problems ask for are calls in that text: `gcd(12, 18)`, `derivative(x^3, x, 2)`, `limit(f(x), x, 0)`.

How to add a kind: `checks/__init__.py` says it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from phi4_node.schema import JsonObject, Word

Domain = Literal[
    "real", "complex", "rational", "integer", "natural", "positive", "negative", "nonnegative", "nonzero"
]
"""Where a variable lives; `natural` starts at 1, `positive` and `negative` are real."""


class Definition(Word):
    """`name` stands for `term`; with parameters it is a function of them."""

    name: str
    parameters: tuple[str, ...] = ()
    term: str


class Context(Word):
    """What the asker's words say around the question.

    Attributes:
        definitions: `Let f(x) = ...`, `Let y be ...`, in the order written; each name once.
        conditions: Equations and inequalities that are given.
        domains: Variables about which the words say where they live; all others are real.
        variables: Names that the problem uses as variables although they are constants elsewhere (e, i).
    """

    definitions: tuple[Definition, ...] = ()
    conditions: tuple[str, ...] = ()
    domains: dict[str, Domain] = Field(default_factory=dict)
    variables: tuple[str, ...] = ()


class ClaimBase(Word):
    """What all claims share."""

    context: Context = Context()


class ValueClaim(ClaimBase):
    """The answer is the value of `term`, which `context` determines."""

    kind: Literal["value"] = "value"
    term: str


class SolutionsClaim(ClaimBase):
    """The answer is the complete set of solutions of `conditions` in `domain`.

    Attributes:
        conditions: What is to be solved, together with the context's conditions.
        unknowns: What is solved for, in the order asked for.
        domain: Where solutions are looked for; `real` unless the words say otherwise.
        domain_said: The words speak of real numbers.
        all_said: The words ask for all; without a domain that may mean those that are not real as well.
        multiplicity: Each root is to be listed as often as it occurs.
        places: Each value is to be rounded to this many decimal places.
        rounding_unclear: The words say how to round, but contradict themselves; then only what every way of
            rounding leads to is right.
    """

    kind: Literal["solutions"] = "solutions"
    conditions: tuple[str, ...]
    unknowns: tuple[str, ...]
    domain: Domain = "real"
    domain_said: bool = False
    all_said: bool = False
    multiplicity: bool = False
    places: int | None = None
    rounding_unclear: bool = False


class RewriteClaim(ClaimBase):
    """The answer equals `term` and has the form that was asked for."""

    kind: Literal["rewrite"] = "rewrite"
    term: str
    form: Literal[
        "simplified", "expanded", "factored", "real_factors", "lowest_terms", "collected", "mixed", "decimal"
    ]


class AntiderivativeClaim(ClaimBase):
    """The derivative of the answer by `variable` is `integrand`; a constant of integration is written."""

    kind: Literal["antiderivative"] = "antiderivative"
    integrand: str
    variable: str


class TruthClaim(ClaimBase):
    """The answer says whether `statement` is true."""

    kind: Literal["truth"] = "truth"
    statement: str


class Option(Word):
    """One of the things to choose from; `label` is empty if the words give none."""

    label: str = ""
    term: str


class ChoiceClaim(ClaimBase):
    """The answer names the option that the words describe.

    Attributes:
        options: What there is to choose from, in the order written.
        by: What decides: the value itself, or the distance from `target`.
        rank: 1 picks the smallest by that measure, 2 the second smallest, -1 the biggest.
    """

    kind: Literal["choice"] = "choice"
    options: tuple[Option, ...]
    by: Literal["value", "distance"] = "value"
    rank: int
    target: str = ""


class OrderClaim(ClaimBase):
    """The answer lists `items` in the order asked for."""

    kind: Literal["order"] = "order"
    items: tuple[str, ...]
    descending: bool = False


class ConclusionClaim(ClaimBase):
    """The answer is a formula that follows from `premises` (see `formulas.py` for their notation)."""

    kind: Literal["conclusion"] = "conclusion"
    premises: tuple[str, ...]


class ValidityClaim(ClaimBase):
    """The answer says yes or no to a question about formulas.

    Attributes:
        premises: What is given.
        statements: What the question is about; two for `equivalent`, none for `consistent`.
        question: What is asked; `follows`: do the premises entail them, `true`: are they true, false or
            neither where the premises are true, `consistent`: do the premises agree.
        labels: The letters of the options for yes and no, if the words give any.
    """

    kind: Literal["validity"] = "validity"
    premises: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    question: Literal[
        "follows",
        "true",
        "tautology",
        "contradiction",
        "satisfiable",
        "contingent",
        "equivalent",
        "consistent",
    ]
    labels: tuple[str, str] = ("", "")


class Categorical(Word):
    """One statement about classes or about an individual, for example all `subject` are `predicate`."""

    form: Literal["all", "no", "some", "some_not", "is", "is_not"]
    subject: str
    predicate: str


class SyllogismClaim(ClaimBase):
    """The answer says whether `conclusion` follows from `premises`, or whether it is true given them.

    Attributes:
        question: `follows` is yes or no; `truth` is true if it follows, false if its opposite does;
            `status` is also unknown, if neither does.
        inhabited: The words say that the classes have members.
        labels: The letters of the options for yes and no, if the words give any.
    """

    kind: Literal["syllogism"] = "syllogism"
    premises: tuple[Categorical, ...]
    conclusion: Categorical
    question: Literal["follows", "truth", "status"]
    inhabited: bool = False
    labels: tuple[str, str] = ("", "")


class Saying(Word):
    """What somebody said, as a formula whose letters are the people: `Ann` is true if Ann tells the truth."""

    speaker: str
    said: str


class RolesClaim(ClaimBase):
    """The answer says for each person asked about whether he or she tells the truth or lies.

    Attributes:
        people: Everybody; each always tells the truth or always lies.
        honest: What those are called who tell the truth, singular and plural.
        liar: What those are called who lie, singular and plural.
        sayings: Who said what.
        asked: The people that the answer is about.
        role: Whether the one person asked about is such a one, as a yes/no question; empty if it is none.
    """

    kind: Literal["roles"] = "roles"
    people: tuple[str, ...]
    honest: tuple[str, ...]
    liar: tuple[str, ...]
    sayings: tuple[Saying, ...]
    asked: tuple[str, ...]
    role: Literal["", "honest", "liar"] = ""


class NotationClaim(ClaimBase):
    """The answer is the value of the one term in `terms`, written in a notation (`checks/notation.py`).

    Attributes:
        terms: The term; a time counts minutes from midnight, a weekday or date counts days from 1/1/1, a
            duration milliseconds.
        notation: What the value counts, or how it is written.
        detail: The unit, the base, or the parts of a duration that are to be written.
    """

    kind: Literal["notation"] = "notation"
    terms: tuple[str]
    notation: Literal["unit", "base", "time", "weekday", "date", "duration"]
    detail: str = ""


class ContinuationClaim(ClaimBase):
    """The answer continues the sequence `terms` by the simplest rule (`checks/sequences.py`).

    Attributes:
        terms: The terms that are shown.
        unknowns: For the n-th term, its letter; empty if the next term is asked for.
    """

    kind: Literal["continuation"] = "continuation"
    terms: tuple[str, ...]
    unknowns: tuple[str, ...] = ()


class ListingClaim(ClaimBase):
    """The answer lists values in their order.

    Attributes:
        terms: The values; for `chosen`, first things to choose from, then as many conditions, each of which
            says whether its thing belongs to the list.
        shape: How the values are written: a list, the coordinates of a point, or a ratio.
    """

    kind: Literal["listing"] = "listing"
    terms: tuple[str, ...]
    shape: Literal["chosen", "list", "point", "ratio"] = "list"


class MakingClaim(ClaimBase):
    """The answer is a calculation with given numbers that has a given value.

    Attributes:
        terms: The value, then the numbers, each of which is used exactly once.
        operators: The signs that it may have.
    """

    kind: Literal["making"] = "making"
    terms: tuple[str, ...]
    operators: str = "+-*/"


class LocusClaim(ClaimBase):
    """The answer is an equation of the curve on which the one term in `terms` is zero.

    Attributes:
        terms: The term.
        unknowns: The coordinates in it.
        solved_for: The coordinate that has to stand alone on the left side, if the words ask for that.
    """

    kind: Literal["locus"] = "locus"
    terms: tuple[str]
    unknowns: tuple[str, ...]
    solved_for: str = ""


class DifferentialClaim(ClaimBase):
    """The answer is the solution of a differential equation, or the general one if no values are given.

    Attributes:
        terms: What is zero, with `D_0` for the function and `D_1`, `D_2`, ... for its derivatives; then for
            every value that is given three terms: which derivative, where, and the value.
        unknowns: The variable.
        function: The name of the function.
        variable: The name of the variable.
        order: Of the highest derivative.
    """

    kind: Literal["differential"] = "differential"
    terms: tuple[str, ...]
    unknowns: tuple[str, ...]
    function: str
    variable: str
    order: int


Claim = Annotated[
    ValueClaim
    | SolutionsClaim
    | RewriteClaim
    | AntiderivativeClaim
    | TruthClaim
    | ChoiceClaim
    | OrderClaim
    | NotationClaim
    | ContinuationClaim
    | ListingClaim
    | MakingClaim
    | LocusClaim
    | DifferentialClaim
    | ConclusionClaim
    | ValidityClaim
    | SyllogismClaim
    | RolesClaim,
    Field(discriminator="kind"),
]

_ADAPTER: TypeAdapter[Claim] = TypeAdapter(Claim)


def claim_from_json(data: JsonObject) -> Claim:
    """The claim that `data` describes; pydantic's ValidationError if it describes none."""
    return _ADAPTER.validate_python(data)
