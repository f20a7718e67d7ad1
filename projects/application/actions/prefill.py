"""Fill in what the directory of companies already knows; what somebody typed is never written over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

import accelerator.questionnaires.actions as questionnaires
from accelerator.accounts.models import User
from accelerator.companies.directory import Company, is_on
from accelerator.questionnaires import kinds, queries
from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.models import Question
from projects.application.actions.answers import ensure_editable, ensure_writer, refresh_columns
from projects.models import Application

SIRET_KEY = "siret"
DIRECTORY_FIELDS = {
    "structure_name": "name",
    "town": "town",
    "department": "department",
    "head_count": "head_count",
}
"""Key of a question → field of :class:`Company` that answers it."""


def can_prefill(questions: Sequence[Question]) -> bool:
    """Whether the directory is on and answers some of these questions."""
    keys = {question.key for question in questions}
    return is_on() and SIRET_KEY in keys and bool(keys & set(DIRECTORY_FIELDS))


@dataclass(frozen=True)
class PrefillProposal:
    """Values that the directory adds (``filled``), and those that differ from the person's own answers
    (``differing``)."""

    filled: Sequence[tuple[Question, object]]
    differing: Sequence[tuple[Question, object]]

    @property
    def message(self) -> str:
        """The message: filled answers, and those left unchanged."""
        parts = []
        if self.filled:
            labels = ", ".join(f"« {question.label} »" for question, _value in self.filled)
            parts.append(_("Prérempli d’après l’annuaire, à relire : %(labels)s.") % {"labels": labels})
        if self.differing:
            answers = ", ".join(
                _("« %(label)s » (l’annuaire dit : %(theirs)s)")
                % {"label": question.label, "theirs": kinds.readable(question, value)}
                for question, value in self.differing
            )
            parts.append(_("Ce que vous aviez écrit n’a pas changé : %(answers)s.") % {"answers": answers})
        return " ".join(parts) or _("Rien à ajouter : l’annuaire dit la même chose que vous.")


def propose(questions: Sequence[Question], values: Mapping[str, object], company: Company) -> PrefillProposal:
    """Compare the directory with ``values`` (question key → value); changes nothing.

    A value that the question would refuse is left out.
    """
    filled: list[tuple[Question, object]] = []
    differing: list[tuple[Question, object]] = []
    for question in questions:
        theirs = getattr(company, DIRECTORY_FIELDS[question.key]) if question.key in DIRECTORY_FIELDS else ""
        try:
            answer = kinds.clean(question, [theirs]) if theirs else None
        except AnswerRefused:
            continue
        mine = values.get(question.key)
        if answer is None or mine == answer:
            continue
        (differing if kinds.is_answer(question, mine) else filled).append((question, answer))
    return PrefillProposal(filled, differing)


@transaction.atomic
def prefill(*, application: Application, company: Company, actor: User, at: datetime) -> PrefillProposal:
    """Fill the empty answers from the directory.

    Side effects: those answers, and the columns of a draft. Raises as ``answers.save_step``.
    """
    Application.objects.select_for_update().only("pk").get(pk=application.pk)
    ensure_writer(application, actor)
    ensure_editable(application, actor=actor, at=at)
    sheet = application.working_sheet
    questions = [
        question for question in queries.questions(sheet.revision_id) if question.key in DIRECTORY_FIELDS
    ]
    proposal = propose(questions, queries.values(sheet), company)
    for question, answer in proposal.filled:
        questionnaires.save_answer(
            sheet=sheet, key=question.key, raw=answer, base_version=None, actor=actor, at=at
        )
    if proposal.filled and not application.next_sheet:
        refresh_columns(application)
    return proposal
