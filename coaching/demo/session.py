"""The session: its agenda, who follows which project, who is received when."""

from datetime import timedelta

from accelerator.outbox import reminders
from coaching.demo.days import print_handout
from coaching.demo.edition import LoadedEdition
from coaching.demo.mentoring import save_wishes
from coaching.models import Booking, Session, Slot, SlotGroup, SlotResource, SlotSpeaker
from coaching.pairing.actions import pairing
from coaching.session.actions import groups, releases, session as session_actions, talks, turns
from coaching.session.enums import SlotKind
from coaching.session.mentors import find_mentors
from coaching.session.planning.clashes import share_over_groups
from coaching.session.releases import compute_fingerprint, find_released, read_draft
from projects.models import Participation


def prepare_session(loaded: LoadedEdition, participations: dict[str, Participation]) -> Session:
    """Plan the session, collect wishes, pair the projects, assign the turns and publish the programme.

    Side effects: those of the actions, and the reminders that were due until the day before.
    """
    calendar, data, actor = loaded.calendar, loaded.data, loaded.session_organiser
    session = session_actions.plan_session(
        edition=loaded.edition,
        venue=data.venue,
        address=data.address,
        access_notes=data.access,
        rooms=data.rooms,
        dates=[calendar.first_day, calendar.day(1)],
        actor=actor,
        at=calendar.at(-22, "10:00"),
    )
    name_leaders(loaded, session)
    _prepare_talks(loaded, session)
    save_wishes(loaded, participations)
    pair_mentors(loaded, participations)
    for number, day in enumerate(session.days.all()):
        turns.share_out_day(day=day, actor=actor, at=calendar.at(-15, "16:00") + timedelta(minutes=number))
    make_groups(loaded, session)
    releases.publish_timetable(session=session, actor=actor, at=calendar.at(-14, "09:00"))
    _change_room(loaded, session)
    for days in (-7, -1):
        reminders.plan(calendar.at(days, "08:05"), scope=loaded.edition.scope)
    return session


def make_groups(loaded: LoadedEdition, session: Session) -> None:
    """Prepare several tables for the mix of ideas, each with a leader; nobody is needed at two of them."""
    at = loaded.calendar.at(-15, "17:00")
    slot = (
        Slot.objects.filter(day__session=session, kind=SlotKind.GROUP)
        .order_by("day__date", "starts_at")
        .last()
    )
    rooms = list(session.rooms.exclude(name=loaded.data.rooms[0]).order_by("name"))
    if slot is None or not rooms:
        return
    leaders = list(slot.leaders.order_by("name"))[: len(rooms)]
    coming = {place.pk: place for place in session.edition.participations.confirmed().order_by("pk")}
    mentors = {place: mentor.key for place, mentor in find_mentors(coming).items()}
    led = {leader.pk: [place for place in coming if mentors.get(place) == leader.pk] for leader in leaders}
    others = [place for place in coming if mentors.get(place) not in led]
    shared = share_over_groups(others, mentors, len(leaders))
    for number, (leader, places) in enumerate(zip(leaders, shared, strict=True)):
        groups.save_group(
            group=SlotGroup(slot=slot, name=f"Groupe {number + 1}", room=rooms[number]),
            leaders=[leader],
            participations=[coming[place] for place in sorted([*led[leader.pk], *places])],
            actor=loaded.session_organiser,
            at=at,
        )


def _change_room(loaded: LoadedEdition, session: Session) -> None:
    """Move a project to another room after the release: it is notified, and its mentor."""
    calendar, actor = loaded.calendar, loaded.session_organiser
    turn = Booking.objects.filter(slot__day__session=session).order_by(
        "-slot__day__date", "-slot__starts_at", "pk"
    )[0]
    free = session.rooms.exclude(bookings__slot=turn.slot_id).order_by("-name").first()
    if free is None:
        return
    slot, participation = turn.slot, turn.participation
    turns.unbook(booking=turn, actor=actor, at=calendar.at(-6, "10:00"))
    turns.book_slot(
        slot=slot, participation=participation, room=free, actor=actor, at=calendar.at(-6, "10:01")
    )
    released = find_released(session)
    assert released is not None  # published just before
    seen = compute_fingerprint(released, read_draft(session))
    releases.release_changes(session=session, seen=seen, actor=actor, at=calendar.at(-6, "10:05"))


def name_leaders(loaded: LoadedEdition, session: Session) -> None:
    """The leaders of the plenary slots, in the main room. Side effects: those of the action."""
    at = loaded.calendar.at(-21, "14:00")
    slots = Slot.objects.filter(day__session=session, kind__in=[SlotKind.PLENARY, SlotKind.GROUP])
    main = session.rooms.filter(name=loaded.data.rooms[0]).first()
    for slot in slots.select_related("day__session__edition").order_by("day__date", "starts_at"):
        named = loaded.data.leaders
        names = named.get(f"{slot.starts_at:%H:%M}") or named.get(slot.activity)
        if names:
            slot.room = main
            session_actions.save_slot(
                slot=slot,
                leaders=[loaded.users[name] for name in names],
                actor=loaded.session_organiser,
                at=at,
            )


def _prepare_talks(loaded: LoadedEdition, session: Session) -> None:
    """Speakers, their subjects, and the documents of their talks."""
    at, actor = loaded.calendar.at(-21, "15:00"), loaded.session_organiser
    slots = Slot.objects.filter(day__session=session).select_related("day__session__edition", "room")
    for data in loaded.data.talks:
        slot = slots.get(starts_at=data.at, kind__in=[SlotKind.PLENARY, SlotKind.GROUP])
        slot.summary_fr, slot.summary_en = data.summary_fr.strip(), data.summary_en.strip()
        session_actions.save_slot(slot=slot, leaders=slot.leaders.all(), actor=actor, at=at)
        for speaker in data.speakers:
            user = loaded.users.get(speaker.name)
            row = SlotSpeaker(slot=slot, user=user, name="" if user else speaker.name)
            row.function, row.body = speaker.function, speaker.body
            talks.save_speaker(speaker=row, actor=actor, at=at)
        for document in data.documents:
            resource = SlotResource(
                slot=slot, title=document.title, url=document.url, is_public=document.is_public
            )
            head = loaded.edition.name
            file = (
                print_handout(document.title, document.lines, head=head, kind=slot.title_fr, at=at)
                if document.lines
                else None
            )
            talks.add_resource(resource=resource, checked=file, actor=actor, at=at)


def pair_mentors(loaded: LoadedEdition, participations: dict[str, Participation]) -> None:
    """Each project gets its mentor; some mentors decline first. Side effects: those of the actions."""
    calendar = loaded.calendar
    for refusal in loaded.data.mentor_refusals:
        proposal = pairing.propose(
            participation=participations[refusal.application],
            mentor=loaded.users[refusal.mentor],
            actor=loaded.organiser,
            at=calendar.at(-17, "09:30"),
        )
        pairing.answer(
            pairing=proposal,
            accepted=False,
            reason=refusal.reason,
            actor=proposal.mentor,
            at=calendar.at(-17, "17:45"),
        )
    for number, (project, mentor) in enumerate(loaded.data.mentors.items()):
        at = calendar.at(-16, "10:00") + timedelta(minutes=5 * number)
        proposed = pairing.propose(
            participation=participations[project], mentor=loaded.users[mentor], actor=loaded.organiser, at=at
        )
        answered_at = at + timedelta(hours=2 + number * 5 % 25)
        pairing.answer(pairing=proposed, accepted=True, actor=proposed.mentor, at=answered_at)
