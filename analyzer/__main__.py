"""Starts the `exposure` command, also as `python -m analyzer`. Until everything is imported, Ctrl-C ends it silently."""

import gc
import os
import signal


def fill_closed_streams() -> None:
    """Open the null device in place of each standard stream that is closed.

    Otherwise the next file to be opened would get the number of that stream, and the output of libraries would be
    written into it.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the system gives it the lowest free number


def main() -> None:
    """Run the command line."""
    fill_closed_streams()
    gc.set_threshold(100_000, 50, 100)  # a tenth less time: hardly any objects become garbage
    handler = signal.getsignal(signal.SIGINT)
    if handler is signal.default_int_handler:  # not if Ctrl-C is to be ignored
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from analyzer.cli import main as run

    signal.signal(signal.SIGINT, handler)
    run()


if __name__ == "__main__":
    main()
