"""The embedded Storybook model: its tokenizer, text encoder, autoencoder, pipeline and weights (`model/`).

Importing this package imports torch; only the worker process and training do.
"""

from __future__ import annotations

from generation.storybook.pipeline import StorybookInfo, StorybookPipeline, load

__all__ = ["StorybookInfo", "StorybookPipeline", "load"]
