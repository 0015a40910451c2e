"""Attention processors of diffusers, each with its own scaled dot product answered by somebody else."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import wraps
from typing import Any

from torch import Tensor
from torch.nn import functional as F
from torch.overrides import TorchFunctionMode

#: As `torch.nn.functional.scaled_dot_product_attention`: what it is given comes as (B, heads, L, d).
Attend = Callable[..., Tensor]


def watched(processor: Any, attend: Attend, is_wanted: Callable[[], bool]) -> Any:
    """A processor as it is, its class and weights included, in which `attend` answers while it `is_wanted`.

    Projections, norms and rotary places stay the processor's own, whatever architecture it belongs to; what it does
    with them by torch's function is all that is taken over, through torch's own way of overriding one.
    """
    kind: Any = type(processor)

    class Watched(kind):  # type: ignore[misc]  # any of diffusers'
        @wraps(kind.__call__)  # diffusers looks up in the signature what a processor takes
        def __call__(self, *arguments: Any, **options: Any) -> Any:
            if not is_wanted():
                return kind.__call__(self, *arguments, **options)
            with _Answering(attend):
                return kind.__call__(self, *arguments, **options)

    Watched.__name__, Watched.__qualname__ = kind.__name__, kind.__qualname__
    made = copy(processor)
    made.__class__ = Watched
    return made


class _Answering(TorchFunctionMode):
    """Within it the first scaled dot product is answered by `attend`; later ones are an IP-Adapter's."""

    def __init__(self, attend: Attend) -> None:
        super().__init__()
        self._attend: Attend | None = attend

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func is F.scaled_dot_product_attention and self._attend is not None:
            func, self._attend = self._attend, None
        return func(*args, **(kwargs or {}))
