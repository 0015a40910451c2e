"""ComfyUI: a graph goes into its queue, its websocket tells how far it is, and its history where the picture lies.

https://docs.comfy.org/development/comfyui-server/comms_routes and …/comms_messages. Every picture has a client id and a
websocket of its own, so that what is heard there is about no other.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import struct
import uuid
from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import aiohttp
from PIL import Image

from generation.engine import DrawingRequest, EngineError
from generation.engines.remote.connection import Connection
from generation.engines.remote.dialects import Dialect
from generation.engines.remote.files import as_read, png
from generation.engines.remote.graph import Graph
from generation.engines.remote.options import RemoteOptions
from generation.engines.remote.sentences import (
    AGAIN,
    BROKE_OFF,
    HANGS,
    NO_JSON,
    NO_PICTURE,
    NOBODY,
    STARTS,
    Unreachable,
    in_the_graph,
)
from generation.engines.remote.server import Facts, Report

SECONDS = 10.0  # for an answer that costs nothing to give
_PREVIEW = 1  # the kind of a binary message: then its format, both as big-endian 32-bit numbers, then the file


class ComfyUIServer:
    """Draws with one graph."""

    def __init__(self, connection: Connection, graph: Graph, timeout: float) -> None:
        self._connection, self._graph, self._timeout = connection, graph, timeout

    async def draw(self, request: DrawingRequest, report: Report) -> bytes:
        """The file of the picture; raises EngineError. Cancelled, it is taken out of the queue, or interrupted."""
        shown = _pictures(request, self._graph.marks)
        files = {mark: await self._upload(picture) for mark, picture in shown.items()}
        client, prompt_id = uuid.uuid4().hex, ""
        try:
            async with asyncio.timeout(self._timeout), self._connection.socket(f"ws?clientId={client}") as socket:
                body = {"prompt": self._graph.filled(request, files), "client_id": client}
                told = await self._connection.json("POST", "prompt", body)
                prompt_id = str(told.get("prompt_id") or "") if isinstance(told, Mapping) else ""
                if not prompt_id:
                    raise EngineError(NO_JSON)
                await _listen(socket, prompt_id, report)
        except TimeoutError:
            self._stop_later(prompt_id)
            raise EngineError(HANGS) from None
        except aiohttp.ClientConnectorError:
            raise Unreachable(NOBODY) from None
        except (aiohttp.ClientError, OSError):
            self._stop_later(prompt_id)
            raise EngineError(BROKE_OFF) from None
        except asyncio.CancelledError:
            self._stop_later(prompt_id)
            raise
        return await self._result(prompt_id)

    async def _upload(self, picture: Image.Image) -> str:
        content = png(picture)
        name = f"vignette-{sha256(content).hexdigest()[:16]}.png"

        def form() -> aiohttp.FormData:
            fields = aiohttp.FormData({"overwrite": "true", "type": "input"})
            fields.add_field("image", content, filename=name, content_type="image/png")
            return fields

        told = await self._connection.json("POST", "upload/image", form=form)
        if not isinstance(told, Mapping) or not isinstance(told.get("name"), str):
            raise EngineError(NO_JSON)
        return "/".join(filter(None, (str(told.get("subfolder") or ""), told["name"])))

    async def _result(self, prompt_id: str) -> bytes:
        told = await self._connection.json("GET", f"history/{prompt_id}")
        job = told.get(prompt_id) if isinstance(told, Mapping) else None
        outputs = job.get("outputs") if isinstance(job, Mapping) else None
        pictures = [
            each
            for output in (outputs.values() if isinstance(outputs, Mapping) else ())
            for each in (output.get("images") or () if isinstance(output, Mapping) else ())
            if isinstance(each, Mapping) and isinstance(each.get("filename"), str)
        ]
        if not pictures:
            raise EngineError(NO_PICTURE)
        saved = next((each for each in pictures if each.get("type") == "output"), pictures[0])  # else a preview node's
        query = urlencode({name: str(saved.get(name) or "") for name in ("filename", "subfolder", "type")})
        answer = await self._connection.ask("GET", f"view?{query}")
        self._connection.check(answer)
        return answer.body

    def _stop_later(self, prompt_id: str) -> None:
        """Whoever is cancelled cannot wait, and the server has to be told all the same."""
        if prompt_id:
            self._connection.take_leave(self._stop(prompt_id))

    async def _stop(self, prompt_id: str) -> None:
        with contextlib.suppress(EngineError):  # it is gone, or will draw a picture for nobody
            how: dict[str, Any] = {"seconds": SECONDS, "pauses": ()}
            await self._connection.ask("POST", "queue", {"delete": [prompt_id]}, **how)
            told = await self._connection.json("GET", "queue", **how)
            running = told.get("queue_running") if isinstance(told, Mapping) else None
            # Older servers read no id and interrupt whatever they are at: that must be ours.
            if isinstance(running, list) and any(isinstance(each, list) and prompt_id in each for each in running):
                await self._connection.ask("POST", "interrupt", {"prompt_id": prompt_id}, **how)


async def find_comfyui(connection: Connection, graph: Graph, options: RemoteOptions) -> Facts:
    """Raises `Unreachable` where nobody answers yet, and EngineError where it is another server or lacks nodes."""
    answer = await connection.ask("GET", "system_stats", seconds=SECONDS, pauses=())
    if answer.status in (502, 503, 504):
        raise Unreachable(STARTS)
    told = answer.json() if answer.status == 200 and "html" not in answer.kind else None
    system = told.get("system") if isinstance(told, Mapping) else None
    if not isinstance(system, Mapping):
        raise EngineError(f"{connection.address} is no ComfyUI: check base_url in engine.options, or leave out graph.")
    lacking = [name for name in graph.classes if not await _has_node(connection, name)]
    if lacking:
        raise EngineError(f"The ComfyUI at {connection.host} lacks nodes of the graph: {', '.join(lacking)}.")
    has = graph.marks.__contains__
    seed, steps, guidance, negative, strength = (
        mark if has(mark) else "" for mark in ("seed", "steps", "guidance", "negative", "strength")
    )
    free = has("width") and has("height")
    return Facts(
        software=f"ComfyUI {system.get('comfyui_version') or ''}".strip(),
        model=options.model or graph.model,
        dialect=Dialect("ComfyUI", seed, steps, guidance, negative, strength),
        width=options.width or (None if free else graph.number("width")) or 1024,
        height=options.height or (None if free else graph.number("height")) or 1024,
        num_inference_steps=options.num_inference_steps or graph.number("steps") or 20,
        guidance_scale=1.0 if options.guidance_scale is None else options.guidance_scale,
        takes_negative=has("negative"),
        starts_from_image=has("image"),
        needs_image=has("image"),
        inpaints=has("image") and has("mask"),
        control="given" if has("control") else "",
        fixed_size=not free,
        max_pixels=options.max_pixels,
    )


def _pictures(request: DrawingRequest, marks: Collection[str]) -> dict[str, Image.Image]:
    """Those that a graph loads, by their marks: a node that loads one has to be given one.

    Without a mask the whole picture may change. Raises EngineError where there is none to follow, and the graph has no
    mark to say that none is followed.
    """
    size = request.width, request.height
    shown = {} if request.image is None else {"image": request.image}
    if "mask" in marks:
        shown["mask"] = as_read(Image.new("L", size, 255) if request.mask is None else request.mask)
    if "control" in marks:
        if request.control is None and "control_scale" not in marks:
            raise EngineError("This model draws only what follows a picture: add one with --control.", field="control")
        shown["control"] = Image.new("RGB", size) if request.control is None else request.control
    return shown


async def _has_node(connection: Connection, name: str) -> bool:
    answer = await connection.ask("GET", f"object_info/{name}", seconds=SECONDS, pauses=())
    told = answer.json() if answer.status == 200 else None
    return isinstance(told, Mapping) and name in told


async def _listen(socket: aiohttp.ClientWebSocketResponse, prompt_id: str, report: Report) -> None:
    """Until the server is at nothing of ours; its history knows the picture only from then on."""
    async for message in socket:
        if message.type is aiohttp.WSMsgType.BINARY:
            if len(message.data) > 8 and struct.unpack(">I", message.data[:4])[0] == _PREVIEW:
                report.preview = message.data[8:]
        elif message.type is aiohttp.WSMsgType.TEXT and _is_over(message.data, prompt_id, report):
            return
    raise EngineError(BROKE_OFF)


def _is_over(text: str, prompt_id: str, report: Report) -> bool:
    """Raises EngineError where it failed."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return False
    data = message.get("data") if isinstance(message, Mapping) else None
    if not isinstance(data, Mapping) or data.get("prompt_id", prompt_id) != prompt_id:
        return False
    match message.get("type"):
        case "progress" if _is_number(data.get("value")) and _is_number(data.get("max")) and data["max"] > 0:
            report.done = max(0.0, min(1.0, data["value"] / data["max"]))
        case "execution_error":
            raise in_the_graph(str(data.get("node_type") or ""), data.get("exception_message"))
        case "execution_interrupted":
            raise EngineError(f"Somebody stopped the picture at the image server: {AGAIN}.")
        case "executing":
            return data.get("node") is None and "prompt_id" in data
    return False


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)
