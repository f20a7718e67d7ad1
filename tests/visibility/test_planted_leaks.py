"""The walk itself: six leaks are planted, one after the other, and each must be seen."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import JsonResponse

from accelerator.outbox.messages import Message, Rendered
from accelerator.questionnaires.models import Attachment
from accelerator.web import autosave
from projects.application import documents as dossier
from projects.application.queries.dossier import ORGANISER, Reader
from projects.application.views import dossier as dossier_pages
from projects.models import Application, Review
from projects.publication import views
from projects.review.queries import reviews
from tests.visibility.building import build
from tests.visibility.walk import sign_in, walk_pages, walk_posts
from tests.visibility.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def walked_world(build_once: Callable[..., World]) -> World:
    return build_once(build)


@pytest.fixture
def world(walked_world: World, db: None) -> World:
    walked_world.write_files()
    return walked_world


def notes() -> str:
    """What reviewers noted for themselves alone."""
    return " ".join(Review.objects.values_list("private_note", flat=True))


def test_answers_for_organisers_in_everybodys_pdf(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    reviewer, names = sign_in(world, "reviewer_a"), ["projects:dossier_pdf"]
    assert walk_pages(world, reviewer, "reviewer_a", names) == []
    sections = dossier.dossier_sections

    monkeypatch.setattr(
        dossier, "dossier_sections", lambda sheet, _reader: sections(sheet, Reader(ORGANISER))
    )

    problems = walk_pages(world, reviewer, "reviewer_a", names)
    assert any("(contact)" in problem for problem in problems), problems


def test_the_notes_of_others_in_the_json_of_a_post(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    reviewer, names = sign_in(world, "late_reviewer_a"), ["projects:review_score"]
    assert walk_posts(world, reviewer, "late_reviewer_a", names) == []

    monkeypatch.setattr(
        autosave,
        "JsonResponse",
        lambda data, **options: JsonResponse({**data, "notes": notes()}, **options),
    )

    problems = walk_posts(world, reviewer, "late_reviewer_a", names)
    assert any("(private_note)" in problem for problem in problems), problems


def test_the_notes_of_others_among_their_opinions(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    reviewer, names = sign_in(world, "reviewer_a"), ["projects:review"]
    assert walk_pages(world, reviewer, "reviewer_a", names) == []
    others = reviews.others

    def list_others_with_notes(*args: Any) -> list[Review]:
        found = others(*args)
        for review in found:
            review.committee_comment = review.private_note
        return found

    monkeypatch.setattr(reviews, "others", list_others_with_notes)

    problems = walk_pages(world, reviewer, "reviewer_a", names)
    assert any("(private_note)" in problem for problem in problems), problems


def test_titles_behind_a_search(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor, names = sign_in(world, "anonymous"), ["projects:public_projects"]
    assert walk_pages(world, visitor, "anonymous", names) == []
    render = views.render

    def render_with_titles(request: Any, *args: Any, **options: Any) -> Any:
        response = render(request, *args, **options)
        if request.GET.get("q"):
            response.content += " ".join(Application.objects.values_list("title", flat=True)).encode()
        return response

    monkeypatch.setattr(views, "render", render_with_titles)

    problems = walk_pages(world, visitor, "anonymous", names)
    assert any("with a question" in problem for problem in problems), problems


def test_notes_in_a_mail(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    holder, names = sign_in(world, "other_holder_a"), ["projects:application_withdraw"]
    assert walk_posts(world, holder, "other_holder_a", names) == []
    render = Message.render

    def render_with_notes(message: Message) -> Rendered:
        mail = render(message)
        return Rendered(mail.subject, f"{mail.text}\n{notes()}", mail.html)

    monkeypatch.setattr(Message, "render", render_with_notes)

    problems = walk_posts(world, holder, "other_holder_a", names)
    assert any("writes" in problem and "(private_note)" in problem for problem in problems), problems


def test_a_file_under_the_reference_of_another_dossier(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    holder, names = sign_in(world, "holder_a"), ["projects:application_file"]
    assert walk_pages(world, holder, "holder_a", names) == []

    monkeypatch.setattr(dossier_pages, "readable_files", lambda _application, _user: Attachment.objects.all())

    assert walk_pages(world, holder, "holder_a", names) != []
