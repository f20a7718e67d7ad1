"""A survey's questions are published while people answer: nothing is lost, and each answer stands by its questions."""

from copy import copy
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.form_builder.actions import open_draft
from accelerator.questionnaires import drafting, queries, revisions
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.errors import SheetFrozen
from accelerator.questionnaires.forms import loose_form
from accelerator.questionnaires.models import Answer, AnswerSheet
from accelerator.rows.actions import save_row
from coaching.attendance.actions.attendees import add_attendee
from coaching.models import (
    AttendeeResponse,
    Blocker,
    PersonalResponse,
    RowConfirmation,
    Survey,
    SurveyInvitation,
)
from coaching.plan.enums import BlockerState
from coaching.surveys.actions import confirmations, paper, room, survey as surveys
from coaching.surveys.actions.questions import SurveyQuestions, publish_questions
from coaching.surveys.actions.survey import submit_response
from coaching.surveys.enums import SurveyKind
from coaching.surveys.links import ANONYMOUS_LINK, PERSONAL_LINK
from coaching.surveys.results.reading import read_results
from tests import factories
from tests.support.live import run_session
from tests.support.races import at_once
from tests.support.synthesis import ANSWERS, invitation, posted, synthesis_survey

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timezone.now
WORDS = "Le froid de la salle, et le bruit du couloir."
STORED_ANSWERS: dict[str, Any] = {"overall": 2, "to_change": WORDS, "quote": "no"}
ROUNDS = 3


def open_free(**fields: Any) -> tuple[factories.World, Survey]:
    world = factories.edition_with(partners=3)
    survey = surveys.open_survey(
        edition=world.edition, kind=SurveyKind.FREE, title_fr="Le lieu", audiences=["partners"],
        opens_at=NOW() - timedelta(hours=1), closes_at=NOW() + timedelta(days=9), actor=None, at=NOW(), **fields,
    )  # fmt: skip
    surveys.send_links(survey=survey, actor=None, at=NOW())
    return world, survey


def revise(survey: Survey, *, removes: str = "", asks: bool = False) -> None:
    """Draft other questions: one less, or one more that must be answered."""
    survey.refresh_from_db()
    draft = open_draft(built=SurveyQuestions(survey), actor=None, at=NOW())
    if removes:
        drafting.remove_question(question=draft.questions.select_related("section").get(key=removes))
    if asks:
        page = draft.sections.order_by("position")[0]
        fields = {"label_fr": "Et encore ?", "kind": QuestionKind.SHORT_TEXT, "required": True}
        drafting.save_question(section=page, fields=fields)


def publish(survey: Survey) -> revisions.Carried:
    drafted = Survey.objects.select_related("edition", "form", "draft_form").get(pk=survey.pk)
    return publish_questions(survey=drafted, actor=None, at=NOW())


def words_kept(sheet: AnswerSheet) -> bool:
    """In the form it answers, or beside it."""
    aside = [row.text for row in queries.set_aside(sheet)]
    return WORDS in (queries.values(sheet).get("to_change"), *aside)


def ensure_no_error(results: list[Any]) -> None:
    assert [result for result in results if isinstance(result, Exception)] == []


def test_an_answer_sent_while_a_question_goes_stands_by_the_questions_it_was_given_to() -> None:
    for _round in range(ROUNDS):
        _world, survey = open_free()
        before = survey.form_id
        response = PersonalResponse.objects.filter(survey=survey)[0]
        address = reverse("coaching:personal_survey", args=[PERSONAL_LINK.token_of(response)])
        revise(survey, removes="to_change")

        def act(tab: int, survey: Survey = survey, address: str = address) -> Any:
            return Client().post(address, posted(**STORED_ANSWERS)).status_code if tab else publish(survey)

        results = at_once(act, tabs=2)

        ensure_no_error(results)
        response.refresh_from_db()
        after = Survey.objects.get(pk=survey.pk).form_id
        assert results[1] == 302
        assert response.is_sent
        assert response.sheet.revision_id in (before, after)
        assert words_kept(response.sheet)
        assert queries.values(response.sheet)["overall"] == 2
        quoted = [
            word.text for row in read_results(survey, organises=True).answered for word in row.verbatims
        ]
        assert (WORDS in quoted) == (response.sheet.revision_id == before)


def test_an_answer_that_meets_a_new_required_question_is_sent_without_it_or_kept_until_it_is_answered() -> (
    None
):
    for _round in range(ROUNDS):
        _world, survey = open_free()
        before = survey.form_id
        response = PersonalResponse.objects.filter(survey=survey)[0]
        address = reverse("coaching:personal_survey", args=[PERSONAL_LINK.token_of(response)])
        revise(survey, asks=True)

        def act(tab: int, survey: Survey = survey, address: str = address) -> Any:
            return Client().post(address, posted(**STORED_ANSWERS)) if tab else publish(survey)

        results = at_once(act, tabs=2)

        ensure_no_error(results)
        response.refresh_from_db()
        assert words_kept(response.sheet)
        if response.is_sent:
            assert response.sheet.revision_id == before
        else:
            assert response.sheet.revision_id == Survey.objects.get(pk=survey.pk).form_id
            assert [question.label for question in queries.missing(response.sheet)] == ["Et encore ?"]
            assert WORDS in Client().get(address).text


def test_questions_that_two_organisers_publish_are_published_once() -> None:
    _world, survey = open_free()
    revise(survey, asks=True)
    drafted = Survey.objects.select_related("edition", "form", "draft_form").get(pk=survey.pk)

    results = at_once(lambda _tab: publish_questions(survey=copy(drafted), actor=None, at=NOW()), tabs=2)

    assert sorted(type(result).__name__ for result in results) == ["Carried", "FormChanged"]


def test_an_anonymous_answer_is_laid_under_the_new_questions_or_asked_for_again() -> None:
    for _round in range(ROUNDS):
        _world, survey = open_free(anonymous=True)
        address = reverse("coaching:anonymous_survey", args=[ANONYMOUS_LINK.token_of(survey)])
        revise(survey, asks=True)

        def act(tab: int, survey: Survey = survey, address: str = address) -> Any:
            return Client().post(address, posted(**STORED_ANSWERS)) if tab else publish(survey)

        results = at_once(act, tabs=2)

        ensure_no_error(results)
        stored = [row.values for row in survey.anonymous_responses.all()]
        if results[1].status_code == 302:
            assert stored == [STORED_ANSWERS]
        else:
            assert results[1].status_code == 422
            assert stored == []
            assert WORDS in results[1].text


def test_a_person_who_begins_on_a_phone_while_questions_are_published_gets_the_new_ones() -> None:
    for _round in range(ROUNDS):
        live = run_session()
        survey = room.open_in_room(edition=live.world.edition, actor=live.world.organiser, at=NOW())
        attendee = live.session.attendees.order_by("pk")[0]
        revise(survey, asks=True)
        stale = Survey.objects.select_related("form").get(pk=survey.pk)

        def act(tab: int, survey: Survey = stale, attendee: Any = attendee) -> Any:
            if tab:
                return room.start_room_response(survey=survey, attendee=attendee, at=NOW())
            return publish(survey)

        ensure_no_error(at_once(act, tabs=2))

        begun = AttendeeResponse.objects.select_related("sheet").get(survey=survey)
        assert begun.sheet.revision_id == Survey.objects.get(pk=survey.pk).form_id


def test_a_paper_typed_while_its_author_sends_from_a_phone_keeps_both_whole() -> None:
    for _round in range(ROUNDS):
        live = run_session()
        ana = add_attendee(
            session=live.session, name="Ana Exemple", kind="observer", actor=live.world.organiser, at=NOW()
        )
        survey = room.open_in_room(edition=live.world.edition, actor=live.world.organiser, at=NOW())
        phone = live.join(ana)
        phone.post(live.url("live_debrief"), {"do": "start"})
        given = {**STORED_ANSWERS, "pace": "right", "one_word": "Élan", "learnt": "Sur mon téléphone."}
        address = live.url("live_debrief")

        def act(
            tab: int, survey: Survey = survey, attendee: Any = ana, phone: Client = phone, address: str = address,
            given: Any = given, actor: Any = live.world.organiser,
        ) -> Any:  # fmt: skip
            if tab:
                return phone.post(address, posted(**given)).status_code
            typed = loose_form(
                survey.form, name="paper", data=posted(**{**given, "learnt": "Sur le papier."})
            )
            assert typed.is_valid()
            return paper.enter_attendee_paper(
                survey=survey, attendee=attendee, form=typed, actor=actor, at=NOW()
            )

        results = at_once(act, tabs=2)

        # neither waits for the other, nor takes what the other wrote; the phone may read that the paper came first
        assert results == [None, 302]
        stored = Answer.objects.filter(
            question__key="learnt", sheet__revision=survey.form, sheet__frozen_at__isnull=False
        )
        words = {answer.value for answer in stored}
        assert words in ({"Sur le papier."}, {"Sur le papier.", "Sur mon téléphone."})
        assert AttendeeResponse.objects.sent().filter(survey=survey).count() == len(words)


def begun(world: factories.World) -> SurveyInvitation:
    """Everything is answered, nothing is sent."""
    agreed = {key: value for key, value in ANSWERS.items() if key != "share_with_partners"}
    one = invitation(synthesis_survey(world.edition), world.participations[0], **agreed)
    question = one.sheet.revision.questions.get(key="share_with_partners")
    one.sheet.answers.create(question=question, value=False, saved_at=NOW())
    return one


def test_a_row_is_confirmed_before_the_synthesis_is_sent_or_not_at_all() -> None:
    one = begun(factories.edition_with(participations=1))
    blocker = save_row(
        model=Blocker, owner={"participation": one.participation}, uid=uuid4(), values={"text": "Le temps"},
        base_version=0, actor=None, at=NOW(),
    )  # fmt: skip

    def act(tab: int) -> object:
        mine = SurveyInvitation.objects.select_related("survey__edition", "sheet", "participation").get(
            pk=one.pk
        )
        if tab:
            return confirmations.confirm_blocker(
                invitation=mine,
                uid=blocker.uid,
                state=BlockerState.LIFTED,
                base_version=1,
                actor=None,
                at=NOW(),
            )
        return submit_response(invitation=mine, actor=None, at=NOW())

    sent, confirmed = at_once(act, tabs=2)

    blocker.refresh_from_db()
    one.refresh_from_db()
    assert (sent, one.is_sent) == (None, True)
    assert isinstance(confirmed, int | SheetFrozen)
    lifted = blocker.state == BlockerState.LIFTED
    assert lifted == isinstance(confirmed, int) == RowConfirmation.objects.filter(row=blocker.uid).exists()
