"""The Jinja2 environment that every page is rendered in, and the stylesheet with the hash that allows it."""

import base64
import hashlib
import importlib.util
import pickle
import re
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket
from markupsafe import Markup

from analyzer import text as wording
from analyzer.reporting import evidence


@cache
def stylesheet() -> tuple[Markup, str]:
    """The style of every page, and the hash by which a page's policy allows it."""
    style = environment().get_template("report.css").render()
    style = re.sub(r"/\*.*?\*/|^\s+", "", style, flags=re.DOTALL | re.MULTILINE)  # for us
    style = style.strip()  # as checkers hash it
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return Markup(style), digest  # ours, and it stands in <style>, where nothing is escaped


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
        bytecode_cache=_BesideModules(),
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
        "said_in_words": evidence.said_in_words,
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


class _BesideModules(jinja2.FileSystemBytecodeCache):
    """Keeps compiled templates where and when Python keeps compiled modules: to compile them takes as long as to
    fill them in five times. What is kept is of this template, this Jinja2 and these options, or is not used.
    """

    def __init__(self) -> None:
        here = Path(__file__)
        options = hashlib.sha256(here.read_bytes() + jinja2.__version__.encode()).hexdigest()[:16]
        kept = Path(importlib.util.cache_from_source(here.with_name("templates") / "any.py")).parent
        super().__init__(str(kept), f"%s.{options}.{sys.implementation.cache_tag}")

    def load_bytecode(self, bucket: Bucket) -> None:
        # Whatever is wrong with what is kept, the template is there.
        with suppress(OSError, EOFError, pickle.UnpicklingError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if sys.dont_write_bytecode:
            return
        with suppress(OSError):  # not ours to write, as where it was installed for everybody
            Path(self.directory).mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)
