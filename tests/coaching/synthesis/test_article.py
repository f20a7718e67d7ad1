"""What the report of an edition tells beyond answers, and what its small numbers keep to themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from accelerator.questionnaires.builder import SectionSpec
from coaching.attendance.actions.attendees import set_image_consent
from coaching.canvas.enums import AxisFamily
from coaching.demo.reader import read_bodies
from coaching.followup.report import describe_follow_up, gather_follow_up
from coaching.models import (
    Attendance,
    Attendee,
    AxisReading,
    Canvas,
    Commitment,
    GalleryItem,
    SynthesisReport,
)
from coaching.plan.enums import BlockerState
from coaching.surveys import defaults
from coaching.surveys.enums import SurveyKind
from coaching.synthesis.actions import building, reports as actions
from coaching.synthesis.reports.call import compose_call
from coaching.synthesis.reports.days import compose_days
from coaching.synthesis.reports.dimensions import compose_blockers, compose_dimensions, gather_dimensions
from coaching.synthesis.reports.document import Section, join_text
from coaching.synthesis.reports.schemes import describe_scheme, list_scheme_facts
from programmes.defaults import SPEC
from programmes.enums import NeedKind
from programmes.models import Edition, Role
from programmes.scheme_fit import HeadCountRange, StructureFacts, band_of
from projects.application.queries.structure import facts_of_structure
from projects.models import Participation, Project
from tests import factories
from tests.support import plan
from tests.support.letters import ClosedTable
from tests.support.live import run_session
from tests.support.rooms import give_axes
from tests.support.synthesis import answered, synthesis_survey
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def content_of(edition: Edition, place: Participation | None = None) -> dict[str, Section]:
    report = actions.request_report(
        edition=edition, participation=place, language="fr", actor=None, at=timezone.now()
    )
    assert building.build_queued(report_id=report.pk, at=timezone.now())
    content = SynthesisReport.objects.get(pk=report.pk).content
    return {section["key"]: section for section in content["sections"]}


def list_rows(section: Section) -> list[list[str]]:
    return [row for block in section["blocks"] if block["type"] == "table" for row in block["rows"]]


def test_profiles_of_fewer_than_five_are_added_up_and_a_table_of_one_row_is_not_drawn() -> None:
    facts: dict[str, Any] = {
        "edition": {"theme": "Le travail"},
        "counts": {"received": 31, "projects": 13},
        "call": {
            "opened_on": "2026-03-20",
            "closed_on": "2026-04-24",
            "announced_on": "",
            "profiles": {
                "chosen": {"internal_project": 7, "solution_provider": 6},
                "others": {"internal_project": 12, "solution_provider": 2, "consultant_or_federation": 4},
            },
            "departments": {"chosen": {"Orne": 2}, "others": {"Manche": 3}},
        },
    }
    with translation.override("fr"):
        section = compose_call(facts)

    assert "31 dossiers ont été reçus." in join_text(section)
    content = {name: cells for name, *cells in list_rows(section)}
    assert content == {
        "Mène un projet en interne": ["7", "12"],
        "Offre une solution ou Conseil ou fédération d’employeurs": ["6", "6"],
    }, "no row of the territories has five dossiers: they are not drawn"


def test_the_days_are_described_by_counts_and_pictures_that_everybody_may_see() -> None:
    live = run_session()
    day = live.session.days.first()
    for attendee in live.session.attendees.all():
        Attendance.objects.create(attendee=attendee, day=day, half="am", at=timezone.now())
    common = {"session": live.session, "kind": "sketch", "added_at": timezone.now(), "alt": "Un mur d’idées"}
    public = GalleryItem.objects.create(
        **common, file="a", thumb="b", depicts="nobody", published_at=timezone.now()
    )
    GalleryItem.objects.create(**common, file="c", thumb="d", depicts="nobody")

    days = content_of(live.world.edition)["days"]

    assert f"{live.session.attendees.count()} personnes étaient présentes" in join_text(days)
    pictures = [block["source"] for block in days["blocks"] if block["type"] == "picture"]
    assert pictures == [f"picture:{public.uid}"]


def test_few_holders_among_those_present_are_not_counted_apart() -> None:
    content = {
        "present": 20,
        "holders": 3,
        "ideas": 0,
        "accepted": 0,
        "rounds": 0,
        "canvases": {},
        "pictures": [],
    }

    with translation.override("fr"):
        section = compose_days({"days": content, "counts": {"projects": 3}})

    assert join_text(section) == "20 personnes étaient présentes."


@pytest.fixture
def drawn() -> factories.World:
    """Six projects at level 1 on a dimension, drawn again at level 3 by five of them; a blocker each."""
    world = factories.edition_with(participations=6)
    give_axes(world.edition)
    axis = world.edition.axes.filter(family=AxisFamily.DIMENSION)[0]
    for number, place in enumerate(world.participations):
        lifted = BlockerState.LIFTED if number == 0 else BlockerState.OPEN
        plan.blocker(place, "Le secret de l’atelier", axis=axis, state=lifted)
        for moment, level in (("session", 1), ("m6", 3))[: 1 if number == 0 else 2]:
            canvas = Canvas.objects.create(participation=place, kind="adn", moment=moment)
            AxisReading.objects.create(canvas=canvas, axis=axis, level=level, **plan.SAVED)
    return world


def test_the_six_dimensions_are_compared_once_five_projects_drew_them_again(drawn: factories.World) -> None:
    with translation.override("fr"):
        means, moves = list_means_and_moves(drawn)
        Canvas.objects.filter(moment="m6").first().delete()
        [alone] = list_means_and_moves(drawn)

    assert means[0][1:] == alone[0][1:] == ["1,0"]
    assert moves[0][1:] == ["1,0", "3,0"], "means of the five that drew it again"


def list_means_and_moves(drawn: factories.World) -> list[Any]:
    facts = {"standing": gather_dimensions(drawn.edition), "counts": {"projects": 6}}
    return [block["rows"] for block in compose_dimensions(facts)["blocks"]]


def test_all_but_one_that_share_or_answer_disclose_nothing_of_that_one() -> None:
    world = factories.edition_with(participations=7)
    survey = synthesis_survey(world.edition)
    for place in world.participations[:6]:
        last = answered(survey, place)
    last.shared_with_partners = False
    last.save()

    content = content_of(world.edition)

    facts = {row[0]: row[1] for block in content["essentials"]["blocks"] for row in block["rows"]}
    assert "Synthèses reçues" not in facts
    method = str(content["method"]["blocks"])
    assert "6 sur 6" not in method
    assert "5 sur 6" not in method
    assert "transmettre leurs réponses aux partenaires, et d’aucune autre" in method.replace("\xa0", " ")


def test_blockers_are_counted_by_axis_without_their_texts(drawn: factories.World) -> None:
    with translation.override("fr"):
        section = compose_blockers({"standing": gather_dimensions(drawn.edition)})

    assert join_text(section) == "Les projets ont nommé 6 verrous."
    assert section["blocks"] == [], "one axis: the sentence says it"
    assert "secret" not in str(section)


def test_axes_named_less_than_five_times_are_added_up() -> None:
    blockers = [
        {"label": "Autonomie", "open": 9, "lifted": 6},
        {"label": "Sens", "open": 3, "lifted": 1},
        {"label": "Temps", "open": 7},
        {"label": "Santé", "open": 2, "lifted": 1},
    ]

    with translation.override("fr"):
        section = compose_blockers({"standing": {"blockers": blockers}})

    [table] = section["blocks"]
    assert table["rows"] == [["Autonomie", "15"], ["Temps", "7"], ["Sens ou Santé", "7"]]
    assert "8 sont levés depuis." in join_text(section)


def test_decisions_are_counted_and_a_project_reads_its_letter() -> None:
    table = ClosedTable()
    before = content_of(table.edition, table.place)
    table.commit()

    of_edition, of_project = content_of(table.edition), content_of(table.edition, table.place)

    assert before["followup"]["blocks"] == [], "a letter that has not left is in no report"
    assert "ont répondu à 1 besoin" in join_text(of_edition["decisions"])
    assert "Région" in join_text(of_edition["decisions"])
    assert list_rows(of_edition["decisions"]) == [["accordé", "1"]], "partners took it: nothing is merged"
    [line, _commitments] = of_project["followup"]["blocks"]
    assert line["title"] == table.need.sentence
    assert ["Réponse du projet", "accepté", ""] in line["rows"]


def test_confirmations_of_projects_are_counted_apart_from_declarations_of_bodies() -> None:
    world = factories.edition_with(participations=1)
    body = factories.organisation()
    for number in range(12):
        Commitment.objects.create(
            participation=world.participations[0], what=f"Appui {number}", body=body, moved_at=timezone.now(),
            created_at=timezone.now(), state="done", confirmation="yes" if number < 5 else "",
        )  # fmt: skip

    with translation.override("fr"):
        section = describe_follow_up(gather_follow_up(world.edition, None))

    [table] = section["blocks"]
    assert table["rows"] == [[body.name, "12", "0", "5", "7", "0", "0"]]
    assert join_text(section) == "12 engagements ont été pris envers les projets. 12 sont tenus."


def test_a_person_who_is_on_a_picture_and_withdraws_takes_the_document_from_partners(as_user: AsUser) -> None:
    live = run_session(partners=1)
    attendee = live.session.attendees.all()[0]
    Attendee.objects.filter(pk=attendee.pk).update(image_consent="pub", image_consent_at=timezone.now())
    item = GalleryItem.objects.create(
        session=live.session, kind="photo", added_at=timezone.now(), alt="Au mur", file="a", thumb="b",
        depicts="named", published_at=timezone.now(),
    )  # fmt: skip
    item.people.add(attendee)
    first = content_of(live.world.edition)["days"]
    assert [block["type"] for block in first["blocks"]] == ["picture"]
    before = SynthesisReport.objects.get()
    partner = live.world.partners[0]
    assert SynthesisReport.objects.visible_to(partner).filter(pk=before.pk).exists()

    attendee.refresh_from_db()
    set_image_consent(attendee=attendee, consent="no", actor=live.world.organiser, at=timezone.now())

    assert not SynthesisReport.objects.visible_to(partner).exists()
    again = SynthesisReport.objects.get(version=2)
    assert building.build_queued(report_id=again.pk, at=timezone.now())
    assert SynthesisReport.objects.visible_to(partner).get() == again
    again.refresh_from_db()
    assert "Au mur" not in str(again.content)


def test_every_choice_of_the_forms_we_ship_is_understood() -> None:
    bands = choices_of(SPEC[:1], "head_count")
    needs = choices_of(defaults.READY[SurveyKind.SYNTHESIS], "needs")

    assert all(band_of(code) for code in bands)
    assert needs == NeedKind.values
    assert all(set(scheme.needs) <= set(needs) and scheme.needs for scheme in read_bodies().schemes)


def choices_of(sections: Iterable[SectionSpec], key: str) -> list[str]:
    (question,) = (listed for section in sections for listed in section.questions if listed.key == key)
    return [choice["value"] for choice in question.options["choices"]]


def test_a_partner_reads_what_fits_what_is_to_check_and_what_does_not(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1, partners=1)
    one = world.participations[0]
    answered(synthesis_survey(world.edition), one, needs=["training"])
    own: dict[str, Any] = {"organisation": Role.objects.get(user=world.partners[0]).organisation}
    factories.scheme(world.edition, "Plan", needs=["training"], head_count_max=49, **own)
    factories.scheme(world.edition, "Bourse", needs=["training"])
    factories.scheme(world.edition, "Prêt", needs=["funding"], **own)
    factories.scheme(world.edition, "Retiré", needs=["training"], archived_at=timezone.now(), **own)
    page = reverse("coaching:support_project", args=[one.project.slug])
    partner = as_user(world.partners[0])

    unknown = partner.get(page).text.replace("\xa0", " ").split("Ceux qui ne conviennent pas")
    assert "À vérifier : effectif inconnu (moins de 50 salariés)." in unknown[0]
    assert "Bourse" in unknown[0]
    assert "Prêt" not in unknown[0]
    assert "répond à d’autres besoins : un financement" in unknown[1]

    set_size(one, "50_249")
    known = partner.get(page).text.replace("\xa0", " ").split("Ceux qui ne conviennent pas")
    assert "Plan" not in known[0]
    assert "Ne convient pas : réservé aux moins de 50 salariés." in known[1]
    assert "Retiré" not in "".join(known)


def test_the_facts_of_a_structure_are_read_from_its_application() -> None:
    world = factories.edition_with(participations=1)
    one = world.participations[0]
    one.project.application.department = "calvados (14)"
    one.project.application.profile = ""
    set_size(one, "50_249")

    assert facts_of_structure(Project.objects.get(pk=one.project_id)) == StructureFacts(
        None, HeadCountRange(50, 249), "14"
    )
    assert facts_of_structure(Project()) == StructureFacts()


def test_stored_facts_are_plain_json(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    edition = factories.edition()
    today = timezone.localdate()
    factories.scheme(
        edition,
        "Plan",
        needs=["hr"],
        head_count_max=9,
        opens_on=today,
        departments=["14"],
        summary_en="A plan.",
    )
    factories.scheme(edition, "Fini", needs=["hr"], closes_on=today - timedelta(days=1))
    with django_assert_num_queries(1):
        found = list_scheme_facts(edition, today, structure=StructureFacts(department="14"), needs=["hr"])

    (plan,) = (describe_scheme(scheme) for scheme in found.proposed)
    assert "effectif inconnu" in plan["why"]
    assert plan["to_check"]
    (over,) = (describe_scheme(scheme) for scheme in found.set_aside)
    assert "clos depuis" in over["why_not"]
    assert over["stale"]
    assert [scheme["name"] for scheme in list_scheme_facts(edition, today).proposed] == ["Plan"]


def set_size(participation: Participation, code: str) -> None:
    """The application of this project gives this band of head count."""
    form = factories.published_form({"key": "head_count", "kind": "short_text"})
    application = participation.project.application
    application.sheet = factories.sheet(form, head_count=code)
    application.save()
