"""The Jinja2 environment that every page is rendered in, and the stylesheet with the hash that allows it."""

import base64
import hashlib
import re
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket
from markupsafe import Markup

from analyzer import text as wording
from analyzer.cache import cache_folder
from analyzer.reporting import evidence


@cache
def stylesheet() -> tuple[Markup, str]:
    """The style of every page, and the hash by which a page's policy allows it."""
    style = environment().get_template("report.css").render()
    # Comments and indentation are for those who edit the stylesheet.
    style = re.sub(r"/\*.*?\*/|^\s+", "", style, flags=re.DOTALL | re.MULTILINE)
    style = style.strip()  # checkers of policies hash it without white space around it
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return Markup(style), digest  # Markup: inside <style> nothing may be escaped


@cache
def environment() -> jinja2.Environment:
    """What every page is rendered in."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("analyzer.reporting"),
        autoescape=True,  # for every template: `select_autoescape` would leave out *.html.j2
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=_compiled_templates(),
    )
    made.filters |= {
        "count": wording.count,
        "size": wording.size,
        "visible": wording.visible,
        "spelled": wording.spelled,
        "capfirst": wording.capfirst,
        "lowerfirst": wording.lowerfirst,
        "day": wording.day,
        "pages": wording.pages,
        "by_article": evidence.by_article,
        "sign_of": evidence.sign_of,
        "coverage_in_words": evidence.coverage_in_words,
    }
    made.globals |= {
        "share": wording.share,
        "plural": wording.plural,
        "standings": wording.STANDINGS,
        "subject_labels": wording.SUBJECTS,
        "period_labels": wording.PERIOD_NAMES,
        "topic_labels": wording.TOPICS,
        "author_labels": wording.AUTHORS,
        "words_per_page": wording.WORDS_PER_PAGE,
        "dialects": wording.DIALECTS,
        "repairs": wording.REPAIRS,
        "official_rows": wording.OFFICIAL_ROWS,
    }
    return made


def _compiled_templates() -> jinja2.BytecodeCache | None:
    """The compiled templates in the user's cache, or None without one.

    Compiling the templates of a page takes five times the time of rendering it.
    """
    folder = cache_folder("templates")
    return _Compiled(str(folder)) if folder else None


class _Compiled(jinja2.FileSystemBytecodeCache):
    """Compiled templates in a folder. A full disk or a damaged file only costs compiling them again."""

    def get_source_checksum(self, source: str) -> str:
        """The checksum of a template, this module's options, and the versions of Jinja2 and Python."""
        options = Path(__file__).read_text("utf-8")
        versions = f"{jinja2.__version__} {sys.implementation.cache_tag}"
        return super().get_source_checksum(f"{source}{options}{versions}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load the code of a template, unless it is missing or damaged."""
        try:
            super().load_bytecode(bucket)
        except Exception:  # damaged pickles raise many types
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write the code of a template, if the disk has room."""
        with suppress(OSError):
            super().dump_bytecode(bucket)
