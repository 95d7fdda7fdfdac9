from __future__ import annotations

import pytest

from phi4_node.domains import DOMAINS, DomainSpec, language_of
from phi4_node.graph.tokens import estimate_tokens
from phi4_node.parsing import parse_solution
from phi4_node.schema import Domain

SPECS = pytest.mark.parametrize("spec", DOMAINS, ids=lambda spec: spec.name)


def test_every_domain_of_the_schema_has_a_spec() -> None:
    assert {spec.domain for spec in DOMAINS} == set(Domain)
    assert {spec.name for spec in DOMAINS} == {domain.value for domain in Domain}


@SPECS
def test_prompts_are_short_and_in_their_language(spec: DomainSpec) -> None:
    for language in ("en", "zh"):
        prompt = spec.system_prompt(language)
        assert language_of(prompt) == language
        assert estimate_tokens(prompt) <= 150, "prefill is dear on a CPU"
        for number in range(4):
            way = spec.other_way(language, number)
            assert not way or language_of(way) == language


@SPECS
def test_the_format_that_is_asked_for_is_the_format_that_is_read(spec: DomainSpec) -> None:
    for language in ("en", "zh"):
        for explaining in (False, True):
            prompt = spec.system_prompt(language, explaining=explaining)
            read = parse_solution("\n".join(prompt.splitlines()[1:]))
            assert read.analysis and read.steps and read.answer
            assert language_of(prompt) == language
