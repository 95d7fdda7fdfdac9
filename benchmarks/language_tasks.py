"""The problems of `benchmarks.languages`: ten in Chinese, and five whose story is much longer than its question."""

from __future__ import annotations

from typing import NamedTuple


class Task(NamedTuple):
    """A problem whose answer is one number."""

    problem: str
    answer: str


CHINESE = (
    Task("解方程：3x + 7 = 22，求 x。", "5"),
    Task("计算 \\(\\frac{3}{4} + \\frac{5}{6}\\)，结果写成最简分数。", "19/12"),
    Task("一家书店上午卖出48本书，下午卖出的比上午的一半还多5本。全天一共卖出多少本书？", "77"),
    Task("小明有36元，买了4支铅笔，每支2.5元，又买了一本8元的笔记本。他还剩多少元？", "18"),
    Task("一个长方形的长是12厘米，宽是长的三分之二。它的面积是多少平方厘米？", "96"),
    Task("求 \\(2^{10} - 10^2\\) 的值。", "924"),
    Task("一列火车每小时行80千米，行了3.5小时。它一共行了多少千米？", "280"),
    Task("某商品原价250元，先打八折，再降价20元。现价是多少元？", "180"),
    Task("甲、乙两数的和是60，甲数是乙数的3倍。甲数是多少？", "45"),
    Task("1 到 100 的整数中，能被 7 整除的有多少个？", "14"),
)

LONG = (
    Task(
        "The whole school had been looking forward to the trip to the lake for weeks, and on the morning of the trip the "
        "yard was full of noise, rucksacks and sandwiches wrapped in paper. The weather was lovely, the sky was blue, and "
        "the headmaster, who is usually rather strict, was in such a good mood that he whistled an old song while he "
        "walked up and down between the children. Somebody had brought a kite, somebody else had brought a guitar, and a "
        "small dog that belongs to the caretaker ran about and barked at everything that moved. The company in the next "
        "town had sent 3 large buses with 42 seats each. It had also sent one small bus with 18 seats, which was painted "
        "in a cheerful yellow and had a funny horn that made everybody laugh. In the end 97 pupils came along, happy and "
        "a little sleepy. They were accompanied by 8 teachers, some of whom would rather have stayed in bed but did not "
        "say so. When everybody had found a place the drivers closed the doors, the dog was lifted out of the last bus, "
        "and the journey began along the old road beside the river, past the mill and the fields.\n"
        "Every passenger has one seat. How many seats stay empty?",
        "39",
    ),
    Task(
        "There is a bakery at the corner of the market square which has belonged to the same family for as long as anybody "
        "in the town can remember. The smell of fresh bread drifts over the square before the sun is up, and people say "
        "that it is the best alarm clock in the world. The baker, a big friendly man with flour in his beard, likes to "
        "sing while he works, and the cat sleeps on the warm windowsill above the oven and pays no attention to him. On "
        "Saturday he was up even earlier than usual, because of the market. He baked 24 trays with 15 rolls on each tray, "
        "as he does on every market day. He was telling his daughter a long story about a fisherman, and so 9 rolls were "
        "burnt and had to be thrown away. In the morning he sold 120 rolls to people who stood in a long and cheerful "
        "queue that reached as far as the fountain. The rest of the rolls he put into bags of 7 rolls each, which he tied "
        "with a blue ribbon, since his wife thinks that everything looks nicer with a ribbon. The bags stood in a basket "
        "beside the door, and children pressed their noses against the glass to look at them.\n"
        "How many bags did he fill?",
        "33",
    ),
    Task(
        "When the old couple moved into the house at the end of the lane, the garden was a jungle. Nettles stood as high as "
        "a man, brambles had grown over the paths, and a family of hedgehogs lived under what had once been a bench. They "
        "spent a whole summer there with spades and baskets, talking about the roses that they wanted to plant, and in the "
        "evenings they sat on two rickety chairs, drank tea and were pleased with what they had done. The neighbours came "
        "by and brought cake and advice, mostly cake. In autumn they decided that there should be a fence around all of "
        "it, above all because of the deer, which had eaten the first tulips. The garden is a rectangle that is 18 metres "
        "long and 12 metres wide. They left a gap of 2 metres for a gate, which an uncle had promised to make from the "
        "wood of an old barn. The fence costs 7 euros for each metre, which the old man thought a lot and the old woman "
        "thought quite reasonable. They went to the shop in the village on a rainy Tuesday, had a long conversation with "
        "the owner about his grandchildren, and came home with everything that they needed.\n"
        "The gap needs no fence. How many euros did the fence cost?",
        "406",
    ),
    Task(
        "In the attic of the university there is a room that hardly anybody knows, full of dust and instruments of brass, "
        "and in this room a professor once taught a very small class. It is said that he always wore the same green "
        "jacket, that he forgot the names of his students every week, and that he never forgot a theorem. His lectures "
        "began late and ended late; now and then a pigeon came in through the window and was greeted like a guest. One "
        "winter evening, when the snow lay on the roofs and the lamps were already lit, he drew a curve on the blackboard "
        "in the most beautiful chalk lines that anybody had ever seen. Then he wrote beneath it, in large letters, the "
        "equation x^2 - 5x + 6 = 0. He put down the chalk, looked out at the snow for a long time as if he had forgotten "
        "that there was anybody in the room at all, and then turned around with a smile. The students, who were freezing "
        "in spite of their coats, opened their notebooks and dipped their pens into the ink. Nobody dared to speak, and "
        "even the pigeon was quiet for once.\n"
        "What is the larger of the two solutions of the equation?",
        "3",
    ),
    Task(
        "城西有一座很老的图书馆，红砖的墙上爬满了常春藤，门口的石阶被来来往往的人磨得发亮。馆长是一位和气的老先生，"
        "戴着圆圆的眼镜，走起路来慢悠悠的，见到孩子总要笑着打招呼。天气晴朗的时候，阳光从高高的窗户照进来，"
        "落在木头地板上，空气里有一股旧书的香味，让人觉得十分安静和舒服。孩子们喜欢坐在窗边看书，有的看得入迷，"
        "连午饭都忘了吃；老人们喜欢坐在门口的长椅上聊天，聊着聊着就睡着了。阅览室里有14个书架，都是用很好的木头做的，"
        "散发着淡淡的松香。每个书架有6层，擦得干干净净，看不到灰尘。每层放着35本书，排得整整齐齐，十分好看。"
        "春天来了，花园里的花开了，鸟儿在树上唱歌，来借书的人也渐渐多了起来。这个月读者借走了280本书，"
        "其中有小说、诗集，还有漂亮的画册，大家都说很好看。月底的时候，又新到了64本书，是一位热心的老读者送来的，"
        "馆长非常高兴，亲手把它们放到了书架上，还给那位读者写了一封长长的感谢信。\n"
        "现在阅览室里一共有多少本书？",
        "2724",
    ),
)
