"""Who answers at an address, told by what only that server says; nothing is drawn to find out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generation.engine import MAX_REFERENCES, EngineError
from generation.engines.remote.connection import Answer, Connection
from generation.engines.remote.dialects import DIALECTS, takes_negative
from generation.engines.remote.options import RemoteOptions
from generation.engines.remote.sentences import HANGS, NO_ENTRY, SILENT, STARTS, Unreachable
from generation.engines.remote.server import Facts

SECONDS = 10.0  # for an answer that costs nothing to give
_OWNERS = {  # `owned_by` of a model in /v1/models
    "vllm": "vllm-omni",
    "vllm-omni": "vllm-omni",
    "sglang": "sglang",
    "vignette": "vignette",
    "openai": "openai",
    "openai-internal": "openai",
    "system": "openai",
}
_LOOKS_AT_SEVERAL = ("klein", "flux.2", "flux2", "edit-plus", "edit-2509", "edit-2511", "gpt-image", "omnigen")
_CHANGES_PICTURES = ("edit", "kontext", "klein", "gpt-image", "omnigen")  # in the names of models that do


async def find_out(connection: Connection, options: RemoteOptions) -> Facts:
    """Raises `Unreachable` where nobody answers yet, and EngineError where it is no server of images."""
    models = await _models(connection)
    named = [each for each in models if isinstance(each.get("id"), str)]
    chosen = next((each for each in named if each["id"] == options.model), None) if options.model else None
    if options.model and named and chosen is None:
        there = ", ".join(each["id"] for each in named[:10])
        raise EngineError(f"The server at {connection.host} has no model {options.model!r}; it has: {there}.")
    about = chosen or (named[0] if named else {})
    dialect = options.dialect if options.dialect != "auto" else await _dialect(connection, about, bool(models))
    known = DIALECTS[dialect]
    version, own = await _version(connection, dialect), await _defaults(connection, dialect)
    model = options.model or str(about.get("id") or "")
    changes = options.starts_from_image
    if changes is None:
        changes = known.edits and (
            dialect == "stable-diffusion.cpp"
            or "I2I" in str(about.get("task_type", ""))
            or any(word in model.lower() for word in _CHANGES_PICTURES)
        )
    references = options.references
    if references is None:
        several = known.several and any(word in model.lower() for word in _LOOKS_AT_SEVERAL)
        references = MAX_REFERENCES if changes and several else 0
    guidance = options.guidance_scale, own.get("guidance"), 4.0 if known.guidance else 1.0
    return Facts(
        software=f"{known.software} {version}".strip(),
        model=own.get("model") or model,
        dialect=known,
        width=options.width or own.get("width") or 1024,
        height=options.height or own.get("height") or 1024,
        num_inference_steps=options.num_inference_steps or own.get("steps") or (20 if known.steps else 1),
        guidance_scale=next(each for each in guidance if each is not None),
        steps_chosen=options.num_inference_steps is not None,
        guidance_chosen=options.guidance_scale is not None,
        takes_negative=takes_negative(known, from_image=False),
        starts_from_image=changes,
        references=references,
        inpaints=changes and (known.masks if options.inpaints is None else options.inpaints),
        fixed_size=known.fixed_size if options.fixed_size is None else options.fixed_size,
        max_pixels=min(options.max_pixels, own.get("max_pixels") or options.max_pixels),
    )


async def _models(connection: Connection) -> list[Mapping[str, Any]]:
    """The list at /v1/models; [] where a server has none."""
    answer = await _get(connection, "models", root=False)
    if answer.status in (401, 403):
        raise EngineError(NO_ENTRY)
    if answer.status != 200:
        return []
    told = answer.json() if "html" not in answer.kind else None
    data = told.get("data") if isinstance(told, Mapping) else None
    if not isinstance(data, list):
        raise EngineError(f"{connection.address} answers, but is no image server: check base_url in engine.options.")
    return [each for each in data if isinstance(each, Mapping)]


async def _dialect(connection: Connection, about: Mapping[str, Any], lists_models: bool) -> str:
    if (connection.address.host or "").endswith("openai.com"):
        return "openai"
    if about.get("id") == "sd-cpp-local":
        return "stable-diffusion.cpp"
    if known := _OWNERS.get(str(about.get("owned_by", "")).lower()):
        return known
    if lists_models:
        return "localai" if "owned_by" not in about and await _json(connection, "version") else "plain"
    if await _json(connection, "v1/service/status"):
        return "lightx2v"
    raise EngineError(
        f"Whoever answers at {connection.address} lists no models: check base_url in engine.options, or say there "
        f"which dialect it speaks, such as dialect = {sorted(DIALECTS)[0]!r}."
    )


async def _version(connection: Connection, dialect: str) -> str:
    """Of the server; "" where it does not tell."""
    place = {"vllm-omni": "version", "localai": "version", "sglang": "server_info"}.get(dialect)
    told = await _json(connection, place) if place else {}
    version = next((told[name] for name in ("version", "sglang_version") if isinstance(told.get(name), str)), "")
    return str(version).split()[0][:40] if str(version).split() else ""


async def _defaults(connection: Connection, dialect: str) -> dict[str, Any]:
    """What stable-diffusion.cpp says of its model; the others tell nothing."""
    if dialect != "stable-diffusion.cpp":
        return {}
    told = await _json(connection, "sdcpp/v1/capabilities")
    defaults = _of(told, "defaults_by_mode", "img_gen") or _of(told, "defaults")
    limits = _of(told, "limits")
    widest, tallest = _number(limits, "max_width", int), _number(limits, "max_height", int)
    stem = _of(told, "model").get("stem")
    return {
        "model": stem if isinstance(stem, str) else None,
        "width": _number(defaults, "width", int),
        "height": _number(defaults, "height", int),
        "steps": _number(_of(defaults, "sample_params"), "sample_steps", int),
        "guidance": _number(_of(defaults, "sample_params", "guidance"), "txt_cfg", float),
        "max_pixels": widest * tallest if widest and tallest else None,
    }


def _of(told: Any, *names: str) -> Mapping[str, Any]:
    for name in names:
        told = told.get(name) if isinstance(told, Mapping) else None
    return told if isinstance(told, Mapping) else {}


def _number(told: Mapping[str, Any], name: str, kind: type) -> Any:
    value = told.get(name)
    return kind(value) if isinstance(value, int | float) and 0 < value < 10**5 else None


async def _json(connection: Connection, path: str) -> Mapping[str, Any]:
    """What lies there, below the host; {} where nothing does, or something else."""
    try:
        answer = await _get(connection, path, root=True)
        told = answer.json() if answer.status == 200 else None
    except EngineError:
        return {}
    return told if isinstance(told, Mapping) else {}


async def _get(connection: Connection, path: str, *, root: bool) -> Answer:
    try:
        answer = await connection.ask("GET", path, root=root, seconds=SECONDS, pauses=())
    except EngineError as error:
        if str(error) == HANGS:
            raise Unreachable(SILENT) from error
        raise
    if answer.status in (502, 503, 504):
        raise Unreachable(STARTS)
    return answer
