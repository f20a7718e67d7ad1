"""Conflicts of hours between mentors and the placed turns of projects."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db import models
from django.db.models import BigIntegerField, F, FilteredRelation, Model, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accelerator.web.search import normalise
from accelerator.web.templatetags.prose import clock, day
from coaching.models import Booking, Slot, SlotGroup, SlotSpeaker
from coaching.pairing.enums import is_current
from coaching.session.mentors import name_person
from coaching.session.planning.clashes import Named
from coaching.session.programme import SessionProgramme
from programmes.models import Edition


@dataclass(frozen=True)
class Stretch:
    """Somebody, or nobody yet, is at the turn of a project, or at a slot or group that they lead or speak in.

    ``title``: of the project, or of the slot.
    """

    day: date
    starts_at: time
    ends_at: time
    participation: int | None
    title: str
    person: Named

    def overlaps(self, other: "Stretch") -> bool:
        return self.day == other.day and self.starts_at < other.ends_at and other.starts_at < self.ends_at


class MentorHours:
    """When mentors and projects are busy in the session of an edition: who could not meet whom, and why."""

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        self._turns: dict[int, list[Stretch]] = {}
        for stretch in stretches:
            if stretch.participation is not None:
                self._turns.setdefault(stretch.participation, []).append(stretch)
        self._meanwhile: Mapping[int, Sequence[tuple[Stretch, Stretch]]] = {
            participation: [
                (turn, other)
                for turn in turns
                for other in stretches
                # its own turns are no rivals of themselves
                if other.participation != participation and turn.overlaps(other)
            ]
            for participation, turns in self._turns.items()
        }

    @classmethod
    def read(cls, edition: Edition | int) -> "MentorHours":
        """The hours stored for the session of an edition; none before there is one. One query."""
        return cls(list(_read_stretches(edition)))

    @classmethod
    def from_draft(cls, draft: SessionProgramme, places: Iterable[Any]) -> "MentorHours":
        """The same from a draft that was read already. No query. ``places``: the participations of the edition, with
        :func:`~coaching.session.mentors.join_pairing`."""
        return cls(list(_plan_stretches(draft, {place.pk: place for place in places})))

    def explain_clashes(self, participation: int, mentor: Named) -> list[str]:
        """Where ``mentor`` is while this project is received, as text; empty when they are free. No query."""
        reasons = (
            _describe_clash(mentor, turn, other)
            for turn, other in self._meanwhile.get(participation, ())
            if mentor.is_same(other.person)
        )
        return list(dict.fromkeys(reasons))

    def list_rivals(self, participations: Sequence[int]) -> frozenset[tuple[int, int]]:
        """Pairs of these projects that are received at the same time, each in both orders. No query."""
        wanted = set(participations)
        return frozenset(
            (participation, other.participation)
            for participation in participations
            for _turn, other in self._meanwhile.get(participation, ())
            if other.participation in wanted
        )


def _describe_clash(mentor: Named, turn: Stretch, other: Stretch) -> str:
    words = {"name": mentor.name, "other": other.title, "day": day(turn.day), "time": clock(turn.starts_at)}
    return _("%(name)s est déjà à « %(other)s » quand ce projet est reçu, %(day)s à %(time)s.") % words


def _plan_stretches(draft: SessionProgramme, places: Mapping[int, Any]) -> Iterator[Stretch]:
    for slot in draft.slots:
        hours = slot.day, slot.starts_at, slot.ends_at
        for turn in slot.turns:
            if place := places.get(turn.participation):  # it may be erased since a release
                paired = hasattr(place, "current_pairing")
                mentor = name_person(place.current_pairing.mentor) if paired else Named(None, "")
                yield Stretch(*hours, turn.participation, place.project.title, mentor)
        people = [Named(pk, "") for pk in slot.all_leaders]
        people += [Named(None, row.name, normalise(row.name)) for row in slot.speakers if row.user is None]
        for person in people:
            yield Stretch(*hours, None, slot.title, person)


def _read_stretches(edition: Edition | int) -> Iterator[Stretch]:
    """Turns, with the mentor proposed or accepted for the project, then leaders and speakers. One query."""
    turns = (
        Booking.objects.filter(slot__day__session__edition=edition)
        .annotate(
            pairing=FilteredRelation("participation__pairings", condition=is_current("participation__"))
        )
        .values_list(
            *_select_hours("slot__"),
            F("participation"),
            F("participation__project__title"),
            Value(""),
            F("pairing__mentor"),
            Coalesce(F("pairing__mentor__name"), Value("")),
            Coalesce(F("pairing__mentor__email"), Value("")),
        )
    )
    rows = turns.order_by().union(
        _list_led(Slot.leaders.through, "slot__", edition),
        _list_led(SlotGroup.leaders.through, "slotgroup__slot__", edition),
        _list_led(SlotSpeaker, "slot__", edition, name="name"),
        all=True,
    )
    for on, starts_at, ends_at, participation, title_fr, title_en, person, name, email in rows:
        title = title_fr if participation else Slot(title_fr=title_fr, title_en=title_en).title
        mentor_name = name or email
        yield Stretch(
            on,
            starts_at,
            ends_at,
            participation,
            title,
            Named(person, mentor_name, normalise(mentor_name) if mentor_name else ""),
        )


def _select_hours(slot: str) -> list[F]:
    return [F(f"{slot}day__date"), F(f"{slot}starts_at"), F(f"{slot}ends_at")]


def _list_led(
    model: type[models.Model], slot: str, edition: Edition | int, name: str = ""
) -> "QuerySet[Model, tuple[object, ...]]":
    """The leaders, or speakers, of the slot at the path ``slot``; ``name``: of a person without an account."""
    leader_name = Coalesce(F("user__name"), F(name) if name else Value(""))
    return (
        model._default_manager.filter(**{f"{slot}day__session__edition": edition})
        .values_list(
            *_select_hours(slot),
            Value(None, output_field=BigIntegerField()),
            F(f"{slot}title_fr"),
            F(f"{slot}title_en"),
            F("user"),
            leader_name,
            Coalesce(F("user__email"), Value("")),
        )
        .order_by()
    )
