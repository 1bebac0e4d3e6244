"""How often Python looks for garbage."""

import gc


def look_seldom_for_garbage() -> None:
    """Have this process look for garbage less often, which saves a tenth of its time, or more.

    Of what is imported nothing is garbage, and hardly anything is of what is made of an export.
    """
    gc.set_threshold(100_000, 50, 100)
