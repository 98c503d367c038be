"""At the counter (收件、登记): received, registered, or waiting for the applicant."""

from web.demo import applicants as who
from web.demo.course import apply, ask_for_supplement, assign, register, take_in
from web.demo.tale import Diary, Scan, Tale
from workflow.terms import Channel


def unconfirmed_letter(diary: Diary) -> Tale:
    """An ordinary letter came yesterday; the applicant could not be reached yet."""
    tale = Tale("unconfirmed-letter", diary, diary.back(1))
    take_in(tale, who.GAO, Channel.ORDINARY_LETTER,
            "铁西街片区2019年以来国有建设用地使用权收回决定书", called_same_day=True)
    return tale


def new_on_the_portal(diary: Diary) -> Tale:
    """Submitted online yesterday, not registered yet."""
    tale = Tale("new-on-the-portal", diary, diary.back(1))
    take_in(tale, who.XU, Channel.INTERNET,
            "南湖路40号地块控制性详细规划图则及其批准文件", form_wanted="electronic",
            route_wanted="online", online_consent=True)
    return tale


def taken_down(diary: Diary) -> Tale:
    """Taken down for an applicant who cannot write; her son comes as her agent."""
    tale = Tale("taken-down", diary, diary.back(3))
    apply(tale, who.HE, Channel.ORAL, "石桥镇前进村4组2020年土地征收补偿费用分配的批准文件",
          help_needed="不会书写，由收件人员代填并当面宣读", route_wanted="collect")
    tale.act(0, "clerk", "record_person", part="agent", person="何小军",
             person_phone="0000-81230000",
             scope="代为递交材料、领取答复", papers=[Scan("委托书.png")])
    return tale


def unclear_mail(diary: Diary) -> Tale:
    """Unclear; the supplement notice left on working day 5 and is still under way."""
    tale = Tale("unclear-mail", diary, diary.back(6))
    apply(tale, who.QIAN, Channel.EMAIL, "你局所有关于耕地的数据", form_wanted="electronic",
          route_wanted="email")
    ask_for_supplement(
        tale, 5, "未写明年度、行政区域和文件种类",
        "请写明年度、县区，以及需要的是耕地保护责任书、变更调查成果还是其他文件", arrives=None)
    return tale


def two_things(diary: Diary) -> Tale:
    """Two matters in one letter: the second becomes a request of its own (一事一申请)."""
    tale = Tale("two-things", diary, diary.back(4))
    apply(tale, who.LAWYERS, Channel.IN_PERSON,
          "滨规条〔2023〕12号规划条件通知书", "望江路加油站用地的不动产登记审批流程文件")
    tale.act(1, "clerk", "split", items=["2"], reason="两项内容互不相关，由不同科室办理")
    assign(tale, 1, unit="空间规划科")
    return tale


def registered_twice(diary: Diary) -> Tale:
    """The paper copy of an application already registered: the entry is voided."""
    tale = Tale("registered-twice", diary, diary.back(9))
    take_in(tale, who.MA, Channel.EMS, "临港大道77号宗地的出让合同")
    tale.act(1, "clerk", "void_entry", head="head",
             why="与申请人网上提交的申请为同一件，系其补寄的纸质件，重复登记")
    return tale


def through_the_mail_room(diary: Diary) -> Tale:
    """Signed for in the mail room, three working days before the office had it."""
    tale = Tale("through-the-mail-room", diary, diary.back(5))
    take_in(tale, who.TIAN, Channel.REGISTERED_POST,
            "星海花园二期竣工规划核实意见书及附图", when=3)
    tale.act(3, "clerk", "hand_over_inside", first_unit="机关收发室", first_got_on=tale.on(0),
             reached_on=tale.on(3))
    register(tale, Channel.REGISTERED_POST, 3)
    assign(tale, 3, "handler2", "空间规划科")
    return tale


TALES = (
    unconfirmed_letter, new_on_the_portal, taken_down, unclear_mail, two_things,
    registered_twice, through_the_mail_room,
)
