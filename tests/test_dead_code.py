"""Nothing in the program is there that nothing uses: no name that neither the code nor a template reads."""

import re
from pathlib import Path

from vulture import Vulture

PROJECT = Path(__file__).parent.parent
PACKAGE = PROJECT / "analyzer"
CALLED_BY_TYPER = ["@app.callback", "@app.command", "@mapping_app.command"]
USED_ELSEWHERE = [
    *("filters", "globals"),  # read by jinja2
    "create_system",  # read by zipfile
    # read from mappings/ and checked, and shown nowhere yet
    *("purposes", "regions", "topic", "under"),
]


def names_in_templates() -> set[str]:
    """What the templates read of the objects they are given."""
    texts = (path.read_text("utf-8") for path in PACKAGE.rglob("*.j2"))
    code = (found for text in texts for found in re.findall(r"\{[{%](.*?)[%}]\}", text, re.DOTALL))
    return {name for part in code for name in re.findall(r"[a-z_]+", part)}


def test_every_name_is_used() -> None:
    search = Vulture(
        ignore_names=[*USED_ELSEWHERE, *sorted(names_in_templates())],
        ignore_decorators=CALLED_BY_TYPER,
    )
    search.scavenge([str(PACKAGE)])
    assert [each.get_report() for each in search.get_unused_code()] == []


def test_the_search_finds_what_is_dead(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text("def nobody_calls_this():\n    return 1\n")
    search = Vulture()
    search.scavenge([str(tmp_path)])
    assert [each.name for each in search.get_unused_code()] == ["nobody_calls_this"]
