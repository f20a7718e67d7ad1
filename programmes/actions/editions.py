"""Create an edition, change it, publish its call; enter one of the past without a mail leaving."""

from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.audit.verbs import is_unrecorded
from accelerator.outbox import holding, reminders
from accelerator.questionnaires import builder
from accelerator.transitions import TransitionRefused
from programmes.actions.cloning import clone_into
from programmes.copied_texts import describe_copied_texts, open_mentions
from programmes.dates import CALL_DATES, EDITION_DATES, check_dates, dates_of, doubtful, impossible
from programmes.defaults import GRID, SPEC
from programmes.enums import ClonedPart, RoleName, ScoreMethod
from programmes.models import Call, Criterion, Edition, Role, RulesVersion
from programmes.models.call import rules_hash

CALL_DAYS = 42
SELECTION_DAYS = 28
"""From the closing of a call to the session, where nobody gave dates."""


@transaction.atomic
def create_edition(
    *,
    edition: Edition,
    actor: User,
    at: datetime,
    source: Edition | None = None,
    parts: Collection[str] = (),
) -> Edition:
    """Save a new edition with everything an organiser would otherwise retype; ``parts`` come from ``source``.

    Side effects: the programme's contact and controller, the default application form and grid unless they are
    taken over, an unpublished call that ends before the session, the organiser role for ``actor``, one audit entry.
    Raises as ``cloning.clone_into``.
    """
    edition.controller = edition.controller or edition.programme.controller
    edition.save()
    own_form = source is None or ClonedPart.FORM not in parts
    form = builder.publish(SPEC, name=f"{edition.name} · candidature", at=at) if own_form else None
    opens_at, closes_at = _plan_call(edition, at)
    Call.objects.create(
        edition=edition,
        form=form,
        opens_at=opens_at,
        closes_at=closes_at,
        contact_email=edition.programme.contact_email,
    )
    Criterion.objects.bulk_create(
        Criterion(edition=edition, position=n, **line) for n, line in enumerate(GRID, start=1)
    )
    Role.objects.create(edition=edition, user=actor, name=RoleName.ORGANISER, started_at=at)
    if source is not None:
        clone_into(edition=edition, source=source, parts=parts, actor=actor, at=at)
    data = {"from": source.slug, "parts": sorted(parts)} if source else {}
    record(verb="create_edition", subject=edition, actor=actor, at=at, scope=edition.scope, data=data)
    return edition


def _plan_call(edition: Edition, at: datetime) -> tuple[datetime, datetime]:
    """When the call opens and closes, at 8 h, by default: for six weeks from next month, or earlier
    so that it ends before the session."""
    today, session = timezone.localdate(at), edition.session_starts_on
    opens_on, closes_on = today + timedelta(days=30), today + timedelta(days=30 + CALL_DAYS)
    if session is not None:
        latest = session - timedelta(days=SELECTION_DAYS)
        if session > today:  # the soonest sessions leave what time there is
            latest = max(latest, min(today + timedelta(days=14), session - timedelta(days=1)))
        if latest < closes_on:
            opens_on, closes_on = latest - timedelta(days=CALL_DAYS), latest
        if session > today:
            opens_on = max(opens_on, min(today + timedelta(days=1), closes_on - timedelta(days=1)))
    opens_at, closes_at = (
        timezone.make_aware(datetime.combine(day, time(8))) for day in (opens_on, closes_on)
    )
    return opens_at, closes_at


@transaction.atomic
def change_edition(
    *, edition: Edition, changed: list[str], confirmed: bool = False, actor: User, at: datetime
) -> None:
    """Save the named fields, the dates of its call among them. Side effects: one audit entry that names them, without
    their content; another one for the call.

    Raises ``DatesRefused`` for a changed date that cannot be beside the others, or is doubtful and not ``confirmed``;
    as :func:`change_call` for the dates of the call.
    """
    call_dates = [name for name in changed if name in CALL_DATES]
    changed = [name for name in changed if name not in CALL_DATES]
    change_call(call=edition.call, changed=call_dates, confirmed=confirmed, actor=actor, at=at)
    if not changed:
        return
    check_dates(edition, changed, at, confirmed=confirmed)
    edition.save(update_fields=changed)
    record(
        verb="change_edition",
        subject=edition,
        actor=actor,
        at=at,
        scope=edition.scope,
        data={"fields": changed},
    )


@transaction.atomic
def change_call(
    *, call: Call, changed: list[str], confirmed: bool = False, actor: User, at: datetime
) -> bool:
    """Save the named fields; rules changed after publication make a new version of the rules. True when they did.

    Side effects: a version of the rules if they changed, one audit entry. Dossiers already sent keep the version they
    accepted. Raises :class:`TransitionRefused` for the dates of a call that has opened: a closing is postponed by an
    extension, which is dated and announced; ``DatesRefused`` as :func:`change_edition` does.
    """
    if not changed:
        return False
    stored = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    if dates_are_set(stored, at) and {"opens_at", "closes_at"} & set(changed):
        raise TransitionRefused(
            _("L’appel a ouvert : ses dates changent avec une raison, et l’on prévient qui écrit.")
        )
    check_dates(call.edition, changed, at, confirmed=confirmed)
    rules_changed = stored.is_published(at) and not {"rules_fr", "rules_en"}.isdisjoint(changed)
    if rules_changed:
        call.rules_version = stored.rules_version + 1
        changed = [*changed, "rules_version"]
    call.save(update_fields=changed)
    if rules_changed:
        _save_rules(call, at)
    record(
        verb="change_call",
        subject=call,
        actor=actor,
        at=at,
        scope=call.edition.scope,
        data={"fields": changed, "rules_version": call.rules_version},
    )
    return rules_changed


def dates_are_set(call: Call, at: datetime) -> bool:
    """Whether the call has opened: people then count on its dates, even if postponed since."""
    return call.is_published(at) and (call.opens_at <= at or call.date_changes.exists())


def _save_rules(call: Call, at: datetime) -> None:
    """Save a version of the stored rules: ``call`` may have been read before somebody else changed them."""
    call.refresh_from_db(fields=["rules_fr", "rules_en", "rules_version"])
    RulesVersion.objects.create(
        call=call,
        number=call.rules_version,
        text_fr=call.rules_fr,
        text_en=call.rules_en,
        published_at=at,
        sha256=rules_hash(call.rules_fr, call.rules_en),
    )


def missing_before_publication(call: Call, at: datetime | None = None) -> list[object]:
    """What is missing before a call can be published: sentences for people."""
    missing: list[object] = []
    if not call.intro_fr.strip():
        missing.append(_("Dites ce que l’appel recherche."))
    if call.edition.silent and call.closes_at <= (at or timezone.now()):
        return missing  # nobody applies to a past edition
    if not call.rules_fr.strip():
        missing.append(_("Ajoutez le règlement de l’appel."))
    if not call.contact_email:
        missing.append(_("Donnez une adresse de contact."))
    if call.form_id is None:
        missing.append(_("Choisissez le formulaire de candidature."))
    if not call.edition.criteria.exists():
        missing.append(_("Ajoutez au moins un critère à la grille."))
    return missing + [problem.text for problem in impossible(dates_of(call.edition))]


def to_confirm_before_publication(call: Call, at: datetime) -> list[str]:
    """What a person checks before a call is published, and may confirm: dates that nobody may have meant, old ones
    in the texts that were taken over."""
    edition = call.edition
    names = {*CALL_DATES, *EDITION_DATES} - {"opens_at"}  # a call published late opens at once
    doubts = doubtful(dates_of(edition), at, past_is_fine=edition.silent, names=names)
    waiting = len(open_mentions(edition))
    copied = [describe_copied_texts(edition, waiting)] if waiting else []
    return [problem.text for problem in doubts] + copied


@transaction.atomic
def publish_call(*, call: Call, confirmed: bool = False, actor: User, at: datetime) -> None:
    """Show the call to everybody. Raises :class:`TransitionRefused` when something is missing or cannot be.

    ``confirmed``: the actor has read what is to be confirmed; without it, that is refused too.

    Side effects: ``published_at`` set once, the first version of the rules, one audit entry. Publishing twice
    changes nothing.
    """
    missing = missing_before_publication(call, at)
    if missing:
        raise TransitionRefused(missing[0])
    remaining = to_confirm_before_publication(call, at)
    if remaining and not confirmed:
        raise TransitionRefused(_("Relisez ce qui reste à vérifier, puis confirmez."))
    if Call.objects.filter(pk=call.pk, published_at=None).update(published_at=at):
        call.published_at = at
        _save_rules(call, at)
        data = {"confirmed": remaining} if remaining else {}
        record(verb="publish_call", subject=call, actor=actor, at=at, scope=call.edition.scope, data=data)


def grid_is_frozen(edition: Edition, at: datetime) -> bool:
    """Whether the call has closed or a dossier was scored: the grid then no longer changes."""
    return at >= edition.call.closes_at or edition.criteria.filter(scores__isnull=False).exists()


@transaction.atomic
def save_grid(
    *,
    edition: Edition,
    criteria: list[Mapping[str, Any]],
    score_method: ScoreMethod,
    actor: User,
    at: datetime,
) -> None:
    """Replace the grid by these criteria, in this order; those with an ``id`` stay.

    ``score_method``: what the score of a dossier is of its reviews, none of which is sent yet.

    Side effects: criteria created, changed and removed, ``score_method``, one audit entry. Raises
    :class:`TransitionRefused` when the grid is frozen.
    """
    existing = {criterion.pk: criterion for criterion in edition.criteria.select_for_update()}
    if grid_is_frozen(edition, at):  # checked under the lock, when nobody can score on these criteria
        raise TransitionRefused(_("La grille est figée : les dossiers sont évalués sur ces critères."))
    remaining = {line["id"] for line in criteria if line.get("id")}
    edition.criteria.exclude(pk__in=remaining).delete()
    # Positions are unique: move the remaining ones out of the way before giving them their new positions.
    for offset, criterion in enumerate(existing.values(), start=1000):
        if criterion.pk in remaining:
            Criterion.objects.filter(pk=criterion.pk).update(position=offset)
    for position, line in enumerate(criteria, start=1):
        values = {key: value for key, value in line.items() if key != "id"}
        if line.get("id"):
            edition.criteria.filter(pk=line["id"]).update(**values, position=position)
        else:
            Criterion.objects.create(edition=edition, **values, position=position)
    Edition.objects.filter(pk=edition.pk).update(score_method=score_method)
    edition.score_method = score_method
    record(
        verb="save_grid",
        subject=edition,
        actor=actor,
        at=at,
        scope=edition.scope,
        data={"criteria": len(criteria), "score_method": score_method.value},
    )


@transaction.atomic
def silence_edition(*, edition: Edition, actor: User, at: datetime) -> int:
    """Write to nobody about this edition any more; returns how many mails that waited are cancelled.

    Side effects: ``Edition.silent``, its queued mails cancelled, one audit entry. From then on the outbox writes no
    row of this edition, reminders included. Doing it again changes nothing.
    """
    if not Edition.objects.filter(pk=edition.pk, silent=False).update(silent=True):
        return 0
    edition.silent = True
    cancelled = holding.cancel_waiting(scope=edition.scope)
    _record_silence("silence_edition", edition, actor, at, cancelled=cancelled)
    return cancelled


@transaction.atomic
def reopen_mails(*, edition: Edition, actor: User, at: datetime) -> None:
    """Let the edition write again, from now on: nothing that should have left before leaves.

    Side effects: ``Edition.silent``, the reminders already due saved as cancelled rows, one audit entry. Doing it again
    changes nothing.
    """
    if not Edition.objects.filter(pk=edition.pk, silent=True).update(silent=False):
        return
    edition.silent = False
    passed = reminders.pass_over(scope=edition.scope, at=at)
    _record_silence("reopen_mails", edition, actor, at, passed_over=passed)


def silent_among(scopes: set[str]) -> set[str]:
    """Which of these scopes are those of silent editions, or of rehearsals: one query."""
    rehearsed = set(filter(is_unrecorded, scopes))
    numbers = [scope.removeprefix("edition:") for scope in scopes if scope.startswith("edition:")]
    keys = [int(number) for number in numbers if number.isdecimal()]
    silent = Edition.objects.filter(pk__in=keys, silent=True).only("pk").order_by()
    return rehearsed | ({edition.scope for edition in silent} if keys else set())


def _record_silence(verb: str, edition: Edition, actor: User | None, at: datetime, **data: int) -> None:
    record(verb=verb, subject=edition, actor=actor, at=at, scope=edition.scope, data=data)
