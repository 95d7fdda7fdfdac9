"""The contract of the embedded engine, with real tokens."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest
from langchain_core.messages import AIMessageChunk, BaseMessageChunk, HumanMessage, SystemMessage
from pydantic import BaseModel, Field

from phi4_node import weights
from phi4_node.chat_model import ChatPhi4Mini
from phi4_node.engines import BadEngineError, ContextOverflowError, ModelLoadError
from phi4_node.engines.embedded import EmbeddedChat
from phi4_node.engines.llama_server import stop_llama_servers

LONG = "Write a very long story about a dog and a cat."


@pytest.fixture(scope="module")
def chat(smollm2: str) -> ChatPhi4Mini:
    return ChatPhi4Mini(smollm2)


def engine_of(chat: ChatPhi4Mini) -> EmbeddedChat:
    assert isinstance(chat.inner, EmbeddedChat)
    return chat.inner


def busy(engine: EmbeddedChat) -> int:
    """How many requests the server is working on."""
    server = engine._server()
    slots = httpx.get(
        f"{server.url}/slots", headers={"Authorization": f"Bearer {server.key}"}, trust_env=False, timeout=30
    )
    return sum(slot["is_processing"] for slot in slots.json())


def becomes_idle(engine: EmbeddedChat) -> bool:
    for _ in range(100):
        if busy(engine) == 0:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.model
class TestReplies:
    def test_tokens_stream_and_the_last_chunk_sums_up(self, chat: ChatPhi4Mini) -> None:
        chunks = list(chat.stream("Say hello.", max_tokens=20))
        assert len([chunk for chunk in chunks if chunk.text]) > 3
        full: BaseMessageChunk = chunks[0]
        for chunk in chunks[1:]:
            full += chunk
        assert isinstance(full, AIMessageChunk)
        assert full.usage_metadata is not None
        assert 0 < full.usage_metadata["output_tokens"] <= 20
        assert full.response_metadata["finish_reason"] in ("stop", "length")
        assert full.response_metadata["model_name"] == "smollm2-135m"

    def test_the_same_seed_says_the_same(self, chat: ChatPhi4Mini) -> None:
        def ask(seed: int) -> str:
            return chat.invoke(LONG, max_tokens=30, temperature=1.5, seed=seed).text

        assert ask(1) == ask(1)
        assert len({ask(seed) for seed in (1, 2, 3)}) > 1

    def test_the_length_limit_is_flagged(self, chat: ChatPhi4Mini) -> None:
        message = chat.invoke(LONG, max_tokens=5)
        assert message.response_metadata["flags"] == ["truncated"]
        assert message.usage_metadata is not None
        assert message.usage_metadata["output_tokens"] == 5

    def test_stop_ends_the_reply(self, chat: ChatPhi4Mini) -> None:
        assert "e" not in chat.invoke(LONG, max_tokens=50, stop=["e"]).text

    def test_tokens_counted_before_are_those_billed_after(self, chat: ChatPhi4Mini) -> None:
        messages = [HumanMessage("Was ist 2 + 2? 你好 <|im_end|>")]
        counted = chat.count_tokens(messages)
        usage = chat.invoke(messages, max_tokens=1).usage_metadata
        assert usage is not None
        assert counted == usage["input_tokens"]
        assert engine_of(chat).get_num_tokens("hello") == 1

    def test_a_schema_is_kept(self, chat: ChatPhi4Mini) -> None:
        class Person(BaseModel):
            name: str = Field(max_length=20)
            age: int

        person = chat.with_structured_output(Person).invoke("Tom is 12 years old.")
        assert isinstance(person, Person)

    async def test_async_is_the_same(self, chat: ChatPhi4Mini) -> None:
        streamed = [chunk async for chunk in chat.astream("Say hello.", max_tokens=10)]
        assert len(streamed) > 3
        assert streamed[-1].usage_metadata is not None
        message = await chat.ainvoke("Say hello.", max_tokens=10)
        assert message.text

    async def test_several_at_once(self, chat: ChatPhi4Mini) -> None:
        replies = await asyncio.gather(*(chat.ainvoke(f"Count from {n}.", max_tokens=20) for n in range(5)))
        assert all(reply.text for reply in replies)

    def test_one_object_in_two_event_loops(self, chat: ChatPhi4Mini) -> None:
        for _ in range(2):
            assert asyncio.run(chat.ainvoke("hi", max_tokens=3)).text

    @pytest.mark.parametrize("text", ["", " ", "\x00", "\U0001f600 你好", "<|im_end|>" * 50, "{{ 7*7 }}"])
    def test_strange_prompts_are_prompts(self, chat: ChatPhi4Mini, text: str) -> None:
        assert chat.invoke(text, max_tokens=3).usage_metadata is not None


@pytest.mark.model
class TestStopping:
    def test_a_closed_stream_stops_the_model(self, chat: ChatPhi4Mini) -> None:
        stream = chat.stream(LONG, max_tokens=3000, temperature=1.0)
        for _ in range(3):
            next(stream)
        assert busy(engine_of(chat)) == 1
        stream.close()  # type: ignore[attr-defined]
        assert becomes_idle(engine_of(chat))

    async def test_a_closed_async_stream_stops_the_model(self, chat: ChatPhi4Mini) -> None:
        stream = chat.astream(LONG, max_tokens=3000, temperature=1.0)
        for _ in range(3):
            await anext(stream)
        assert await asyncio.to_thread(busy, engine_of(chat)) == 1
        await stream.aclose()  # type: ignore[attr-defined]
        assert await asyncio.to_thread(becomes_idle, engine_of(chat))

    async def test_a_cancelled_call_stops_the_model(self, chat: ChatPhi4Mini) -> None:
        task = asyncio.create_task(chat.ainvoke(LONG, max_tokens=3000, temperature=1.0))
        while await asyncio.to_thread(busy, engine_of(chat)) == 0:
            assert not task.done()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(becomes_idle, engine_of(chat))

    @pytest.mark.parametrize("how", ["end", "interrupt", "terminate"])
    def test_a_process_ends_cleanly_in_mid_stream(self, smollm2: str, how: str) -> None:
        program = (
            # a shell may have had it ignored
            "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
            "from phi4_node.chat_model import ChatPhi4Mini\n"
            f"stream = ChatPhi4Mini({smollm2!r}).stream({LONG!r}, max_tokens=100000, temperature=1.0)\n"
            "next(stream); next(stream); print('started', flush=True)\n"
            + ("for _ in stream: pass\n" if how != "end" else "")
        )
        with subprocess.Popen(
            [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "started\n"
            if how != "end":
                process.send_signal(signal.SIGINT if how == "interrupt" else signal.SIGTERM)
            rest, said = process.communicate(timeout=60)
        assert rest == ""
        if how == "interrupt":
            assert process.returncode == -signal.SIGINT
            assert said.strip().endswith("KeyboardInterrupt")
        else:
            assert process.returncode == (0 if how == "end" else -signal.SIGTERM)
            assert said == ""  # llama.cpp's log stays silent


@pytest.mark.model
class TestPromptCache:
    def test_a_prefix_that_was_read_once_is_not_read_again(self, chat: ChatPhi4Mini) -> None:
        rules = " ".join(f"Rule {n}: answer question {n * 7} with {n * n}." for n in range(40))
        first, second = (
            chat.invoke([SystemMessage(rules), HumanMessage(question)], max_tokens=4)
            for question in ("Who was the first man on the moon?", "What is the capital of France?")
        )
        read, again = (message.response_metadata["timings"] for message in (first, second))
        assert read["prompt_n"] > 400
        assert again["cache_n"] > 400
        assert again["prompt_n"] < 50
        assert second.usage_metadata is not None
        assert second.usage_metadata["input_token_details"]["cache_read"] == again["cache_n"]


@pytest.mark.model
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
class TestForks:
    @pytest.mark.parametrize("use", [True, False])
    def test_a_child_has_a_model_of_its_own_and_ends_cleanly(self, smollm2: str, use: bool) -> None:
        program = (
            "import os, sys\n"
            "from phi4_node.chat_model import ChatPhi4Mini\n"
            f"chat = ChatPhi4Mini({smollm2!r})\n"
            "def ask(who): print(who, bool(chat.invoke('hi', max_tokens=3).text), flush=True)\n"
            "ask('parent')\n"
            "child = os.fork()\n"
            "if child == 0:\n" + ("    ask('child')\n" if use else "") + "    sys.exit(7)\n"
            "print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)\n"
            "ask('parent')\n"
        )
        command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", program]  # of forks with threads
        ended = subprocess.run(command, capture_output=True, text=True, timeout=500, check=False)
        child = ["child True"] if use else []
        assert ended.stdout.splitlines() == ["parent True", *child, "7", "parent True"]
        assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.model
class TestServers:
    def test_one_server_for_the_same_model(self, smollm2: str) -> None:
        one, two = (engine_of(ChatPhi4Mini(smollm2)) for _ in range(2))
        assert one._server() is two._server()

    def test_two_models_side_by_side(self, chat: ChatPhi4Mini, tmp_path: Path) -> None:
        source = weights.find("smollm2-135m")
        assert source is not None
        path = tmp_path / "other.gguf"
        path.symlink_to(source)
        other = ChatPhi4Mini(EmbeddedChat(model=str(path), context=2048))
        assert engine_of(other).request_context == 2048
        assert other.invoke("hi", max_tokens=3).text
        assert chat.invoke("hi", max_tokens=3).text
        assert engine_of(other)._server().url != engine_of(chat)._server().url
        assert engine_of(other).request_context == 2048

    def test_stopping_does_not_wait_for_a_forgotten_stream(self, smollm2: str) -> None:
        engine = EmbeddedChat(model=smollm2.partition(":")[2], context=2000)
        stream = engine.stream(LONG, max_tokens=100_000, temperature=1.0)
        next(stream)
        stopping = threading.Thread(target=stop_llama_servers)
        stopping.start()
        stopping.join(20)
        assert not stopping.is_alive()
        stream.close()  # type: ignore[attr-defined]

    def test_it_starts_anew_after_it_was_stopped(self, chat: ChatPhi4Mini) -> None:
        before = engine_of(chat)._server().url
        stop_llama_servers()
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{before}/health", trust_env=False)
        assert chat.invoke("hi", max_tokens=3).text

    def test_nobody_else_can_use_it(self, chat: ChatPhi4Mini) -> None:
        server = engine_of(chat)._server()
        assert server.url.startswith("http://127.0.0.1:")
        body = {"messages": [{"role": "user", "content": "hi"}]}
        answer = httpx.post(f"{server.url}/v1/chat/completions", json=body, trust_env=False)
        assert answer.status_code == 401
        assert server.key not in repr(server) + repr(chat)

    def test_a_proxy_is_not_asked(self, chat: ChatPhi4Mini, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
        assert chat.invoke("hi", max_tokens=3).text

    def test_it_answers_as_no_other_model(self, chat: ChatPhi4Mini) -> None:
        with pytest.raises(BadEngineError, match="smollm2-135m"):
            chat.invoke("hi", model="phi4-mini")


@pytest.mark.model
class TestLimits:
    async def test_a_prompt_that_does_not_fit_is_an_error(self, chat: ChatPhi4Mini) -> None:
        with pytest.raises(ContextOverflowError, match="tokens"):
            chat.invoke("word " * 5000)
        with pytest.raises(ContextOverflowError, match="tokens"):
            await chat.ainvoke("word " * 5000)

    def test_the_end_of_the_context_is_flagged(self, smollm2: str) -> None:
        engine = EmbeddedChat(model=smollm2.partition(":")[2], context=1024)
        # drawn at random, so that nothing repeats: that would be stopped and flagged before
        settings = {"temperature": 1.5, "top_p": 1.0, "seed": 1, "ignore_eos": True}
        message = ChatPhi4Mini(engine).invoke(LONG, max_tokens=5000, **settings)
        assert message.response_metadata["flags"] == ["truncated"]
        assert message.usage_metadata is not None
        assert 900 < message.usage_metadata["total_tokens"] <= 1024

    def test_too_little_memory_is_said(self, smollm2: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("phi4_node.engines.llama_server.available_memory", lambda: 200 * 2**20)
        with pytest.raises(ModelLoadError, match="Not enough memory"):
            EmbeddedChat(model=smollm2.partition(":")[2], context=1111).prepare()

    def test_less_memory_means_less_context(self, smollm2: str, monkeypatch: pytest.MonkeyPatch) -> None:
        model = weights.known_model("smollm2-135m")
        room = model.about_bytes + 256 * 2**20 + 2 * 1500 * model.kv_bytes
        monkeypatch.setattr("phi4_node.engines.llama_server.available_memory", lambda: room)
        engine = EmbeddedChat(model=model.name, context=4000)
        engine.prepare()
        assert engine.request_context is not None
        assert 1024 <= engine.request_context <= 1536
        assert ChatPhi4Mini(engine).invoke("hi", max_tokens=3).text


@pytest.mark.model
class TestBadWeights:
    @pytest.mark.parametrize("content", [b"", b"GGUF", b"GGUF" + b"\0" * 5000, b"no weights at all"])
    def test_a_file_that_is_no_model(self, smollm2: str, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "bad.gguf"
        path.write_bytes(content)
        with pytest.raises(ModelLoadError, match=r"bad\.gguf"):
            ChatPhi4Mini(f"embedded:{path}").invoke("hi")

    def test_a_file_that_was_cut_off(self, smollm2: str, tmp_path: Path) -> None:
        source = weights.find("smollm2-135m")
        assert source is not None
        path = tmp_path / "cut.gguf"
        shutil.copy(source, path)
        with path.open("r+b") as file:
            file.truncate(50_000_000)
        with pytest.raises(ModelLoadError, match=r"cut\.gguf"):
            ChatPhi4Mini(f"embedded:{path}").prepare()

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(ModelLoadError, match="There is no file"):
            ChatPhi4Mini(f"embedded:{tmp_path}/absent.gguf").prepare()
