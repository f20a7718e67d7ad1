"""Reports on screen: for their readers, for organisers, and in the morning's mail to partners."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from coaching.models import SurveyInvitation, SynthesisReport
from coaching.synthesis.actions import building, reports as actions
from coaching.synthesis.enums import ReportKind, ReportState
from coaching.synthesis.queries import EditionDocument, list_documents, list_versions_by_place
from coaching.synthesis.reminders import syntheses_in
from projects.models import Project, Recusal
from tests import factories
from tests.support import plan
from tests.support.partners import AT, PartnersTable
from tests.support.synthesis import ANSWERS, answered, invitation, synthesis_survey
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


def test_a_recused_person_reads_and_writes_in_no_report_of_the_project(as_user: AsUser) -> None:
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


def test_the_edition_has_the_article_with_sources_for_who_organises(as_user: AsUser) -> None:
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
    [note] = re.findall(rf'<li id="source-(\d+)"><a href="{dossiers}">', organiser)
    assert f'class="source" href="#source-{note}"' in organiser, "a number in the text, its link at the end"
    contents = organiser.partition("report-contents")[2].partition("</nav>")[0]
    assert '<a href="#call">' in contents
    assert f"<code>{report.sha256}</code>" in organiser.partition("<details")[2], "folded"
    assert dossiers not in partner
    assert reverse("programmes:call", args=[world.edition.slug]) in partner, "public pages are everybody's"


def test_a_page_is_read_in_the_language_of_its_report(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1)
    answered(synthesis_survey(world.edition), world.participations[0])
    report = build_for(world, world.participations[0], language="en")

    read = as_user(world.organiser).get(page(report)).text

    assert '<html lang="fr"' in read
    assert '<div class="stack stack-big" lang="en">' in read
    assert "What the session brought" in read


def test_a_version_from_before_pages_opens_its_file(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1)
    report = build_for(world, world.participations[0])
    SynthesisReport.objects.update(content={})

    answer = as_user(world.holder).get(page(report))

    assert answer.url == reverse("coaching:report_file", args=[report.pk])


def list_of(edition: Any, projects: int = 1) -> dict[str, EditionDocument]:
    found = list_documents(edition, list_versions_by_place(edition, []), projects=projects)
    return {document.kind: document for document in found}


def built(table: PartnersTable, kind: ReportKind, **more: Any) -> SynthesisReport:
    common = {"version": 1, "requested_at": AT, "due_at": AT, "sha256": "0" * 64, "state": ReportState.READY}
    return SynthesisReport.objects.create(edition=table.edition, kind=kind, **{**common, **more})


def test_each_says_what_it_waits_for_and_nobody_is_offered_to_build_it(as_user: AsUser) -> None:
    empty = factories.edition_with()
    assert all(document.waits_for for document in list_of(empty.edition, projects=0).values())

    page = as_user(empty.organiser).get(reverse("coaching:manage_reports", args=[empty.edition.slug])).text

    for words in (
        "Elle s’établit avec la première réponse",
        "dès qu’un projet transmet un besoin",
        "dès qu’un projet a confirmé sa venue",
    ):
        assert words in page
    assert 'name="what"' not in page
    read = as_user(empty.organiser).get(reverse("coaching:read_synthesis", args=[empty.edition.slug])).text
    assert "Elles arrivent après la session" in read
    assert "ne leur passez pas ces chiffres" not in read, "nothing to pass on"


def test_what_a_document_waits_for_comes(as_user: AsUser) -> None:
    table = PartnersTable()
    found = list_of(table.edition)
    assert not found[ReportKind.PARTNERS].waits_for
    assert not found[ReportKind.RETROSPECTIVE].waits_for
    assert found[ReportKind.EDITION].waits_for, "nobody answered"


def test_a_version_of_before_the_meeting_says_that_a_new_one_would_tell_more(as_user: AsUser) -> None:
    table = PartnersTable()
    last = built(table, ReportKind.PARTNERS, built_at=AT - timedelta(days=1))
    assert list_of(table.edition)[ReportKind.PARTNERS].since == ""
    table.open()
    table.decide()
    table.close()

    found = list_of(table.edition)[ReportKind.PARTNERS]
    assert found.last == last
    assert found.since.startswith("Depuis, les partenaires se sont réunis")
    page = as_user(table.organiser).get(reverse("coaching:manage_reports", args=[table.edition.slug])).text
    assert "Depuis, les partenaires se sont réunis" in page
    assert reverse("coaching:edit_report", args=[table.edition.slug, last.pk]) in page

    built(table, ReportKind.PARTNERS, version=2, built_at=AT + timedelta(days=1))
    assert list_of(table.edition)[ReportKind.PARTNERS].since == ""


def test_one_writes_in_the_version_of_the_language_one_reads(as_user: AsUser) -> None:
    table = PartnersTable()
    english = built(table, ReportKind.PARTNERS, built_at=AT, language="en")
    french = built(table, ReportKind.PARTNERS, requested_at=AT + timedelta(hours=1), language="fr")
    organiser = as_user(table.organiser)

    for spoken, report in (("en", english), ("fr", french)):
        organiser.cookies.load({settings.LANGUAGE_COOKIE_NAME: spoken})
        page = organiser.get(reverse("coaching:manage_reports", args=[table.edition.slug])).text
        assert reverse("coaching:edit_report", args=[table.edition.slug, report.pk]) in page, spoken

    english.delete()
    organiser.cookies.load({settings.LANGUAGE_COOKIE_NAME: "en"})
    page = organiser.get(reverse("coaching:manage_reports", args=[table.edition.slug])).text
    assert reverse("coaching:edit_report", args=[table.edition.slug, french.pk]) in page


def test_organisers_count_all_answers_and_partners_those_that_are_shared(as_user: AsUser) -> None:
    world = factories.edition_with(participations=7, partners=1)
    survey = synthesis_survey(world.edition)
    *sharing, discreet = world.participations
    Project.objects.filter(pk=discreet.project_id).update(title="Le canari discret")
    for participation in sharing:
        answered(survey, participation, needs=["training"])
    answered(survey, discreet, share_with_partners=False, needs=["funding"])
    report = actions.request_report(
        edition=world.edition, participation=None, language="fr", actor=None, at=timezone.now()
    )
    building.build_queued(report_id=report.pk, at=timezone.now())
    page = reverse("coaching:read_synthesis", args=[world.edition.slug])

    own = as_user(world.organiser).get(page)

    assert "Le canari discret" in own.text
    assert "tous les projets qui ont répondu" in own.text
    assert own.text.count("le courage d’en parler aux équipes") == 7
    assert own.text.index("Premier besoin") < own.text.index('id="essentials"')
    assert own.context["charts"][-1].rows[:2] == [["Une formation", "6"], ["Un financement", "1"]]
    facts = SynthesisReport.objects.get(pk=report.pk).facts
    assert facts["compared"]["needs"] == {"training": 6}
    assert "Le canari discret" not in str(facts)
    assert as_user(world.partners[0]).get(page).status_code == 403


def test_the_page_waits_for_answers_and_quotes_with_consent_only(as_user: AsUser) -> None:
    world = factories.edition_with(participations=2)
    page = reverse("coaching:read_synthesis", args=[world.edition.slug])
    organiser = as_user(world.organiser)
    assert "Aucune synthèse n’est encore arrivée" in organiser.get(page).text

    survey = synthesis_survey(world.edition)
    answered(survey, world.participations[0], what_it_brought="Un vrai déclic.", quote="named")
    answered(survey, world.participations[1], what_it_brought="Rien à citer.", quote="no")

    read = organiser.get(page).text
    quotes = read.split('id="quotes"')[1].split('id="projects"')[0]
    assert "Un vrai déclic." in quotes
    assert "Rien à citer." not in quotes
    assert "à partir de cinq" in read


def test_an_organiser_who_stepped_aside_reads_nothing_of_that_project(as_user: AsUser) -> None:
    world = factories.edition_with(participations=2)
    survey = synthesis_survey(world.edition)
    private, sharing = world.participations
    answered(survey, private, what_it_brought="Le canari discret.", quote="named", needs=["funding"])
    answered(survey, sharing, needs=["training"])
    who = {"reviewer": world.organiser, "author": world.organiser}
    Recusal.objects.create(
        application=private.project.application, **who, reason="Sa sœur", at=timezone.now()
    )

    read = as_user(world.organiser).get(reverse("coaching:read_synthesis", args=[world.edition.slug]))

    assert private.project.title not in read.text
    assert "Le canari discret" not in read.text
    assert read.context["counts"]["answers"] == 1


EIGHT = timedelta(hours=8)


@pytest.fixture
def world() -> factories.World:
    return factories.edition_with(participations=2, partners=2)


def ready(world: factories.World, number: int, at: Any) -> SynthesisReport:
    return SynthesisReport.objects.create(
        edition=world.edition,
        participation=world.participations[number],
        kind="project",
        version=1,
        state="ready",
        requested_at=at,
        due_at=at,
        built_at=at,
        file=f"reports/{number}.pdf",
        sha256="0" * 64,
        facts={"shared_only": True},
    )


def morning() -> Any:
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return today + EIGHT


def test_each_morning_at_eight_partners_learn_which_shared_syntheses_came_in(world: factories.World) -> None:
    survey, at = synthesis_survey(world.edition), morning()
    for number, shares in enumerate((True, False)):
        one = invitation(survey, world.participations[number], **{**ANSWERS, "share_with_partners": shares})
        SurveyInvitation.objects.filter(pk=one.pk).update(
            shared_with_partners=shares, sent_at=at - timedelta(hours=5)
        )
        one.sheet.saved_at = at - timedelta(hours=5)
        one.sheet.save()
        ready(world, number, at - timedelta(hours=3))

    assert not list(syntheses_in(at - timedelta(minutes=5)))
    mails = list(syntheses_in(at + timedelta(minutes=5)))

    assert {message.to for message in mails} == set(world.partners)
    for message in mails:
        assert world.participations[0].project.title in message.render().text
        assert world.participations[1].project.title not in message.render().text
    again = list(syntheses_in(at + timedelta(days=1, minutes=5)))
    assert {message.dedupe_key for message in again} == {message.dedupe_key for message in mails}
    assert not list(syntheses_in(at + timedelta(days=5)))
