"""Passages that a juror marks in a dossier they read, with notes: for this juror alone."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.text import clean_line, clean_text
from accelerator.transitions import TransitionRefused
from projects.application.queries.dossier import JURY_READS
from projects.models import Application, ReviewHighlight

LONGEST_QUOTE = 2000
LONGEST_NOTE = 500
MOST_HIGHLIGHTS = 100
"""Of one person in one dossier."""


class HighlightRefused(TransitionRefused):
    """The passage cannot be marked; ``message`` is the reason."""


@transaction.atomic
def add_highlight(
    *, application: Application, reviewer: User, question_key: str, quote: str, note: str = "", at: datetime
) -> ReviewHighlight:
    """Mark a passage of an answer. The dossier must be one that ``reviewer`` reads.

    The same passage marked twice is one row, with the latest note. Raises :class:`HighlightRefused` for a passage that
    is empty or too long, an answer that the jury does not read, and beyond :data:`MOST_HIGHLIGHTS`.
    """
    words, question_key = clean_line(quote), clean_text(question_key)
    if not words:
        raise HighlightRefused(_("Sélectionnez d’abord un passage."))
    if len(words) > LONGEST_QUOTE:
        raise HighlightRefused(_("Ce passage est trop long : marquez-en une partie."))
    questions = application.sheet.revision.questions.filter(key=question_key, audience__in=JURY_READS)
    if not questions.exists():
        raise HighlightRefused(_("Cette réponse ne se lit plus dans le dossier."))
    own = ReviewHighlight.objects.filter(application=application, reviewer=reviewer)
    existing = own.filter(question_key=question_key, quote=words).order_by("pk").first()
    if existing:
        return change_note(highlight=existing, note=note) if note else existing
    if own.count() >= MOST_HIGHLIGHTS:
        raise HighlightRefused(_("Vous avez déjà marqué beaucoup de passages ici : retirez-en d’abord."))
    return ReviewHighlight.objects.create(
        application=application,
        reviewer=reviewer,
        question_key=question_key,
        quote=words,
        note=_clean_note(note),
        created_at=at,
    )


def change_note(*, highlight: ReviewHighlight, note: str) -> ReviewHighlight:
    """Write the note of a passage. Raises :class:`HighlightRefused` when it is too long."""
    highlight.note = _clean_note(note)
    highlight.save(update_fields=["note"])
    return highlight


def _clean_note(note: str) -> str:
    note = clean_line(note)
    if len(note) > LONGEST_NOTE:
        raise HighlightRefused(_("Une note a %(limit)s caractères au plus.") % {"limit": LONGEST_NOTE})
    return note
