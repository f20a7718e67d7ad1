"""The missing person, project or room, and until when; read from the address, since the form changes nothing."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.types import Values
from accelerator.web.forms import Helper
from coaching.attendance.halves import NOON
from coaching.incidents.actions.planning import LAST, IncidentReport
from coaching.incidents.enums import IncidentKind, IncidentSubject
from coaching.models import Room, Session, SessionDay
from coaching.session.forms.session import make_clock_field, offer_rooms
from programmes.capabilities import Capability
from programmes.queries import people_who_can
from projects.models import Participation

SUBSTITUTE = "sub_"
"""Prefix of the field of a substitute, before the key of a participation."""
LATE, HALF, DAY = "late", "half", "day"
UNTIL = {
    LATE: _("jusqu’à l’heure ci-dessous"),
    HALF: _("pour la demi-journée"),
    DAY: _("pour la journée"),
}
WHO = {
    IncidentSubject.PROJECT: _("Projet"),
    IncidentSubject.LEFT: _("Projet"),
    IncidentSubject.MENTOR: _("Parrain ou marraine"),
    IncidentSubject.ROOM: _("Salle"),
}
CHOOSE = {
    IncidentSubject.MENTOR: _("Choisir une personne"),
    IncidentSubject.ROOM: _("Choisir une salle"),
}


class IncidentForm(forms.Form):
    who = forms.ModelChoiceField(queryset=Participation.objects.none())
    until = forms.ChoiceField(label=_("Jusqu’à quand"), choices=list(UNTIL.items()), initial=LATE)
    hour = make_clock_field(label=_("Arrive vers"), required=False)

    def __init__(
        self,
        *args: Any,
        subject: IncidentSubject,
        session: Session,
        day: SessionDay,
        at: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.subject, self.day = subject, day
        self.now = timezone.localtime(at).time().replace(second=0, microsecond=0)
        who: Any = self.fields["who"]
        who.label, who.empty_label = WHO[subject], CHOOSE.get(subject, _("Choisir un projet"))
        until: Any = self.fields["until"]
        if subject == IncidentSubject.ROOM:
            offer_rooms(who, session.rooms.all(), empty=who.empty_label)
            until.choices, until.initial = list(UNTIL.items())[1:], DAY
        elif subject == IncidentSubject.MENTOR:
            who.queryset = people_who_can(session.edition, Capability.MENTOR_PROJECTS)
        else:
            coming = session.edition.participations.attending().select_related("project")
            who.queryset = coming.order_by("project__title", "pk")
        if subject in (IncidentSubject.ROOM, IncidentSubject.LEFT):
            del self.fields["hour"]
        else:
            later = timezone.localtime(at) + timedelta(minutes=30)
            self.fields["hour"].initial = later.time().replace(minute=later.minute // 5 * 5, second=0)
        if subject == IncidentSubject.LEFT:
            del self.fields["until"]
        self.plain_helper = Helper(method="get", form_tag=False)

    def clean(self) -> Values:
        data = super().clean() or {}
        if data.get("until") == LATE and "hour" not in self.errors:
            hour = data.get("hour")
            if hour is None:
                self.add_error("hour", _("Indiquez une heure."))
            elif hour <= self.now:
                self.add_error("hour", _("Indiquez une heure à venir."))
        elif data.get("until") == HALF and not self._find_end(data) > self.now:
            self.add_error("until", _("Cette demi-journée est finie : choisissez la journée."))
        return data

    def _find_end(self, data: Mapping[str, Any]) -> time:
        until = data.get("until")
        if until == LATE:
            return data["hour"]
        return NOON if until == HALF and self.now < NOON else LAST

    @property
    def substitutes(self) -> dict[int, User]:
        """The chosen substitute by participation; invalid choices are ignored. The plan uses those of its own turns."""
        typed = {
            name.removeprefix(SUBSTITUTE): value
            for name, value in self.data.items()
            if name.startswith(SUBSTITUTE)
        }
        chosen = {
            int(pk): int(value)
            for pk, value in typed.items()
            if pk.isdecimal() and value.isdecimal() and len(pk) < 12 and len(value) < 12
        }
        mentors = people_who_can(self.day.session.edition, Capability.MENTOR_PROJECTS)
        people = {person.pk: person for person in mentors.filter(pk__in=set(chosen.values()))}
        return {pk: people[value] for pk, value in chosen.items() if value in people}

    @property
    def report(self) -> IncidentReport:
        """The report of a valid form."""
        who, until = self.cleaned_data["who"], self.cleaned_data.get("until")
        kinds = {IncidentSubject.LEFT: IncidentKind.LEFT, IncidentSubject.ROOM: IncidentKind.LOST}
        kind = kinds.get(self.subject, IncidentKind.LATE if until == LATE else IncidentKind.ABSENT)
        is_mentor = self.subject == IncidentSubject.MENTOR
        return IncidentReport(
            kind,
            self.day,
            self.now,
            self._find_end(self.cleaned_data),
            participation=who if isinstance(who, Participation) else None,
            mentor=who if is_mentor else None,
            room=who if isinstance(who, Room) else None,
            substitutes=self.substitutes if is_mentor else {},
        )

    @property
    def hidden_values(self) -> list[tuple[str, str]]:
        """The typed values, to send again with the acceptance."""
        return [(name, str(self.data.get(name, ""))) for name in self.fields]
