"""What a drawn CLEVR-SV frame is worth: similarity of pixels, and what a reader sees in it.

SSIM alone is won by an empty picture, so it never stands alone: the foreground's is of those pixels only that differ
from the empty floor; attributes, counts and places are of the solids that the reader tells, matched to the nearest
true one. The reader's own mistakes are in all of them, which is why its score on the true pictures stands first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from story.clevr.reader import Reader
from story.clevr.solids import Solid
from story.clevr.ssim import REACH, ssim_map

FOREGROUND = 0.12  # of one colour, from the empty floor
MATCHED = 1.0  # on the floor: farther away it is another solid
TOGETHER = 100  # pictures looked at at a time


@dataclass(slots=True)
class Told:
    """Counts over frames of what a reader told."""

    frames: int = 0
    counted: int = 0  # frames with as many solids as there are
    solids: int = 0
    told: int = 0
    right: int = 0  # attributes of matched solids
    away: float = 0.0  # sum of their distances, in units of the floor
    matched: int = 0
    earlier: int = 0  # solids that an earlier sentence told
    remembered: int = 0  # those of them that are there with every attribute right

    def add(self, told: Sequence[Solid], truth: Sequence[Solid]) -> None:
        """One frame, whose last solid is the new one."""
        pairs = match(told, truth)
        right = {number: _alike(one, truth[number]) for one, number in pairs}
        self.frames += 1
        self.counted += len(told) == len(truth)
        self.solids, self.told, self.matched = (
            self.solids + len(truth), self.told + len(told), self.matched + len(pairs),
        )  # fmt: skip
        self.right += sum(right.values())
        self.away += sum(_between(one, truth[number]) for one, number in pairs)
        self.earlier += len(truth) - 1
        self.remembered += sum(right.get(number) == 4 for number in range(len(truth) - 1))


def match(told: Sequence[Solid], truth: Sequence[Solid]) -> list[tuple[Solid, int]]:
    """Each told solid with the true one next to it, nearest pairs first, every one once."""
    near = sorted((_between(one, true), n, k) for n, one in enumerate(told) for k, true in enumerate(truth))
    pairs: dict[int, int] = {}
    for away, n, k in near:
        if away <= MATCHED and n not in pairs and k not in pairs.values():
            pairs[n] = k
    return [(told[n], k) for n, k in pairs.items()]


def _between(one: Solid, two: Solid) -> float:
    return float(((one.x - two.x) ** 2 + (one.y - two.y) ** 2) ** 0.5)


def _alike(one: Solid, two: Solid) -> int:
    return sum(a == b for a, b in zip(one.told, two.told, strict=True))


def measure(
    drawn: Tensor, truth: Tensor, empty: Tensor, solids: Sequence[Sequence[Solid]], reader: Reader
) -> dict[str, float | None]:
    """Figures of frames (N, 3, 64, 64) in [0, 1] beside the true ones, the empty floor and what is there in each."""
    counts, similar, front = Told(), [], []
    for at in range(0, len(drawn), TOGETHER):
        part = slice(at, at + TOGETHER)
        near = ssim_map(drawn[part], truth[part])
        changed = (truth[part] - empty[part]).abs().amax(1) > FOREGROUND
        similar.append(near.flatten(1).mean(1))
        front.append(near[changed[:, REACH:-REACH, REACH:-REACH]])
        for told, there in zip(reader.read(drawn[part]), solids[part], strict=True):
            counts.add(told, there)
    return {
        "ssim": round(float(torch.cat(similar).mean()), 4),
        "foreground_ssim": round(float(torch.cat(front).mean()), 4),
        "attribute_f1": round(counts.right / max(1, 2 * (counts.told + counts.solids)), 4),
        "count_exact": round(counts.counted / max(1, counts.frames), 4),
        "position_error": round(counts.away / counts.matched, 4) if counts.matched else None,
        "remembered": round(counts.remembered / max(1, counts.earlier), 4),
    }
