"""A report on screen: what the PDF says, with a link to where each figure and sentence comes from."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from coaching.models import SynthesisReport
from coaching.synthesis.actions import building
from coaching.synthesis.actions import reports as actions
from projects.models import Recusal
from tests import factories
from tests.support import plan
from tests.support.synthesis import answered, synthesis_survey
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def build_for(world: factories.World, participation: Any = None, language: str = "fr") -> SynthesisReport:
    report = actions.request_report(
        edition=world.edition,
        participation=participation,
        language=language,
        actor=None,
        at=timezone.now(),
    )
    assert building.build_queued(report_id=report.pk, at=timezone.now())
    return SynthesisReport.objects.get(pk=report.pk)


def page(report: SynthesisReport) -> str:
    return reverse("coaching:report_page", args=[report.pk])


def test_a_need_leads_each_reader_to_their_own_page_and_to_none_once_removed(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1, partners=1)
    [place] = world.participations
    answered(synthesis_survey(world.edition), place)
    need = plan.need(place, sentence="Deux jours d’une ergonome", is_shared=True)
    report = build_for(world, place)
    in_room = f"{reverse('coaching:room_plan', args=[place.project.slug])}#card-{need.uid}"
    on_board = reverse("coaching:support_need", args=[world.edition.slug, need.uid])

    by_holder, by_partner = (
        as_user(user).get(page(report)).text for user in (world.holder, world.partners[0])
    )

    assert "Deux jours d’une ergonome" in by_holder
    assert in_room in by_holder
    assert on_board not in by_holder
    assert on_board in by_partner
    assert in_room not in by_partner

    need.removed_at = timezone.now()
    need.save()
    after = as_user(world.holder).get(page(report)).text
    assert "Deux jours d’une ergonome" in after, "the version is frozen"
    assert in_room not in after


def test_who_stepped_aside_reads_and_writes_in_no_report_of_the_project(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1)
    [place] = world.participations
    answered(synthesis_survey(world.edition), place)
    report = build_for(world, place)
    who = {"reviewer": world.organiser, "author": world.organiser}
    Recusal.objects.create(application=place.project.application, **who, reason="Sa sœur", at=timezone.now())
    client, slug = as_user(world.organiser), world.edition.slug

    opened = [page(report), reverse("coaching:report_file", args=[report.pk])]
    opened.append(reverse("coaching:edit_report", args=[slug, report.pk]))

    assert [client.get(address).status_code for address in opened] == [404] * 3
    assert place.project.title not in client.get(reverse("coaching:manage_reports", args=[slug])).text


def test_no_source_leads_where_its_reader_is_refused(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1)
    [place] = world.participations
    answered(synthesis_survey(world.edition), place)
    reader = factories.user("Lectrice")
    place.project.members.create(user=reader, rights="read", joined_at=timezone.now())

    for who, report in ((reader, build_for(world, place)), (world.organiser, build_for(world))):
        client = as_user(who)
        text = client.get(page(report)).text
        main = text[text.index("<main") : text.index("</main")]
        for address in sorted(set(re.findall(r'href="(/[^"#?]*)', main))):
            assert client.get(address).status_code in {200, 302}, address


def test_the_edition_tells_the_article_with_sources_for_who_organises(as_user: AsUser) -> None:
    world = factories.edition_with(participations=6, partners=1)
    survey = synthesis_survey(world.edition)
    for place in world.participations:
        answered(survey, place)
    report = build_for(world)
    dossiers = reverse("projects:manage_applications", args=[world.edition.slug])

    organiser = as_user(world.organiser).get(page(report)).text
    partner = as_user(world.partners[0]).get(page(report)).text

    for heading in ("L’appel à projets", "En chiffres", "Les projets", "Méthode"):
        assert heading in organiser
        assert heading in partner
    assert f'class="source" href="{dossiers}"' in organiser
    assert dossiers not in partner
    assert reverse("programmes:call", args=[world.edition.slug]) in partner, "public pages are everybody's"


def test_a_page_is_read_in_the_language_of_its_report(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1)
    answered(synthesis_survey(world.edition), world.participations[0])
    report = build_for(world, world.participations[0], language="en")

    shown = as_user(world.organiser).get(page(report)).text

    assert '<html lang="fr"' in shown
    assert '<div class="stack stack-big" lang="en">' in shown
    assert "What the session brought" in shown


def test_a_version_from_before_pages_opens_its_file(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1)
    report = build_for(world, world.participations[0])
    SynthesisReport.objects.update(content={})

    answer = as_user(world.holder).get(page(report))

    assert answer.url == reverse("coaching:report_file", args=[report.pk])
