"""`.describe`, `.enlarge`, `.vary`, `.video`, `.export`, `.panel`, `.continue`, `.restyle`: how they are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from bot.commands.arguments import check_nothing_left, read_choice, read_index, read_job_first
from bot.commands.characters import check_characters, has_words, shown, unquoted
from bot.commands.drawing import check_sentence, literal, read_sentences
from bot.commands.errors import CommandError
from bot.commands.option_syntax import insisted, split
from bot.commands.reading_options import STYLE_NAME, read_options
from bot.domain.limits import Limits
from bot.domain.requests import Attachment
from generation.request.styles import todays
from generation.tools.upscaler import FACTORS
from story.sentences import one_mark

ExportFormat = Literal["pdf", "gif", "mp4", "cbz", "zip"]


PanelAct = Literal["redo", "edit", "insert", "remove"]
PlanAct = Literal["show", "draw", "edit"]


@dataclass(frozen=True, slots=True)
class Describe:
    """Say what a stored picture shows."""

    image: str  # SHA-256


@dataclass(frozen=True, slots=True)
class Enlarge:
    job: str
    index: int | None = None
    factor: int = 2  # or 4


@dataclass(frozen=True, slots=True)
class Vary:
    """Draw anew from a picture."""

    job: str
    index: int | None = None
    strength: float = 0.6


@dataclass(frozen=True, slots=True)
class Video:
    """Show how a picture came to be."""

    job: str
    index: int | None = None


@dataclass(frozen=True, slots=True)
class Export:
    job: str
    format: ExportFormat


@dataclass(frozen=True, slots=True)
class Panel:
    """One frame of a story, all others as they are. What is inserted takes this index; `text` is its sentence."""

    job: str
    index: int
    act: PanelAct
    text: str = ""  # for edit and insert
    anyway: bool = False  # though the model has never seen what the sentence is about


@dataclass(frozen=True, slots=True)
class Continue:
    """A story goes on."""

    job: str
    sentences: tuple[str, ...]
    cast: tuple[tuple[str, str], ...] = ()  # (name, description) of whom it introduces
    anyway: bool = False  # as in a panel


@dataclass(frozen=True, slots=True)
class Plan:
    """What a story's pictures show: seen, changed or drawn."""

    job: str
    act: PlanAct
    index: int | None = None  # of the picture that is changed; None: `text` numbers them itself
    text: str = ""  # lines of a plan, to edit it, or to draw it as they say
    anyway: bool = False  # drawn though the model has never seen what it is about


@dataclass(frozen=True, slots=True)
class Restyle:
    """The same in another style, the cast kept."""

    job: str
    style: str  # ours or a server's own
    words: str = ""  # of a server's own, once it was looked up


FollowUpCommand = Describe | Enlarge | Vary | Video | Export | Panel | Continue | Plan | Restyle


PLAN_LENGTHS = 5  # how many times as long as a prompt a plan may be
WHICH_PANEL = "Say which picture of the story: they are counted from 1."


def read_follow_up(name: str, rest: str, limits: Limits, attachments: Sequence[Attachment]) -> FollowUpCommand:
    """The command of what stands after its name; raises CommandError."""
    if name == "plan":
        return read_plan(rest, limits)
    text, fields = _read(name, rest, limits)
    if name == "describe":
        check_nothing_left(text.split())
        return Describe(only_picture(attachments, "Attach the picture to `describe`.").sha256)
    job, words = read_job_first(text.split())
    after = text.split(maxsplit=1)[1] if words else ""
    if name in ("enlarge", "vary", "video"):
        return _of_picture(name, job, words, fields)
    if name == "panel":
        return replace(_panel(job, words, limits), **fields)
    if name == "continue":
        return Continue(job, *read_sentences(after, limits), **fields)
    if name == "export":
        check_nothing_left(words[1:])
        return Export(job, read_choice(words[0] if words else "", get_args(ExportFormat), "format"))
    return _restyle(job, words)


def read_continuation(job: str, words: str, limits: Limits) -> Continue:
    """What a form asks for; raises CommandError."""
    text, fields = _read("continue", words, limits)
    return Continue(job, *read_sentences(text, limits), **fields)


def read_plan(rest: str, limits: Limits) -> Plan:
    """What stands after `plan`, or a form asks for; raises CommandError."""
    text = check_characters(rest)
    if len(text) > PLAN_LENGTHS * limits.prompt_length:
        raise CommandError(
            f"That is {len(text):,} characters; at most {PLAN_LENGTHS * limits.prompt_length:,} are read."
        )
    told, anyway = insisted(text)
    return replace(_plan(told), anyway=anyway)


def _plan(text: str) -> Plan:
    job, words = read_job_first(text.split())
    if not words:
        return Plan(job, "show")
    after = text.lstrip()[len(job) :].lstrip()
    if words[0].isdigit():
        changes = after[len(words[0]) :].strip()
        if not changes:
            raise CommandError("Say what changes in that picture.", "plan 1a2b3c4d 2 place: forest")
        return Plan(job, "edit", read_index(words[0]), unquoted(changes))
    act: PlanAct = read_choice(words[0], get_args(PlanAct), "plan command")
    changes = after[len(words[0]) :].strip()
    if act == "show":
        check_nothing_left(words[1:])
    elif act == "edit" and not has_words(changes):
        raise CommandError("Write what to change.", "plan 1a2b3c4d 2 place: forest")
    return Plan(job, act, None, changes)


def read_panel(job: str, index: int | None, act: PanelAct, words: str, limits: Limits) -> Panel:
    """What a button or a form asks for, `words` being the sentence; raises CommandError."""
    if index is None:
        raise CommandError(WHICH_PANEL)
    text, fields = _read("panel", words, limits)
    return replace(_checked_panel(job, index, act, text, limits), **fields)


def _read(name: str, rest: str, limits: Limits) -> tuple[str, dict[str, Any]]:
    """The words after a command, and the options among them."""
    text, given = split(check_characters(rest), limits, name)
    fields = read_options(name, given, limits)
    if len(text) > limits.prompt_length:
        raise CommandError(f"That is {len(text):,} characters; at most {limits.prompt_length:,} are read.", None)
    return text, fields


def only_picture(attachments: Sequence[Attachment], problem: str) -> Attachment:
    """The one picture that came along; `problem` says what to do when there is none."""
    if not attachments:
        raise CommandError(problem, None)
    if len(attachments) > 1:
        raise CommandError(f"There are {len(attachments)} pictures: attach one.", None)
    return attachments[0]


def read_style_name(word: str) -> str:
    """A name that a style can have, whether there is one or not: servers have their own."""
    if not STYLE_NAME.fullmatch(word.lower()):
        raise CommandError(f"{shown(word)} is no name of a style: those are letters, digits and hyphens.")
    return todays(word.lower())


def _of_picture(name: str, job: str, words: Sequence[str], fields: dict[str, Any]) -> FollowUpCommand:
    index = read_index(words[0]) if words else None
    check_nothing_left(words[1:])
    if name == "video":
        return Video(job, index)
    if name == "vary":
        return Vary(job, index, **fields)
    if fields.get("factor", 2) not in FACTORS:
        raise CommandError("`--factor` is 2 or 4.", "--factor 2")
    return Enlarge(job, index, **fields)


def _panel(job: str, words: Sequence[str], limits: Limits) -> Panel:
    if not words:
        raise CommandError(WHICH_PANEL)
    index = read_index(words[0])
    act: PanelAct = read_choice(words[1] if len(words) > 1 else "", get_args(PanelAct), "panel command")
    return _checked_panel(job, index, act, " ".join(words[2:]), limits)


def _checked_panel(job: str, index: int, act: PanelAct, text: str, limits: Limits) -> Panel:
    text = one_mark(literal(unquoted(" ".join(text.split()))))
    if act in ("redo", "remove"):
        check_nothing_left(text.split())
    elif not has_words(text):
        raise CommandError(f"Write the sentence after `{act}`.", f"panel 1a2b3c4d 2 {act} It rains.")
    else:
        check_sentence(text, limits)
    return Panel(job, index, act, text)


def _restyle(job: str, words: Sequence[str]) -> Restyle:
    if not words:
        raise CommandError("Say which style: `help style` shows them.")
    check_nothing_left(words[1:])
    return Restyle(job, read_style_name(words[0]))
