"""The parts that a model's index names: whether each is there, whole, and can be read by this installation.

Everything here is told from names, settings and the headers of weights; no weight is read.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import diffusers
import transformers

from generation.engine import EngineError
from generation.engines.diffusers.gguf_file import PART, wrong_gguf
from generation.engines.diffusers.quantization import wrong_quantization
from generation.engines.diffusers.tensors import tensors
from generation.weights import check_words

PICKLES = {".bin", ".ckpt", ".pt", ".pth", ".pkl"}
_OTHERS = {".onnx": "ONNX", ".gguf": "GGUF", ".msgpack": "Flax's files", ".h5": "TensorFlow's files"}
_MODULES = {"protobuf": "google.protobuf", "bs4": "bs4", "cv2": "cv2", "PIL": "PIL"}  # packages by what is imported
_SHARD = re.compile(r"-\d{5}-of-\d{5}\.safetensors$")
_MODELS = (diffusers.ModelMixin, transformers.PreTrainedModel)
_SETTINGS = ((_MODELS, "config.json"), ((diffusers.SchedulerMixin,), "scheduler_config.json"))
# As these two every fine-tuned Stable Diffusion is saved; with more channels it is given more than noise.
_FROM_NOISE = {"StableDiffusionPipeline", "StableDiffusionXLPipeline"}


def wrong_parts(index: Mapping[str, Any], folder: Path, weights: bool, gguf: Path | None = None) -> Iterator[str]:
    """What is wrong with the parts that `index` names, a clause each; none where all are good.

    `weights`: whether they have to lie there; `gguf`: the file that those of the transformer lie in, if it is one.
    """
    packages: set[str] = set()
    without: dict[str, list[str]] = defaultdict(list)  # what is there in the stead of weights, and of which parts
    for name, value in index.items():
        if not (isinstance(value, list) and is_component(value) and value[0] and value[1]):
            continue
        part, part_class = folder / name, _class_of(*value)
        if not part.is_dir() or not any(part.iterdir()):
            yield f"it lacks the folder {name}, which its index names: fetch it again"
            continue
        packages |= set(missing_packages(part_class))
        yield from _wrong_part(part_class, part, folder)
        if gguf is not None and name == PART:
            yield from wrong_gguf(gguf, part_class, part)
        elif weights and _is_a(part_class, *_MODELS) and (instead := _instead(part)):
            without[instead].append(name)
    for instead, names in without.items():
        yield f"the weights of {listed(names)} are {instead}: fetch the model with safetensors"
    if packages:
        yield f"it needs {install(sorted(packages))}"
    yield from _wrong_channels(index, folder)


def _wrong_part(part_class: Any, part: Path, folder: Path) -> Iterator[str]:
    """Its settings, its words and the files of its weights."""
    settings = next((file for of, file in _SETTINGS if _is_a(part_class, *of)), None)
    if settings is not None and not (part / settings).is_file():
        yield f"{part.name} lacks its settings, {settings}: fetch it again"
    if _is_a(part_class, transformers.PreTrainedTokenizerBase):
        yield from _wrong_words(part_class, part, folder)
    indices = sorted(part.glob("*.safetensors.index*.json"))
    if not indices and any(_SHARD.search(file.name) for file in part.iterdir()):
        yield f"{part.name} has its weights in several files and lacks the index of them: fetch it again"
    for file in indices:
        yield from _wrong_shards(file, folder)
    if _is_a(part_class, *_MODELS):
        yield from wrong_quantization(part)


def _wrong_words(tokenizer: Any, part: Path, folder: Path) -> Iterator[str]:
    for name in {file for file in tokenizer.vocab_files_names.values() if file.endswith(".json")}:
        try:
            json.loads((part / name).read_bytes())
        except FileNotFoundError:
            continue
        except (ValueError, RecursionError):
            yield f"{part.name}/{name} is not JSON"
    try:
        check_words(tokenizer, part, folder)
    except EngineError as error:
        yield f"it {str(error).removeprefix(f'{folder.name} ').removesuffix('.')}"


def _wrong_shards(file: Path, folder: Path) -> Iterator[str]:
    """Of weights in several files: what their index names and nobody fetched."""
    part = file.parent
    try:
        places = {str(key): str(name) for key, name in json.loads(file.read_bytes())["weight_map"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        yield f"{file.relative_to(folder)} is not an index of weights"
        return
    names = set(places.values())
    # Only what is loaded is asked for: a file for each number format may be named, and one fetched.
    missing = sorted(name for name in names if not (part / name).is_file())
    if missing and (len(missing) < len(names) or not any(part.glob("*.safetensors"))):
        yield f"it lacks {len(missing)} of {len(names)} files of weights, such as {part.name}/{missing[0]}"
    for name in sorted(names - set(missing)):
        try:
            lacks = sorted({key for key, at in places.items() if at == name} - tensors(part / name).keys())
        except ValueError:
            continue  # told of the file itself
        if lacks:
            yield f"{part.name}/{name} lacks {len(lacks)} of its weights, such as {lacks[0]}: fetch it again"


def _instead(part: Path) -> str:
    """What lies where weights should; "" where there are weights, or they are in files that are only not fetched."""
    kinds = {file.suffix for file in part.iterdir()}
    if ".safetensors" in kinds or any(part.glob("*.safetensors.index*.json")):
        return ""
    if kinds & PICKLES:
        return "only pickles, which can run code"
    there = [name for suffix, name in _OTHERS.items() if suffix in kinds]
    return f"only {there[0]}, which is not read here" if there else "missing"


def _wrong_channels(index: Mapping[str, Any], folder: Path) -> Iterator[str]:
    """A denoiser that is shown a picture beside the noise, in a pipeline that shows it none: it fails at each step."""
    if str(index.get("_class_name")) not in _FROM_NOISE:
        return
    try:
        takes = json.loads((folder / "unet" / "config.json").read_bytes())["in_channels"]
        latent = json.loads((folder / "vae" / "config.json").read_bytes())["latent_channels"]
    except (OSError, ValueError, KeyError, TypeError):
        return
    if takes != latent:
        yield (
            f"its unet takes {takes} channels where noise has {latent}: it fills or changes pictures, and its index "
            f"calls it {index['_class_name']}"
        )


def missing_packages(of: Any) -> list[str]:
    """What a stand-in for a class of diffusers or transformers says that it would need; [] for a class itself."""
    return [each for each in getattr(of, "_backends", None) or () if find_spec(_MODULES.get(each, each)) is None]


def install(packages: Sequence[str]) -> str:
    """What a person does about packages that are missing."""
    return f"a package that is not installed: pip install {' '.join(packages)}"


def is_component(value: Sequence[Any]) -> bool:
    """[library, class], where a library may also be a module of diffusers' own pipelines; or [null, null]."""
    if len(value) != 2 or not all(part is None or isinstance(part, str) for part in value):
        return False
    library = value[0]
    return library in (None, "diffusers", "transformers") or hasattr(diffusers.pipelines, library)


def _class_of(library: str, name: str) -> Any:
    module = getattr(diffusers.pipelines, library, None) or import_module(library)
    return getattr(module, name, None)


def _is_a(part_class: Any, *classes: type) -> bool:
    return isinstance(part_class, type) and issubclass(part_class, classes)


def listed(names: Sequence[str]) -> str:
    """ "unet, vae and scheduler"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
