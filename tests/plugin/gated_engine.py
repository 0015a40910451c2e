"""An installed plug-in: the echo engine, whose drawings stand still after their first step while a file is there."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from generation.engines.echo import EchoDrawing, EchoEngine, EchoOptions


class GatedOptions(EchoOptions):
    gate: Path  # nothing is drawn to its end while this file is there
    loads_behind_it: bool = False  # nor is the engine loaded


class GatedEngine(EchoEngine):
    """What a test does in the middle of a drawing happens in the middle of it, on a slow machine as on a fast one."""

    Options = GatedOptions

    def __init__(self, options: GatedOptions) -> None:
        super().__init__(options)
        self._gate = options.gate
        while options.loads_behind_it and self._gate.exists():
            time.sleep(0.01)

    def advance(self, drawings: Sequence[EchoDrawing]) -> None:
        shut = self._gate.exists()
        moving = [drawing for drawing in drawings if drawing.step == 0 or not shut]
        if moving:
            super().advance(moving)
        else:
            time.sleep(0.01)
