"""The header of a safetensors file: what is in it, without any of its weights."""

from __future__ import annotations

import json
import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_LONGEST = 100_000_000  # bytes of a header, as safetensors has it
POINTER = 1024  # bytes: what Git leaves where it has not fetched a file is shorter
_FLOATING = {"F64", "F32", "F16", "BF16"}


@dataclass(frozen=True, slots=True)
class PartSize:
    """What the weights of one part are."""

    numbers: int = 0  # those that are loaded in the number format that is computed in
    matrices: int = 0  # how many of these stand in matrices, which can be quantized
    quantized: int = 0  # bytes of those that are quantized already, whatever is computed in

    def __bool__(self) -> bool:
        return self.numbers + self.quantized > 0

    def __add__(self, other: PartSize) -> PartSize:
        return PartSize(self.numbers + other.numbers, self.matrices + other.matrices, self.quantized + other.quantized)

    def bytes(self, each: float, each_of_matrix: float | None = None) -> int:
        """As much as it takes with so many bytes for a number, and so many for one of a matrix."""
        matrices = self.matrices * (each if each_of_matrix is None else each_of_matrix)
        return int(each * (self.numbers - self.matrices) + matrices + self.quantized)


def tensors(file: Path) -> dict[str, Any]:
    """The entries of a file by the names of its tensors: `dtype`, `shape` and `data_offsets`.

    Raises ValueError, to follow the file's name, where it is none. The layout counts, not the name: 8 bytes of length,
    that much JSON, then as many bytes as it promises.
    """
    size = file.stat().st_size
    with file.open("rb") as stream:
        start = stream.read(8)
        length = struct.unpack("<Q", start)[0] if len(start) == 8 else size
        header = stream.read(length) if 8 + length <= size and length < _LONGEST else b""
    try:
        entries = {name: entry for name, entry in json.loads(header).items() if name != "__metadata__"}
        ends = [entry["data_offsets"][1] for entry in entries.values()]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        if size < POINTER and start.startswith(b"version "):
            raise ValueError("is only a pointer of Git LFS: fetch the file itself, with git lfs pull") from error
        raise ValueError("is not a safetensors file, whatever its name says") from error
    if max(ends, default=0) != size - 8 - length:
        raise ValueError("is damaged or cut short: fetch it again")
    return entries


def part_size(part: Path) -> PartSize:
    """What the weights in the folder of one part are."""
    is_quantized = bool(quantization(part))
    numbers, matrices, kept = 0, 0, 0
    for entry in (entry for file in _loaded(part) for entry in tensors(file).values()):
        if is_quantized and entry["dtype"] not in _FLOATING:
            start, end = entry["data_offsets"]
            kept += end - start
            continue
        count = math.prod(entry["shape"])
        numbers += count
        matrices += count if len(entry["shape"]) == 2 else 0
    return PartSize(numbers, matrices, kept)


def quantization(part: Path) -> dict[str, Any]:
    """What the settings of a part say of how it was quantized before it was saved; {} where it was not."""
    try:
        config = json.loads((part / "config.json").read_bytes())
    except (OSError, ValueError, RecursionError):  # what is wrong with these is told elsewhere
        return {}
    found = config.get("quantization_config") if isinstance(config, dict) else None
    return found if isinstance(found, dict) else {}


def _loaded(part: Path) -> list[Path]:
    """The files of weights in one part of a folder that are read: those without a variant, if there are any."""
    if part.is_file():
        return []
    index = next(iter(sorted(part.glob("*.safetensors.index.json"))), None)
    if index is not None:
        names = set(json.loads(index.read_bytes())["weight_map"].values())
        return [file for name in sorted(names) if (file := part / name).is_file()]
    files = sorted(part.glob("*.safetensors"))
    plain = [file for file in files if file.name.count(".") == 1]
    return plain or files
