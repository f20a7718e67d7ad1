"""Receivers of this app for signals of the apps below."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import ManyToOneRel, Q
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from accelerator.accounts.models import User
from coaching.attendance.actions.attendees import empty_attendees, list_attendees_of
from coaching.canvas.actions.edition import copy_axes
from coaching.followup.actions.commitments import copy_delays
from coaching.followup.actions.letters import prepare_letters
from coaching.gallery import actions as gallery
from coaching.ideas.actions.contributions import unsign_ideas
from coaching.models import Attendee, CanvasPhoto, MeetingMinutes, Post, Survey
from coaching.pairing.actions import departures
from coaching.session.actions.session import copy_agenda
from coaching.signals import (
    answers_sent,
    consents_changed,
    credit_changed,
    image_consent_changed,
    minutes_written,
)
from coaching.surveys.actions.sheets import ANONYMISED_ROWS, anonymise_answers, erase_personal_answers
from coaching.surveys.actions.survey import copy_surveys
from coaching.surveys.enums import SurveyKind
from coaching.synthesis.actions import reports as synthesis
from coaching.synthesis.actions.editing import clear_public_pages
from programmes.enums import ClonedPart
from programmes.models import Edition, Role
from programmes.signals import edition_cloned, role_ended
from projects.models import Application, Participation
from projects.signals import application_anonymised, member_erased, place_left


@receiver(place_left)
def _on_place_left(
    sender: object, *, participation: Participation, actor: User, at: datetime, **_rest: object
) -> None:
    departures.follow_place_left(participation=participation, actor=actor, at=at)
    clear_public_pages(participation.edition)


@receiver(role_ended)
def _on_role_ended(
    sender: object, *, role: Role, reason: str, actor: User, at: datetime, **_rest: object
) -> None:
    departures.follow_role_ended(role=role, reason=reason, actor=actor, at=at)


@receiver(edition_cloned)
def _on_edition_cloned(
    sender: object,
    *,
    edition: Edition,
    source: Edition,
    parts: Collection[str],
    at: datetime,
    **_rest: object,
) -> None:
    if ClonedPart.AXES in parts:
        copy_axes(edition=edition, source=source)
    if ClonedPart.AGENDA in parts:
        copy_agenda(edition=edition, source=source)
    if ClonedPart.SURVEYS in parts:
        copy_surveys(edition=edition, source=source, at=at)
    if ClonedPart.NUDGES in parts:
        copy_delays(edition=edition, source=source)


@receiver(answers_sent)
def _on_answers_sent(
    sender: object,
    *,
    survey: Survey,
    participation: Participation,
    language: str,
    at: datetime,
    **_rest: object,
) -> None:
    if survey.kind == SurveyKind.SYNTHESIS:
        synthesis.follow_answer(survey=survey, participation=participation, language=language, at=at)
    elif survey.kind == SurveyKind.FOLLOW_UP:
        synthesis.follow_year(participation=participation, at=at)


@receiver(consents_changed)
def _on_consents_changed(
    sender: object, *, survey: Survey, participation: Participation | None, at: datetime, **_rest: object
) -> None:
    synthesis.renew_reports(edition=survey.edition, participation=participation, at=at)
    clear_public_pages(survey.edition)


@receiver(credit_changed)
def _on_credit_changed(sender: object, *, attendee: Attendee, at: datetime, **_rest: object) -> None:
    synthesis.renew_credits(attendee=attendee, at=at)


@receiver(pre_delete, sender=Attendee)
def _on_attendee_erased(sender: object, *, instance: Attendee, **_rest: object) -> None:
    """Delete the pictures of a person who is erased: nobody can decide any more on their consent."""
    CanvasPhoto.objects.filter(people=instance).delete()
    gallery.erase_pictures_of(instance)


@receiver(application_anonymised)
def _on_application_anonymised(
    sender: object,
    *,
    application: Application,
    people: Collection[int],
    on_request: bool,
    at: datetime,
    **_rest: object,
) -> None:
    """Erase the texts and canvases of an anonymised project, and its people; the place and its counts stay."""
    Post.objects.filter(project=application.project_id).delete()
    places = list(Participation.objects.filter(project=application.project_id).select_related("edition"))
    attendees = list_attendees_of(places)
    anonymise_answers(places=places, attendees=[attendee.pk for attendee in attendees], at=at)
    erase_personal_answers(edition=application.call.edition, people=people)
    unsign_ideas(attendees)
    for attendee in attendees:
        _on_attendee_erased(Attendee, instance=attendee)
    empty_attendees(attendees)
    for relation in Participation._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel) and relation.related_model not in {Attendee, *ANONYMISED_ROWS}:
            rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": places})
            rows.delete()
    for place in places:
        clear_public_pages(place.edition)
        if on_request:
            # reports are read for years: what partners read is built again without them
            synthesis.renew_reports(edition=place.edition, participation=None, at=at)


@receiver(member_erased)
def _on_member_erased(
    sender: object, *, application: Application, person: User, at: datetime, **_rest: object
) -> None:
    """Anonymise an erased member among the attendees; their half-days and the texts of the project stay."""
    edition = application.call.edition
    theirs = Q(user=person) | Q(user=None, name__iexact=person.name or person.email)
    attendees = list(Attendee.objects.filter(theirs, participation__project=application.project_id))
    erase_personal_answers(edition=edition, people=[person.pk])
    unsign_ideas(attendees)
    for attendee in attendees:
        _on_attendee_erased(Attendee, instance=attendee)
    empty_attendees(attendees)
    for place in Participation.objects.filter(project=application.project_id).select_related("edition"):
        clear_public_pages(place.edition)
        synthesis.renew_reports(edition=place.edition, participation=place, at=at)


@receiver(image_consent_changed)
def _on_image_consent_changed(
    sender: object, *, attendee: Attendee, actor: User, at: datetime, **_rest: object
) -> None:
    gallery.follow_consent(attendee=attendee, actor=actor, at=at)
    synthesis.renew_pictures(attendee=attendee, at=at)


@receiver(minutes_written)
def _on_minutes_saved(
    sender: object, *, minutes: MeetingMinutes, actor: User, at: datetime, **_rest: object
) -> None:
    prepare_letters(minutes=minutes, actor=actor, at=at)
