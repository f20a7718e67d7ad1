"""The dates that coaching adds to those of an edition: its surveys and the days of its timetable."""

from django.db.models import Max, Min
from django.urls import reverse
from django.utils.translation import gettext as _

from coaching.models import SessionDay, Survey
from programmes.dates import AddedDate
from programmes.models import Edition


def list_added_dates(edition: Edition) -> list[AddedDate]:
    """Two queries."""
    return [*_list_days(edition), *_list_surveys(edition)]


def _list_days(edition: Edition) -> list[AddedDate]:
    bounds = SessionDay.objects.filter(session__edition=edition).aggregate(
        first=Min("date"), last=Max("date")
    )
    if bounds["first"] is None:
        return []
    address = reverse("coaching:manage_session", args=[edition.slug])
    return [
        AddedDate(
            "timetable_starts",
            _("Premier jour du déroulé"),
            bounds["first"],
            address,
            after=("session_starts_on", _("Le déroulé commence avant la session.")),
        ),
        AddedDate(
            "timetable_ends",
            _("Dernier jour du déroulé"),
            bounds["last"],
            address,
            before=("session_ends_on", _("Le déroulé finit après la session.")),
        ),
    ]


def _list_surveys(edition: Edition) -> list[AddedDate]:
    dates = []
    for survey in Survey.objects.filter(edition=edition).order_by("opens_at", "pk"):
        address = f"{reverse('coaching:manage_surveys', args=[edition.slug])}?kind={survey.slug}"
        names = {"survey": survey.heading}
        early = _("%(survey)s : l’enquête s’ouvre avant la session.") % names
        dates += [
            AddedDate(
                f"{survey.slug}_opens",
                _("%(survey)s : ouverture") % names,
                survey.opens_at,
                address,
                after=("session_starts_on", early),
            ),
            AddedDate(f"{survey.slug}_closes", _("%(survey)s : fin") % names, survey.closes_at, address),
        ]
    return dates
