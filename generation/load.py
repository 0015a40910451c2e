"""Engine settings → a loaded engine, through the entry points of the group `vignette.engines`."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, EntryPoints, entry_points
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from generation.devices import Placement, choose_device
from generation.engine import EngineError, LoadedEngine
from generation.model_facts import ModelFacts
from generation.tools import captioner, prompt_writer
from generation.tools.captioner import Captioner
from generation.tools.chat_model import ChatEndpoint, ChatModel
from generation.tools.prompt_writer import PromptWriter
from generation.tools.safety_checker import SafetyChecker
from generation.tools.upscaler import Lanczos, Upscaler


def load_upscaler(model: str, placement: Placement | None = None, num_inference_steps: int | None = None) -> Upscaler:
    """The upscaler in the folder or the file `model`, or Lanczos for ""; raises `EngineError` for what is none.

    `num_inference_steps`: of a folder's; None: what its authors advise.
    """
    if not model:
        return Lanczos()
    if (file := Path(model).expanduser()).is_file():
        from generation.tools.spandrel_upscaler import SpandrelUpscaler

        return SpandrelUpscaler(file, placement or choose_device())
    from generation.tools.diffusers_upscaler import DiffusersUpscaler

    return DiffusersUpscaler(model, placement or choose_device(), num_inference_steps)


def load_captioner(model: str, placement: Placement | None = None) -> Captioner:
    """The captioning model in the folder `model`; raises `EngineError` for "" and for what is none."""
    if not model:
        raise EngineError(captioner.NOT_CONFIGURED)
    from generation.tools.blip_captioner import BlipCaptioner

    return BlipCaptioner(model, placement or choose_device())


def load_prompt_writer(model: str, placement: Placement | None = None) -> PromptWriter:
    """The language model in the folder `model`; raises `EngineError` for "" and for what is none."""
    if not model:
        raise EngineError(prompt_writer.NOT_CONFIGURED)
    from generation.tools.causal_prompt_writer import CausalPromptWriter

    return CausalPromptWriter(model, placement or choose_device())


def load_director(model: str, name: str = "", placement: Placement | None = None) -> ChatModel:
    """What plans stories: the chat endpoint at an address, which calls its model `name`, or the model in a folder.

    Raises `EngineError` for what is neither.
    """
    if model.startswith(ADDRESS):
        return ChatEndpoint(model, name)
    from generation.tools.causal_chat_model import CausalChatModel

    return CausalChatModel(model, placement or choose_device())


def load_safety_checker(model: str, placement: Placement | None = None) -> SafetyChecker:
    """The safety checker in the folder `model`, or the one of that name; raises `EngineError` for what is none."""
    if model == "open-nsfw":
        from generation.tools.open_nsfw_checker import OpenNsfwChecker

        return OpenNsfwChecker()
    from generation.tools.diffusers_safety_checker import DiffusersSafetyChecker

    return DiffusersSafetyChecker(model, placement or choose_device())


GROUP = "vignette.engines"
OURS = ("generation.", "story.")  # modules
ADDRESS = ("http://", "https://")
# For workers, not for engines.
LOOP_SETTINGS = {
    "name",
    "devices",
    "max_batch",
    "upscaler",
    "describer",
    "inspirer",
    "checker",
    "director",
    "director_model",
    "panel_checker",
    "panel_redraws",
    "panel_threshold",
}
#: They mean nothing to an engine that has no such option.
MODEL_SETTINGS = {"model", "revision", "device", "dtype", "hub", "memory", "ip_adapter", "controlnet", "loras", "key"}


def load_engine(settings: Mapping[str, Any]) -> LoadedEngine:
    """The engine called `settings["name"]`, built from the rest; its `Options` refuse what it does not know.

    An entry point names a class with a pydantic `Options` and a constructor that takes one. Options of its own come
    flat or under `options`.
    """
    _set_environment(bool(settings.get("hub")))
    engine_class = _entry_point(settings["name"]).load()
    values = {**settings, **settings.get("options", {})}
    unused = LOOP_SETTINGS | {"options"} | (MODEL_SETTINGS - set(engine_class.Options.model_fields))
    try:
        options = engine_class.Options(**{key: value for key, value in values.items() if key not in unused})
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"]))
        raise EngineError(f"The engine setting {key!r} is not usable: {first['msg']}.") from error
    engine: LoadedEngine = engine_class(options)
    return engine


def needs_network(settings: Mapping[str, Any]) -> bool:
    """Whether who draws by these settings may have to reach another machine.

    For a model that is fetched, a server that draws or plans, and for plug-ins, of which we cannot know.
    """
    own = {each.name for each in _installed() if each.value.startswith(OURS)} - {"remote"}
    director = str(settings.get("director", ""))
    return bool(settings.get("hub")) or settings["name"] not in own or director.startswith(ADDRESS)


def facts_of(model: Path, engine: str = "diffusers") -> ModelFacts | None:
    """What the folder or file `model` is, told before it is loaded; None for an engine that cannot tell."""
    _set_environment(False)
    facts = getattr(_entry_point(engine).load(), "facts", None)
    return None if facts is None else facts(model)


def facts_in(folder: Path) -> list[ModelFacts]:
    """The same of every model that lies in `folder`, for the engine that reads folders."""
    _set_environment(False)
    return _entry_point("diffusers").load().facts_in(folder)  # type: ignore[no-any-return]  # likewise


def _set_environment(hub: bool) -> None:
    # Read when diffusers, transformers and huggingface_hub are first imported, so set before any engine is.
    os.environ["DIFFUSERS_DISABLE_REMOTE_CODE"] = "1"
    os.environ["HF_HUB_OFFLINE"] = "0" if hub else "1"
    # Threads that wait asleep: on a busy machine, spinning ones made a story of 2 seconds take 38.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")  # their advice is not for those who draw
    os.environ.setdefault("DIFFUSERS_VERBOSITY", "error")
    for name in ("torchao", "torch.utils._pytree"):  # at each import: which kernels are not for this machine
        logging.getLogger(name).setLevel(logging.ERROR)


@cache
def _installed() -> EntryPoints:
    """The engines that are there; to look reads a file of every installed package."""
    return entry_points(group=GROUP)


def _entry_point(name: str) -> EntryPoint:
    known = _installed()
    if name not in known.names:
        raise EngineError(f"There is no engine named {name!r}. Installed engines: {', '.join(sorted(known.names))}.")
    return known[name]
