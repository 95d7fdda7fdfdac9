"""The program that runs one model with ONNX Runtime, for its parent process: JSON lines in, JSON lines out.

A process of its own, because `onnxruntime-genai` keeps the interpreter's lock while it works: with it in the
same process, nothing else would move until a token is done, nor for seconds while a prompt is read. It
imports nothing but that library and the standard one, so that it starts at once.

In, each with an `id`: `do` one of `render` (`messages`, `tools`), `encode` (`text`), `generate` (`prompt`,
`options`, `schema`), `stop`. Out, first: `ready` or `failed`. Then, with the same `id`: `text`, `tokens`, or
for each new token `token` and `end`, then `done`; or `error`. It ends with its standard input.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

PREFILL_TOKENS = 32
"""Tokens of a prompt that are read before it is looked for other requests, or for the order to stop."""

Json = dict[str, Any]
Send = Callable[[Json], None]


class Reply:
    """One reply that is being made."""

    def __init__(self, library: Any, model: Any, tokenizer: Any, order: Json) -> None:
        params = library.GeneratorParams(model)
        params.set_search_options(**order["options"])
        if order["schema"]:
            params.set_guidance("json_schema", order["schema"])
        self._generator = library.Generator(model, params)
        self._words = tokenizer.create_stream()
        self._ends = {int(token) for token in tokenizer.eos_token_ids}
        self._unread: list[int] = order["prompt"]
        self._id = order["id"]

    def step(self, send: Send) -> bool:
        """A part of the prompt, or one new token; whether there is more to do."""
        if self._unread:
            self._generator.append_tokens(self._unread[:PREFILL_TOKENS])
            self._unread = self._unread[PREFILL_TOKENS:]
            return True
        if not self._generator.is_done():
            self._generator.generate_next_token()
            token = int(self._generator.get_next_tokens()[0])
            is_end = token in self._ends
            send({"id": self._id, "token": "" if is_end else self._words.decode(token), "end": is_end})
        return not self._generator.is_done()


class Program:
    """Answers requests; several replies take turns, token by token."""

    def __init__(self, library: Any, folder: str, threads: int, send: Send) -> None:
        config = library.Config(folder)
        session = {"intra_op_num_threads": threads}
        config.overlay(json.dumps({"model": {"decoder": {"session_options": session}}}))
        self._library = library
        self._send = send
        self._model = library.Model(config)
        self._tokenizer = library.Tokenizer(self._model)
        self._replies: dict[int, Reply] = {}

    def run(self, inbox: queue.SimpleQueue[Json | None]) -> None:
        """Work until the inbox says that there will be no more."""
        while True:
            while not self._replies or not inbox.empty():
                order = inbox.get()
                if order is None:
                    return
                self._safely(order["id"], partial(self._answer, order))
            for id_, reply in list(self._replies.items()):
                self._safely(id_, partial(self._go_on, id_, reply))

    def _answer(self, order: Json) -> None:
        kind, id_ = order["do"], order["id"]
        if kind == "stop":
            self._replies.pop(id_, None)
        elif kind == "encode":
            self._send({"id": id_, "tokens": [int(token) for token in self._tokenizer.encode(order["text"])]})
        elif kind == "render":
            text = self._tokenizer.apply_chat_template(
                json.dumps(order["messages"]),
                tools=json.dumps(order["tools"]) if order["tools"] else None,
                add_generation_prompt=True,
            )
            self._send({"id": id_, "text": text})
        elif kind == "generate":
            self._replies[id_] = Reply(self._library, self._model, self._tokenizer, order)

    def _go_on(self, id_: int, reply: Reply) -> None:
        if not reply.step(self._send):
            del self._replies[id_]
            self._send({"id": id_, "done": True})

    def _safely(self, id_: int, work: Callable[[], None]) -> None:
        """The error of one request is its own; the others go on."""
        try:
            work()
        except (RuntimeError, ValueError, TypeError, MemoryError) as error:
            self._replies.pop(id_, None)
            self._send({"id": id_, "error": f"{error}"})


def read_lines(inbox: queue.SimpleQueue[Json | None]) -> None:
    """Put what comes on standard input into the inbox, and None at its end."""
    for line in sys.stdin:
        inbox.put(json.loads(line))
    inbox.put(None)


def main() -> None:
    """Run the model in the folder that the command line names, with so many threads."""
    folder, threads = sys.argv[1], int(sys.argv[2])
    out = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="replace", buffering=1)
    os.dup2(2, 1)  # whatever a library prints is no answer of ours

    def send(message: Json) -> None:
        out.write(json.dumps(message) + "\n")

    try:
        import onnxruntime_genai as library

        library.disable_telemetry_events()
        program = Program(library, folder, threads, send)
    except (RuntimeError, ImportError, OSError, ValueError, MemoryError) as error:
        send({"failed": f"{error}"})
        return
    send({"ready": True})
    inbox: queue.SimpleQueue[Json | None] = queue.SimpleQueue()
    threading.Thread(target=read_lines, args=(inbox,), daemon=True).start()
    program.run(inbox)


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:  # the parent is gone
        os._exit(0)
