"""Processors without their half for videos, which nobody here has and which alone asks for torchvision."""

from __future__ import annotations

from typing import Any

from transformers import ProcessorMixin
from transformers.utils import is_torchvision_available


def sees_videos_in_vain(processor_class: type) -> bool:
    """Whether a class could be loaded here but for the videos that it could also take."""
    takes = issubclass(processor_class, ProcessorMixin) and processor_class.get_attributes()
    return bool(takes) and "video_processor" in takes and not is_torchvision_available()


def without_videos(processor_class: Any) -> Any:
    """The class with its own picture and text halves alone; transformers knows it by the same name."""

    class Seeing(processor_class):  # type: ignore[misc]  # its parts are those that the signature names
        def __init__(
            self, image_processor: Any = None, tokenizer: Any = None, chat_template: Any = None, **options: Any
        ) -> None:
            super().__init__(image_processor, tokenizer, None, chat_template, **options)

    Seeing.__module__, Seeing.__name__ = processor_class.__module__, processor_class.__name__
    return Seeing
