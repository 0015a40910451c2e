"""One file per kind of pipeline; those that are opened step by step are named here, and imported when one is loaded."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from generation.engines.diffusers.model_folder import STORYBOOK

#: Class of diffusers → module and class of the family that opens it.
FAMILIES = {
    "StableDiffusionPipeline": ("stable_diffusion", "StableDiffusionFamily"),
    "StableDiffusionXLPipeline": ("stable_diffusion", "StableDiffusionXLFamily"),
    "StableDiffusionInpaintPipeline": ("stable_diffusion", "StableDiffusionFamily"),
    "StableDiffusionXLInpaintPipeline": ("stable_diffusion", "StableDiffusionXLFamily"),
    "StableDiffusion3Pipeline": ("stable_diffusion_3", "StableDiffusion3Family"),
    "FluxPipeline": ("flux", "FluxFamily"),
    "PixArtAlphaPipeline": ("pixart", "PixArtAlphaFamily"),
    "PixArtSigmaPipeline": ("pixart", "PixArtFamily"),
    "SanaPipeline": ("sana", "SanaFamily"),
    "ZImagePipeline": ("z_image", "ZImageFamily"),
    "QwenImagePipeline": ("qwen_image", "QwenImageFamily"),
    "Flux2KleinPipeline": ("flux2_klein", "Flux2KleinFamily"),
    "FluxKontextPipeline": ("flux_kontext", "FluxKontextFamily"),
    "QwenImageEditPipeline": ("qwen_image_edit", "QwenImageEditFamily"),
    "QwenImageEditPlusPipeline": ("qwen_image_edit", "QwenImageEditPlusFamily"),
    "ChromaPipeline": ("chroma", "ChromaFamily"),
    "Lumina2Pipeline": ("lumina2", "Lumina2Family"),
    STORYBOOK: ("storybook", "StorybookFamily"),
}


def family_of(class_name: str) -> Any:
    """The family that opens pipelines of a class step by step; None: they are drawn whole."""
    if class_name not in FAMILIES:
        return None
    module, family = FAMILIES[class_name]
    return getattr(import_module(f"{__name__}.{module}"), family)
