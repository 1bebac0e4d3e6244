"""How long reading takes and how much memory it needs, as ratios measured in one run.

    .venv/bin/python benchmarks/reading.py [SCALE ...]

For each scale of the synthetic export: seconds of `analyze` over seconds of Python's csv module merely going
through the same bytes (which loses records while it does), and peak memory over the size of the export. Ratios, since
machines differ and are busy; each time is the best of three.
"""

import csv
import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from analyzer.analysis.exposure import analyze
from analyzer.mapping import load_mapping
from analyzer.sample import write_sample

_MEMORY = """
import resource, sys
from pathlib import Path
from analyzer.analysis.exposure import analyze
from analyzer.mapping import load_mapping
mapping = load_mapping()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
analyze(Path(sys.argv[1]), mapping)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def main(scales: list[float]) -> None:
    """Print one line per scale."""
    mapping = load_mapping()
    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss
    print(f"{'scale':>6} {'MB':>7} {'analyze/csv':>12} {'memory/export':>14}")
    for scale in scales:
        with tempfile.TemporaryDirectory() as folder:
            export = Path(folder) / "export"
            write_sample(export, scale=scale)
            files = [path.read_bytes() for path in export.rglob("*.csv")]
            size = sum(map(len, files))
            ours = _best(lambda path=export: analyze(path, mapping))
            plain = _best(lambda files=files: _read_plainly(files))
            peak = subprocess.run(
                [sys.executable, "-c", _MEMORY, str(export)], capture_output=True, check=True
            )
            memory = int(peak.stdout) * unit
        print(f"{scale:>6g} {size / 1e6:>7.1f} {ours / plain:>12.1f} {memory / size:>14.1f}")


def _best(run: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return min(times)


def _read_plainly(files: list[bytes]) -> int:
    csv.field_size_limit(1 << 30)
    return sum(
        1 for data in files for _ in csv.reader(io.StringIO(data.decode("utf-8", "replace")))
    )


if __name__ == "__main__":
    main([float(scale) for scale in sys.argv[1:]] or [1, 10])
