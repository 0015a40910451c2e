"""A CLIP and three detectors with random weights that know a dozen words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
import transformers
from tokenizers import Tokenizer, models, pre_tokenizers, processors

WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", ".", "a", "photo", "of", "red", "fox", "owl", "lantern", "the", "hill")
SIDE = 32
SIZE = {"height": SIDE, "width": SIDE}
TOWER = {"hidden_size": 32, "intermediate_size": 37, "num_hidden_layers": 1, "num_attention_heads": 2}
TEXT = {**TOWER, "vocab_size": len(WORDS), "max_position_embeddings": 16}
TEXT |= {"bos_token_id": 2, "eos_token_id": 3, "pad_token_id": 0}
VISION = {**TOWER, "image_size": SIDE, "patch_size": 8}


def _save(folder: Path, model: Any, images: Any) -> Path:
    transformers.utils.logging.disable_progress_bar()
    model.save_pretrained(folder)
    words = Tokenizer(models.WordLevel({word: index for index, word in enumerate(WORDS)}, unk_token="[UNK]"))
    words.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    words.post_processor = processors.TemplateProcessing("[CLS] $A [SEP]", None, [("[CLS]", 2), ("[SEP]", 3)])
    marks = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    transformers.PreTrainedTokenizerFast(tokenizer_object=words, **marks).save_pretrained(folder)
    images.save_pretrained(folder)
    return folder


def save_clip(folder: Path) -> Path:
    torch.manual_seed(1)
    config = transformers.CLIPConfig(text_config=TEXT, vision_config=VISION, projection_dim=16)
    images = transformers.CLIPImageProcessorPil(size={"shortest_edge": SIDE}, crop_size=SIZE)
    return _save(folder, transformers.CLIPModel(config), images)


def save_owl(folder: Path, version: str = "OwlViT") -> Path:
    torch.manual_seed(1)
    config = getattr(transformers, f"{version}Config")(text_config=TEXT, vision_config=VISION, projection_dim=32)
    images = getattr(transformers, f"{version}ImageProcessorPil")(size=SIZE)
    model = getattr(transformers, f"{version}ForObjectDetection")(config)
    for weights in model.box_head.parameters():  # or its boxes have no size
        weights.data.mul_(0.02)
    return _save(folder, model, images)


def save_owl2(folder: Path) -> Path:
    return save_owl(folder, "Owlv2")


def save_grounding_dino(folder: Path) -> Path:
    torch.manual_seed(1)
    backbone = transformers.SwinConfig(
        image_size=SIDE, patch_size=4, embed_dim=8, depths=[1, 1, 1], num_heads=[2, 2, 2], window_size=2,
        out_features=["stage2", "stage3"],
    )  # fmt: skip
    text = transformers.BertConfig(
        vocab_size=len(WORDS), hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=37,
        max_position_embeddings=64,
    )  # fmt: skip
    config = transformers.GroundingDinoConfig(
        backbone_config=backbone, text_config=text, d_model=32, encoder_layers=1, decoder_layers=2, num_queries=12,
        encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=32, decoder_ffn_dim=32,
        num_feature_levels=2, max_text_len=64,
    )  # fmt: skip
    images = transformers.GroundingDinoImageProcessorPil(size={"shortest_edge": SIDE, "longest_edge": 2 * SIDE})
    return _save(folder, transformers.GroundingDinoForObjectDetection(config), images)


DETECTORS: tuple[Callable[[Path], Path], ...] = (save_owl, save_owl2, save_grounding_dino)
