"""Code: functions to write, programs to read or repair.

What the model writes is run on the examples and tests in the asker's words, inside bubblewrap or not at all.
"""

from phi4_node.domains.base import DomainSpec, Sampling, cue
from phi4_node.domains.coding import CodeChecker
from phi4_node.schema import Domain

CODE = DomainSpec(
    name="code",
    domain=Domain.CODE,
    system={
        "en": (
            "You are an experienced programmer. Reply in exactly this form:\n"
            "Analysis: input, output and edge cases.\n"
            "Steps:\n"
            "1. The idea of the algorithm, one short sentence per step.\n"
            "Answer: the complete code in one fenced block, nothing after it."
        ),
        "zh": (
            "你是一位经验丰富的程序员。请严格按照以下格式回答：\n"
            "分析：输入、输出和边界情况。\n"
            "步骤：\n"
            "1. 算法思路，每步一句话。\n"
            "答案：完整代码，放在一个代码块中，之后不再写任何内容。"
        ),
    },
    sampling=Sampling(temperature=0.2, top_p=0.9, warmer=0.7, max_tokens=1024),
    checker=CodeChecker(),
    quotes_code=True,
    cues=(
        cue(
            14,
            r"```|^\s*(?:def|class)\s+\w+\s*[(:]|#include\s*<|\bpublic static\b|"
            r"^\s*from\s+\w+\s+import\s+\w+|^\s*>>> "
            r"|\bselect\b.{1,60}\bfrom\b.{1,40}\bwhere\b",
        ),
        cue(
            3,
            r"\b(?:python|javascript|typescript|java|rust|golang|sql|regex|bash|html|css|haskell)\b|\bc\+\+|\bc#",
        ),
        cue(
            4,
            r"\b(?:write|implement|create|fix|debug|refactor|complete)\b.{0,50}"
            r"\b(?:function|program|script|class|code|algorithm|method|query|bug|api)\b",
        ),
        cue(
            2,
            r"\b(?:code|compil(?:e|er|ation)|stack ?trace|runtime error|unit tests?|"
            r"recursion|data structure|linked list)\b",
        ),
        # Whoever names a language wants a program, whatever it is about.
        cue(
            8,
            r"\b(?:write|implement|create|complete|give)\b.{0,30}\b(?:python|javascript|typescript|java|rust|sql|c\+\+)"
            r"\s.{0,20}\b(?:function|program|script|class|code|method)\b"
            r"|用\s?(?:python|java|c\+\+|javascript).{0,10}(?:写|实现|编写)",
        ),
        cue(4, r"代码|编程|程序|脚本|调试|报错|编译|(?:写|实现|编写|定义)一?个?.{0,20}(?:函数|算法|类)"),
    ),
)
