"""Outlines of a picture: Canny's detector (A Computational Approach to Edge Detection, IEEE PAMI 8(6), 1986).

OpenCV has one, in 60 megabytes; this is for one picture of a request. Thresholds are those that ControlNet was trained
with (Zhang et al., 2023): 100 and 200 of a Sobel operator on 8 bits.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

LOW, HIGH = 100.0, 200.0  # a weak edge counts where it leads to a strong one
_SMOOTH = 1.0  # pixels: the deviation of the blur that takes noise away
_TURN = np.pi / 4


def canny(picture: Image.Image) -> Image.Image:
    """White lines of one pixel on black, RGB and as large as the picture."""
    grey = picture.convert("L").filter(ImageFilter.GaussianBlur(_SMOOTH))
    strength, direction = _gradient(np.asarray(grey, dtype=np.float64))
    ridge = strength * _is_ridge(strength, direction)
    edges = _connected(ridge >= HIGH, ridge >= LOW)
    return Image.fromarray((edges * 255).astype(np.uint8)).convert("RGB")


def _gradient(grey: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Size (H, W) and direction (H, W), in eighths of a turn, of the steepest way."""
    padded = np.pad(grey, 1, mode="edge")
    across = padded[:, 2:] - padded[:, :-2]
    down = padded[2:] - padded[:-2]
    x = across[:-2] + 2 * across[1:-1] + across[2:]
    y = down[:, :-2] + 2 * down[:, 1:-1] + down[:, 2:]
    return np.abs(x) + np.abs(y), np.round(np.arctan2(y, x) / _TURN).astype(int) % 4


def _is_ridge(strength: np.ndarray, direction: np.ndarray) -> np.ndarray:
    """Where it is steeper than before and behind, along the steepest way."""
    padded = np.pad(strength, 1)
    height, width = strength.shape

    def beside(dy: int, dx: int) -> np.ndarray:
        return padded[1 + dy : 1 + dy + height, 1 + dx : 1 + dx + width]

    ways = ((0, 1), (1, 1), (1, 0), (1, -1))
    ridges = [(strength >= beside(dy, dx)) & (strength > beside(-dy, -dx)) for dy, dx in ways]
    return np.choose(direction, ridges)


def _connected(strong: np.ndarray, weak: np.ndarray) -> np.ndarray:
    """The weak pixels that a way over weak ones joins to a strong one."""
    while True:
        padded = np.pad(strong, 1)
        height, width = strong.shape
        reached = np.zeros_like(strong)
        for dy in range(3):
            for dx in range(3):
                reached |= padded[dy : dy + height, dx : dx + width]
        grown = strong | (reached & weak)
        if np.array_equal(grown, strong):
            return strong
        strong = grown
