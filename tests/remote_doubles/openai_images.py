"""Servers of OpenAI's image API: what each lists, says of its version, and takes, from its own documents."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from aiohttp import web

from tests.remote_doubles.double import Double, picture, serving

OPENAI_FIELDS = {"prompt", "model", "n", "size", "response_format", "user"}
DIFFUSERS_FIELDS = OPENAI_FIELDS | {
    "negative_prompt",
    "num_inference_steps",
    "guidance_scale",
    "true_cfg_scale",
    "seed",
}


@dataclass(frozen=True)
class Kind:
    """What one kind of server says and takes."""

    models: list[Mapping[str, Any]] | None  # None: it has no list
    pages: Mapping[str, Any] = field(default_factory=dict)  # path → JSON
    takes: set[str] = field(default_factory=set)
    takes_with_picture: set[str] = field(default_factory=set)


KINDS = {
    "vllm-omni": Kind(
        [{"id": "Qwen/Qwen-Image", "object": "model", "owned_by": "vllm"}],
        {"/version": {"version": "0.24.0"}},
        DIFFUSERS_FIELDS,
        {"image"},
    ),
    "sglang": Kind(
        [{"id": "klein", "object": "model", "owned_by": "sglang", "task_type": "TI2I", "dit_precision": "bf16"}],
        {"/server_info": {"served_model_name": "klein", "version": "0.6.1"}},
        DIFFUSERS_FIELDS | {"quality"},
        {"image"},
    ),
    "localai": Kind(
        [{"id": "flux", "object": "model"}, {"id": "sd", "object": "model"}],
        {"/version": {"version": "v3.8.0 (abc)"}},
        OPENAI_FIELDS | {"seed", "step", "cfg_scale"},
    ),
    "stable-diffusion.cpp": Kind(
        [{"id": "sd-cpp-local", "object": "model", "owned_by": "local"}],
        {
            "/sdcpp/v1/capabilities": {
                "model": {"name": "sdxl.safetensors", "stem": "sdxl"},
                "defaults_by_mode": {
                    "img_gen": {
                        "width": 512,
                        "height": 768,
                        "sample_params": {"sample_steps": 28, "guidance": {"txt_cfg": 6.5}},
                    }
                },
                "limits": {"max_width": 1024, "max_height": 1024},
            }
        },
        {"prompt", "model", "n", "size", "output_format", "output_compression"},
        {"image", "mask"},
    ),
    "lightx2v": Kind(
        None,
        {"/v1/service/status": {"status": "idle"}},
        OPENAI_FIELDS | {"seed"},
        {"image", "negative_prompt", "i2i_denoise_strength"},
    ),
    "openai": Kind(
        [{"id": "gpt-image-1", "object": "model", "owned_by": "system"}],
        {},
        {"prompt", "model", "n", "size", "quality"},
        {"image", "image[]", "mask"},
    ),
}


@contextmanager
def openai_double(name: str = "vllm-omni", key: str = "", port: int = 0) -> Iterator[Double]:
    """A running server of that kind, which refuses whatever it does not know and whoever lacks its key."""
    kind, double = KINDS[name], Double()
    app = web.Application(client_max_size=2**26)
    if kind.models is not None:
        app.router.add_get("/v1/models", partial(_models, kind, key))
    for path, told in kind.pages.items():
        app.router.add_get(path, partial(_page, told))
    app.router.add_post("/v1/images/generations", partial(_draw, kind, double))
    app.router.add_post("/v1/images/edits", partial(_draw, kind, double))
    app.router.add_get("/v1/images/{id}/content", _stored)
    with serving(double, app, port) as running:
        yield running


async def _models(kind: Kind, key: str, request: web.Request) -> web.StreamResponse:
    if key and request.headers.get("Authorization") != f"Bearer {key}":
        words = f"Incorrect API key provided: {request.headers.get('Authorization')}"
        return web.json_response({"error": {"message": words}}, status=401)
    return web.json_response({"object": "list", "data": kind.models})


async def _draw(kind: Kind, double: Double, request: web.Request) -> web.StreamResponse:
    body = await _fields(request)
    double.asked.append(body)
    if (instead := await double.instead(request)) is not None:
        return instead
    if unknown := set(body) - kind.takes - (kind.takes_with_picture if "edits" in request.path else set()):
        return web.json_response({"detail": f"unknown fields: {sorted(unknown)}"}, status=400)
    width, height = map(int, body["size"].split("x"))
    content = picture([body[each] for each in sorted(body)], (width, height))
    return web.json_response({"created": 1, "data": [{"b64_json": b64encode(content).decode(), "url": None}]})


async def _stored(_: web.Request) -> web.StreamResponse:
    return web.Response(body=picture("stored", (64, 64)), content_type="image/png")


async def _page(told: Any, _: web.Request) -> web.StreamResponse:
    return web.json_response(told)


def extra_args(prompt: str) -> Any:
    """What stable-diffusion.cpp reads out of a prompt: the JSON in its first pair of tags."""
    found = re.search("<sd_cpp_extra_args>(.*?)</sd_cpp_extra_args>", prompt, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


async def _fields(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return dict(await request.json())
    fields: dict[str, list[Any]] = {}
    for name, value in (await request.post()).items():
        fields.setdefault(name, []).append(value.file.read() if isinstance(value, web.FileField) else value)
    return {name: values[0] if len(values) == 1 else values for name, values in fields.items()}
