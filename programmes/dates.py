"""The dates of an edition together: what cannot be, and what nobody may have meant. Pure functions of the dates."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy as _

from accelerator.registry import Registry
from accelerator.transitions import TransitionRefused
from accelerator.web.templatetags.prose import longdate
from programmes.models import Edition
from programmes.models.scheme import add_months

Dates = Mapping[str, date | None]
"""Days and instants by name: those of the fields of the edition and of its call, and those that other apps add."""

EDITION_DATES: dict[str, "str | Promise"] = {
    "reviews_due_at": _("Fin des évaluations"),
    "committee_meets_at": _("Réunion du comité"),
    "announces_on": _("Annonce des décisions"),
    "answers_due_on": _("Réponse des projets retenus"),
    "session_starts_on": _("Premier jour de la session"),
    "session_ends_on": _("Dernier jour de la session"),
    "partners_meet_on": _("Réunion des partenaires"),
    "follow_up_from": _("Début du suivi"),
    "closes_on": _("Fin de l’édition"),
}
CALL_DATES = {
    "opens_at": _("Ouverture de l’appel"),
    "closes_at": _("Clôture de l’appel"),
}

IN_ORDER: list[tuple[str, str, "str | Promise"]] = [
    ("opens_at", "closes_at", _("La clôture doit suivre l’ouverture.")),
    ("closes_at", "reviews_due_at", _("Les évaluations se terminent avant la clôture de l’appel.")),
    ("closes_at", "committee_meets_at", _("Le comité se réunit avant la clôture de l’appel.")),
    ("reviews_due_at", "committee_meets_at", _("Le comité se réunit avant la fin des évaluations.")),
    ("closes_at", "announces_on", _("Les décisions s’annoncent avant la clôture de l’appel.")),
    ("committee_meets_at", "announces_on", _("Les décisions s’annoncent avant la réunion du comité.")),
    ("announces_on", "answers_due_on", _("Les projets répondent avant l’annonce.")),
    ("closes_at", "session_starts_on", _("La session commence avant la clôture de l’appel.")),
    ("reviews_due_at", "session_starts_on", _("La session commence avant la fin des évaluations.")),
    ("committee_meets_at", "session_starts_on", _("La session commence avant la réunion du comité.")),
    ("announces_on", "session_starts_on", _("La session commence avant l’annonce.")),
    ("answers_due_on", "session_starts_on", _("La session commence avant la réponse des projets.")),
    ("session_starts_on", "session_ends_on", _("La session finit avant de commencer.")),
    ("session_ends_on", "partners_meet_on", _("Les partenaires se réunissent avant la fin de la session.")),
    ("session_ends_on", "follow_up_from", _("Le suivi commence avant la fin de la session.")),
    ("session_ends_on", "closes_on", _("L’édition finit avant sa session.")),
    ("follow_up_from", "closes_on", _("L’édition finit avant le début du suivi.")),
]
"""The earlier date, the later date, and the message when they are not in order."""

FOLLOWED_MONTHS = 12
"""Of a project after its session: until its survey of twelve months."""
TOO_FAR = timedelta(days=3 * 365)
TOO_LATE = timedelta(days=400)
"""After the closing of the call."""


SOON_AFTER_THE_CALL = {
    "reviews_due_at",
    "committee_meets_at",
    "announces_on",
    "answers_due_on",
    "session_starts_on",
}
"""What follows the call within a year."""


@dataclass(frozen=True)
class DateProblem:
    """A date that contradicts others. ``names``: the dates concerned, the one to look at first coming last."""

    names: tuple[str, ...]
    text: str

    def concerns(self, names: Collection[str]) -> bool:
        return not set(self.names).isdisjoint(names)


class DatesRefused(TransitionRefused):
    """Impossible dates, or doubtful ones that nobody confirmed: ``problems``."""

    def __init__(self, problems: list[DateProblem]) -> None:
        super().__init__(problems[0].text)
        self.problems = problems


@dataclass(frozen=True)
class AddedDate:
    """A date that an app above adds to the edition: an end that follows its start, where it is changed."""

    name: str
    label: "str | Promise"
    value: date | None
    url: str
    after: tuple[str, "str | Promise"] | None = None
    before: tuple[str, "str | Promise"] | None = None


@dataclass(frozen=True)
class DefaultDate:
    """What stands for a date that nobody set: the ``reason`` says where it comes from."""

    name: str
    label: "str | Promise"
    value: date
    reason: str


def list_default_dates(edition: Edition) -> list[DefaultDate]:
    """The start of the follow-up and the end of the edition, where they are not set. No query with the call."""
    dates = []
    if edition.follow_up_from is None and (starts_on := edition.follow_up_starts_on):
        reason = gettext("le lendemain de la réunion des partenaires")
        dates.append(DefaultDate("follow_up_from", EDITION_DATES["follow_up_from"], starts_on, reason))
    if edition.closes_on is None and (ends_on := find_follow_up_end(edition)):
        reason = (
            gettext("le dernier jour de la session")
            if edition.last_day
            else gettext("un an après la session")
        )
        dates.append(DefaultDate("closes_on", EDITION_DATES["closes_on"], ends_on, reason))
    return dates


def find_follow_up_end(edition: Edition) -> date | None:
    """The last day of the edition; without one, a year after its session. ``None`` without a session either."""
    ends_on = edition.session_ends_on or edition.session_starts_on
    return edition.last_day or (add_months(ends_on, FOLLOWED_MONTHS) if ends_on else None)


Provider = Callable[[Edition], list[AddedDate]]
_providers: Registry[Provider] = Registry()
register = _providers.add


def list_added_dates(edition: Edition) -> list[AddedDate]:
    """What the apps above add: surveys, the days of the timetable."""
    return [added for provider in _providers for added in provider(edition)]


def dates_of(edition: Edition) -> dict[str, date | None]:
    """The dates of the edition and its call: no query when the call is there."""
    own = {name: getattr(edition, name) for name in EDITION_DATES}
    return {**{name: getattr(edition.call, name) for name in CALL_DATES}, **own}


def list_dates(edition: Edition, added: Collection[AddedDate] = ()) -> list[AddedDate]:
    """The dates that are set, of the edition and among the ``added`` ones, in the order of time, then of the work."""
    address, labels = reverse("programmes:manage_dates", args=[edition.slug]), {**CALL_DATES, **EDITION_DATES}
    own = [AddedDate(name, labels[name], value, address) for name, value in dates_of(edition).items()]
    return sorted((row for row in (*own, *added) if row.value), key=_find_start)


def find_next_date(edition: Edition, at: datetime, added: Collection[AddedDate] = ()) -> AddedDate | None:
    """The first date to come, today included; ``None`` when all are past. No query."""
    upcoming = (row for row in list_dates(edition, added) if row.value and not precedes(row.value, at))
    return next(upcoming, None)


def falls_on_day(row: AddedDate, at: datetime) -> bool:
    """Whether a date is on the day of this instant."""
    return timezone.localdate(_find_start(row)) == timezone.localdate(at)


def _find_start(row: AddedDate) -> datetime:
    value = row.value or date.max
    if isinstance(value, datetime):
        return value
    return timezone.make_aware(datetime.combine(value, datetime.min.time()))


def impossible(dates: Dates, added: Collection[AddedDate] = ()) -> list[DateProblem]:
    """What cannot be: a step that comes before the one it rests on."""
    rules = [*IN_ORDER]
    for extra in added:
        rules += [(extra.after[0], extra.name, extra.after[1])] if extra.after else []
        rules += [(extra.name, extra.before[0], extra.before[1])] if extra.before else []
    all_dates = {**dates, **{extra.name: extra.value for extra in added}}
    labels = {**CALL_DATES, **EDITION_DATES, **{extra.name: extra.label for extra in added}}
    words = gettext("%(rule)s %(first_label)s : %(first)s. %(then_label)s : %(then)s.")
    return [
        DateProblem(
            (first, then),
            words
            % {
                "rule": text,
                "first_label": labels[first],
                "first": longdate(earlier),
                "then_label": labels[then],
                "then": longdate(later),
            },
        )
        for first, then, text in rules
        if (earlier := all_dates.get(first)) and (later := all_dates.get(then)) and precedes(later, earlier)
    ]


def doubtful(
    dates: Dates, at: datetime, *, past_is_fine: bool = False, names: Collection[str] | None = None
) -> list[DateProblem]:
    """What nobody may have meant, among ``names`` or all: past, years ahead, or long after the call."""
    problems, closing = [], dates.get("closes_at")
    for name, label in {**CALL_DATES, **EDITION_DATES}.items():
        value = dates.get(name)
        if value is None or (names is not None and name not in names):
            continue
        values = {"label": label, "date": longdate(value)}
        if not past_is_fine and precedes(value, at):
            problems.append(DateProblem((name,), gettext("%(label)s, %(date)s : c’est déjà passé.") % values))
        elif precedes(at + TOO_FAR, value):
            problems.append(
                DateProblem((name,), gettext("%(label)s, %(date)s : c’est dans plus de trois ans.") % values)
            )
        elif name in SOON_AFTER_THE_CALL and closing and precedes(closing + TOO_LATE, value):
            text = gettext("%(label)s, %(date)s : c’est plus d’un an après la clôture de l’appel.")
            problems.append(DateProblem((name,), text % values))
    return problems


def check_dates(edition: Edition, changed: Collection[str], at: datetime, *, confirmed: bool) -> None:
    """Raises :class:`DatesRefused` when a date of ``changed`` cannot be, or is doubtful and not ``confirmed``.

    What was wrong before and is not touched stops nobody.
    """
    dates = dates_of(edition)
    problems = [problem for problem in impossible(dates) if problem.concerns(changed)]
    if not problems and not confirmed:
        problems = doubtful(dates, at, past_is_fine=edition.silent, names=changed)
    if problems:
        raise DatesRefused(problems)


def precedes(value: date, other: date) -> bool:
    """Whether ``value`` comes before ``other``; two days are compared as days, and the same day is no problem."""
    if isinstance(value, datetime) and isinstance(other, datetime):
        return value < other
    return _find_day(value) < _find_day(other)


def _find_day(value: date) -> date:
    return timezone.localdate(value) if isinstance(value, datetime) else value
