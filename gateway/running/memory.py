"""What the garbage collector looks at while serving."""

import gc

THRESHOLDS = 100_000, 20, 50
"""A response is thousands of new objects, none of them part of a cycle: the default of 700 finds nothing, often."""


def settle() -> None:
    """Leave out what was made before serving began, which stays, and look less often at what is new."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
