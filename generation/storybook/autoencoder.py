"""The Storybook autoencoder: layers to latents by a fixed linear map, latents to layers by a small decoder.

A layer is a picture with transparency, its colour premultiplied by its alpha, so that what cannot be seen is zero.

The encoder is the principal components of 16×16 patches, so latents exist before anything is trained and the denoiser
and the decoder can be trained side by side. Each latent channel is scaled to the square root of its standard deviation:
full whitening would give the finest detail the same weight as colour.

The decoder draws a layer at the size that was encoded, or twice as large ("fine"): what is flat and has edges can be
told at any size from features at a quarter of the side.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from diffusers import ConfigMixin, ModelMixin
from diffusers.configuration_utils import register_to_config
from torch import Tensor, nn

PATCH = 16


class ResidualBlock(nn.Module):
    """Two 3×3 convolutions beside the identity; no norm, because batches of crops have no stable statistics."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)  # type: ignore[arg-type]  # Conv2d has a bias here

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(F.silu(self.first(F.silu(x))))  # type: ignore[no-any-return]  # nn.Module.__call__


class StorybookAutoencoder(ModelMixin, ConfigMixin):  # type: ignore[misc]  # diffusers is untyped
    """Images (B, `image_channels`, H, W) in [0, 1] to latents (B, C, H/16, W/16) and back."""

    @register_to_config  # type: ignore[untyped-decorator]  # diffusers is untyped
    def __init__(
        self,
        latent_channels: int = 16,
        widths: tuple[int, int, int] = (192, 96, 64),
        image_channels: int = 3,
        fine: bool = False,
    ) -> None:
        super().__init__()
        a, b, c = widths
        self.mean: Tensor
        self.components: Tensor
        self.scale: Tensor
        self.register_buffer("mean", torch.zeros(image_channels * PATCH * PATCH))
        self.register_buffer("components", torch.zeros(latent_channels, image_channels * PATCH * PATCH))
        self.register_buffer("scale", torch.ones(latent_channels))
        self.stem = nn.Conv2d(latent_channels, a, 3, padding=1)
        self.body = nn.Sequential(
            ResidualBlock(a), ResidualBlock(a), nn.Conv2d(a, 4 * b, 3, padding=1), nn.PixelShuffle(2),
            ResidualBlock(b), ResidualBlock(b), nn.Conv2d(b, 4 * c, 3, padding=1), nn.PixelShuffle(2),
            ResidualBlock(c), ResidualBlock(c),
        )  # fmt: skip
        self.head = nn.Conv2d(c, image_channels * 16, 3, padding=1)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)  # type: ignore[arg-type]  # Conv2d has a bias here
        if fine:
            self.fine_head = nn.Conv2d(c, image_channels * 64, 3, padding=1)
            nn.init.zeros_(self.fine_head.weight)
            nn.init.zeros_(self.fine_head.bias)  # type: ignore[arg-type]

    @torch.no_grad()
    def fit(self, images: Tensor) -> None:
        """Set the linear encoder to the principal components of the patches of `images` (N, channels, H, W)."""
        patches = F.unfold(images, PATCH, stride=PATCH).transpose(1, 2).flatten(0, 1)  # (N·P, channels·16·16)
        self.mean.copy_(patches.mean(0))
        covariance = torch.cov((patches - self.mean).T)
        variance, vectors = torch.linalg.eigh(covariance)
        keep = variance.argsort(descending=True)[: len(self.scale)]
        self.components.copy_(vectors[:, keep].T)
        root = variance[keep].clamp_min(1e-8) ** 0.25  # standard deviation to the power 1/2
        self.scale.copy_(root * root.square().mean().rsqrt() / variance[keep].sqrt())

    def encode(self, images: Tensor) -> Tensor:
        weight = (self.components * self.scale[:, None]).view(len(self.scale), -1, PATCH, PATCH)
        bias = -(self.components @ self.mean) * self.scale
        return F.conv2d(images, weight, bias, stride=PATCH)

    def decode_linear(self, latents: Tensor) -> Tensor:
        """The pseudo-inverse of `encode`: cheap, blocky, exact in the kept components. Used for skip and previews."""
        weight = (self.components / self.scale[:, None]).view(len(self.scale), -1, PATCH, PATCH)
        mean = self.mean.view(1, -1, PATCH, PATCH).repeat(1, 1, latents.shape[2], latents.shape[3])
        return F.conv_transpose2d(latents, weight, stride=PATCH) + mean

    def decode(self, latents: Tensor) -> Tensor:
        """Latents to images; values may leave [0, 1] slightly and are not clipped here."""
        return self._coarse(latents, self.body(self.stem(latents)))

    def decode_fine(self, latents: Tensor) -> tuple[Tensor, Tensor]:
        """The images of `decode`, and the same (B, `image_channels`, 2·H, 2·W) with finer detail."""
        features = self.body(self.stem(latents))
        coarse = self._coarse(latents, features)
        enlarged = F.interpolate(coarse, scale_factor=2, mode="bilinear", align_corners=False)
        return coarse, enlarged + F.pixel_shuffle(self.fine_head(features), 8)

    def _coarse(self, latents: Tensor, features: Tensor) -> Tensor:
        return self.decode_linear(latents) + F.pixel_shuffle(self.head(features), 4)
