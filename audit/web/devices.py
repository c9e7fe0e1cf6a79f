"""What a browser says of itself, in plain words."""

from audit.web.language import gettext


def _(text: str) -> str:
    return text


# the first that the text holds counts: every browser claims to be the ones before it
_MACHINES = (
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("HarmonyOS", _("华为设备")),
    ("Android", _("安卓设备")),
    ("CrOS", "Chromebook"),
    ("Windows", _("Windows电脑")),
    ("Macintosh", _("苹果电脑")),
    ("Linux", _("Linux电脑")),
)
_BROWSERS = (
    ("MicroMessenger", _("微信")),
    ("HuaweiBrowser", _("华为浏览器")),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def in_words(agent: str) -> str:
    """`iPad · Safari`; a browser that nobody knows is another device."""
    known = [_first(agent, _MACHINES), _first(agent, _BROWSERS)]
    return " · ".join(gettext(name) for name in known if name) or gettext(_("其他设备"))


def _first(agent: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for sign, name in names if sign in agent), "")
