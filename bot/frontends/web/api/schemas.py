"""What the API takes and gives, as pydantic models: the code checks against them and the document is made of them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field

from bot.commands.options import MAX_AUTHOR, MAX_GUIDANCE, MAX_SEED, MAX_TITLE
from bot.domain.jobs import JobStatus
from bot.frontends.web.api import descriptions
from bot.frontends.web.api.picture_schemas import Picture
from bot.jobs.lookup import JOB_PATTERN
from generation.engine import MAX_REFERENCES
from generation.request.control import EXPECTED, MAX_SCALE
from generation.request.loras import MAX_LORA_WEIGHT, MAX_LORAS

JobId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$", examples=["4f0d8b6c1c5e4d2ea4b8f1d0c9a7e635"])]
JobName = Annotated[
    str,
    Field(
        pattern=f"^{JOB_PATTERN}$",
        description="Its id, or the first eight characters of it or more.",
        examples=["4f0d8b6c", "4f0d8b6c1c5e4d2ea4b8f1d0c9a7e635"],
    ),
]
Seed = Annotated[int, Field(ge=0, le=MAX_SEED)]
Estimated = Annotated[float | None, Field(description=descriptions.ESTIMATED_WORDS, examples=[42.0])]
Attached = Annotated[Base64Bytes, Field(description=descriptions.ATTACHED_WORDS)]
Prompt = Annotated[str, Field(min_length=1, max_length=10_000)]


class Given(BaseModel):
    """What a client sends: nothing that is not described."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Start(Given):
    """A picture of an earlier job to start from."""

    job: JobName
    index: int = Field(default=0, ge=0, le=999)


Looked = Annotated[list[Start | Attached], Field(max_length=MAX_REFERENCES, description=descriptions.LOOKED_WORDS)]


class Lora(Given):
    """A LoRA to draw with."""

    name: str = Field(min_length=1, max_length=100, description="One of those that `/engine` lists.", examples=["ink"])
    weight: float = Field(default=1.0, ge=-MAX_LORA_WEIGHT, le=MAX_LORA_WEIGHT, allow_inf_nan=False)


class DrawingOptions(Given):
    """How to draw; what is left out is up to the engine."""

    negative_prompt: str = Field(default="", max_length=10_000, description="What to keep out of the picture.")
    aspect_ratio: str | None = Field(
        default=None, pattern=r"^[0-9]{1,4}(\.[0-9]{1,4})?:[0-9]{1,4}(\.[0-9]{1,4})?$", examples=["16:9"]
    )
    seed: Seed | None = Field(default=None, description=descriptions.SEED_WORDS)
    num_inference_steps: int | None = Field(default=None, ge=1, le=1000)
    guidance_scale: float | None = Field(default=None, ge=0, le=MAX_GUIDANCE, allow_inf_nan=False)
    style: str | None = Field(default=None, max_length=64, description="The name of a style; `/engine` lists them.")
    loras: list[Lora] = Field(default=[], max_length=MAX_LORAS, description=descriptions.LORAS_WORDS)
    anyway: bool = Field(default=False, description=descriptions.ANYWAY_WORDS)
    references: Looked = []


class ControlBody(Given):
    """A picture whose lines, pose or depth are followed."""

    picture: Start | Attached
    kind: Literal["canny", "given"] | None = Field(
        default=None, description=f"{EXPECTED}; without it, what the ControlNet's name tells."
    )
    scale: float = Field(default=1.0, gt=0, le=MAX_SCALE, allow_inf_nan=False, description="How closely.")


class ImageBody(DrawingOptions):
    """One prompt to draw. The prompt is drawn as it is: braces and options mean nothing in it."""

    prompt: Prompt = Field(examples=["a red fox under a lantern"])
    num_images: int = Field(default=1, ge=1, le=10, description="Picture k is drawn from seed + k.")
    tile: bool = Field(default=False, description="Edges meet when laid side by side.")
    chaos: int = Field(default=0, ge=0, le=100, description="How far apart the pictures may be.")
    start: Start | None = Field(default=None, description="A picture to start from, where the engine can.")
    image: Attached | None = Field(default=None, description="The same for a picture of your own, instead of `start`.")
    strength: float | None = Field(
        default=None,
        ge=0,
        le=1,
        allow_inf_nan=False,
        description="With `start` or `image`: the share of it that may change.",
    )
    control: ControlBody | None = Field(default=None, description="What is followed, where the engine can.")
    mask: Attached | None = Field(default=None, description=f"{descriptions.MASK_WORDS} {descriptions.ATTACHED_WORDS}")


class DescribeBody(Given):
    """A picture to describe."""

    image: Attached


class Sheet(Given):
    """A picture of a character, which the model is shown for every frame that they are in."""

    name: str = Field(min_length=1, max_length=40, description="As the story names them.", examples=["Mia"])
    picture: Start | Attached


class StoryBody(DrawingOptions):
    """A story to draw, one picture per sentence; lines such as “Mia: a small red fox” come first and make its cast."""

    story: Prompt = Field(examples=["Mia the red fox finds a lantern. She carries it up the hill."])
    title: str = Field(default="", max_length=MAX_TITLE, description="What it is called: on its page and its exports.")
    author: str = Field(default="", max_length=MAX_AUTHOR, description="Who tells it, likewise.")
    context: bool = Field(default=True, description="False: every sentence is drawn alone.")
    causal: bool = Field(default=False, description="No sentence knows those after it.")
    saved_cast: bool = Field(default=True, description=descriptions.SAVED_CAST_WORDS)
    sheets: list[Sheet] = Field(default=[], max_length=MAX_REFERENCES, description=descriptions.SHEETS_WORDS)


class JobsQuery(Given):
    """Which jobs to list."""

    limit: int = Field(default=20, ge=1, le=100)
    cursor: str | None = Field(default=None, max_length=64, description="`next_cursor` of the page before.")
    status: JobStatus | None = None
    everybody: bool = Field(default=False, description="Everybody's jobs; takes a key with the scope admin.")


class EventsQuery(Given):
    """What the events hold."""

    preview: bool = Field(default=False, description="Whether progress brings a preview: a small JPEG in base64.")


class Origin(BaseModel):
    """What a job was made from."""

    job: str
    index: int = Field(description="-1: the whole job.")
    verb: str


class Word(BaseModel):
    """A word that was drawn as another."""

    word: str
    drawn_as: str


class JobView(BaseModel):
    """One request and what became of it."""

    id: JobId
    status: JobStatus
    kind: Literal["image", "story", "enlarge", "describe", "inspire", "video", "plan"]
    prompt: str
    title: str = Field(description="Of a story, where one was given.")
    author: str = Field(description="Of a story, where one was given.")
    seed: int | None
    cost: int = Field(description="Credits.")
    created_at: datetime
    error: str = Field(description="One sentence, of a failed job.")
    engine: str
    model: str
    device: str
    context: str | None = Field(description="What conditioned a story: a checkpoint, shared attention, or none.")
    seconds: float = Field(description="Time it took to draw.")
    estimated_seconds: Estimated
    ignored_words: list[str]
    read_as: list[Word]
    text: str = Field(description="What a described picture shows, or ideas, one a line.")
    frames: list[Picture]
    page: Picture | None
    parent: Origin | None


class JobPage(BaseModel):
    """Jobs, newest first."""

    jobs: list[JobView]
    next_cursor: str | None = Field(description="Where the next page begins; null: this is the last.")


class QueuedEvent(BaseModel):
    """Data of `queued` and `running`."""

    job: str
    status: JobStatus
    position: int = Field(description="Place among the jobs that wait, from 1; 0: not known, or it does not wait.")
    estimated_seconds: Estimated = None


class ProgressEvent(BaseModel):
    """Data of `progress`."""

    job: str
    step: int
    num_steps: int
    estimated_seconds: Estimated = None
    preview: str | None = Field(description="A small JPEG in base64, if asked for.")


class AllowanceView(BaseModel):
    """What may be spent in one window."""

    owner: str
    window: Literal["day", "month"]
    limit: int
    used: int
    left: int
    resets_at: datetime


class QuotaView(BaseModel):
    """Credits of the key's owner; the smallest of the allowances counts."""

    account: str = Field(description="Whose they are, as in discord:1234 or api:home.")
    left: int
    allowances: list[AllowanceView]


class LoraView(BaseModel):
    """A LoRA, or a textual inversion, which a prompt names as `<name>`."""

    name: str
    embedding: bool = Field(description="Whether it is a textual inversion.")
    trigger_words: list[str] = Field(description="What it was trained to answer to.")
    objection: str = Field(description="Why it cannot be drawn with; empty where it can.")


class EngineView(BaseModel):
    """What draws; null where no worker is ready."""

    ready: bool
    detail: str
    engine: str | None = None
    model: str | None = None
    device: str | None = None
    width: int | None = None
    height: int | None = None
    num_inference_steps: int | None = None
    guidance_scale: float | None = None
    context: str | None = None
    starts_from_image: bool | None = None
    references: int | None = Field(default=None, description="How many pictures it looks at.")
    control: str | None = Field(default=None, description="How it follows pictures: canny or given; empty: not at all.")
    inpaints: bool | None = Field(default=None, description="Whether it can redraw the part that a mask marks.")
    shares_attention: bool | None = Field(default=None, description="Whether a story's frames look at each other.")
    tiles: bool | None = None
    loras: list[LoraView] | None = None
    styles: list[str]
    max_images: int
    max_sentences: int
    max_prompt_length: int


class Alive(BaseModel):
    alive: bool


class Ready(BaseModel):
    ready: bool
    worker: bool
    database: bool = Field(description="It takes writes.")
    disk: bool = Field(description="It has room.")
    draining: bool = Field(description="Nothing new is taken; what waits is still drawn.")
    frontends: dict[str, bool] = Field(
        description="Whether those that can lose their outside world, as Discord, have it."
    )
    reasons: dict[str, str] = Field(
        description="Why it is not ready, by name; to others than this machine without details."
    )
