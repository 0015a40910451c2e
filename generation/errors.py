"""What an exception out of an engine means for the machine, told by its name: nobody here needs torch to know.

Out of memory is worth a second try with less company. A lost device is not: after an illegal address and its like every
later call of the process fails too, and only a new process helps.
"""

from __future__ import annotations

OUT_OF_MEMORY = "The machine ran out of memory for this picture: ask for a smaller one, or for fewer at once."


def is_out_of_memory(error: BaseException) -> bool:
    """Also where an engine has put it into words already, which leaves it as the cause."""
    causes = [each for each in (error, error.__cause__) if each is not None]
    return any(isinstance(each, MemoryError) or type(each).__name__ == "OutOfMemoryError" for each in causes)


def is_device_lost(error: BaseException) -> bool:
    return type(error).__name__ == "AcceleratorError" or str(error).startswith("CUDA error")
