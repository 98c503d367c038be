"""Browsers by their name (浏览器): what an officer recognises the own sign-ins by."""

import re

#: Looked for in this order: most browsers claim to be several of them.
_BROWSERS = (
    ("Edg/", "Edge"), ("360", "360浏览器"), ("QQBrowser", "QQ浏览器"), ("MetaSr", "搜狗浏览器"),
    ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Mac OS X", "macOS"), ("Kylin", "麒麟"), ("UOS", "统信"), ("Linux", "Linux"),
)
_LONGEST = 60


def short_agent(told: str) -> str:
    """What a browser says of itself, in few words; the beginning of it where it is unknown."""
    browser = next((name for sign, name in _BROWSERS if sign in told), "")
    if not browser:
        return re.sub(r"[^\x20-\x7e]", "", told)[:_LONGEST]
    system = next((name for sign, name in _SYSTEMS if sign in told), "")
    return f"{browser}（{system}）" if system else browser
