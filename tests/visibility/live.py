"""What the walked world has of the two days themselves and after: who comes, the code that opens, notes of mentors."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import TYPE_CHECKING

from coaching.attendance.actions.attendees import sync_attendees
from coaching.attendance.codes import generate_code
from coaching.incidents.enums import IncidentKind
from coaching.models import (
    Attendance,
    Attendee,
    AttendeeResponse,
    Broadcast,
    Contribution,
    GalleryItem,
    Incident,
    MentorMeeting,
    MixRound,
    MixSeat,
    PairingWish,
    Rotation,
    RotationTable,
    Session,
    SessionCode,
    Slot,
    SlotGroup,
    SlotResource,
    SlotShift,
    SlotSpeaker,
    Survey,
    WishCall,
)
from coaching.pairing.models import name_note
from coaching.session.actions.releases import save_release
from coaching.session.calendar import make_feed
from coaching.session.programme import SessionProgramme
from coaching.session.releases import read_draft
from programmes.models import Role

if TYPE_CHECKING:
    from tests.visibility.editions import PopulatedEdition


def live(edition: PopulatedEdition) -> None:
    """A code that opens now, everybody the edition knows, and somebody without an account."""
    session = Session.objects.get(edition=edition.edition)
    release(edition, session)
    sync_attendees(session=session, at=edition.at)
    guest = Attendee.objects.create(
        session=session,
        kind="observer",
        added_at=edition.at,
        name=edition.text("attendee", "", "guest"),
        body=edition.text("attendee", "", "guest_body"),
        image_consent="no",
        image_consent_at=edition.at,
    )
    unanswered = Attendee.objects.create(
        session=session, kind="observer", added_at=edition.at, name="Personne sans réponse"
    )
    edition.world.rows[f"{edition.key}.unanswered_attendee"] = unanswered
    Attendance.objects.create(attendee=guest, day=session.days.get(), half="am", at=edition.at)
    code = SessionCode.objects.create(
        session=session,
        code=generate_code(),
        valid_from=edition.at - timedelta(days=1),
        valid_until=edition.at + timedelta(days=2),
    )
    debrief = Survey.objects.create(
        edition=edition.edition,
        kind="debrief",
        form=edition.survey_form,
        opens_at=edition.at - timedelta(days=1),
        closes_at=edition.at + timedelta(days=20),
        room_opened_at=edition.at,
    )
    AttendeeResponse.objects.create(
        survey=debrief,
        attendee=guest,
        come_as=guest.kind,
        sheet=edition.answers(edition.survey_form, "", prefix="debrief_answer"),
        state="sent",
        started_at=edition.at,
        sent_at=edition.at,
    )
    shift = SlotShift.objects.create(day=session.days.get(), minutes=10, moves=[], at=edition.at)
    edition.world.rows[f"{edition.key}.shift"] = shift
    edition.world.rows[f"{edition.key}.broadcast"] = Broadcast.objects.create(
        session=session,
        text=edition.text("broadcast", "", "text"),
        sent_at=edition.at,
        expires_at=edition.at + timedelta(hours=1),
    )
    lost = session.rooms.create(name=f"Salle perdue {edition.key}")
    edition.world.rows[f"{edition.key}.incident"] = Incident.objects.create(
        day=shift.day, kind=IncidentKind.LOST, room=lost, starts_at=time(9), ends_at=time(10), at=edition.at,
        changes={"moves": [], "freed": [], "groups": [], "rooms": [], "pairings": []},
    )  # fmt: skip
    edition.world.rows |= {f"{edition.key}.code": code, f"{edition.key}.guest": guest}
    mix(edition, session, guest)
    pictures(edition, session)


def pictures(edition: PopulatedEdition, session: Session) -> None:
    """A picture that everybody sees, one among participants, one that is hidden and one that waits for its words."""
    place = edition.world.rows[f"{edition.key}.confirmed.participation"]
    for name, kind, more in (
        ("published", "public_picture", {"depicts": "nobody", "published_at": edition.at}),
        ("picture", "picture", {"depicts": "nobody"}),
        ("hidden", "hidden_picture", {"depicts": "unnamed"}),
        ("draft", "draft_picture", {}),
    ):
        file = f"gallery/{edition.key}-{name}"
        edition.world.files[file] = edition.text(kind, "", f"{name}_file").encode()
        caption = edition.text(kind, "", f"{name}_caption")
        alt = "" if name == "draft" else edition.text(kind, "", f"{name}_alt")
        edition.world.rows[f"{edition.key}.{name}"] = GalleryItem.objects.create(
            session=session, kind="photo", participation=place, file=file, thumb=file, alt=alt,
            caption=caption, thumb_width=4, thumb_height=3, added_at=edition.at, **more,
        )  # fmt: skip


def release(edition: PopulatedEdition, session: Session) -> None:
    """What is published is released; a slot more is prepared, in groups, that organisers alone read."""
    slot = Slot.objects.create(
        day=session.days.get(), starts_at="15:30", ends_at="16:30", title_fr="Ateliers", kind="group"
    )
    group = SlotGroup.objects.create(
        slot=slot, name=edition.text("unpublished_session", "", "group"), key="g"
    )
    holder = edition.world.dossiers[f"{edition.key}.confirmed"].project.members.order_by("pk")[0].user
    edition.world.rows[f"{edition.key}.feed"] = make_feed(user=holder, at=edition.at)
    edition.world.rows |= {f"{edition.key}.groups_slot": slot, f"{edition.key}.group": group}
    talk(edition, session)
    if session.published_at is None:
        return
    draft = replace(
        read_draft(session), slots=tuple(row for row in read_draft(session).slots if row.pk != slot.pk)
    )
    programme = draft.follow(SessionProgramme())
    save_release(session, programme, actor=edition.who("organiser"), at=edition.at)
    Slot.objects.create(
        day=session.days.get(),
        starts_at="14:00",
        ends_at="15:00",
        title_fr=edition.text("unpublished_session", "", "draft"),
    )


def talk(edition: PopulatedEdition, session: Session) -> None:
    """Somebody speaks, as is released with the rest; a link and a file are for those of the edition."""
    kind = "published_session" if session.published_at else "unpublished_session"
    slot = Slot.objects.create(
        day=session.days.get(),
        starts_at="12:00",
        ends_at="13:00",
        title_fr=edition.text(kind, "", "talk"),
        kind="group",
        summary_fr=edition.text(kind, "", "summary"),
    )
    speaker = SlotSpeaker.objects.create(slot=slot, name=edition.text(kind, "", "speaker"), key="s")
    known = "talk_document" if session.published_at else "unpublished_session"
    SlotResource.objects.create(
        slot=slot, title=edition.text(known, "", "link"), url="https://exemple.fr/", added_at=edition.at
    )
    path = f"talks/{edition.key}"
    edition.world.files[path] = edition.text(known, "", "content").encode()
    file = SlotResource.objects.create(
        slot=slot,
        title=edition.text(known, "", "file"),
        file=path,
        name="talk.pdf",
        content_type="application/pdf",
        added_at=edition.at,
    )
    edition.world.rows |= {
        f"{edition.key}.talk": slot,
        f"{edition.key}.speaker": speaker,
        f"{edition.key}.resource": file,
    }


def mix(edition: PopulatedEdition, session: Session, guest: Attendee) -> None:
    """A round that runs; each project received an idea that is visible, one that waits and one that was hidden."""
    current = MixRound.objects.create(session=session, number=1, state="open", opened_at=edition.at)
    edition.world.rows[f"{edition.key}.mix_round"] = current
    for name in ("confirmed", "discreet"):
        participation = edition.world.rows[f"{edition.key}.{name}.participation"]
        for visibility, kind in (
            ("visible", "idea"),
            ("pending", "pending_idea"),
            ("hidden", "pending_idea"),
        ):
            made = Contribution.objects.create(
                participation=participation,
                round=current,
                attendee=guest,
                author_name=guest.name,
                text=edition.text(kind, name, visibility),
                visibility=visibility,
                wall_tick=1,
                verdict="keep" if visibility == "visible" else "",
                created_at=edition.at,
                saved_at=edition.at,
            )
            if visibility == "visible":
                edition.world.rows[f"{edition.key}.{name}.idea"] = made
    rotation(edition, session, guest)


def rotation(edition: PopulatedEdition, session: Session, guest: Attendee) -> None:
    """A table of each project, and somebody at one of them."""
    made = Rotation.objects.create(
        session=session, rounds=1, capacity=4, only_present=False, apart_by_territory=False, repeats=0,
        returns=0, with_rivals=0, created_at=edition.at,
    )  # fmt: skip
    for number, name in enumerate(("confirmed", "discreet"), start=1):
        participation = edition.world.rows[f"{edition.key}.{name}.participation"]
        table = RotationTable.objects.create(rotation=made, participation=participation, number=number)
    MixSeat.objects.create(table=table, attendee=guest, number=1)


if TYPE_CHECKING:
    from tests.visibility.editions import PopulatedEdition


def mentoring(edition: PopulatedEdition) -> None:
    """A meeting that is agreed upon, with what each noted; wishes of both sides that nobody else reads."""
    pairing = edition.world.rows[f"{edition.key}.pairing"]
    mentor, holder = pairing.mentor, pairing.participation.project.members.order_by("pk")[0].user
    meeting = MentorMeeting.objects.create(
        pairing=pairing,
        state="confirmed",
        starts_at=edition.at + timedelta(days=9),
        place=edition.text("meeting_place", "confirmed"),
        proposed_by=mentor,
        proposed_at=edition.at,
        confirmed_at=edition.at,
        was_in_calendars=True,
        sequence=1,
    )
    texts = {
        None: edition.text("meeting_shared", "confirmed"),
        mentor: edition.text("meeting_own", "confirmed", "mentor_note", author="mentor"),
        holder: edition.text("meeting_own", "confirmed", "holder_note", author="holder"),
    }
    for author, text in texts.items():
        meeting.notes.create(
            uid=name_note(meeting.pk, author and author.pk),
            author=author,
            text=text,
            created_at=edition.at,
            saved_at=edition.at,
        )
    edition.world.rows[f"{edition.key}.confirmed.meeting"] = meeting
    wishes(edition)


def wishes(edition: PopulatedEdition) -> None:
    WishCall.objects.create(
        edition=edition.edition, closes_at=edition.at + timedelta(days=30), requested_at=edition.at
    )
    role = Role.objects.get(edition=edition.edition, user=edition.who("mentor"), name="mentor")
    for by_mentor, kind, author in ((False, "project_wish", ""), (True, "mentor_wish", "mentor")):
        PairingWish.objects.create(
            participation=edition.world.rows[f"{edition.key}.discreet.participation"],
            role=role,
            by_mentor=by_mentor,
            reason=edition.text(kind, "discreet", author=author),
            wished_at=edition.at,
        )
