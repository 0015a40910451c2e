"""Errors whose text is one sentence for a person, and what an exception out of an engine means for the machine.

    UserError                     its text is shown as it is, by every front-end
    ├── EngineError               a request that an engine cannot draw, or an engine that cannot be loaded
    │   ├── StepError             one drawing's step failed
    │   ├── NotYet                an engine that can be loaded another time, perhaps
    │   └── ImageRejected         a safety checker objects
    ├── DatasetError              a folder of stories that cannot be read
    ├── EditError                 a story that cannot be changed so
    ├── CommandError              a line of chat that cannot be read, with one that works
    ├── InvalidPattern            a pattern for the blocklist that cannot be used
    ├── Refused                   a request that is not taken
    │   ├── OutOfCredits · NotInWorld · QueueFull · NotReady · KeyReused
    ├── StorageError              a database or a disk that cannot do its work
    ├── SettingsError             a setting that cannot be used
    └── CliError                  a failure of the command line's own, with its exit code

Exceptions of engines are told by their names: nobody here needs torch to know them. Out of memory is worth a second try
with less company. A lost device is not: after an illegal address and its like every later call of the process fails
too, and only a new process helps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

OUT_OF_MEMORY = "The machine ran out of memory for this picture: ask for a smaller one, or for fewer at once."


class UserError(Exception):
    """Something a person can act on: its text is one sentence for them."""

    def __init__(self, sentence: str = "", *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field  # of the request that it is about, where it is about one: programs are told


_NO_MEMORY = re.compile(
    r"out of memory|CUBLAS_STATUS_ALLOC_FAILED|CUDNN_STATUS_ALLOC_FAILED|cudaErrorMemoryAllocation"
    r"|hipErrorOutOfMemory|DefaultCPUAllocator: (?:can't allocate|not enough) memory",
    re.IGNORECASE,
)
_LOST = re.compile(
    r"\b(?:CUDA|HIP) (?:error|driver error|failure)|\bcuda(?:Error\w+)|\bhipError\w+|device-side assert"
    r"|illegal memory access|illegal instruction|misaligned address|unspecified launch failure|uncorrectable ECC"
    r"|\bCU(?:BLAS|DNN|SOLVER|SPARSE|FFT|RAND)_STATUS_(?:EXECUTION_FAILED|INTERNAL_ERROR|MAPPING_ERROR|NOT_INITIALIZED)"
    r"|NCCL error|device lost|GPU is lost|fallen off the bus",
    re.IGNORECASE,
)


def is_out_of_memory(error: BaseException) -> bool:
    """Also where an engine has put it into words already, which leaves it as the cause."""
    return any(
        isinstance(each, MemoryError)
        or type(each).__name__ == "OutOfMemoryError"
        or (isinstance(each, RuntimeError) and _NO_MEMORY.search(str(each)) is not None)
        for each in _chain(error)
    )


def is_device_lost(error: BaseException) -> bool:
    """Whether any later call of this process would fail as well. Out of memory is not it, whoever says so."""
    return not is_out_of_memory(error) and any(
        type(each).__name__ == "AcceleratorError" or (isinstance(each, RuntimeError) and _LOST.search(str(each)))
        for each in _chain(error)
    )


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error and what it was raised from, and so on; none of them twice."""
    seen: list[BaseException] = []
    each: BaseException | None = error
    while each is not None and each not in seen:
        seen.append(each)
        yield each
        each = each.__cause__


def reason(error: BaseException) -> str:
    """The first line of what an exception of somebody else's says, or its kind: some say nothing, or begin empty."""
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
