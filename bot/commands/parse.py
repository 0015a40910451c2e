"""A line of chat → the command it means."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from bot.commands.admin import AdminCommand, read_admin
from bot.commands.advice import nearest
from bot.commands.catalogue import ADMIN, COMMANDS, FOLLOWUPS, PREFERENCES, PRIVACY
from bot.commands.characters import check_characters, shown
from bot.commands.drawing import Imagine, Story, imagine, random_seed, story
from bot.commands.errors import CommandError
from bot.commands.followups import FollowUpCommand, read_follow_up
from bot.commands.help import Help, read_help
from bot.commands.jobs import JOBS, JobCommand, read_job_command
from bot.commands.options import options
from bot.commands.preferences import PreferenceCommand, read_preference
from bot.commands.price import Price, read_price
from bot.commands.privacy import PrivacyCommand, read_privacy
from bot.commands.quota import Quota, QuotaCommand, read_quota
from bot.domain.limits import DEFAULT_LIMITS, Limits
from bot.domain.requests import Attachment

Command = (
    Imagine
    | Story
    | Help
    | Quota
    | QuotaCommand
    | JobCommand
    | FollowUpCommand
    | PreferenceCommand
    | Price
    | PrivacyCommand
    | AdminCommand
)


_FORM = re.compile(rf"(?<!\\)`({'|'.join(COMMANDS)})( [^`]*)?`")
_WORDS_TOO = ("export", "verify", "audit")  # alone they may be what stands after another command
NEAR = 0.75  # of 1: how much a name is like one of ours that we answer among other people's talk
_OF_OTHERS = re.compile(  # words that other bots have for commands of their own, and no slips of the keyboard
    r"all|audio|audios|badge|blacklist|brain|brains|case|cases|cash|cat|cats|channel|channels|coast|contribute|cost|"
    r"costs|data|deck|dark|desks|disk|disks|ease|engage|expert|experts|forge|forged|forgot|hell|helm|held|histories|"
    r"image|images|imaging|inspect|join|large|larger|lore|mystery|order|pan|pane|past|paste|path|pay|pet|post|pray|"
    r"prey|pride|prize|prizes|quiet|quit|quite|quotas|quote|quoted|quotes|rain|rest|repost|reposts|reporter|sort|"
    r"spam|star|stars|start|starts|state|states|statement|static|stat|status|stock|store|stores|storm|strip|train|"
    r"play|plain|clan|flan|plat|plug|pal|span|"
    r"trains|urban|vast|version|very|vide|view|voice"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of chat that begins with a command, and what its reader may need."""

    name: str  # of the command
    rest: str  # all that stands after the name
    prefix: str
    limits: Limits
    new_seed: Callable[[], int]
    attachments: Sequence[Attachment]

    @property
    def words(self) -> list[str]:
        return check_characters(self.rest).split()

    def parse(self, text: str) -> Command | None:
        """Another line, read as this one is."""
        return parse(text, prefix=self.prefix, limits=self.limits, new_seed=self.new_seed, attachments=self.attachments)


READERS: Mapping[str, Callable[[Line], Command]] = MappingProxyType(
    {
        "imagine": lambda line: imagine(
            line.rest, limits=line.limits, new_seed=line.new_seed, attachments=line.attachments
        ),
        "story": lambda line: story(
            line.rest, limits=line.limits, new_seed=line.new_seed, attachments=line.attachments
        ),
        **dict.fromkeys(PREFERENCES, lambda line: read_preference(line.name, line.rest, line.limits, line.attachments)),
        "price": lambda line: read_price(line.rest, line.prefix, line.parse),
        "help": lambda line: read_help(line.words, line.prefix, line.limits),
        "quota": lambda line: read_quota(line.words),
        **dict.fromkeys(JOBS, lambda line: read_job_command(line.name, line.words)),
        **dict.fromkeys(FOLLOWUPS, lambda line: read_follow_up(line.name, line.rest, line.limits, line.attachments)),
        **dict.fromkeys(PRIVACY, lambda line: read_privacy(line.name, line.rest, line.attachments)),
        **dict.fromkeys(ADMIN, lambda line: read_admin(line.name, line.rest)),
    }
)


def parse(
    text: str,
    *,
    prefix: str = ".",
    limits: Limits = DEFAULT_LIMITS,
    new_seed: Callable[[], int] = random_seed,
    attachments: Sequence[Attachment] = (),
) -> Command | None:
    """The command in a line of chat and the pictures with it; `None` where there is none for us: "...", ".5".

    A name that is nearly one of ours is answered; others may be those of other bots. A command that cannot be done as
    written raises `CommandError`, whose text shows a line that works.
    """
    name, rest = _command_word(text, prefix)
    if name not in COMMANDS:
        near = nearest(name, COMMANDS, NEAR)
        if near is None or name.startswith(near) or _OF_OTHERS.fullmatch(name):  # ".imagined": a word of its own
            return None
        raise CommandError(_no_command(name, near, prefix))
    line = Line(name, rest, prefix, limits, new_seed, attachments)
    try:
        if line.rest[:1].strip():
            raise CommandError(f"Put a space after `{prefix}{name}`.")
        return READERS[name](line)
    except CommandError as error:
        raise with_form(error, name, prefix, rest) from None


def with_prefix(line: str, prefix: str = ".") -> str:
    """A line where everything is said to us, so that a command needs no dot."""
    words = line.split(maxsplit=1)
    return f"{prefix}{line.lstrip()}" if words and words[0].lower() in COMMANDS else line


def typed_forms(text: str, prefix: str) -> str:
    """An answer whose forms of commands can be typed as they stand: `cancel 1a2b3c4d` with its prefix.

    A back-tick that is escaped is a letter of what somebody wrote, and begins no form.
    """
    return _FORM.sub(lambda form: form[0] if form[1] in _WORDS_TOO and not form[2] else f"`{prefix}{form[0][1:]}", text)


def not_understood(text: str, prefix: str) -> str:
    """What to say of a line that is no command where all that is said is said to us."""
    word = (re.match(rf"\s*(?:{re.escape(prefix)})?(\w+)", text) or ["", ""])[1].lower()
    if near := nearest(word, COMMANDS, NEAR):
        return _no_command(word, near, prefix)
    starts = f"There is no command {shown(word)}" if _command_word(text, prefix)[0] else "That is no command"
    return f"{starts}: try `{prefix}{COMMANDS['imagine'].example}`, or ask for `{prefix}help`."


def _no_command(word: str, near: str, prefix: str) -> str:
    example = COMMANDS[near].example
    return f"There is no command {shown(word)}: did you mean `{prefix}{near}`? For example: `{prefix}{example}`"


def takes_ids(text: str, prefix: str) -> bool:
    """Whether the line's command names people and places by their numbers, as a mention does."""
    name, _ = _command_word(text, prefix)
    return name in COMMANDS and COMMANDS[name].ids


def with_form(error: CommandError, name: str, prefix: str, typed: str = "") -> CommandError:
    """The same error with a line that works, the most like what was typed after the name, where the form was wrong."""
    if error.form is None:
        return error
    words = {*typed.lower().split(), *re.findall("did you mean `(.+?)`", str(error))}
    forms = (COMMANDS[name].example, *(form for form, _ in COMMANDS[name].forms))
    example = max(forms, key=lambda form: len(words.intersection(form.split()[1:])))
    form = error.form or example
    if form.startswith("--"):
        option = options(DEFAULT_LIMITS).get(form.split()[0].removeprefix("--"))
        form = f"{example} {form}" if option is None or name in option.commands else example
    return CommandError(f"{error} Write it like this: `{prefix}{form}`", form)


def _command_word(text: str, prefix: str) -> tuple[str, str]:
    """The word that a line begins with, directly after its prefix, and the rest; "" where it begins with none."""
    match = re.match(rf"[\s\u200b\u200e\u200f\u2060\ufeff]*{re.escape(prefix)}(\w+)", text)  # copied from elsewhere
    return (match[1].lower(), text[match.end() :]) if match else ("", text)
