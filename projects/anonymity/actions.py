"""An organiser makes the review anonymous, says what identifies, and opens the identities."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.text import clean_line
from accelerator.transitions import TransitionRefused
from programmes.locks import lock_and_read_edition
from programmes.models import Edition
from projects.anonymity.models import LONGEST_WORD, MaskChoice, MaskOverride
from projects.anonymity.redaction import read_words
from projects.audit import record_act
from projects.locks import lock_application
from projects.models import Application, Meeting, Review


class AnonymityRefused(TransitionRefused):
    """The anonymous phase cannot be changed so; ``message`` is the reason."""


@transaction.atomic
def begin_anonymous_review(*, edition: Edition, actor: User, at: datetime) -> bool:
    """Hide who applies from the committee, until identities open; ``False`` if it was so already.

    Side effects: pages, mails and files of jurors name dossiers by their number from now on; audit entry. Raises
    :class:`AnonymityRefused` once a review was begun or a meeting opened, for people have read who applies, and once it
    is decided.
    """
    fresh = lock_and_read_edition(edition.pk)
    if fresh.hides_identities:
        return False
    if fresh.announced_at:
        raise AnonymityRefused(_("Les décisions sont annoncées : il n’y a plus rien à masquer."))
    if Meeting.objects.filter(edition=fresh).exists():
        raise AnonymityRefused(_("Le comité a ouvert sa séance : il a lu qui candidate."))
    if Review.objects.filter(application__call__edition=fresh).exists():
        raise AnonymityRefused(_("Une évaluation est commencée : son auteur ou autrice a lu qui candidate."))
    fresh.anonymous_since, fresh.identities_opened_at = at, None
    fresh.save(update_fields=["anonymous_since", "identities_opened_at"])
    record_act(fresh, "begin_anonymous_review", actor=actor, at=at)
    return True


@transaction.atomic
def open_identities(*, edition: Edition, actor: User, at: datetime) -> bool:
    """Let the committee read who applies; ``False`` if it may already. Side effect: audit entry."""
    fresh = lock_and_read_edition(edition.pk)
    if not fresh.hides_identities:
        return False
    fresh.identities_opened_at = at
    fresh.save(update_fields=["identities_opened_at"])
    record_act(fresh, "open_identities", actor=actor, at=at)
    return True


@transaction.atomic
def choose_identifying_questions(
    *, edition: Edition, choices: Mapping[str, bool], actor: User, at: datetime
) -> None:
    """Say of these questions, by key, whether their answer identifies the applicant; the others stay as they are.

    Side effects: what jurors read changes at once; audit entry if anything does.
    """
    fresh = lock_and_read_edition(edition.pk)
    chosen = {**fresh.identifying_questions, **choices}
    if chosen == fresh.identifying_questions:
        return
    fresh.identifying_questions = chosen
    fresh.save(update_fields=["identifying_questions"])
    record_act(fresh, "choose_identifying_questions", actor=actor, at=at)


@transaction.atomic
def override_mask(
    *, application: Application, choice: MaskChoice, value: str, actor: User, at: datetime
) -> MaskOverride:
    """Mask a word of a dossier, leave one to be read, withhold a file or hand it out: the last decision counts.

    Side effects: what jurors read changes at once; audit entry, without the word. Raises :class:`AnonymityRefused` for
    a word without a letter or too long.
    """
    value = clean_line(value)
    if not read_words(value):
        raise AnonymityRefused(_("Écrivez un mot, un nom ou une adresse."))
    if len(value) > LONGEST_WORD:
        raise AnonymityRefused(
            _("Ce texte est trop long : %(limit)s caractères au plus.") % {"limit": LONGEST_WORD}
        )
    fresh = lock_application(application)
    override, _created = MaskOverride.objects.update_or_create(
        application=fresh, value=value, defaults={"choice": choice, "by": actor, "at": at}
    )
    record_act(fresh, "override_mask", {"choice": choice.value}, actor=actor, at=at)
    return override


@transaction.atomic
def remove_override(*, override: MaskOverride, actor: User, at: datetime) -> None:
    """Take a decision back: what the software finds counts again. Side effect: audit entry."""
    fresh = lock_application(override.application)
    if MaskOverride.objects.filter(pk=override.pk).delete()[0]:
        record_act(fresh, "override_mask", {"choice": ""}, actor=actor, at=at)
