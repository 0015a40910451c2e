"""The models that stand beside the engine of a worker, on its device: each is loaded when it is first needed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from generation.devices import Placement, choose_device
from generation.load import load_captioner, load_director, load_prompt_writer, load_safety_checker, load_upscaler
from generation.tools.captioner import Captioner
from generation.tools.chat_model import ChatModel
from generation.tools.prompt_writer import PromptWriter
from generation.tools.safety_checker import SafetyChecker
from generation.tools.upscaler import Upscaler
from story.panels.checker import PanelChecker
from story.panels.load import load_panel_checker


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
    def describer(self) -> Captioner:
        """Raises EngineError where the settings name none, or what is none."""
        model = str(self._settings.get("describer", ""))
        return load_captioner(model, self._placement if model else None)

    @property
    def describer_device(self) -> str:
        return self._placement.device

    @cached_property
    def inspirer(self) -> PromptWriter:
        """Raises EngineError where the settings name none, or what is none."""
        model = str(self._settings.get("inspirer", ""))
        return load_prompt_writer(model, self._placement if model else None)

    @cached_property
    def director(self) -> ChatModel | None:
        """None where the rules plan; raises EngineError where the settings name what cannot."""
        model = str(self._settings.get("director", ""))
        if not model:
            return None
        remote = model.startswith(("http://", "https://"))
        name = str(self._settings.get("director_model", ""))
        return load_director(model, name, None if remote else self._placement)

    @cached_property
    def checker(self) -> SafetyChecker | None:
        """None where pictures are not checked; raises EngineError where the settings name what is no checker."""
        model = str(self._settings.get("checker", ""))
        return load_safety_checker(model, self._placement) if model else None

    @cached_property
    def panel_checker(self) -> PanelChecker | None:
        """None where nobody looks at a story's frames; raises EngineError where the settings name what cannot."""
        model = str(self._settings.get("panel_checker", ""))
        if not model:
            return None
        return load_panel_checker(model, float(self._settings.get("panel_threshold", 0.0)), self._placement)

    @property
    def panel_redraws(self) -> int:
        """How often one frame that fails is drawn again."""
        return int(self._settings.get("panel_redraws", 0))

    @property
    def _upscaler_model(self) -> str:
        return str(self._settings.get("upscaler", ""))

    @cached_property
    def _placement(self) -> Placement:
        return choose_device(self._settings.get("device", "auto"), self._settings.get("dtype", "auto"))
