"""Lists names in `analyzer` that neither the code nor a template uses: `make lint` runs it."""

import re
import sys
from pathlib import Path

from vulture import Vulture

PACKAGE = Path(__file__).parent.parent / "analyzer"
COMMANDS = ["@app.callback", "@app.command", "@mapping_app.command"]
"""Decorators whose functions typer calls."""
USED_ELSEWHERE = [
    *("filters", "globals", "newstyle_gettext"),  # read by jinja2
    *(
        "do_POST",
        "explain",
        "handle_error",
        "log_message",
        "process_request",
    ),  # read by http.server
    *("request_queue_size", "request_version", "timeout", "version_string"),  # and these
    "create_system",  # read by zipfile
    *("purposes", "regions", "topic", "under"),  # read from mappings/ and checked, not shown yet
    *("ads", "training"),  # read by `vars` in `Audience.includes`
    "all_columns",  # read by its name in `check_limit`
    "analyzer",  # imported for its effect in workshop/preload
]


def names_in_templates() -> set[str]:
    """The names that the templates read."""
    texts = (path.read_text("utf-8") for path in PACKAGE.rglob("*.j2"))
    code = (tag for text in texts for tag in re.findall(r"\{[{%](.*?)[%}]\}", text, re.DOTALL))
    return {name for part in code for name in re.findall(r"[a-z_]+", part)}


if __name__ == "__main__":
    search = Vulture(
        ignore_names=[*USED_ELSEWHERE, *sorted(names_in_templates())], ignore_decorators=COMMANDS
    )
    search.scavenge([str(PACKAGE)])
    sys.exit("\n".join(item.get_report() for item in search.get_unused_code()) or 0)
