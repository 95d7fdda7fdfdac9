"""The measures of one engine; `benchmarks.engines` runs this in a process of its own for each of them.

`python -m benchmarks.engine_measures SPEC [--pid PID] [--tokens N]` prints one JSON object. PID is the server whose
memory counts; without one it is this process, which then holds the model.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import psutil
from langchain_core.messages import HumanMessage, SystemMessage
from langchain_core.tools import tool
from pydantic import BaseModel, Field

from phi4_node import ChatPhi4Mini
from phi4_node.engines import EngineError, open_engine

CONTEXT = 4096
AT_ONCE = (1, 2, 4)
RULES = (
    "You are a careful teacher of mathematics. Explain each step in one short sentence, name the rule that you use, "
    "write formulas plainly, check the result at the end, and say so if the question cannot be answered. "
) * 4
QUESTIONS = (
    "Explain step by step how to solve x^2 + 2x - 3 = 0.",
    "Explain step by step how to add 3/4 and 5/6.",
    "Explain step by step how to find the area of a triangle from its three sides.",
    "Explain step by step how to work out 15 % of 80.",
)


@tool
def multiply(a: int, b: int) -> int:
    """Multiply two whole numbers."""
    return a * b


@tool
def weather(city: str) -> str:
    """The weather in a city."""
    return f"Sunny in {city}."


TOOL_TASKS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("What is 23 times 17? Use a tool.", "multiply", {"a": 23, "b": 17}),
    ("What is the weather in Paris? Use a tool.", "weather", {"city": "Paris"}),
    ("Multiply 6 by 9 with a tool.", "multiply", {"a": 6, "b": 9}),
    ("Find out the weather in Oslo with a tool.", "weather", {"city": "Oslo"}),
)


class Person(BaseModel):
    """A person who is spoken of."""

    name: str = Field(description="First name", max_length=30)
    age: int = Field(description="Age in years")


class Purchase(BaseModel):
    """What somebody bought."""

    item: str = Field(max_length=30)
    pieces: int
    total: float


SCHEMA_TASKS: tuple[tuple[str, type[BaseModel], dict[str, Any]], ...] = (
    ("Anna is 31 years old.", Person, {"name": "Anna", "age": 31}),
    ("My brother Tom turned 12 yesterday.", Person, {"name": "Tom", "age": 12}),
    ("Lee bought 3 pens for 4.50 in all.", Purchase, {"pieces": 3, "total": 4.5}),
    ("She paid 12 dollars for 6 apples.", Purchase, {"pieces": 6, "total": 12.0}),
)


class Memory(threading.Thread):
    """The most memory that a process and its children took."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self._process = psutil.Process(pid)
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(0.5):
            with suppress(psutil.NoSuchProcess):
                family = [self._process, *self._process.children(recursive=True)]
                self.peak = max(self.peak, sum(one.memory_info().rss for one in family))

    def stop(self) -> int:
        self._over.set()
        self.join()
        return self.peak


def first_token(model: ChatPhi4Mini, question: str) -> tuple[float, int]:
    """Seconds to the first text and tokens of the prompt; the rules are the same each time, the question is not."""
    begun = time.perf_counter()
    stream = model.stream([SystemMessage(RULES), HumanMessage(question)], max_tokens=8)
    for chunk in stream:
        if chunk.text:
            seconds = time.perf_counter() - begun
            *_, last = stream
            return seconds, last.usage_metadata["input_tokens"] if last.usage_metadata else 0
    raise RuntimeError("there was no token")


def tokens_per_second(model: ChatPhi4Mini, at_once: int, tokens: int) -> float:
    """Output tokens of all requests together by the wall clock."""

    def ask(number: int) -> int:
        usage = model.invoke(
            QUESTIONS[number % len(QUESTIONS)], max_tokens=tokens, seed=number
        ).usage_metadata
        return usage["output_tokens"] if usage else 0

    with ThreadPoolExecutor(at_once) as pool:
        begun = time.perf_counter()
        written = sum(pool.map(ask, range(at_once)))
        return written / (time.perf_counter() - begun)


def right_calls(model: ChatPhi4Mini) -> int:
    """How many tasks led to the right call, whether the server or `ChatPhi4Mini` read it from the reply."""
    bound = model.bind_tools([multiply, weather])
    right = 0
    for task, name, args in TOOL_TASKS:
        calls = bound.invoke(task, max_tokens=120, temperature=0.0).tool_calls
        right += bool(calls) and (calls[0]["name"], calls[0]["args"]) == (name, args)
    return right


def outputs(model: ChatPhi4Mini) -> tuple[int, int]:
    """How many outputs keep to the schema, and in how many the values are right."""
    valid = right = 0
    for text, schema, values in SCHEMA_TASKS:
        bound = model.with_structured_output(schema, include_raw=True, words_first=False)
        parsed = bound.invoke(f"Extract what is said: {text}")["parsed"]
        if isinstance(parsed, schema):
            valid += 1
            found = parsed.model_dump()
            right += all(found[name] == value for name, value in values.items())
    return valid, right


def timed(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def measure(spec: str, pid: int, tokens: int) -> dict[str, Any]:
    """All measures of one engine."""
    memory = Memory(pid)
    memory.start()
    context = {} if spec.startswith("openai:") else {"context": CONTEXT}
    model = ChatPhi4Mini(open_engine(spec, **context), max_tokens=300)
    ready = timed(model.prepare)
    cold, prompt = first_token(model, QUESTIONS[0])
    warm = statistics.median(first_token(model, question)[0] for question in QUESTIONS[1:])
    speeds = {str(at_once): tokens_per_second(model, at_once, tokens) for at_once in AT_ONCE}
    found: dict[str, Any] = {"ready": ready, "prompt": prompt, "first_cold": cold, "first_warm": warm}
    found["speeds"] = speeds
    found["calls"] = right_calls(model)
    found["valid"], found["right"] = outputs(model)
    return {**found, "memory": memory.stop()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("spec")
    parser.add_argument("--pid", type=int, default=os.getpid())
    parser.add_argument("--tokens", type=int, default=48)
    options = parser.parse_args()
    try:
        found = measure(options.spec, options.pid, options.tokens)
    except EngineError as error:
        found = {"error": str(error)}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
