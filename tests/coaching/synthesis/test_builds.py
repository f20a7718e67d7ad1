"""When documents are built: after the last answer, when a mind changes; and what changed since."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accelerator.outbox.models import OutgoingMail
from coaching.attendance.actions.attendees import set_image_consent
from coaching.models import Session, SurveyInvitation, SynthesisReport
from coaching.surveys.actions.survey import change_consents
from coaching.synthesis import tasks
from coaching.synthesis.actions import building, reports as actions
from coaching.synthesis.enums import ReportKind, ReportState
from coaching.synthesis.reports import build
from coaching.synthesis.reports.changes import FigureChange, compare_documents
from coaching.synthesis.reports.document import (
    Document,
    Section,
    list_facts,
    list_items,
    make_section,
    make_sentence,
    make_table,
    quote,
)
from programmes.enums import RoleName
from projects.models import Participation
from tests import factories
from tests.support import plan
from tests.support.gallery import Gallery
from tests.support.synthesis import answered, synthesis_survey
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def closed(ago: timedelta) -> dict[str, Any]:
    return {
        "opens_at": timezone.now() - timedelta(days=60),
        "closes_at": timezone.now() - ago,
    }


def send_answer(invitation: SurveyInvitation, language: str = "fr") -> None:
    actions.follow_answer(
        survey=invitation.survey,
        participation=invitation.participation,
        language=language,
        at=timezone.now(),
    )


def test_the_last_answer_asks_for_the_report_of_the_edition() -> None:
    world = factories.edition_with(participations=2)
    survey = synthesis_survey(world.edition)
    first, last = world.participations

    send_answer(answered(survey, first))
    assert list(SynthesisReport.objects.values_list("participation", flat=True)) == [first.pk]

    send_answer(answered(survey, last), "en")
    found = {report.participation: report.language for report in SynthesisReport.objects.all()}
    assert found == {first: "fr", last: "en", None: "fr"}, "the edition's is in no holder's language"


def test_the_deadline_asks_for_it_once_with_those_who_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accelerator.jobs.actions.enqueue", lambda *args: None)
    world = factories.edition_with(participations=2)
    survey = synthesis_survey(world.edition, **closed(timedelta(minutes=1)))
    silent = factories.edition_with(participations=1)
    synthesis_survey(silent.edition, **closed(timedelta(minutes=1)))
    answered(survey, world.participations[0])

    tasks.sweep_reports()
    tasks.sweep_reports()

    report = SynthesisReport.objects.get()
    assert (report.edition, report.participation) == (world.edition, None)


def test_a_survey_that_is_open_or_long_over_asks_for_nothing() -> None:
    for ago in (timedelta(days=-1), timedelta(days=30)):
        world = factories.edition_with(participations=1)
        answered(synthesis_survey(world.edition, **closed(ago)), world.participations[0])

    assert actions.request_closed(at=timezone.now()) == 0


def test_a_source_that_is_deleted_leaves_the_version_readable_and_takes_the_link(as_user: AsUser) -> None:
    world = factories.edition_with(participations=6)
    survey = synthesis_survey(world.edition)
    for place in world.participations:
        answered(survey, place)
    gone = world.participations[0]
    action = plan.action(gone, "Libérer une heure")
    report = actions.request_report(
        edition=world.edition, participation=gone, language="fr", actor=None, at=timezone.now()
    )
    assert building.build_queued(report_id=report.pk, at=timezone.now())
    organiser = as_user(world.organiser)
    page = reverse("coaching:report_page", args=[report.pk])
    assert f"#card-{action.uid}" in organiser.get(page).text

    action.delete()

    page_text = organiser.get(page).text
    assert "Libérer une heure" in page_text
    assert f"#card-{action.uid}" not in page_text
    assert organiser.get(reverse("coaching:report_file", args=[report.pk])).status_code == 200


def ask(world: factories.World, actor: Any = None) -> SynthesisReport:
    return actions.request_report(
        edition=world.edition,
        participation=world.participations[0],
        language="fr",
        actor=actor,
        at=timezone.now(),
    )


def build_while(monkeypatch: pytest.MonkeyPatch, report: SynthesisReport, act: Any) -> None:
    """Build it; ``act`` happens while its PDF is written."""
    write = build.print_document

    def interrupted(*args: Any, **kwargs: Any) -> bytes:
        monkeypatch.setattr(build, "print_document", write)
        act()
        return write(*args, **kwargs)

    monkeypatch.setattr(build, "print_document", interrupted)
    assert building.build_queued(report_id=report.pk, at=timezone.now())


def test_a_report_requested_during_a_build_waits_once_and_is_dropped_if_unchanged(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    world = factories.edition_with(participations=1)
    first = ask(world)
    called: list[int] = []
    monkeypatch.setattr("coaching.synthesis.actions.building.enqueue", lambda _name, pk: called.append(pk))

    def ask_thrice() -> None:
        [second] = {ask(world, world.organiser).pk for _again in range(3)}
        assert not building.build_queued(report_id=second, at=timezone.now()), "one at a time"

    with django_capture_on_commit_callbacks(execute=True):
        build_while(monkeypatch, first, ask_thrice)
    [second_pk] = called

    building.build_queued(report_id=second_pk, at=timezone.now())

    assert SynthesisReport.objects.get() == first
    mail = OutgoingMail.objects.get(user=world.organiser)
    assert mail.subject.startswith("Une synthèse est prête"), "the requester is notified all the same"


def test_a_dropped_version_is_counted_once_for_a_requester_of_both(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    world = factories.edition_with(participations=1)
    first = ask(world, world.organiser)
    build_while(monkeypatch, first, lambda: ask(world, world.organiser))

    building.build_queued(report_id=SynthesisReport.objects.get(version=2).pk, at=timezone.now())

    assert SynthesisReport.objects.get() == first
    last = OutgoingMail.objects.filter(user=world.organiser).order_by("-pk")[0]
    assert last.subject.startswith("Une synthèse est prête")


def test_two_who_request_the_same_are_both_notified_of_all_that_they_requested() -> None:
    world = factories.edition_with(participations=2)
    other = factories.role(world.edition, RoleName.ORGANISER)
    first = actions.request_all(
        edition=world.edition, language="fr", actor=world.organiser, at=timezone.now()
    )
    later = timezone.now() + timedelta(minutes=1)
    joined = actions.request_report(
        edition=world.edition, participation=world.participations[0], language="fr", actor=other, at=later
    )
    assert joined in first

    for report in first:
        building.build_queued(report_id=report.pk, at=later)

    [mine], [theirs] = (OutgoingMail.objects.filter(user=who) for who in (world.organiser, other))
    assert mine.subject.startswith("2 synthèses sont prêtes")
    assert theirs.subject.startswith("Une synthèse est prête")


@pytest.mark.parametrize("asked_by_somebody", [False, True])
def test_all_that_is_dropped_of_a_batch_is_counted(
    monkeypatch: pytest.MonkeyPatch, asked_by_somebody: bool
) -> None:
    world = factories.edition_with(participations=2)
    other = factories.role(world.edition, RoleName.ORGANISER) if asked_by_somebody else None
    first = actions.request_all(edition=world.edition, language="fr", actor=other, at=timezone.now())
    requested_at = timezone.now() + timedelta(minutes=1)
    for report in first:
        building.build_queued(report_id=report.pk, at=timezone.now())
    actions.request_all(edition=world.edition, language="fr", actor=world.organiser, at=requested_at)
    again = SynthesisReport.objects.filter(version=2)
    again.update(requested_during_build=True)

    for pk in again.values_list("pk", flat=True):
        building.build_queued(report_id=pk, at=timezone.now())

    assert set(SynthesisReport.objects.all()) == set(first)
    mail = OutgoingMail.objects.get(user=world.organiser)
    assert mail.subject.startswith("2 synthèses sont prêtes")


def test_a_report_requested_during_a_build_is_built_if_answers_came_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = factories.edition_with(participations=1)

    def write_action() -> None:
        plan.action(world.participations[0], "Libérer une heure")
        ask(world)

    build_while(monkeypatch, ask(world), write_action)
    last = SynthesisReport.objects.get(version=2)
    assert building.build_queued(report_id=last.pk, at=timezone.now())

    last.refresh_from_db()
    assert "Libérer une heure" in str(last.content)


def document(*sections: Section) -> Document:
    return {"sections": list(sections)}


def test_figures_have_their_old_and_new_value() -> None:
    before = make_section(
        "essentials", "L’essentiel",
        blocks=[list_facts([["Dossiers", "24"], ["Lieu", "Caen"]]), make_table(["Axe", "Levés"], [["Sens", "2"]])],
    )  # fmt: skip
    after = make_section(
        "essentials", "L’essentiel",
        blocks=[list_facts([["Dossiers", "31"]]), make_table(["Axe", "Levés"], [["Sens", "2"], ["Outils", "5"]])],
    )  # fmt: skip

    [change] = compare_documents(document(before), document(after))

    assert change.figures == [
        FigureChange("Dossiers", "24", "31"),
        FigureChange("Outils · Levés", "", "5"),
        FigureChange("Lieu", "Caen", ""),
    ]


def test_sentences_come_and_go_by_section_and_what_is_the_same_is_left_out() -> None:
    same = make_section("call", "L’appel", text=[make_sentence("Il était ouvert.")])
    before = make_section("quotes", "Paroles", blocks=[quote("« Du recul. »", "Léa")])
    gone = make_section("old", "Avant", blocks=[list_items([make_sentence("Parti.")])])
    after = {**make_section("quotes", "Paroles", text=[make_sentence("Établi.")]), "own": "Réécrit."}

    quotes, old = compare_documents(document(same, before, gone), document(same, after))

    assert (quotes.added, quotes.removed) == (["Réécrit."], ["« Du recul. » Léa"])
    assert (old.title, old.removed) == ("Avant", ["Parti."])
    assert compare_documents(document(same), document(same)) == []


def test_a_partner_reads_no_change_since_a_version_they_may_not_read(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1, partners=1)
    [place] = world.participations
    survey = synthesis_survey(world.edition)
    sent = answered(survey, place, what_it_brought="Ce que je disais avant.")

    def build() -> SynthesisReport:
        report = actions.request_report(
            edition=world.edition, participation=place, language="fr", actor=None, at=timezone.now()
        )
        assert building.build_queued(report_id=report.pk, at=timezone.now())
        return report

    build()
    sent.sheet.answers.filter(question__key="what_it_brought").update(value="Ce que je dis.")
    url = reverse("coaching:report_page", args=[build().pk])

    organiser, holder, partner = (
        as_user(user).get(url).text for user in (world.organiser, world.holder, world.partners[0])
    )

    for page in (organiser, holder):
        assert "Ce qui a changé depuis la version 1" in page
        assert "<del>Ce que je disais avant.</del>" in page
    assert "Ce que je dis." in partner
    assert "Ce que je disais avant." not in partner


def make_ready(place: Participation, kind: ReportKind, *, language: str = "fr") -> None:
    """A first version that is there already."""
    SynthesisReport.objects.create(
        edition=place.edition, kind=kind, language=language, version=1, state=ReportState.READY, sha256="0" * 64,
        participation=place if kind == ReportKind.PROJECT else None,
        requested_at=timezone.now(), due_at=timezone.now(),
    )  # fmt: skip


def list_recipients() -> set[tuple[str, str]]:
    queued = SynthesisReport.objects.filter(state=ReportState.QUEUED)
    return set(queued.values_list("kind", "language"))


def take_back(place: Participation) -> None:
    change_consents(
        invitation=answered(synthesis_survey(place.edition), place, quote="named"),
        consents={"quote": "no"},
        actor=place.project.members.get(leads=True).user,
        at=timezone.now(),
    )


def test_a_changed_consent_renews_what_partners_read_each_of_its_kind() -> None:
    [place] = factories.edition_with(participations=1).participations
    make_ready(place, ReportKind.PARTNERS)
    make_ready(place, ReportKind.EDITION, language="en")
    make_ready(place, ReportKind.PROJECT)

    take_back(place)

    assert list_recipients() == {("partners", "fr"), ("edition", "en"), ("project", "fr")}


def test_a_changed_consent_has_nothing_built_that_nobody_asked_for() -> None:
    [place] = factories.edition_with(participations=1).participations
    make_ready(place, ReportKind.RETROSPECTIVE)

    take_back(place)

    assert list_recipients() == set()


def test_a_partners_view_asked_for_late_leaves_the_synthesis_to_be_built() -> None:
    [place] = factories.edition_with(participations=1).participations
    now = timezone.now()
    over = {"opens_at": now - timedelta(days=9), "closes_at": now - timedelta(minutes=5)}
    answered(synthesis_survey(place.edition, **over), place)
    make_ready(place, ReportKind.PARTNERS)

    assert actions.request_closed(at=now) == 1
    assert list_recipients() == {("edition", "fr")}


def test_a_changed_image_consent_renews_what_partners_read_too() -> None:
    [place] = factories.edition_with(participations=1).participations
    session, _made = Session.objects.get_or_create(edition=place.edition)
    gallery = Gallery(place.edition, session, place)
    ines = gallery.come("Inès", "pub")
    gallery.add(ines)
    make_ready(place, ReportKind.PARTNERS)
    make_ready(place, ReportKind.RETROSPECTIVE)

    set_image_consent(attendee=ines, consent="no", actor=None, at=timezone.now())

    assert list_recipients() == {("partners", "fr")}
