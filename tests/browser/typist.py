"""A typist: an officer who has a keyboard and nothing else, every key a real key event."""

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator

from tests.browser.window import Window

#: The keystroke-level model: a key of a practised typist, and one decision, in seconds.
KEY, DECISION = 0.28, 1.35
#: The most keys a letter may take beyond its contents.
MOST_KEYS = 40
#: No page has more places where Tab stops.
MOST_STOPS = 250


@dataclass
class Typist:
    """Presses keys in a window and counts them."""

    window: Window
    keys: int = 0
    typed: int = 0
    touched: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Watch for file windows from the beginning: watching takes a moment to begin."""
        self.window.page.on("filechooser", lambda chooser: None)

    @property
    def at(self) -> str:
        """The name of the field with the focus."""
        return str(self.window.page.evaluate("document.activeElement.name || ''"))

    def press(self, keys: str) -> None:
        """Press a key or a chord; every part of a chord is a key."""
        self.window.page.keyboard.press(keys)
        self.keys += keys.count("+") + 1

    def write(self, text: str) -> None:
        """Type contents, key by key."""
        self.window.page.keyboard.type(text)
        self.typed += len(text)

    def on_to(self, name: str) -> None:
        """Enter from field to field until this one has the focus."""
        for _ in range(MOST_KEYS):
            here = self.at
            if here not in self.touched:
                self.touched.append(here)  # looked at, even where it is only passed
            if here == name:
                return
            self.press("Enter")
        raise AssertionError(f"Enter does not lead to {name}")

    def to(self, place: Locator) -> None:
        """Tab until this has the focus, from wherever it is now."""
        for _ in range(MOST_STOPS):
            if place.evaluate("one => one === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"Tab does not lead to {place}")

    def follow(self, place: Locator) -> None:
        """Tab to a link or button and press Enter on it."""
        self.to(place)
        self.press("Enter")

    def hand_in(self, field: Locator, paper: Path) -> None:
        """Tab to a field for files, open its window with the space bar, choose a file there."""
        self.to(field)
        with self.window.page.expect_file_chooser() as choosing:
            self.press("Space")
        choosing.value.set_files(paper)

    def seconds(self) -> float:
        """What the keystroke-level model makes of it: one decision a field."""
        return (self.keys + self.typed) * KEY + len(self.touched) * DECISION
