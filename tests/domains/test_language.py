from __future__ import annotations

import pytest

from phi4_node.domains import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Solve x^2 + 2x - 3 = 0", "en"),
        ("x^2 + 2x - 3 = 0", "en"),
        ("解方程 x² + 2x - 3 = 0", "zh"),
        ("请解释什么是勾股定理", "zh"),
        ("求 lim sin(x)/x", "zh"),
        (r"求 $\frac{1}{2} + \sqrt{3}$", "zh"),
        ("用 Python 写一个 GCD 函数", "zh"),
        ("What does 你好 mean?", "en"),
        ("How do I translate 勾股定理 into English?", "en"),
        ("芳芳买了一本书有99页，看了90页，她还剩多少页没有看？", "zh"),
        ("修复这段代码：\n```python\ndef add(left, right):\n    return left - right\n```", "zh"),
        ("", "en"),
        ("？！。", "en"),
        ("12345", "en"),
        ("Ｓｏｌｖｅ ｘ＝１", "en"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert language_of(text) == language
