"""What an inspection looked at (检测项目): item by item, passed or not, and why."""

from dataclasses import dataclass

from workflow.terms import CheckedProperty, CheckResult


@dataclass(frozen=True)
class CheckItem:
    """One item of the four checks (四性检测, DA/T 70-2018) with its result."""

    of: CheckedProperty
    item: str
    result: CheckResult
    why: str

    @property
    def failed(self) -> bool:
        """Whether it stands against sealing."""
        return self.result is CheckResult.FAILED

    def to_json(self) -> dict[str, str]:
        """As the trail and the package keep it."""
        return {"property": self.of.value, "item": self.item, "result": self.result.value,
                "why": self.why}

    def __str__(self) -> str:
        """One line: 真实性·台账哈希链：通过。14条首尾相接."""
        return f"{self.of.label}·{self.item}：{self.result.label}。{self.why}"
