"""How long an analysis takes and how much memory it needs, as ratios measured in one run.

    .venv/bin/python benchmarks/reading.py [SCALE ...]

For each scale of the synthetic export: the seconds of `analyze` over those of Python's csv module merely going through
the same files (and losing records on the way), and how far the peak of memory rises over the size of the export.
Ratios, because machines differ and are busy; each time is the best of three. A small export mostly shows fixed costs:
its ratios are high.
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

# In a process of its own, whose peak nothing else has raised. Linux hands ru_maxrss down from the process that started
# this one, so there the kernel's own peak of this process is read.
_MEMORY = """
import re, resource, sys
from pathlib import Path
from analyzer.analysis.exposure import analyze
from analyzer.mapping import load_mapping

def peak():
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes, on macOS

mapping = load_mapping()
before = peak()
analyze(Path(sys.argv[1]), mapping)
print(peak() - before)
"""


def main(scales: list[float]) -> None:
    """Print one line per scale."""
    mapping = load_mapping()
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
        memory = int(peak.stdout)
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
    # With newline="" a lone carriage return ends a line, and is not an error.
    texts = (io.StringIO(data.decode("utf-8", "replace"), newline="") for data in files)
    return sum(1 for text in texts for _ in csv.reader(text))


if __name__ == "__main__":
    main([float(scale) for scale in sys.argv[1:]] or [1, 10])
