"""The variables of this process: which of them another may know, and how one is forgotten for good."""

from __future__ import annotations

import ctypes
import os
import re
from collections.abc import Iterable, Mapping

from bot.text import without_credentials

# What a worker keeps: where things are, how numbers are computed and on what. All else may be a secret of the service
# or of whoever started it, whatever its name.
_KEPT = re.compile(
    r"""(?x) (?: PATH | HOME | USER | LOGNAME | LANG | LANGUAGE | TZ | TMPDIR | TEMP | TMP | TERM | LD_LIBRARY_PATH
    | LD_PRELOAD | SYSTEMROOT | XDG_CACHE_HOME | SSL_CERT_FILE | SSL_CERT_DIR | REQUESTS_CA_BUNDLE
    | (?: LC_ | PYTHON | DYLD_ | MALLOC_ | OMP_ | GOMP_ | KMP_ | MKL_ | OPENBLAS_ | BLIS_ | VECLIB_ | NUMEXPR_
        | CUDA | CUBLAS_ | CUDNN_ | NVIDIA_ | NCCL_ | ROC | HIP_ | HSA_ | AMD_ | MIOPEN_ | GPU_ | ZE_ | SYCL_ | ONEAPI_
        | XPU_ | TORCH | PYTORCH_ | TRITON_ | HF_ | HUGGINGFACE_ | TRANSFORMERS_ | DIFFUSERS_ | TOKENIZERS_
        | SAFETENSORS_ | ACCELERATE_ ) .* )"""
)
_OF_THE_HUB = re.compile("HF_TOKEN(_PATH)?|HUGGING_FACE_HUB_TOKEN|(HTTP|HTTPS|ALL|NO)_PROXY")
_SECRET = re.compile(r"(?:^|_)(?:TOKEN|SECRET|PASS|PASSWORD|PASSWD|KEY|CREDENTIALS?|COOKIE)(?:_|$)")


def needless(environment: Mapping[str, str], *, hub: bool = False) -> list[str]:
    """The names that who draws has no use for; with `hub` it fetches models, and may know the way and the key there."""
    return [name for name, value in environment.items() if not _is_needed(name.upper(), value, hub)]


def _is_needed(name: str, value: str, hub: bool) -> bool:
    if hub and _OF_THE_HUB.fullmatch(name):
        return True
    kept = _KEPT.fullmatch(name) is not None
    return kept and not _SECRET.search(name) and without_credentials(value) == value


def forget(names: Iterable[str]) -> None:
    """Remove variables, and overwrite what the system shows of them to others (`/proc/PID/environ`) and to children."""
    libc = ctypes.CDLL(None)
    libc.getenv.restype, libc.getenv.argtypes = ctypes.c_void_p, [ctypes.c_char_p]
    libc.strlen.restype, libc.strlen.argtypes = ctypes.c_size_t, [ctypes.c_void_p]
    for name in names:
        if (place := libc.getenv(os.fsencode(name))) is not None:
            ctypes.memset(place, 0, libc.strlen(place))
        os.environ.pop(name, None)
