"""Sana: linear attention over the few large cells of a deep autoencoder, steered by a language model (Gemma)."""

from __future__ import annotations

from diffusers.pipelines.pixart_alpha.pipeline_pixart_alpha import ASPECT_RATIO_512_BIN, ASPECT_RATIO_1024_BIN
from diffusers.pipelines.pixart_alpha.pipeline_pixart_sigma import ASPECT_RATIO_2048_BIN
from diffusers.pipelines.sana.pipeline_sana import ASPECT_RATIO_4096_BIN
from torch import Tensor

from generation.engines.diffusers.families.binned import BinnedFamily
from generation.engines.diffusers.families.reading import ReadingFamily
from generation.engines.diffusers.families.stable_diffusion_3 import FlowFamily
from generation.engines.diffusers.own_defaults import default_of, signature_of
from generation.engines.diffusers.types import ModelInputs

MAX_TOKENS = 300  # of a text, as in SanaPipeline


class SanaFamily(ReadingFamily, BinnedFamily, FlowFamily):
    """`SanaPipeline`."""

    shapes = {  # noqa: RUF012  # by diffusers' own tables
        16: ASPECT_RATIO_512_BIN,
        32: ASPECT_RATIO_1024_BIN,
        64: ASPECT_RATIO_2048_BIN,
        128: ASPECT_RATIO_4096_BIN,
    }
    preview_cells = 8  # each is 32 pixels wide
    pads_prompts = True

    def read(self, text: str, away: bool) -> tuple[Tensor, Tensor | None]:
        """The prompt comes after an instruction to enrich it, the negative prompt alone."""
        instruction = None if away else default_of(signature_of(self.pipeline), "complex_human_instruction", None)
        embeds, mask, _, _ = self.pipeline.encode_prompt(
            text,
            False,
            device=self.device,
            max_sequence_length=MAX_TOKENS,
            complex_human_instruction=instruction,
        )
        return embeds, mask

    def room(self, away: bool) -> tuple[int, str, str]:
        return MAX_TOKENS, "", ""

    def predict(self, rows: ModelInputs) -> Tensor:
        transformer = self.pipeline.transformer
        output = transformer(
            rows.latents.to(transformer.dtype),
            encoder_hidden_states=rows.prompt_embeds.to(transformer.dtype),
            encoder_attention_mask=rows.prompt_embeds_mask,
            timestep=rows.timesteps * transformer.config.timestep_scale,
            return_dict=False,
        )
        return self.without_variance(output[0])
