"""Where the denoisers of diffusers' pipelines attend: in which layers, and to which tokens of picture and text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

READING_LAYERS = 4  # of a transformer, that tell where in the picture a word is drawn


@dataclass(frozen=True, slots=True)
class Layout:
    """Of one kind of pipeline."""

    denoiser: Literal["unet", "transformer"]
    attends: str  # the names of the layers in which the tokens of a picture attend to each other
    reads: str = ""  # of those in which they attend to the text alone; "": they do it in the same ones
    text: Literal["apart", "before", "behind"] = "apart"  # where it stands beside the picture's tokens
    patch: int = 1  # latent cells on a side of one token, of a transformer
    multiple: int = 1  # as many tokens as a multiple of this: the last ones are padding

    def shared_layers(self, denoiser: Any) -> list[tuple[str, Any]]:
        """Those in which frames look at each other, by name.

        Of a UNet all that decode, as in StoryDiffusion and ConsiStory; of a transformer its second half.
        """
        found = [each for each in denoiser.named_modules() if re.search(self.attends, each[0])]
        return found if self.text == "apart" else found[len(found) // 2 :]

    def reading_layers(self, denoiser: Any) -> list[tuple[str, Any]]:
        """Those that tell where a word is drawn: of a UNet the coarsest ones of its decoder."""
        if self.text != "apart":
            return self.shared_layers(denoiser)[:READING_LAYERS]
        found = [each for each in denoiser.named_modules() if re.search(self.reads, each[0])]
        coarsest = min((int(name.split(".")[1]) for name, _ in found), default=0)
        return [(name, layer) for name, layer in found if int(name.split(".")[1]) == coarsest]


_UNET = Layout("unet", r"^up_blocks\..*\.attn1$", r"^up_blocks\..*\.attn2$")
_TWO_STREAMS = Layout("transformer", r"^(single_)?transformer_blocks\.\d+\.attn$", text="before", patch=2)

#: Class of diffusers → how it attends.
LAYOUTS = {
    "StableDiffusionPipeline": _UNET,
    "StableDiffusionXLPipeline": _UNET,
    "StableDiffusionInpaintPipeline": _UNET,
    "StableDiffusionXLInpaintPipeline": _UNET,
    "StableDiffusion3Pipeline": Layout("transformer", r"^transformer_blocks\.\d+\.attn$", text="behind", patch=2),
    "FluxPipeline": _TWO_STREAMS,
    "FluxKontextPipeline": _TWO_STREAMS,
    "ChromaPipeline": _TWO_STREAMS,
    "QwenImagePipeline": _TWO_STREAMS,
    "QwenImageEditPipeline": _TWO_STREAMS,
    "QwenImageEditPlusPipeline": _TWO_STREAMS,
    "Flux2KleinPipeline": Layout(
        "transformer", r"^(single_)?transformer_blocks\.\d+\.attn$", text="before"
    ),  # its latents are patches
    "ZImagePipeline": Layout("transformer", r"^layers\.\d+\.attention$", text="behind", patch=2, multiple=32),
}
