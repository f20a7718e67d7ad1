"""The changes of a release in words, and the people whom each concerns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from accelerator.accounts.models import User
from accelerator.web.search import normalise
from accelerator.web.templatetags.prose import clock, day
from coaching.models import Session
from coaching.session import queries
from coaching.session.changes import ChangeKind, ProgrammeChange
from coaching.session.programme import PlannedGroup, PlannedSlot
from coaching.session.releases import Received, find_received, name_speakers
from projects.models import ProjectMember

LABELS: dict[ChangeKind, "str | Promise"] = {
    ChangeKind.PLACE: gettext_lazy("lieu"),
    ChangeKind.ADDED: gettext_lazy("ajouté"),
    ChangeKind.REMOVED: gettext_lazy("supprimé"),
    ChangeKind.MOVED: gettext_lazy("déplacé"),
    ChangeKind.ROOM: gettext_lazy("salle"),
    ChangeKind.LEADERS: gettext_lazy("animation"),
    ChangeKind.TITLE: gettext_lazy("titre"),
    ChangeKind.FORM: gettext_lazy("forme"),
    ChangeKind.GROUPS: gettext_lazy("groupes"),
    ChangeKind.SPEAKERS: gettext_lazy("interventions"),
    ChangeKind.SUMMARY: gettext_lazy("résumé"),
    ChangeKind.TURN_ADDED: gettext_lazy("tour ajouté"),
    ChangeKind.TURN_REMOVED: gettext_lazy("tour supprimé"),
    ChangeKind.TURN_MOVED: gettext_lazy("tour déplacé"),
    ChangeKind.TURN_ROOM: gettext_lazy("salle du tour"),
}


@dataclass(frozen=True)
class SpokenChange:
    """A change in words, in the language of the reader."""

    change: ProgrammeChange
    received: Mapping[int, Received] = field(repr=False)
    names: Mapping[int, str] = field(repr=False)

    @property
    def label(self) -> "str | Promise":
        return LABELS[self.change.kind]

    def __str__(self) -> str:
        return WORDS[self.change.kind](self)

    @property
    def before(self) -> PlannedSlot:
        assert self.change.before is not None
        return self.change.before

    @property
    def after(self) -> PlannedSlot:
        assert self.change.after is not None
        return self.change.after

    @property
    def project(self) -> str:
        row = self.received.get(self.change.participation or 0)
        return row.project if row else "–"

    def list_leaders(self, slot: PlannedSlot) -> str:
        return ", ".join(self.names[pk] for pk in slot.leaders if pk in self.names) or _("personne")

    def list_speakers(self, slot: PlannedSlot) -> str:
        return ", ".join(name_speakers(slot, self.names)) or _("personne")

    def list_groups(self, slot: PlannedSlot) -> str:
        return ", ".join(_name_group(group) for group in slot.groups) or _("pas de groupe")


def _name_group(group: PlannedGroup) -> str:
    return f"{group.name} ({group.room})" if group.room else group.name


def _format_hours(slot: PlannedSlot) -> str:
    words = {"day": day(slot.day), "start": clock(slot.starts_at), "end": clock(slot.ends_at)}
    return _("%(day)s, %(start)s – %(end)s") % words


def _format_slot(slot: PlannedSlot, room: str) -> str:
    return ", ".join(part for part in (slot.title, _format_hours(slot), room) if part)


def _name_slot(slot: PlannedSlot) -> str:
    return _("« %(title)s », %(when)s") % {"title": slot.title, "when": _format_hours(slot)}


def _describe_substitute(what: str, now: str, old: str) -> str:
    return _("%(what)s : %(now)s (avant : %(old)s)") % {"what": what, "now": now, "old": old}


def _describe_room(name: str) -> str:
    return name or _("sans salle")


def _turn_now(spoken: SpokenChange) -> str:
    turn = spoken.change.turn_after
    return _format_slot(spoken.after, turn.room if turn else "")


def _describe_added(spoken: SpokenChange) -> str:
    slot = spoken.after
    return ", ".join(part for part in (_name_slot(slot), slot.room) if part)


def _describe_title(spoken: SpokenChange) -> str:
    old, new = spoken.before.title, spoken.after.title
    if old == new:
        return _("« %(title)s », %(when)s : le titre change dans l’autre langue") % {
            "title": new,
            "when": _format_hours(spoken.after),
        }
    return _("« %(old)s » s’appelle maintenant « %(new)s »") % {"old": old, "new": new}


def _describe_turn_added(spoken: SpokenChange) -> str:
    return _("« %(project)s » est reçu : %(where)s") % {
        "project": spoken.project,
        "where": _turn_now(spoken),
    }


def _describe_turn_removed(spoken: SpokenChange) -> str:
    return _("« %(project)s » n’est plus reçu : %(where)s") % {
        "project": spoken.project,
        "where": _format_slot(spoken.before, ""),
    }


def _describe_turn_moved(spoken: SpokenChange) -> str:
    return _("« %(project)s » est reçu : %(where)s (avant : %(old)s)") % {
        "project": spoken.project,
        "where": _turn_now(spoken),
        "old": _format_slot(spoken.before, ""),
    }


def _describe_turn_room(spoken: SpokenChange) -> str:
    old, new = spoken.change.turn_before, spoken.change.turn_after
    assert old is not None
    assert new is not None
    what = _("« %(project)s », %(where)s") % {
        "project": spoken.project,
        "where": _format_slot(spoken.after, ""),
    }
    return _describe_substitute(what, _describe_room(new.room), _describe_room(old.room))


def _describe_place(spoken: SpokenChange) -> str:
    old, new = spoken.change.place_before, spoken.change.place_after
    assert old is not None
    assert new is not None
    if (old.venue, old.address) == (new.venue, new.address):
        return _("Venir : %(access)s") % {"access": new.access_notes or "–"}
    now, before = (", ".join(part for part in (place.venue, place.address) if part) for place in (new, old))
    return _describe_substitute(_("Lieu"), now, before)


WORDS: dict[ChangeKind, Callable[[SpokenChange], str]] = {
    ChangeKind.PLACE: _describe_place,
    ChangeKind.ADDED: _describe_added,
    ChangeKind.REMOVED: lambda spoken: _name_slot(spoken.before),
    ChangeKind.MOVED: lambda spoken: _describe_substitute(
        _("« %(title)s »") % {"title": spoken.after.title},
        _format_hours(spoken.after),
        _format_hours(spoken.before),
    ),
    ChangeKind.ROOM: lambda spoken: _describe_substitute(
        _name_slot(spoken.after), _describe_room(spoken.after.room), _describe_room(spoken.before.room)
    ),
    ChangeKind.LEADERS: lambda spoken: _describe_substitute(
        _name_slot(spoken.after), spoken.list_leaders(spoken.after), spoken.list_leaders(spoken.before)
    ),
    ChangeKind.TITLE: _describe_title,
    ChangeKind.FORM: lambda spoken: _describe_substitute(
        _name_slot(spoken.after), spoken.after.form, spoken.before.form
    ),
    ChangeKind.GROUPS: lambda spoken: _describe_substitute(
        _name_slot(spoken.after), spoken.list_groups(spoken.after), spoken.list_groups(spoken.before)
    ),
    ChangeKind.SPEAKERS: lambda spoken: _describe_substitute(
        _name_slot(spoken.after), spoken.list_speakers(spoken.after), spoken.list_speakers(spoken.before)
    ),
    ChangeKind.SUMMARY: lambda spoken: _("%(slot)s : le résumé change") % {"slot": _name_slot(spoken.after)},
    ChangeKind.TURN_ADDED: _describe_turn_added,
    ChangeKind.TURN_REMOVED: _describe_turn_removed,
    ChangeKind.TURN_MOVED: _describe_turn_moved,
    ChangeKind.TURN_ROOM: _describe_turn_room,
}


@dataclass(frozen=True)
class ReleaseNotice:
    """The changes, and for each person whose own timetable changes, theirs."""

    changes: list[SpokenChange]
    people: list[tuple[User, list[SpokenChange]]]


def announce(session: Session, changes: Sequence[ProgrammeChange]) -> ReleaseNotice:
    """The changes by person: everybody for plenary slots, else leaders, holders and mentors. Three queries."""
    received = find_received({pk for change in changes for pk in change.participations})
    return list_concerned(session, changes, received, _find_holders(received))


def list_concerned(
    session: Session,
    changes: Sequence[ProgrammeChange],
    received: Mapping[int, Received],
    holders: Mapping[Any, set[int]],
) -> ReleaseNotice:
    """The changes by person, from their projects and the accounts of the members of each. One query."""
    leaders = {pk for change in changes for pk in change.leaders}
    mentors = {row.mentor for row in received.values() if row.mentor}
    # somebody may lead a slot, or follow a project, without a role in the edition
    rows = queries.list_timetable_recipients(session.edition, leaders.union(mentors, *holders.values()))
    names = {row.pk: str(row) for row in rows if row.pk in leaders}
    spoken = [SpokenChange(change, received, names) for change in changes]
    expected = {row.pk for row in rows if row.rank is not None}
    concerned: dict[int, list[SpokenChange]] = {}
    for change in spoken:
        who = set(expected) if change.change.is_for_everybody else set()
        who |= change.change.leaders
        for pk in change.change.participations & received.keys():
            row = received[pk]
            if row.comes:  # who gave their place up hears no more of the programme
                who |= holders.get(pk, set()) | ({row.mentor} if row.mentor else set())
        for person in who:
            concerned.setdefault(person, []).append(change)
    people = [(row, concerned[row.pk]) for row in rows if row.is_active and row.pk in concerned]
    return ReleaseNotice(spoken, sorted(people, key=lambda row: (normalise(str(row[0])), row[0].pk)))


def _find_holders(received: Mapping[int, Received]) -> dict[int, set[int]]:
    holders: dict[int, set[int]] = {}
    members = ProjectMember.objects.present().filter(project__participation__in=list(received))
    for pk, user in members.values_list("project__participation", "user"):
        holders.setdefault(pk, set()).add(user)
    return holders
