"""An engine without a model: a test card from the prompt and the seed, for tests and for a first look at the bot."""

from __future__ import annotations

import random
import textwrap
import time
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageOps
from pydantic import BaseModel, ConfigDict, Field

from generation.engine import MAX_REFERENCES, DrawingRequest, EngineInfo

MODEL = "Echo (no model: a test card)"
Colour = tuple[int, int, int]


class EchoOptions(BaseModel):
    """What the operator may set."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    step_seconds: float = Field(default=0.0, ge=0)  # pretend that a step takes time
    width: int = Field(default=256, ge=16)
    height: int = Field(default=256, ge=16)
    num_inference_steps: int = Field(default=8, ge=1, le=100)
    starts_from_image: bool = False  # the card shines through a picture that is given
    inpaints: bool = False  # and where its mask says so alone
    control: str = ""  # "canny" or "given": what it follows lies over the card
    references: int = Field(default=0, ge=0, le=MAX_REFERENCES)  # shown in the corner of the card


@dataclass(frozen=True, slots=True)
class EchoConditioning:
    """The prompt itself; every word of it ends up in the picture."""

    prompt: str
    ignored_words: tuple[str, ...] = ()
    read_as: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class EchoDrawing:
    """A test card of which `step` shapes have been drawn."""

    request: DrawingRequest
    step: int = 0

    @property
    def num_steps(self) -> int:
        return self.request.num_inference_steps

    @property
    def shape_key(self) -> object:
        return self.request.width, self.request.height


class EchoEngine:
    """Draws one more shape at every step."""

    Options = EchoOptions

    def __init__(self, options: EchoOptions) -> None:
        self._step_seconds = options.step_seconds
        self.info = EngineInfo(
            engine="echo",
            model=MODEL,
            device="cpu",
            device_reason="there is no model to compute",
            width=options.width,
            height=options.height,
            num_inference_steps=options.num_inference_steps,
            guidance_scale=1.0,
            trained=False,
            starts_from_image=options.starts_from_image,
            references=options.references,
            inpaints=options.inpaints,
            control=options.control,
        )

    def encode(self, prompts: Sequence[str], negative_prompts: Sequence[str]) -> list[EchoConditioning]:
        return [EchoConditioning(prompt) for prompt, _ in zip(prompts, negative_prompts, strict=True)]

    def begin(self, request: DrawingRequest, conditioning: EchoConditioning) -> EchoDrawing:
        return EchoDrawing(request)

    def advance(self, drawings: Sequence[EchoDrawing]) -> None:
        time.sleep(self._step_seconds)
        for drawing in drawings:
            drawing.step += 1

    def preview(self, drawing: EchoDrawing) -> Image.Image:
        return _card(drawing.request, drawing.step)

    def finish(self, drawings: Sequence[EchoDrawing]) -> list[Image.Image]:
        return [_card(drawing.request, drawing.step) for drawing in drawings]

    def close(self) -> None:
        return None


def _card(request: DrawingRequest, shapes: int) -> Image.Image:
    """A gradient, some discs, and the prompt in words, all decided by the request."""
    size = request.width, request.height
    numbers = *size, request.num_inference_steps, request.guidance_scale
    # A string seeds the same on every machine.
    chance = random.Random(repr((request.prompt, request.seed, *numbers, request.negative_prompt)))
    card = Image.composite(
        Image.new("RGB", size, _colour(chance)),
        Image.new("RGB", size, _colour(chance)),
        Image.linear_gradient("L").rotate(90 * chance.randrange(4)).resize(size),
    )
    if request.image is not None:
        card = Image.blend(request.image, card, request.strength or 0.0)
    pen = ImageDraw.Draw(card)
    for _ in range(shapes):
        x, y, radius = chance.random() * size[0], chance.random() * size[1], (0.05 + 0.15 * chance.random()) * min(size)
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), _colour(chance), outline="white", width=2)
    for place, each in enumerate(request.references):
        side = min(size) // 4
        card.paste(ImageOps.fit(each, (side, side)), (side * (place % 4), side * (place // 4)))
    if request.control is not None:
        card = ImageChops.lighter(card, request.control.point(lambda value: round(value * request.control_scale / 2)))
    else:
        _write(pen, size, request)
    if request.image is not None and request.mask is not None:
        card = Image.composite(card, request.image, request.mask)
    return card


def _write(pen: ImageDraw.ImageDraw, size: tuple[int, int], request: DrawingRequest) -> None:
    """The prompt across the middle, engine and seed at the foot, in Pillow's own font."""
    big, small = max(8, size[1] // 14), max(6, size[1] // 24)
    lines = textwrap.wrap(request.prompt, max(8, size[0] * 7 // (big * 4)), max_lines=5, placeholder=" …")
    foot = f"{MODEL}\nseed {request.seed}"
    for text, points, y, anchor in (("\n".join(lines), big, size[1] / 2, "mm"), (foot, small, size[1] - small, "md")):
        font = ImageFont.load_default(points)
        pen.text((size[0] / 2, y), text, "white", font, anchor, align="center", stroke_width=1, stroke_fill="black")


def _colour(chance: random.Random) -> Colour:
    red, green, blue = (chance.randrange(40, 230) for _ in range(3))
    return red, green, blue
