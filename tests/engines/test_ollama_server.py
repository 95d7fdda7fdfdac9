"""`ChatPhi4Mini` over a real Ollama server: what it does, and that nothing goes wrong silently."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import httpx
import psutil
import pytest
from langchain_core.messages import AIMessage, HumanMessage

from phi4_node.chat_model import ChatPhi4Mini
from phi4_node.engines import (
    ContextOverflowError,
    ModelNotPulledError,
    RequestRefusedError,
)
from phi4_node.engines.ollama import OllamaChat, find_ollama
from tests.engines.contract import ALOUD
from tests.ollama_server import OllamaServer

pytestmark = pytest.mark.model

STORY = "Write a long story about a dog, a cat, a house and a king."


def chat(server: OllamaServer, name: str = "smollm2", **settings: object) -> ChatPhi4Mini:
    return ChatPhi4Mini(f"ollama:{name}@{server.url}", **settings)


def engine(server: OllamaServer, name: str = "smollm2", **settings: object) -> OllamaChat:
    return OllamaChat(model=name, base_url=server.url, **settings)


def flags(message: AIMessage) -> list[str]:
    found: list[str] = message.response_metadata["flags"]
    return found


def tokens_of(message: AIMessage) -> tuple[int, int]:
    assert message.usage_metadata is not None
    return message.usage_metadata["input_tokens"], message.usage_metadata["output_tokens"]


@pytest.fixture(autouse=True)
def only_this_model(ollama: OllamaServer) -> None:
    """Other tests may have left a larger model in the server that all of them share."""
    others = {str(model["name"]) for model in ollama.loaded()} - {"smollm2:latest"}
    for name in others:
        httpx.post(f"{ollama.url}/api/generate", json={"model": name, "keep_alive": 0}, timeout=60)
    assert soon(lambda: not others & {str(model["name"]) for model in ollama.loaded()})
    assert soon(lambda: len(ollama.runners()) <= 1)


class TestReplies:
    async def test_they_stream(self, ollama: OllamaServer) -> None:
        model = chat(ollama, max_tokens=16)
        assert len([chunk for chunk in model.stream(STORY) if chunk.text]) > 5
        assert len([chunk async for chunk in model.astream(STORY) if chunk.text]) > 5

    async def test_usage_and_the_length_limit(self, ollama: OllamaServer) -> None:
        model = chat(ollama, max_tokens=7)
        for message in (model.invoke(STORY), await model.ainvoke(STORY)):
            assert tokens_of(message)[1] == 7
            assert message.response_metadata["finish_reason"] == "length"
            assert flags(message) == ["truncated"]

    def test_a_stop_text(self, ollama: OllamaServer) -> None:
        message = chat(ollama, max_tokens=200).invoke(STORY, stop=[" the"])
        assert " the" not in message.text
        assert message.response_metadata["finish_reason"] == "stop"

    def test_the_same_seed_gives_the_same(self, ollama: OllamaServer) -> None:
        first, second = (chat(ollama, max_tokens=12, seed=5, temperature=1.0).invoke(STORY) for _ in range(2))
        assert first.text == second.text

    def test_a_schema_is_kept_to(self, ollama: OllamaServer) -> None:
        schema = {
            "title": "Person",
            "type": "object",
            "properties": {"name": {"type": "string", "maxLength": 12}},
            "required": ["name"],
        }
        model = engine(ollama, num_predict=40)
        form = {"type": "json_schema", "json_schema": {"name": "Person", "schema": schema}}
        assert model.invoke("Name a king.", response_format=form).text.lstrip().startswith("{")


DECLARES_THINKING = """
TEMPLATE \"\"\"{{- range .Messages }}<|im_start|>{{ .Role }}
{{ if .Thinking }}<think>{{ .Thinking }}</think>{{ end }}{{ .Content }}<|im_end|>
{{ end }}<|im_start|>assistant
\"\"\"
"""


class TestThinking:
    """The server splits the thinking off only if the template declares it and it is told to."""

    @pytest.mark.parametrize("reasoning", [None, True, False])
    async def test_a_template_that_does_not_declare_it(
        self, ollama: OllamaServer, ollama_qwen: str, reasoning: bool | None
    ) -> None:
        """As that of phi4-mini-reasoning: to be told to think would be an error; the tags are in the text."""
        name = "phi4-mini-reasoning:undeclared"
        ollama.create(name, "FROM qwen2.5-coder:1.5b")
        model = ChatPhi4Mini(engine(ollama, name, reasoning=reasoning), temperature=0, max_tokens=30)
        message = await model.ainvoke(ALOUD)
        assert "two and two" in message.additional_kwargs["reasoning_content"]
        assert "<think>" not in message.text
        assert message.text.strip().startswith("4")

    @pytest.mark.parametrize("reasoning", [None, True])
    def test_a_template_that_declares_it(
        self, ollama: OllamaServer, ollama_qwen: str, reasoning: bool | None
    ) -> None:
        name = "phi4-mini-reasoning:declared"
        ollama.create(name, f"FROM qwen2.5-coder:1.5b{DECLARES_THINKING}")
        model = ChatPhi4Mini(engine(ollama, name, reasoning=reasoning), temperature=0, max_tokens=30)
        message = model.invoke(ALOUD)
        assert "two and two" in message.additional_kwargs["reasoning_content"]
        assert "<think>" not in message.text
        assert message.text.strip().startswith("4")

    def test_what_the_model_cannot_do_is_not_asked(self, ollama: OllamaServer) -> None:
        assert engine(ollama, num_predict=3, reasoning=True).invoke("?").response_metadata["done"]


class TestWhatFits:
    def test_a_long_prompt_is_an_error_and_not_cut(self, ollama: OllamaServer) -> None:
        model = engine(ollama, num_ctx=512, num_predict=4)
        with pytest.raises(ContextOverflowError, match="Shorten") as caught:
            model.invoke("word " * 600)
        assert caught.value.context == 512
        assert caught.value.prompt_tokens is not None
        assert 600 <= caught.value.prompt_tokens <= 640

    async def test_a_long_conversation_is_an_error_and_not_shortened(self, ollama: OllamaServer) -> None:
        model = engine(ollama, num_ctx=512, num_predict=4)
        conversation = [HumanMessage("word " * 300), AIMessage("ok"), HumanMessage("word " * 300)]
        with pytest.raises(ContextOverflowError, match="Shorten"):
            await model.ainvoke(conversation)

    def test_a_prompt_that_only_just_fits_is_read_whole(self, ollama: OllamaServer) -> None:
        message = ChatPhi4Mini(engine(ollama, num_ctx=512, num_predict=4)).invoke("word " * 450)
        assert tokens_of(message)[0] > 450

    def test_a_reply_does_not_push_its_prompt_out_of_the_context(self, ollama: OllamaServer) -> None:
        message = ChatPhi4Mini(engine(ollama, num_ctx=128, num_predict=1000)).invoke(STORY)
        assert sum(tokens_of(message)) <= 128
        if message.response_metadata["finish_reason"] == "length":
            assert flags(message) == ["truncated"]

    def test_without_a_limit_the_reply_ends_with_the_context(self, ollama: OllamaServer) -> None:
        message = engine(ollama, num_ctx=128).invoke(STORY)
        assert sum(tokens_of(message)) <= 128

    def test_no_more_context_is_asked_for_than_the_model_was_trained_for(self, ollama: OllamaServer) -> None:
        engine(ollama, num_ctx=1_000_000, num_predict=2).invoke("?")
        assert [model["context_length"] for model in ollama.loaded()] == [8192]

    @pytest.mark.parametrize("text", ["?", "word " * 50, "请解释什么是勾股定理", STORY])
    def test_tokens_are_counted(self, ollama: OllamaServer, text: str) -> None:
        model = engine(ollama, num_predict=1)
        counted = model.count_tokens([HumanMessage(text)])
        real = tokens_of(model.invoke(text))[0]
        assert counted is not None
        assert real <= counted <= real + 12


class TestSettings:
    def test_an_unknown_one_is_an_error(self, ollama: OllamaServer) -> None:
        with pytest.raises(RequestRefusedError, match="'speed'"):
            engine(ollama).invoke("?", speed=3)
        with pytest.raises(RequestRefusedError, match="'speed'"):
            engine(ollama).invoke("?", options={"speed": 3})

    @pytest.mark.parametrize(
        "wrong",
        [
            {"temperature": "hot"},
            {"format": "xml"},
            {"keep_alive": "forever"},
            {"options": {"stop": "x"}},
            {"num_ctx": "x"},
            {"max_tokens": "x"},
        ],
    )
    def test_one_of_the_wrong_type_is_the_callers_mistake(
        self, ollama: OllamaServer, wrong: dict[str, object]
    ) -> None:
        with pytest.raises(RequestRefusedError, match="Leave out the setting"):
            engine(ollama, num_predict=2).invoke("?", **wrong)

    def test_any_option_can_be_given_with_a_call(self, ollama: OllamaServer) -> None:
        message = engine(ollama).invoke("?", num_predict=3, min_p=0.1, options={"num_thread": 1})
        assert tokens_of(message)[1] <= 3

    def test_keep_alive(self, ollama: OllamaServer) -> None:
        engine(ollama, num_predict=2, keep_alive=0).invoke("?")
        assert soon(lambda: ollama.loaded() == [])

    def test_tools_for_a_model_without_them_are_refused(self, ollama: OllamaServer) -> None:
        tool = {"type": "function", "function": {"name": "f", "description": "", "parameters": {}}}
        with pytest.raises(RequestRefusedError, match="does not support tools"):
            engine(ollama).invoke("?", tools=[tool])


class TestPreparing:
    async def test_it_loads_the_model(self, own_ollama: OllamaServer) -> None:
        model = chat(own_ollama)
        assert own_ollama.loaded() == []
        await model.aprepare()
        assert [entry["name"] for entry in own_ollama.loaded()] == ["smollm2:latest"]
        runners = own_ollama.runners()
        model.invoke("?", max_tokens=2)
        assert own_ollama.runners() == runners  # loaded with the settings of the call, or it would start anew

    async def test_a_model_that_was_not_pulled(self, ollama: OllamaServer) -> None:
        model = chat(ollama, "no-such-model:7b")
        with pytest.raises(ModelNotPulledError, match='Run "ollama pull no-such-model:7b"'):
            model.prepare()
        with pytest.raises(ModelNotPulledError, match='Run "ollama pull no-such-model:7b"'):
            model.invoke("?")
        with pytest.raises(ModelNotPulledError, match='Run "ollama pull no-such-model:7b"'):
            await model.ainvoke("?")


class TestStopping:
    """The server stops with the caller: else it would go on for a minute, and the next one would wait."""

    def test_closing_a_stream(self, ollama: OllamaServer) -> None:
        stream = chat(ollama, max_tokens=4000).stream(STORY)
        next(stream)
        assert not idle(ollama)
        stream.close()  # type: ignore[attr-defined]
        assert soon(lambda: idle(ollama))
        chat(ollama, max_tokens=2).invoke("?")

    async def test_closing_an_async_stream(self, ollama: OllamaServer) -> None:
        stream = chat(ollama, max_tokens=4000).astream(STORY)
        await anext(stream)
        await stream.aclose()  # type: ignore[attr-defined]
        assert await asyncio.to_thread(soon, lambda: idle(ollama))

    async def test_cancelling_a_call(self, ollama: OllamaServer) -> None:
        task = asyncio.create_task(chat(ollama, max_tokens=4000).ainvoke(STORY))
        await asyncio.sleep(1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(soon, lambda: idle(ollama))


class TestAtOnce:
    async def test_one_after_the_other(self, own_ollama_of: Callable[..., OllamaServer]) -> None:
        model = chat(own_ollama_of(OLLAMA_NUM_PARALLEL="1"), max_tokens=4000)
        first, second = model.astream(STORY), model.astream(STORY)
        await anext(first)
        waiting = asyncio.ensure_future(anext(second))
        done, _ = await asyncio.wait([waiting], timeout=1)
        assert not done  # the server is busy with the first
        await first.aclose()  # type: ignore[attr-defined]
        assert (await waiting).text
        await second.aclose()  # type: ignore[attr-defined]

    async def test_two_together(self, own_ollama_of: Callable[..., OllamaServer]) -> None:
        model = chat(own_ollama_of(OLLAMA_NUM_PARALLEL="2"), max_tokens=4000)
        first, second = model.astream(STORY), model.astream(STORY)
        for _ in range(3):
            assert (await anext(first)).text
            assert (await anext(second)).text
        await first.aclose()  # type: ignore[attr-defined]
        await second.aclose()  # type: ignore[attr-defined]

    @pytest.mark.parametrize("parallel", ["1", "2"])
    async def test_replies_do_not_mix(
        self, own_ollama_of: Callable[..., OllamaServer], parallel: str
    ) -> None:
        model = chat(own_ollama_of(OLLAMA_NUM_PARALLEL=parallel), max_tokens=6)
        prompts = ["word " * count for count in (10, 40, 70, 100)]
        replies = await asyncio.gather(*(model.ainvoke(prompt) for prompt in prompts))
        lengths = [tokens_of(reply)[0] for reply in replies]
        assert [length - lengths[0] for length in lengths] == [0, 30, 60, 90]


class TestAddresses:
    @pytest.mark.parametrize(
        "form", ["127.0.0.1:{}", ":{}", "http://localhost:{}/", "0.0.0.0:{}", '"127.0.0.1:{}"']
    )
    def test_whatever_ollama_host_may_hold(
        self, ollama: OllamaServer, monkeypatch: pytest.MonkeyPatch, form: str
    ) -> None:
        monkeypatch.setenv("OLLAMA_HOST", form.format(httpx.URL(ollama.url).port))
        found = find_ollama()
        assert found is not None
        assert "smollm2:latest" in found.models
        assert ChatPhi4Mini("ollama:smollm2", max_tokens=2).invoke("?").text

    def test_a_name_that_the_server_does_not_go_by(
        self, ollama: OllamaServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("phi4_node.engines.ollama.server_headers", lambda: {"Host": "ollama.example.com"})
        for fail in (chat(ollama).prepare, lambda: chat(ollama).invoke("?")):
            with pytest.raises(RequestRefusedError, match="Ask it as"):
                fail()


def idle(server: OllamaServer) -> bool:
    """Whether nothing is computed any more, though the model is still loaded."""
    (runner,) = [psutil.Process(pid) for pid in server.runners()]
    before = runner.cpu_times()
    time.sleep(0.5)
    after = runner.cpu_times()
    return after.user + after.system - before.user - before.system < 0.1


def soon(holds: Callable[[], bool]) -> bool:
    """Whether something comes true within some seconds; a story that goes on takes longer."""
    deadline = time.monotonic() + 15
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True
