"""Everything else: questions of knowledge and language. Steps and numbers in the reply are still checked."""

from phi4_node.domains.base import DomainSpec, Sampling, cue
from phi4_node.domains.calculation import CALCULATION
from phi4_node.schema import Domain

GENERAL = DomainSpec(
    name="general",
    domain=Domain.GENERAL,
    system={
        "en": (
            "You are a precise assistant. Say so when you do not know. Reply in this form:\n"
            "Analysis: what is asked.\n"
            "Steps:\n"
            "1. What leads to the answer, briefly.\n"
            "Answer: the answer in one or two sentences."
        ),
        "zh": (
            "你是一位严谨的助手，不知道就说不知道。请按以下格式回答：\n"
            "分析：问题是什么。\n"
            "步骤：\n"
            "1. 简要说明如何得出答案。\n"
            "答案：用一两句话回答。"
        ),
    },
    sampling=Sampling(temperature=0.8, top_p=0.95, warmer=0.9, max_tokens=700),
    opinion=CALCULATION,
    cues=(
        cue(
            4,
            r"\b(?:translate|summari[sz]e|paraphrase|proofread|recommend)\b|"
            r"\bcapital of\b|\bmeaning of life\b",
        ),
        cue(
            3,
            r"\bwrite (?:me )?(?:a |an )?(?:short )?(?:poem|story|essay|letter|e-?mail|song|haiku)\b|"
            r"\b(?:who|when|where) (?:is|was|were|did|wrote|invented|discovered)\b",
        ),
        cue(
            4,
            r"\bwhat does [\"“'‘]?[a-z]{3,}[\"”'’]? mean\b"
            r"|\bwhat is the difference between (?:an? )?[a-z]{3,} and (?:an? )?[a-z]{3,}\s*\?",
        ),
        cue(
            2,
            r"^\s*(?:hello|hi|hey|thanks?|good (?:morning|evening))\b|"
            r"\b(?:history|philosophy|opinion|advice)\b",
        ),
        cue(4, r"翻译|总结|概括|推荐|首都|你好|谢谢|写一[首篇封]|历史上|是谁|什么时候"),
    ),
)
