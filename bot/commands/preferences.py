"""`.cast`, `.styles`, `.defaults`, `.inspire`: how they are written."""

from __future__ import annotations

from bot.commands.arguments import check_nothing_left, read_choice
from bot.commands.characters import check_characters, has_words, shown, unquoted
from bot.commands.errors import CommandError, Limits
from bot.commands.followups import read_style_name
from bot.commands.further import (
    CastAdd,
    CastList,
    CastRemove,
    DefaultsClear,
    DefaultsSet,
    DefaultsShow,
    Inspire,
    LikeCommand,
    StyleAdd,
    StyleList,
    StyleRemove,
)
from bot.commands.option_syntax import check_no_options
from bot.commands.options import Kind, find_option, read_options

MAX_NAME, MAX_WORDS = 40, 300  # characters
SERVER = "--server"


def read_like(name: str, rest: str, limits: Limits) -> LikeCommand:
    """The command of what stands after its name; raises CommandError."""
    text = " ".join(check_characters(rest).split())
    if len(text) > MAX_NAME + MAX_WORDS:
        raise CommandError(f"That is {len(text):,} characters: shorten it.", None)
    verb, _, after = text.partition(" ")
    if name == "cast":
        return _cast(verb, after, limits)
    if name == "styles":
        return _styles(verb, after, limits)
    return _defaults(text.split(), limits) if name == "defaults" else Inspire(unquoted(text))


def _cast(verb: str, after: str, limits: Limits) -> LikeCommand:
    act = read_choice(verb or "list", ("add", "remove", "list"))
    if act == "list":
        check_nothing_left(after.split())
        return CastList()
    if act == "remove":
        return CastRemove(_name(after))
    name, description = _pair(after, "cast add Mia: a small red fox", limits)
    return CastAdd(_name(name), description)


def _styles(verb: str, after: str, limits: Limits) -> LikeCommand:
    if not verb:
        return StyleList()
    if read_choice(verb, ("add", "remove")) == "remove":
        return StyleRemove(read_style_name(after))
    name, words = _pair(after, "styles add dusk: {} at dusk", limits)
    if words.count("{}") > 1 or "{" in words.replace("{}", "") or "}" in words.replace("{}", ""):
        raise CommandError("`{}` stands once in a style, where the prompt goes.", "styles add dusk: {} at dusk")
    return StyleAdd(read_style_name(name), words)


def _defaults(words: list[str], limits: Limits) -> LikeCommand:
    server = SERVER in words
    words = [word for word in words if word != SERVER]
    if not words:
        return DefaultsShow(server)
    if read_choice(words[0], ("set", "clear")) == "clear":
        check_nothing_left(words[1:])
        return DefaultsClear(server)
    if len(words) == 1:
        raise CommandError("Say which option, and its value.", "defaults set style ink")
    return _default(words[1].lstrip("-–—―"), " ".join(words[2:]), limits, server)


def _default(name: str, value: str, limits: Limits, server: bool) -> DefaultsSet:
    option = find_option(name, limits)
    if option.kind is Kind.STYLE:
        return DefaultsSet(option.name, read_style_name(value), server)
    try:
        read_options(option.commands[-1], [(option.name, value)], limits)
    except CommandError as error:
        raise CommandError(str(error), f"defaults set {option.name} {option.example}".rstrip()) from None
    return DefaultsSet(option.name, value, server)


def _name(text: str) -> str:
    if not has_words(text) or len(text) > MAX_NAME or ":" in text:
        raise CommandError(f"Say a name of at most {MAX_NAME} characters" + (f", not {shown(text)}." if text else "."))
    return text


def _pair(text: str, form: str, limits: Limits) -> tuple[str, str]:
    """`name: words`."""
    name, colon, words = (part.strip() for part in text.partition(":"))
    if not (colon and name and has_words(words)):
        raise CommandError("Write a name, a colon, and the words.", form)
    check_no_options(words, limits)
    if len(words) > MAX_WORDS:
        raise CommandError(f"That is {len(words):,} characters; at most {MAX_WORDS} are read.", form)
    return name, unquoted(words)
