"""Renders templates: every page knows the visitor, the language and the words in it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from starlette.responses import HTMLResponse, Response

from data.lexicon import rows
from review import wording
from review.roles import Permission, home
from store.viewer import Role

if TYPE_CHECKING:
    from review.settings import DeskSettings
    from review.site import Visit


class Pages:
    """The templates of the desk.

    In every one stand `visit` (None for who is not signed in), `csrf`, `lang`, `t`, `here` (the page's name in the
    navigation), `home` (where the visitor begins), `organ`, `languages`, `Permission`, `Role`, `codes`; filters:
    `label`, `channel`, `day`, `percent`, `place`, `beijing`.
    """

    def __init__(self, settings: DeskSettings) -> None:
        self._settings = settings
        self.templates = Environment(
            loader=PackageLoader("review", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.templates.filters.update(
            label=_label, channel=_channel, day=_day, place=_place, percent=wording.percent, beijing=wording.beijing
        )
        self.templates.globals.update(Permission=Permission, Role=Role, codes=wording.codes)

    def render(self, template: str, visit: Visit, status: int, values: Mapping[str, Any]) -> Response:
        """A page, or a piece of one, in the visitor's language."""
        shown = {"visit": visit, "csrf": visit.session.csrf, **values}
        return HTMLResponse(self.text(template, visit.language, shown), status)

    def stranger(self, template: str, language: str, status: int, values: Mapping[str, Any]) -> Response:
        """A page for somebody who is not signed in."""
        return HTMLResponse(self.text(template, language, {"visit": None, "csrf": "", **values}), status)

    def text(self, template: str, language: str, values: Mapping[str, Any]) -> str:
        """The text of a template in `language`."""
        visit: Visit | None = values.get("visit")
        always = {
            "here": "",
            "home": home(visit.account.roles) if visit else "/",
            "lang": language,
            "t": partial(_sentence, language),
            "organ": self._settings.organ,
            "languages": wording.LANGUAGES,
        }
        return self.templates.get_template(template).render(always | dict(values))


def _sentence(language: str, key: str, /, **values: Any) -> str:
    return wording.sentence(key, language, **values)


@pass_context
def _label(context: Context, code: object, field: str) -> str:
    return wording.label(code, field, context["lang"])


@cache
def _channels() -> Mapping[str, str]:
    return {row["label"]: row["code"] for row in rows("labels") if row["field"] == "channel"}


@pass_context
def _channel(context: Context, told: str) -> str:
    """A record holds a channel by its Chinese name; what the list has not stays as it is."""
    return wording.label(_channels().get(told, told), "channel", context["lang"])


@pass_context
def _day(context: Context, value: str | None) -> str:
    return wording.day(value, context["lang"])


@pass_context
def _place(context: Context, location: Mapping[str, Any] | None) -> str:
    return wording.place(location, context["lang"])
