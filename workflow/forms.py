"""Fields of the facts a step asks for (表单): marshmallow fields with the label officials read.

A page draws the form of a step from these fields; `desk.perform` parses with the same schema.
"""

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, pre_load, validate

from workflow.terms import Term

Options = Callable[[Any], list[tuple[str, str]]]
#: What `desk.keep` returns: digest, media type, virus scan, scanner, ticket, mark, display name.
_KEPT_FILE = (
    r"^[0-9a-f]{64};[\w.+/-]{1,80};[a-z]{1,20};[\w./ -]{0,60};[\w-]{1,200};[0-9a-f]{32};"
    r"[^;\x00-\x1f]{1,160}$"
)
_UNREADABLE = "所填内容无法识别，请重新填写。"
_NEEDED: dict[str, str | list[Any] | dict[Any, Any]] = {
    "required": "必填，请填写。", "null": "必填，请填写。",
    "invalid": _UNREADABLE, "invalid_utf8": _UNREADABLE,
}


class Form(Schema):
    """The facts of one step; blanks count as not given, text is normalised once (NFC)."""

    class Meta:
        """Anything a form does not name is left out, so that buttons and tokens do no harm."""

        unknown = EXCLUDE

    error_messages = {"type": _UNREADABLE}

    @pre_load
    def tidy(self, data: Any, **_: Any) -> Any:
        """Trim and normalise text; leave out blanks and rows that are all blank."""
        if not isinstance(data, Mapping):
            return data
        return {key: value for key, value in ((k, _tidy(v)) for k, v in data.items())
                if value not in ("", None, [], {})}


def _tidy(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value).strip().replace("\r\n", "\n")
    if isinstance(value, list):
        return [kept for kept in map(_tidy, value) if kept not in ("", None, [], {})]
    if isinstance(value, Mapping):
        rows = {key: _tidy(item) for key, item in value.items()}
        return {key: item for key, item in rows.items() if item not in ("", None, [], {})}
    return value


def units(action: Any) -> list[tuple[str, str]]:
    """The units of the agency (科室) as its list has them today; none where no list is kept."""
    return [(name, name) for name in action.directory.units()]


class Empty(Form):
    """A step that asks nothing."""


def with_answer(form: type[Schema]) -> type[Schema]:
    """The form with a field to answer for what the proofreading doubts; blank until it does."""
    answer = text("对校对提示的说明", long=True, hint="逐条说明为什么无误，存入台账")
    answer.metadata = {**answer.metadata, "when_asked": True}
    return type(form.__name__, (form,), {"__doc__": form.__doc__, "acknowledged": answer})


def _about(label: str, required: bool, hint: str, widget: str, **more: Any) -> dict[str, Any]:
    return {
        "required": required,
        "metadata": {"label": label, "hint": hint, "widget": widget, **more},
        "error_messages": _NEEDED,
    }


def text(
    label: str, *, required: bool = False, hint: str = "", long: bool = False,
    personal: bool = False, limit: int = 0, options: Options | None = None,
    check: Callable[[str], Any] | None = None, offers: Options | None = None,
    start: Callable[[Any], Any] | None = None, narrow: bool = False,
) -> fields.String:
    """A line or, if `long`, a paragraph of text; `personal` text is sealed, not in the trail.

    With `options` it is a choice out of what the case offers (value, label); `offers` only
    proposes, and anything else may be written; `start` gives the text a blank form opens with.
    A `narrow` one is a number or code: what an input method typed full-width counts half-width.
    """
    widget = "select" if options else "textarea" if long else "text"
    about = _about(label, required, hint, widget, personal=personal, options=options or offers,
                   start=start)
    size = limit or (4000 if long else 300)
    checks: list[Any] = [_readable, validate.Length(max=size, error=f"最多{size}个字。")]
    if check:
        checks.append(check)
    return (_Narrow if narrow else fields.String)(validate=checks, **about)


class _Narrow(fields.String):
    """A number or code: full-width forms become half-width ones, blanks between groups go."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> Any:
        text = super()._deserialize(value, attr, data, **more)
        return unicodedata.normalize("NFKC", text).replace(" ", "")


def _readable(value: str) -> None:
    """Refuse what no database keeps and nobody sees: control characters, halves of characters."""
    found = {f"U+{ord(c):04X}" for c in value
             if c not in "\n\t" and unicodedata.category(c) in ("Cc", "Cs")}
    if found:
        names = "、".join(sorted(found))
        raise ValidationError(f"含有不可见的控制字符（{names}），请删去后重新填写。")


def hidden(label: str, start: Callable[[Any], Any]) -> fields.String:
    """What the page itself says with the form: nobody types it."""
    return fields.String(validate=[validate.Length(max=300)],
                         **_about(label, False, "", "hidden", start=start))


def day(
    label: str, *, required: bool = False, hint: str = "",
    start: Callable[[Any], Any] | None = None,
) -> fields.Date:
    """A legal day (日期, Beijing time); `start` gives the one a blank form opens with."""
    about = _about(label, required, hint, "date", start=start)
    about["error_messages"] = {**_NEEDED, "invalid": "日期应当写成 2024-09-27 的样子。"}
    return fields.Date(format="%Y-%m-%d", **about)


def number(
    label: str, *, required: bool = False, hint: str = "", least: int = 1, most: int = 9999,
    unit: str = "", start: Callable[[Any], Any] | None = None,
) -> fields.Integer:
    """A whole number between `least` and `most`, in `unit`; `start` as for `day`."""
    about = _about(label, required, hint, "number", unit=unit, least=least, most=most,
                   start=start)
    about["error_messages"] = {**_NEEDED, "invalid": "应当是整数。"}
    span = validate.Range(least, most, error=f"应当在{least}到{most}之间。")
    return fields.Integer(validate=span, **about)


def yes(label: str, *, hint: str = "") -> fields.Boolean:
    """A box to tick (是否); not ticked is no."""
    return fields.Boolean(**{**_about(label, False, hint, "checkbox"), "load_default": False})


def answer(label: str, *, required: bool = False, hint: str = "") -> fields.Boolean:
    """A yes or no that must be said, not assumed."""
    about = _about(label, required, hint, "yesno")
    about["error_messages"] = {**_NEEDED, "invalid": "请选择是或否。"}
    return fields.Boolean(**about)


def choice(
    label: str, members: type[Term], *, required: bool = False, hint: str = "",
    only: tuple[Term, ...] = (),
) -> fields.String:
    """One member of a closed list, by its key."""
    offered = only or tuple(members)
    keys = [member.value for member in offered]
    about = _about(label, required, hint, "radio" if len(offered) <= 4 else "select",
                   choices=[(member.value, member.label) for member in offered])

    def known(value: str) -> None:
        if value not in keys:
            names = "、".join(member.label for member in offered)
            shown = f"“{value}”这一" if value.isprintable() else "这一"
            raise ValidationError(f"没有{shown}选项，可选：{names}。")

    return fields.String(validate=known, **about)


def rows(label: str, of: type[Form], *, required: bool = False, hint: str = "",
         start: Callable[[Any], list[dict[str, Any]]] | None = None) -> fields.List[Any]:
    """A list of records with the same fields; `start` gives the rows a blank form opens with."""
    about = _about(label, required, hint, "rows", start=start)
    if required:
        about["validate"] = validate.Length(min=1, error="至少填写一项。")
    return fields.List(fields.Nested(of), **about)


def files(label: str, *, required: bool = False, hint: str = "") -> fields.List[Any]:
    """Files handed in; the form holds their digests once the desk has kept them."""
    return fields.List(
        fields.String(validate=validate.Regexp(_KEPT_FILE, error="文件未保存，请重新选择。"),
                      error_messages=_NEEDED),
        **_about(label, required, hint, "files"),
    )


def texts(label: str, *, required: bool = False, hint: str = "",
          options: Options | None = None) -> fields.List[Any]:
    """Several texts out of what the case or the law offers (checkboxes), or one a line."""
    widget = "checkboxes" if options else "lines"
    checks: list[Any] = [_readable, validate.Length(max=300, error="最多300个字。")]
    return fields.List(fields.String(validate=checks, error_messages=_NEEDED),
                       **_about(label, required, hint, widget, options=options))


