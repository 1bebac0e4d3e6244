"""The program without a terminal: a page on this machine, for its user only."""
