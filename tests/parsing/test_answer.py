import pytest

from phi4_node.parsing import clean_answer, parse_explanation, parse_solution

ANSWERS = [
    ("x = 1", "x = 1"),
    ("The answer is 42.", "42"),
    ("So the answer is **x = 1 or x = -3**.", "x = 1 or x = -3"),
    ("\\boxed{\\frac{1}{2}}", "\\frac{1}{2}"),
    ("so \\boxed{\\left\\{\\frac{1}{2}, \\sqrt{3}\\right\\}}.", "\\left\\{\\frac{1}{2}, \\sqrt{3}\\right\\}"),
    ("x = \\boxed{1} or x = \\boxed{-3}", "x = 1, x = -3"),
    ("The roots are $\\boxed{1}$ and $\\boxed{-3}$.", "1, -3"),
    ("first \\boxed{3}. Then, after a correction, \\boxed{7}.", "7"),
    ("\\boxed{\\boxed{7}}", "7"),
    ("\\boxed{\\text{Tuesday}}", "Tuesday"),
    ("\\boxed{12 \\text{ km/h}}", "12 \\text{ km/h}"),
    ("It is \\boxed 5", "5"),
    ("a truncated \\boxed{12", ""),
    ("Therefore, Janet makes $18 every day at the farmers' market.", "$18"),
    ("So 3 + 4 = 7 apples.", "7 apples"),
    ("The solutions are $x = 1$ and $x = -3$.", "x = 1 and x = -3"),
    ("因此答案是 42。", "42"),
    ("所以一共有 15 个苹果。", "15 个苹果"),
    ("-3*x**2 + 1", "-3*x**2 + 1"),
    ("60 miles per hour", "60 miles per hour"),
    ("Final Answer: The final answer is $\\boxed{5}$. I hope it is correct.", "5"),
    ("The answer is: \n\n\\[ 80 \\text{ km/h} \\]", "80 \\text{ km/h}"),
    ("So the speed is \\(80\\) km/h.", "80 km/h"),
    ("The answer is 3.5.", "3.5"),
    ("$5 or $10", "$5 or $10"),
    ("The train's average speed is 75 miles per hour.", "75 miles per hour"),
    ("The best color is **yellow**.", "yellow"),
    ("The answer is 7.\nThis answer is reasonable.", "7"),
    ("The final answer is 0, meaning there are no such values.", "0"),
    ("Therefore, the argument is valid.", "valid"),
    ("We get 7.\nAnswer:\n- x = 1\n- x = 2", "x = 1, x = 2"),
    ("#### -1,234", "-1,234"),
    ("The correct option is (B).", "(B)"),
    ("故选B。", "B"),
    ("Conclusion: Therefore, all cats are carnivores.", "all cats are carnivores"),
    ("Cats are mammals. So we can check this.", ""),
    ("## Answer\nThe solutions are:\n- $x = 1$\n- $x = -3$", "x = 1, x = -3"),
    ("The answer isn't clear.", ""),
    ("x = 5\ny = 7", "x = 5, y = 7"),
    ("So x = 5 and y = 7.", "x = 5 and y = 7"),
    ("Therefore, the two numbers are 5 and 7.", "5 and 7"),
    ("So the probability is 1/6.", "1/6"),
    ("So the new speed is 80 km/h.", "80 km/h"),
    ("答:现在的速度是100千米/时。", "100千米/时"),
    ("Answer: 12 eggs × $2 = $24", "$24"),
    ("Answer: y = 2x + 1", "y = 2x + 1"),
    ("The answer is 5, not 6.", "5"),
    ("99-90=9(页)\n答:她还剩9页没有看。", "9页"),
    ("所以一共需要3小时20分钟。", "3小时20分钟"),
    ("He has 3,000 marbles left.", "3,000 marbles"),
    ("So it takes 5km.", "5km"),
    ("True", "True"),
    ("12*b**3*i - 2*b*c*i**3 + 18", "12*b**3*i - 2*b*c*i**3 + 18"),
    ("So the final answer is **780*r**2**.", "780*r**2"),
    ("i, x, -4", "i, x, -4"),
    ("The polynomial is x**2 + 4.", ""),
    ("(1, 2)", "(1, 2)"),
    ("[0, \\infty)", "[0, \\infty)"),
    ("No real solutions", "No real solutions"),
    ("Hello, I cannot help you with that.", ""),
    ("???", "???"),
]

BOTH_ROOTS = [
    ("The solutions are x = 1 and x = -3", "x = 1 and x = -3"),
    ("The solutions to the equation x^2 + 2x - 3 = 0 are x = 1 and x = -3.", "x = 1 and x = -3"),
    ("So, the solutions to \\( x^2 = 9 \\) are \\( x = 1 \\) and \\( x = -3 \\).", "x = 1 and x = -3"),
    ("Thus, x = 1 or x = -3 are the solutions.", "x = 1 or x = -3"),
    ("We get x=1 or x=-3, so these are the solutions.", "x=1 or x=-3"),
    ("We find that x = 1 or x = -3 are roots of x^2 + 2x - 3 = 0.", "x = 1 or x = -3"),
    ("Both x = 1 and x = -3 satisfy the equation.", "x = 1 and x = -3"),
    ("The solutions are x = 1 and x = -3 for the equation.", "x = 1 and x = -3"),
    ("Setting each factor to zero: x - 1 = 0 or x + 3 = 0, so x = 1 or x = -3.", "x = 1 or x = -3"),
    ("The equation has two solutions: x = 1 and x = -3.", "x = 1 and x = -3"),
    ("There are two solutions: 1 and -3.", "1 and -3"),
    ("The values of x that satisfy the equation are -3 and 1.", "-3 and 1"),
    ("Answer: x1 = 1 and x2 = -3", "x_1 = 1 and x_2 = -3"),
    ("Hence x is either 1 or -3.", "1 or -3"),
    ("The solution set is {1, -3}.", "{1, -3}"),
    ("The roots are **1** and **-3**.", "1 and -3"),
    ("Final solutions: x = 1 and x = -3", "x = 1 and x = -3"),
    ("**Solutions:** x = 1, x = -3", "x = 1, x = -3"),
    ("Solutions:\n- x = 1\n- x = -3", "x = 1, x = -3"),
    ("The solutions are:\n1. x = 1\n2. x = -3", "x = 1, x = -3"),
    ("The answers are:\n- x = 1\n- x = -3", "x = 1, x = -3"),
    ("So the values of x are:\n1) 1\n2) -3", "1, -3"),
    ("所以方程的解是 x=1 和 x=-3", "x=1 和 x=-3"),
    ("因此，方程的两个根分别是 1 和 -3。", "1 和 -3"),
    ("方程的解为 x₁ = 1，x₂ = -3。", "x₁ = 1，x₂ = -3"),
    ("所以，x 的值为 1 或 -3。", "1 或 -3"),
    ("因此 x 等于 1 或者 -3。", "1 或者 -3"),
    ("解得 x = 1 或 x = -3。", "x = 1 或 x = -3"),
    ("方程 x^2+2x-3=0 的解为：x=1，x=-3", "x=1，x=-3"),
    ("所以原方程有两个解：x=1 和 x=-3", "x=1 和 x=-3"),
    ("因此，x=1 或 x=-3 是方程的解。", "x=1 或 x=-3"),
    ("方程的解是：\n- x = 1\n- x = -3", "x = 1, x = -3"),
    ("综上，原方程的根为 $x_1 = 1$, $x_2 = -3$。", "x_1 = 1, x_2 = -3"),
]

DENIED = [
    "The answer is not 12.",
    "The result is between 11 and 12",
    "x = 1 or x = -3 are both wrong",
    "x = 1 is not a solution.",
    "12 is neither 5 nor 7",
]


@pytest.mark.parametrize(("text", "answer"), BOTH_ROOTS)
def test_all_values_of_a_sentence(text, answer):
    assert parse_solution(text).answer == answer


@pytest.mark.parametrize("text", DENIED)
def test_what_is_denied_is_no_answer(text):
    assert parse_solution(text).answer in ("", text)


@pytest.mark.parametrize("gap", [" ", " " * 400, "\t" * 3000, ", obviously, "])
def test_no_value_of_a_list_is_lost(gap):
    answer = parse_solution(f"Answer: x = 2 or{gap}x = 1 or x = -3").answer
    assert not answer or "x = 2" in answer


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        ("It is a theorem.\n\nExample: 3² + 4² = 9 + 16 = 25, so c = 5.", ""),
        ("Steps:\n1. 3^2 + 4^2 = 25\nAnswer: In a right triangle a^2 + b^2 = c^2, as 5^2 = 25.",
         "In a right triangle a^2 + b^2 = c^2, as 5^2 = 25"),
        ('{"steps": ["9 + 16 = 25"], "answer": "The legs give the hypotenuse: 5."}',
         "The legs give the hypotenuse: 5"),
        ("", ""),
    ],
)  # fmt: skip
def test_explanation_has_no_invented_answer(reply, answer):
    assert parse_explanation(reply).answer == answer


@pytest.mark.parametrize(("text", "answer"), ANSWERS)
def test_answer_of_reply(text, answer):
    assert parse_solution(text).answer == answer


CLEAN = [
    ("$x = 5$", "x = 5"),
    ("$$x = 5$$", "x = 5"),
    ("\\(x\\)", "x"),
    ("$18", "$18"),
    ("$5.", "$5"),
    ("**5**", "5"),
    ("`x + 1`", "x + 1"),
    ("5!", "5!"),
    ("Yes!", "Yes"),
    ("3 km.", "3 km"),
    ("x**2 + y**2", "x**2 + y**2"),
    ("5*(o - 2)*(o - 1)*(o + 3)", "5*(o - 2)*(o - 1)*(o + 3)"),
    ("**-b*(b + 1)**2/11**", "-b*(b + 1)**2/11"),
    ("*yellow*", "yellow"),
    ("a*b + c*d", "a*b + c*d"),
    ("The answer is: **$5$**.", "5"),
    ('"12"', "12"),
    ("0.5", "0.5"),
    ("50\\%", "50\\%"),
    ("\\text{even}", "even"),
    ("\\{1, 2\\}", "\\{1, 2\\}"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "answer"), CLEAN)
def test_cleaning_takes_only_the_wrapping(text, answer):
    assert clean_answer(text) == answer
