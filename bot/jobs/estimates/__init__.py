"""When pictures will be here: measured speeds, what is before them in the queue, and how far off it was so far."""

from __future__ import annotations

from bot.jobs.estimates.accuracy import Accuracy, accuracy
from bot.jobs.estimates.estimates import Estimate, Estimates

__all__ = ["Accuracy", "Estimate", "Estimates", "accuracy"]
