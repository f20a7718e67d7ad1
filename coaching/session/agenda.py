"""The default agenda of a session: two days that alternate individual and collective work. Everything in it is
editable.

Clock times are those of the reference edition's plausible agenda; an individual block is cut into turns of half an
hour, so that a handful of rooms and mentors can receive every project.
"""

from dataclasses import dataclass
from datetime import time

from coaching.session.enums import SlotActivity, SlotKind


@dataclass(frozen=True)
class DraftSlot:
    """A block of the default agenda, in local time, titled in both languages."""

    starts_at: time
    ends_at: time
    kind: SlotKind
    title_fr: str
    title_en: str
    activity: str = ""


def _make_slot(
    starts: str, ends: str, kind: SlotKind, title_fr: str, title_en: str, activity: str = ""
) -> DraftSlot:
    return DraftSlot(time.fromisoformat(starts), time.fromisoformat(ends), kind, title_fr, title_en, activity)


FIRST_DAY = (
    _make_slot("09:00", "09:30", SlotKind.PLENARY, "Accueil et émargement", "Welcome and attendance"),
    _make_slot(
        "09:30",
        "10:15",
        SlotKind.PLENARY,
        "Le cadre, puis présentations croisées",
        "The frame, then introductions in pairs",
    ),
    _make_slot(
        "10:15",
        "11:15",
        SlotKind.PLENARY,
        "Numérique et travail : les six dimensions d’un projet",
        "Digital and work: the six dimensions of a project",
    ),
    _make_slot(
        "11:15",
        "11:45",
        SlotKind.INDIVIDUAL,
        "La frise du projet, 1er tour",
        "The project’s timeline, first turn",
        SlotActivity.TIMELINE,
    ),
    _make_slot(
        "11:45",
        "12:15",
        SlotKind.INDIVIDUAL,
        "La frise du projet, 2e tour",
        "The project’s timeline, second turn",
        SlotActivity.TIMELINE,
    ),
    _make_slot(
        "12:15",
        "12:45",
        SlotKind.INDIVIDUAL,
        "La frise du projet, 3e tour",
        "The project’s timeline, third turn",
        SlotActivity.TIMELINE,
    ),
    _make_slot("12:45", "14:00", SlotKind.BREAK, "Déjeuner", "Lunch"),
    _make_slot(
        "14:00",
        "15:30",
        SlotKind.PLENARY,
        "Les pitchs : 4 minutes par projet",
        "Pitches: 4 minutes each",
        SlotActivity.PITCH,
    ),
    _make_slot(
        "15:30",
        "18:00",
        SlotKind.GROUP,
        "ADN Project Tool : la carte du projet",
        "ADN Project Tool: mapping the project",
        SlotActivity.ADN,
    ),
    _make_slot("18:00", "19:15", SlotKind.PLENARY, "Conférence", "Conference"),
    _make_slot("19:15", "20:30", SlotKind.BREAK, "Apéro", "Drinks"),
)

SECOND_DAY = (
    _make_slot("09:00", "09:15", SlotKind.PLENARY, "Accueil et émargement", "Welcome and attendance"),
    _make_slot(
        "09:15",
        "10:30",
        SlotKind.GROUP,
        "Fin de la carte ADN : les verrous",
        "End of the ADN map: the blockers",
        SlotActivity.ADN,
    ),
    _make_slot(
        "10:30", "12:30", SlotKind.GROUP, "Grand Mix des idées", "Grand Mix of ideas", SlotActivity.MIX
    ),
    _make_slot("12:30", "13:45", SlotKind.BREAK, "Déjeuner avec les partenaires", "Lunch with the partners"),
    _make_slot(
        "13:45",
        "14:45",
        SlotKind.PLENARY,
        "Table ronde : les dispositifs, les besoins entendus",
        "Round table: support schemes, needs heard",
    ),
    _make_slot(
        "14:45",
        "15:15",
        SlotKind.INDIVIDUAL,
        "Le plan d’action, 1er tour",
        "The action plan, first turn",
        SlotActivity.PLAN,
    ),
    _make_slot(
        "15:15",
        "15:45",
        SlotKind.INDIVIDUAL,
        "Le plan d’action, 2e tour",
        "The action plan, second turn",
        SlotActivity.PLAN,
    ),
    _make_slot(
        "15:45",
        "16:15",
        SlotKind.INDIVIDUAL,
        "Le plan d’action, 3e tour",
        "The action plan, third turn",
        SlotActivity.PLAN,
    ),
    _make_slot("16:15", "16:45", SlotKind.PLENARY, "Débrief à chaud", "Hot debrief", SlotActivity.DEBRIEF),
)


def make_default_agenda(days: int) -> list[tuple[DraftSlot, ...]]:
    """One tuple of slots a day. A session of one day has the first day only; a third day starts empty."""
    usual_days = [FIRST_DAY, SECOND_DAY]
    return [usual_days[number] if number < len(usual_days) else () for number in range(days)]
