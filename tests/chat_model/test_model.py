from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    BaseMessageChunk,
    HumanMessage,
    SystemMessage,
)
from langchain_core.runnables import RunnableConfig
from langchain_tests.unit_tests import ChatModelUnitTests
from pydantic import ValidationError

from phi4_node.chat_model import ChatPhi4Mini
from phi4_node.errors import BadInputError
from phi4_node.profiles import find_profile
from tests.fake_models import FakeEngine, StreamingModel, WholeModel, said

PROFILE = find_profile("phi4-mini-reasoning")
STARTS_OPEN = find_profile("deepseek-r1")


def chat(*texts: str, **about: Any) -> ChatPhi4Mini:
    return ChatPhi4Mini(StreamingModel(chunks=said(*texts, **about)), about=PROFILE)


def whole(model: ChatPhi4Mini) -> AIMessageChunk:
    full: BaseMessageChunk | None = None
    for chunk in model.stream("?"):
        full = chunk if full is None else full + chunk
    assert isinstance(full, AIMessageChunk)
    return full


def thinking(message: AIMessage) -> str:
    return str(message.additional_kwargs.get("reasoning_content", ""))


class TestThinking:
    @pytest.mark.parametrize(
        "texts",
        [
            ("<think>hmm</think>42",),
            ("<", "think", ">", "h", "mm", "</th", "ink>", "\n\n4", "2"),
            tuple("<think>\nhmm\n</think>\n\n42"),
        ],
    )
    def test_it_is_split_at_any_boundary(self, texts: tuple[str, ...]) -> None:
        model = chat(*texts)
        for message in (whole(model), model.invoke("?"), asyncio.run(model.ainvoke("?"))):
            assert message.text.strip() == "42"
            assert thinking(message).strip() == "hmm"
            assert message.response_metadata["flags"] == []

    @given(st.lists(st.integers(0, 60), max_size=12))
    def test_the_boundaries_change_nothing(self, cuts: list[int]) -> None:
        text = "<think>Let x = 3 < 4, so </ is no tag.</think>The answer is x < 4."
        edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
        pieces = [text[start:end] for start, end in pairwise(edges)]
        message = whole(chat(*pieces))
        assert message.text == "The answer is x < 4."
        assert thinking(message) == "Let x = 3 < 4, so </ is no tag."

    def test_no_chunk_holds_both(self) -> None:
        for chunk in chat("<think>a", "b</think>c", "d").stream("?"):
            assert not (chunk.text and thinking(chunk))

    def test_langchain_finds_it(self) -> None:
        blocks = chat("<think>hmm</think>42").invoke("?").content_blocks
        assert [block["type"] for block in blocks] == ["reasoning", "text"]

    def test_a_server_that_splits_is_left_alone(self) -> None:
        chunks = [AIMessageChunk(content="", additional_kwargs={"reasoning_content": "hmm"}), *said("42")]
        model = ChatPhi4Mini(StreamingModel(chunks=chunks), about=STARTS_OPEN)
        for message in (whole(model), model.invoke("?")):
            assert (thinking(message), message.text) == ("hmm", "42")
            assert message.response_metadata["flags"] == []

    def test_a_template_that_opens_the_thinking(self) -> None:
        model = ChatPhi4Mini(StreamingModel(chunks=said("hmm</think>", "42")), about=STARTS_OPEN)
        for message in (whole(model), model.invoke("?")):
            assert (thinking(message), message.text) == ("hmm", "42")

    @pytest.mark.parametrize("texts", [("<think>hmm</think>42",), (" ", "<th", "ink>h", "mm</think>", "42")])
    def test_a_template_that_opens_it_where_the_tag_comes_after_all(self, texts: tuple[str, ...]) -> None:
        model = ChatPhi4Mini(StreamingModel(chunks=said(*texts)), about=STARTS_OPEN)
        for message in (whole(model), model.invoke("?")):
            assert (thinking(message), message.text) == ("hmm", "42")

    @pytest.mark.parametrize("text", ["", "<", "<thin"])
    def test_a_reply_that_ends_before_it_is_clear(self, text: str) -> None:
        model = ChatPhi4Mini(StreamingModel(chunks=said(text)), about=STARTS_OPEN)
        for message in (whole(model), model.invoke("?")):
            assert (thinking(message), message.text) == (text, "")
            assert message.response_metadata["flags"] == ["unclosed_thinking", "empty"]

    def test_a_late_tag_is_flagged_in_a_stream_and_mended_in_a_whole_reply(self) -> None:
        model = chat("hmm</think>42")
        assert whole(model).response_metadata["flags"] == ["late_thinking_tag"]
        message = model.invoke("?")
        assert (thinking(message), message.text) == ("hmm", "42")
        assert message.response_metadata["flags"] == []


class TestEnds:
    @pytest.mark.parametrize(
        ("texts", "reason", "flags"),
        [
            (("42",), "stop", []),
            (("42",), "length", ["truncated"]),
            (("<think>hmm",), "length", ["truncated", "unclosed_thinking", "empty"]),
            (("<think>hmm",), "stop", ["unclosed_thinking", "empty"]),
            (("<think>hmm</think>",), "stop", ["empty"]),
            (("", " \n "), "stop", ["empty"]),
            ((), "stop", ["empty"]),
        ],
    )
    def test_nothing_is_silent(self, texts: tuple[str, ...], reason: str, flags: list[str]) -> None:
        model = chat(*texts, finish_reason=reason)
        for message in (whole(model), model.invoke("?"), asyncio.run(model.ainvoke("?"))):
            assert message.response_metadata["flags"] == flags
            assert message.response_metadata["finish_reason"] == reason

    def test_the_last_chunk_has_usage_and_the_end(self) -> None:
        chunks = list(chat("<think>hm</think>", "42").stream("?"))
        assert chunks[-1].chunk_position == "last"
        assert chunks[-1].usage_metadata is not None
        assert all(chunk.usage_metadata is None for chunk in chunks[:-1])
        assert all("finish_reason" not in chunk.response_metadata for chunk in chunks[:-1])

    def test_reasoning_tokens_are_counted_apart(self) -> None:
        model = chat("<think>" + "a" * 30 + "</think>" + "b" * 10, output_tokens=100)
        for message in (whole(model), model.invoke("?")):
            usage = message.usage_metadata
            assert usage is not None
            assert usage["output_tokens"] == 100
            assert usage["output_token_details"]["reasoning"] == 75

    def test_the_engines_own_count_wins(self) -> None:
        usage: Any = {
            "input_tokens": 1,
            "output_tokens": 9,
            "total_tokens": 10,
            "output_token_details": {"reasoning": 8},
        }
        chunks = [
            AIMessageChunk(content="<think>a</think>b"),
            AIMessageChunk(content="", usage_metadata=usage),
        ]
        message = ChatPhi4Mini(StreamingModel(chunks=chunks)).invoke("?")
        assert message.usage_metadata is not None
        assert message.usage_metadata["output_token_details"]["reasoning"] == 8


@pytest.mark.parametrize("text", ["\udcff", "a \ud83d b", "\ud83d\ude00"])
async def test_bytes_that_are_no_text_are_bad_input(text: str) -> None:
    with pytest.raises(BadInputError, match="UTF-8"):
        chat("42").invoke(text)
    with pytest.raises(BadInputError, match="UTF-8"):
        await chat("42").ainvoke([HumanMessage([{"type": "text", "text": text}])])


class TestOtherModels:
    def test_a_model_that_does_not_stream(self) -> None:
        reply = AIMessage("<think>hmm</think>42", usage_metadata=said()[-1].usage_metadata)
        model = ChatPhi4Mini(WholeModel(reply=reply, info={"done_reason": "length"}))
        for message in (whole(model), model.invoke("?"), asyncio.run(model.ainvoke("?"))):
            assert (thinking(message), message.text) == ("hmm", "42")
            assert message.response_metadata["flags"] == ["truncated"]
            assert message.usage_metadata is not None

    def test_its_tool_calls_survive(self) -> None:
        call: Any = {"name": "add", "args": {"a": 1}, "id": "1", "type": "tool_call"}
        model = ChatPhi4Mini(WholeModel(reply=AIMessage("", tool_calls=[call])))
        for message in (whole(model), model.invoke("?")):
            assert [found["name"] for found in message.tool_calls] == ["add"]
            assert message.tool_calls[0]["args"] == {"a": 1}
            assert message.response_metadata["flags"] == []

    def test_content_in_blocks(self) -> None:
        blocks: list[Any] = [
            {"type": "thinking", "thinking": "hm"},
            {"type": "text", "text": "<think>m</think>4"},
            "2",
            {"type": "image", "url": "http://example.org/x.png"},
        ]
        message = ChatPhi4Mini(WholeModel(reply=AIMessage(blocks))).invoke("?")
        assert message.text == "42"
        assert "hm" in thinking(message)
        assert message.content[-1] == blocks[-1]

    def test_it_keeps_the_settings_that_it_was_made_with(self) -> None:
        inner = StreamingModel(chunks=said("42"))
        ChatPhi4Mini(inner, about=PROFILE).invoke("?")
        assert set(inner.calls[0]) == {"messages", "stop"}

    def test_its_timeout_is_its_own(self) -> None:
        with pytest.raises(ValueError, match="timeout"):
            ChatPhi4Mini(StreamingModel(chunks=[]), timeout=5)


class TestSettings:
    def engine(self, **settings: Any) -> FakeEngine:
        return FakeEngine(chunks=said("42"), **settings)

    def test_the_profile_fills_what_nobody_set(self) -> None:
        inner = self.engine(model="qwen2.5-coder-1.5b")
        model = ChatPhi4Mini(inner)
        model.invoke("?")
        model.invoke("?", domain="math")
        model.bind(domain="math").invoke("?", temperature=0.9)
        ChatPhi4Mini(inner, domain="math", max_tokens=5).invoke("?")
        profile = find_profile("qwen2.5-coder-1.5b")
        default, math = profile.sampling_for(), profile.sampling_for("math")
        assert [call["temperature"] for call in inner.calls] == [
            default.temperature, math.temperature, 0.9, math.temperature
        ]  # fmt: skip
        assert [call["max_tokens"] for call in inner.calls] == [default.max_tokens] * 3 + [5]
        assert all("domain" not in call for call in inner.calls)

    def test_what_the_engine_was_made_with_beats_the_profile(self) -> None:
        inner = self.engine(temperature=0.1)
        ChatPhi4Mini(inner).invoke("?")
        assert "temperature" not in inner.calls[0]
        assert inner.calls[0]["top_p"] == PROFILE.sampling_for().top_p

    def test_the_system_prompt_is_added_only_if_there_is_none(self) -> None:
        inner = self.engine()
        model = ChatPhi4Mini(inner)
        model.invoke("?")
        model.invoke([SystemMessage("mine"), HumanMessage("?")])
        first, second = (call["messages"] for call in inner.calls)
        assert [message.content for message in first] == [PROFILE.system_prompt, "?"]
        assert [message.content for message in second] == ["mine", "?"]

    @pytest.mark.parametrize("history", [[HumanMessage("1"), AIMessage("2"), HumanMessage("3")], []])
    def test_a_model_that_takes_no_system_prompt(self, history: list[BaseMessage]) -> None:
        inner = self.engine(model="deepseek-r1")
        ChatPhi4Mini(inner).invoke([SystemMessage("Be brief."), *history])
        asked = inner.calls[0]["messages"]
        assert [message.type for message in asked] == ["human", "ai", "human"][: len(history) or 1]
        assert asked[0].text == ("Be brief.\n\n1" if history else "Be brief.")

    def test_stop_per_call_beats_stop_of_the_model(self) -> None:
        inner = self.engine()
        model = ChatPhi4Mini(inner, stop=["a"])
        model.invoke("?")
        model.invoke("?", stop=["b"])
        assert [call["stop"] for call in inner.calls] == [["a"], ["b"]]

    def test_an_unknown_setting_is_an_error(self) -> None:
        with pytest.raises(ValidationError, match="warmth"):
            ChatPhi4Mini(self.engine(), warmth=1)

    def test_what_is_known_of_the_model_is_told(self) -> None:
        model = ChatPhi4Mini(self.engine(), domain="math", max_tokens=3)
        assert model.about.name == "phi4-mini-reasoning"
        assert model.profile is not None
        assert model.profile["reasoning_output"] is True
        params = model._get_ls_params()
        assert (params["ls_provider"], params["ls_model_name"]) == ("phi4_node", "phi4-mini-reasoning")
        assert params["ls_max_tokens"] == 3
        assert model._identifying_params["profile"] == "phi4-mini-reasoning"

    def test_two_that_differ_are_not_the_same_to_a_cache(self) -> None:
        one, two = (ChatPhi4Mini(self.engine(), temperature=value) for value in (0.0, 1.0))
        assert one._get_llm_string() != two._get_llm_string()


class TestClosing:
    TEXTS = tuple(f"word{number} " for number in range(100))

    def test_a_closed_stream_closes_the_models(self) -> None:
        inner = StreamingModel(chunks=said(*self.TEXTS))
        stream = ChatPhi4Mini(inner).stream("?")
        next(stream)
        next(stream)
        stream.close()  # type: ignore[attr-defined]
        assert inner.closed_after == [2]

    async def test_a_closed_async_stream_closes_the_models(self) -> None:
        inner = StreamingModel(chunks=said(*self.TEXTS))
        stream = ChatPhi4Mini(inner).astream("?")
        await anext(stream)
        await stream.aclose()  # type: ignore[attr-defined]
        await asyncio.sleep(0)  # LangChain leaves the closing of the inner stream to the event loop
        assert inner.closed_after == [1]


class TestCallbacks:
    def test_every_token_is_told_once(self) -> None:
        from langchain_core.callbacks import BaseCallbackHandler

        class Listener(BaseCallbackHandler):
            def __init__(self) -> None:
                self.tokens: list[str] = []
                self.starts = 0

            def on_chat_model_start(self, *args: Any, **kwargs: Any) -> None:
                self.starts += 1

            def on_llm_new_token(self, token: str, **kwargs: Any) -> None:
                self.tokens.append(token)

        listener = Listener()
        config = RunnableConfig(callbacks=[listener])
        list(chat("<think>a</think>", "b", "c").stream("?", config))
        assert listener.starts == 1
        assert [token for token in listener.tokens if token] == ["b", "c"]


class TestStandard(ChatModelUnitTests):
    """The contract of langchain-tests; no engine is started for it."""

    @property
    def chat_model_class(self) -> type[BaseChatModel]:
        return ChatPhi4Mini

    @property
    def chat_model_params(self) -> dict[str, Any]:
        return {"engine": "embedded:smollm2-135m"}

    @property
    def standard_chat_model_params(self) -> dict[str, Any]:
        # a key belongs to an engine that wants one
        params = super().standard_chat_model_params
        return {name: value for name, value in params.items() if name != "api_key"}
