"""The models that stand beside the engine of a worker, on its device: each is loaded when it is first needed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from generation.devices import Placement, place
from generation.tools.captioner import Describer, load_describer
from generation.tools.prompt_writer import Inspirer, load_inspirer
from generation.tools.safety_checker import Checker, load_checker
from generation.tools.upscaler import Upscaler, load_upscaler


class Tools:
    """Built from the engine's settings."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._settings = settings

    @cached_property
    def upscaler(self) -> Upscaler:
        """Raises EngineError where the settings name what is none."""
        return load_upscaler(self._upscaler_model, self._placement if self._upscaler_model else None)

    @property
    def upscaler_device(self) -> str:
        return self._placement.device if self._upscaler_model else "cpu"

    @cached_property
    def describer(self) -> Describer:
        """Raises EngineError where the settings name none, or what is none."""
        model = str(self._settings.get("describer", ""))
        return load_describer(model, self._placement if model else None)

    @property
    def describer_device(self) -> str:
        return self._placement.device

    @cached_property
    def inspirer(self) -> Inspirer:
        """Raises EngineError where the settings name none, or what is none."""
        model = str(self._settings.get("inspirer", ""))
        return load_inspirer(model, self._placement if model else None)

    @cached_property
    def checker(self) -> Checker | None:
        """None where pictures are not checked; raises EngineError where the settings name what is no checker."""
        model = str(self._settings.get("checker", ""))
        return load_checker(model, self._placement) if model else None

    @property
    def _upscaler_model(self) -> str:
        return str(self._settings.get("upscaler", ""))

    @cached_property
    def _placement(self) -> Placement:
        return place(self._settings.get("device", "auto"), self._settings.get("dtype", "auto"))
