import subprocess
import sys

import pytest
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.prompts import ChatPromptTemplate

from phi4_node.parsing import SolutionParser, format_instructions, parse_solution

REPLY = "## Analysis\nsum\n\n## Steps\n1. 3 + 4 = 7\n2. 7 * 2 = 14\n\n## Answer\n14"


def test_invoke_on_text_and_message():
    parser = SolutionParser()
    assert parser.invoke(REPLY) == parse_solution(REPLY)
    message = AIMessage(REPLY, additional_kwargs={"reasoning_content": "hm"})
    assert parser.invoke(message) == parse_solution(REPLY, "hm")
    blocks = AIMessage([{"type": "text", "text": REPLY}])
    assert parser.invoke(blocks).answer == "14"


def test_streams_in_a_chain():
    chain = (
        ChatPromptTemplate.from_messages([("human", "{problem}")])
        | GenericFakeChatModel(messages=iter([AIMessage(REPLY)]))
        | SolutionParser()
    )
    seen = list(chain.stream({"problem": "?"}))
    assert [len(solution.steps) for solution in seen] == sorted(len(solution.steps) for solution in seen)
    assert any(len(solution.steps) == 1 for solution in seen)
    assert seen[-1] == parse_solution(REPLY)


async def test_streams_asynchronously_and_keeps_the_thinking():
    async def chunks():
        yield AIMessageChunk("", additional_kwargs={"reasoning_content": "h"})
        yield AIMessageChunk("", additional_kwargs={"reasoning_content": "m"})
        for start in range(0, len(REPLY), 5):
            yield AIMessageChunk(REPLY[start : start + 5])

    seen = [solution async for solution in SolutionParser().atransform(chunks())]
    assert seen[-1] == parse_solution(REPLY, "hm")
    assert len(seen) > 2


def test_invoke_is_the_end_of_stream():
    parser = SolutionParser()
    assert list(parser.stream(REPLY))[-1] == parser.invoke(REPLY)


@pytest.mark.parametrize(("language", "word"), [("en", "## Answer"), ("zh", "## 答案")])
def test_format_instructions_are_read_back(language, word):
    text = SolutionParser(language=language).get_format_instructions()
    assert text == format_instructions(language)
    assert word in text
    example = text.split("\n\n", 1)[1]
    solution = parse_solution(example)
    assert len(solution.steps) == 2
    assert solution.analysis
    assert solution.answer


def test_reading_text_does_not_import_langchain():
    code = "import sys, phi4_node.parsing; print('langchain_core' in sys.modules, 'sympy' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.split() == ["False", "False"]
