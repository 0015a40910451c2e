"""What every model beside the engine needs of its transformers folder: to be found, and to be loaded in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
import transformers

from generation.devices import Placement
from generation.engine import EngineError
from generation.engines.diffusers.model_folder import checked_architecture
from generation.errors import reason


def folder_of(model: str, setting: str) -> Path:
    """Raises `EngineError`, which names the setting, where there is none: no such model is ever fetched."""
    folder = Path(model).expanduser()
    if not folder.is_dir():
        raise EngineError(f"There is no model folder {model!r}: check engine.{setting} in the settings.")
    return folder


def class_of(model: str, setting: str) -> str:
    """The class of the transformers model in a folder that is safe to open; raises the same, and for an unsafe one."""
    return checked_architecture(folder_of(model, setting))


@contextmanager
def loading(folder: Path, placement: Placement) -> Iterator[None]:
    """Quiet; what goes wrong is an `EngineError` with one sentence."""
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    try:
        yield
    except torch.OutOfMemoryError as error:
        raise EngineError(f"{folder.name} does not fit into the memory of {placement.device}.") from error
    except (OSError, ValueError, TypeError, KeyError, RuntimeError, ImportError) as error:
        raise EngineError(f"{folder.name} could not be loaded: {reason(error)}") from error
