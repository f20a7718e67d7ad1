"""What all kinds share."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy as _, ngettext

from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.models import Question
from accelerator.spreadsheet import Cell, as_text


def in_language(texts: Mapping[str, Any], name: str) -> str:
    """``name_en`` for an English reader when it is there, else ``name_fr``."""
    french = str(texts.get(f"{name}_fr") or "")
    if (get_language() or "fr").startswith("en"):
        return str(texts.get(f"{name}_en") or french)
    return french


def read_single_text(raw: object) -> str:
    """The posted value as one text, whatever a browser or a forger sent."""
    if isinstance(raw, list | tuple):
        raw = raw[-1] if raw else None
    if raw is None or isinstance(raw, Mapping | bytes | list | tuple):
        return ""
    return str(raw)


def as_list(value: object) -> list[Any]:
    """The items of a list, or a value alone as the one item."""
    return [*value] if isinstance(value, list | tuple) else [value]


def group_digits(number: float) -> str:
    """« 1 500 », in the reader's way."""
    return number_format(number, force_grouping=True)


def within(text: str, longest: int | None) -> str:
    """The text. Raises AnswerRefused, with the excess, for one that is too long."""
    if longest and len(text) > longest:
        excess = len(text) - longest
        raise AnswerRefused(
            ngettext(
                "Votre texte dépasse la limite de %(limit)s caractères : retirez-en %(excess)s.",
                "Votre texte dépasse la limite de %(limit)s caractères : retirez-en %(excess)s.",
                excess,
            )
            % {"limit": group_digits(longest), "excess": group_digits(excess)}
        )
    return text


class Kind:
    """One kind of question. Modules read these properties; none compares the name of a kind."""

    asks = True
    is_closed = False
    """Answered by choosing: a fieldset of several controls on the form, figures in the results."""
    is_rated = False
    """One answer of a list that may go from the lowest to the highest: it may carry an indicator."""
    is_scale = False
    is_file = False
    is_figure = False
    """A number or a date."""
    is_written = False
    """A text whose length is counted."""
    is_wide = False
    """Its answers take a wide column of a spreadsheet."""
    has_choices = False
    """Organisers write the list of its answers, and may allow « other »."""
    has_rows = False
    takes_several = False
    identifies = False
    """An answer identifies its author: anonymous surveys refuse the question."""
    default_length: int | None = None
    editor_fields: tuple[str, ...] = ()
    """The fields of the question editor that concern it."""
    default_options: ClassVar[Mapping[str, Any]] = {}
    hidden_options: tuple[str, ...] = ()
    """Options that the editor does not show."""
    cell_help: "str | Promise" = ""
    """What a cell of a spreadsheet expects; ``choices`` and ``longest`` are filled in."""
    bound_labels = (_("Niveau le plus bas"), _("Niveau le plus haut"))
    """What its options ``min`` and ``max`` are called."""
    compared_by = ""
    """What two versions of an answer are compared by: ``words``, ``items``, ``lines``; else they differ as a whole."""

    @property
    def is_free(self) -> bool:
        """Whether people write what they wish: an anonymous review takes names out of it. A new kind is, at first."""
        return self.asks and not (self.is_closed or self.is_figure or self.is_file)

    @property
    def has_codes(self) -> bool:
        """Whether an answer is codes of :meth:`choices`: these may show other questions, and are counted by profile."""
        return self.is_closed and not self.has_rows

    def clean(self, question: Question, raw: object) -> object:
        """The JSON value, or ``None`` for no answer."""
        raise NotImplementedError

    def clean_posted(self, question: Question, posted: object) -> Any:
        """The value of a whole form that is posted, as :meth:`clean`; a list of :class:`CheckedFile` for a question of
        files.
        """
        return self.clean(question, posted)

    def adapt(self, value: object) -> object:
        """A value of a kind that this one may follow, in the shape of this one."""
        return value

    def accept(self, question: Question, value: object) -> object:
        """What the question takes of a value that was stored for another revision of it, or ``None``."""
        return value if self._takes(question, value) else None

    def _takes(self, question: Question, value: object) -> bool:
        try:
            return bool(self.clean(question, value) == value)
        except AnswerRefused:
            return False

    def choices(self, question: Question) -> list[tuple[str, str]]:
        """The codes that may be chosen, with their words."""
        return []

    def countable(self, question: Question) -> list[tuple[str, str]]:
        """Codes that figures count."""
        return self.choices(question)

    def codes(self, value: object) -> list[str]:
        """The codes of a stored value."""
        return [str(value)]

    def rows(self, question: Question) -> list[tuple[str, str]]:
        return []

    def levels(self, question: Question) -> range:
        return range(0)

    def ends_in_words(self, question: Question) -> str:
        """What the ends of a scale mean."""
        return ""

    def limit(self, question: Question) -> int | None:
        """How many characters the answer may have, for kinds that are written."""
        return (question.max_length or self.default_length) if self.is_written else None

    def least(self, question: Question) -> int:
        """How many characters a written answer must have to count as one."""
        return (question.min_length or 0) if self.is_written else 0

    def is_complete(self, question: Question, value: object) -> bool:
        """Whether a stored answer is complete."""
        return True

    def readable(self, question: Question, value: object) -> str:
        return str(value)

    def to_cell(self, question: Question, value: object) -> "str | float | date":
        """The answer in a cell of a spreadsheet: a number stays one."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        return self.readable(question, value)

    def from_cell(self, question: Question, cell: Cell, names: Mapping[str, str]) -> object:
        """What a browser would send for a cell of a spreadsheet that people wrote; ``names``: more of its choices."""
        return as_text(cell)

    def list_search_texts(self, question: Question, value: object) -> Iterable[str]:
        """The searchable texts of an answer, in every language; none for figures."""
        return ()

    def initial(self, question: Question, value: object) -> object:
        """What the widget shows for a stored value."""
        return value

    def widget(self, question: Question) -> forms.Widget:
        return forms.TextInput(attrs={"class": "form-control"})
