"""The engine port: everything is drawn step by step.

An engine does not offer `generate()`; it offers drawings that advance. Progress bars and previews are reads of a
drawing, cancelling is dropping one, serving many people is advancing many drawings in one batch, a story is a group of
drawings that share context. This module imports neither torch nor diffusers: the service's own process may import it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import Field, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeAlias, TypeGuard, TypeVar, runtime_checkable

from PIL import Image

from generation.errors import UserError
from generation.shown import MAX_REFERENCES as MAX_REFERENCES  # where engines of others look for them
from generation.shown import Control
from generation.shown import Reference as Reference

if TYPE_CHECKING:
    from torch import Tensor


class EngineError(UserError):
    """The work failed for a reason its sentence tells the person who asked."""


class NotYet(EngineError):
    """An engine that cannot be loaded now, and may be later: what it needs is not this machine's."""


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """One prompt to draw, `num_images` times. `None` leaves a value to the engine; names are those of diffusers."""

    prompt: str
    seed: int
    negative_prompt: str = ""
    aspect_ratio: str | None = None  # "16:9"; None: the engine's own shape
    num_inference_steps: int | None = None
    guidance_scale: float | None = None
    num_images: int = 1  # image k is drawn from seed + k
    style: str | None = None  # a name in `generation.request.styles`, or any with `style_words`
    image: str | None = None  # SHA-256 of the stored picture to start from
    strength: float | None = None  # with `image`: 0 keeps it as it is, 1 keeps nothing of it; None: the engine's own
    tile: bool = False  # left meets right and top meets bottom
    chaos: int = 0  # 0 to 100: see `generation.request.chaos`
    style_words: str = ""  # what `style` says where it is none of ours, with {} where the prompt goes, or not
    anyway: bool = False  # drawn even where it is about what is not in the engine's `ClosedWorld`
    references: tuple[Reference, ...] = ()  # at most `EngineInfo.references`; `image` counts where it is only shown
    loras: tuple[tuple[str, float], ...] = ()  # names of `EngineInfo.loras`, and how much of each
    mask: str | None = None  # with `image`: the stored picture that marks what may change; `image` itself: by its alpha
    control: Control | None = None  # the picture whose lines, pose or depth are followed


@dataclass(frozen=True, slots=True)
class Figure:
    """Somebody on stage in one picture, in the words of whoever wrote of them; "" and () where nothing is told."""

    name: str = ""  # "Mia"
    noun: str = ""  # what it is, singular and in lower case: "fox"
    looks: str = ""  # "small red"
    wears: tuple[str, ...] = ()  # ("green scarf", "hat")
    coloured: bool = True  # False: no word of colour was ever told while it was on stage


@dataclass(frozen=True, slots=True)
class DrawingRequest:
    """One picture with every value decided: what `Engine.begin` starts from."""

    prompt: str  # with the words of a style, unless the engine renders it
    seed: int
    width: int  # pixels
    height: int  # pixels
    num_inference_steps: int
    guidance_scale: float
    negative_prompt: str = ""
    image: Image.Image | None = field(default=None, repr=False, hash=False)  # RGB of this size, to start from
    image_sha256: str = ""  # the stored picture it was made from
    strength: float | None = None  # with `image`: the share of the steps that are drawn over it
    tile: bool = False
    style: str | None = None  # one of `EngineInfo.styles`, rendered after drawing; None: plain, or words of the prompt
    figures: tuple[Figure, ...] | None = None  # exactly those on stage, as the text was read; None: nobody read it
    joined: bool = False  # who else was on stage before them may be there, too
    references: tuple[Image.Image, ...] = field(default=(), repr=False, hash=False)  # RGB of any size, to be shown
    reference_names: tuple[str, ...] = ()  # `Reference.of` of those that were drawn here
    loras: tuple[tuple[str, float], ...] = ()  # as the engine names them, each once, by name
    mask: Image.Image | None = field(default=None, repr=False, hash=False)  # L of this size, 255: may be redrawn
    mask_sha256: str = ""  # the stored picture it was made from
    control: Image.Image | None = field(default=None, repr=False, hash=False)  # RGB of this size, to be followed
    control_name: str = ""  # "1a2b3c4d.2", or the hash of the stored picture it was made from
    control_scale: float = 1.0


class ClosedWorld(Protocol):
    """What a model can draw that cannot draw everything. It travels to the service's own process: picklable, no torch.

    Nouns are singular and in lower case.
    """

    def draws(self, noun: str, *, being: bool) -> bool:
        """Whether the noun is drawn, as itself or as one so near that the reply only says so."""

    def sort(self, noun: str) -> str:
        """ "being" or "thing" of a noun that is not drawn; "" of what nobody can see, or it has never heard of."""

    def nearest(self, noun: str) -> tuple[str, ...]:
        """What it draws that is most like the noun, the likest first; () where nothing is near."""


@dataclass(frozen=True, slots=True)
class LoraInfo:
    """A small file of weights that a picture can be drawn with, by name."""

    name: str  # as people type it; never a path that is opened
    embedding: bool = False  # a textual inversion: `<name>` in a prompt is what it has learned
    trigger_words: tuple[str, ...] = ()  # what it was trained to answer to, as its file says, the most used first
    objection: str = ""  # why the model cannot draw with it, in a sentence; "" where it can


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """What an engine says of itself: enough to admit, price and describe a request without loading torch."""

    engine: str  # entry-point name
    model: str  # as a person would name it
    device: str  # "cpu", "cuda:0"
    device_reason: str  # why this device and dtype, in words
    width: int  # default size in pixels
    height: int
    num_inference_steps: int  # default
    guidance_scale: float  # default
    max_num_inference_steps: int = 100
    takes_steps: bool = True  # False: it draws in steps of its own, which nobody chooses
    max_pixels: int = 2048 * 2048
    size_multiple: int = 8
    fixed_size: bool = False  # only the default size can be drawn
    guided: bool = True  # False: it draws without classifier-free guidance, so neither guidance nor --no steers it
    takes_guidance: bool = True  # False: only --no steers it
    takes_negative: bool = True  # False: --no does not steer it, even where guidance does
    negative_needs_guidance: bool = False  # --no steers only above a guidance of 1
    context: str | None = None  # name of the context encoder checkpoint that can condition stories; None: there is none
    context_guided: bool = False  # and it is given sentences in which their cast is told
    shares_attention: bool = False  # the frames of a story can look at each other: see `generation.shared_attention`
    starts_from_image: bool = False  # `ImageRequest.image` can be drawn from
    needs_image: bool = False  # and nothing can be drawn without one
    takes_strength: bool = True  # False: the picture is shown to the model, which itself decides what stays of it
    references: int = 0  # how many pictures the model can be shown
    inpaints: bool = False  # `ImageRequest.mask` can be kept to
    control: str = ""  # `ImageRequest.control` can be followed: the kind that is meant where none is said
    tiles: bool = False  # `ImageRequest.tile` can be drawn
    styles: tuple[str, ...] = ()  # all that it knows, rendered after drawing; (): styles are words of the prompt
    sampler: str = ""  # of its denoiser, as AUTOMATIC1111's web UI would call it; "": there is none
    schedule_type: str = ""  # how the sampler spaces its steps, likewise; "": in its own way
    model_hash: str = ""  # the first ten hex digits of its denoiser's SHA-256; "": not known
    world: ClosedWorld | None = field(default=None, compare=False, repr=False)  # all that it draws; None: anything
    memory: str = ""  # what of its weights lies on the device, and why, in words; "": there was nothing to choose
    loras: tuple[LoraInfo, ...] = ()  # LoRAs and textual inversions; `encode` then takes a third argument, `loras`
    trained: bool = True  # pictures come from a trained model; False: from an algorithm alone, and files say so


class Conditioning(Protocol):
    """What steers a drawing. Its tensors belong to the engine; these facts are for people."""

    @property
    def prompt(self) -> str: ...

    @property
    def ignored_words(self) -> tuple[str, ...]:
        """Words of the prompt that the model does not know or had no room for."""

    @property
    def read_as(self) -> tuple[tuple[str, str], ...]:
        """Words of the prompt that it does not know either, each with the word that is drawn instead."""


class Drawing(Protocol):
    """One picture in progress: latents, its own scheduler state and its own random generator."""

    @property
    def request(self) -> DrawingRequest: ...

    @property
    def step(self) -> int:
        """Steps done so far."""

    @property
    def num_steps(self) -> int: ...

    @property
    def shape_key(self) -> object:
        """Drawings with equal keys can advance in one batched call."""


class CastDrawing(Drawing, Protocol):
    """A drawing that knows whom it was told to show, of those that its request tells and beside them."""

    @property
    def shown(self) -> tuple[int | str, ...]:
        """Each being: which of `DrawingRequest.figures` it is, or, where it is none of them, what it is: "owl"."""


ConditioningT = TypeVar("ConditioningT", bound=Conditioning)
DrawingT = TypeVar("DrawingT", bound=Drawing)


class Engine(Protocol[ConditioningT, DrawingT]):
    """A model opened up into five verbs (and a close). One thread owns an engine."""

    @property
    def info(self) -> EngineInfo: ...

    def encode(self, prompts: Sequence[str], negative_prompts: Sequence[str]) -> list[ConditioningT]:
        """Text to one `Conditioning` per prompt; raises `EngineError` where a prompt cannot be used."""

    def begin(self, request: DrawingRequest, conditioning: ConditioningT) -> DrawingT:
        """Start one `Drawing`; its randomness comes only from `request.seed`."""

    def advance(self, drawings: Sequence[DrawingT]) -> None:
        """One step for each; batched where `shape_key` agrees, whatever step each is at.

        A drawing that somebody else draws may stay where it is until there is news; then this returns soon.
        """

    def preview(self, drawing: DrawingT) -> Image.Image:
        """A cheap picture of where a drawing stands."""

    def finish(self, drawings: Sequence[DrawingT]) -> list[Image.Image]:
        """Decode drawings whose steps are done."""

    def close(self) -> None: ...


class DroppingEngine(Engine[ConditioningT, DrawingT], Protocol[ConditioningT, DrawingT]):
    """An engine that has something to end where a drawing is not wanted any more."""

    def drop(self, drawings: Sequence[DrawingT]) -> None:
        """Nobody will advance or finish these again; ended ones among them are nothing to it."""


#: An engine that was loaded by name: what it encodes, it can begin, and what it begins, it can advance.
LoadedEngine: TypeAlias = Engine[Conditioning, Drawing]


@runtime_checkable
class SavesMemory(Protocol):
    """An engine that can draw in less memory, which takes longer and may differ in the last bits."""

    def save_memory(self, on: bool) -> None: ...


@runtime_checkable
class VariesPictures(Protocol):
    """An engine whose pictures of one prompt differ too little to choose from, if they differ by their noise alone."""

    def varied(self, prompt: str, seed: int, count: int) -> tuple[str, ...]:
        """What each of `count` pictures is drawn from: the prompt, then with words for what it leaves open."""


class EmbeddedConditioning(Conditioning, Protocol):
    """A conditioning that a context encoder can read and change: a dataclass with the tokens of its prompt."""

    __dataclass_fields__: ClassVar[dict[str, Field[object]]]  # `dataclasses.replace` exchanges the tokens

    @property
    def prompt_embeds(self) -> Tensor:
        """The tokens (1, S, D) of the prompt as it is alone."""


EmbeddedT = TypeVar("EmbeddedT", bound=EmbeddedConditioning)


class ContextModule(Protocol):
    """Turns a story's sentence tokens (B, T, S, D) into what steers its drawings (B, T, …), beside the KL term."""

    def __call__(self, tokens: Tensor, *, causal: bool, noise: Tensor) -> tuple[Tensor, Tensor]: ...


class ContextualEngine(Engine[EmbeddedT, DrawingT], Protocol[EmbeddedT, DrawingT]):
    """An engine that a context encoder was trained for: it can draw a sentence as its story means it."""

    def context_encoder(self) -> ContextModule | Path:
        """The module itself, or the folder of a `story.context_encoder.ContextEncoder`; only while `info` names it."""


def tells_cast(drawing: Drawing) -> TypeGuard[CastDrawing]:
    """Whether a drawing knows whom it shows."""
    return hasattr(drawing, "shown")


def offers_context(engine: LoadedEngine) -> TypeGuard[ContextualEngine[EmbeddedConditioning, Drawing]]:
    """Whether a context encoder can condition the stories that this engine draws."""
    return engine.info.context is not None and hasattr(engine, "context_encoder")


def ends_drawings(engine: LoadedEngine) -> TypeGuard[DroppingEngine[Conditioning, Drawing]]:
    """Whether an engine wants to hear of drawings that are dropped."""
    return hasattr(engine, "drop")
