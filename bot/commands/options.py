"""The options of `.imagine` and `.story`, in the one table that the parser, the help and every front-end read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from bot.domain.limits import Limits
from generation.engine import MAX_REFERENCES, EngineInfo
from generation.request.control import EXPECTED, KINDS, MAX_SCALE
from generation.request.resolve import MAX_GUIDANCE_SCALE
from generation.request.sizes import RATIOS
from generation.request.styles import STYLES
from story.pages.panels import LAYOUTS, PAPERS

MAX_SEED = 2**32 - 1
MAX_TITLE, MAX_AUTHOR = 120, 80  # characters: what a cover has room for
SAID_EACH_TIME = ("ref", "mask", "control", "control-kind", "control-scale")  # pictures, which no default can name
MAX_GUIDANCE = int(MAX_GUIDANCE_SCALE)


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
    ATTACHED = "an attached picture"
    FOLLOWED = "an attached picture, or the number of a job"


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
    explained: str = ""  # what they mean, where the words alone say too little

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
            commands=("imagine", "story", "panel", "continue", "plan"),
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
            "mask",
            "mask",
            Kind.ATTACHED,
            "",
            "draw anew only what is white or transparent in the picture attached after it",
            commands=("imagine",),
        ),
        Option(
            "control",
            "control",
            Kind.FOLLOWED,
            "1a2b3c4d.2",
            "follow the lines, pose or depth of that picture; without a job, of the first attached one",
            commands=("imagine",),
        ),
        Option(
            "control-kind",
            "control_kind",
            Kind.CHOICE,
            "given --control 1a2b3c4d.2",
            "canny: its outlines are found; given: it is a drawn pose, depth map or outline already",
            commands=("imagine",),
            choices=KINDS,
            explained=EXPECTED,
        ),
        Option(
            "control-scale",
            "control_scale",
            Kind.NUMBER,
            "0.8 --control 1a2b3c4d.2",
            "how closely it is followed",
            0,
            int(MAX_SCALE),
            commands=("imagine",),
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
    "mask": lambda info: info.inpaints,
    **dict.fromkeys(("control", "control-kind", "control-scale"), lambda info: bool(info.control)),
    "ref": lambda info: info.references > 0,
}


def can_take(info: EngineInfo, option: Option) -> bool:
    """Whether the engine can do anything with an option, as `check_drawing_request` finds in the end."""
    takes = _TAKES.get(option.name)
    return takes is None or takes(info)


def _either(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"
