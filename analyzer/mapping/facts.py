"""What a reader asks besides "which data", and what the documents answer, each answer with its evidence."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal, get_args

from analyzer.mapping.entries import (
    Entry,
    refuse_twice,
)

Section = Literal["applies", "effect", "unknown", "background"]
SECTIONS: tuple[Section, ...] = get_args(Section)

SAYING = "a statement or finding of a document"


@dataclass(frozen=True)
class Answer:
    """One answer to a question, with the ids of the statements and findings it rests on."""

    says: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Fact:
    """A question of a reader, and every answer the documents give to it.

    `section` is the part of the page it belongs to. `short` is the answer in a few words for the first
    screen, under the heading `heading`; it rests on the evidence of the first answer. `silence` says what no
    document answers.
    """

    id: str
    section: Section
    question: str
    answers: tuple[Answer, ...]
    heading: str | None = None
    short: str | None = None
    silence: str | None = None

    @property
    def evidence(self) -> frozenset[str]:
        """The ids of everything that its answers rest on."""
        return frozenset(each for answer in self.answers for each in answer.evidence)


def load_facts(file: Entry, spoken: AbstractSet[str]) -> Iterator[Fact]:
    """The facts of `facts.toml`. `spoken` are the ids of everything the documents say."""
    ids = []
    for entry in file.entries("fact", "id"):
        fact = Fact(
            id=entry.text("id"),
            section=entry.choice("section", SECTIONS),
            question=entry.text("question"),
            answers=tuple(
                _load_answer(inner, spoken) for inner in entry.entries("answers", "says")
            ),
            heading=entry.optional_text("heading"),
            short=entry.optional_text("short"),
            silence=entry.optional_text("silence"),
        )
        if not fact.answers and not fact.silence:
            raise entry.wrong(
                "answers", "is missing; where no document answers, say so in `silence`"
            )
        if (fact.short is None) != (fact.heading is None) or (fact.short and not fact.answers):
            raise entry.wrong("short", "needs a `heading` and an answer to rest on")
        entry.done()
        ids.append(fact.id)
        yield fact
    file.done()
    refuse_twice(file.file, "fact", ids)


def _load_answer(entry: Entry, spoken: AbstractSet[str]) -> Answer:
    answer = Answer(
        says=entry.text("says"),
        evidence=entry.among("evidence", spoken, SAYING, required=True),
    )
    entry.done()
    return answer
