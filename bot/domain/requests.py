"""What can be asked for: one frozen value per kind of request, and what depends on the kind."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from generation.engine import ImageRequest
from story.plans.notation import format_plan
from story.request import StoryRequest


@dataclass(frozen=True, slots=True)
class EnlargeRequest:
    """A stored picture, larger."""

    image: str  # SHA-256
    factor: int = 2  # 2 or 4: each side so many times as long


@dataclass(frozen=True, slots=True)
class DescribeRequest:
    """A stored picture in words: the job's `text`."""

    image: str  # SHA-256


@dataclass(frozen=True, slots=True)
class InspireRequest:
    """Ideas for pictures by a language model: the job's `text`, one a line."""

    theme: str  # "": of anything
    seed: int


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """What a story's pictures would show, and nothing drawn: the job's `text`, as `story.plans.notation` writes it."""

    story: StoryRequest  # with a plan where somebody changed it already


@dataclass(frozen=True, slots=True)
class VideoRequest:
    """How a picture came to be: the same request drawn again, its previews kept."""

    request: ImageRequest
    format: str = "mp4"  # mp4, webp or gif


Request = ImageRequest | StoryRequest | EnlargeRequest | DescribeRequest | InspireRequest | VideoRequest | PlanRequest

# As databases, statistics and the API know them.
KINDS: Mapping[str, type[Request]] = MappingProxyType(
    {
        "image": ImageRequest,
        "story": StoryRequest,
        "enlarge": EnlargeRequest,
        "describe": DescribeRequest,
        "inspire": InspireRequest,
        "video": VideoRequest,
        "plan": PlanRequest,
    }
)


def kind_of(request: Request) -> str:
    """One word for what is asked for."""
    return next(kind for kind, value in KINDS.items() if isinstance(request, value))


def frame_count(request: Request) -> int:
    """How many pictures are drawn for it, at least one; those that a story keeps are not."""
    if isinstance(request, StoryRequest):
        return sum(not request.is_kept(index) for index in range(len(request.sentences))) or 1
    return request.num_images if isinstance(request, ImageRequest) else 1


def source_images(request: Request) -> tuple[str, ...]:
    """The stored pictures that a request starts from, looks at or keeps, each once, by SHA-256."""
    match request:
        case ImageRequest():
            named = _shown(request)
        case StoryRequest():
            named = [*_shown(request.drawing), *(each.sha256 for _, each in request.sheets), *request.kept]
        case VideoRequest():
            named = _shown(request.request)
        case PlanRequest():
            story = request.story  # what is drawn from it will be shown them
            named = [*_shown(story.drawing), *(each.sha256 for _, each in story.sheets)]
        case InspireRequest():
            named = []
        case _:
            named = [request.image]
    return tuple(dict.fromkeys(each for each in named if each is not None))


def _shown(drawing: ImageRequest) -> list[str | None]:
    control = drawing.control.sha256 if drawing.control else None
    return [control, drawing.image, drawing.mask, *(each.sha256 for each in drawing.references)]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture that came with a line of chat and is stored already."""

    sha256: str


def drawing_of(request: Request) -> ImageRequest | None:
    """Prompt, seed and options, of whatever is drawn; None where nothing is."""
    match request:
        case ImageRequest():
            return request
        case StoryRequest():
            return request.drawing
        case VideoRequest():
            return request.request
        case PlanRequest():
            return request.story.drawing
        case _:
            return None


def attached_images(request: Request) -> tuple[str, ...]:
    """Those of the same that nobody named by a job, and that no story keeps of its own, as a line of chat has them."""
    drawing = drawing_of(request)
    if drawing is None:
        return source_images(request)
    control = drawing.control.sha256 if drawing.control and not drawing.control.of else None
    named = [control, drawing.image, drawing.mask, *(each.sha256 for each in drawing.references if not each.of)]
    return tuple(dict.fromkeys(each for each in named if each is not None))


def with_drawing(request: Request, change: Callable[[ImageRequest], ImageRequest]) -> Request:
    """The same request with what is drawn for it changed; what draws nothing stays as it is."""
    match request:
        case ImageRequest():
            return change(request)
        case StoryRequest():
            return replace(request, drawing=change(request.drawing))
        case VideoRequest():
            return replace(request, request=change(request.request))
        case PlanRequest():
            return replace(request, story=replace(request.story, drawing=change(request.story.drawing)))
        case _:
            return request


def prompt_text(request: Request) -> str:
    """What was asked for, in words: the prompt, the whole story, or ours where nobody wrote any."""
    if isinstance(request, EnlargeRequest):
        return f"a picture, {request.factor} times as large"
    if isinstance(request, InspireRequest):
        return f"ideas about {request.theme}" if request.theme else "ideas for pictures"
    drawing = drawing_of(request)
    return "what a picture shows" if drawing is None else drawing.prompt


def seed_of(request: Request) -> int | None:
    seeded = request if isinstance(request, InspireRequest) else drawing_of(request)
    return None if seeded is None else seeded.seed


def with_new_seed(request: Request, seed: int) -> Request:
    """The same from another seed, every frame of a story too; what has no seed stays as it is."""
    match request:
        case ImageRequest() | InspireRequest():
            return replace(request, seed=seed)
        case StoryRequest():
            return replace(request, drawing=replace(request.drawing, seed=seed), seeds=(), kept=())
        case VideoRequest():
            return replace(request, request=replace(request.request, seed=seed))
        case _:
            return request


def normalized(request: Request) -> Request:
    """The same request with its words in NFC: macOS writes "é" as two characters, and both are one word (UAX 15)."""
    match request:
        case ImageRequest():
            return _normalized_drawing(request)
        case StoryRequest():
            return _normalized_story(request)
        case VideoRequest():
            return replace(request, request=_normalized_drawing(request.request))
        case PlanRequest():
            return replace(request, story=_normalized_story(request.story))
        case InspireRequest():
            return replace(request, theme=_nfc(request.theme))
        case _:
            return request


def _normalized_story(request: StoryRequest) -> StoryRequest:
    cast = tuple((_nfc(name), _nfc(looks)) for name, looks in request.cast)
    sentences, drawing = tuple(map(_nfc, request.sentences)), _normalized_drawing(request.drawing)
    title, author = _nfc(request.title), _nfc(request.author)
    return replace(request, sentences=sentences, drawing=drawing, cast=cast, title=title, author=author)


def _normalized_drawing(request: ImageRequest) -> ImageRequest:
    return replace(
        request,
        prompt=_nfc(request.prompt),
        negative_prompt=_nfc(request.negative_prompt),
        style_words=_nfc(request.style_words),
    )


def texts_to_check(request: Request) -> list[str]:
    """What a request asks to see. A negative prompt is what it asks not to see."""
    match request:
        case ImageRequest():
            return [" ".join(filter(None, (request.prompt, request.style_words)))]
        case StoryRequest():
            told = "\n".join((*request.sentences, request.drawing.style_words))
            named = [each for each in (request.title, request.author) if each]
            planned = [format_plan(request.plan, request.sentences)] if request.plan else []
            return [told, *named, *(": ".join(line) for line in request.cast), *planned]
        case PlanRequest():
            return texts_to_check(request.story)
        case VideoRequest():
            return texts_to_check(request.request)
        case InspireRequest():
            return [request.theme]
        case _:
            return []


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
