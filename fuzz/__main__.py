"""`python fuzz TARGET RUNS`: the target so many times, or for as long as in `20s`, on bytes that find new ways through
the program.

Ends with 0 if nothing was found; else the bytes are in a file in the current folder, which `python fuzz TARGET 0 FILE` tries
again. 100 seconds for one input (on a machine that does other things), or 500 MB in all, are finds too.
"""

import sys
import tempfile
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parent))
with atheris.instrument_imports(include=["analyzer.reading", "analyzer.text", "zipfile", "html"]):
    import targets

from seeds import write_seeds


def main() -> None:
    """Fuzz one target."""
    name, runs, *files = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="fuzz") as place:
        write_seeds(Path(place))
        amount = f"-max_total_time={runs[:-1]}" if runs.endswith("s") else f"-runs={runs}"
        options = [amount, "-max_len=4096", "-timeout=100", "-rss_limit_mb=500", "-verbosity=0"]  # fmt: skip
        atheris.Setup(
            [sys.argv[0], *options, "-print_final_stats=1", *(files or [f"{place}/{name}"])],
            targets.TARGETS[name],
        )
        atheris.Fuzz()


if __name__ == "__main__":
    main()
