"""A column of words to search, and the question asked of it: each word begins one that was written."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup, TextField

from accelerator.web.search import LONGEST_WORD, answering, fold_words, words

LONGEST_TEXT = 400_000
"""In bytes: PostgreSQL refuses vectors of a mebibyte. Its words hold 2 046 bytes, ours far less."""


def fold_once(text: str) -> str:
    """Each word once, normalised, with a blank on either side: what the column holds."""
    folded = dict.fromkeys(word[:LONGEST_WORD] for word in fold_words(text))
    text = " ".join(folded)
    while len(text.encode()) > LONGEST_TEXT:
        text = text[: len(text) * 3 // 4].rpartition(" ")[0]
    return f" {text} "


class WordsField(TextField):
    """Written as a text, kept folded. On PostgreSQL a ``tsvector`` without positions; elsewhere the words themselves.

    Its lookup ``words`` takes what somebody typed and wants all of its words, in any order. Reading the column tells
    how the database holds it, and is of no use to a page.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return "tsvector" if connection.vendor == "postgresql" else super().db_type(connection)

    def get_prep_value(self, value: Any) -> str:
        return fold_once(value or "")

    def get_placeholder(self, value: object, compiler: object, connection: BaseDatabaseWrapper) -> str:
        return "%s::tsvector" if connection.vendor == "postgresql" else "%s"


@WordsField.register_lookup
class Words(Lookup):
    """``column__words="L’atelier des salarié·es"``. A question without any word finds everything."""

    lookup_name = "words"
    prepare_rhs = False
    matches = "{} @@ %s::tsquery"

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        column, params = self.process_lhs(compiler, connection)
        clauses, given = [], []
        for word in words(self.rhs):
            found = [f"% {form}%" if begins else f"% {form} %" for form, begins in answering(word)]
            clauses.append("(" + " or ".join([f"{column} like %s"] * len(found)) + ")")
            given += [value for pattern in found for value in (*params, pattern)]
        return " and ".join(clauses) or "1 = 1", tuple(given)

    def as_postgresql(
        self, compiler: Any, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[str | int, ...]]:
        column, params = self.process_lhs(compiler, connection)
        wanted = " & ".join(
            "("
            + " | ".join(f"'{form}':*" if begins else f"'{form}'" for form, begins in answering(word))
            + ")"
            for word in words(self.rhs)
        )
        return (self.matches.format(column), (*params, wanted)) if wanted else ("1 = 1", ())


@WordsField.register_lookup
class WordsRowByRow(Words):
    """The same, asked of each row in turn: the way to the first page of many finds, in the order of another index."""

    lookup_name = "words_row_by_row"
    matches = (
        "ts_match_vq({}, %s::tsquery)"  # PostgreSQL looks into an index for operators, not for functions
    )
