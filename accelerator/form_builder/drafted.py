"""A form being built: one row has both its draft and its published revision."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.questionnaires.builder import QuestionSpec, SectionSpec
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.indicators import name_indicator
from accelerator.questionnaires.models import Question, Revision
from accelerator.transitions import TransitionRefused

Words = Any
"""A text, or one that is translated when it is read."""


class FormChanged(TransitionRefused):
    """What was to be changed is not there any more."""

    def __init__(self) -> None:
        super().__init__(_("Quelqu’un a changé le formulaire entre-temps : voici où il en est."))


class DraftedForm(ABC):
    """The form of ``owner``, a row with ``form`` and ``draft_form`` (a call, a survey).

    ``required_keys``: questions that the site uses: they cannot be removed, and only their words change, until somebody
    answers them (``find_fixed``, and why in ``fixed_because``). ``refused_kinds``: kind of question → why this form
    asks none. ``audiences``: who reads answers, with the words for them. ``ready_pages`` and ``ready_questions``:
    pieces that are added ready-made, by key.
    """

    required_keys: ClassVar[frozenset[str]] = frozenset()
    required_because: ClassVar[Words] = ""
    fixed_because: ClassVar[Words] = ""
    audiences: ClassVar[Sequence[tuple[str, Words]]] = AnswerAudience.choices
    indicators: ClassVar[Sequence[str]] = ()
    """Codes, proposed by name when an organiser states what a question measures."""
    roles: ClassVar[Sequence[str]] = ()
    """Codes of what written answers may be for the site; a form without any does not ask."""
    usual_audience: ClassVar[str] = ""
    """The audience that the page does not repeat for each question."""

    def __init__(self, owner: Any) -> None:
        self.owner = owner

    @property
    def indicator_names(self) -> list[str]:
        return [name_indicator(code) for code in self.indicators]

    @property
    def form(self) -> Revision | None:
        form: Revision | None = self.owner.form
        return form

    @property
    def draft(self) -> Revision | None:
        draft: Revision | None = self.owner.draft_form
        return draft

    @property
    @abstractmethod
    def name(self) -> str:
        """The name of its questionnaire when it is created."""

    @property
    def ready_pages(self) -> Mapping[str, SectionSpec]:
        return {}

    @property
    def ready_questions(self) -> Mapping[str, QuestionSpec]:
        return {}

    @property
    def refused_kinds(self) -> Mapping[str, Words]:
        return {}

    def find_fixed(self, key: str) -> Question | None:
        """The published question to whose words people agreed, which therefore no longer change; else ``None``."""
        return None

    @abstractmethod
    def lock(self, at: datetime) -> Any:
        """The owner's row, locked, with its revisions. Raises :class:`TransitionRefused` when it may not be changed."""

    @abstractmethod
    def record_act(self, verb: str, *, actor: User, at: datetime, **data: object) -> None:
        """Write the audit entry of a ``verb``: start, change or drop."""
