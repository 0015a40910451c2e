"""The engine of StoryGAN: five verbs around one forward pass of a GAN, 64×64 pixels.

It lives in `story` because a frame of StoryGAN is only drawn from its story: `encode` gives the tokens of a sentence,
the story turns them into the gists of all its sentences, and `advance` draws a gist. A prompt that comes alone is the
story of one sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from PIL import Image
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor

from generation.devices import choose_device
from generation.engine import DrawingRequest, EngineError, EngineInfo
from generation.storybook.tokenizer import split_words
from story.conditioning import in_context
from story.storygan.model import CHECKPOINT, SIDE, StoryGanContext, load
from story.storygan.reader import load_reader

MODEL = "StoryGAN"
WEIGHTS = Path(__file__).parent / "model"
EMBEDDED = "storybook"  # what the setting engine.model says where nobody changed it
NO_GUIDANCE = 1.0


class StoryGanOptions(BaseModel):
    """What the operator may set."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str = EMBEDDED  # it, or the folder that `vignette train storygan` wrote
    device: str = "auto"
    threads: int | None = Field(default=None, ge=1)  # on a CPU; None: all cores


@dataclass(frozen=True, slots=True)
class StoryGanConditioning:
    """A sentence as it is alone, (1, S, D), or its gist once a story has put it in context, (1, G)."""

    prompt: str
    prompt_embeds: Tensor
    ignored_words: tuple[str, ...]
    read_as: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class StoryGanDrawing:
    """A gist, and its picture (3, 64, 64) in [0, 1] once it is drawn."""

    request: DrawingRequest
    gist: Tensor  # (1, G)
    picture: Tensor | None = None

    @property
    def step(self) -> int:
        return int(self.picture is not None)

    @property
    def num_steps(self) -> int:
        return 1

    @property
    def shape_key(self) -> object:
        return SIDE


class StoryGanEngine:
    """Reads with its copy of the Storybook text encoder, draws with StoryGAN's generator."""

    Options = StoryGanOptions

    def __init__(self, options: StoryGanOptions) -> None:
        placement = choose_device(options.device, "float32")
        if options.threads is not None:
            torch.set_num_threads(options.threads)
        folder = WEIGHTS if options.model == EMBEDDED else Path(options.model)
        if not (folder / "config.json").exists():
            raise EngineError(f"There are no weights for {MODEL} in {folder}: train it with `vignette train storygan`.")
        self.pipeline, self._reader = load(folder), load_reader(folder)
        self.pipeline.generator.to(placement.device)
        self.info = EngineInfo(
            engine="storygan",
            model=MODEL,
            device=placement.device,
            device_reason=placement.reason,
            width=SIDE,
            height=SIDE,
            num_inference_steps=1,
            guidance_scale=NO_GUIDANCE,
            max_num_inference_steps=1,
            fixed_size=True,
            context=CHECKPOINT,
        )

    def context_encoder(self) -> StoryGanContext:
        return self.pipeline.context_encoder

    def encode(self, prompts: Sequence[str], negative_prompts: Sequence[str]) -> list[StoryGanConditioning]:
        """There is nothing a GAN could draw less of: all words of a negative prompt are ignored, and named so."""
        return [self._encode(*pair) for pair in zip(prompts, negative_prompts, strict=True)]

    def begin(self, request: DrawingRequest, conditioning: StoryGanConditioning) -> StoryGanDrawing:
        if request.guidance_scale != NO_GUIDANCE:
            raise EngineError(f"{MODEL} has no guidance: leave out --guidance.")
        if conditioning.prompt_embeds.ndim == 3:
            [conditioning] = in_context(self.context_encoder(), [conditioning], seed=request.seed, causal=False)
        return StoryGanDrawing(request, conditioning.prompt_embeds)

    @torch.no_grad()
    def advance(self, drawings: Sequence[StoryGanDrawing]) -> None:
        gists = torch.cat([each.gist for each in drawings]).to(self.info.device)
        for drawing, picture in zip(drawings, self.pipeline.generator(gists).cpu(), strict=True):
            drawing.picture = (picture + 1) / 2

    def preview(self, drawing: StoryGanDrawing) -> Image.Image:
        """Grey until the only step is done."""
        if drawing.picture is None:
            return Image.new("RGB", (SIDE, SIDE), "grey")
        return Image.fromarray((drawing.picture.permute(1, 2, 0) * 255).round().byte().numpy())

    def finish(self, drawings: Sequence[StoryGanDrawing]) -> list[Image.Image]:
        return [self.preview(drawing) for drawing in drawings]

    def close(self) -> None:
        del self.pipeline, self._reader

    def _encode(self, prompt: str, negative_prompt: str) -> StoryGanConditioning:
        embeds, [tokens] = self._reader.encode([prompt])
        against = [word for word in split_words(negative_prompt) if word[0].isalnum()]
        return StoryGanConditioning(prompt, embeds, (*tokens.ignored_words, *against), tokens.read_as)
