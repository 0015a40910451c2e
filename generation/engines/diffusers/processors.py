"""Processors without their half for videos, which nobody here has and which alone asks for torchvision."""

from __future__ import annotations

from typing import Any

from transformers import ProcessorMixin
from transformers.utils import is_torchvision_available


def sees_videos_in_vain(part: Any) -> bool:
    """Whether a class could be loaded here but for the videos that it could also take."""
    if is_torchvision_available() or not issubclass(part, ProcessorMixin):
        return False
    return "video_processor" in part.get_attributes()


def without_videos(processor_class: Any) -> Any:
    """The class with its own picture and text halves alone; transformers knows it by the same name."""

    class Seeing(processor_class):  # type: ignore[misc]  # its parts are those that the signature names
        def __init__(
            self, image_processor: Any = None, tokenizer: Any = None, chat_template: Any = None, **options: Any
        ) -> None:
            super().__init__(image_processor, tokenizer, None, chat_template, **options)

    Seeing.__module__, Seeing.__name__ = processor_class.__module__, processor_class.__name__
    return Seeing
