"""What is built again when somebody changes their mind, and what a closed survey asks for: each of its own kind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from coaching.attendance.actions.people import set_image_consent
from coaching.models import Session, SynthesisReport
from coaching.surveys.actions.survey import change_consents
from coaching.synthesis.actions import reports as actions
from coaching.synthesis.enums import ReportKind, ReportState
from projects.models import Participation
from tests import factories
from tests.support.gallery import Gallery
from tests.support.synthesis import answered, synthesis_survey

pytestmark = pytest.mark.django_db


def make_ready(place: Participation, kind: ReportKind, *, language: str = "fr") -> None:
    """A first version that is there already."""
    SynthesisReport.objects.create(
        edition=place.edition, kind=kind, language=language, version=1, state=ReportState.READY, sha256="0" * 64,
        participation=place if kind == ReportKind.PROJECT else None,
        requested_at=timezone.now(), due_at=timezone.now(),
    )  # fmt: skip


def list_recipients() -> set[tuple[str, str]]:
    asked = SynthesisReport.objects.filter(state=ReportState.QUEUED)
    return set(asked.values_list("kind", "language"))


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
