"""Changing one's mind after sending: what is passed on, what is quoted, in whose language the link speaks."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.audit.models import AuditEntry
from coaching.actions import report as reports
from coaching.actions import survey as actions
from coaching.links import token_for
from coaching.models import SynthesisReport
from tests import factories
from tests.coaching.synthesis import answered, answers_of, synthesis_survey
from tests.coaching.test_survey import link, page

pytestmark = pytest.mark.django_db
NOW = timezone.now


def test_a_consent_is_taken_back_by_the_same_link_and_partners_read_nothing_more(as_user: Any) -> None:
    world = factories.edition_with(participations=1, partners=1)
    one = answered(synthesis_survey(world.edition), world.participations[0])
    for participation in (world.participations[0], None):
        report = reports.request_report(
            edition=world.edition, participation=participation, language="fr", actor=None, at=NOW()
        )
        reports.build_queued(report_id=report.pk, at=NOW())
    partner = as_user(world.partners[0])
    files = [reverse("coaching:report_file", args=[one.pk]) for one in SynthesisReport.objects.all()]
    assert [partner.get(file).status_code for file in files] == [200, 200]
    address = reverse("coaching:survey_thanks", args=[token_for(one)])
    assert "Vos accords" in Client().get(address).text

    response = Client().post(address, {"share_with_partners": "no", "quote": "no"}, follow=True)

    assert "ils valent dès maintenant" in response.text
    assert [partner.get(file).status_code for file in files] == [404, 404]
    assert world.participations[0].project.title not in partner.get(reverse("coaching:support_home")).text
    one.refresh_from_db()
    assert (one.shared_with_partners, answers_of(one)["share_with_partners"]) == (False, False)
    entry = AuditEntry.objects.get(verb="change_consents")
    assert entry.data == {"share_with_partners": [True, False]}
    assert SynthesisReport.objects.filter(state="queued").count() == 2

    for waiting in SynthesisReport.objects.filter(state="queued"):
        reports.build_queued(report_id=waiting.pk, at=NOW())
    newest = SynthesisReport.objects.filter(participation=None).latest("version")
    assert newest.facts["counts"]["shared"] == 0
    assert partner.get(reverse("coaching:report_file", args=[newest.pk])).status_code == 200


def test_the_same_consents_again_change_nothing() -> None:
    one = link(share_with_partners=True, quote="named")

    changed = actions.change_consents(
        invitation=one, consents={"share_with_partners": True, "quote": "named"}, actor=None, at=NOW()
    )

    assert changed is False
    assert not AuditEntry.objects.filter(verb="change_consents").exists()


def test_a_personal_link_speaks_the_language_of_whom_it_was_sent_to() -> None:
    one = link()
    User.objects.filter(email=one.email).update(language="en")
    chosen = Client()
    chosen.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"

    assert '<html lang="en"' in Client().get(page(one)).text
    assert '<html lang="fr"' in chosen.get(page(one)).text


def test_the_holder_finds_their_consents_from_their_projects_page(as_user: Any) -> None:
    world = factories.edition_with(participations=1)
    one = answered(synthesis_survey(world.edition), world.participations[0])

    page = as_user(world.holder).get(
        reverse("coaching:my_project", args=[world.participations[0].project.slug])
    )

    assert reverse("coaching:survey_thanks", args=[token_for(one)]) in page.text
