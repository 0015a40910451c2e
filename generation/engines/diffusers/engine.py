"""The engine for diffusers pipelines: opened step by step where their kind is known, drawn whole otherwise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from pydantic import BaseModel, ConfigDict, Field

from generation.devices import choose_device
from generation.engine import DrawingRequest, EngineError, EngineInfo
from generation.engines.diffusers.context_adapter import adapter_folder
from generation.engines.diffusers.facts import model_facts, models_in
from generation.engines.diffusers.families.storybook import StorybookFamily
from generation.engines.diffusers.ip_adapter import SCALE, IpAdapter
from generation.engines.diffusers.load import find, load_family
from generation.engines.diffusers.loras import LoraShelf
from generation.engines.diffusers.model_name import model_hash, model_name
from generation.engines.diffusers.own_defaults import advised
from generation.engines.diffusers.prompt_weights import not_understood
from generation.engines.diffusers.samplers import sampler_name, schedule_type
from generation.engines.diffusers.sharing.story import story_sharing
from generation.engines.diffusers.types import Defaults
from generation.errors import OUT_OF_MEMORY
from generation.memory import Memory
from generation.model_facts import ModelFacts
from generation.shared_attention import StoryFrame
from generation.storybook.pipeline import CONTEXT_ENCODER
from generation.storybook.variety import varied


class DiffusersOptions(BaseModel):
    """What the operator may set. The values of a picture default to the model's own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str = "storybook"  # the embedded model, a folder, or a repository id
    revision: str = ""  # of a repository: the commit to fetch
    hub: bool = False  # whether a repository may be fetched
    device: str = "auto"
    dtype: str = "auto"
    memory: Memory = "auto"
    ip_adapter: str = ""  # a folder, or one file with its image encoder beside it: shows references to SD and SDXL
    ip_adapter_scale: float = Field(default=SCALE, gt=0, le=1)  # how much they count
    controlnet: str = ""  # a folder: what SD and SDXL follow a picture with
    context: str = ""  # a folder of `vignette train context`: conditions the sentences of a story by each other
    shared_attention: float = Field(default=0, ge=0, le=1)  # how much a story's frames look at each other
    loras: str = ""  # the folder of LoRAs and textual inversions
    threads: int | None = Field(default=None, ge=1)  # on a CPU; None: all cores, which suits an otherwise idle machine
    width: int | None = Field(default=None, ge=8, le=4096)
    height: int | None = Field(default=None, ge=8, le=4096)
    num_inference_steps: int | None = Field(default=None, ge=1, le=100)
    guidance_scale: float | None = Field(default=None, ge=0, le=20)


class DiffusersEngine:
    """Any `DiffusionPipeline` that draws from a prompt."""

    Options = DiffusersOptions

    def __init__(self, options: DiffusersOptions) -> None:
        placement = choose_device(options.device, options.dtype)
        if options.threads is not None:
            torch.set_num_threads(options.threads)
        model = find(options.model, options.revision, options.hub)
        adapter = IpAdapter(options.ip_adapter, options.ip_adapter_scale) if options.ip_adapter else None
        with ThreadPoolExecutor(1) as beside:  # which a second core does while the first one loads
            hashed = beside.submit(model_hash, model)
            self._family, plan = load_family(
                model, options.revision, options.hub, placement, options.memory, adapter, options.controlnet
            )
        scheduler, folder = getattr(self.pipeline, "scheduler", None), folder_of(self.pipeline)
        own = advised(self._family.defaults, self.pipeline, folder, model)
        _check_size(options, own)
        self._sharing = story_sharing(self._family, options.shared_attention) if options.shared_attention else None
        name = type(self.pipeline).__name__
        self._adapter = adapter_folder(options.context, name) if options.context else None
        self._loras = LoraShelf(self.pipeline, options.loras, own.reads_weights)
        self._reads_weights = own.reads_weights
        self.info = EngineInfo(
            engine="diffusers",
            model=own.name or model_name(model if model.is_file() else folder),
            device=placement.device,
            device_reason=placement.reason,
            memory=plan.words,
            width=options.width or own.width,
            height=options.height or own.height,
            num_inference_steps=options.num_inference_steps or own.num_inference_steps,
            guidance_scale=own.guidance_scale if options.guidance_scale is None else options.guidance_scale,
            size_multiple=own.size_multiple,
            fixed_size=own.fixed_size,
            guided=own.guided,
            takes_guidance=own.takes_guidance,
            takes_negative=own.takes_negative,
            negative_needs_guidance=own.negative_needs_guidance,
            starts_from_image=own.starts_from_image,
            needs_image=own.needs_image,
            takes_strength=own.takes_strength,
            references=own.references,
            control=own.control,
            inpaints=own.inpaints and own.starts_from_image and own.takes_strength,
            tiles=own.tiles,
            styles=own.styles,
            context=self._adapter.name if self._adapter else own.context,
            context_guided=self._adapter is not None,
            shares_attention=self._sharing is not None,
            world=own.world,
            sampler=sampler_name(scheduler),
            schedule_type=schedule_type(scheduler),
            model_hash=hashed.result(),
            loras=self._loras.infos,
        )

    @staticmethod
    def facts(model: Path) -> ModelFacts:
        """What a folder or a file is, without loading it."""
        return model_facts(model)

    @staticmethod
    def facts_in(folder: Path) -> list[ModelFacts]:
        """The same of every model in a folder."""
        return models_in(folder)

    @property
    def pipeline(self) -> Any:
        """The loaded pipeline, for those who condition drawings by more than a prompt."""
        return self._family.pipeline

    @property
    def family(self) -> Any:
        """The pipeline as it is opened, for those who train something in front of it."""
        return self._family

    def context_encoder(self) -> Path:
        """The folder of the context encoder that was trained for this pipeline, or with it, as the Storybook's."""
        return self._adapter.folder if self._adapter else folder_of(self.pipeline) / CONTEXT_ENCODER

    def varied(self, prompt: str, seed: int, count: int) -> tuple[str, ...]:
        """What each of several pictures is drawn from; only the Storybook has words for what a prompt leaves open."""
        if isinstance(self._family, StorybookFamily):
            return varied(prompt, seed, count, self._family.read)
        return (prompt,) * count

    def encode(
        self, prompts: Sequence[str], negative_prompts: Sequence[str], loras: Sequence[tuple[str, float]] = ()
    ) -> list[Any]:
        """One prompt at a time: what a prompt means does not depend on its company, but on LoRAs of the encoder."""
        with translate_oom():
            self._loras.use(loras)
            self._family.read_with = self._loras.of_text(loras)
            return [self._encoded(*pair) for pair in zip(prompts, negative_prompts, strict=True)]

    def _encoded(self, prompt: str, negative_prompt: str) -> Any:
        read = [self._loras.read(text, self.info) for text in (prompt, negative_prompt)]
        told = self._family.encode(*read)
        marks = [mark for text in read for mark in not_understood(text, self._reads_weights)]
        return replace(told, ignored_words=tuple(dict.fromkeys((*told.ignored_words, *marks)))) if marks else told

    def begin(self, request: DrawingRequest, conditioning: Any) -> Any:
        return self._family.begin(request, conditioning)

    def share(self, frames: Sequence[StoryFrame]) -> list[str | None]:
        """As `SharingEngine` promises it; only where the settings say so."""
        if self._sharing is None:
            return [None] * len(frames)
        with translate_oom():
            return self._sharing.share(frames)

    def advance(self, drawings: Sequence[Any]) -> None:
        buckets, began = defaultdict(list), {id(drawing): drawing.step for drawing in drawings}
        for drawing in drawings:
            buckets[drawing.shape_key].append(drawing)
        with translate_oom():
            for bucket in buckets.values():
                self._loras.use(bucket[0].request.loras)
                # Whoever was looked at by those before has done its step already.
                due = [drawing for drawing in bucket if drawing.step == began[id(drawing)]]
                for wave in [due] if self._sharing is None else self._sharing.waves(due):
                    self._family.advance(wave)

    def preview(self, drawing: Any) -> Image.Image:
        with translate_oom():
            return self._family.preview(drawing)

    def finish(self, drawings: Sequence[Any]) -> list[Image.Image]:
        with translate_oom():
            return [self._family.finish(drawing) for drawing in drawings]

    def save_memory(self, on: bool) -> None:
        """Decode pictures in tiles and attend in slices, as far as the pipeline and its autoencoder can.

        Slices would replace the processors by which frames look at each other.
        """
        vae, verb = getattr(self.pipeline, "vae", None), "enable" if on else "disable"
        sliced = self.pipeline if self._sharing is None else None
        for owner, name in ((vae, f"{verb}_tiling"), (sliced, f"{verb}_attention_slicing")):
            if (switch := getattr(owner, name, None)) is not None:
                with suppress(NotImplementedError, ValueError):  # diffusers: some autoencoders only say that they could
                    switch()

    def close(self) -> None:
        del self._family
        torch.cuda.empty_cache()


def folder_of(pipeline: Any) -> Path:
    """Where a loaded pipeline lies: the embedded kind and diffusers' own say it in different ways."""
    return Path(getattr(pipeline, "folder", None) or pipeline.name_or_path)


def _check_size(options: DiffusersOptions, own: Defaults) -> None:
    asked = [each for each in (options.width, options.height) if each is not None]
    sizes = [(int(scale * own.width), int(scale * own.height)) for scale in own.scales]
    if own.fixed_size and asked and (options.width, options.height) not in sizes:
        named = " or ".join(f"{width}×{height}" for width, height in sizes)
        raise EngineError(f"{options.model} draws only {named}: leave out width and height, or set both.")
    if any(each % own.size_multiple for each in asked):
        raise EngineError(f"The engine settings width and height must be multiples of {own.size_multiple}.")


@contextmanager
def translate_oom() -> Iterator[None]:
    """A device that is out of memory is the asker's to solve; every other CUDA error ends the process."""
    try:
        yield
    except torch.OutOfMemoryError as error:
        torch.cuda.empty_cache()
        raise EngineError(OUT_OF_MEMORY) from error
