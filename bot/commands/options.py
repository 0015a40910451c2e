"""The options of `.imagine` and `.story`, in the one table that the parser, the help and every front-end read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

from bot.commands.advice import advice, nearest
from bot.commands.arguments import read_picture
from bot.commands.characters import closing_quotes, has_words, shown, unquoted
from bot.commands.errors import CommandError
from bot.commands.loras import read_loras, together
from bot.domain.limits import Limits
from generation.engine import MAX_REFERENCES, EngineError, EngineInfo, Reference
from generation.request.resolve import MAX_GUIDANCE_SCALE
from generation.request.sizes import RATIOS, parse_ratio
from generation.request.styles import STYLES, todays
from story.pages.panels import LAYOUTS, PAPERS

MAX_SEED = 2**32 - 1
MAX_TITLE, MAX_AUTHOR = 120, 80  # characters: what a cover has room for
MAX_GUIDANCE = int(MAX_GUIDANCE_SCALE)
STYLE_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


class Kind(Enum):
    """What an option takes."""

    INTEGER = "a whole number"
    NUMBER = "a number"
    RATIO = "width:height"
    STYLE = "the name of a style"
    LORAS = "the name of a LoRA"
    TEXT = "words"
    CHOICE = "one of a few words"
    FLAG = "nothing"
    PICTURES = "the number of a job"


@dataclass(frozen=True, slots=True)
class Option:
    """One option: its name in chat, the request's field it fills, and what may stand after it."""

    name: str
    field: str
    kind: Kind
    example: str  # of its value
    meaning: str
    low: int = 0
    high: int = 0  # of words: how many characters, where not a prompt's
    commands: tuple[str, ...] = ("imagine", "story")
    sets: bool = True  # what a flag sets its field to
    choices: tuple[str, ...] = ()

    @property
    def form(self) -> str:
        return f"--{self.name} {self.example}".rstrip()


@lru_cache(maxsize=8)
def options(limits: Limits) -> Mapping[str, Option]:
    """The options there are, by name."""
    steps, images = str(min(20, limits.steps)), str(min(4, limits.images))
    table = (
        Option("ar", "aspect_ratio", Kind.RATIO, "16:9", f"shape, width to height, {RATIOS}"),
        Option("seed", "seed", Kind.INTEGER, "7", "the same seed draws the same picture again", 0, MAX_SEED),
        Option(
            "steps", "num_inference_steps", Kind.INTEGER, steps, "more steps draw finer, and cost more", 1, limits.steps
        ),
        Option("guidance", "guidance_scale", Kind.NUMBER, "5", "how closely the words are followed", 0, MAX_GUIDANCE),
        Option("no", "negative_prompt", Kind.TEXT, '"text, blur"', "what to keep out of the picture"),
        Option("n", "num_images", Kind.INTEGER, images, "how many pictures", 1, limits.images, commands=("imagine",)),
        Option("style", "style", Kind.STYLE, "watercolor", f"one of {', '.join(STYLES)}"),
        Option(
            "lora", "loras", Kind.LORAS, "ink:0.8", "a LoRA that changes the model, and how much: `loras` lists them"
        ),
        Option("title", "title", Kind.TEXT, '"The Lantern"', "what it is called", 0, MAX_TITLE, commands=("story",)),
        Option("by", "author", Kind.TEXT, '"Ann Lee"', "who tells it", 0, MAX_AUTHOR, commands=("story",)),
        Option("no-context", "context", Kind.FLAG, "", "draw every sentence alone", commands=("story",), sets=False),
        Option("causal", "causal", Kind.FLAG, "", "let no sentence know those after it", commands=("story",)),
        Option(
            "layout",
            "layout",
            Kind.CHOICE,
            "manga",
            f"its page as {_either(LAYOUTS)}",
            commands=("story",),
            choices=LAYOUTS,
        ),
        Option(
            "paper",
            "paper",
            Kind.CHOICE,
            "letter",
            f"the size of its pages: {_either(tuple(PAPERS))}",
            commands=("story",),
            choices=tuple(PAPERS),
        ),
        Option(
            "plan", "plan_only", Kind.FLAG, "", "show first who is where, and draw nothing yet", commands=("story",)
        ),
        Option(
            "anyway",
            "anyway",
            Kind.FLAG,
            "",
            "draw it even if the model has never seen what it is about",
            commands=("imagine", "story", "panel", "continue"),
        ),
        Option("tile", "tile", Kind.FLAG, "", "edges meet when laid side by side", commands=("imagine",)),
        Option(
            "chaos",
            "chaos",
            Kind.INTEGER,
            "50",
            "chance, in 100, that a picture has a time of day or a weather of its own",
            0,
            100,
            commands=("imagine",),
        ),
        Option(
            "strength",
            "strength",
            Kind.NUMBER,
            "0.6",
            "how much of the picture it starts from may change",
            0,
            1,
            commands=("vary", "imagine"),
        ),
        Option(
            "ref",
            "references",
            Kind.PICTURES,
            "1a2b3c4d.2",
            f"a picture to look at: a job's, or `Mia`'s; up to {MAX_REFERENCES} with those attached",
        ),
        Option(
            "factor",
            "factor",
            Kind.INTEGER,
            "4",
            "how many times as wide and high, 2 or 4",
            2,
            4,
            commands=("enlarge",),
        ),
    )
    return {option.name: option for option in table}


_TAKES: Mapping[str, Callable[[EngineInfo], bool]] = {
    "ar": lambda info: not info.fixed_size,
    "steps": lambda info: info.takes_steps,
    "guidance": lambda info: info.guided and info.takes_guidance,
    "no": lambda info: info.guided and info.takes_negative,
    "tile": lambda info: info.tiles,
    "lora": lambda info: any(not (each.embedding or each.objection) for each in info.loras),
    "strength": lambda info: info.starts_from_image and info.takes_strength,
    "ref": lambda info: info.references > 0,
}


def can_take(info: EngineInfo, option: Option) -> bool:
    """Whether the engine can do anything with an option, as `check_drawing_request` finds in the end."""
    takes = _TAKES.get(option.name)
    return takes is None or takes(info)


def read_options(command: str, given: Iterable[tuple[str, str]], limits: Limits) -> dict[str, Any]:
    """Request fields for the (name, text) pairs a person gave with a command; names are those of the table."""
    fields: dict[str, Any] = {}
    for name, text in given:
        option = find_option(name, limits, command)
        if command not in option.commands:
            raise CommandError(f"`--{option.name}` goes with `{option.commands[0]}`, not with `{command}`.")
        if option.field in fields and option.kind not in (Kind.PICTURES, Kind.LORAS):
            raise CommandError(f"`--{option.name}` is there twice: give it once.", option.form)
        before = fields.get(option.field, ())
        try:
            if option.kind is Kind.LORAS:
                fields[option.field] = together(before, read_loras(text))
            else:
                value = _read_value(option, text, limits)
                fields[option.field] = (*before, *value) if option.kind is Kind.PICTURES else value
        except CommandError as error:
            raise CommandError(str(error), option.form) from None
    return fields


def find_option(name: str, limits: Limits, command: str = "") -> Option:
    """The option of that name, in capitals or not; raises CommandError, with the nearest or with all there are."""
    table = options(limits)
    if found := table.get(name.lower()):
        return found
    its = {known: option for known, option in table.items() if not command or command in option.commands}
    near = nearest(name, its)
    there_is_none = f"There is no option {shown('--' + name)}"
    if not its:
        raise CommandError(f"{there_is_none}: `{command}` takes none.")
    raise CommandError(f"{there_is_none}: {advice(name, its, '`--{}`')}", its[near].form if near else "")


def resembled_option(name: str, limits: Limits) -> Option | None:
    """The option that a name was probably meant to be."""
    table = options(limits)
    alike = [known for known in table if known[0] == name[0] and len({*known} - {*name}) < 2]  # spares most of the work
    near = nearest(name, alike, near=0.75)
    return table[near] if near else None


def _read_value(option: Option, text: str, limits: Limits) -> Any:
    match option.kind:
        case Kind.INTEGER | Kind.NUMBER:
            return _integer(option, text) if option.kind is Kind.INTEGER else _number(option, text)
        case Kind.RATIO:
            return _ratio(text)
        case Kind.STYLE:
            return _style(text, limits)
        case Kind.TEXT:
            return _text(option, text, limits)
        case Kind.CHOICE:
            return _choice(option, text)
        case Kind.FLAG:
            return _flag(option, text)
        case Kind.PICTURES:
            return tuple(Reference("", read_picture(each, option.name)) for each in text.split(","))


def _integer(option: Option, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,10}", text) or not option.low <= int(text) <= option.high:
        raise _out_of_range(option, text)
    return int(text)


def _number(option: Option, text: str) -> float:
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3})?", text) or not option.low <= float(text) <= option.high:
        raise _out_of_range(option, text)
    return float(text)


def _out_of_range(option: Option, text: str) -> CommandError:
    takes = f"`--{option.name}` takes {option.kind.value} from {option.low} to {option.high}"
    return CommandError(f"{takes}, not {shown(text)}." if text else f"{takes}, and there is none after it.")


def _choice(option: Option, text: str) -> str:
    if text.lower() in option.choices:
        return text.lower()
    near = nearest(text.lower(), option.choices) if text else None
    meant = f"did you mean `{near}`?" if near else f"there are {', '.join(option.choices)}."
    raise CommandError(f"`--{option.name}` cannot be {shown(text) if text else 'nothing'}: {meant}")


def _either(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"


def _ratio(text: str) -> str:
    try:
        parse_ratio(text)
    except EngineError as error:
        raise CommandError(str(error)) from None
    return text


def _style(text: str, limits: Limits) -> str:
    name = todays(text.lower())
    if not text:
        raise CommandError(f"`--style` needs {Kind.STYLE.value} after it: {advice('', STYLES)}")
    if name not in STYLES and not (limits.any_style and STYLE_NAME.fullmatch(name)):
        raise CommandError(no_style(text, STYLES))
    return name


def no_style(text: str, known: Iterable[str]) -> str:
    """What to say of a style that is none of the known ones."""
    return f"There is no style {shown(text)}: {advice(text, known)}"


def _text(option: Option, text: str, limits: Limits) -> str:
    words = unquoted(" ".join(text.split()))
    if not has_words(words):
        raise CommandError(f"`--{option.name}` needs {option.kind.value} after it.")
    if closing_quotes(words):
        raise CommandError(f"Put one pair of quotation marks around all the words of `--{option.name}`, or none.")
    most = option.high or limits.prompt_length
    if len(words) > most:
        raise CommandError(f"`--{option.name}` has {len(words):,} characters; at most {most:,} are read.")
    return words


def _flag(option: Option, text: str) -> bool:
    if text:
        raise CommandError(f"`--{option.name}` takes no value: leave out {shown(text)}.")
    return option.sets
