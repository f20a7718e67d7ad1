"""The session is prepared: its agenda, who follows which project, who is received when."""

from datetime import timedelta

from accelerator.outbox import reminders
from coaching.demo.founding import World
from coaching.models import Session, Slot
from coaching.pairing.actions import pairing
from coaching.session.actions import session
from coaching.session.enums import SlotKind
from projects.models import Participation

MENTORS = {
    "salaisons-du-bessin": "Anne Kervella",
    "cap-estran": "Frédéric Wagner",
    "a-domicile-bocage": "Barbara Klein",
    "entrepots-de-seine": "Didier Rouxel",
    "passe-mot": "Nour El Amrani",
    "trois-rivieres-auge": "Étienne Salaün",
    "imprimerie-lecoq": "Anne Kervella",
    "linieres-du-caux": "Christine Bellanger",
    "transporteurs-normands": "Frédéric Wagner",
    "agenda-juste": "Salima Ouchikh",
    "cabinet-lisiere": "Nour El Amrani",
    "hopital-deux-rives": "Barbara Klein",
    "chambre-claire": "Didier Rouxel",
}
REFUSED = ("linieres-du-caux", "Étienne Salaün", "Je connais trop mal le monde agricole pour être utile.")
"""Asked first, this person said no."""

LEADERS = {
    "09:30": ("Salima Ouchikh", "Étienne Salaün"),
    "10:15": ("Didier Rouxel", "Anne Kervella"),
    "14:00": ("Nour El Amrani",),
    "15:30": ("Nour El Amrani", "Barbara Klein", "Étienne Salaün"),
    "18:00": ("Cloé Ferrandi",),
    "09:15": ("Barbara Klein", "Frédéric Wagner"),
    "10:30": ("Étienne Salaün", "Christine Bellanger", "Nour El Amrani"),
    "13:45": ("Malik Bensaïd", "Mariam Keita", "Laurent Buisson"),
    "16:15": ("Salima Ouchikh",),
}
"""Who leads what is done together, by the hour at which it starts."""


def prepare(world: World, participations: dict[str, Participation]) -> Session:
    """Plan the session, pair the projects, share out the turns and publish the programme.

    Side effects: those of the actions, and the reminders that were due until the day before.
    """
    calendar, told, actor = world.calendar, world.plan.texts, world.second
    made = session.plan_session(
        edition=world.edition,
        venue=told.venue,
        address=told.address,
        access_notes=told.access,
        rooms=told.rooms,
        dates=[calendar.first_day, calendar.day(1)],
        actor=actor,
        at=calendar.at(-22, "10:00"),
    )
    _leaders(world, made)
    _mentors(world, participations)
    for number, day in enumerate(made.days.all()):
        session.share_out_day(day=day, actor=actor, at=calendar.at(-15, "16:00") + timedelta(minutes=number))
    session.publish_timetable(session=made, actor=actor, at=calendar.at(-14, "09:00"))
    for days in (-7, -1):
        reminders.plan(calendar.at(days, "08:05"))
    return made


def _leaders(world: World, made: Session) -> None:
    at = world.calendar.at(-21, "14:00")
    slots = Slot.objects.filter(day__session=made, kind__in=[SlotKind.PLENARY, SlotKind.GROUP])
    main = made.rooms.filter(name=world.plan.texts.rooms[0]).first()
    for slot in slots.select_related("day__session__edition").order_by("day__date", "starts_at"):
        names = LEADERS.get(f"{slot.starts_at:%H:%M}")
        if names:
            slot.room = main
            session.save_slot(
                slot=slot, leaders=[world.users[name] for name in names], actor=world.second, at=at
            )


def _mentors(world: World, participations: dict[str, Participation]) -> None:
    """Each project gets its mentor; one refusal on the way."""
    calendar = world.calendar
    key, name, reason = REFUSED
    asked = pairing.propose(
        participation=participations[key],
        mentor=world.users[name],
        actor=world.organiser,
        at=calendar.at(-20, "09:30"),
    )
    pairing.answer(
        pairing=asked, accepted=False, reason=reason, actor=asked.mentor, at=calendar.at(-20, "17:45")
    )
    for number, (project, mentor) in enumerate(MENTORS.items()):
        at = calendar.at(-19, "10:00") + timedelta(minutes=5 * number)
        proposed = pairing.propose(
            participation=participations[project], mentor=world.users[mentor], actor=world.organiser, at=at
        )
        answered_at = at + timedelta(hours=2 + number * 5 % 30)
        pairing.answer(pairing=proposed, accepted=True, actor=proposed.mentor, at=answered_at)
