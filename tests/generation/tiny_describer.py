"""A BLIP with random weights that knows a dozen words."""

from __future__ import annotations

from pathlib import Path

import torch
import transformers
from transformers import BertTokenizer, BlipConfig, BlipForConditionalGeneration, BlipProcessor
from transformers.models.blip.image_processing_pil_blip import BlipImageProcessorPil

WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[DEC]", "a", "red", "fox", "boat", "blue", "on", "the", "hill")
SIDE = 32


def save_describer(folder: Path) -> Path:
    """The folder, with the same random weights every time."""
    transformers.utils.logging.disable_progress_bar()
    torch.manual_seed(1)
    sizes = {"hidden_size": 32, "intermediate_size": 37, "num_hidden_layers": 1, "num_attention_heads": 2}
    marks = {"bos_token_id": 5, "eos_token_id": 3, "pad_token_id": 0, "sep_token_id": 3}
    words = {"vocab_size": len(WORDS), "encoder_hidden_size": 32, "max_position_embeddings": 64}
    config = BlipConfig(
        text_config={**sizes, **marks, **words, "projection_dim": 32},
        vision_config={**sizes, "image_size": SIDE, "patch_size": 8, "projection_dim": 32},
        projection_dim=32,
        image_text_hidden_size=32,
    )
    model = BlipForConditionalGeneration(config)
    torch.nn.init.normal_(model.text_decoder.cls.predictions.decoder.weight, std=3.0)  # or it ends at once
    model.save_pretrained(folder)
    tokenizer = BertTokenizer(vocab={word: index for index, word in enumerate(WORDS)})
    image_processor = BlipImageProcessorPil(size={"height": SIDE, "width": SIDE})
    BlipProcessor(image_processor, tokenizer).save_pretrained(folder)
    return folder
