"""Begins the `exposure` command, and `python -m analyzer`: until all is imported, Ctrl-C ends it without a word."""

import os
import signal

from analyzer.garbage import look_seldom_for_garbage


def fill_closed_streams() -> None:
    """Have no file that is opened later take the number of a standard stream that is closed: what is written to one,
    also by a library or by another process, would be written into it.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # which gets the lowest number that is free


def main() -> None:
    """Run the command line."""
    fill_closed_streams()
    look_seldom_for_garbage()
    told = signal.getsignal(signal.SIGINT)
    if told is signal.default_int_handler:  # not where it is to be ignored
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from analyzer.cli import main as run

    signal.signal(signal.SIGINT, told)
    run()


if __name__ == "__main__":
    main()
