"""The results of a survey: who reads them, what they count, whose words they show."""

import io
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.questionnaires import builder
from accelerator.questionnaires.models import Answer
from accelerator.transitions import TransitionRefused
from accelerator.web.templatetags.prose import longdate
from coaching.home.organiser.lessons import list_lessons
from coaching.models import Survey, SurveyInvitation
from coaching.surveys import defaults
from coaching.surveys.actions import survey as actions
from coaching.surveys.actions.room import open_in_room
from coaching.surveys.enums import SurveyKind
from coaching.surveys.queries import find_due_wave
from coaching.surveys.results import several
from coaching.surveys.results.figures import make_figure
from coaching.surveys.results.reading import Answered, read_results
from coaching.surveys.results.responses import read_responses
from coaching.surveys.views.finding import make_survey_address
from programmes.enums import StructureProfile
from programmes.models import Edition
from projects.models import Application, Participation
from tests import factories
from tests.support.synthesis import answered, invitation, synthesis_survey
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
NOW = timezone.now
ANSWERS: dict[str, Any] = {"overall": 4, "pace": "right", "one_word": "Élan", "quote": "no"}


def debrief(edition: Edition, **fields: Any) -> Survey:
    form = builder.publish(defaults.READY[SurveyKind.DEBRIEF], name="Débrief", at=NOW())
    return synthesis_survey(edition, kind=SurveyKind.DEBRIEF, form=form, **fields)


def add_answer(survey: Survey, participation: Participation, **answers: Any) -> SurveyInvitation:
    """A debrief that was sent."""
    one = invitation(survey, participation, **{**ANSWERS, **answers})
    SurveyInvitation.objects.filter(pk=one.pk).update(state="sent", sent_at=NOW())
    return one


def over(survey: Survey) -> None:
    survey.closes_at = NOW() - timedelta(minutes=1)
    survey.save(update_fields=["closes_at"])


def list_words_read(as_user: AsUser, reader: Any, survey: Survey) -> tuple[set[str], int]:
    """The words on the page of results, and how many responses it holds back."""
    context = as_user(reader).get(page(survey)).context
    figures = [figure for group in context["groups"] for figure in group.figures]
    return {word for figure in figures for word, _count in figure.words}, context[
        "results"
    ].withheld_responses


def rows_of_file(as_user: AsUser, world: factories.World, survey: Survey) -> list[Any]:
    content = as_user(world.organiser).get(page(survey, "survey_results_file")).content
    return list(openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True))[1:]


def compared(as_user: AsUser, world: factories.World, survey: Survey) -> Any:
    return as_user(world.organiser).get(page(survey, "survey_compare")).context["compared"]


def page(survey: Survey, name: str = "survey_results") -> str:
    return reverse(f"coaching:{name}", args=[survey.edition.slug, survey.kind])


def test_organisers_and_facilitators_read_the_debrief(as_user: AsUser) -> None:
    world = factories.edition_with(participations=6, facilitators=1, mentors=1)
    survey = debrief(world.edition)
    for participation in world.participations[:5]:
        add_answer(survey, participation)

    organiser = as_user(world.organiser).get(page(survey)).text
    facilitator = as_user(world.facilitators[0])
    surveys = as_user(world.organiser).get(reverse("coaching:manage_surveys", args=[world.edition.slug]))

    assert "5 réponses reçues" in organiser.replace("\xa0", " ")
    assert "En moyenne 4,0 sur 5" in organiser
    assert "Juste bien, 5 fois sur 5" in organiser
    assert "Élan × 5" in organiser.replace("\xa0", " ")
    assert "Juste bien" in facilitator.get(page(survey)).text
    assert page(survey) in facilitator.get(reverse("coaching:coaching_home")).text
    assert page(survey) in surveys.text
    assert as_user(world.mentors[0]).get(page(survey)).status_code == 403
    assert facilitator.get(page(survey, "survey_results_file")).status_code == 403


def test_a_facilitator_does_not_read_the_syntheses(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1, facilitators=1)
    survey = synthesis_survey(world.edition)
    answered(survey, world.participations[0])

    assert as_user(world.facilitators[0]).get(page(survey)).status_code == 404
    assert "le courage d’en parler" in as_user(world.organiser).get(page(survey)).text


def test_words_keep_to_the_consent_to_be_quoted(as_user: AsUser) -> None:
    world = factories.edition_with(participations=7, facilitators=1)
    survey, projects = debrief(world.edition), world.participations
    add_answer(survey, projects[0], learnt="Avec mon nom.", quote="named")
    add_answer(survey, projects[1], learnt="Sans mon nom.", quote="anonymous")
    add_answer(survey, projects[2], learnt="À garder.", quote="no")
    over(survey)

    few = as_user(world.facilitators[0]).get(page(survey)).text
    for project in projects[3:6]:
        add_answer(survey, project, learnt="Rien.", quote="no")
    organiser = as_user(world.organiser).get(page(survey)).text
    enough = as_user(world.facilitators[0]).get(page(survey)).text

    assert projects[0].project.title in organiser
    for words in ("Avec mon nom.", "Sans mon nom.", "À garder.", "à ne pas citer"):
        assert words in organiser
    for title in (projects[1].project.title, projects[2].project.title):
        assert title not in organiser
    assert "Avec mon nom." in few
    assert "Sans mon nom." not in few  # one of two unnamed projects: anybody would know which
    assert "Sans mon nom." in enough
    assert "À garder." not in enough
    assert "4 réponses ne sont lues que par l’organisation" in enough.replace("\xa0", " ")


def test_under_five_answers_only_a_reader_of_each_response_reads_a_count(as_user: AsUser) -> None:
    world = factories.edition_with(participations=4, facilitators=1)
    survey = debrief(world.edition)
    for participation in world.participations:
        add_answer(survey, participation, quote="named")
    over(survey)

    facilitator = as_user(world.facilitators[0]).get(page(survey)).text
    organiser = as_user(world.organiser).get(page(survey)).text

    assert "Moins de cinq réponses" in facilitator
    assert "En moyenne" not in facilitator
    assert "Moins de cinq réponses" not in organiser
    assert "En moyenne" in organiser


def test_one_more_answer_cannot_be_deduced_from_two_states_of_a_page(as_user: AsUser) -> None:
    world = factories.edition_with(participations=8, facilitators=1)
    survey, projects = debrief(world.edition), world.participations
    for number, project in enumerate(projects[:4]):
        add_answer(survey, project, one_word=f"Mot {number}", quote="no")
    readers = (world.organiser, world.facilitators[0])
    assert [list_words_read(as_user, reader, survey) for reader in readers] == [(set(), 4)] * 2

    disclosed = set()
    for number, project in enumerate(projects[4:], start=4):
        add_answer(survey, project, one_word=f"Mot {number}", quote="no")
        disclosed.add(len(read_responses(survey)[1]))
        disclosed.add(len(rows_of_file(as_user, world, survey)))
        assert compared(as_user, world, survey) == []
    assert disclosed == {5, 8}

    over(survey)
    assert len(rows_of_file(as_user, world, survey)) == 8


@pytest.mark.parametrize(("sent", "opens_again"), [(4, True), (7, False)])
def test_a_debrief_whose_unnamed_answers_were_all_disclosed_does_not_open_again(
    as_user: AsUser, sent: int, opens_again: bool
) -> None:
    world = factories.edition_with(participations=8)
    survey, projects = debrief(world.edition), world.participations
    for number, project in enumerate(projects[:sent]):
        add_answer(survey, project, one_word=f"Mot {number}", quote="no")
    over(survey)
    assert list_words_read(as_user, world.organiser, survey)[1] == (4 if opens_again else 0)

    dates = {"opens_at": survey.opens_at, "closes_at": NOW() + timedelta(days=2)}
    answer = as_user(world.organiser).post(
        make_survey_address(world.edition.slug, survey.slug),
        {name: f"{timezone.localtime(at):%Y-%m-%dT%H:%M}" for name, at in dates.items()},
    )

    survey.refresh_from_db()
    assert (survey.is_open(NOW()), answer.status_code) == (opens_again, 302 if opens_again else 422)
    with pytest.raises(TransitionRefused) if not opens_again else nullcontext():
        open_in_room(edition=world.edition, actor=world.organiser, at=NOW())


@pytest.mark.parametrize("many", [1, 200])
def test_nothing_that_counts_everybody_gives_away_whose_words_are_withheld(
    as_user: AsUser, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twelve named answers on a page beside tables of all thirteen would say what the only unnamed one is."""
    monkeypatch.setattr(several, "MANY", many)
    world = factories.edition_with(participations=13)
    survey, synthesis = debrief(world.edition), synthesis_survey(world.edition)
    for number, place in enumerate(world.participations):
        profile = StructureProfile.values[number % 2]
        Application.objects.filter(project=place.project).update(profile=profile)
        add_answer(
            survey, place, quote="named" if number else "no", was_missing="" if number % 2 else "Du temps."
        )
        answered(synthesis, place, usefulness=4)
    over(survey)

    shown = as_user(world.organiser).get(page(survey)).context
    assert (shown["results"].sent, shown["results"].withheld_responses) == (13, 1)
    assert shown["crossed"] == []
    assert survey not in [asked for table in compared(as_user, world, survey) for asked in table.surveys]
    assert not any("au débrief" in lesson.text for lesson in list_lessons(world.edition))

    for row in survey.invitations.filter(participation__in=world.participations[:5]):
        row.sheet.answers.filter(question__key="quote").update(value="no")
    shown = as_user(world.organiser).get(page(survey)).context
    assert (shown["results"].sent, shown["results"].withheld_responses) == (13, 0)
    assert shown["crossed"]
    assert survey in [asked for table in compared(as_user, world, survey) for asked in table.surveys]
    assert any("sur 13 disent, au débrief" in lesson.text for lesson in list_lessons(world.edition))


def test_the_board_of_a_debrief_does_not_reveal_when_each_answer_was_sent(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1)
    board = as_user(world.organiser).get
    address = reverse("coaching:manage_surveys", args=[world.edition.slug])
    debriefed = add_answer(debrief(world.edition), world.participations[0])
    written = answered(synthesis_survey(world.edition), world.participations[0])
    for row, is_dated in ((debriefed, False), (written, True)):
        row.refresh_from_db()
        assert row.sent_at is not None
        assert (longdate(row.sent_at) in board(address, {"kind": row.survey.slug}).text) is is_dated


def test_a_small_cell_of_a_grid_is_hidden_with_another_of_its_row() -> None:
    world = factories.edition_with(participations=7)
    rows = [{"value": "frise", "label_fr": "La frise"}]
    form = factories.published_form(
        {"key": "grid", "kind": "matrix", "options": {"min": 1, "max": 3, "rows": rows}}
    )
    survey = synthesis_survey(world.edition, kind=SurveyKind.DEBRIEF, form=form)
    for number, participation in enumerate(world.participations):
        one = invitation(survey, participation, grid={"frise": 1 if number == 0 else 3})
        SurveyInvitation.objects.filter(pk=one.pk).update(state="sent", sent_at=NOW())

    (grid,) = read_results(survey, organises=True).answered

    chart, for_organisers = make_figure(grid).chart, make_figure(grid, reads_responses=True).chart
    assert chart is not None
    assert chart.rows == [["La frise", "masqué", "0", "masqué"]]
    assert "2,6" in chart.svg  # of the five disclosed so far: in their mean, nobody is recognised
    assert for_organisers is not None
    assert for_organisers.rows == [
        ["La frise", "1", "0", "4"]
    ]  # a reader of each response learns nothing more


def test_a_mean_of_a_grid_waits_for_five() -> None:
    form = factories.published_form(
        {
            "key": "grid",
            "kind": "matrix",
            "options": {
                "min": 1,
                "max": 3,
                "not_applicable": True,
                "rows": [{"value": "frise", "label_fr": "La frise"}],
            },
        }
    )
    question = form.questions.get()
    few = Answered(question, [({"frise": 2}, 4), ({"frise": "na"}, 3)], 7)
    disclosed, read = (make_figure(few, reads_responses=reads).chart for reads in (False, True))
    assert disclosed is not None
    assert read is not None
    assert ("2,0" in disclosed.svg, "2,0" in read.svg) == (False, True)


def test_the_file_has_a_column_for_each_row_of_a_grid_with_numbers(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1)
    rows = [{"value": "frise", "label_fr": "La frise"}, {"value": "mix", "label_fr": "Le Grand Mix"}]
    form = factories.published_form(
        {"key": "grid", "kind": "matrix", "label_fr": "Utile ?",
         "options": {"min": 1, "max": 3, "not_applicable": True, "rows": rows}}
    )  # fmt: skip
    survey = synthesis_survey(world.edition, form=form)
    one = invitation(survey, world.participations[0], grid={"frise": 3, "mix": "na"})
    SurveyInvitation.objects.filter(pk=one.pk).update(state="sent", sent_at=NOW())

    content = as_user(world.organiser).get(page(survey, "survey_results_file")).content
    head, disclosed = list(
        openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    )

    assert head[1:] == ("Utile ? – La frise", "Utile ? – Le Grand Mix")
    assert disclosed[1:] == (3, "Non concerné")


def test_the_file_has_a_row_for_each_response_and_names_whom_it_may(as_user: AsUser) -> None:
    world = factories.edition_with(participations=6)
    survey = debrief(world.edition)
    add_answer(survey, world.participations[0], learnt="=1+1", quote="named")
    for project in world.participations[1:]:
        add_answer(survey, project, quote="anonymous")
    over(survey)

    response = as_user(world.organiser).get(page(survey, "survey_results_file"))

    headings, *rows = (
        openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0].iter_rows(values_only=True)
    )
    assert "attachment" in response["Content-Disposition"]
    assert {row[0] for row in rows} == {world.participations[0].project.title, "sans nom"}
    assert "=1+1" in {cell for row in rows for cell in row}
    assert len(headings) == len(rows[0])


def test_answers_that_may_not_be_named_keep_no_account(as_user: AsUser) -> None:
    world = factories.edition_with(participations=2)
    survey = debrief(world.edition)
    for participation, quote in zip(world.participations, ("named", "anonymous"), strict=True):
        one = invitation(survey, participation, **{**ANSWERS, "quote": quote})
        Answer.objects.filter(sheet=one.sheet).update(saved_by=world.holder)
        actions.submit_response(invitation=one, actor=world.holder, at=NOW())

    given = Answer.objects.exclude(saved_by=None).values_list(
        "sheet__survey_invitation__participation", flat=True
    )
    assert set(given) == {world.participations[0].pk}

    first = SurveyInvitation.objects.get(participation=world.participations[0])
    actions.change_consents(invitation=first, consents={"quote": "no"}, actor=world.holder, at=NOW())
    assert not Answer.objects.exclude(saved_by=None).exists()


def test_the_first_tab_is_the_survey_that_is_due() -> None:
    at = NOW()
    today = timezone.localdate(at)
    edition = factories.edition(session_starts_on=today, session_ends_on=today)
    assert find_due_wave(edition, list(edition.surveys.all()), at).kind == SurveyKind.DEBRIEF

    first = debrief(edition, opens_at=at - timedelta(hours=1), closes_at=at + timedelta(days=2))
    assert find_due_wave(edition, list(edition.surveys.all()), at).kind == SurveyKind.DEBRIEF

    synthesis_survey(edition, opens_at=at + timedelta(days=5), closes_at=at + timedelta(days=9))
    assert find_due_wave(edition, list(edition.surveys.all()), at).kind == SurveyKind.DEBRIEF
    assert find_due_wave(edition, list(edition.surveys.all()), first.closes_at).kind == SurveyKind.SYNTHESIS
    assert (
        find_due_wave(edition, list(edition.surveys.all()), at + timedelta(days=30)).kind
        == SurveyKind.SYNTHESIS
    )
