"""The pattern language and the parser that runs it."""

import inspect

import pytest

from phi4_node.verification.reading import GRAMMAR
from phi4_node.verification.reading.grammar.patterns import Slot, compile_pattern, rule, slots_of
from phi4_node.verification.reading.grammar.scan import Scan, WordsError
from phi4_node.verification.reading.grammar.table import Grammar


def digits(scan, position):
    end = position
    while end < len(scan.text) and scan.text[end].isdigit():
        end += 1
    return [(end, int(scan.text[position:end]))] if end > position else []


def grammar(*table):
    return Grammar(table, frozenset({"n"}))


def readings(table, text, category="value"):
    scan = Scan(grammar(*table), text, {"n": digits})
    return {value for end, value in scan.read(category, 0) if scan.skip(end) == len(text)}


NUMBER = rule("value", "{n:n}", lambda n: n)
PLUS = rule("value", "{a:value} plus {b:value}", lambda a, b: ("+", a, b))
SUM = rule("value", "[the] sum of {a:value} and {b:value}", lambda a, b: ("+", a, b))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7", {7}),
        ("The  sum of 3 and 4", {("+", 3, 4)}),
        ("sum of 3 and 4", {("+", 3, 4)}),
        ("1 plus 2 plus 3", {("+", ("+", 1, 2), 3), ("+", 1, ("+", 2, 3))}),
        ("summit of 3 and 4", set()),
        ("the sum of 3 and", set()),
        ("the sum of 3and 4", set()),
    ],
)
def test_all_readings(text, expected):
    assert readings([NUMBER, PLUS, SUM], text) == expected


def test_a_category_may_begin_with_itself_through_another_one():
    table = [
        NUMBER,
        rule("list", "{a:value}", lambda a: (a,)),
        rule("list", "{a:list}, {b:value}", lambda a, b: (*a, b)),
        rule("value", "{a:list}的和", lambda a: ("sum", *a)),
    ]
    assert ("sum", 1, 2, 3) in readings(table, "1, 2, 3的和")
    assert readings(table, "1的和", "list") == {(("sum", 1),)}


def test_alternatives_options_and_escapes():
    table = [rule("value", r"(red|blue) [light] \( {n:n} \)", lambda n: n)]
    assert readings(table, "Blue (5)") == {5}
    assert readings(table, "red light ( 6 )") == {6}
    assert readings(table, "green (5)") == set()


@pytest.mark.parametrize("pattern", ["[the", "a)", "{a:b", "a | b)", "(a|b]"])
def test_malformed_patterns_are_errors(pattern):
    with pytest.raises(ValueError, match=r"pattern"):
        compile_pattern(pattern)


def test_a_slot_that_nothing_fills_is_an_error():
    with pytest.raises(ValueError, match="nothing"):
        grammar(rule("value", "{a:nothing}", lambda a: a))


def test_the_first_word_that_is_not_understood():
    scan = Scan(grammar(NUMBER, PLUS, SUM), "the sum of 3 but 4 and 5", {"n": digits})
    assert scan.read("value", 0) == []
    assert scan.word_at(scan.furthest) == "but"


def test_an_explosion_of_readings_is_refused():
    with pytest.raises(WordsError):
        readings([NUMBER, PLUS], " plus ".join("1" * 40))


def test_the_builders_of_all_rules_take_what_their_patterns_give():
    for entry in GRAMMAR.rules:
        parameters = inspect.signature(entry.build).parameters.values()
        named = {slot.name for slot in slots_of(entry.elements) if slot.name}
        known = {parameter.name for parameter in parameters}
        required = {
            parameter.name
            for parameter in parameters
            if parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD
        }
        takes_all = any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters)
        assert takes_all or named <= known, entry.pattern
        always = {element.name for element in entry.elements if isinstance(element, Slot)}
        assert required <= named, entry.pattern
        assert required <= always or _in_every_branch(entry, required), entry.pattern


def _in_every_branch(entry, required):
    """A required slot inside alternatives must be in each of them."""
    for element in entry.elements:
        if isinstance(element, Slot):
            required = required - {element.name}
            continue
        branches = getattr(element, "branches", ())
        shared = [{slot.name for slot in slots_of(branch)} for branch in branches]
        if shared:
            required = required - set.intersection(*shared)
    return not required


MANY = rule("fruit", "(one|two|three|{n:n}|[the] four|twenty-one) (apple|apples)", lambda n=None: n or "word")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("three apples", {"word"}),
        ("THE four  apples", {"word"}),
        ("four apples", {"word"}),
        ("twenty-one apples", {"word"}),
        ("17 apples", {17}),
        ("threefold apples", set()),
        ("twenty apples", set()),
        ("two pears", set()),
    ],
)
def test_a_choice_of_many_words_is_looked_up(text, expected):
    assert readings([MANY], text, "fruit") == expected


def test_a_seed_that_grows_is_read_again_where_it_stands():
    table = [
        NUMBER,
        rule("value", "{a:pair} together", lambda a: ("both", *a)),
        rule("pair", "{a:value} with {b:value}", lambda a, b: (a, b)),
    ]
    found = readings(table, "1 with 2 together with 3 together")
    assert ("both", ("both", 1, 2), 3) in found
