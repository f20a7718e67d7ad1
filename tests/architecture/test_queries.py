"""The budget of queries: a page makes as many for three rows as for one, and twelve at most."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coaching.attendance.codes import make_key
from coaching.broadcasts.actions import send_broadcast
from coaching.models import (
    Booking,
    GalleryItem,
    Incident,
    Room,
    SessionCode,
    SessionDay,
    Slot,
    SlotShift,
    Survey,
    SynthesisReport,
)
from coaching.session.actions.session import save_slot
from programmes.models import Edition, Role
from projects.models import Decision, Meeting
from tests import factories
from tests.factories import World
from tests.support.everything import debriefed, edition_with_everything
from tests.support.live import LiveSession, run_session
from tests.support.queries import BUDGET, statements
from tests.support.session import paired

pytestmark = pytest.mark.long


@dataclass(frozen=True)
class Page:
    """``who`` opens it; its address names what ``of`` lists, in this order, by the words of :data:`KEYS`."""

    name: str
    who: str
    of: str = "edition"
    query: str = ""


PAGES = [
    Page("home", "", of=""),
    Page("programmes:edition", ""),
    Page("programmes:call", ""),
    Page("projects:apply", ""),
    Page("projects:public_projects", ""),
    Page("coaching:posts", ""),
    Page("coaching:retrospective", ""),
    Page("programmes:manage", "organiser", of=""),
    Page("programmes:manage_committee", "organiser"),
    Page("programmes:manage_criteria", "organiser"),
    Page("programmes:manage_schemes", "organiser"),
    Page("programmes:manage_people", "organiser"),
    Page("programmes:manage_mails", "organiser"),
    Page("programmes:manage_late_accesses", "organiser"),
    Page("programmes:manage_rules", "organiser"),
    Page("projects:manage_applications", "organiser"),
    Page("projects:manage_application", "organiser", of="edition dossier"),
    Page("projects:erase_application", "organiser", of="edition dossier"),
    Page("projects:request_completion", "organiser", of="edition dossier"),
    Page("projects:manage_retention", "organiser"),
    Page("projects:manage_exports", "organiser"),
    Page("projects:application_imports", "organiser"),
    Page("projects:manage_assignment", "organiser"),
    Page("projects:assignment_proposal", "organiser"),
    Page("projects:ranking", "organiser"),
    Page("projects:deliberation", "organiser"),
    Page("projects:decide", "organiser", of="edition dossier"),
    Page("projects:announce", "organiser"),
    Page("projects:manage_conflicts", "organiser"),
    Page("projects:manage_feedback", "organiser"),
    Page("projects:review_queue", "reviewer", of=""),
    Page("coaching:retrospective", "reviewer"),
    Page("projects:review", "reviewer", of="dossier"),
    Page("projects:application", "holder", of="dossier"),
    Page("projects:dossier_versions", "holder", of="dossier"),
    Page("projects:team", "holder", of="dossier"),
    Page("coaching:manage_edition", "organiser"),
    Page("coaching:manage_journal", "organiser"),
    Page("coaching:manage_lessons", "organiser"),
    Page("coaching:manage_person", "organiser", of="edition holder"),
    Page("coaching:manage_session", "organiser"),
    Page("coaching:session_publish", "organiser"),
    Page("coaching:session_groups", "organiser", of="edition split_slot"),
    Page("coaching:session_groups", "organiser", of="edition undivided_slot"),
    Page("coaching:manage_pairings", "organiser"),
    Page("coaching:propose_mentors", "organiser"),
    Page("coaching:manage_contacts", "organiser"),
    Page("coaching:mentor_wishes", "mentor"),
    Page("coaching:project_wishes", "holder", of="project"),
    Page("coaching:meetings", "mentor", of="project"),
    Page("coaching:meetings", "holder", of="project"),
    Page("coaching:manage_axes", "organiser"),
    Page("coaching:session_drawn", "organiser"),
    Page("coaching:session_posters", "organiser"),
    Page("coaching:session_posters_zip", "organiser"),
    Page("coaching:cockpit", "organiser"),
    Page("coaching:manage_attendees", "organiser"),
    Page("coaching:presence", "organiser"),
    Page("coaching:door", "organiser"),
    Page("coaching:mix", "organiser"),
    Page("coaching:mix_ideas", "organiser"),
    Page("coaching:rotation", "organiser"),
    Page("coaching:mix_wall", "", of="code"),
    Page("coaching:mix_tables", "", of="code"),
    Page("coaching:gallery", "holder"),
    Page("coaching:gallery", "organiser"),
    Page("coaching:room_gallery", "holder", of="project"),
    Page("coaching:live_gallery", "holder", of="code"),
    Page("coaching:gallery_describe", "holder"),
    Page("coaching:gallery_edit", "organiser", of="edition picture"),
    Page("coaching:gallery_edit", "holder", of="edition picture"),
    Page("coaching:live_gallery_edit", "organiser", of="code picture"),
    Page("coaching:live_gallery_edit", "holder", of="code picture"),
    Page("coaching:live", "organiser", of="code"),
    Page("coaching:live", "holder", of="code"),
    Page("coaching:manage_gallery", "organiser"),
    Page("coaching:manage_surveys", "organiser", query="?kind=synthesis"),
    Page("coaching:manage_surveys", "organiser", query="?kind=debrief"),
    Page("coaching:manage_surveys", "organiser", query="?kind=debrief&show=awaited"),
    Page("coaching:manage_reports", "organiser"),
    Page("coaching:report_page", "organiser", of="retrospective"),
    Page("coaching:survey_results", "organiser", of="edition synthesis"),
    Page("coaching:survey_results", "organiser", of="edition debrief"),
    Page("coaching:read_synthesis", "organiser"),
    Page("coaching:read_synthesis", "organiser", query="?part=debrief"),
    Page("coaching:read_synthesis", "organiser", query="?part=year"),
    Page("coaching:timetable", "mentor"),
    Page("coaching:timetable", "holder"),
    Page("coaching:timetable_pdf", "mentor"),
    Page("coaching:session_grid", "organiser", of="edition day"),
    Page("coaching:my_home", "holder", of=""),
    Page("coaching:my_messages", "holder", of=""),
    Page("coaching:project_timeline", "holder", of="project"),
    Page("coaching:project_timeline", "organiser", of="project"),
    Page("coaching:support_story", "partner", of="project"),
    Page("coaching:coaching_home", "mentor", of=""),
    Page("coaching:support_home", "partner", of=""),
    Page("coaching:manage_letters", "organiser"),
    Page("coaching:letter", "holder", of="project"),
    Page("coaching:manage_commitments", "organiser"),
    Page("coaching:manage_portfolio", "organiser"),
    Page("coaching:portfolio_csv", "organiser"),
    Page("coaching:portfolio_xlsx", "organiser"),
    Page("coaching:manage_results", "organiser"),
    Page("coaching:manage_amounts", "organiser"),
    Page("coaching:follow_up", "holder", of="project"),
    Page("coaching:project_indicators", "holder", of="project"),
    Page("coaching:support_commitments", "partner"),
    Page("coaching:support_board", "partner"),
    Page("coaching:support_project", "partner", of="project"),
    Page("coaching:gallery", "partner"),
    Page("coaching:coaching_home", "facilitator", of=""),
    Page("coaching:session_papers", "facilitator"),
    Page("coaching:mix_tables", "facilitator", of="code"),
    Page("coaching:manage_support_board", "organiser"),
    Page("coaching:agree_to_support_offers", "organiser"),
    Page("coaching:defer_support_needs", "organiser"),
    Page("coaching:manage_posts", "organiser"),
    Page("coaching:project_posts", "holder", of="project"),
]


def find_slot(world: World, **where: Any) -> int:
    slots = Slot.objects.filter(day__session__edition=world.edition, **where)
    return slots.order_by("starts_at", "pk").values_list("pk", flat=True)[0]


def find_picture(world: World) -> GalleryItem:
    """A picture of the gallery with a person on it."""
    return GalleryItem.objects.filter(session__edition=world.edition, depicts="named").order_by("pk")[0]


KEYS: dict[str, Callable[[World], Any]] = {
    "edition": lambda world: world.edition.slug,
    "project": lambda world: world.participations[0].project.slug,
    "dossier": lambda world: world.applications[0].reference,
    "holder": lambda world: world.holder.pk,
    "retrospective": lambda world: SynthesisReport.objects.published().get(edition=world.edition).pk,
    "synthesis": lambda world: "synthesis",
    "debrief": lambda world: "debrief",
    "day": lambda world: SessionDay.objects.get(session__edition=world.edition).pk,
    "split_slot": lambda world: find_slot(world, groups__isnull=False),
    "undivided_slot": lambda world: find_slot(world, kind="group", groups=None),
    "picture": lambda world: find_picture(world).uid,
    "code": lambda world: SessionCode.objects.get(session__edition=world.edition).code,
}
"""What an address names, and where it is in a world."""


def list_queries(page: Page, world: World, *, warm: bool = False) -> list[str]:
    client = Client()
    if page.who:
        who = world.holder if page.who == "holder" else getattr(world, f"{page.who}s")[0]
        client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse(page.name, args=[KEYS[word](world) for word in page.of.split()]) + page.query
    if "code" in page.of.split():
        address += f"?k={make_key(KEYS['code'](world))}"
    return statements(client, address, warm=warm)


@dataclass(frozen=True)
class Measured:
    """The queries of each page in an edition with one of everything, then an edition with three beside it."""

    few: dict[Page, list[str]]
    world: World


def measure() -> Measured:
    world = edition_with_everything(1)
    return Measured({page: list_queries(page, world) for page in PAGES}, edition_with_everything(3))


@pytest.fixture(scope="module")
def measured(build_once: Callable[..., Measured]) -> Measured:
    return build_once(measure)


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.name}{page.query}-{page.who}-{page.of}")
def test_a_page_makes_as_many_queries_for_three_rows_as_for_one(measured: Measured, page: Page) -> None:
    few, many = measured.few[page], list_queries(page, measured.world, warm=True)

    queries = "\n".join(many)
    assert len(many) == len(few), f"A query for each row: read them at once (prefetch, annotate).\n{queries}"
    assert len(many) <= BUDGET, f"Read less, or join.\n{queries}"


@pytest.mark.django_db
def test_the_feed_of_the_partners_board_stays_in_the_budget_when_no_other_screen_read_it(
    measured: Measured,
) -> None:
    client, edition = Client(), measured.world.edition
    client.force_login(measured.world.organiser, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("coaching:manage_support_feed", args=[edition.slug])
    assert client.get(address).json()["cells"]
    cache.clear()

    assert len(statements(client, address, warm=True)) <= BUDGET


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes",
    [
        {"sent_out_at": None},
        {"sent_out_at": None, "room_opened_at": None},
        {"room_opened_at": None},
        {"kind": "free", "wave": 1, "anonymous": True},
    ],
    ids=str,
)
def test_the_page_of_a_survey_stays_in_the_budget_before_its_links_are_sent_and_without_names(
    measured: Measured, changes: dict[str, Any]
) -> None:
    surveys = Survey.objects.filter(edition=measured.world.edition)
    surveys.filter(kind="debrief").update(**changes)
    page = Page("coaching:manage_surveys", "organiser", query=f"?kind={surveys.latest('pk').slug}")

    assert len(list_queries(page, measured.world, warm=True)) <= BUDGET


def decide_all(projects: int) -> World:
    """Decisions that may be announced, each with a letter; minutes to approve, and reviews that may still come."""
    world, at = factories.edition_with(applications=projects, reviewers=projects), timezone.now()
    by, scheme = world.organiser, factories.scheme(world.edition, organisation=factories.organisation())
    acts = {"opened_at": at, "closed_at": at, "opened_by": by, "closed_by": by}
    meeting = Meeting.objects.create(edition=world.edition, **acts)
    before = [{"application": dossier.pk, "outcome": "selected"} for dossier in world.applications]
    meeting.minutes.create(
        version=1, content={"dossiers": before}, sha256="0" * 64, voices=2, created_at=at, created_by=by
    )
    for dossier in world.applications:
        Decision.objects.create(
            application=dossier, outcome="not_selected", reason="Trop tôt", decided_by=by, decided_at=at
        )
        letter = dossier.decision_letters.create(
            version=1, orientation="Voyez ce dispositif.", saved_at=at, saved_by=by
        )
        letter.schemes.add(scheme)
    return world


def extend_reviews(edition: Edition) -> None:
    """Reviews are closed but to jurors, who have dates of their own."""
    at = timezone.now()
    Edition.objects.filter(pk=edition.pk).update(reviews_due_at=at - timedelta(days=1))
    Role.objects.jurors().filter(edition=edition).update(reviews_due_at=at + timedelta(days=1))


@pytest.mark.django_db
@pytest.mark.parametrize("are_extended", [False, True])
@pytest.mark.parametrize("is_anonymous", [False, True])
def test_the_page_of_a_first_announcement_stays_in_the_budget_whatever_it_waits_for(
    are_extended: bool, is_anonymous: bool
) -> None:
    counts = []
    for projects in (1, 3):
        world, client = decide_all(projects), Client()
        if are_extended:
            extend_reviews(world.edition)
        if is_anonymous:
            Edition.objects.filter(pk=world.edition.pk).update(anonymous_since=timezone.now())
        client.force_login(world.organiser, backend="django.contrib.auth.backends.ModelBackend")
        address = reverse("projects:announce", args=[world.edition.slug])
        counts.append(len(statements(client, address)))
        context = client.get(address).context
        assert (len(context["upcoming"]), len(context["lines"])) == (4, projects)

    assert counts[0] == counts[1] <= BUDGET


def run_today(projects: int, waits: Collection[str]) -> LiveSession:
    """A session of which all projects are received now; what ``waits``: a change of its timetable, mentors."""
    live = run_session(participations=projects, mentors=projects + 1)
    edition, day, at = live.world.edition, live.session.days.get(), timezone.now()
    type(edition).objects.filter(pk=edition.pk).update(session_starts_on=day.date, session_ends_on=day.date)
    hours = {"day": day, "starts_at": "11:00", "ends_at": "13:00"}
    slot = Slot.objects.create(**hours, title_fr="La frise", kind="individual", activity="timeline")
    slot.leaders.add(live.world.facilitators[0])
    for place, mentor in zip(live.world.participations, live.world.mentors, strict=False):
        room = Room.objects.create(session=live.session, name=f"Salle {place.pk}")
        Booking.objects.create(slot=slot, participation=place, room=room)
        if "mentor" not in waits:
            paired(place, mentor)
        Incident.objects.create(**hours, kind="late", participation=place, at=at, by=live.world.organiser)
        SlotShift.objects.create(day=day, minutes=5, moves=[], at=at)
        send_broadcast(session=live.session, text=f"Salle {place.pk}", actor=live.world.organiser, at=at)
    live.release()
    if "change" in waits:
        slot.title_fr = "La grande frise"
        save_slot(slot=slot, leaders=[], actor=live.world.organiser, at=at + timedelta(minutes=1))
    return live


@pytest.mark.django_db
@pytest.mark.parametrize("waits", [(), ("change",), ("mentor",), ("change", "mentor")], ids=str)
def test_the_cockpit_of_a_day_that_runs_stays_in_the_budget_whatever_waits(waits: Collection[str]) -> None:
    counts = []
    for projects in (1, 3):
        live, client = run_today(projects, waits), Client()
        client.force_login(live.world.organiser, backend="django.contrib.auth.backends.ModelBackend")
        address = reverse("coaching:cockpit", args=[live.world.edition.slug])
        counts.append(len(statements(client, address)))
        todo, opened = (client.get(address).context[name] for name in ("todo", "opened"))
        assert (todo.pending > 0, len(todo.alone)) == ("change" in waits, projects * ("mentor" in waits))
        assert (opened.late, len(opened.messages)) == (5 * projects, projects)

    assert counts[0] == counts[1] <= BUDGET


RUNNING = [
    Page("coaching:live", "organiser", of="code"),
    Page("coaching:live_now", "organiser", of="code"),
    Page("coaching:debrief_wall", "organiser"),
    Page("coaching:debrief_feed", "organiser"),
]
"""Pages that read the debrief, and data that all phones share for some seconds."""


@pytest.mark.django_db
@pytest.mark.parametrize("page", RUNNING, ids=lambda page: page.name)
def test_a_page_of_a_debrief_that_runs_stays_in_the_budget_without_shared_data(page: Page) -> None:
    counts = []
    for projects in (1, 3):
        world = run_today(projects, ()).world
        debriefed(world)
        list_queries(page, world)
        caches["process"].clear()
        counts.append(len(list_queries(page, world, warm=True)))

    assert counts[0] == counts[1] <= BUDGET
