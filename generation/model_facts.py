"""What a model is, in words and numbers, told before it is loaded."""

from __future__ import annotations

from dataclasses import dataclass

_GIB = 2**30


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """Of one folder or file."""

    name: str
    family: str = ""  # the class of its pipeline; "" where it is none that can be loaded
    stepwise: bool = False  # opened step by step, or drawn whole
    needs_image: bool = False
    weights: int = 0  # how many numbers they are
    quantized: int = 0  # bytes of those that are kept in fewer bits than any number format has
    quantization: str = ""  # how, and of which parts; "" where there are none
    licence: str = ""  # as its model card states it; "" where it states none
    objections: str = ""  # why it cannot be drawn with, all at once, in a sentence; "" where it can

    def memory(self, dtype: str) -> int:
        """Bytes of its weights, with those that are not quantized in a number format of torch."""
        return self.weights * (4 if dtype == "float32" else 2) + self.quantized

    def sentence(self, dtype: str = "float32") -> str:
        """What it is, in one sentence."""
        if self.objections:
            return self.objections
        drawn = "drawn step by step" if self.stepwise else "drawn whole, with coarse progress"
        needs = ", changes a picture that has to be attached" if self.needs_image else ""
        licence = f"licence {self.licence}" if self.licence else "no licence stated"
        size = f"{self.memory(dtype) / _GIB:.1f} GiB of weights in {dtype}"
        if self.quantization:
            size += f", of which {self.quantized / _GIB:.1f} GiB are quantized, {self.quantization}"
        return f"{self.name} is a {self.family}, {drawn}{needs}; {size}; {licence}"
