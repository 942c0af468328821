"""Who intervened: name, organisation, position."""

from __future__ import annotations

from data.types import Label
from matching import lexicon, names
from records.filled import Filled, intervener_of, span_of
from records.view import View


def fill_name(view: View) -> Filled | None:
    """The registry's name of the intervener, else the words for him."""
    mention = intervener_of(view)
    if mention is None:
        return None
    return Filled(view.intervener.name if view.intervener else mention.text, (span_of(mention),))


def fill_org(view: View) -> Filled | None:
    """Where the intervener serves on the day, by the registry, else the organisation told beside the name."""
    mention = intervener_of(view)
    if mention is None:
        return None
    told = view.beside(mention, Label.ORG)
    post = view.intervener.post_for(view.day) if view.intervener else None
    if post and post.org:
        return Filled(post.org, (span_of(mention), *(span_of(org) for org in told)))
    if mention.label is Label.ORG:
        return Filled(mention.text, (span_of(mention),))
    return Filled(told[0].text, (span_of(told[0]),)) if told else None


def fill_position(view: View) -> Filled | None:
    """The post held on the day, by the registry, else the post told beside the name or in it."""
    mention = intervener_of(view)
    if mention is None:
        return None
    told = view.beside(mention, Label.POS)
    post = view.intervener.post_for(view.day) if view.intervener else None
    if post and post.position:
        return Filled(post.position, (span_of(mention), *(span_of(pos) for pos in told)))
    if mention.label is Label.POS:
        return Filled(mention.text, (span_of(mention),))
    if told:
        return Filled(told[0].text, (span_of(told[0]),))
    title = next((form for form in names.readings(mention.text) if form.title), None)
    if title is None:
        return None
    return Filled(("副" if title.deputy else "") + _full_title(title.title), (span_of(mention),))


def _full_title(title: str) -> str:
    """The post a shortened title stands for: 局 is 局长."""
    posts = lexicon.titles()[title].posts
    return posts[0] if len(title) == 1 and posts[0].startswith(title) else title
