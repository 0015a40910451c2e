"""A prompt writer: a causal language model (GPT-2 and its like), from a transformers folder in safetensors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, GenerationConfig
from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING_NAMES

from generation.devices import Placement
from generation.engine import EngineError
from generation.engines.diffusers.engine import translate_oom
from generation.engines.diffusers.model_folder import checked_architecture
from generation.tools.prompt_writer import build_prompt, parse_ideas
from generation.tools.transformers_folder import folder_of, loading
from generation.weights import check_words, load_weights

TRIES = 12  # continuations, of which the usable ones are ideas
MAX_NEW_TOKENS = 32
TEMPERATURE, TOP_P, TOP_K = 0.9, 0.92, 50
NO_IDEA = "The model had no idea that could be drawn: ask again, or for something else."


class CausalPromptWriter:
    """A causal language model as a `PromptWriter`. One thread owns it."""

    def __init__(self, model: str, placement: Placement) -> None:
        folder = folder_of(model, "inspirer")
        if checked_architecture(folder) not in MODEL_FOR_CAUSAL_LM_MAPPING_NAMES.values():
            raise EngineError(f"The model folder {folder.name!r} does not continue text: it must be a causal LM.")
        self.name, self.device = folder.name, placement.device
        self._tokenizer, self._model = load_causal(folder, placement)
        # The tokens that end a text, by all that the folder says.
        said = [
            self._model.generation_config.eos_token_id,
            self._model.config.eos_token_id,
            self._tokenizer.eos_token_id,
        ]
        flat = [token for each in said for token in (each if isinstance(each, list) else [each])]
        self._ends = list(dict.fromkeys(token for token in flat if token is not None))
        self._model.generation_config = GenerationConfig(  # ours alone, whatever the folder says
            do_sample=True,
            temperature=TEMPERATURE,
            top_p=TOP_P,
            top_k=TOP_K,
            max_new_tokens=MAX_NEW_TOKENS,
            num_return_sequences=TRIES,
            eos_token_id=self._ends or None,
            pad_token_id=self._ends[0] if self._ends else 0,
        )

    @torch.no_grad()
    def inspire(self, theme: str, seed: int) -> list[str]:
        inputs = self._tokenizer(build_prompt(theme), return_tensors="pt").to(self.device)
        length = inputs["input_ids"].shape[1]
        self._check_room(length)
        with translate_oom(), torch.random.fork_rng():  # sampling knows only the one generator of the process
            torch.manual_seed(seed)
            tokens = self._model.generate(inputs["input_ids"], attention_mask=inputs["attention_mask"])
        ideas = parse_ideas([self._said(row) for row in tokens[:, length:].tolist()])
        if not ideas:
            raise EngineError(NO_IDEA)
        return ideas

    def close(self) -> None:
        del self._model, self._tokenizer
        torch.cuda.empty_cache()

    def _said(self, tokens: list[int]) -> str:
        """The end of a text ends its line, too."""
        end = next((place for place, token in enumerate(tokens) if token in self._ends), None)
        words = str(self._tokenizer.decode(tokens[:end], skip_special_tokens=True))
        return words if end is None else f"{words}\n"

    def _check_room(self, length: int) -> None:
        room = getattr(self._model.config, "max_position_embeddings", None)
        if room is not None and length + MAX_NEW_TOKENS > room:
            raise EngineError(f"{self.name} cannot take that many words: shorten the theme.")


def load_causal(folder: Path, placement: Placement) -> tuple[Any, Any]:
    """Tokenizer and model, in their place."""
    dtype = getattr(torch, placement.dtype)
    with loading(folder, placement):
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
        check_words(tokenizer, folder, folder)
        model = load_weights(AutoModelForCausalLM, folder, folder, dtype=dtype, trust_remote_code=False)
        return tokenizer, model.to(placement.device).eval()
