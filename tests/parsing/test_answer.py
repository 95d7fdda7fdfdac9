import pytest

from phi4_node.parsing import clean_answer, parse_solution

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
