"""`.cast`, `.styles`, `.loras`, `.defaults`, `.inspire`: how they are written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.commands.arguments import check_nothing_left, read_choice, read_job_first
from bot.commands.characters import check_characters, has_words, shown, unquoted
from bot.commands.errors import CommandError
from bot.commands.followups import only_picture, read_style_name
from bot.commands.loras import LoraList
from bot.commands.option_syntax import check_no_options, insisted
from bot.commands.options import SAID_EACH_TIME, Kind
from bot.commands.reading_options import find_option, read_options
from bot.domain.limits import Limits
from bot.domain.requests import Attachment


@dataclass(frozen=True, slots=True)
class CastAdd:
    name: str
    description: str
    image: str = ""  # SHA-256 of the stored picture that is their sheet; "": none came along


@dataclass(frozen=True, slots=True)
class CastRemove:
    name: str


@dataclass(frozen=True, slots=True)
class CastKeep:
    """Everybody of a story who has a name and looks."""

    job: str


@dataclass(frozen=True, slots=True)
class CastSheet:
    """A picture of somebody: `image`, or that of a job, or one to be drawn where neither is there."""

    name: str
    image: str = ""  # SHA-256
    of: str = ""  # "1a2b3c4d.2"
    anyway: bool = False  # drawn though the model has never seen what they are

    @property
    def draws(self) -> bool:
        return not (self.image or self.of)


@dataclass(frozen=True, slots=True)
class CastList:
    """Whom this server's stories know."""


@dataclass(frozen=True, slots=True)
class StyleList:
    """Our styles and this server's own."""


@dataclass(frozen=True, slots=True)
class StyleAdd:
    name: str
    words: str  # with {} where the prompt goes, or to stand after it


@dataclass(frozen=True, slots=True)
class StyleRemove:
    name: str


@dataclass(frozen=True, slots=True)
class DefaultsShow:
    server: bool = False  # the server's instead of one's own


@dataclass(frozen=True, slots=True)
class DefaultsSet:
    option: str  # its name in the table of options
    value: str  # as typed; "" for a flag
    server: bool = False


@dataclass(frozen=True, slots=True)
class DefaultsClear:
    server: bool = False


@dataclass(frozen=True, slots=True)
class Inspire:
    """Ideas for prompts."""

    theme: str = ""


CastCommand = CastAdd | CastRemove | CastKeep | CastSheet | CastList
PreferenceCommand = (
    CastCommand | StyleList | StyleAdd | StyleRemove | LoraList | DefaultsShow | DefaultsSet | DefaultsClear | Inspire
)


MAX_NAME, MAX_WORDS = 40, 300  # characters
SERVER = "--server"
_COLON = re.compile(r":(?!\d)|：")  # "5:30" has no colon for us
_OF_JOB = re.compile(r"(.+) ([0-9a-f]{8,32}(?:\.[1-9][0-9]?)?)", re.IGNORECASE)


def read_preference(name: str, rest: str, limits: Limits, attachments: Sequence[Attachment] = ()) -> PreferenceCommand:
    """The command of what stands after its name; raises CommandError."""
    text = " ".join(check_characters(rest).split())
    if len(text) > MAX_NAME + MAX_WORDS:
        raise CommandError(f"That is {len(text):,} characters: shorten it.", None)
    verb, _, after = text.partition(" ")
    if name == "cast":
        return _cast(verb, after, limits, attachments)
    if name == "loras":
        return LoraList(unquoted(text))
    if name == "styles":
        return _styles(verb, after, limits)
    return _defaults(text.split(), limits) if name == "defaults" else Inspire(unquoted(text))


def _cast(verb: str, after: str, limits: Limits, attachments: Sequence[Attachment]) -> PreferenceCommand:
    act = read_choice(verb or "list", ("add", "remove", "keep", "sheet", "list"), "cast command")
    if attachments and act not in ("add", "sheet"):
        raise CommandError(f"`cast {act}` takes no picture.", "cast sheet Mia")
    if act == "list":
        check_nothing_left(after.split())
        return CastList()
    if act == "remove":
        return CastRemove(_name(after))
    if act == "keep":
        job, more = read_job_first(after.split())
        check_nothing_left(more)
        return CastKeep(job)
    image = only_picture(attachments, "").sha256 if attachments else ""
    if act == "sheet":
        after, anyway = insisted(after)
        named = _OF_JOB.fullmatch(after)
        if named and image:
            raise CommandError("Attach a picture or name one of a job, not both.", "cast sheet Mia")
        return CastSheet(_name(named[1] if named else after), image, named[2].lower() if named else "", anyway)
    if image and has_words(after) and not _COLON.search(after):
        known = "to give somebody who is known the attached picture, say `cast sheet` and the name"
        raise CommandError(f"Write a name, a colon, and the words; {known}.", "cast sheet Mia")
    name, description = _pair(after, "cast add Mia: a small red fox", limits)
    return CastAdd(_name(name), description, image)


def _styles(verb: str, after: str, limits: Limits) -> PreferenceCommand:
    if not verb:
        return StyleList()
    if read_choice(verb, ("add", "remove"), "styles command") == "remove":
        return StyleRemove(read_style_name(after))
    name, words = _pair(after, "styles add dusk: {} at dusk", limits)
    if words.count("{}") > 1 or "{" in words.replace("{}", "") or "}" in words.replace("{}", ""):
        raise CommandError("`{}` stands once in a style, where the prompt goes.", "styles add dusk: {} at dusk")
    return StyleAdd(read_style_name(name), words)


def _defaults(words: list[str], limits: Limits) -> PreferenceCommand:
    server = SERVER in words
    words = [word for word in words if word != SERVER]
    if not words:
        return DefaultsShow(server)
    if read_choice(words[0], ("set", "clear"), "defaults command") == "clear":
        check_nothing_left(words[1:])
        return DefaultsClear(server)
    if len(words) == 1:
        raise CommandError("Say which option, and its value.", "defaults set style ink")
    option, value = find_option(words[1].lstrip("-–—―"), limits), " ".join(words[2:])
    if option.kind is Kind.STYLE:
        return DefaultsSet(option.name, read_style_name(value), server)
    if option.name in SAID_EACH_TIME:
        raise CommandError(f"`--{option.name}` is said each time: it cannot be a default.")
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
    pair = re.fullmatch(rf"\s*(.+?)\s*(?:{_COLON.pattern})\s*(.+)", text, re.DOTALL)
    if pair is None or not has_words(pair[2]):
        raise CommandError("Write a name, a colon, and the words.", form)
    name, words = pair[1], pair[2].strip()
    for part in (name, words):
        check_no_options(part, limits)
    if len(words) > MAX_WORDS:
        raise CommandError(f"That is {len(words):,} characters; at most {MAX_WORDS} are read.", form)
    return name, unquoted(words)
