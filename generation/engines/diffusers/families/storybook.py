"""The embedded Storybook model: every layer of a picture is denoised on its own, and all of them in one batch."""

from __future__ import annotations

import copy
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from PIL import Image
from torch import Tensor

from generation.engine import DrawingRequest, Figure
from generation.engines.diffusers.types import Defaults, LatentDrawing, PromptConditioning, check_finite, to_image
from generation.storybook.layout import FIGURE_HALF, FIGURE_TALL, NATIVE, Layer, layout
from generation.storybook.rendering import RENDERINGS
from generation.storybook.scene import Scene
from generation.storybook.world import StorybookWorld


@dataclass(eq=False, kw_only=True)
class StorybookDrawing(LatentDrawing):
    """A collage in progress: latents (L, C, h, w) of its layers, from back to front."""

    scene: Scene
    shown: tuple[int | str, ...]
    layers: tuple[Layer, ...]
    layer_embeds: Tensor  # (L, tokens, D)

    @property
    def figures_shown(self) -> tuple[Figure, ...]:
        """Who is drawn, in the words of the request where it tells of them."""
        told = {each.noun: each for each in self.request.figures or ()}
        return tuple(told.get(each.kind, Figure(noun=each.kind)) for each in self.scene.characters)

    @property
    def figure_boxes(self) -> tuple[tuple[float, float, float, float], ...]:
        """About where each of `figures_shown` stands: (left, top, right, bottom), in shares of the picture, 0 to 1."""
        figures = sorted((layer for layer in self.layers if layer.role == "figure"), key=lambda layer: layer.index)
        return tuple(
            (
                (each.x - FIGURE_HALF * each.scale) / NATIVE,
                (each.y - FIGURE_TALL * each.scale) / NATIVE,
                (each.x + FIGURE_HALF * each.scale) / NATIVE,
                each.y / NATIVE,
            )
            for each in figures
        )

    @property
    def shape_key(self) -> object:
        return "layers"  # are all of one shape, however many a picture has


class StorybookFamily:
    """Opens `StorybookPipeline`, which draws a picture as a collage of layers."""

    def __init__(self, pipeline: Any, device: str) -> None:
        self.pipeline, self.device = pipeline, torch.device(device)
        self.read_with: tuple[tuple[str, float], ...] = ()  # no LoRA changes how it reads

    @property
    def defaults(self) -> Defaults:
        info = self.pipeline.info
        return Defaults(
            width=info.width,
            height=info.height,
            num_inference_steps=info.num_inference_steps,
            guidance_scale=1.0,
            size_multiple=8,
            fixed_size=True,  # it has seen no other
            scales=(1, 0.5),  # the decoder draws both
            guided=False,
            styles=tuple(RENDERINGS),
            name=info.name,
            context=info.context,
            world=StorybookWorld(frozenset(self.pipeline.tokenizer.words)),
        )

    def encode(self, prompt: str, negative_prompt: str) -> PromptConditioning:
        embeds, [tokens] = self.pipeline.encode([prompt])
        return PromptConditioning(prompt, embeds, ignored_words=tokens.ignored_words, read_as=tokens.read_as)

    def read(self, prompt: str) -> Scene:
        """The scene that a prompt tells, as the model reads it."""
        embeds, _ = self.pipeline.encode([prompt])
        scene: Scene = self.pipeline.scene(embeds)
        return scene

    def begin(self, request: DrawingRequest, conditioning: PromptConditioning) -> StorybookDrawing:
        """Read the scene, lay it out, and start every layer from noise of its own."""
        stage = self.pipeline.stage(conditioning.prompt_embeds, request.figures, joined=request.joined)
        scene = stage.scene
        layers = tuple(layout(scene, request.seed))
        latents = torch.cat([self._noise(request.seed, _subject(scene, layer)) for layer in layers]).to(self.device)
        scheduler = copy.deepcopy(self.pipeline.scheduler)
        scheduler.set_timesteps(request.num_inference_steps, device="cpu")
        scheduler.set_begin_index(0)  # or it would search its table for the timestep at the first step
        return StorybookDrawing(
            request=request,
            conditioning=conditioning,
            scheduler=scheduler,
            generator=torch.Generator(),
            latents=latents,
            pred_original_sample=torch.zeros_like(latents),
            scene=scene,
            shown=tuple(
                who.kind if index is None else index for who, index in zip(scene.characters, stage.figures, strict=True)
            ),
            layers=layers,
            layer_embeds=self.pipeline.layer_embeds(scene, layers),
        )

    def _noise(self, seed: int, subject: str) -> Tensor:
        """Noise (1, C, h, w) that is the same wherever a subject appears under a seed; made on the CPU."""
        config = self.pipeline.denoiser.config
        generator = torch.Generator().manual_seed(zlib.crc32(f"{seed} {subject}".encode()))
        return torch.randn((1, config.out_channels, config.sample_size, config.sample_size), generator=generator)

    @torch.no_grad()
    def advance(self, drawings: Sequence[StorybookDrawing]) -> None:
        counts = [len(drawing.layers) for drawing in drawings]
        timesteps = [drawing.timestep.expand(count) for drawing, count in zip(drawings, counts, strict=True)]
        velocities = self.pipeline.transformer(
            torch.cat([drawing.latents for drawing in drawings]).to(self.pipeline.denoiser.dtype),
            torch.cat(timesteps).to(self.device),
            torch.cat([drawing.layer_embeds for drawing in drawings]),
        )
        for drawing, velocity in zip(drawings, velocities.float().split(counts), strict=True):
            sigma = float(drawing.timestep) / int(drawing.scheduler.config.num_train_timesteps)
            drawing.pred_original_sample = drawing.latents - sigma * velocity
            drawing.latents = drawing.scheduler.step(velocity, drawing.timestep, drawing.latents).prev_sample
            drawing.step += 1

    def preview(self, drawing: StorybookDrawing) -> Image.Image:
        """The picture as it is predicted now, coarse."""
        return to_image(self.pipeline.decode(drawing.scene, drawing.layers, drawing.pred_original_sample, sketch=True))

    def finish(self, drawing: StorybookDrawing) -> Image.Image:
        request = drawing.request
        pixels = self.pipeline.decode(
            drawing.scene, drawing.layers, drawing.latents, size=request.width, style=request.style, seed=request.seed
        )
        check_finite(pixels, [self.pipeline.denoiser])
        return to_image(pixels)


def _subject(scene: Scene, layer: Layer) -> str:
    """What a layer shows, in a word that stays the same while its looks change."""
    if layer.role == "figure":
        return scene.characters[layer.index].kind
    return {"backdrop": scene.place, "landmark": scene.landmark, "prop": scene.prop}[layer.role]
