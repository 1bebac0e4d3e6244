"""The fuzz targets pass for their initial files and for earlier findings."""

import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from seeds import write_seeds, zips
from targets import TARGETS

FINDS: dict[str, tuple[str, Callable[[], bytes]]] = {
    # what each target once broke at
    "a ZIP on several disks": ("archive", lambda: _on_several_disks(next(zips()))),
}


def _on_several_disks(data: bytes) -> bytes:
    end = data.find(b"PK\x05\x06")
    return data[:end] + struct.pack("<4sIQI", b"PK\x06\x07", 0, 0, 2) + data[end:]


@pytest.mark.parametrize("name", TARGETS)
def test_the_targets_accept_their_initial_inputs(name: str, tmp_path: Path) -> None:
    write_seeds(tmp_path)
    seeds = sorted((tmp_path / name).iterdir())
    assert len(seeds) >= 3
    for seed in seeds:
        TARGETS[name](seed.read_bytes())


@pytest.mark.parametrize("find", FINDS)
def test_the_targets_accept_earlier_findings(find: str) -> None:
    name, data = FINDS[find]
    TARGETS[name](data())
