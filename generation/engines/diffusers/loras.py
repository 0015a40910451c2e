"""LoRAs on a loaded pipeline, each loaded once and kept among a few; and textual inversions, learned words."""

from __future__ import annotations

import warnings
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import torch
from diffusers.utils.peft_utils import delete_adapter_layers, set_adapter_layers, set_weights_and_activate_adapters
from safetensors import safe_open

from generation.engine import EngineError, EngineInfo, LoraInfo
from generation.engines.diffusers.lora_files import LoraFile, loadable_parts, lora_files
from generation.errors import is_out_of_memory, reason
from generation.request.loras import EMBEDDING, lora_called

KEPT = 8  # LoRAs that stay loaded, more than one picture may have
Loras = Sequence[tuple[str, float]]


class LoraShelf:
    """The LoRAs of one pipeline, of which those in use change it and the others cost nothing.

    A pipeline that never used one is as it was loaded.
    """

    def __init__(self, pipeline: Any, folder: str, takes_embeddings: bool) -> None:
        self._pipeline = pipeline
        self._files = {file.info.name: file for file in lora_files(folder, pipeline, takes_embeddings)}
        self._loaded: OrderedDict[str, str] = OrderedDict()  # name → what PEFT calls it, the longest unused first
        self._used: tuple[tuple[str, float], ...] | None = ()  # None: unknown, after a failure
        self._words: set[str] = set()  # textual inversions that the tokenizers know
        self._count = 0

    @property
    def infos(self) -> tuple[LoraInfo, ...]:
        return tuple(file.info for file in self._files.values())

    def use(self, loras: Loras) -> None:
        """From here on the pipeline draws and reads with these, and with no others; raises `EngineError`."""
        wanted = tuple(loras)
        if wanted == self._used:
            return
        self._used = None
        self._make_room({name for name, _ in wanted})
        for name, _ in wanted:
            self._take(name)
        names, weights = [self._loaded[name] for name, _ in wanted], [weight for _, weight in wanted]
        for part in loadable_parts(self._pipeline).values():
            set_weights_and_activate_adapters(part, names, weights)
            set_adapter_layers(part, enabled=bool(names))
        self._used = wanted

    def of_text(self, loras: Loras) -> tuple[tuple[str, float], ...]:
        """Those of them that change how a prompt is read."""
        encoders = {name for name in loadable_parts(self._pipeline) if name.startswith("text_encoder")}
        return tuple(each for each in loras if self._files[each[0]].parts & encoders)

    def read(self, prompt: str, info: EngineInfo) -> str:
        """A prompt with the textual inversions in it as the tokenizers know them; they learn those first."""
        if "<" not in prompt and "embedding:" not in prompt.lower():
            return prompt

        def token(match: Any) -> str:
            found = lora_called(info, match["name"] or match["comfy"], embedding=True)
            return match[0] if found is None or found.objection else self._token(found.name)

        return EMBEDDING.sub(token, prompt)

    def _make_room(self, wanted: set[str]) -> None:
        idle = [name for name in self._loaded if name not in wanted]
        for name in idle[: max(0, len(idle) + len(wanted) - KEPT)]:
            self._forget(self._loaded.pop(name))

    def _take(self, name: str) -> None:
        if name not in self._loaded:
            if name not in self._files:
                raise EngineError(f"There is no LoRA {name} any more: leave it out.", field="loras")
            self._load(self._files[name])
        self._loaded.move_to_end(name)

    def _load(self, file: LoraFile) -> None:
        self._count += 1
        adapter, name = f"lora_{self._count}", file.info.name  # PEFT's own names know no dots
        given = {"weight_name": file.path.name, "use_safetensors": True, "local_files_only": True}
        given |= {"adapter_name": adapter}
        try:
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", "Already found a `peft_config`")  # several are what we mean
                self._load_from(file, given)
            self._check_loaded(adapter, name)
        except Exception as error:  # whatever it is, nothing of it may stay, or the next picture had half a LoRA
            self._forget(adapter)
            if isinstance(error, EngineError) or is_out_of_memory(error):
                raise
            raise EngineError(f"The LoRA {name} could not be loaded: {reason(error)}") from error
        self._loaded[name] = adapter

    def _load_from(self, file: LoraFile, given: dict[str, Any]) -> None:
        if file.prefixed:
            self._pipeline.load_lora_weights(str(file.path.parent), **given)
        else:
            denoiser = next(iter(loadable_parts(self._pipeline).values()))
            denoiser.load_lora_adapter(str(file.path.parent), prefix=None, _pipeline=self._pipeline, **given)

    def _check_loaded(self, adapter: str, name: str) -> None:
        found = [
            weight
            for part in loadable_parts(self._pipeline).values()
            for key, weight in part.named_parameters()
            if f".{adapter}." in key
        ]
        if not found or not all(weight.isfinite().all() for weight in found):
            raise EngineError(f"The LoRA {name} is damaged: it holds what is no number. Fetch it again.", field="loras")

    def _forget(self, adapter: str) -> None:
        for part in loadable_parts(self._pipeline).values():
            set_weights_and_activate_adapters(part, [], [])  # PEFT warns of what is deleted while it is in use
            if adapter in getattr(part, "peft_config", {}):
                delete_adapter_layers(part, adapter)

    def _token(self, name: str) -> str:
        """What stands in a prompt for a textual inversion; CLIP's tokenizer knows no capitals."""
        word = f"<{name.lower()}>"
        if name not in self._words:
            file = self._files[name]
            try:
                with safe_open(file.path, "pt") as opened:
                    vectors = {encoder: opened.get_tensor(key) for encoder, key in file.vectors.items()}
                for encoder, tensor in vectors.items():
                    self._learn(encoder, word, tensor)
            except (OSError, ValueError, RuntimeError) as error:
                raise EngineError(f"The textual inversion {name} could not be loaded: {reason(error)}") from error
            self._words.add(name)
        return word

    @torch.no_grad()
    def _learn(self, encoder: str, word: str, tensor: torch.Tensor) -> None:
        if not tensor.isfinite().all():
            raise ValueError("it holds what is no number.")
        self._pipeline.load_textual_inversion(
            tensor,
            token=word,
            text_encoder=getattr(self._pipeline, encoder),
            tokenizer=getattr(self._pipeline, encoder.replace("text_encoder", "tokenizer")),
        )
