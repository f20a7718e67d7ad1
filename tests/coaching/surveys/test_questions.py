"""The questions of a survey: read before it is made, built as the form of a call, changed even while it is open."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.form_builder.actions import drop_draft, open_draft
from accelerator.questionnaires import builder, drafting
from accelerator.questionnaires.enums import AnswerAudience, QuestionKind
from accelerator.transitions import TransitionRefused
from coaching.models import PersonalResponse, Survey
from coaching.surveys import defaults
from coaching.surveys.actions import questions as actions, survey as surveys
from coaching.surveys.actions.questions import SurveyQuestions
from coaching.surveys.counting import NEEDS, count_edition
from coaching.surveys.enums import SurveyKind
from coaching.surveys.links import ANONYMOUS_LINK, PERSONAL_LINK
from coaching.surveys.results.figures import make_figure
from coaching.surveys.results.reading import read_results
from coaching.surveys.results.several import read_for_organisers
from tests import factories
from tests.factories import World
from tests.support.choices import choice, choices
from tests.support.synthesis import answered, posted, synthesis_survey
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
NOW = timezone.now


def coming_debrief(world: World) -> Survey:
    """It opens tomorrow."""
    form = builder.publish(defaults.READY[SurveyKind.DEBRIEF], name="Débrief", at=NOW())
    tomorrow = NOW() + timedelta(days=1)
    return synthesis_survey(
        world.edition, kind=SurveyKind.DEBRIEF, form=form, opens_at=tomorrow, sent_out_at=None
    )


def open_free(**fields: Any) -> tuple[World, Survey]:
    """A free survey that partners are answering."""
    world = factories.edition_with(partners=3)
    survey = surveys.open_survey(
        edition=world.edition, kind=SurveyKind.FREE, title_fr="Le lieu", audiences=["partners"],
        opens_at=NOW() - timedelta(hours=1), closes_at=NOW() + timedelta(days=9), actor=None, at=NOW(), **fields,
    )  # fmt: skip
    surveys.send_links(survey=survey, actor=None, at=NOW())
    survey.refresh_from_db()
    return world, survey


def page(survey: Survey, name: str = "survey_questions", *args: Any) -> str:
    return reverse(f"coaching:{name}", args=[survey.edition.slug, survey.slug, *args])


def do(browser: Client, survey: Survey, gesture: str, **more: Any) -> Any:
    return browser.post(page(survey, "arrange_survey_form"), {"do": gesture, **more}, follow=True)


def draft_question(survey: Survey, key: str) -> Any:
    survey.refresh_from_db()
    assert survey.draft_form is not None
    return survey.draft_form.questions.get(key=key)


def change(survey: Survey, world: World) -> None:
    """Open a draft of the questions."""
    open_draft(built=SurveyQuestions(survey), actor=world.organiser, at=NOW())


def publish(survey: Survey, world: World) -> None:
    survey.refresh_from_db()
    actions.publish_questions(survey=survey, actor=world.organiser, at=NOW())


def my_page(response: PersonalResponse) -> str:
    return reverse("coaching:personal_survey", args=[PERSONAL_LINK.token_of(response)])


def test_words_order_and_questions_change_in_a_draft_until_it_is_published(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1)
    survey, organiser = coming_debrief(world), as_user(world.organiser)
    surveys.send_links(survey=survey, actor=world.organiser, at=NOW())
    organiser.post(page(survey, "start_survey_form"))
    pace = draft_question(survey, "pace")

    do(organiser, survey, f"up:question:{pace.pk}")
    do(organiser, survey, f"remove:question:{draft_question(survey, 'one_word').pk}")
    address = page(survey, "survey_question", pace.pk)
    words = {"label_fr": "Le rythme des deux jours", "label_en": "The pace of both days", "required": "on"}
    choices = {"kind": "single", "audience": "jury", "choices_text": "Lent\nRapide"}
    assert "Le rythme" in organiser.get(address).text
    organiser.post(address, {**words, **choices})
    added = page(survey, "new_survey_question", pace.section_id)
    organiser.post(
        added, {"kind": "short_text", "label_fr": "Qui inviter la prochaine fois ?", "audience": "jury"}
    )

    keys_before = set(survey.form.questions.values_list("key", flat=True))
    assert "one_word" in keys_before  # nothing changes for anybody before it is published
    assert "Un mot pour partir" in organiser.get(page(survey, "publish_survey_form")).text
    organiser.post(page(survey, "publish_survey_form"))

    survey.refresh_from_db()
    keys = list(survey.form.questions.order_by("section__position", "position").values_list("key", flat=True))
    assert survey.draft_form is None
    assert "one_word" not in keys
    assert keys.index("pace") == keys.index("coaching") - 1
    assert survey.form.questions.get(key="pace").label_fr == "Le rythme des deux jours"
    assert survey.form.questions.filter(label_fr="Qui inviter la prochaine fois ?").exists()
    assert survey.invitations.get().sheet.revision_id == survey.form_id  # a link that left leads to them
    assert AuditEntry.objects.filter(verb="publish_survey_form", actor=world.organiser).count() == 1


def test_pages_questions_and_ready_made_pieces_are_arranged_as_in_the_form_of_a_call(as_user: AsUser) -> None:
    world, survey = open_free()
    organiser = as_user(world.organiser)
    organiser.post(page(survey, "start_survey_form"))
    organiser.post(page(survey, "new_survey_page"), {"title_fr": "L’accueil"})
    section = Survey.objects.get().draft_form.sections.get(title_fr="L’accueil")  # type: ignore[union-attr]

    do(organiser, survey, f"copy:question:{draft_question(survey, 'overall').pk}")
    do(organiser, survey, f"to:question:{draft_question(survey, 'to_keep').pk}:{section.pk}")
    do(organiser, survey, f"remove:question:{draft_question(survey, 'to_change').pk}")
    ready = {f"ready_question_{section.pk}": "to_change"}
    do(organiser, survey, f"ready:question:{section.pk}", **ready)

    draft = Survey.objects.get().draft_form
    assert draft is not None
    questions = draft.questions.order_by("section__position", "position")
    order = list(questions.values_list("section__title_fr", "key"))
    assert order == [
        ("Votre avis", "overall"),
        ("Votre avis", "overall_2"),
        ("Votre avis", "quote"),
        ("L’accueil", "to_keep"),
        ("L’accueil", "to_change"),
    ]
    seen = organiser.get(page(survey, "preview_survey_form", 1)).text
    assert "L’accueil" in seen
    assert "Votre avis" in seen
    assert "data-autosave-url" not in seen


def test_a_new_question_stands_before_the_consents_that_end_its_page(as_user: AsUser) -> None:
    world, survey = open_free()
    change(survey, world)
    organiser, consent = as_user(world.organiser), draft_question(survey, "quote")
    fields = {"label_fr": "Et le déjeuner ?", "kind": "short_text", "go": "structure", "audience": "jury"}
    organiser.post(page(survey, "new_survey_question", consent.section_id), fields)

    keys = list(survey.draft_form.questions.order_by("position").values_list("key", flat=True))
    assert keys[-2:] == ["et_le_dejeuner", "quote"]
    back = f"{reverse('coaching:manage_surveys', args=[world.edition.slug])}?kind={survey.slug}"
    assert f'href="{back}"' in organiser.get(page(survey)).text, "the way back leads to this survey"


def test_a_consent_stays_and_only_its_words_change(as_user: AsUser) -> None:
    world = factories.edition_with()
    survey, organiser = coming_debrief(world), as_user(world.organiser)
    organiser.post(page(survey, "start_survey_form"))
    quote = draft_question(survey, "quote")

    page_text = [
        do(organiser, survey, f"{gesture}").text
        for gesture in (
            f"remove:question:{quote.pk}",
            f"copy:question:{quote.pk}",
            f"remove:page:{quote.section_id}",
            f"copy:page:{quote.section_id}",
        )
    ]
    organiser.post(
        page(survey, "survey_question", quote.pk), {"label_fr": "Peut-on vous citer ?", "kind": "yes_no"}
    )

    changed = draft_question(survey, "quote")
    assert all("Cet accord reste" in text for text in page_text)
    assert (changed.label_fr, changed.kind, changed.required) == ("Peut-on vous citer ?", "single", True)


def test_an_anonymous_survey_has_no_identifying_question(as_user: AsUser) -> None:
    world, survey = open_free(anonymous=True)
    change(survey, world)
    section = draft_question(survey, "overall").section
    address = page(survey, "new_survey_question", section.pk)
    words = {"label_fr": "Votre adresse", "audience": "jury"}
    organiser = as_user(world.organiser)

    for kind in ("email", "siret", "file"):
        refused = organiser.post(address, {**words, "kind": kind})
        assert refused.status_code == 422
        assert "Votre adresse" in refused.text  # nothing typed is lost
        assert refused.context["form"].errors["kind"] == [str(actions.IDENTIFIES)]
    assert organiser.post(address, {**words, "kind": "short_text"}).status_code == 302


def test_an_open_answer_follows_questions_that_change_meanwhile(client: Client) -> None:
    world, survey = open_free()
    response = PersonalResponse.objects.order_by("pk")[0]
    address = my_page(response)
    client.post(f"{address}answers/to_keep/", {"value": "L’accueil.", "base_version": "0"})
    client.post(f"{address}answers/to_change/", {"value": "Le bruit.", "base_version": "0"})
    change(survey, world)
    drafting.remove_question(question=draft_question(survey, "to_change"))
    drafting.save_question(
        section=draft_question(survey, "overall").section,
        fields={"kind": QuestionKind.SHORT_TEXT, "label_fr": "Une autre salle ?", "required": True},
    )
    publish(survey, world)

    # the page is still the old one: its last words are saved, then all is sent
    saved = client.post(f"{address}answers/to_change/", {"value": "Le bruit, surtout.", "base_version": "1"})
    sent = client.post(
        address,
        {**posted(overall=4, quote="no"), "q_to_keep": "L’accueil.", "q_to_change": "Le bruit, trop."},
    )

    assert saved.status_code == 200
    assert sent.status_code == 422
    assert "Une autre salle" in sent.text
    assert "L’accueil." in sent.text
    assert "Le bruit, trop." in sent.text  # set aside, in sight
    assert client.post(address, posted(overall=4, quote="no", une_autre_salle="Oui.")).status_code == 302
    response.refresh_from_db()
    assert response.is_sent
    assert response.sheet.revision_id == survey.form_id
    figures = {one.label: one for one in map(make_figure, read_for_organisers(survey)[0].answered)}
    assert figures["Ce qu’il faut garder"].answered == 1
    assert "Ce qu’il faut changer" not in figures  # never sent


def test_answers_that_came_keep_the_questions_they_answered(client: Client, as_user: AsUser) -> None:
    world, survey = open_free()
    first, second, _third = PersonalResponse.objects.order_by("pk")
    answers = posted(overall=5, quote="no")
    client.post(my_page(first), {**answers, "q_to_keep": "L’accueil.", "q_to_change": "Le bruit."})
    change(survey, world)
    drafting.remove_question(question=draft_question(survey, "to_change"))
    recast = draft_question(survey, "to_keep")
    recast.kind, recast.options = (
        QuestionKind.SINGLE,
        choices(choice("a", "L’accueil"), choice("b", "La salle")),
    )
    recast.max_length = None
    recast.save()
    page_text = " ".join(as_user(world.organiser).get(page(survey, "publish_survey_form")).text.split())
    assert page_text.count("1 réponse arrivée reste dans les résultats") == 2
    publish(survey, world)

    client.post(my_page(second), {**answers, "q_to_keep": "b"})

    first.refresh_from_db()
    assert first.sheet.revision_id != survey.form_id
    results = as_user(world.organiser).get(
        reverse("coaching:survey_results", args=[world.edition.slug, "free-1"])
    )
    figures = [
        (one.label, one.answered, one.is_former)
        for group in results.context["groups"]
        for one in group.figures
    ]
    assert figures == [
        ("Êtes-vous satisfait ou satisfaite ?", 2, False),
        ("Ce qu’il faut garder", 1, False),
        ("Pouvons-nous citer vos réponses ?", 2, False),
        ("Ce qu’il faut garder", 1, True),
        ("Ce qu’il faut changer", 1, True),
    ]
    assert "question d’avant la dernière révision" in results.text


def test_publishing_says_first_which_questions_lose_their_answers(client: Client, as_user: AsUser) -> None:
    world, survey = open_free()
    address = my_page(PersonalResponse.objects.order_by("pk")[0])
    client.post(f"{address}answers/to_change/", {"value": "Le bruit.", "base_version": "0"})
    change(survey, world)
    drafting.remove_question(question=draft_question(survey, "to_change"))
    organiser = as_user(world.organiser)

    page_text = " ".join(organiser.get(page(survey, "publish_survey_form")).text.split())

    assert "1 réponse commencée suivra les nouvelles questions" in page_text
    assert "1 réponse restera lisible à part" in page_text
    organiser.post(page(survey, "restore_survey_question", "to_change"))
    assert draft_question(survey, "to_change").label_fr == "Ce qu’il faut changer"


def test_anonymous_answers_are_laid_under_the_new_questions(client: Client, as_user: AsUser) -> None:
    world, survey = open_free(anonymous=True)
    address = reverse("coaching:anonymous_survey", args=[ANONYMOUS_LINK.token_of(survey)])
    answers = posted(overall=5, quote="no")
    client.post(address, {**answers, "q_to_keep": "L’accueil.", "q_to_change": "Le bruit."})
    change(survey, world)
    drafting.remove_question(question=draft_question(survey, "to_change"))
    page_text = as_user(world.organiser).get(page(survey, "publish_survey_form")).text
    publish(survey, world)

    late = {**answers, "q_to_change": "Le froid."}
    second = Client()
    warned = second.post(address, late)
    assert second.post(address, answers).status_code == 302

    assert "les réponses déjà données à cette question seront perdues" in page_text
    assert "1 réponse" not in page_text  # a count, day after day, would reveal who answered what
    assert warned.status_code == 422
    assert "Les questions viennent de changer" in warned.text
    assert "Le froid." in warned.text
    values = [row.values for row in survey.anonymous_responses.all()]
    assert sorted(map(sorted, values)) == [["overall", "quote"], ["overall", "quote", "to_keep"]]


def change_readers(survey: Survey, world: World, key: str, audience: AnswerAudience) -> None:
    """In a draft: who reads the answers to a question."""
    change(survey, world)
    question = draft_question(survey, key)
    question.audience = audience
    question.save()


def test_answers_for_organisers_are_never_opened_to_others(client: Client) -> None:
    world, survey = open_free()
    change_readers(survey, world, "to_keep", AnswerAudience.ORGANISERS)
    publish(survey, world)
    first = PersonalResponse.objects.order_by("pk")[0]
    client.post(my_page(first), {**posted(overall=5, quote="named"), "q_to_keep": "Entre nous."})
    change_readers(survey, world, "to_keep", AnswerAudience.JURY)
    publish(survey, world)

    def read(*, organises: bool) -> list[str]:
        answered = read_results(survey, organises=organises).answered
        return [verbatim.text for one in answered for verbatim in one.verbatims]

    assert read(organises=True) == ["Entre nous."]
    assert read(organises=False) == []


def test_an_anonymous_survey_opens_no_question_that_was_answered(client: Client) -> None:
    world, survey = open_free(anonymous=True)
    change_readers(survey, world, "to_keep", AnswerAudience.ORGANISERS)
    publish(survey, world)
    address = reverse("coaching:anonymous_survey", args=[ANONYMOUS_LINK.token_of(survey)])
    client.post(address, {**posted(overall=5, quote="no"), "q_to_keep": "Entre nous."})
    change_readers(survey, world, "to_keep", AnswerAudience.JURY)

    with pytest.raises(TransitionRefused, match="l’organisation seule"):
        publish(survey, world)

    assert survey.anonymous_responses.get().values["to_keep"] == "Entre nous."
    assert Survey.objects.get(pk=survey.pk).draft_form is not None


def test_once_the_survey_is_over_its_questions_are_settled(as_user: AsUser) -> None:
    world, survey = open_free()
    change(survey, world)
    Survey.objects.update(closes_at=NOW() - timedelta(minutes=1))
    survey.refresh_from_db()
    organiser, form = as_user(world.organiser), survey.form_id

    shown = organiser.get(page(survey)).text
    organiser.post(page(survey, "publish_survey_form"))
    started = organiser.post(page(survey, "start_survey_form"), follow=True).text

    assert "ses questions ne changent plus" in shown
    assert "Voir ce qui change et publier" not in shown
    assert "ses questions ne changent plus" in started
    with pytest.raises(TransitionRefused):
        drop_draft(built=SurveyQuestions(survey), actor=world.organiser, at=NOW())
    survey.refresh_from_db()
    assert survey.form_id == form


def test_a_need_is_compared_under_the_words_that_are_asked_now() -> None:
    world = factories.edition_with(participations=1)
    survey = synthesis_survey(world.edition)
    answered(survey, world.participations[0], needs=["hr"])
    before = count_edition(world.edition)["need_labels"]
    change(survey, world)
    needs = draft_question(survey, NEEDS)
    for offered in needs.options["choices"]:
        offered["label_fr"] = f"Autrement dit : {offered['value']}"
    needs.save()

    publish(survey, world)

    after = count_edition(world.edition)["need_labels"]
    assert before["hr"] != "Autrement dit : hr"
    assert after == {code: f"Autrement dit : {code}" for code in before}
