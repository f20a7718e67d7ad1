"""Resolve the old dates and places of copied texts: confirm them, or replace them in place."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.questionnaires import builder
from accelerator.questionnaires.models import Question, Revision, Section
from accelerator.transitions import TransitionRefused
from accelerator.types import Values
from programmes.actions.editions import change_call, grid_is_frozen
from programmes.copied_texts import CopiedMention, CopiedText, mentions_of, open_mentions
from programmes.locks import lock_and_read_edition
from programmes.models import Call, ConfirmedMention, Criterion, Edition


class MentionChanged(TransitionRefused):
    """The sentence has changed since the page was rendered."""

    def __init__(self) -> None:
        super().__init__(_("Cette phrase a changé entre-temps : voici ce qui reste."))


@transaction.atomic
def confirm_mentions(*, edition: Edition, digests: Sequence[str], actor: User, at: datetime) -> int:
    """Confirm these dates and places for the new edition; returns how many.

    Side effects: a row each, one audit entry.
    """
    waiting = {mention.digest for mention in open_mentions(edition)} & set(digests)
    if not waiting:
        return 0
    rows = [ConfirmedMention(edition=edition, digest=digest, by=actor, at=at) for digest in sorted(waiting)]
    ConfirmedMention.objects.bulk_create(rows, ignore_conflicts=True)
    data = {"mentions": len(rows)}
    record(verb="confirm_mentions", subject=edition, actor=actor, at=at, scope=edition.scope, data=data)
    return len(rows)


@transaction.atomic
def replace_mention(*, edition: Edition, digest: str, words: str, actor: User, at: datetime) -> None:
    """Replace an old date or place by ``words``, which count as confirmed.

    Side effects: the text (a new version of the rules once they are published; a new form, while the call is not), the
    new sentence counted as read, one audit entry. Raises :class:`MentionChanged` when it is not there any more,
    :class:`TransitionRefused` without words, when the text would be too long, or for a form that people may answer.
    """
    words = " ".join(words.split())
    if not words:
        raise TransitionRefused(_("Écrivez ce qui remplace ces mots."))
    fresh = lock_and_read_edition(edition.pk, "call", "cloned_from")
    before = mentions_of(fresh)
    replaced = next(
        (copied for copied in before if copied.digest == digest and not copied.is_confirmed), None
    )
    if replaced is None:
        raise MentionChanged
    text, mention = replaced.text, replaced.mention
    content = text.content[: mention.start] + words + text.content[mention.end :]
    confirmed = {
        copied.mention.start for copied in before if copied.is_confirmed and copied.text.key == text.key
    }
    _write(fresh, text, content, actor, at)
    _confirm_around(fresh, replaced, words, confirmed, actor, at)
    data = {"text": text.key}
    record(verb="replace_mention", subject=fresh, actor=actor, at=at, scope=fresh.scope, data=data)


def _confirm_around(
    edition: Edition, replaced: CopiedMention, words: str, confirmed: set[int], actor: User, at: datetime
) -> None:
    """Confirm the mentions just typed, and those ``confirmed`` before, whose positions moved."""
    start, end = replaced.mention.start, replaced.mention.start + len(words)
    longer = len(words) - len(replaced.mention.words)
    rows = []
    for copied in open_mentions(edition):
        place = copied.mention.start
        typed = start <= place < end
        if copied.text.key == replaced.text.key and (
            typed or (place if place < start else place - longer) in confirmed
        ):
            rows.append(ConfirmedMention(edition=edition, digest=copied.digest, by=actor, at=at))
    ConfirmedMention.objects.bulk_create(rows, ignore_conflicts=True)


def _write(edition: Edition, text: CopiedText, content: str, actor: User, at: datetime) -> None:
    if text.rewrite is not None:
        text.rewrite(text, content, at)
        return
    if text.is_form:
        _rewrite_form(edition.call, text, content, at)
        return
    holder = text.holder
    if isinstance(holder, Criterion) and grid_is_frozen(edition, at):
        raise TransitionRefused(_("La grille est figée : les dossiers sont évalués sur ces critères."))
    setattr(holder, text.field, content)
    try:
        holder.clean_fields(exclude=[field.name for field in holder._meta.fields if field.name != text.field])
    except ValidationError as refused:
        raise TransitionRefused(refused.messages[0]) from None
    if isinstance(holder, Call):
        change_call(call=holder, changed=[text.field], actor=actor, at=at)
    else:
        holder.save(update_fields=[text.field])


def _rewrite_form(call: Call, text: CopiedText, content: str, at: datetime) -> None:
    """Publish the same form with these words: nobody has read the former one, the call not being published."""
    if call.published_at or call.draft_form_id or call.form is None:
        raise TransitionRefused(_("Changez cette phrase dans le formulaire : on peut déjà y répondre."))
    spec = rewrite_spec(call.form, text, content)
    call.form = builder.publish(spec, name=f"{call.edition.name} · candidature", at=at)
    call.save(update_fields=["form"])


def rewrite_spec(form: Revision, text: CopiedText, content: str) -> list[builder.SectionSpec]:
    """What the form is built from, with these words in the place of that text. Two queries."""
    spec = []
    change: Values = {text.field: content}
    if text.option is not None and isinstance(text.holder, Question):
        change = {"options": _replace_option(text.holder.options, text.option, text.field, content)}
    for position, section in enumerate(builder.spec_of(form), start=1):
        holder = text.holder
        if isinstance(holder, Section) and holder.position == position:
            section = replace(section, **change)
        elif isinstance(holder, Question):
            questions = tuple(
                replace(question, **change) if question.key == holder.key else question
                for question in section.questions
            )
            section = replace(section, questions=questions)
        spec.append(section)
    return spec


def _replace_option(options: Values, option: tuple[str, str], field: str, label: str) -> Values:
    """These options of a question, where the one of this list and value has another label."""
    name, value = option
    renamed = [{**item, field: label} if item["value"] == value else item for item in options[name]]
    return {**options, name: renamed}
