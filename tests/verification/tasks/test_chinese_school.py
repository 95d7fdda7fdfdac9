"""Wordings of Chinese schoolbooks, ratios, and numbers without names: right and wrong answers."""

import pytest

from phi4_node.schema import Outcome
from phi4_node.verification.judge import check_problem

CASES = [
    ("分解因式：ax^2-4a", ["a(x+2)(x-2)"], ["a(x^2-4)", "a(x-2)^2"]),
    ("将下列多项式因式分解：x^3-x", ["x(x+1)(x-1)"], ["x(x^2-1)"]),
    ("1到20中有多少个偶数？", ["10"], ["9", "11"]),
    ("从5个人中选3人排成一排，有多少种排法？", ["60"], ["10", "120"]),
    ("计算 C_5^2", ["10"], ["20", "25", "32"]),
    ("计算A_5^2", ["20"], ["10", "25"]),
    ("C(5,2)等于多少？", ["10"], ["20"]),
    ("袋中有3个红球和2个白球，任取一个，取到红球的概率是多少？", ["3/5"], ["2/5", "3/2"]),
    ("一个袋子里有3个红球和2个白球，从中任意摸出2个球，都是红球的概率是多少？", ["3/10"], ["9/25", "2/5"]),
    ("求1+2+3+...+100的和。", ["5050"], ["5000", "106"]),
    ("长方体的长宽高分别为2、3、4，求它的体积。", ["24"], ["52", "9"]),
    ("两个数的和是10，差是2，求这两个数。", ["6, 4", "4和6"], ["6", "5, 5", "10, 2"]),
    ("三个连续整数的和是24，求这三个数。", ["7, 8, 9"], ["8, 9, 10", "6, 8, 10", "7, 9"]),
    ("三个连续偶数的和是24，求这三个数。", ["6, 8, 10"], ["7, 8, 9"]),
    (
        "The sum of two numbers is 10 and their difference is 2. What are the numbers?",
        ["6 and 4"],
        ["4", "8, 2"],
    ),
    ("3的平方加4的平方等于多少？", ["25"], ["49", "169"]),
    ("3与4的和的平方是多少？", ["49"], ["25", "19"]),
    ("3加4的平方等于多少？", ["19"], ["49"]),
    ("把12:18化成最简整数比", ["2:3"], ["12:18", "4:6", "3:2"]),
    ("Simplify the ratio 0.5:2.", ["1:4"], ["0.5:2", "4:1", "5:20"]),
    ("求3:4的比值", ["3/4", "0.75"], ["4/3", "3"]),
    ("lg100等于多少", ["2"], ["10", "100"]),
    ("求过点(1,2)和(3,6)的直线的斜率。", ["2"], ["1/2", "-2"]),
    ("求过点(1,2)和(3,6)的直线方程", ["y=2x"], ["y=2x+1", "y=x+1"]),
    ("已知集合A={1,2,3}，B={2,3,4}，求A∩B。", ["{2,3}"], ["{1,2,3,4}", "{2}"]),
    ("比较3/4和4/5的大小，哪个大？", ["4/5"], ["3/4"]),
    ("求二次方程x²－3x＋2＝0的解", ["1,2"], ["1", "-1,-2"]),
]


@pytest.mark.parametrize(("problem", "right", "wrong"), CASES, ids=[case[0] for case in CASES])
def test_right_and_wrong(problem: str, right: list[str], wrong: list[str]) -> None:
    for answer in right:
        assert check_problem(problem, answer).outcome is Outcome.HOLDS, answer
    for answer in wrong:
        assert check_problem(problem, answer).outcome is not Outcome.HOLDS, answer


UNDECIDED = [
    ("已知点C(5,2)，求x的值。", "10"),
    ("三个连续偶数的和是25，求这三个数。", "7, 8, 9"),
    ("Compute A_5^2.", "20"),
    ("把12:18:24化成最简整数比", "2:3"),
    ("把12:18化成最简整数比", "4:6"),
    ("12:30时开始，求比值。", "2/5"),
]


@pytest.mark.parametrize(("problem", "answer"), UNDECIDED)
def test_what_may_be_meant_otherwise(problem: str, answer: str) -> None:
    assert check_problem(problem, answer).outcome is Outcome.UNDECIDED
