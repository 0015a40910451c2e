"""The embedded Storybook model as one object: a folder of parts, loaded and used by the `diffusers` engine."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from diffusers import FlowMatchEulerDiscreteScheduler, PixArtTransformer2DModel
from torch import Tensor

from generation.engine import Figure
from generation.storybook.autoencoder import StorybookAutoencoder
from generation.storybook.collage import collage
from generation.storybook.facts import FactHeads
from generation.storybook.guidance import Stage, Told, guided, told_facts
from generation.storybook.layer_tokens import LENGTH, PLANS_OF_LAYER, LayerTokens
from generation.storybook.layout import NATIVE, Layer
from generation.storybook.negation import affirmed
from generation.storybook.rendering import render
from generation.storybook.scene import Scene
from generation.storybook.text_encoder import StorybookTextEncoder, pad_ids
from generation.storybook.tokenizer import StorybookTokenizer, Tokens
from generation.storybook.world import CALLED
from generation.weights import load_weights, save_config

DEFAULT_FOLDER = Path(__file__).parent / "model"
CONTEXT_ENCODER = "context_encoder"  # subfolder of a model that was trained with one


@dataclass(frozen=True, slots=True)
class StorybookInfo:
    """What `model_index.json` says beside the classes."""

    name: str = "Storybook"
    width: int = 512
    height: int = 512
    num_inference_steps: int = 6
    context: str | None = None  # name of the checkpoint in `context_encoder/`


class StorybookPipeline:
    """The parts of one folder, from words to a collage.

    Tokenizer and text encoder turn a sentence into slot tokens; the fact heads read from them the scene, whose layers
    are laid out; the layer tokens tell the PixArt transformer what each layer shows; the autoencoder's decoder and the
    collage make the picture.
    """

    def __init__(
        self,
        tokenizer: StorybookTokenizer,
        text_encoder: StorybookTextEncoder,
        fact_heads: FactHeads,
        layer_tokens: LayerTokens,
        transformer: PixArtTransformer2DModel,
        vae: StorybookAutoencoder,
        scheduler: FlowMatchEulerDiscreteScheduler,
        info: StorybookInfo,
        folder: Path | None = None,
    ) -> None:
        self.tokenizer, self.text_encoder, self.fact_heads = tokenizer, text_encoder, fact_heads
        self.layer_tokens, self.denoiser, self.vae = layer_tokens, transformer, vae
        self.scheduler, self.info, self.folder = scheduler, info, folder

    @property
    def device(self) -> torch.device:
        return self.denoiser.device  # type: ignore[no-any-return]  # diffusers is untyped

    @torch.no_grad()
    def encode(self, prompts: Sequence[str]) -> tuple[Tensor, list[Tokens]]:
        """Prompts to slot tokens (B, S, D), and per prompt what the tokenizer made of its words."""
        tokens = [self.tokenizer.tokenize(affirmed(prompt)) for prompt in prompts]
        return self.text_encoder(pad_ids(tokens, self.device)), tokens

    @torch.no_grad()
    def scene(self, slots: Tensor, figures: Sequence[Figure] | None = None, *, joined: bool = False) -> Scene:
        """The scene of `stage`."""
        return self.stage(slots, figures, joined=joined).scene

    @torch.no_grad()
    def stage(self, slots: Tensor, figures: Sequence[Figure] | None = None, *, joined: bool = False) -> Stage:
        """The scene that slot tokens (1, S, D) tell; with `figures`, that one with exactly these on stage.

        `joined`: others whom the model has read as well stay beside them.
        """
        slots = slots.to(self.device)
        [scene] = self.fact_heads.scenes(slots)
        if figures is None or not (figures or scene.characters):
            return Stage(scene, (None,) * len(scene.characters))
        logits = {name: rows[0] for name, rows in self.fact_heads(slots.float()).items()}
        return guided(scene, logits, [self._told(each) for each in figures], joined=joined)

    def _told(self, figure: Figure) -> Told:
        """The facts that a figure's description tells; none of a noun that the model does not know."""
        noun = CALLED.get(figure.noun, figure.noun)
        tokens = self.tokenizer.tokenize(noun)
        if not tokens.ids or tokens.ignored_words:
            return {}
        wears = " and ".join(f"a {worn}" for worn in figure.wears)
        texts = [f"a {noun}", " ".join(filter(None, ("a", figure.looks, noun, wears and f"wearing {wears}")))]
        plain, described = (scene.characters for scene in self.fact_heads.scenes(self.encode(texts)[0]))
        if not (plain and described):
            return {}
        return told_facts(described[0], plain[0], coloured=figure.coloured, looks=figure.looks)

    @torch.no_grad()
    def layer_embeds(self, scene: Scene, layers: Sequence[Layer]) -> Tensor:
        """What the denoiser is told of each layer (L, rows, D): see `LayerTokens`."""
        return self.layer_tokens.of(scene, layers).to(self.denoiser.dtype)

    @torch.no_grad()
    def transformer(self, latents: Tensor, timestep: Tensor, encoder_hidden_states: Tensor) -> Tensor:
        """Velocity `noise − data` (B, C, h, w) at `timestep` (B,) in 0…1000."""
        return velocity(self.denoiser, latents, timestep, encoder_hidden_states)

    @torch.no_grad()
    def decode(
        self,
        scene: Scene,
        layers: Sequence[Layer],
        latents: Tensor,
        *,
        size: int | None = None,
        sketch: bool = False,
        style: str | None = None,
        seed: int = 0,
    ) -> Tensor:
        """The picture (1, 3, size, size) in [0, 1] of all layers, in a style of `RENDERINGS` with a seed, or plain.

        Without a size it has that of its layers. A sketch is small, coarse, plain, and costs next to nothing.
        """
        latents = latents.to(self.vae.dtype)
        if sketch:
            pictures = self.vae.decode_linear(latents)
        elif self.vae.config.fine and size is not None and size > NATIVE:
            pictures = self.vae.decode_fine(latents)[1]
        else:
            pictures = self.vae.decode(latents)
        pictures = pictures.float().clamp(0, 1)
        if style is not None and not sketch:
            return render(style, layers, pictures, scene.time, seed, size or pictures.shape[-1])[None]
        return collage(layers, pictures, scene.time, size or pictures.shape[-1])[None]

    def to(self, device: torch.device | str, dtype: torch.dtype) -> StorybookPipeline:
        """Move all parts; the text stays in float32, where the device computes it in no time."""
        for part in (self.text_encoder, self.fact_heads, self.layer_tokens):
            part.to(device=device)
        for part in (self.denoiser, self.vae):
            part.to(device=device, dtype=dtype)
        return self

    def save(self, folder: Path, dtype: torch.dtype = torch.float16) -> None:
        """Write the folder; weights in half precision, which `load` turns back into float32."""
        from safetensors.torch import save_file

        folder.mkdir(parents=True, exist_ok=True)
        self.tokenizer.save(folder / "tokenizer")
        for name, part in self._parts().items():
            state = {key: value.to(dtype).contiguous() for key, value in part.state_dict().items()}
            save_config(part, folder / name)
            save_file(state, folder / name / "diffusion_pytorch_model.safetensors", metadata={"format": "pt"})
        self.scheduler.save_pretrained(folder / "scheduler")
        index = {"_class_name": "StorybookPipeline", "storybook": asdict(self.info)}
        (folder / "model_index.json").write_text(json.dumps(index, indent=2) + "\n")

    def _parts(self) -> dict[str, torch.nn.Module]:
        return {
            "text_encoder": self.text_encoder,
            "fact_heads": self.fact_heads,
            "layer_tokens": self.layer_tokens,
            "transformer": self.denoiser,
            "vae": self.vae,
        }


def velocity(denoiser: PixArtTransformer2DModel, latents: Tensor, timestep: Tensor, embeds: Tensor) -> Tensor:
    """Velocity `noise − data` (B, C, h, w) at `timestep` (B,) in 0…1000."""
    if denoiser.config.in_channels == denoiser.config.out_channels:  # it has no plans, and tells the velocity itself
        return _denoise(denoiser, latents, timestep, embeds)
    time = (timestep / 1000).view(-1, 1, 1, 1).to(latents.dtype)
    return (latents - data(denoiser, latents, timestep, embeds)) / time


def data(denoiser: PixArtTransformer2DModel, latents: Tensor, timestep: Tensor, embeds: Tensor) -> Tensor:
    """What the noisy `latents` (B, C, h, w) of layers will be: the sum of their plans, and what the denoiser adds.

    It tells the data and not the noise, which is as wide as the data and would have to go through all of it (Li and He,
    "Back to Basics: Let Denoising Generative Models Denoise", 2025).
    """
    plans = embeds[:, LENGTH:].reshape(len(embeds), PLANS_OF_LAYER, -1, *latents.shape[2:]).to(latents.dtype)
    added = _denoise(denoiser, torch.cat([latents, plans.flatten(1, 2)], dim=1), timestep, embeds[:, :LENGTH])
    return added + F.pad(plans.sum(1), (0, 0, 0, 0, 0, latents.shape[1] - plans.shape[2]))


def _denoise(denoiser: PixArtTransformer2DModel, seen: Tensor, timestep: Tensor, tokens: Tensor) -> Tensor:
    output = denoiser(seen, encoder_hidden_states=tokens, timestep=timestep, added_cond_kwargs={}, return_dict=False)
    return output[0]  # type: ignore[no-any-return]  # diffusers is untyped


def load(folder: Path | None = None) -> StorybookPipeline:
    """Load the embedded model (or another folder of its kind) in float32 on the CPU."""
    folder = folder or DEFAULT_FOLDER
    index = json.loads((folder / "model_index.json").read_text())

    def part(cls: Any, name: str) -> Any:
        return load_weights(cls, folder / name, folder, dtype=torch.float32).eval().requires_grad_(False)

    return StorybookPipeline(
        tokenizer=StorybookTokenizer.load(folder / "tokenizer"),
        text_encoder=part(StorybookTextEncoder, "text_encoder"),
        fact_heads=part(FactHeads, "fact_heads"),
        layer_tokens=part(LayerTokens, "layer_tokens"),
        transformer=part(PixArtTransformer2DModel, "transformer"),
        vae=part(StorybookAutoencoder, "vae"),
        scheduler=FlowMatchEulerDiscreteScheduler.from_pretrained(folder / "scheduler"),
        info=StorybookInfo(**index["storybook"]),
        folder=folder,
    )
