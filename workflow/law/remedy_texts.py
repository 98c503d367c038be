"""The wording of the remedy paragraphs (救济途径告知文字): our own, one template for each case."""

from dataclasses import dataclass

#: The version of the wording; raise it with every change, an agency's lawyers approve by version.
TEXT_VERSION = "2026-11"


@dataclass(frozen=True)
class Wording:
    """What fills a paragraph: the document, what of it is disputed, where to turn, in how long."""

    document: str
    what: str
    reconsideration_days: int
    bodies: tuple[str, ...]
    court: str
    itself: bool


def free_choice(words: Wording, months: int) -> str:
    """Reconsideration or lawsuit, as the applicant chooses (P-A, P-B, P-C1)."""
    return (
        f"如对{words.what}不服，可以在收到{words.document}之日起{words.reconsideration_days}日内"
        f"向{_either(words.bodies)}申请行政复议，或者在{months}个月内向{words.court}提起行政诉讼。"
    )


def reconsideration_first(words: Wording, days_after: int) -> str:
    """Reconsideration first, then the court (P-C2; 行政复议法第二十三条第二款)."""
    ruling = "，也可以向国务院申请裁决" if words.itself else ""
    return (
        f"如对{words.what}不服，应当自收到{words.document}之日起{words.reconsideration_days}日内"
        f"先向{_either(words.bodies)}申请行政复议；对行政复议决定不服的，可以自收到行政复议决定书之日起"
        f"{days_after}日内向{words.court}提起行政诉讼{ruling}。"
    )


def online_channel(channel: str) -> str:
    """The online way to reconsideration, for what is served online (P-net; 第二十二条第二款)."""
    return f"申请行政复议的，可以通过互联网渠道提出：{channel}。"


def _either(bodies: tuple[str, ...]) -> str:
    return "或者".join(bodies)
