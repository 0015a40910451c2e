"""A causal language model in a transformers folder as a `ChatModel`."""

from __future__ import annotations

import torch
from transformers import GenerationConfig
from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING_NAMES

from generation.devices import Placement
from generation.engine import EngineError
from generation.engines.diffusers.engine import translate_oom
from generation.engines.diffusers.model_folder import checked_architecture
from generation.tools.causal_prompt_writer import load_causal
from generation.tools.transformers_folder import folder_of

MAX_NEW_TOKENS = 1536


class CausalChatModel:
    """Answers greedily, so that the same question has the same answer. One thread owns it."""

    def __init__(self, model: str, placement: Placement) -> None:
        folder = folder_of(model, "director")
        if checked_architecture(folder) not in MODEL_FOR_CAUSAL_LM_MAPPING_NAMES.values():
            raise EngineError(f"The model folder {folder.name!r} does not continue text: it must be a causal LM.")
        self.name, self.device = folder.name, placement.device
        self._tokenizer, self._model = load_causal(folder, placement)
        self._end = self._tokenizer.eos_token_id
        self._model.generation_config = GenerationConfig(
            do_sample=False, max_new_tokens=MAX_NEW_TOKENS, eos_token_id=self._end, pad_token_id=self._end or 0
        )

    @torch.no_grad()
    def answer(self, told: str, asked: str) -> str:
        inputs = self._tokenizer(self._prompt(told, asked), return_tensors="pt").to(self.device)
        length = inputs["input_ids"].shape[1]
        room = getattr(self._model.config, "max_position_embeddings", None)
        if room is not None and length >= room:
            raise EngineError(f"{self.name} cannot take that many words.")
        most = MAX_NEW_TOKENS if room is None else min(MAX_NEW_TOKENS, room - length)
        with translate_oom():
            tokens = self._model.generate(**inputs, max_new_tokens=most)
        return str(self._tokenizer.decode(tokens[0, length:], skip_special_tokens=True))

    def _prompt(self, told: str, asked: str) -> str:
        if not getattr(self._tokenizer, "chat_template", None):
            return f"{told}\n\n{asked}\n\n"
        messages = [{"role": "system", "content": told}, {"role": "user", "content": asked}]
        return str(self._tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True))
