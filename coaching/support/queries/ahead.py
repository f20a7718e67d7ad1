"""The pending actions of the bodies of a person, the first one first, or the next event."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    DateField,
    DateTimeField,
    Exists,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from accelerator.accounts.models import User
from accelerator.prepared import PreparedQuery
from accelerator.web.templatetags.prose import day
from coaching.models import MeetingMinutes, MinutesApproval, Need, PartnerMeeting, Stance
from coaching.support.access import BoardReader
from coaching.support.enums import MeetingState
from coaching.support.queries.board import is_hidden_from
from coaching.surveys.enums import SurveyAudience
from coaching.surveys.to_answer import find_personal_survey, list_responses_to_send
from programmes.capabilities import Capability
from programmes.models import Role
from projects.models import Participation


def find_bodies_of(user: User, edition: OuterRef | int) -> QuerySet[Model, Mapping[str, object]]:
    """The key of the body that this person speaks for in ``edition``, which may be an ``OuterRef``."""
    roles = Role.objects.who_can(Capability.SUPPORT_PROJECTS).filter(user=user)
    return roles.filter(edition=edition, organisation__isnull=False).order_by().values("organisation")


def list_needs_to_answer(user: User, today: date) -> QuerySet[Need]:
    """The shared needs without an answer of their body, until the meeting or the edition is closed.

    Without those of a project that they lead, or stepped aside from.
    """
    own = find_bodies_of(user, OuterRef("participation__edition"))
    answered = Stance.objects.filter(
        need=OuterRef("pk"),
        organisation__in=find_bodies_of(user, OuterRef(OuterRef("participation__edition"))),
    )
    closed = PartnerMeeting.objects.filter(
        edition=OuterRef("participation__edition"), state=MeetingState.CLOSED
    )
    coming = Participation.objects.confirmed().order_by().values("pk")
    return (
        Need.objects.active()
        .filter(Exists(own), is_shared=True, participation__in=coming)
        .exclude(is_hidden_from(user))
        .exclude(participation__edition__closes_on__lt=today)
        .filter(decision=None)
        .exclude(Exists(closed))
        .exclude(Exists(answered.order_by()))
    )


def list_minutes_to_approve(user: User) -> QuerySet[MeetingMinutes]:
    """The last minutes of each closed meeting that their body has not approved."""
    newer = MeetingMinutes.objects.filter(meeting=OuterRef("meeting"), number__gt=OuterRef("number"))
    own = find_bodies_of(user, OuterRef("meeting__edition"))
    approved = MinutesApproval.objects.filter(
        minutes=OuterRef("pk"),
        organisation__in=find_bodies_of(user, OuterRef(OuterRef("meeting__edition"))),
    )
    return MeetingMinutes.objects.filter(
        Q(Exists(own)), ~Exists(newer.order_by()), ~Exists(approved), meeting__state=MeetingState.CLOSED
    )


def awaits_approval(user: User) -> Exists:
    """An annotation for editions: whether the minutes of their meeting await the approval of this person's body."""
    return Exists(list_minutes_to_approve(user).filter(meeting__edition=OuterRef("pk")).order_by())


AUDIENCES = (SurveyAudience.PARTNERS, SurveyAudience.ATTENDEES)
"""The audiences in which partners answer surveys as themselves."""


@dataclass(frozen=True)
class PartnerAction:
    """One action on the partner's home. ``count``: how many items it has, if any."""

    title: str
    text: str
    href: str = ""
    label: str = ""
    count: int = 0


Finder = Callable[[BoardReader, datetime], PartnerAction | None]
Selector = Callable[[User], "QuerySet[Any, tuple[int, datetime, int]]"]
_finders: list[Finder] = []
_selectors: list[Selector] = []


def register_after_meeting(find: Finder, select: Selector) -> None:
    """Register the actions of a body after the approval of the minutes. Called when the app is ready.

    ``select(user)``: over all editions that a person supports, the key of the edition of each commitment, when it last
    moved and the days after which news of it are due; see :func:`is_quiet`.
    """
    if find not in _finders:
        _finders.append(find)
        _selectors.append(select)


def is_quiet(moved_at: datetime, days: int, at: datetime) -> bool:
    """Whether a commitment has had no news for this number of days."""
    return timezone.localdate(moved_at) <= timezone.localdate(at) - timedelta(days=days)


def _list_editions_of_actions(
    user: User, at: datetime, today: date
) -> QuerySet[Any, tuple[int, datetime | None, int | None]]:
    due = (Cast(Value(None), DateTimeField()), Cast(Value(None), IntegerField()))
    needs = list_needs_to_answer(user, today).order_by().values_list("participation__edition", *due)
    minutes = list_minutes_to_approve(user).order_by().values_list("meeting__edition", *due)
    surveys = list_responses_to_send(user, at, AUDIENCES).order_by().values_list("survey__edition", *due)
    return needs.union(minutes, surveys, *(select(user) for select in _selectors), all=True)


_editions_of_actions = PreparedQuery(
    _list_editions_of_actions, user=BigIntegerField(), at=DateTimeField(), today=DateField()
)


def count_by_edition(user: User, at: datetime) -> Counter[int]:
    """How many actions a partner has, by key of the edition. One query."""
    rows = _editions_of_actions.fetch(user=user.pk, at=at, today=timezone.localdate(at))
    return Counter(
        edition for edition, moved_at, days in rows if moved_at is None or is_quiet(moved_at, days or 0, at)
    )


def count_waiting_for_partner(user: User, at: datetime) -> int:
    """How many things wait for a partner in all editions, for the header of each page."""
    return count_by_edition(user, at).total()


def list_next_actions(reader: BoardReader, at: datetime, needs: Sequence[Any]) -> list[PartnerAction]:
    """The pending actions: needs to answer until the meeting is closed, its minutes to approve, registered actions, a
    survey; else the present or next event. Two queries at most, those of the others apart.

    The edition has its ``partner_meeting``, and :func:`awaits_approval`; ``needs``: the result of
    :func:`~coaching.support.queries.shared.list_shared_needs`.
    """
    if reader.body is None:
        return [
            PartnerAction(
                _("Votre rôle n’est rattaché à aucun organisme"),
                _("Demandez à l’organisation de l’indiquer : vous répondrez ensuite aux besoins pour lui."),
            )
        ]
    meeting = getattr(reader.edition, "partner_meeting", None)
    state = meeting.state if meeting else MeetingState.PREPARED
    waiting_needs = sum(need.is_awaiting for need in needs)
    first = _approve(reader) if state == MeetingState.CLOSED else _answer(reader, waiting_needs)
    registered = [find(reader, at) for find in _finders]
    actions = [action for action in (first, *registered, _answer_survey(reader, at)) if action]
    waiting = [action for action in actions if action.count]
    return (
        waiting
        or actions[:1]
        or [_describe_what_comes(reader, not all(need.is_hidden for need in needs), state, at)]
    )


def _answer(reader: BoardReader, waiting: int) -> PartnerAction | None:
    if not waiting:
        return None
    title = ngettext(
        "%(count)d besoin attend votre réponse", "%(count)d besoins attendent votre réponse", waiting
    )
    return PartnerAction(
        title % {"count": waiting},
        _("Dites ce que %(body)s peut faire : un clic par besoin.") % {"body": reader.body},
        f"{reader.reverse('board')}?next",
        _("Répondre"),
        waiting,
    )


def _answer_survey(reader: BoardReader, at: datetime) -> PartnerAction | None:
    survey = find_personal_survey(reader.user, at, AUDIENCES)
    if survey is None:
        return None
    return PartnerAction(survey.title, survey.describe_deadline(at), survey.address, survey.button, 1)


def _describe_what_comes(
    reader: BoardReader, has_needs: bool, state: MeetingState | str, at: datetime
) -> PartnerAction:
    meets_on = reader.edition.partners_meet_on
    if state == MeetingState.OPEN:
        return PartnerAction(
            _("La réunion des partenaires est en cours"),
            _("Vous avez répondu à tout : suivez ce qui se décide, à deux secondes près."),
            reader.reverse("board"),
            _("Suivre la réunion"),
        )
    if state == MeetingState.CLOSED or not meets_on or meets_on < timezone.localdate(at):
        return PartnerAction(
            _("Rien à faire pour l’instant"),
            _("L’équipe vous écrira quand un projet aura besoin de vous."),
        )
    title = _("Les partenaires se réunissent le %(when)s") % {"when": day(meets_on)}
    if not has_needs:
        return PartnerAction(
            title, _("Les besoins que les projets vous transmettent arrivent ici avant elle.")
        )
    return PartnerAction(
        title, _("Vous avez répondu à tous les besoins."), reader.reverse("board"), _("Voir le tableau")
    )


def _approve(reader: BoardReader) -> PartnerAction | None:
    edition: Any = reader.edition
    if not edition.awaits_approval:
        return None
    return PartnerAction(
        _("Le compte rendu de la réunion attend votre accord"),
        _("Relisez ce qui est décidé de chaque besoin, puis approuvez pour %(body)s.")
        % {"body": reader.body},
        reader.reverse("minutes"),
        _("Lire le compte rendu"),
        1,
    )
