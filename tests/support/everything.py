"""An edition with so many of everything that its pages read."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accelerator.outbox.models import OutgoingMail
from accelerator.questionnaires.models import AnswerSheet
from coaching.attendance.actions import codes
from coaching.attendance.actions.attendees import add_observer, sync_attendees
from coaching.attendance.codes import generate_code
from coaching.ideas.actions.contributions import open_round, plan_rounds, send_contribution
from coaching.ideas.actions.rotation import RotationWish, make_rotation
from coaching.models import (
    AttendeeResponse,
    Booking,
    GalleryItem,
    MentorMeeting,
    Need,
    Pairing,
    PartnerMeeting,
    PersonalResponse,
    Room,
    Session,
    SessionCode,
    SessionDay,
    Slot,
    SlotGroup,
    SlotResource,
    SlotSpeaker,
    Stance,
    Survey,
    SurveyInvitation,
    SynthesisReport,
    WishCall,
)
from coaching.pairing.models import name_note
from coaching.session.actions.releases import publish_timetable
from coaching.session.actions.session import save_slot
from coaching.surveys.enums import SurveyAudience
from coaching.synthesis.enums import ReportKind
from coaching.synthesis.reports.build import compose
from coaching.synthesis.reports.gather import gather_retrospective
from programmes.models import Invitation
from projects.application.enums import ApplicationState
from projects.models import (
    Check,
    CheckItem,
    Decision,
    Duplicate,
    EligibilityRule,
    Finding,
    Note,
    ProjectMember,
    Recusal,
    Review,
    Score,
    Tag,
)
from projects.triage.models import RuleSubject
from tests import factories
from tests.factories import World
from tests.support.drawing import draw_and_plan
from tests.support.letters import fill_letters


def edition_with_everything(number: int) -> World:
    """An edition with so many of everything; the same people hold and follow all of its projects."""
    world = factories.edition_with(
        reviewers=number,
        mentors=number,
        facilitators=number,
        partners=number,
        applications=number,
        participations=number,
    )
    world.edition.call.edition = world.edition
    at = timezone.now()
    for rank, application in enumerate(world.applications, start=1):
        reviewed(world, application, rank)
    for application in [participation.project.application for participation in world.participations]:
        Decision.objects.create(
            application=application, outcome="selected", decided_by=world.organiser, decided_at=at
        )
    alike = factories.application(world.edition, state=ApplicationState.SUBMITTED, holder=world.holder)
    for application in world.applications:
        triaged(world, application, alike)
    followed(world)
    mixed(world)
    for place in world.participations:
        draw_and_plan(world, place, partner_body(world))
    fill_letters(world.participations, world.partners[0], partner_body(world))
    answered(world)
    debriefed(world)
    announced(world)
    retrospective(world)
    for turn in range(number):
        factories.scheme(
            world.edition,
            organisation=factories.organisation(),
            name=f"Dispositif {number}.{turn}",
            summary_fr="Aide.",
        )
        Invitation.objects.create(
            edition=world.edition,
            role="partner",
            organisation=factories.organisation(),
            email=f"i{turn}@exemple.test",
            nonce=factories.nonce(),
            invited_by=world.organiser,
            invited_at=at,
            expires_at=at + timedelta(days=9),
        )
        OutgoingMail.objects.create(
            dedupe_key=factories.nonce(),
            template="projects/application/receipt",
            scope=world.edition.scope,
            to_email="x@exemple.test",
            subject="Sujet",
            text="Texte",
            message_id=f"<{turn}>",
            created_at=at,
            due_at=at,
            user=world.holder,
        )
    return world


def partner_body(world: World) -> Any:
    return world.partners[0].roles.get(name="partner").organisation


def reviewed(world: World, application: Any, rank: int) -> None:
    at = timezone.now()
    for reviewer in world.reviewers[:1]:
        review = Review.objects.create(
            application=application,
            reviewer=reviewer,
            state="submitted",
            total="61.5",
            started_at=at,
            saved_at=at,
            submitted_at=at,
        )
        for criterion in world.edition.criteria.all():
            Score.objects.create(review=review, criterion=criterion, level=rank % 5)
    type(application).objects.filter(pk=application.pk).update(
        reviews_done=1, score="61.5", score_low="51", score_high="71"
    )


def triaged(world: World, application: Any, alike: Any) -> None:
    """As many notes, tags, points, rules and people aside as there are dossiers; one that looks the same."""
    at, author, call = timezone.now(), world.organiser, world.edition.call
    Duplicate.objects.create(first=application, second=alike, likeness=90)
    type(application).objects.filter(pk=application.pk).update(duplicates=1)
    for turn, subject in zip(range(len(world.applications)), RuleSubject, strict=False):
        Note.objects.create(application=application, author=author, text="Noté", at=at)
        tag, _made = Tag.objects.get_or_create(edition=world.edition, name=f"Vu {turn}", key=f"vu {turn}")
        tag.applications.add(application)
        point = {"call": call, "position": turn, "label_fr": "Le Siret"}
        item, _made = CheckItem.objects.get_or_create(**point)
        Check.objects.create(application=application, item=item, done=True, by=author, at=at)
        rule, _made = EligibilityRule.objects.get_or_create(call=call, subject=subject)
        Finding.objects.create(
            application=application, rule=rule, found_at=at, overruled_at=at, overruled_by=author, reason="Vu"
        )
        Recusal.objects.create(
            application=application, reviewer=world.facilitators[turn], author=author, reason="Amie", at=at
        )


def followed(world: World) -> None:
    """Session, pairings, turns, syntheses and reports of each admitted project, all held by one person."""
    at = timezone.now()
    WishCall.objects.create(edition=world.edition, closes_at=at + timedelta(days=9), requested_at=at)
    session = Session.objects.create(edition=world.edition, venue="Le Dôme", published_at=at)
    day = SessionDay.objects.create(session=session, date=world.edition.session_starts_on)
    survey = Survey.objects.create(
        edition=world.edition,
        kind="synthesis",
        form=factories.published_form(),
        opens_at=at - timedelta(days=1),
        closes_at=at + timedelta(days=9),
        sent_out_at=at,
    )
    for turn, place in enumerate(world.participations):
        ProjectMember.objects.filter(project=place.project).exclude(user=world.holder).update(
            user=world.holder
        )
        place.project.public_sheet = True
        place.project.save(update_fields=["public_sheet"])
        room = Room.objects.create(session=session, name=f"Salle {turn}")
        slot = Slot.objects.create(
            day=day,
            starts_at=f"{9 + turn}:00",
            ends_at=f"{9 + turn}:45",
            title_fr="Frise",
            kind="individual",
            room=room,
        )
        slot.leaders.add(world.facilitators[turn])
        pictured(place, session, world.holder, at)
        Booking.objects.create(slot=slot, participation=place, room=room)
        pairing = Pairing.objects.create(
            participation=place,
            mentor=world.mentors[0],
            state="accepted",
            proposed_by=world.organiser,
            proposed_at=at,
            answered_at=at,
        )
        met(world, pairing)
        SurveyInvitation.objects.create(
            survey=survey,
            participation=place,
            sheet=factories.sheet(survey.form, title="Oui"),
            email="x@exemple.test",
            nonce=factories.nonce(),
            state="sent",
            sent_at=at,
            shared_with_partners=True,
            created_at=at,
        )
        SynthesisReport.objects.create(
            edition=world.edition,
            participation=place,
            kind="project",
            version=1,
            state="ready",
            requested_at=at,
            due_at=at,
            built_at=at,
            sha256="0" * 64,
            file=f"reports/{turn}.pdf",
        )


def met(world: World, pairing: Pairing) -> None:
    """As many meetings of the pairing as there are projects: with dates to choose, agreed upon, with a note."""
    at = timezone.now()
    frame = {"pairing": pairing, "proposed_by": pairing.mentor, "proposed_at": at}
    for turn in range(len(world.participations)):
        hours = timedelta(days=2 + turn)
        proposed = MentorMeeting.objects.create(**frame)
        for date in range(turn + 1):
            proposed.dates.create(starts_at=at + timedelta(days=2 + date))
        MentorMeeting.objects.create(**frame, state="confirmed", starts_at=at + hours, confirmed_at=at)
        held = MentorMeeting.objects.create(**frame, state="held", starts_at=at - hours, confirmed_at=at)
        for author in (None, pairing.mentor, world.holder):
            uid = name_note(held.pk, author and author.pk)
            held.notes.create(uid=uid, author=author, text="Noté", created_at=at, saved_at=at)


def answered(world: World) -> None:
    """The answer of the partner’s body to each shared need, with an amount."""
    needs = Need.objects.for_partners([world.edition.pk]).order_by("pk")
    for tick, need in enumerate(needs, start=1):
        Stance.objects.create(
            need=need, organisation=partner_body(world), kind="lead", amount=900, tick=tick, saved_at=timezone.now()
        )  # fmt: skip
    PartnerMeeting.objects.filter(edition=world.edition).update(tick=len(needs))


def mixed(world: World) -> None:
    """A mix with an idea to each project, a table of each, and phones that wait at the door."""
    at = timezone.now()
    session = Session.objects.get(edition=world.edition)
    sync_attendees(session=session, at=at)
    add_observer(session=session, name="Maud Lenormand", at=at)
    SessionCode.objects.create(
        session=session,
        code=generate_code(),
        valid_from=at - timedelta(hours=1),
        valid_until=at + timedelta(hours=8),
    )
    people = list(session.attendees.order_by("pk"))
    author = session.attendees.get(name="Maud Lenormand")
    for person in people[: len(world.participations)]:
        codes.take_name(attendee=person)
        codes.request_name(attendee=person, at=at)
    rounds = plan_rounds(session=session, count=2, minutes=5, actor=world.organiser, at=at)
    open_round(mix_round=rounds[0], actor=world.organiser, at=at)
    for place in world.participations:
        send_contribution(
            session=session, attendee=author, uid=uuid4(), participation=place, blocker=None, kind="idea",
            text="Faire essayer l’outil.", at=at,
        )  # fmt: skip
    tables = [place.pk for place in world.participations]
    wish = RotationWish(tables=tables, rounds=2, capacity=9, only_present=False, apart_by_territory=False)
    make_rotation(session=session, wish=wish, keep=False, seen="", actor=world.organiser, at=at)


def debriefed(world: World) -> Survey:
    """A debrief that is open in the room, answered by link, by people and by attendees without an account."""
    at = timezone.now()
    form = factories.published_form(
        {"key": "word", "kind": "short_text"}, {"key": "quote", "kind": "short_text"}
    )
    survey = Survey.objects.create(
        edition=world.edition, kind="debrief", form=form, audiences=SurveyAudience.values,
        opens_at=at - timedelta(days=1), closes_at=at + timedelta(days=1), sent_out_at=at, room_opened_at=at,
    )  # fmt: skip
    sent = {"survey": survey, "state": "sent", "sent_at": at}

    def answer() -> AnswerSheet:
        return factories.sheet(form, word="Élan", quote="named")

    for place, mentor in zip(world.participations, world.mentors, strict=False):
        SurveyInvitation.objects.create(
            **sent,
            participation=place,
            sheet=answer(),
            email="x@exemple.test",
            nonce=factories.nonce(),
            created_at=at,
        )
        PersonalResponse.objects.create(
            **sent, person=mentor, audience=SurveyAudience.MENTORS, sheet=answer(), created_at=at
        )
        newcomer = add_observer(session=world.edition.session, name=f"Ada {place.pk}", at=at)
        AttendeeResponse.objects.create(
            **sent, attendee=newcomer, come_as=newcomer.kind, sheet=answer(), started_at=at
        )
    return survey


def announced(world: World) -> None:
    """Talks with people and documents, some in groups, a release of it all, and changes since."""
    at = timezone.now()
    day = SessionDay.objects.get(session__edition=world.edition)
    for turn, place in enumerate(world.participations):
        talk = Slot.objects.create(
            day=day, starts_at=f"{9 + turn}:45", ends_at=f"{9 + turn}:55", title_fr="Exposé"
        )
        talk.leaders.add(world.facilitators[turn])
        SlotSpeaker.objects.create(slot=talk, user=world.mentors[turn])
        SlotResource.objects.create(slot=talk, title="Le guide", url="https://exemple.test/", added_at=at)
        split = Slot.objects.create(
            day=day, starts_at=f"{14 + turn}:00", ends_at=f"{14 + turn}:45", title_fr="Atelier", kind="group"
        )
        group = SlotGroup.objects.create(slot=split, name="Groupe", key="groupe")
        group.participations.add(place)
        group.leaders.add(world.facilitators[turn])
    Session.objects.filter(pk=day.session_id).update(published_at=None)
    publish_timetable(session=Session.objects.get(pk=day.session_id), actor=world.organiser, at=at)
    changed(world, day)


def changed(world: World, day: SessionDay) -> None:
    """Changes that wait for their release: of leaders, turns and groups, and rooms that are too small."""
    at = timezone.now() + timedelta(minutes=1)
    Room.objects.filter(session=day.session_id).update(seats=1)
    for number, slot in enumerate(list(day.slots.filter(groups__isnull=False).order_by("pk"))):
        slot.title_fr, slot.room = "Atelier changé", day.session.rooms.order_by("pk")[number]
        save_slot(slot=slot, leaders=[world.facilitators[number]], actor=world.organiser, at=at)
    SlotGroup.objects.filter(slot__day=day).update(room=day.session.rooms.order_by("pk")[0])
    Booking.objects.filter(slot__day=day).update(room=None)
    Slot.objects.create(day=day, starts_at="18:00", ends_at="19:00", title_fr="Deux salles", kind="group")


def pictured(place: Any, session: Session, holder: Any, at: datetime) -> None:
    """A picture that everybody may see, one that is hidden, one that its author did not describe yet."""
    person = session.attendees.create(
        name=f"Nom {place.pk}", kind="observer", image_consent="pub", image_consent_at=at, added_at=at
    )
    for alt, depicts in (("Le mur", "named"), ("Une table", "unnamed"), ("", "")):
        item = GalleryItem.objects.create(
            session=session, kind="photo", participation=place, file="gallery/x", thumb="gallery/y", alt=alt,
            depicts=depicts, thumb_width=4, thumb_height=3, added_at=at, added_by=holder,
        )  # fmt: skip
        if depicts == "named":
            item.people.add(person)


def retrospective(world: World) -> None:
    """A retrospective that everybody reads, with what each project says and shows."""
    at = timezone.now()
    world.edition.announced_at = at
    world.edition.save(update_fields=["announced_at"])
    report = SynthesisReport(
        edition=world.edition, kind=ReportKind.RETROSPECTIVE, version=1, state="ready", file="reports/public.pdf",
        sha256="0" * 64, **dict.fromkeys(("requested_at", "due_at", "built_at", "published_at"), at),
    )  # fmt: skip
    report.content = compose(gather_retrospective(report), [])
    report.save()
