"""A GPT-2 with random weights that knows a dozen words."""

from __future__ import annotations

from pathlib import Path

import torch
import transformers
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

WORDS = ("a", "red", "fox", "boat", "blue", "on", "the", "hill", "by", "night", "old", "small")
ROOM = 192  # tokens


def save_inspirer(folder: Path) -> Path:
    """The folder, with the same random weights every time."""
    transformers.utils.logging.disable_progress_bar()
    torch.manual_seed(1)
    vocabulary = {token: index for index, token in enumerate(("<end>", "<unknown>", "\n", *WORDS))}
    config = GPT2Config(
        vocab_size=len(vocabulary), n_positions=ROOM, n_embd=32, n_layer=1, n_head=2, bos_token_id=0, eos_token_id=0
    )
    GPT2LMHeadModel(config).save_pretrained(folder)
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unknown>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(" ", "removed"), pre_tokenizers.Split(Regex("\n"), "isolated")]
    )
    tokenizer.decoder = decoders.Sequence([decoders.Replace(Regex("$"), " "), decoders.Fuse()])
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="<unknown>", eos_token="<end>")
    fast.save_pretrained(folder)
    return folder
