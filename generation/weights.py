"""Models that are all there: what their folder lacks is refused by name.

diffusers and transformers only log a missing weight and fill it by chance or leave it empty, and transformers makes a
tokenizer without words where the table of words is missing: such a model draws something else at every start.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from generation.engine import EngineError

_WORDS = ("vocab_file", "merges_file")  # what a tokenizer can't do without, unless it is all in tokenizer.json


def load_weights(model_class: Any, folder: Path, of: Path, **options: Any) -> Any:
    """`from_pretrained` of diffusers or transformers, from safetensors in `folder`, itself or a part of the model `of`.

    Raises `EngineError` where weights are missing or have another shape than the settings beside them say.
    """
    model, report = model_class.from_pretrained(
        folder,
        use_safetensors=True,
        local_files_only=True,
        output_loading_info=True,
        ignore_mismatched_sizes=True,  # or the error would not name them
        **options,
    )
    mismatched = [key for key, *_ in report["mismatched_keys"]]
    for keys, wrong in ((report["missing_keys"], "lacks"), (mismatched, "has in another shape")):
        if keys:
            first = min(keys) if folder == of else f"{folder.relative_to(of)}/{min(keys)}"
            raise EngineError(f"{of.name} {wrong} {len(keys)} of its weights, such as {first}: fetch it again.")
    return model


def check_words(tokenizer: Any, folder: Path, of: Path) -> None:
    """Raises `EngineError` where a loaded tokenizer's folder (as above) holds no table of its words."""
    names = tokenizer.vocab_files_names
    if "tokenizer_file" in names and (folder / names["tokenizer_file"]).is_file():
        return
    lacks = [names[kind] for kind in _WORDS if kind in names and not (folder / names[kind]).is_file()]
    if lacks:
        file = (folder / lacks[0]).relative_to(of)
        raise EngineError(f"{of.name} lacks the words of its tokenizer, {file}: fetch it again.")


def save_config(model: Any, folder: Path) -> None:
    """Write a diffusers model's `config.json` into `folder`, without the path that it was itself loaded from.

    `ModelMixin.save_config` (diffusers 0.42) writes that as `_name_or_path`, and a model folder is there to be shared.
    """
    config = json.loads(model.to_json_string())
    config.pop("_name_or_path", None)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
