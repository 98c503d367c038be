"""Languages (语言): Chinese first, English by a catalogue of what pages, forms and reasons say.

Templates and code are written in Chinese. What a page puts out passes through `say`: in Chinese it
stays as it is, in English the catalogue `en.po` answers; what officials or applicants wrote is not
in the catalogue and stays as they wrote it. Letters, papers and the trail are Chinese always.
"""

import json
from collections.abc import Iterable
from typing import Any

from flask import Flask, g, request
from flask_babel import Babel, get_locale
from jinja2 import pass_context, pass_eval_context
from jinja2.filters import do_join
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from markupsafe import Markup, escape

from web.cookies import named
from web.languages.catalogue import english, singular
from web.languages.runs import Runs

#: The cookie that remembers the language.
COOKIE = "lang"
_BETWEEN = {"、": ", ", "；": "; ", "，": ", "}
CHINESE, ENGLISH = "zh_Hans_CN", "en"
#: What a page tells its templates, so that they need not ask at every word.
_HERE = "_in_english"


def init_app(app: Flask) -> None:
    """Let every template speak the language of the reader."""
    Babel(app, default_locale=CHINESE, default_timezone="Asia/Shanghai",
          locale_selector=_chosen)
    app.jinja_env.add_extension(Runs)
    app.jinja_env.finalize = _put_out
    app.jinja_env.globals.update(say=say, in_english=in_english)
    app.jinja_env.filters["join"] = _joined
    app.context_processor(lambda: {_HERE: in_english()})


def _chosen() -> str:
    return ENGLISH if request.cookies.get(named(COOKIE)) == ENGLISH else CHINESE


def in_english() -> bool:
    """Whether the reader of this page chose English: found out once a page, asked at every word."""
    found: bool | None = getattr(g, "in_english", None)
    if found is None:
        found = g.in_english = str(get_locale()) == ENGLISH
    return found


def script_words() -> str:
    """The English of what scripts say, as a script that runs before them."""
    return f"window.words = {json.dumps(english().of_scripts(), ensure_ascii=False)};"


def say(text: str, *values: Any) -> Markup:
    """A sentence of a template, its places `{0}`, `{1}` … filled with values."""
    if in_english():
        said = Markup(english().of_template(text)).format(  # our own catalogue
            *(escape(_word(value)) for value in values))
        return Markup(singular(said))  # escaped just now
    return Markup(text).format(*map(escape, values))  # our own template


@pass_context
def _put_out(context: Context, value: Any) -> Any:
    """What is about to stand on the page, in the reader's language."""
    if type(value) is Markup:
        return value
    english_page = context.parent.get(_HERE)
    if english_page is None:  # a macro of another template
        english_page = in_english()
    return _word(value) if english_page else value


@pass_eval_context
def _joined(
    context: EvalContext, words: Iterable[Any], between: str = "", attribute: str | None = None
) -> str:
    """The usual `join`, each word in the reader's language."""
    found: str
    if not in_english():
        found = do_join(context, words, between, attribute)
    else:
        said = (getattr(one, attribute) for one in words) if attribute else words
        found = do_join(context, map(_word, said), _BETWEEN.get(between, between))
    return found


def _word(value: Any) -> Any:
    return english().say(value) if isinstance(value, str) and type(value) is not Markup else value
