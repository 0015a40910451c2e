"""Prompts for the text encoders of CLIP: of any length, read by as many tokens as there is room for, and weighted.

A prompt that fits and has no weights is the pipeline's own to read. Longer ones are cut between words into pieces that
are read one by one and stand behind each other (AUTOMATIC1111's way). A weight w moves what was read of a word away
from what the encoder reads of nothing at all in its place: n + w · (x − n) (ComfyUI's way), so that 1 changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from generation.engines.diffusers.prompt_weights import Span, read_weights
from generation.engines.diffusers.sharing.words import places_in


@dataclass(frozen=True, slots=True)
class ClipEncoder:
    """One text encoder of a pipeline, and how the pipeline reads it."""

    tokenizer: Any
    model: Any
    penultimate: bool  # which layer steers the picture: the last but one, as SDXL's, or the last

    @property
    def room(self) -> int:
        """Tokens of one piece, without those that begin and end it."""
        return int(self.tokenizer.model_max_length) - 2


@dataclass(frozen=True, slots=True)
class ClipPrompt:
    """What an encoder has read: tokens (1, n·L, D), and the whole (1, P) of the first piece, where it tells one."""

    embeds: Tensor
    pooled: Tensor | None


_Token = tuple[int, float, bool]  # its number, its weight, and whether a word begins with it


def plain_text(pipeline: Any, prompt: str, encoders: Sequence[ClipEncoder]) -> str | None:
    """The prompt as its pipeline can read it, without our marks; None where it is too long for that, or weighted."""
    spans = read_weights(prompt)
    if any(span.weight != 1 for span in spans):
        return None
    text = "".join(span.text for span in spans)
    fits = all(len(_tokens(pipeline, encoder, (Span(text),))) <= encoder.room for encoder in encoders)
    return text if fits else None


def encode_pair(
    pipeline: Any, prompt: str, negative_prompt: str, encoders: Sequence[ClipEncoder], device: torch.device
) -> tuple[list[ClipPrompt], list[ClipPrompt]]:
    """Both prompts as each of the encoders reads them, in as many pieces as the longer of them needs."""
    texts = (read_weights(prompt), read_weights(negative_prompt))
    pieces = [[_pieces(_tokens(pipeline, encoder, spans), encoder.room) for encoder in encoders] for spans in texts]
    count = max(len(each) for text in pieces for each in text)
    towards, away = (
        [_read(encoder, each, count, device) for encoder, each in zip(encoders, text, strict=True)] for text in pieces
    )
    return towards, away


def places(pipeline: Any, encoder: ClipEncoder, prompt: str, words: Sequence[str]) -> tuple[int, ...]:
    """Where among what is read of a prompt the tokens of these words stand, in whichever pieces."""
    found: list[tuple[_Token, bool]] = []
    for span in read_weights(prompt):
        text = pipeline.maybe_convert_prompt(span.text, encoder.tokenizer)
        own = set(places_in(encoder.tokenizer, words, text, special=False))
        tokens = _tokens(pipeline, encoder, (span,))
        found += [(token, place in own) for place, token in enumerate(tokens)]
    at, wanted = 0, []
    for number, piece in enumerate(_pieces([token for token, _ in found], encoder.room)):
        wanted += [number * (encoder.room + 2) + 1 + k for k in range(len(piece)) if found[at + k][1]]
        at += len(piece)
    return tuple(wanted)


def _tokens(pipeline: Any, encoder: ClipEncoder, spans: Sequence[Span]) -> list[_Token]:
    found: list[_Token] = []
    for span in spans:
        text = pipeline.maybe_convert_prompt(span.text, encoder.tokenizer)  # textual inversions of several vectors
        read = encoder.tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        end = -1
        for number, (start, stop) in zip(read.input_ids, read.offset_mapping, strict=True):
            found.append((number, span.weight, start != end))
            end = stop
    return found


def _pieces(tokens: Sequence[_Token], room: int) -> list[list[_Token]]:
    """At least one, each as full as whole words make it; a word that fills more than a piece is cut."""
    pieces: list[list[_Token]] = []
    at = 0
    while at < len(tokens):
        end = min(at + room, len(tokens))
        if end < len(tokens):
            begins = (place for place in range(end, at, -1) if tokens[place][2])
            end = next(begins, end)
        pieces.append(list(tokens[at:end]))
        at = end
    return pieces or [[]]


def _read(encoder: ClipEncoder, pieces: Sequence[list[_Token]], count: int, device: torch.device) -> ClipPrompt:
    nothing: Tensor | None = None
    embeds, pooled = [], None
    for place in range(count):
        piece = pieces[place] if place < len(pieces) else []
        read, whole = _encode(encoder, [number for number, _, _ in piece], device)
        weights = torch.ones(read.shape[1])
        weights[1 : 1 + len(piece)] = torch.tensor([weight for _, weight, _ in piece])
        if (weights != 1).any():
            nothing = _encode(encoder, [], device)[0] if nothing is None else nothing
            scale = weights.to(read)[None, :, None]
            read = torch.where(scale == 1, read, nothing + scale * (read - nothing))
        embeds.append(read)
        pooled = whole if place == 0 else pooled
    return ClipPrompt(torch.cat(embeds, dim=1), pooled)


def _encode(encoder: ClipEncoder, numbers: list[int], device: torch.device) -> tuple[Tensor, Tensor | None]:
    tokenizer = encoder.tokenizer
    filled = [tokenizer.bos_token_id, *numbers, tokenizer.eos_token_id]
    padding = [tokenizer.pad_token_id] * (encoder.room - len(numbers))
    mask = None
    if getattr(encoder.model.config, "use_attention_mask", False) and not encoder.penultimate:
        mask = torch.tensor([[1] * len(filled) + [0] * len(padding)], device=device)
    read = encoder.model(
        torch.tensor([filled + padding], device=device), attention_mask=mask, output_hidden_states=encoder.penultimate
    )
    pooled = read[0] if read[0].ndim == 2 else None
    return (read.hidden_states[-2] if encoder.penultimate else read[0]), pooled
