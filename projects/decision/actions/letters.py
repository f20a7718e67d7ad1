"""Add to the letter of a decision, and mark it as read, before it leaves."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.text import clean_text
from projects.application.enums import SCORED
from projects.audit import record_act
from projects.conflicts.queries import conflicts_of
from projects.decision.actions.refusals import DecisionRefused, LetterMoved
from projects.decision.queries.letters import LetterDraft, list_drafts, list_offered_schemes
from projects.locks import lock_application, lock_edition_of
from projects.models import Application, Decision, DecisionLetter


@transaction.atomic
def save_letter(
    *,
    application: Application,
    paragraph: str,
    orientation: str = "",
    schemes: Iterable[int] = (),
    seen: int,
    actor: User,
    at: datetime,
) -> DecisionLetter:
    """Save the organisers' part of a decision letter as a new version, which nobody has read yet.

    ``seen`` is the version that ``actor`` changes (0: none). Side effects: one row, its schemes, an audit entry
    without the words. Raises :class:`DecisionRefused` once it is announced, for an ``actor`` from whom the outcome is
    hidden, and for a scheme that the edition does not propose; :class:`LetterMoved` when somebody saved another
    version since.
    """
    draft = _lock_draft(application, actor, at)
    if draft.letter and draft.version != seen:
        raise LetterMoved(draft.letter)
    edition, keys = draft.decision.application.call.edition, set(schemes)
    offered = list(list_offered_schemes(edition, at).filter(pk__in=keys))
    if len(offered) < len(keys):
        raise DecisionRefused(_("Un dispositif coché n’est plus proposé dans cette édition."))
    letter = DecisionLetter.objects.create(
        application=application,
        version=draft.version + 1,
        paragraph=clean_text(paragraph),
        orientation=clean_text(orientation),
        saved_by=actor,
        saved_at=at,
    )
    letter.schemes.set(offered)
    data = {"version": letter.version, "schemes": len(offered)}
    record_act(application, "save_decision_letter", data, actor=actor, at=at, edition=edition)
    return letter


@transaction.atomic
def mark_letter_read(*, application: Application, seen: str, actor: User, at: datetime) -> DecisionLetter:
    """Note that ``actor`` has read this letter as a whole, as it was ``seen`` (``letter_mark``).

    Side effects: its version, or a first one without any text; an audit entry. Raises as :func:`save_letter`, and
    :class:`DecisionRefused` when the letter is not as it was seen.
    """
    draft = _lock_draft(application, actor, at)
    if draft.mark != seen:
        raise DecisionRefused(_("Ce message a changé depuis que vous l’avez ouvert : relisez-le."))
    values = {"read_mark": draft.mark, "read_by": actor, "read_at": at}
    if draft.letter is None:
        letter = DecisionLetter.objects.create(
            application=application, version=1, saved_by=actor, saved_at=at, **values
        )
    else:
        letter = draft.letter
        DecisionLetter.objects.filter(pk=letter.pk).update(**values)
    edition = draft.decision.application.call.edition
    data = {"version": letter.version}
    record_act(application, "read_decision_letter", data, actor=actor, at=at, edition=edition)
    return letter


def _lock_draft(application: Application, actor: User, at: datetime) -> LetterDraft:
    """The draft as it is now; the edition and the dossier are locked, so that no announcement leaves meanwhile."""
    lock_edition_of(application)
    fresh = lock_application(application)
    decision = Decision.objects.select_related("application__call__edition").filter(application=fresh).first()
    if decision is None or fresh.state not in SCORED or decision.announced_at:
        raise DecisionRefused(
            _("La décision de ce dossier est annoncée, ou retirée : son message ne change plus.")
        )
    edition = decision.application.call.edition
    if fresh.pk in conflicts_of(actor, edition, at).undisclosed:
        raise DecisionRefused(
            _("L’issue de ce dossier vous est cachée : une autre personne relit son message.")
        )
    [draft] = list_drafts(edition, [decision], at)
    return draft
