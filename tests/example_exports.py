"""The exports whose pages are checked in a real browser and by the HTML checker, by name.

From the fullest to the emptiest, the largest real layouts, and one whose names are an attack.
"""

from collections.abc import Callable
from pathlib import Path

from exports import Files, pack, write

PROJECT = Path(__file__).parent.parent
SHARED = PROJECT.parent / "shared" / "exports"

CONNECTIONS = (
    "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    "Ada,Quill,https://www.example.com/in/ada,,Tern & Co,Baker,03 Feb 2024\n"
    "Bo,Ferry,https://www.example.com/in/bo,,Tern & Co,Night baker,04 Feb 2024\n"
    "Cy,Marsh,https://www.example.com/in/cy,,Heron Mill,Miller,17 May 2025\n"
)

# Names of files and columns that could break a page. Names of files have no "/", since that would be a folder.
HOSTILE_NAMES = {
    "script": "<script>alert(1)<\\script>",
    "image": "<img src=x onerror=alert(1)>",
    "closes an attribute": '" onmouseover="alert(1)',
    "closes an attribute, single": "' onmouseover='alert(1)",
    "CDATA": "]]><script>",
    "comment": "<!-- gone",
    "entity": "&lt;script&gt; &amp; &nbsp; &#x3c;b&#x3e;",
    "right to left": "gnp.\u202egpj\u2066\u200f",
    "arabic": "\u0645\u0644\u0641 (1)",
    "zero width": "a\u200b\u200d\ufeffb",
    "control": "a\x01\x07\x1b[31mred\x7f\x85b",
    "line break": "a\nb\r\nc\td",
    "not a character": "a\uffff\ufdd0b",
    "long": "x" * 10_000,
    "long without a break": "\u202e" + "🙂" * 5_000,
    "many marks": "a" + "\u0301" * 500,
    "mathtext": "$\\frac{1}{0}$ $x",
    "spaces": "   ",
}


def _sample(_folder: Path) -> Path:
    return PROJECT / "sample_export"


def _files(files: Files) -> Callable[[Path], Path]:
    return lambda folder: write(folder, files)


def _hostile(folder: Path) -> Path:
    """A ZIP with hostile names: of unknown files, in known folders, and of columns in known files."""
    columns = ",".join('"' + name.replace('"', '""') + '"' for name in HOSTILE_NAMES.values())
    values = ",".join("some words" for _ in HOSTILE_NAMES)
    files: dict[str, str | bytes] = {
        "Connections.csv": CONNECTIONS,
        "Languages.csv": f"Name,Proficiency,{columns}\nWelsh,Fluent,{values}\n",
    }
    for name in HOSTILE_NAMES.values():
        files |= {
            f"{name}.csv": f"Name,{columns}\nGo,{values}\n",
            f"Jobs/{name}.csv": "Name\nGo\n",
            f"{name}/Skills.csv": "Name,Skill <b>\nGo,on\n",
        }
    return pack(folder / 'hostile "names" ]]> & <b>.zip', files)


def _real(rank: Callable[[list[Path]], tuple[int, int]]) -> Callable[[Path], Path | None]:
    """The masked export that ranks highest, if there are any."""

    def find(_folder: Path) -> Path | None:
        if not SHARED.is_dir():
            return None
        exports = [path for path in sorted(SHARED.iterdir()) if path.is_dir()]
        return max(exports, key=lambda path: rank([p for p in path.rglob("*") if p.is_file()]))

    return find


def _size(files: list[Path]) -> int:
    return sum(path.stat().st_size for path in files)


def example_pair(folder: Path) -> tuple[Path, Path]:
    """The sample and a later version, with every kind of change and hostile names."""
    files: dict[str, str | bytes] = {
        path.relative_to(PROJECT / "sample_export").as_posix(): path.read_bytes()
        for path in (PROJECT / "sample_export").rglob("*")
        if path.is_file()
    }
    columns = ",".join('"' + name.replace('"', '""') + '"' for name in HOSTILE_NAMES.values())
    files |= {f"{name}.csv": "Name,x\nGo,on\n" for name in HOSTILE_NAMES.values()}
    files["Languages.csv"] = (
        f"Name,Proficiency,{columns}\nWelsh,Fluent,{',' * len(HOSTILE_NAMES)}\n"
    )
    files["Invitations_2.csv"] = files.pop("Invitations.csv")
    files["Skills.csv"] = "Name\nGo\n"
    files["Courses.csv"] = b"PK\x03\x04" + bytes(50)
    del files["Reactions.csv"]
    return PROJECT / "sample_export", pack(folder / "later.zip", files)


# Each function makes an export in a folder and returns its path, or None without such an export.
EXPORTS: dict[str, Callable[[Path], Path | None]] = {
    "sample": _sample,
    "only connections": _files({"Connections.csv": CONNECTIONS}),
    "one record": _files({"Skills.csv": "Name\nGo\n"}),
    "hostile names": _hostile,
    "smallest real": _real(lambda files: (-_size(files), 0)),
    "largest real": _real(lambda files: (_size(files), 0)),
    "most files real": _real(lambda files: (len(files), _size(files))),
}
