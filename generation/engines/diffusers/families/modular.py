"""Modular pipelines, drawn through their own blocks: encode, prepare, one denoising step at a time, decode."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from diffusers.modular_pipelines.modular_pipeline import (
    ConditionalPipelineBlocks,
    PipelineState,
    SequentialPipelineBlocks,
)
from PIL import Image

from generation.engine import DrawingRequest, EngineError
from generation.engines.diffusers.families.whole_pipeline import WholeConditioning, finished, unread_words
from generation.engines.diffusers.modular_folder import is_stepwise, modular_kind, most_pictures
from generation.engines.diffusers.own_defaults import IN_THE_CALL
from generation.engines.diffusers.remembered import Remembered
from generation.engines.diffusers.types import Defaults
from generation.errors import reason

KNOWN_PROMPTS = 32  # as read: some megabytes each
# What a block that only reads words does not take.
_OF_DRAWING = {"image", "generator", "height", "width", "num_inference_steps", "latents"}


@dataclass(eq=False)
class ModularDrawing:
    """What the blocks have made so far, and the loop that stands before its next step."""

    request: DrawingRequest
    conditioning: WholeConditioning
    state: PipelineState
    scheduler: Any  # stateful, as are guiders, so never shared
    guider: Any  # None where the blocks guide in their own way, or not at all
    blocks: Iterator[Any]  # those that are still to be run, each found when those before it have run
    num_steps: int = 1
    step: int = 0
    loop: Any = None  # the block that denoises; None: not opened, and all is drawn in one step
    loop_state: Any = None

    @property
    def shape_key(self) -> object:
        return self  # blocks know nothing of drawings at other steps


class ModularFamily:
    """A `ModularPipeline` of any class. Drawings take turns at its parts, each with its own scheduler and guider."""

    def __init__(self, pipeline: Any) -> None:
        self.pipeline = pipeline
        self.read_with: tuple[tuple[str, float], ...] = ()
        self._name = type(pipeline).__name__
        self._kind, self._stepwise = modular_kind(self._name), is_stepwise(self._name)
        self._blocks = pipeline.blocks  # a copy each time
        self._own = {each.name: each.default for each in self._blocks.inputs if each.name}
        self._read: Remembered[tuple[Any, ...]] = Remembered(KNOWN_PROMPTS)
        _silence(self._blocks)

    @property
    def defaults(self) -> Defaults:
        strength = "strength" in self._own
        return Defaults(
            width=self._own.get("width") or getattr(self.pipeline, "default_width", None) or IN_THE_CALL,
            height=self._own.get("height") or getattr(self.pipeline, "default_height", None) or IN_THE_CALL,
            num_inference_steps=self._own.get("num_inference_steps") or 50,
            guidance_scale=self._own_guidance(),
            size_multiple=max(16, 2 * getattr(self.pipeline, "vae_scale_factor", 8)),
            fixed_size=not {"height", "width"} <= self._own.keys(),
            guided=self._guides() or "guidance_scale" in self._own,
            takes_guidance=self._guides() or "guidance_scale" in self._own,
            takes_negative=self._guides() and "negative_prompt" in self._own,
            starts_from_image=self._kind.takes_image,
            needs_image=self._kind.needs_image,
            takes_strength=strength,
            inpaints=self._kind.takes_mask,
            references=most_pictures(self._name) if self._kind.takes_image and not strength else 0,
        )

    def encode(self, prompt: str, negative_prompt: str) -> WholeConditioning:
        """Only noted: blocks read words when they know how much they are guided."""
        away = unread_words(self.pipeline, negative_prompt, self._own.get("max_sequence_length"))
        towards = unread_words(self.pipeline, prompt, self._own.get("max_sequence_length"))
        return WholeConditioning(prompt, negative_prompt, (*towards, *away))

    def begin(self, request: DrawingRequest, conditioning: WholeConditioning) -> ModularDrawing:
        guider: Any = copy.deepcopy(getattr(self.pipeline, "guider", None))
        if self._guides():
            guider.guidance_scale = request.guidance_scale
        given, state = self._given(request, conditioning), PipelineState()
        for each in self._blocks.inputs:  # as ModularPipeline.__call__ fills it
            if each.name in given:
                state.set(each.name, given[each.name], each.kwargs_type)
            elif each.name is not None and each.name not in state.values:
                state.set(each.name, each.default, each.kwargs_type)
        scheduler = copy.deepcopy(self.pipeline.scheduler)
        blocks = _blocks(self._blocks, state)
        drawing = ModularDrawing(request, conditioning, state, scheduler, guider, blocks)
        if self._stepwise:
            self._open(drawing)
        return drawing

    def advance(self, drawings: Sequence[ModularDrawing]) -> None:
        for drawing in drawings:
            with self._with_parts_of(drawing):
                if drawing.loop is not None:
                    state, t = drawing.loop_state, drawing.state.get("timesteps")[drawing.step]
                    _, drawing.loop_state = drawing.loop.loop_step(self.pipeline, state, i=drawing.step, t=t)
                elif drawing.step == 0:
                    for block in drawing.blocks:
                        block(self.pipeline, drawing.state)
            drawing.step += 1

    def preview(self, drawing: ModularDrawing) -> Image.Image:
        """Grey until it is there: only the blocks know how latents are packed, and to decode them takes a while."""
        return Image.new("RGB", (drawing.request.width, drawing.request.height), "grey")

    def finish(self, drawing: ModularDrawing) -> Image.Image:
        with self._with_parts_of(drawing):
            if drawing.loop is not None:
                drawing.loop.set_block_state(drawing.state, drawing.loop_state)
            for block in drawing.blocks:
                block(self.pipeline, drawing.state)
        size = drawing.request.width, drawing.request.height
        return finished(self.pipeline, drawing.state.get("images"), size)

    def _open(self, drawing: ModularDrawing) -> None:
        """Run the blocks before the loop, and the loop up to its first step."""
        with self._with_parts_of(drawing):
            for block in drawing.blocks:
                if hasattr(block, "loop_step"):
                    drawing.loop, drawing.loop_state = block, _before_first_step(block, self.pipeline, drawing.state)
                    drawing.num_steps = len(drawing.state.get("timesteps"))
                    return
                self._run(block, drawing)
        raise EngineError(f"{self._name} denoises in no loop that can be opened.")

    def _run(self, block: Any, drawing: ModularDrawing) -> None:
        """One block; what only reads words is run once for the same words."""
        takes = {each.name for each in block.inputs}
        if "prompt" not in takes or takes & _OF_DRAWING:
            block(self.pipeline, drawing.state)
            return
        told, conditions = drawing.conditioning, getattr(drawing.guider, "num_conditions", 1)
        key = id(block), told.prompt, told.negative_prompt, conditions
        touched = [each for each in (*block.inputs, *block.intermediate_outputs) if each.name]
        made = self._read.get(key, lambda: self._made(block, drawing.state, touched))
        for each, value in zip(touched, made, strict=True):
            if drawing.state.get(each.name) is not value:
                drawing.state.set(each.name, value, each.kwargs_type)

    def _made(self, block: Any, state: PipelineState, touched: Sequence[Any]) -> tuple[Any, ...]:
        block(self.pipeline, state)
        return tuple(state.get(each.name) for each in touched)

    def _given(self, request: DrawingRequest, conditioning: WholeConditioning) -> dict[str, Any]:
        wishes: dict[str, Any] = {
            "prompt": conditioning.prompt,
            "negative_prompt": conditioning.negative_prompt or None,
            "height": request.height,
            "width": request.width,
            "num_inference_steps": request.num_inference_steps,
            "generator": torch.Generator().manual_seed(request.seed),
            "output_type": "np",  # a finished picture would not tell what is not a number: it is black
        }
        if "guidance_scale" in self._own:
            wishes["guidance_scale"] = request.guidance_scale
        shown = list(request.references) if most_pictures(self._name) > 1 else next(iter(request.references), None)
        if request.image is not None or request.references:
            wishes["image"] = shown if request.image is None else request.image
        if request.strength is not None:
            wishes["strength"] = request.strength
        if request.mask is not None:
            wishes["mask_image"] = request.mask
        return {name: wish for name, wish in wishes.items() if name in self._own}

    def _guides(self) -> bool:
        return hasattr(getattr(self.pipeline, "guider", None), "guidance_scale")

    def _own_guidance(self) -> float:
        guider = self.pipeline.guider.guidance_scale if self._guides() else None
        return float(self._own.get("guidance_scale") or guider or 1.0)

    @contextmanager
    def _with_parts_of(self, drawing: ModularDrawing) -> Iterator[None]:
        """The pipeline with the drawing's scheduler and guider; what it refuses, it would refuse again."""
        pipeline, kept = self.pipeline, (self.pipeline.scheduler, getattr(self.pipeline, "guider", None))
        pipeline.scheduler = drawing.scheduler
        if drawing.guider is not None:
            pipeline.guider = drawing.guider
        try:
            with torch.no_grad():
                yield
        except (TypeError, ValueError) as error:
            raise EngineError(f"{self._name} could not draw this: {reason(error)}") from error
        finally:
            pipeline.scheduler = kept[0]
            if drawing.guider is not None:
                pipeline.guider = kept[1]


class _Begun(Exception):  # it tells of no error
    """Raised in the place of a loop's first step, with what it would have begun with."""


def _before_first_step(loop: Any, pipeline: Any, state: PipelineState) -> Any:
    """What a loop prepares for itself, and no step of it."""

    def stop(components: Any, loop_state: Any, **_: Any) -> None:
        raise _Begun(loop_state)

    loop.loop_step = stop
    try:
        loop(pipeline, state)
    except _Begun as begun:
        return begun.args[0]
    finally:
        del loop.loop_step
    raise EngineError("That is too few steps to draw anything: ask for more.")


def _blocks(block: Any, state: PipelineState) -> Iterator[Any]:
    """The innermost blocks in their order; which of several, as in `ConditionalPipelineBlocks.__call__`, is found once
    those before have run.
    """
    if isinstance(block, ConditionalPipelineBlocks):
        triggers = {name: state.get(name) for name in block.block_trigger_inputs if name is not None}
        name = block.select_block(**triggers) or block.default_block_name
        if name is not None:
            yield from _blocks(block.sub_blocks[name], state)
    elif isinstance(block, SequentialPipelineBlocks):
        for each in block.sub_blocks.values():
            yield from _blocks(each, state)
    else:
        yield block


def _silence(block: Any) -> None:
    """No bars: those of loops, which the pipeline's own switch does not reach."""
    if hasattr(block, "set_progress_bar_config"):
        block.set_progress_bar_config(disable=True)
    for each in (getattr(block, "sub_blocks", None) or {}).values():
        _silence(each)
