"""ComfyUI's server as its documents describe it: a queue, a websocket that tells of it, a history and files."""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from aiohttp import web

from tests.remote_doubles.double import Double, picture, serving

NODES = {
    "CheckpointLoaderSimple",
    "CLIPTextEncode",
    "EmptyLatentImage",
    "KSampler",
    "VAEDecode",
    "SaveImage",
    "LoadImage",
}
GRAPH = {
    "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "sdxl\\base_1.0.safetensors"}},
    "2": {"class_type": "CLIPTextEncode", "inputs": {"text": "{prompt}, sharp", "clip": ["1", 1]}},
    "3": {"class_type": "CLIPTextEncode", "inputs": {"text": "{negative}", "clip": ["1", 1]}},
    "4": {"class_type": "EmptyLatentImage", "inputs": {"width": "{width}", "height": "{height}", "batch_size": 1}},
    "5": {
        "class_type": "KSampler",
        "inputs": {"seed": "{seed}", "steps": "{steps}", "cfg": 7, "positive": ["2", 0], "latent_image": ["4", 0]},
    },
    "6": {"class_type": "SaveImage", "inputs": {"filename_prefix": "v", "images": ["5", 0]}},
}


@dataclass
class ComfyDouble(Double):
    """`pause`: it stops at the step before its last and goes on when told, or never."""

    size: tuple[int, int] | None = None  # of its pictures, where it does not heed the graph
    pause: bool = False
    events: list[dict[str, Any]] = field(default_factory=list)  # instead of a run that ends well
    uploads: list[bytes] = field(default_factory=list)
    stopped: list[tuple[str, Any]] = field(default_factory=list)  # what was asked to be stopped, and how
    running: str = ""
    sockets: dict[str, web.WebSocketResponse] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)


@contextmanager
def comfyui_double() -> Iterator[ComfyDouble]:
    double = ComfyDouble()
    app = web.Application(client_max_size=2**26)
    stats = {"system": {"comfyui_version": "0.9.2", "os": "posix"}, "devices": []}
    for method, path, handler in (
        ("GET", "/system_stats", partial(_json, stats)),
        ("GET", "/object_info/{name}", _object_info),
        ("GET", "/ws", partial(_socket, double)),
        ("POST", "/prompt", partial(_prompt, double)),
        ("POST", "/upload/image", partial(_upload, double)),
        ("GET", "/queue", partial(_queue, double)),
        ("POST", "/queue", partial(_stop, double, "delete")),
        ("POST", "/interrupt", partial(_stop, double, "interrupt")),
        ("GET", "/history/{id}", partial(_history, double)),
        ("GET", "/view", partial(_view, double)),
    ):
        app.router.add_route(method, path, handler)
    with serving(double, app):
        yield double


async def _json(told: Any, _: web.Request) -> web.StreamResponse:
    return web.json_response(told)


async def _object_info(request: web.Request) -> web.StreamResponse:
    name = request.match_info["name"]
    return web.json_response({name: {"input": {}}} if name in NODES else {})


async def _socket(double: ComfyDouble, request: web.Request) -> web.StreamResponse:
    socket = double.sockets[request.query["clientId"]] = web.WebSocketResponse()
    await socket.prepare(request)
    await socket.send_json({"type": "status", "data": {"status": {"exec_info": {"queue_remaining": 0}}}})
    async for _ in socket:
        pass
    double.hung_up.set()
    return socket


async def _prompt(double: ComfyDouble, request: web.Request) -> web.StreamResponse:
    body = await request.json()
    double.asked.append(body["prompt"])
    if (instead := await double.instead(request)) is not None:
        return instead
    prompt_id = f"prompt-{len(double.asked)}"
    double.running = prompt_id
    run = asyncio.get_running_loop().create_task(_run(double, body, prompt_id))
    _runs.append(run)
    return web.json_response({"prompt_id": prompt_id, "number": 1, "node_errors": {}})


_runs: list[asyncio.Task[None]] = []  # a task that nobody holds may be collected


async def _run(double: ComfyDouble, body: dict[str, Any], prompt_id: str) -> None:
    socket, graph = double.sockets[body["client_id"]], body["prompt"]

    async def tell(kind: str, **data: Any) -> None:
        await socket.send_json({"type": kind, "data": {"prompt_id": prompt_id, **data}})

    await tell("execution_start")
    await tell("executing", node="5")
    for value in (1, 2):
        await tell("progress", node="5", value=value, max=4)
        await socket.send_bytes(struct.pack(">II", 1, 1) + picture(value, (16, 16), "JPEG"))
    if double.pause:
        return
    for event in double.events:
        await socket.send_str(json.dumps(event).replace("PROMPT", prompt_id))
    if double.events:
        return
    size = double.size or (graph["4"]["inputs"]["width"], graph["4"]["inputs"]["height"])
    double.files[prompt_id] = picture([graph["2"], graph["3"], graph["5"]["inputs"]], size)
    await tell("execution_success")
    double.running = ""
    await tell("executing", node=None)


async def _upload(double: ComfyDouble, request: web.Request) -> web.StreamResponse:
    form = await request.post()
    image = form["image"]
    assert isinstance(image, web.FileField)
    double.uploads.append(image.file.read())
    return web.json_response({"name": image.filename, "subfolder": "", "type": "input"})


async def _queue(double: ComfyDouble, _: web.Request) -> web.StreamResponse:
    return web.json_response({"queue_running": [[1, double.running, {}, {}, []]], "queue_pending": []})


async def _stop(double: ComfyDouble, how: str, request: web.Request) -> web.StreamResponse:
    double.stopped.append((how, await request.json()))
    double.arrived.set()
    return web.Response()


async def _history(double: ComfyDouble, request: web.Request) -> web.StreamResponse:
    name = request.match_info["id"]
    if name not in double.files or double.running == name:
        return web.json_response({})
    images = [{"filename": "p.png", "subfolder": "", "type": "temp"}]
    images += [{"filename": f"{name}.png", "subfolder": "a b", "type": "output"}]
    return web.json_response({name: {"outputs": {"6": {"images": images}}, "status": {"completed": True}}})


async def _view(double: ComfyDouble, request: web.Request) -> web.StreamResponse:
    assert (request.query["subfolder"], request.query["type"]) == ("a b", "output")
    return web.Response(body=double.files[request.query["filename"].removesuffix(".png")], content_type="image/png")
