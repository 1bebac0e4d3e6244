"""Starts the bundle: as the command, or without arguments, as after a double click, as the page in the browser."""

import sys
from multiprocessing import freeze_support

from analyzer.__main__ import main

if __name__ == "__main__":
    freeze_support()  # a worker of a batch is this program again
    if len(sys.argv) == 1:
        sys.argv.append("open")
    main()
