"""One call of a denoiser in which the rows of a story keep what others look at, and look at what others kept."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from generation.engines.diffusers.rows import Row
from generation.engines.diffusers.sharing.layouts import Layout
from generation.engines.diffusers.sharing.processors import watched
from generation.engines.diffusers.sharing.regions import grid_of
from generation.engines.diffusers.sharing.shares import Look, Share

Grid = tuple[int, int]  # rows and columns of tokens


@dataclass(frozen=True, slots=True)
class _Part:
    """A row of the batch that belongs to a story."""

    index: int
    share: Share
    step: int
    away: bool
    text: int  # tokens of its own prompt, without what makes it as long as others

    @property
    def shares(self) -> bool:
        """In the first step nobody knows yet where anybody is; StoryDiffusion begins with the second as well."""
        return self.step > 0

    def kept(self, look: Look, layer: int) -> tuple[Tensor, Tensor]:
        """Keys and values (H, N, d) of somebody in another drawing."""
        return look.share.bank[self.step][self.away, layer, look.theirs]


@dataclass(frozen=True, slots=True)
class _Group:
    """Cells of a picture that look at the same characters."""

    cells: Tensor  # (m,)
    looks: tuple[Look, ...]


@dataclass(eq=False)
class _Call:
    parts: list[_Part]
    height: int  # of the latents
    width: int
    text: int  # tokens of the longest prompt
    heat: dict[Share, list[Tensor]] = field(default_factory=lambda: defaultdict(list))
    groups: dict[tuple[int, Grid], list[_Group]] = field(default_factory=dict)
    samples: dict[tuple[Share, int, Grid], Tensor] = field(default_factory=dict)


class SharedAttention:
    """The attention of one pipeline's denoiser; it has processors of its own from here on, which do nothing alone."""

    def __init__(self, pipeline: Any, layout: Layout, strength: float) -> None:
        """`strength`: how much what others show counts beside a picture's own tokens, above 0 to 1."""
        self._layout, self._bias = layout, math.log(strength)
        self._call: _Call | None = None
        denoiser = getattr(pipeline, layout.denoiser)
        shared, reading = layout.shared_layers(denoiser), dict(layout.reading_layers(denoiser))
        names = {name: number for number, (name, _) in enumerate(shared)}
        for name, layer in (dict(shared) | reading).items():
            attend = partial(self._attend, names.get(name), name in reading)
            layer.set_processor(watched(layer.processor, attend, lambda: self._call is not None))

    @contextmanager
    def among(self, rows: Sequence[Row]) -> Iterator[None]:
        """Within it the denoiser is called once, with these rows."""
        parts = [
            _Part(index, row.drawing.shared, row.drawing.step, row.away, row.prompt_embeds.shape[1])
            for index, row in enumerate(rows)
            if row.drawing.shared is not None
        ]
        if not parts:
            yield
            return
        height, width = rows[0].drawing.latents.shape[-2:]
        call = self._call = _Call(parts, height, width, max(row.prompt_embeds.shape[1] for row in rows))
        try:
            yield
        finally:
            self._call = None
        for part in parts:
            if part.share in call.heat:
                part.share.warm(part.step, torch.stack(call.heat.pop(part.share)).mean(dim=0))
        for part in parts:
            part.share.forget()

    def _attend(
        self,
        layer: int | None,
        reads: bool,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        attn_mask: Tensor | None = None,
        **options: Any,
    ) -> Tensor:
        """As torch's function; `layer` None: it is none in which pictures attend to each other."""
        call = self._call
        assert call is not None
        if reads:
            self._read(call, query, key, attn_mask, options)
        if layer is None:
            return F.scaled_dot_product_attention(query, key, value, attn_mask=attn_mask, **options)
        return self._shared(call, layer, query, key, value, attn_mask, options)

    def _shared(
        self,
        call: _Call,
        layer: int,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        mask: Tensor | None,
        options: dict[str, Any],
    ) -> Tensor:
        picture = self._picture(call, query)
        grid = self._grid(call, picture)
        for part in call.parts:
            if part.shares and part.share.wanted:
                self._keep(call, part, layer, key[part.index, :, picture], value[part.index, :, picture], grid)
        output = F.scaled_dot_product_attention(query, key, value, attn_mask=mask, **options)
        for part in call.parts:
            if part.shares and part.share.looks:
                row = slice(part.index, part.index + 1)
                for group in self._groups(call, part, grid, query.device):
                    kept = [part.kept(look, layer) for look in group.looks]
                    more_keys, more_values = (torch.cat(each, dim=1)[None] for each in zip(*kept, strict=True))
                    cells = picture.start + group.cells
                    told = None if mask is None else (mask if len(mask) == 1 else mask[row])
                    if told is not None and told.shape[-2] > 1:
                        told = told[:, :, cells]
                    output[row, :, cells] = F.scaled_dot_product_attention(
                        query[row, :, cells],
                        torch.cat([key[row], more_keys], dim=2),
                        torch.cat([value[row], more_values], dim=2),
                        attn_mask=self._mask(told, key, picture.start, more_keys.shape[2]),
                        **options,
                    )
        return output

    def _keep(self, call: _Call, part: _Part, layer: int, key: Tensor, value: Tensor, grid: Grid) -> None:
        """Some tokens of whom others look at here, out of the picture's keys and values (H, n, d)."""
        kept = part.share.bank.setdefault(part.step, {})
        for character in part.share.wanted:
            chosen = (part.share, character, grid)
            if chosen not in call.samples:
                call.samples[chosen] = part.share.sample(part.step, character, grid).to(key.device)
            kept[part.away, layer, character] = key[:, call.samples[chosen]], value[:, call.samples[chosen]]

    @staticmethod
    def _groups(call: _Call, part: _Part, grid: Grid, device: torch.device) -> list[_Group]:
        """Each character looks at itself alone; who cannot be told from the rest of the picture, with all of that."""
        if (part.index, grid) not in call.groups:
            rest, everywhere = torch.ones(grid[0] * grid[1], dtype=torch.bool), []
            groups: list[tuple[Tensor, tuple[Look, ...]]] = []
            for look in part.share.looks:
                if part.share.places[look.own]:
                    region = part.share.region(part.step, look.own, grid)
                    groups.append((region, (look,)))
                    rest &= ~region
                else:
                    everywhere.append(look)
            groups += [(rest, tuple(everywhere))] if everywhere else []
            call.groups[part.index, grid] = [
                _Group(cells.nonzero()[:, 0].to(device), looks) for cells, looks in groups if cells.any()
            ]
        return call.groups[part.index, grid]

    def _mask(self, told: Tensor | None, key: Tensor, own: int, more: int) -> Tensor | None:
        """A row's mask (1, H, l, K + more), in which the tokens of others count as its `own` do, or less."""
        if told is None and self._bias == 0:
            return None
        told = key.new_zeros(1, 1, 1, key.shape[2]) if told is None else told
        beside = told[..., own : own + 1].expand(*told.shape[:-1], more)
        if self._bias:
            told, beside = (_additive(each, key.dtype) for each in (told, beside))
            beside = beside + self._bias
        return torch.cat([told, beside], dim=-1)

    def _read(self, call: _Call, query: Tensor, key: Tensor, mask: Tensor | None, options: dict[str, Any]) -> None:
        """How much each cell attends to the words for each character, beside the other words."""
        picture = self._picture(call, query)
        grid = self._grid(call, picture)
        scale = options.get("scale") or query.shape[-1] ** -0.5
        for part in call.parts:
            if part.away or not any(part.share.places):
                continue
            text = self._text(part, picture)
            words = key[part.index, :, text].repeat_interleave(query.shape[1] // key.shape[1], dim=0)
            scores = (query[part.index, :, picture] * scale) @ words.transpose(1, 2)  # (H, n, L)
            if mask is not None:
                told = mask[part.index if len(mask) > 1 else 0, :, -1:, text]
                scores = scores + _additive(told, scores.dtype)
            shares = scores.float().softmax(dim=-1).mean(dim=0)  # (n, L)
            heat = [shares[:, list(places)].sum(dim=1).view(grid) for places in part.share.places]
            call.heat[part.share].append(torch.stack(heat))

    def _picture(self, call: _Call, query: Tensor) -> slice:
        """Which tokens of a layer's queries are the picture's."""
        layout = self._layout
        if layout.text == "apart":
            return slice(0, query.shape[-2])
        count = (call.height // layout.patch) * (call.width // layout.patch)
        start = call.text if layout.text == "before" else 0
        return slice(start, start + count)

    def _text(self, part: _Part, picture: slice) -> slice:
        """Which tokens of a layer's keys are those of a row's prompt."""
        multiple = self._layout.multiple
        start = -(-picture.stop // multiple) * multiple if self._layout.text == "behind" else 0
        return slice(start, start + part.text)

    def _grid(self, call: _Call, picture: slice) -> Grid:
        """The rows and columns of the picture's tokens in a layer."""
        if self._layout.text != "apart":
            return call.height // self._layout.patch, call.width // self._layout.patch
        return grid_of(picture.stop, call.height, call.width)


def _additive(mask: Tensor, dtype: torch.dtype) -> Tensor:
    """A mask as what is added to the scores."""
    if mask.dtype != torch.bool:
        return mask
    return torch.zeros_like(mask, dtype=dtype).masked_fill(~mask, -torch.inf)
