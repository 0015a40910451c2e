"""A context encoder that was trained for a pipeline by `vignette train context`: its folder, looked at before use."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from generation.engine import EngineError
from generation.engines.diffusers.model_folder import check_files
from generation.engines.diffusers.model_name import model_name

ADAPTER = "ContextAdapter"  # the class of `story.adapter.network`


@dataclass(frozen=True, slots=True)
class AdapterFolder:
    """Where it lies, and what replies call it."""

    folder: Path
    name: str


def adapter_folder(path: str, pipeline: str) -> AdapterFolder:
    """The folder `path`, trained for a pipeline of the class `pipeline`; raises `EngineError` for any other."""
    folder = Path(path).expanduser()
    if not folder.is_dir():
        raise EngineError(f"There is no context encoder {path!r}: check context in engine.options.")
    try:
        config = json.loads((folder / "config.json").read_bytes())
        found, trained_for = config["_class_name"], str(config.get("pipeline", ""))
    except (OSError, ValueError, KeyError, TypeError):
        found, trained_for = "", ""
    if found != ADAPTER:
        raise EngineError(
            f"The folder {folder.name!r} that context in engine.options names was not written by `vignette train "
            "context`."
        )
    if trained_for != pipeline:
        raise EngineError(f"The context encoder {folder.name!r} is one for {trained_for}, and this is {pipeline}.")
    check_files(folder)
    return AdapterFolder(folder.resolve(), model_name(folder))
