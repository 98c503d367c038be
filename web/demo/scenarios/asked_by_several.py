"""Tales of information several persons ask for, one of them twice (多人申请、重复申请)."""

from web.demo import applicants as who
from web.demo.course import apply, assign, decide, file, reply
from web.demo.tale import Diary, Tale
from workflow.terms import Channel


def given_to_the_first(diary: Diary) -> Tale:
    """The first who asks is given the list."""
    tale = Tale("given-to-the-first", diary, diary.back(33))
    apply(tale, who.HE, Channel.EMS, "石桥镇下河村一组征地补偿款发放明细表")
    assign(tale, 1)
    decide(tale, 4, {"outcome": "granted", "description": "征地补偿款发放明细表（5页）",
                     "form": "paper"}, secrecy=True, legal=False)
    reply(tale, 6, arrives=8)
    file(tale, 10)
    return tale


def asked_by_a_neighbour(diary: Diary) -> Tale:
    """Another of the village asks for the same in other words."""
    tale = Tale("asked-by-a-neighbour", diary, diary.back(7))
    apply(tale, who.JIANG, Channel.IN_PERSON, "申请公开下河村一组（石桥镇）征地补偿费的发放明细")
    assign(tale, 1)
    return tale


def asked_for_again(diary: Diary) -> Tale:
    """The first asks once more: whether that is a repetition is for the handler to judge."""
    tale = Tale("asked-for-again", diary, diary.back(4))
    apply(tale, who.HE, Channel.EMS, "请公开石桥镇下河村一组征地补偿款的发放明细")
    assign(tale, 1)
    return tale


TALES = (given_to_the_first, asked_by_a_neighbour, asked_for_again)
