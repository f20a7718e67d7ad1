"""A column of words to search, and its lookups: each word typed begins one that was written."""

from typing import Any, ClassVar

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup, TextField

from accelerator.web.search import LONGEST_WORD, answering, fold_words, list_alternatives, list_parts

LONGEST_TEXT = 400_000
"""In bytes: PostgreSQL refuses vectors of a mebibyte. Its words have 2 046 bytes at most, ours far less."""


def fold_once(text: str) -> str:
    """Each word once, normalised, with a blank on either side, as in the column."""
    folded = dict.fromkeys(word[:LONGEST_WORD] for word in fold_words(text))
    text = " ".join(folded)
    while len(text.encode()) > LONGEST_TEXT:
        text = text[: len(text) * 3 // 4].rpartition(" ")[0]
    return f" {text} "


class WordsField(TextField):
    """A text that is stored folded. On PostgreSQL a ``tsvector`` without positions; elsewhere the words themselves.

    Its lookup ``words`` takes what somebody typed and wants all of its words, in any order. Reading the column shows
    how the database stores it, and is of no use to a page.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return "tsvector" if connection.vendor == "postgresql" else super().db_type(connection)

    def get_prep_value(self, value: Any) -> str:
        return fold_once(value or "")

    def get_placeholder(self, value: object, compiler: object, connection: BaseDatabaseWrapper) -> str:
        return "%s::tsvector" if connection.vendor == "postgresql" else "%s"


@WordsField.register_lookup
class Words(Lookup):
    """``column__words="L’atelier des salarié·es"``, or one of several such texts. Without a word, every row matches."""

    lookup_name = "words"
    prepare_rhs = False
    matches = "{} @@ %s::tsquery"

    @staticmethod
    def list_parts(word: str) -> list[str]:
        """What the column has somewhere, of one word."""
        return [f" {form}" if begins else f" {form} " for form, begins in answering(word)]

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        column, params = self.process_lhs(compiler, connection)
        texts, patterns = [], []
        for sought in list_alternatives(self.rhs):
            clauses = []
            for word in sought:
                word_patterns = [f"%{part}%" for part in self.list_parts(word)]
                clauses.append("(" + " or ".join([f"{column} like %s"] * len(word_patterns)) + ")")
                patterns += [value for pattern in word_patterns for value in (*params, pattern)]
            texts.append(" and ".join(clauses) or "1 = 1")
        return f"({' or '.join(f'({text})' for text in texts)})", tuple(patterns)

    def as_postgresql(
        self, compiler: Any, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[str | int, ...]]:
        column, params = self.process_lhs(compiler, connection)
        texts = [" & ".join(map(self._write_word, sought)) for sought in list_alternatives(self.rhs)]
        if not all(texts):
            return "1 = 1", ()
        return self.matches.format(column), (*params, " | ".join(f"({text})" for text in texts))

    @staticmethod
    def _write_word(word: str) -> str:
        forms = (f"'{form}':*" if begins else f"'{form}'" for form, begins in answering(word))
        return f"({' | '.join(forms)})"


@WordsField.register_lookup
class WordsRowByRow(Words):
    """Searches words as :class:`Words`, row by row: faster for the first page of many results in the order of another
    index.
    """

    lookup_name = "words_row_by_row"
    matches = (
        "ts_match_vq({}, %s::tsquery)"  # PostgreSQL looks into an index for operators, not for functions
    )


class NamesField(WordsField):
    """A few words, stored folded as a text on every database: PostgreSQL reads them by the index of their trigrams.

    ``words`` finds a name by how its words begin, ``parts`` by any part of them: see :func:`list_parts`.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return super(WordsField, self).db_type(connection)

    def get_placeholder(self, value: object, compiler: object, connection: BaseDatabaseWrapper) -> str:
        return "%s"


@NamesField.register_lookup
class NameWords(Words):
    """Searches names as :class:`Words` does, by the same patterns on each database."""

    as_postgresql = Words.as_sql


@NamesField.register_lookup
class NameParts(NameWords):
    """``column__parts="carpentier"``: each word typed is a part of the names."""

    lookup_name = "parts"
    list_parts = staticmethod(list_parts)


class OwnNamesField(NamesField):
    """A column of names, filled from :attr:`SearchedByName.SEARCHED_COLUMNS` at each save."""

    def pre_save(self, instance: models.Model, add: bool) -> str:
        columns = instance.SEARCHED_COLUMNS  # type: ignore[attr-defined]
        return " ".join(getattr(instance, column) for column in columns)


class SearchedByName(models.Model):
    """Rows that are searched by their names, written one by one or in bulk.

    ``QuerySet.update`` of a searched column is the exception: it has to write ``names`` too.
    """

    SEARCHED_COLUMNS: ClassVar[tuple[str, ...]] = ("name",)

    names = OwnNamesField(editable=False, default="")

    class Meta:
        abstract = True

    def save(self, **kwargs: Any) -> None:
        written = kwargs.get("update_fields")
        if written is not None and not {*self.SEARCHED_COLUMNS}.isdisjoint(written):
            kwargs["update_fields"] = {*written, "names"}
        super().save(**kwargs)
