"""Take over from a former edition what is chosen: nothing is shared, so that changing one never changes the other.

But for the support schemes, which belong to the programme: the choice of them is taken over.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.links import new_nonce
from accelerator.questionnaires import builder
from accelerator.transitions import TransitionRefused
from accelerator.working_days import is_working_day
from programmes.enums import DATED_PARTS, ClonedPart, RoleName
from programmes.models import Call, Edition, Role, SupportScheme
from programmes.signals import edition_cloned

CALL_TEXTS = ("intro_fr", "intro_en", "rules_fr", "rules_en", "faq_fr", "faq_en", "contact_email")
EDITION_TEXTS = ("presentation_fr", "presentation_en")
EDITION_SETTINGS = ("places", "reviews_wanted", "schemes_checked_months", "controller")
COMMITTEE_RULES = ("quorum", "review_minutes", "declaration_fr", "declaration_en")
GRID_RULES = ("score_method",)
CALL_DATES = ("opens_at", "closes_at")
EDITION_DATES = (
    "reviews_due_at",
    "committee_meets_at",
    "announces_on",
    "answers_due_on",
    "partners_meet_on",
    "follow_up_from",
    "closes_on",
)


@transaction.atomic
def clone_into(
    *, edition: Edition, source: Edition, parts: Collection[str], actor: User, at: datetime
) -> None:
    """Fill ``edition``, saved and with its call still unpublished, with the chosen ``parts`` of ``source``.

    Side effects: rows of the edition written or replaced; the team gets its roles from ``at``; ``edition_cloned``,
    on which the apps above copy theirs. No mail. Raises
    :class:`TransitionRefused` when dates are requested and one of the editions has no session day.
    """
    if DATED_PARTS & set(parts):
        find_shift(edition, source)  # refused before anything is written
    call, former = edition.call, source.call
    if ClonedPart.FORM in parts and former.form:
        call.form = builder.publish(builder.spec_of(former.form), name=f"{edition.name} · candidature", at=at)
        _copy(source, edition, ("identifying_questions",))
    if ClonedPart.TEXTS in parts:
        _copy(former, call, CALL_TEXTS)
        _copy(source, edition, EDITION_TEXTS)
    if ClonedPart.SETTINGS in parts:
        _copy(source, edition, EDITION_SETTINGS)
        call.grace_minutes = former.grace_minutes
    if ClonedPart.DATES in parts:
        _shift_dates(edition, source)
    if ClonedPart.COMMITTEE in parts:
        _copy(source, edition, COMMITTEE_RULES)
    if ClonedPart.GRID in parts:
        _copy(source, edition, GRID_RULES)
    edition.cloned_from = source
    call.save()
    edition.save()
    if ClonedPart.GRID in parts:
        edition.criteria.all().delete()
        _copy_rows(source.criteria.order_by("position"), edition)
    if ClonedPart.COMMITTEE in parts:
        _copy_rows(source.seats.order_by("position", "pk"), edition)
        _copy_rows(source.expertise_tags.order_by("position", "pk"), edition)
    if ClonedPart.SCHEMES in parts:
        _choose_schemes(edition, source)
    if ClonedPart.TEAM in parts:
        _copy_team(edition, source, actor, at)
    edition_cloned.send(Edition, edition=edition, source=source, parts=parts, at=at)


def _copy(source: models.Model, target: models.Model, names: Collection[str]) -> None:
    for name in names:
        setattr(target, name, getattr(source, name))


def _copy_rows(rows: models.QuerySet[models.Model], edition: Edition) -> None:
    """Copy rows to another edition: one query to read, one to write."""
    fields = [field.attname for field in rows.model._meta.concrete_fields if not field.primary_key]
    copies = []
    for row in rows:
        values = {name: getattr(row, name) for name in fields}
        copies.append(rows.model(**{**values, "edition_id": edition.pk}))
    rows.model._default_manager.bulk_create(copies)


def _choose_schemes(edition: Edition, source: Edition) -> None:
    """Propose what the source does; another programme gets those whose name and code it lacks."""
    schemes = list(source.schemes.current().order_by("pk"))
    if edition.programme_id != source.programme_id:
        own = list(edition.programme.schemes.all())
        names, codes = {scheme.name for scheme in own}, {scheme.code for scheme in own}
        schemes = [scheme for scheme in schemes if scheme.name not in names and scheme.code not in codes]
        for scheme in schemes:  # the links to the former row open the former row alone
            scheme.pk, scheme.programme, scheme.nonce = None, edition.programme, new_nonce()
        SupportScheme.objects.bulk_create(schemes)
    edition.schemes.set(schemes)


def _copy_team(edition: Edition, source: Edition, actor: User, at: datetime) -> None:
    """Copy the organisers only: everybody else is invited anew, and may decline."""
    team = Role.objects.active().filter(edition=source, name=RoleName.ORGANISER, user__is_active=True)
    Role.objects.bulk_create(
        Role(
            edition=edition,
            user_id=role.user_id,
            organisation_id=role.organisation_id,
            name=RoleName.ORGANISER,
            skills=role.skills,
            started_at=at,
        )
        for role in team.exclude(user=actor).order_by("pk")
    )


def find_shift(edition: Edition, source: Edition) -> int:
    """Days from the session of one to that of the other. Raises :class:`TransitionRefused` when one has no day."""
    if edition.session_starts_on is None or source.session_starts_on is None:
        raise TransitionRefused(
            _("Pour décaler les dates, il faut le premier jour de la session des deux éditions.")
        )
    return (edition.session_starts_on - source.session_starts_on).days


def _shift_dates(edition: Edition, source: Edition) -> None:
    former = {name: getattr(source, name) for name in EDITION_DATES}
    former |= {"opens_at": source.call.opens_at, "closes_at": _find_planned_closing(source.call)}
    for name, moment in shift_to_working_days(former, edition=edition, source=source).items():
        setattr(edition.call if name in CALL_DATES else edition, name, moment)
    if edition.session_ends_on is None:
        edition.session_ends_on = shift(source.session_ends_on, find_shift(edition, source))


def shift_to_working_days(
    moments: Mapping[str, date | None], *, edition: Edition, source: Edition
) -> dict[str, object]:
    """Days and instants of ``source``, by name, for ``edition``: the same day of the week and hour of Paris.

    They move by whole weeks, further from the session rather than nearer, then off a public holiday or a weekend, in
    the order that they had; what happens during the session moves with it. Raises as :func:`find_shift`.
    """
    days = find_shift(edition, source)
    dated = sorted(
        ((_find_instant(moment), name) for name, moment in moments.items() if moment),
        key=lambda pair: pair[0],
    )
    starts = _find_instant(source.session_starts_on)
    ends = _find_instant(source.session_ends_on or source.session_starts_on) + timedelta(days=1)
    before = [name for instant, name in reversed(dated) if instant < starts]
    after = [name for instant, name in dated if instant >= ends]
    moved = {name: shift(moment, days) for name, moment in moments.items()}
    for names, weeks, step in ((before, days // 7, -1), (after, -(-days // 7), 1)):
        last = None
        for name in names:
            moment = shift(moments[name], weeks * 7)
            while not is_working_day(_find_day(moment)) or (
                last and step * (_find_instant(moment) - last) < timedelta()
            ):
                moment = shift(moment, step)
            moved[name], last = moment, _find_instant(moment)
    return moved


def _find_day(moment: date) -> date:
    return timezone.localdate(moment) if isinstance(moment, datetime) else moment


def _find_instant(moment: Any) -> datetime:
    """The instant itself, or the first of a day in Paris."""
    if isinstance(moment, datetime):
        return moment
    return timezone.make_aware(datetime.combine(moment, time()))


def _find_planned_closing(call: Call) -> datetime:
    """When the call was to close, before it may have been closed early."""
    first = call.date_changes.order_by("at", "pk").first()
    return max(call.closes_at, first.old_closes_at) if first else call.closes_at


def shift(moment: date | None, days: int) -> Any:
    """A day, or an hour of Paris, so many days away: 18 h stays 18 h across daylight saving. ``None`` stays so."""
    if isinstance(moment, datetime):
        return timezone.localtime(moment) + timedelta(days=days)
    return moment + timedelta(days=days) if isinstance(moment, date) else None
