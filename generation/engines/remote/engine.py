"""Drawings that a server advances: asked for at their first step, looked at on the way, and dropped by hanging up.

The engine's own steps are those of a progress bar. What a server does not say of its progress is reckoned from how long
its last pictures took.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from PIL import Image
from yarl import URL

from generation.engine import DrawingRequest, EngineError, EngineInfo
from generation.engines.remote.answers import picture_of
from generation.engines.remote.comfyui import ComfyUIServer, find_comfyui
from generation.engines.remote.connection import Connection
from generation.engines.remote.graph import read_graph
from generation.engines.remote.openai_server import OpenAIServer
from generation.engines.remote.options import RemoteOptions
from generation.engines.remote.probe import find_out
from generation.engines.remote.sentences import BROKE_OFF, Unreachable
from generation.engines.remote.server import Facts, Report, Server
from generation.pictures import BROKEN, decode

STEPS = 20  # of a progress bar
PATIENCE = 0.1  # seconds that `advance` waits for news: for so long nobody's cancelling is heard
FIRST_GUESS = 30.0  # seconds for a picture, before one was drawn
NEARLY = 0.95  # what is reckoned never says that a picture is done
log = logging.getLogger(__name__)

_GREY = (128, 128, 128)


@dataclass(frozen=True, slots=True)
class RemoteConditioning:
    """The prompt itself: the server reads it."""

    prompt: str
    ignored_words: tuple[str, ...] = ()
    read_as: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class RemoteDrawing:
    """A picture that is asked for, or will be."""

    request: DrawingRequest
    step: int = 0
    answer: Future[bytes] | None = field(default=None, repr=False)  # None: not asked for yet
    report: Report = field(default_factory=Report, repr=False)
    asked: float = 0.0  # when, on the monotonic clock

    @property
    def num_steps(self) -> int:
        return STEPS

    @property
    def shape_key(self) -> object:
        return self.request.width, self.request.height


class RemoteEngine:
    """Stands in front of one server."""

    Options = RemoteOptions

    def __init__(self, options: RemoteOptions) -> None:
        key = options.key.get_secret_value() if options.key else ""
        graph = read_graph(options.graph) if options.graph else None
        address = options.base_url
        if not graph and not URL(address).path.strip("/"):  # without a path it means /v1, where OpenAI's API lies
            address = str(URL(address).origin() / "v1")
        self._connection = Connection(address, key, options.timeout)
        try:
            asking = find_comfyui(self._connection, graph, options) if graph else find_out(self._connection, options)
            facts = self._connection.start(asking).result()
        except BaseException as error:  # whatever it is, the thread must not outlive it
            self._connection.close()
            if isinstance(error, Unreachable):
                raise Unreachable(error.what, self._connection.host) from None
            raise
        self._server: Server = (
            ComfyUIServer(self._connection, graph, options.timeout) if graph else OpenAIServer(self._connection, facts)
        )
        self._parallel = options.parallel
        self._seconds: float | None = None  # that a picture took of late
        self._under_way: set[Future[bytes]] = set()
        self._news = threading.Event()
        self.info = _info(facts, options, self._connection.host)

    def encode(self, prompts: Sequence[str], negative_prompts: Sequence[str]) -> list[RemoteConditioning]:
        return [RemoteConditioning(prompt) for prompt, _ in zip(prompts, negative_prompts, strict=True)]

    def begin(self, request: DrawingRequest, conditioning: RemoteConditioning) -> RemoteDrawing:
        """Nothing is asked of the server yet: whoever comes next may be first in turn."""
        return RemoteDrawing(request)

    def advance(self, drawings: Sequence[RemoteDrawing]) -> None:
        """One step for each that its server has brought so far; returns soon where it has brought none."""
        self._ask_for(drawings)
        self._news.clear()
        if not any(each.step < self._brought(each) or _has_failed(each) for each in drawings):
            self._news.wait(PATIENCE)
        self._ask_for(drawings)
        for drawing in drawings:
            drawing.step = min(drawing.step + 1, max(drawing.step, self._brought(drawing)))
        for drawing in drawings:
            if _has_failed(drawing):
                raise _failure(drawing)

    def preview(self, drawing: RemoteDrawing) -> Image.Image:
        """What the server showed of it; a grey card where it shows nothing."""
        size = max(1, drawing.request.width // 8), max(1, drawing.request.height // 8)
        if drawing.report.preview is not None:
            try:
                return decode(drawing.report.preview)
            except (*BROKEN, Image.DecompressionBombError):
                drawing.report.preview = None
        return Image.new("RGB", size, _GREY)

    def finish(self, drawings: Sequence[RemoteDrawing]) -> list[Image.Image]:
        """Raises EngineError for an answer that is not the picture that was asked for."""
        return [_picture(drawing) for drawing in drawings]

    def drop(self, drawings: Sequence[RemoteDrawing]) -> None:
        """Nobody wants these any more: their connections are closed, which servers take for a cancel."""
        for drawing in drawings:
            if drawing.answer is not None:
                drawing.answer.cancel()

    def close(self) -> None:
        self._connection.close()

    def _ask_for(self, drawings: Sequence[RemoteDrawing]) -> None:
        """As many as the server may have at a time."""
        self._under_way = {each for each in self._under_way if not each.done()}
        for drawing in drawings:
            if drawing.answer is None and len(self._under_way) < self._parallel:
                drawing.asked = time.monotonic()
                drawing.answer = self._connection.start(self._draw(drawing.request, drawing.report))
                drawing.answer.add_done_callback(lambda _: self._news.set())
                self._under_way.add(drawing.answer)

    async def _draw(self, request: DrawingRequest, report: Report) -> bytes:
        began = time.monotonic()
        try:
            content = await self._server.draw(request, report)
        except EngineError:
            raise
        except Exception as error:  # an accident of ours: as any other, it would have the picture drawn and paid twice
            log.exception("a picture of the server %s was lost", self.info.device)
            raise EngineError(BROKE_OFF) from error
        took = time.monotonic() - began
        self._seconds = took if self._seconds is None else (self._seconds + took) / 2
        return content

    def _brought(self, drawing: RemoteDrawing) -> int:
        """Steps that there are to do for a drawing, as far as is known."""
        if drawing.answer is None or _has_failed(drawing):
            return 0
        if drawing.answer.done():
            return STEPS
        share = drawing.report.done
        if share is None:
            share = 1 - math.exp(-(time.monotonic() - drawing.asked) / (self._seconds or FIRST_GUESS) * 2)
        return int(min(share, NEARLY) * STEPS)


def _has_failed(drawing: RemoteDrawing) -> bool:
    answer = drawing.answer
    return answer is not None and answer.done() and (answer.cancelled() or answer.exception() is not None)


def _failure(drawing: RemoteDrawing) -> BaseException:
    answer = drawing.answer
    if answer is None or answer.cancelled():
        return EngineError(BROKE_OFF)
    return answer.exception() or EngineError(BROKE_OFF)


def _picture(drawing: RemoteDrawing) -> Image.Image:
    if drawing.answer is None or not drawing.answer.done() or _has_failed(drawing):
        raise _failure(drawing)
    request = drawing.request
    drawn = picture_of(drawing.answer.result(), request.width, request.height)
    if request.image is None or request.mask is None:
        return drawn
    return Image.composite(drawn, request.image, request.mask)  # whatever a server makes of its mask, the rest stays


def _info(facts: Facts, options: RemoteOptions, host: str) -> EngineInfo:
    words = facts.dialect
    left = [name for name, word in (("seed", words.seed), ("steps", words.steps)) if not word]
    own = f"; it is not told the {' and the '.join(left)} of a picture" if left else ""
    return EngineInfo(
        engine="remote",
        model=f"{facts.model} by {facts.software}" if facts.model else facts.software,
        device="an image server",  # whoever asks for a picture need not know where it stands
        device_reason=f"{facts.software} draws at {host}{own}",
        width=facts.width,
        height=facts.height,
        num_inference_steps=facts.num_inference_steps,
        guidance_scale=facts.guidance_scale,
        takes_steps=bool(words.steps),
        max_pixels=facts.max_pixels,
        size_multiple=options.size_multiple,
        fixed_size=facts.fixed_size,
        guided=bool(words.guidance) or facts.takes_negative,
        takes_guidance=bool(words.guidance),
        takes_negative=facts.takes_negative,
        starts_from_image=facts.starts_from_image,
        needs_image=facts.needs_image,
        takes_strength=bool(words.strength),
        references=facts.references,
        inpaints=facts.inpaints,
        control=facts.control,
    )
