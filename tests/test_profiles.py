from __future__ import annotations

from pathlib import Path

import pytest

from phi4_node.errors import ExitCode
from phi4_node.profiles import BadProfilesError, all_profiles, find_profile

OWN = """
[[profile]]
name = "mine"
title = "My own model"
patterns = ["*my-model*"]
context = 4096
request_context = 2048
max_output = 1024
language = "zh"
thinking = { open = "<thought>", close = "</thought>" }
[profile.sampling]
default = { temperature = 0.5, max_tokens = 100 }
math = { temperature = 0.0 }
"""


@pytest.fixture
def own_profiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "profiles.toml"
    path.write_text(OWN)
    monkeypatch.setenv("PHI4_NODE_PROFILES", str(path))
    return path


@pytest.mark.parametrize(
    ("model", "profile"),
    [
        ("phi4-mini-reasoning", "phi4-mini-reasoning"),
        ("phi4-mini-reasoning:3.8b-q4_K_M", "phi4-mini-reasoning"),
        ("hf.co/unsloth/Phi-4-mini-reasoning-GGUF:Q4_K_M", "phi4-mini-reasoning"),
        ("/models/microsoft_Phi-4-mini-reasoning-Q4_K_M.gguf", "phi4-mini-reasoning"),
        ("C:\\models\\Phi_4_mini_instruct.gguf", "phi4-mini"),
        ("phi4-mini:latest", "phi4-mini"),
        ("phi4-reasoning:plus", "phi4-reasoning"),
        ("WeiboAI/VibeThinker-1.5B", "vibethinker-1.5b"),
        ("qwen2.5-coder:1.5b", "qwen2.5-coder-1.5b"),
        ("smollm2-135m", "smollm2"),
        ("qwen3:4b", "qwen3"),
        ("deepseek-r1:7b", "deepseek-r1"),
        ("DeepSeek-R1-Distill-Qwen-1.5B", "deepseek-r1"),
        ("llama3.2", "generic"),
        ("", "generic"),
    ],
)
def test_a_model_is_known_by_its_name(model: str, profile: str) -> None:
    assert find_profile(model).name == profile


def test_only_the_generic_profile_is_unknown() -> None:
    assert [profile.name for profile in all_profiles() if not profile.is_known] == ["generic"]


def test_a_domain_overrides_only_what_it_names() -> None:
    profile = find_profile("qwen2.5-coder-1.5b")
    default, math = profile.sampling_for(), profile.sampling_for("math")
    assert math.temperature != default.temperature
    assert math.top_k == default.top_k
    assert profile.sampling_for("no such domain") == default


def test_what_a_profile_asks_for_fits_its_model() -> None:
    for profile in all_profiles():
        assert profile.request_context <= profile.context
        for domain in profile.sampling:
            tokens = profile.sampling_for(domain).max_tokens
            assert tokens is not None
            assert tokens < profile.request_context
            assert tokens <= profile.max_output


@pytest.mark.usefixtures("own_profiles")
def test_a_user_adds_a_profile_without_touching_code() -> None:
    profile = find_profile("my-model:7b")
    assert profile.name == "mine"
    assert profile.thinking is not None
    assert profile.thinking.open == "<thought>"
    assert profile.sampling_for("math").model_dump(exclude_none=True) == {
        "temperature": 0.0,
        "max_tokens": 100,
    }
    assert find_profile("phi4-mini").name == "phi4-mini"


def test_a_users_profile_comes_before_a_built_in_one(own_profiles: Path) -> None:
    own_profiles.write_text(OWN.replace("*my-model*", "*phi4-mini*"))
    assert find_profile("phi4-mini-reasoning").name == "mine"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (("context = 4096", "context = 'big'"), r"context: .*integer.*, not 'big'"),
        (("context = 4096", "contxt = 4096"), r"contxt: there is no such key; did you mean context\?"),
        (("context = 4096", ""), r"context: it is missing; add it"),
        (("default =", "standard ="), "sampling table needs an entry named default"),
        (("temperature = 0.5", "temperature = -1"), r"sampling\.default\.temperature: .*, not -1"),
        (("temperature = 0.5", "warmth = 1"), r"sampling\.default\.warmth: .*known are temperature"),
        (('language = "zh"', 'language = "zh"\nask_in = "de"'), r"ask_in: .*'en' or 'zh', not 'de'"),
        (
            ('language = "zh"', 'extends = "phi5"'),
            r"extends: there is no profile 'phi5'; name one of .*phi4-mini",
        ),
        (('language = "zh"', "system_prompt_required = true"), "system_prompt"),
    ],
)
def test_a_fault_is_told_with_file_table_key_and_remedy(
    own_profiles: Path, change: tuple[str, str], named: str
) -> None:
    assert change[0] in OWN
    own_profiles.write_text(OWN.replace(*change))
    with pytest.raises(BadProfilesError, match=named) as caught:
        find_profile("anything")
    assert str(own_profiles) in str(caught.value)
    assert "'mine'" in str(caught.value)
    assert caught.value.exit_code == ExitCode.BAD_INPUT


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[[profile]", "Cannot read .*line 1"),
        ("profiles = []", "profiles: .*\\[\\[profile\\]\\] tables"),
        ("profile = 3", "profile: .*tables"),
        ("[[profile]]\ncontext = 4096", "without a name.*missing"),
    ],
)
def test_a_file_of_another_kind(own_profiles: Path, text: str, named: str) -> None:
    own_profiles.write_text(text)
    with pytest.raises(BadProfilesError, match=named):
        find_profile("anything")


def test_a_profile_may_extend_another(own_profiles: Path) -> None:
    own_profiles.write_text(
        """
[[profile]]
name = "mine"
title = "Mine"
patterns = ["*my-phi*"]
extends = "phi4-mini-reasoning"
ask_in = "en"
thinking.starts_open = true
sampling.math.temperature = 0.1
[[profile]]
name = "mine-too"
patterns = ["*other*"]
extends = "mine"
"""
    )
    base, mine, other = (find_profile(name) for name in ("phi4-mini-reasoning", "my-phi", "other"))
    assert mine.context == base.context
    assert mine.ask_in == "en"
    assert mine.thinking is not None
    assert (mine.thinking.open, mine.thinking.starts_open) == ("<think>", True)
    assert mine.sampling_for() == base.sampling_for()
    assert mine.sampling_for("math").temperature == 0.1
    assert mine.sampling_for("math").max_tokens == base.sampling_for().max_tokens
    assert (other.name, other.title, other.ask_in) == ("mine-too", "Mine", "en")


def test_thinking_is_limited_wherever_a_model_thinks() -> None:
    for profile in all_profiles():
        if profile.is_known:
            assert (profile.thinking is None) == (profile.max_thinking_tokens is None)


def test_binary_is_no_file_of_profiles(own_profiles: Path) -> None:
    own_profiles.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadProfilesError, match="Cannot read"):
        find_profile("anything")


def test_a_named_file_must_exist(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PHI4_NODE_PROFILES", str(tmp_path / "absent.toml"))
    with pytest.raises(BadProfilesError, match="absent"):
        find_profile("anything")
