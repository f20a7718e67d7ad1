"""Partners and competitors: an organiser says which questions name them, and jurors read the answers in their list."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import now

from accelerator.questionnaires.models import Answer, Question
from programmes.defaults import COMPETITORS, PARTNERS, READY_QUESTIONS, SPEC
from programmes.models import Role
from projects.declarations.actions import open_round
from projects.declarations.queries import NAMED, list_declarations
from tests import factories
from tests.factories import World, edition_with
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def build_world(
    *, role: str = PARTNERS, answer: str = "Aract Normandie, la CCI", audience: str = "jury"
) -> World:
    """A dossier whose form has one question under a key of its own, with that role."""
    question = {
        "key": "avec_qui",
        "kind": "long_text",
        "label_fr": "Avec qui ?",
        "role": role,
        "audience": audience,
    }
    title = {"key": "title", "kind": "short_text", "label_fr": "Titre", "max_length": 120}
    form = factories.published_form(title, question)
    world = edition_with(reviewers=1, applications=1, form=form)
    [application] = world.applications
    requested = form.questions.get(key="avec_qui")
    Answer.objects.create(sheet=application.sheet, question=requested, value=answer, saved_at=now())
    open_round(edition=world.edition, actor=world.organiser, at=now())
    return world


def read_row(world: World) -> Any:
    [row] = list_declarations(world.edition, world.reviewer)
    return row


def test_the_list_names_who_an_answer_with_a_role_names(as_user: AsUser) -> None:
    world = build_world()

    page = as_user(world.reviewer).get(reverse("projects:declare_links", args=[world.edition.slug])).text

    assert read_row(world).parties == [("Avec qui ?", "Aract Normandie, la CCI")]
    assert "Aract Normandie, la CCI" in page


def test_names_written_one_a_line_are_read_one_a_line(as_user: AsUser) -> None:
    world = build_world(answer="Aract Normandie\nla CCI")

    page = as_user(world.reviewer).get(reverse("projects:declare_links", args=[world.edition.slug])).text

    assert "<p>Aract Normandie<br>la CCI</p>" in page


@pytest.mark.parametrize("parts", [{"role": ""}, {"audience": "organisers"}])
def test_other_answers_and_those_that_the_jury_does_not_read_stay_out(parts: dict[str, str]) -> None:
    assert not read_row(build_world(**parts)).parties


@pytest.mark.parametrize(
    ("name", "short_name", "is_named"),
    [("ARACT Normandie", "", True), ("Chambre de commerce", "CCI", True), ("Act", "", False)],
)
def test_an_answer_that_names_one_s_own_body_is_a_tie(name: str, short_name: str, is_named: bool) -> None:
    world = build_world()
    body = Role.objects.get(user=world.reviewer).organisation
    body.name, body.short_name = name, short_name
    body.save()

    assert (NAMED in read_row(world).ties) == is_named


def test_the_form_of_a_new_edition_asks_for_both() -> None:
    roles = {
        question.key: question.role for section in SPEC for question in section.questions if question.role
    }

    assert roles == {"partners": PARTNERS, "competitors": COMPETITORS}
    assert not READY_QUESTIONS["competitors"].required


def test_an_organiser_gives_a_question_its_role_in_the_editor(as_user: AsUser) -> None:
    world = edition_with(organisers=1)
    browser = as_user(world.organiser)
    browser.post(reverse("programmes:start_form", args=[world.edition.slug]), {"start": "default"})
    question = Question.objects.get(
        key="stakeholders", revision=world.edition.call.__class__.objects.get().draft_form
    )
    address = reverse("programmes:form_question", args=[world.edition.slug, question.pk])
    form = browser.get(address).context["form"]
    assert [code for code, _name in form.fields["role"].choices] == ["", PARTNERS, COMPETITORS]

    values = {name: form[name].value() for name in form.fields}
    posted = {name: value for name, value in values.items() if value not in (None, False, [])}
    browser.post(address, {**posted, "role": COMPETITORS})

    question.refresh_from_db()
    assert question.role == COMPETITORS
