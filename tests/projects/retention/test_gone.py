"""A dossier is erased between the rendering of a page and its post: an explanation, and nothing is stored."""

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.outbox.models import OutgoingMail
from projects.application.actions import answers, submission
from projects.members import actions as members
from projects.models import Application, ProjectInvitation
from projects.retention.actions.requests import erase_on_request
from tests import factories
from tests.support.dossiers import complete_draft, full_form, lead

pytestmark = pytest.mark.django_db
TYPED = "Un quai où l’équipe décide"
POSTS: list[tuple[str, list[Any], dict[str, str], Any, str]] = [
    ("application_review_and_submit", [], {"rules": "on", "rules_version": "1"}, submission, "submit_application"),
    ("application_form", [2], {"q_title": TYPED}, answers, "save_step"),
    ("application_withdraw", [], {"reason": TYPED}, submission, "withdraw_application"),
]  # fmt: skip


@pytest.fixture
def draft() -> Application:
    return complete_draft(factories.edition(form=full_form()), at=timezone.now())


def erase_before(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, draft: Application) -> None:
    """The page has looked at the dossier; it goes before the action does."""
    act: Callable[..., Any] = getattr(module, name)
    organiser = factories.role(draft.call.edition, "organiser")

    def too_late(**given: Any) -> Any:
        erase_on_request(application=draft, reason="Demande", actor=organiser, at=timezone.now())
        return act(**given)

    monkeypatch.setattr(module, name, too_late)


@pytest.mark.parametrize(("page", "more", "typed", "module", "name"), POSTS)
def test_who_holds_it_reads_that_it_was_erased_and_what_they_typed(
    page, more, typed, module, name, draft, as_user, monkeypatch
) -> None:
    holder = lead(draft)
    browser = as_user(holder)
    erase_before(monkeypatch, module, name, draft)

    answer = browser.post(reverse(f"projects:{page}", args=[draft.reference, *more]), typed)

    text = html.unescape(answer.text)
    assert (answer.status_code, "Ce dossier vient d’être effacé" in text) == (404, True)
    assert (TYPED in text) is (TYPED in typed.values())
    assert not Application.objects.exists()
    assert not OutgoingMail.objects.filter(to_email=holder.email).exists()


def test_nobody_is_invited_to_a_dossier_that_is_gone(draft, as_user, monkeypatch) -> None:
    browser = as_user(lead(draft))
    erase_before(monkeypatch, members, "invite_member", draft)

    answer = browser.post(
        reverse("projects:team", args=[draft.reference]), {"email": "jo@exemple.test", "rights": "edit"}
    )

    assert answer.status_code == 404
    assert not ProjectInvitation.objects.exists()
    assert not OutgoingMail.objects.exists()
