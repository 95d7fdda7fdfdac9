"""The decision about classes agrees with trying all small worlds."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from phi4_node.verification.checks.syllogisms import model_of
from phi4_node.verification.claims import Categorical

NAMES = ("A", "B", "C")
KINDS = [frozenset(kind) for size in range(4) for kind in itertools.combinations(NAMES, size)]
WORLDS = [frozenset(world) for size in range(9) for world in itertools.combinations(KINDS, size)]


def statements() -> st.SearchStrategy[Categorical]:
    general = st.builds(
        lambda form, subject, predicate: Categorical(form=form, subject=subject, predicate=predicate),
        st.sampled_from(["all", "no", "some", "some_not"]),
        st.sampled_from(NAMES),
        st.sampled_from(NAMES),
    )
    single = st.builds(
        lambda form, predicate: Categorical(form=form, subject="Tom", predicate=predicate),
        st.sampled_from(["is", "is_not"]),
        st.sampled_from(NAMES),
    )
    return st.one_of(general, single)


def is_true(part: Categorical, world: frozenset[frozenset[str]], tom: frozenset[str]) -> bool:
    members = [thing for thing in world if part.subject in thing]
    return {
        "all": all(part.predicate in thing for thing in members),
        "no": not any(part.predicate in thing for thing in members),
        "some": any(part.predicate in thing for thing in members),
        "some_not": any(part.predicate not in thing for thing in members),
        "is": part.predicate in tom,
        "is_not": part.predicate not in tom,
    }[part.form]


@given(st.lists(statements(), min_size=1, max_size=6))
def test_satisfiable_if_and_only_if_some_world_fits(parts: list[Categorical]) -> None:
    fits = any(all(is_true(part, world, tom) for part in parts) for world in WORLDS for tom in world)
    model = model_of(parts)
    assert (model is not None) == fits
    if model is not None:
        tom = frozenset(model.get("Tom", []))
        world = frozenset({tom, *(frozenset(classes) for classes in model.values())})
        assert all(is_true(part, world, tom) for part in parts)
