"""What a drawing knows of the others of its story: whom it shows and looks at, and the identity bank it keeps for them.

The bank holds keys and values of at most an eighth of the tokens per character, layer and step, and only of the steps
that somebody who looks at them has still to do: while a story advances evenly, two. However many frames look at a
character, it is there once.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from weakref import ref

import torch
from torch import Tensor

from generation.engine import Drawing
from generation.engines.diffusers.sharing.regions import regions_of, resized

RATE = 8  # one token of so many is kept for a character: StoryDiffusion keeps half of them, of a whole picture

Key = tuple[bool, int, int]  # towards the negative prompt?, layer, character


@dataclass(frozen=True, slots=True)
class Look:
    """A drawing looks at somebody in another one."""

    own: int  # which of its characters
    theirs: int  # the same one among those of the other
    share: Share
    source: Any  # the other drawing, or the `Still` of a picture: what has to be as far before this one goes on


@dataclass(eq=False)
class Share:
    """One drawing's part in the attention of its story."""

    seed: int
    places: tuple[tuple[int, ...], ...]  # of each character's words among the tokens of the prompt; (): not found
    looks: tuple[Look, ...] = ()
    wanted: set[int] = field(default_factory=set)  # the characters that others look at here
    readers: list[ref[Drawing]] = field(default_factory=list)
    heat: Tensor | None = None  # (C, h, w): how much each cell attended to each character's words in all steps so far
    regions: dict[int, Tensor] = field(default_factory=dict)  # step → (C, h, w), True where a character is, on the CPU
    bank: dict[int, dict[Key, tuple[Tensor, Tensor]]] = field(default_factory=dict)  # step → keys and values (H, N, d)

    def warm(self, step: int, heat: Tensor) -> None:
        """What was read in a step (C, h, w) tells where everybody is in the next one."""
        self.heat = heat if self.heat is None else self.heat + heat
        self.regions[step + 1] = regions_of(self.heat).cpu()

    def region(self, step: int, character: int, grid: tuple[int, int]) -> Tensor:
        """Where a character is (h'·w',), on the CPU; everywhere, where that cannot be told."""
        if not self.places[character]:
            return torch.ones(grid[0] * grid[1], dtype=torch.bool)
        return resized(self.regions[step][character], grid)

    def sample(self, step: int, character: int, grid: tuple[int, int]) -> Tensor:
        """Tokens (N,) of a character, by the drawing's seed, on the CPU; all that it has, where those are fewer."""
        count = grid[0] * grid[1]
        order = torch.randperm(count, generator=torch.Generator().manual_seed(self.seed))
        return order[self.region(step, character, grid)[order]][: -(-count // RATE)]

    def forget(self) -> None:
        """What nobody who is still being drawn will look at."""
        waiting = [reader for each in self.readers if (reader := each()) is not None]
        steps = [each.step for each in waiting if each.step < each.num_steps]
        wanted = min(steps, default=sys.maxsize)
        own = min(wanted, max(self.regions, default=0) - 1)  # this step's, too: its negative prompt may come later
        for kept, first in ((self.bank, wanted), (self.regions, own)):
            for step in [each for each in kept if each < first]:
                del kept[step]


def bytes_of(shares: Iterable[Share]) -> int:
    """How much memory the banks of these take."""
    return sum(
        tensor.nbytes for share in shares for step in share.bank.values() for pair in step.values() for tensor in pair
    )
