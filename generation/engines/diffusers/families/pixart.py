"""PixArt-α and PixArt-Σ: a transformer that predicts noise, steered by T5 through cross-attention."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from diffusers.pipelines.pixart_alpha.pipeline_pixart_alpha import (
    ASPECT_RATIO_256_BIN,
    ASPECT_RATIO_512_BIN,
    ASPECT_RATIO_1024_BIN,
)
from diffusers.pipelines.pixart_alpha.pipeline_pixart_sigma import ASPECT_RATIO_2048_BIN
from torch import Tensor

from generation.engines.diffusers.families.binned import BinnedFamily
from generation.engines.diffusers.families.reading import ReadingFamily
from generation.engines.diffusers.families.stable_diffusion import NoiseFamily
from generation.engines.diffusers.own_defaults import default_of, signature_of
from generation.engines.diffusers.types import LatentDrawing, ModelInputs


class PixArtFamily(ReadingFamily, BinnedFamily, NoiseFamily):
    """`PixArtSigmaPipeline`."""

    shapes = {  # noqa: RUF012  # by diffusers' own tables
        32: ASPECT_RATIO_256_BIN,
        64: ASPECT_RATIO_512_BIN,
        128: ASPECT_RATIO_1024_BIN,
        256: ASPECT_RATIO_2048_BIN,
    }
    pads_prompts = True

    def read(self, text: str, away: bool) -> tuple[Tensor, Tensor | None]:
        limit, _, _ = self.room(away)
        embeds, mask, _, _ = self.pipeline.encode_prompt(text, False, device=self.device, max_sequence_length=limit)
        return embeds, mask

    def room(self, away: bool) -> tuple[int, str, str]:
        return default_of(signature_of(self.pipeline), "max_sequence_length", 120), "", ""

    def predict(self, rows: ModelInputs) -> Tensor:
        transformer = self.pipeline.transformer
        output = transformer(
            rows.latents.to(transformer.dtype),
            encoder_hidden_states=rows.prompt_embeds,
            encoder_attention_mask=rows.prompt_embeds_mask,
            timestep=rows.timesteps,
            added_cond_kwargs=self._shape_conditions(rows),
            return_dict=False,
        )
        return self.without_variance(output[0])

    def _shape_conditions(self, rows: ModelInputs) -> dict[str, Tensor | None]:
        return {"resolution": None, "aspect_ratio": None}


class PixArtAlphaFamily(PixArtFamily):
    """`PixArtAlphaPipeline`, whose model for 1024 pixels is told the shape of its picture."""

    def _shape_conditions(self, rows: ModelInputs) -> dict[str, Tensor | None]:
        if self.pipeline.transformer.config.sample_size != 128:
            return super()._shape_conditions(rows)
        size = rows.prompt_embeds.new_tensor([self.drawn_size(request) for request in rows.requests])  # (B, 2)
        return {"resolution": size, "aspect_ratio": size[:, :1] / size[:, 1:]}

    @torch.no_grad()
    def advance(self, drawings: Sequence[LatentDrawing]) -> None:
        """A picture in one step is the prediction itself, as the models distilled to that are drawn."""
        super().advance(drawings)
        for drawing in drawings:
            if drawing.request.num_inference_steps == 1:
                drawing.latents = drawing.pred_original_sample
