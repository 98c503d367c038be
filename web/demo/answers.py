"""How the items of the demo are answered (逐项答复): the facts of a draft, one function a kind."""

from typing import Any

Answer = dict[str, Any]


def granted(description: str, *files: str, form: str = "paper") -> Answer:
    """Given (条例第三十六条第二项)."""
    return {"outcome": "granted", "description": description, "form": form,
            "handed_over": list(files)}


def published(source: str) -> Answer:
    """Public already (条例第三十六条第一项)."""
    return {"outcome": "granted_public", "source": source}


def partly(description: str, *files: str, withheld: list[Answer]) -> Answer:
    """Given in part (条例第三十七条)."""
    return {"outcome": "partial", "description": description, "form": "paper",
            "handed_over": list(files), "separable": True, "withheld": withheld}


def part(what: str, article: str, reason: str, discretion: str = "") -> Answer:
    """A part not given, with its article and reason."""
    found: Answer = {"part": what, "articles": [article], "reason": reason}
    return found | ({"discretion_reason": discretion} if discretion else {})


def denied(outcome: str, reason: str, inseparable: str, **more: Any) -> Answer:
    """Not given, and why nothing of it can be given either."""
    return {"outcome": outcome, "reason": reason, "separable": False,
            "separability_reason": inseparable, **more}


def not_held() -> Answer:
    """Searched and not found (条例第三十六条第四项)."""
    return {"outcome": "unable.not_held"}


def not_ours(reason: str, agency: str, contact: str) -> Answer:
    """Another agency's (条例第三十六条第五项)."""
    return {"outcome": "unable.not_held", "reason": reason, "responsible_agency": agency,
            "responsible_contact": contact}


def declined(outcome: str, reason: str, **more: Any) -> Answer:
    """Any other answer with a reason."""
    return {"outcome": outcome, "reason": reason, **more}


def petition(reason: str, channel: str) -> Answer:
    """A petition in disguise (条例第三十九条第一款)."""
    return {"outcome": "reject.petition", "reason": reason, "petition_channel": channel}


def abandoned() -> Answer:
    """Never supplemented (条例第三十条)."""
    return {"outcome": "other.no_supplement"}
