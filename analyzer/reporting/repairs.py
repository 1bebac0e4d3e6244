"""What was found in files and done to read them, in words."""

from collections.abc import Mapping
from typing import Final

from analyzer.language import marked

FILE_STATES: Final[Mapping[str, str]] = {
    "mapped": marked("mapped"),
    "set_aside": marked("set aside"),
    "unknown": marked("unknown"),
    "unreadable": marked("unreadable"),
}
"""The label of each state of a file."""

DIALECTS: Final[Mapping[str, str]] = {
    "rfc4180": marked("as plain CSV"),
    "backslash": marked("with a backslash before quotes, as comments since 2025"),
    "bare-newlines": marked("with line breaks outside quotes, as comments until 2024"),
    "unquoted": marked("without quotes, as searches since 2024"),
    "chat-blocks": marked("as blocks of text"),
    "html": marked("as a web page"),
    "semicolon": marked("with semicolons"),
    "tab": marked("with tabs"),
    "utf16-tab": marked("with tabs in UTF-16, as LinkedIn's older files"),
    "utf16-rfc4180": marked("in UTF-16"),
    "utf16-semicolon": marked("with semicolons in UTF-16"),
    "utf16-backslash": marked("in UTF-16, with a backslash before quotes"),
    "utf16-bare-newlines": marked("in UTF-16, with line breaks outside quotes"),
    "utf16-unquoted": marked("in UTF-16, without quotes"),
    "utf16-chat-blocks": marked("as blocks of text in UTF-16"),
}
"""The label of each dialect, to complete a sentence that begins with "Written"."""

REPAIRS: Final[Mapping[str, str]] = {
    "preamble": marked("A note above the header was skipped"),
    "unwrap-lines": marked("Quotes that LinkedIn puts round each line of a post were undone"),
    "unescape-commas": marked("Backslashes that LinkedIn puts before commas in lists were undone"),
    "remove-markup": marked("The HTML of messages and other texts was removed"),
    "backslash-quotes": marked("Backslashes before quotes were undone"),
    "joined-lines": marked("Lines that belong to one comment were put together"),
    "unquoted-commas": marked("Everything after the first comma was taken for the search"),
    "stray-quotes": marked("Cells with text after a closing quote were kept as they are"),
    "extra-empty-cells": marked("Empty cells at the end of lines were dropped"),
    "missing-commas": marked("Commas missing before quoted cells were added"),
    "missing-empty-cells": marked("Empty cells missing at the end of lines were added"),
    "wrapped-lines": marked("Lines saved as one quoted cell were taken apart"),
    "resumed-after-damage": marked(
        "After damaged lines, reading went on at the next line that can be a record"
    ),
    "lines-like-records": marked(
        "A cell holds lines that look like records: a quote may be missing"
    ),
    "repeated-header": marked("The header stands there again, which is no record"),
    "other-header": marked(
        "The header of another file is inside it, so the records below were rejected"
    ),
    "header-missing": marked("There was no header, so LinkedIn's own was put in"),
    "header-damaged": marked(
        "What is above the records is damaged, so LinkedIn's own header was put in"
    ),
    "byte-order-mark": marked("A mark at its beginning was skipped"),
    "end-of-file-mark": marked("Marks that DOS puts at the end of files were dropped"),
    "cp1252": marked("It was read in the encoding of older Windows programs"),
    "damaged-characters": marked("Damaged characters were marked"),
}
"""The sentence about each repair of a file."""
