"""One applicant with two windows: nothing that one of them saved is replaced without a choice."""

import re

import pytest
from django.utils import timezone

from accelerator.questionnaires import outline, queries
from projects.models import Application
from tests.support.dossiers import draft, lead, the_call, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun() -> Application:
    return draft(the_call(), at=timezone.now())


def test_a_text_corrected_in_one_window_does_not_replace_that_of_the_other(
    as_user, begun: Application
) -> None:
    browser, key = as_user(lead(begun)), "solution"
    page = url("application_form", begun, step=step_of(begun, key))
    browser.post(
        url("application_answer", begun, key=key), {"value": "L’autre fenêtre.", "base_version": "0"}
    )

    refused = browser.post(page, {f"q_{key}": "x" * 5000, f"v_{key}": "0", "go": "next"})
    version = field_value(refused.text, f"v_{key}")
    corrected = browser.post(page, {f"q_{key}": "Celle-ci.", f"v_{key}": version, "go": "next"})

    assert refused.status_code == corrected.status_code == 422
    assert "L’autre fenêtre." in corrected.text
    assert "Celle-ci." in corrected.text
    assert queries.values(begun.sheet)[key] == "L’autre fenêtre."

    version = field_value(corrected.text, f"v_{key}")
    browser.post(page, {f"q_{key}": "Celle-ci.", f"v_{key}": version, "go": "next"})

    assert queries.values(begun.sheet)[key] == "Celle-ci."


def step_of(application: Application, key: str) -> int:
    return next(
        number
        for number, page in enumerate(outline.pages(application.sheet.revision), 1)
        if key in {question.key for question in page.questions}
    )


def field_value(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found
    return found[1]
