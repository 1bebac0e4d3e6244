"""The pages of a report, of a comparison and about the evidence, and the Jinja2 environment of every page."""

import base64
import hashlib
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from itertools import count
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import jinja2
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from analyzer import text
from analyzer.analysis.measure import Volume
from analyzer.cache import cache_folder
from analyzer.language import gettext, language, ngettext
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.standing import UNCERTAIN, USED_OR_UNCERTAIN
from analyzer.reporting import evidence, scenario, sentences, signs
from analyzer.reporting.amounts import amounts_in_words
from analyzer.reporting.changes import Changes
from analyzer.reporting.model import REJECTED_LINES_SHOWN, Figures
from analyzer.reporting.share import SharedCounts, file_label


def render(
    figures: Figures,
    made_on: date,
    *,
    official: bool = False,
    notes: Sequence[str] = (),
    shared: SharedCounts | None = None,
    number: str | None = None,
    group: Markup | None = None,
) -> str:
    """The page of a report. `made_on` is the date printed on it; the same input gives the same bytes.

    `official` adds LinkedIn's own notice. `notes` are sentences for the top of the page, and `shared` are the counts
    in the share file that is written with the page, if there is one. `number` is the number of a participant, and
    `group` the section that compares the person with a group.
    """
    mapping = figures.mapping
    chart = None
    if figures.dated.text_words:
        # Importing matplotlib takes a third of the time of a report.
        from analyzer.reporting.charts import time_chart

        chart = time_chart(figures)

    @cache
    def behind(*standings: str) -> tuple[str, ...]:
        """The ids of the statements behind the columns with these standings."""
        return evidence.statements_behind(
            column.assessment
            for column in figures.columns
            if column.assessment and column.standing in standings
        )

    return _template("report.html.j2").render(
        **_sources(mapping),
        figures=figures,
        member=scenario.member_in_words(figures.scenario, mapping),
        answer=sentences.answer(figures),
        disputed=sentences.disputed(figures),
        # Advice about data that this export does not have is left out; a switch is there for everyone.
        actions=[
            action
            for action in figures.actions
            if action.steps or action.volume is None or action.volume.values
        ],
        behind=behind,
        chart=chart,
        paperback=paperback(figures.by_standing),
        made_on=made_on,
        official=mapping.official if official else None,
        notes=notes,
        shared=shared,
        number=number,
        group=group,
    )


def picture_of(figures: Figures, made_on: date, kind: Literal["svg", "png"] | None) -> bytes:
    """The answer as a picture for a slide; nothing without a kind."""
    if not kind:
        return b""
    from analyzer.reporting.charts import slide  # imports matplotlib

    return slide(figures, made_on, kind)


def render_comparison(changes: Changes, made_on: date) -> str:
    """The page of a comparison. `made_on` is the date printed on it; the same input gives the same bytes."""
    return _template("comparison.html.j2").render(
        changes=changes,
        mapping=changes.mapping,
        article_names=evidence.names_in_a_row(changes.mapping),
        made_on=made_on,
    )


def render_evidence(mapping: ExportMapping, tool_version: str) -> str:
    """The page about the evidence of a mapping: the same bytes for the same mapping, and no figure of any export."""
    return _template("evidence.html.j2").render(
        **_sources(mapping),
        figures=evidence.evidence_figures(mapping),
        labels={data_type.id: data_type.label for data_type in mapping.data_types},
        terms={data_type.id: data_type.dpv for data_type in mapping.data_types},
        official=mapping.official,
        tool_version=tool_version,
    )


def _sources(mapping: ExportMapping) -> dict[str, Any]:
    """What each page about the evidence shows of the articles."""
    return {
        "mapping": mapping,
        "documents": mapping.articles,
        "article_names": evidence.names_in_a_row(mapping),
        "short_names": evidence.short_names(mapping),
        "statements": evidence.quoted_statements(mapping),
        "wide": evidence.wide_claims(mapping),
        "basis": partial(evidence.evidence_attribute, mapping.numbers),
    }


# --- the paperback -------------------------------------------------------------------------------

_MOST_SQUARES: Final = 300


@dataclass(frozen=True)
class Shelf:
    """The pages of one standing as a number of squares."""

    standing: str
    words: int
    squares: int


@dataclass(frozen=True)
class Paperback:
    """All pages, in the order of the standings; a square is `pages_per_square` pages."""

    shelves: tuple[Shelf, ...]
    pages_per_square: int


def paperback(by_standing: Mapping[str, Volume]) -> Paperback:
    """The text of each standing as squares of so many pages that there are at most about 300.

    Every standing with text gets at least one square.
    """
    words = {
        standing: by_standing[standing].text_words
        for standing in text.STANDINGS
        if standing in by_standing and by_standing[standing].text_words
    }
    pages = _pages_per_square(sum(words.values()))
    shelves = (
        Shelf(standing, number, max(1, round(number / text.WORDS_PER_PAGE / pages)))
        for standing, number in words.items()
    )
    return Paperback(tuple(shelves), pages)


def _pages_per_square(words: int) -> int:
    """The number of pages in a square: 1, 2 or 5, or one of these times a power of ten."""
    sizes: Iterator[int] = (step * 10**power for power in count() for step in (1, 2, 5))
    return next(size for size in sizes if words / text.WORDS_PER_PAGE <= _MOST_SQUARES * size)


# --- the environment -----------------------------------------------------------------------------


class Stylesheet(NamedTuple):
    """The style of every page, and the hash with which a page's policy allows it."""

    style: Markup
    digest: str


@cache
def stylesheet(*more: str) -> Stylesheet:
    """The stylesheet of every page, with more rules for some: those for a group, or of the program without a terminal."""
    css = "".join(_template(name).render() for name in ("report.css", *more))
    # Comments and indentation are for those who edit the stylesheet.
    css = re.sub(r"/\*.*?\*/|^\s+", "", css, flags=re.DOTALL | re.MULTILINE)
    css = css.strip()  # checkers of policies hash it without white space around it
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return Stylesheet(Markup(css), digest)  # Markup: inside <style> nothing may be escaped


def _template(name: str) -> jinja2.Template:
    return environment().get_template(name)


@cache
def environment() -> jinja2.Environment:
    """The Jinja2 environment of every page."""
    env = jinja2.Environment(
        loader=jinja2.PackageLoader("analyzer.reporting"),
        autoescape=True,  # for every template: `select_autoescape` would leave out *.html.j2
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=_bytecode_cache(),
        extensions=["jinja2.ext.i18n"],
    )
    env.policies["ext.i18n.trimmed"] = True
    env.newstyle_gettext = True  # type: ignore[attr-defined]  # values are arguments of the next three
    env.globals |= {"_": _gettext, "gettext": _gettext, "ngettext": _ngettext}
    env.filters |= {
        "count": text.count,
        "size": text.size,
        "visible": text.visible,
        "readable": text.readable,
        "spelled": text.spelled,
        "capfirst": text.capfirst,
        "lowerfirst": text.lowerfirst,
        "standing_label": text.standing_label,
        "standing_inside": text.standing_inside,
        "standing_partly": signs.standing_partly,
        "translated": gettext,
        "series": text.series,
        "day": text.day,
        "pages": text.pages,
        "file_label": file_label,
        "by_article": evidence.by_article,
        "article": evidence.article_with,
        "articles_behind": evidence.articles_behind,
        "mapping_name": evidence.mapping_name,
        "names_of": evidence.names_of,
        "dated": evidence.dated,
        "lines_in_words": evidence.lines_in_words,
        "quotes_of": evidence.quotes_of,
        "english": evidence.english,
        "about": evidence.about,
        "signs_of_fact": signs.signs_of_fact,
        "signs_of_difference": signs.signs_of_difference,
        "signs_of_disputed": signs.signs_of_disputed,
        "signs_in_words": signs.signs_in_words,
        "standings_in_words": signs.standings_in_words,
        "authors_in_words": sentences.authors_in_words,
        "own_words": sentences.own_words,
        "items_in_words": sentences.items_in_words,
        "statements_behind": evidence.statements_behind,
        "sign_of": signs.sign_of,
        "coverage_in_words": signs.coverage_in_words,
        "coverages_in_words": signs.coverages_in_words,
        "regions_in_words": scenario.regions_in_words,
        "periods_in_words": scenario.periods_in_words,
    }
    env.globals |= {
        "language": language,
        "in_english": evidence.in_english,
        "q": evidence.quote,
        "quoted": evidence.quoted,
        "link": _link,
        "amounts": amounts_in_words,
        "stylesheet": stylesheet,
        "share": text.share,
        "plural": text.plural,
        "evidence_in_words": signs.evidence_in_words,
        "standings": text.STANDINGS,
        "standing_label": text.standing_label,
        "uncertain": UNCERTAIN,
        "uncertain_label": text.UNCERTAIN_LABEL,
        "used_or_uncertain": USED_OR_UNCERTAIN,
        "subject_labels": text.SUBJECTS,
        "topic_labels": text.TOPICS,
        "author_labels": text.AUTHORS,
        "partial_export": text.PARTIAL,
        "words_per_page": text.WORDS_PER_PAGE,
        "dialects": sentences.DIALECTS,
        "file_states": sentences.FILE_STATES,
        "repairs": sentences.REPAIRS,
        "official_rows": text.OFFICIAL_ROWS,
        "rejected_lines_shown": REJECTED_LINES_SHOWN,
    }
    return env


def _gettext(message: str, /, **values: object) -> Markup:
    """The message with its values escaped. Jinja2's own function takes three times as many calls."""
    return Markup(gettext(message) % {name: escape(value) for name, value in values.items()})


def _ngettext(one: str, several: str, number: int, /, **values: object) -> Markup:
    """The form of the message for the number, with its values escaped."""
    form = ngettext(one, several, number)
    return Markup(form % {name: escape(value) for name, value in values.items()})


def _link(address: str) -> Markup:
    """The beginning of a link, for sentences with one inside."""
    return Markup('<a href="{}">').format(address)


def _bytecode_cache() -> jinja2.BytecodeCache | None:
    """The compiled templates in the user's cache, or None without one.

    Compiling the templates of a page takes five times the time of rendering it.
    """
    folder = cache_folder("templates")
    return _BytecodeCache(str(folder)) if folder else None


class _BytecodeCache(jinja2.FileSystemBytecodeCache):
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
