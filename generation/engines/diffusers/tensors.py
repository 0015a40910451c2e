"""The header of a safetensors file: what is in it, without any of its weights."""

from __future__ import annotations

import json
import math
import struct
from pathlib import Path
from typing import Any

_LONGEST = 100_000_000  # bytes of a header, as safetensors has it
_POINTER = 1024  # bytes: what Git leaves where it has not fetched a file is shorter


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
        if size < _POINTER and start.startswith(b"version "):
            raise ValueError("is only a pointer of Git LFS: fetch the file itself, with git lfs pull") from error
        raise ValueError("is not a safetensors file, whatever its name says") from error
    if max(ends, default=0) != size - 8 - length:
        raise ValueError("is damaged or cut short: fetch it again")
    return entries


def part_size(part: Path) -> int:
    """How many numbers the weights in the folder of one part are."""
    return sum(math.prod(entry["shape"]) for file in _loaded(part) for entry in tensors(file).values())


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
