"""Compiled templates are stored in the user's cache, and only used if no one else can have written them."""

from collections.abc import Callable
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

import analyzer.reporting
from analyzer.cache import cache_folder
from analyzer.reporting.page import environment

TEMPLATES = Path(analyzer.reporting.__path__[0]) / "templates"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of the user."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """The names of the templates compiled during the test."""
    names: list[str | None] = []
    compile_template = jinja2.Environment.compile

    def note(self: jinja2.Environment, source: str, name: str, filename: str) -> object:
        names.append(name)
        return compile_template(self, source, name, filename)

    monkeypatch.setattr(jinja2.Environment, "compile", note)
    return names


def cached(cache: Path) -> list[Path]:
    return [path for path in cache.rglob("*") if path.is_file()]


def render() -> str:
    """A template rendered in a new environment."""
    return environment.__wrapped__().get_template("report.css").render()


def test_a_template_is_compiled_once(cache: Path, compiled: list[str | None]) -> None:
    first = render()
    assert len(cached(cache)) == 1
    assert render() == first
    assert compiled == ["report.css"]


@pytest.mark.parametrize("damage", ["empty", "half", "garbage behind the head"])
def test_a_damaged_file_is_written_again(
    cache: Path, compiled: list[str | None], damage: str
) -> None:
    first = render()
    (file,) = cached(cache)
    whole = file.read_bytes()
    file.write_bytes(
        {
            "empty": b"",
            "half": whole[: len(whole) // 2],
            "garbage behind the head": whole[:20] + b"\xff" * 100,
        }[damage]
    )
    assert render() == first
    assert compiled == ["report.css"] * 2
    assert file.read_bytes() == whole


def test_a_template_of_another_jinja_is_compiled_again(
    compiled: list[str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    render()
    monkeypatch.setattr(jinja2, "__version__", "99")
    assert render()
    assert compiled == ["report.css"] * 2


# --- the folder -------------------------------------------------------------------------------------------------------

FOLDERS: dict[str, Callable[[Path, pytest.MonkeyPatch], object]] = {
    "does not exist": lambda cache, patch: patch.setenv("XDG_CACHE_HOME", str(cache / "none")),
    "is a file": lambda cache, _: (cache / "linkedin-exposure").write_text(""),
    "is a link": lambda cache, _: (cache / "linkedin-exposure").symlink_to(cache),
    "is writable by a group": lambda cache, _: writable(cache / "linkedin-exposure", 0o770),
    "is writable by all users": lambda cache, _: writable(cache / "linkedin-exposure", 0o707),
    "has a folder writable by all users": lambda cache, _: writable(
        cache / "linkedin-exposure" / "templates", 0o707
    ),
    "belongs to another user": lambda cache, patch: patch.setattr(
        "os.geteuid", lambda: cache.stat().st_uid + 1
    ),
    "is full or read-only": lambda _, patch: patch.setattr("os.access", lambda *_: False),
    "is in a missing home folder": lambda cache, patch: in_home(cache / "none", patch),
}


def in_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    monkeypatch.setenv("HOME", str(home))


def writable(folder: Path, mode: int) -> None:
    folder.mkdir(parents=True)
    folder.chmod(mode)


@pytest.mark.parametrize("make", FOLDERS.values(), ids=FOLDERS)
def test_without_a_trusted_folder_there_is_no_cache(
    cache: Path,
    compiled: list[str | None],
    monkeypatch: pytest.MonkeyPatch,
    make: Callable[[Path, pytest.MonkeyPatch], object],
) -> None:
    make(cache, monkeypatch)
    before = sorted(cache.rglob("*"))
    assert cache_folder("templates") is None
    assert render() == render()
    assert compiled == ["report.css"] * 2
    assert not [path for path in cached(cache) if path not in before]
    assert not (cache / "none").exists()


def test_only_the_user_can_use_the_folder_of_the_cache(cache: Path) -> None:
    folder = cache_folder("templates")
    assert folder == cache / "linkedin-exposure" / "templates"
    assert [path.stat().st_mode & 0o777 for path in (folder, folder.parent)] == [0o700] * 2


def test_the_cache_is_created_in_the_home_folder(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_home(cache, monkeypatch)
    monkeypatch.setattr("sys.platform", "linux")
    assert cache_folder("templates") == cache / ".cache" / "linkedin-exposure" / "templates"


# --- filters in templates ---------------------------------------------------------------------------------------------


def test_no_filter_of_ours_is_applied_to_a_constant() -> None:
    """Jinja2 would apply it once, and keep the result when the filter has changed."""
    pages = environment()
    theirs = jinja2.Environment().filters
    ours = {name for name, call in pages.filters.items() if call is not theirs.get(name)}
    uses = 0
    for name in pages.list_templates(extensions=["j2", "css"]):
        tree = pages.parse((TEMPLATES / name).read_text("utf-8"))
        for use in tree.find_all(nodes.Filter):
            if use.name in ours:
                uses += 1
                assert not isinstance(use.node, nodes.Const | nodes.TemplateData), name
    assert uses > 100
