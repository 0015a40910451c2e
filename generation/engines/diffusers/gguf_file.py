"""A transformer in GGUF: one file of quantized weights, beside the folder that holds the rest of the model, or in it.

diffusers reads these of the transformers that it knows in one file, and computes with each matrix as it dequantizes it.
Everything here but the loading is told from the file's header.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from accelerate import init_empty_weights
from diffusers import GGUFQuantizationConfig
from diffusers.loaders.single_file_model import SINGLE_FILE_LOADABLE_CLASSES, _get_single_file_loadable_mapping_class

from generation.engine import EngineError
from generation.engines.diffusers.tensors import POINTER, PartSize

SUFFIX = ".gguf"
PART = "transformer"
_PLAIN = {"F32", "F16"}  # what diffusers loads as any other weight; the rest it dequantizes at each call
_READERS = ("token_embd.", "blk.", "enc.blk.", "v.blk.")  # what names begin with in llama.cpp's text and image readers
#: How diffusers' converters, which ask nothing, end with the names and the sizes of another model.
_TRIPPED = (
    LookupError, NameError, AttributeError, TypeError, ValueError, ArithmeticError, AssertionError, RuntimeError,
)  # fmt: skip
_READABLE = "Q8_0, Q6_K, Q5_K, Q4_K or Q4_0"


def gguf_of(model: Path) -> Path | None:
    """The file that a model's transformer lies in, where that is GGUF: the model itself, or the only one in its folder.

    Raises `EngineError` where several lie there.
    """
    if model.is_file():
        return model if model.suffix == SUFFIX else None
    part = model / PART
    if not part.is_dir() or any(part.glob("*.safetensors*")):
        return None
    files = sorted(part.glob(f"*{SUFFIX}"))
    if len(files) > 1:
        raise EngineError(
            f"The transformer of {model.name} lies there {len(files)} times in GGUF: name one of these files as "
            f"engine.model, such as {files[0]}."
        )
    return next(iter(files), None)


def folder_of_gguf(file: Path) -> Path:
    """The folder of the rest; the `EngineError` says where to put it."""
    for folder in (file.with_suffix(""), file.parent, file.parent.parent):
        if any((folder / index).is_file() for index in ("model_index.json", "modular_model_index.json")):
            return folder
    raise EngineError(
        f"{file.name} is a transformer alone: put it into the folder {PART} of its model, which has the text encoders "
        f"and the VAE, or that folder beside it as {file.stem}."
    )


def checked_gguf(file: Path) -> Path:
    """`file`, if it may be a transformer; raises `EngineError` that says what it is instead."""
    if wrong := next(_wrong_header(file), ""):
        raise EngineError(f"{wrong}.")
    return file


def wrong_gguf(file: Path, part_class: Any, part: Path) -> Iterator[str]:
    """What is wrong with it as the weights of a class with the settings in `part`, a clause each."""
    if wrong := next(_wrong_header(file), ""):
        yield wrong
        return
    if not reads_gguf(part_class):
        yield f"{file.name} is GGUF, which diffusers does not read of {part_class.__name__}: take safetensors"
        return
    try:
        config = json.loads((part / "config.json").read_bytes())
        own = _own_shapes(part_class, config)
    except (OSError, ValueError, TypeError):  # told of the settings themselves
        return
    try:
        given = _converted(part_class, config, own, _shapes(file))
    except _TRIPPED:
        yield f"{file.name} is of another kind of model than its folder, whose transformer is a {part_class.__name__}"
        return
    lacking = sorted(own.keys() - given.keys())
    wrong_sizes = sorted(name for name in own.keys() & given.keys() if own[name] != given[name])
    others = sorted(name for name in given.keys() - own.keys() if name.endswith((".weight", ".bias")))
    for names, what in ((lacking, "lacks"), (wrong_sizes, "has other sizes of"), (others, "also has")):
        if names:
            yield (
                f"{file.name} is of another model than its folder: beside its {part_class.__name__} it {what} "
                f"{len(names)} weights, such as {names[0]}"
            )
            return


def reads_gguf(part_class: Any) -> bool:
    """Whether diffusers reads a class from it; a UNet's convolutions it would not."""
    return (
        isinstance(part_class, type)
        and "Transformer" in part_class.__name__
        and _get_single_file_loadable_mapping_class(part_class) is not None
    )


def gguf_size(file: Path) -> PartSize:
    """What its weights take. Raises ValueError, to follow the file's name, where it cannot be read."""
    plain, kept = 0, 0
    for each in _header(file).tensors:
        if each.tensor_type.name in _PLAIN:
            plain += int(each.n_elements)
        else:
            kept += int(each.n_bytes)
    return PartSize(plain, quantized=kept)


def quantization_of(file: Path) -> str:
    """The type that most of its weights are in, as GGUF names it: "Q4_K"; raises ValueError as above."""
    counts: Counter[str] = Counter()
    for each in _header(file).tensors:
        counts[each.tensor_type.name] += int(each.n_elements)
    return counts.most_common(1)[0][0] if counts else "nothing"


def load_gguf(file: Path, part_class: Any, folder: Path, dtype: torch.dtype) -> Any:
    """The transformer with the settings in `folder`'s own; raises what diffusers raises."""
    model = part_class.from_single_file(
        str(file),
        config=str(folder),
        subfolder=PART,
        quantization_config=GGUFQuantizationConfig(compute_dtype=dtype),
        local_files_only=True,
        dtype=dtype,
    )
    _dequantize_all_but_matrices(model, dtype)
    return model


def _dequantize_all_but_matrices(model: torch.nn.Module, dtype: torch.dtype) -> None:
    """diffusers 0.42 dequantizes what linear layers multiply with; a bias in bfloat16 stays bytes."""
    from diffusers.quantizers.gguf.utils import GGUFLinear, GGUFParameter, dequantize_gguf_tensor

    for module in model.modules():
        for name, weight in list(module.named_parameters(recurse=False)):
            if isinstance(weight, GGUFParameter) and not (isinstance(module, GGUFLinear) and name == "weight"):
                plain = torch.nn.Parameter(dequantize_gguf_tensor(weight).to(dtype), requires_grad=False)
                module.register_parameter(name, plain)


def _wrong_header(file: Path) -> Iterator[str]:
    if find_spec("gguf") is None:
        yield f"{file.name} is GGUF and needs the package gguf: make EXTRAS=gguf install"
        return
    try:
        header = _header(file)
    except ValueError as error:
        yield f"{file.name} {error}"
        return
    names = [each.name for each in header.tensors]
    if not names or any(name.startswith(_READERS) for name in names):
        yield f"{file.name} reads words or pictures and draws none: of a model only the transformer is read from GGUF"
        return
    from diffusers.quantizers.gguf.utils import SUPPORTED_GGUF_QUANT_TYPES

    known = {each.name for each in SUPPORTED_GGUF_QUANT_TYPES} | _PLAIN
    if others := sorted({each.tensor_type.name for each in header.tensors} - known):
        yield f"{file.name} is quantized as {others[0]}, which diffusers does not read: take one in {_READABLE}"


def _header(file: Path) -> Any:
    """What the file says of its tensors, none of them read. Raises ValueError, to follow the file's name."""
    from gguf import GGUFReader

    with file.open("rb") as stream:
        start = stream.read(POINTER)
    if start.startswith(b"version ") and file.stat().st_size < POINTER:
        raise ValueError("is only a pointer of Git LFS: fetch the file itself, with git lfs pull")
    if not start.startswith(b"GGUF"):
        raise ValueError("is not GGUF, whatever its name says")
    try:
        return GGUFReader(file)
    except (ValueError, LookupError, TypeError, ArithmeticError, MemoryError) as error:  # it trusts every number in it
        raise ValueError("is damaged or cut short: fetch it again") from error


def _shapes(file: Path) -> dict[str, torch.Tensor]:
    """Its tensors without their values, in torch's order of dimensions."""
    return {
        each.name: torch.empty([int(size) for size in reversed(each.shape)], device="meta")
        for each in _header(file).tensors
    }


def _own_shapes(part_class: Any, config: Mapping[str, Any]) -> dict[str, tuple[int, ...]]:
    with init_empty_weights():
        model = part_class.from_config(config)
    return {name: tuple(weight.shape) for name, weight in model.state_dict().items()}


def _converted(
    part_class: Any, config: Mapping[str, Any], own: Mapping[str, Any], given: dict[str, torch.Tensor]
) -> dict[str, tuple[int, ...]]:
    """Shapes by the names that diffusers gives them, which are a model's `own` where nothing is to be converted."""
    if own.keys() != given.keys():
        convert = SINGLE_FILE_LOADABLE_CLASSES[_get_single_file_loadable_mapping_class(part_class)]
        given = convert["checkpoint_mapping_fn"](checkpoint=given, config=config)
    return {name: tuple(weight.shape) for name, weight in given.items()}
