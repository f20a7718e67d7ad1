"""The organiser's dashboard: each line appears, disappears once it is done, and is for those who may act."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.audit import verbs
from accelerator.audit.actions import record
from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import MailState, OutgoingMail
from coaching.attendance.actions import attendees, codes
from coaching.canvas.actions import edition as axes
from coaching.canvas.defaults import PRESETS
from coaching.home.organiser.journal import PAGES, list_latest_events
from coaching.models import Pairing, Slot
from coaching.pairing.actions import pairing as pairings
from coaching.pairing.enums import PairingState
from coaching.session import verbs as session_verbs
from coaching.session.actions import releases, session as sessions
from coaching.session.releases import (
    CHANGES,
    WHOLE_RELEASES,
    compute_fingerprint,
    find_released,
    read_draft,
)
from programmes.enums import RoleName
from programmes.models import Call, CommitteeSeat, DeclarationAcceptance, Edition, Invitation, Role
from programmes.todo import read_todo
from projects.application.enums import ApplicationState as S
from projects.decision.enums import Outcome, ParticipationState
from projects.models import Application, ConflictRound, Decision, Participation, ReviewAssignment
from tests import factories
from tests.support.home import FIRST, LAST, noon
from tests.support.queries import BUDGET, statements
from tests.support.todo import find_line, list_titles, name_line
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db

OPENS, CLOSES = factories.NOW - timedelta(days=10), factories.NOW + timedelta(days=10)
IN_SELECTION, IN_PREPARATION = CLOSES + timedelta(days=2), CLOSES + timedelta(days=25)
LATE = timedelta(minutes=10)
PUBLISHED = {"intro_fr": "Des projets.", "rules_fr": "Le règlement.", "contact_email": "equipe@exemple.test"}


def a_world(**fields) -> factories.World:
    """An edition whose committee has accepted its declaration of interests."""
    world = factories.edition_with(
        **{
            "published_at": OPENS,
            "opens_at": OPENS,
            "closes_at": CLOSES,
            "session_starts_on": FIRST,
            "session_ends_on": LAST,
            "reviews_due_at": CLOSES + timedelta(days=10),
            **fields,
        }
    )
    if world.reviewers:
        factories.role(world.edition, RoleName.CHAIR)
    accept_declarations(world)
    return world


def accept_declarations(world: factories.World) -> None:
    for seat in Role.objects.without_declaration().filter(edition=world.edition):
        DeclarationAcceptance.objects.create(role=seat, version=1, text="Je déclare.", accepted_at=OPENS)


def titles(world: factories.World, at: datetime) -> list[str]:
    return list_titles(world.edition, world.organiser, at)


def text(world: factories.World, at: datetime, title: str) -> str:
    line = find_line(world.edition, world.organiser, at, title)
    assert line is not None, titles(world, at)
    return line.text.replace("\xa0", " ")


def decide(application: Application) -> None:
    Decision.objects.create(
        application=application,
        outcome=Outcome.SELECTED,
        decided_by=factories.user(),
        decided_at=CLOSES,
    )


def plan(world: factories.World):
    return sessions.plan_session(
        edition=world.edition, venue="Le Dôme", dates=[FIRST, LAST], actor=world.organiser, at=IN_PREPARATION
    )


# --- before and during the call ---


def test_a_new_edition_is_set_up_step_after_step() -> None:
    world = a_world(published_at=None, theme_fr="")
    call = world.edition.call
    assert titles(world, factories.NOW) == ["Dire l’essentiel", "Écrire l’appel", "Réunir le comité"]
    assert (
        text(world, factories.NOW, "Dire l’essentiel")
        == "Le thème, la présentation, le nombre de places, le lieu."
    )

    Edition.objects.update(theme_fr="Le numérique au travail")
    call.rules_fr = PUBLISHED["rules_fr"]
    call.save()
    CommitteeSeat.objects.create(edition=world.edition, organisation=factories.organisation())
    assert titles(world, factories.NOW) == ["Inviter les membres du comité", "Publier l’appel"]
    assert text(world, factories.NOW, "Publier l’appel") == "Dites ce que l’appel recherche."

    factories.role(world.edition, RoleName.REVIEWER)
    type(call).objects.update(**PUBLISHED)
    assert titles(world, factories.NOW) == ["Publier l’appel"]
    assert text(world, factories.NOW, "Publier l’appel").startswith("Tout est prêt")

    type(call).objects.update(published_at=OPENS)
    assert titles(world, factories.NOW) == ["1 déclaration d’intérêts à accepter au comité"]
    accept_declarations(world)
    assert titles(world, factories.NOW) == []


def test_a_past_edition_whose_session_is_over_asks_nothing_of_its_call() -> None:
    at = noon(LAST) + timedelta(days=1)
    world = a_world(published_at=None, silent=True)

    assert "Écrire l’appel" not in titles(world, factories.NOW), "neither rules nor a form"
    assert "Publier l’appel" in titles(world, noon(LAST))
    assert "Publier l’appel" not in titles(world, at)
    assert "Inviter les membres du comité" not in titles(world, at)
    Edition.objects.update(silent=False)
    world.edition.refresh_from_db()
    assert "Écrire l’appel" in titles(world, at)


def test_an_invitation_to_the_committee_is_awaited_until_it_is_answered() -> None:
    world = a_world(reviewers=1)
    invitation = Invitation.objects.create(
        edition=world.edition,
        role=RoleName.REVIEWER,
        email="juree@exemple.test",
        invited_by=world.organiser,
        invited_at=OPENS,
        sent_at=OPENS,
        expires_at=CLOSES,
    )
    assert titles(world, factories.NOW) == ["1 invitation au comité sans réponse"]
    Invitation.objects.update(accepted_at=factories.NOW)
    assert titles(world, factories.NOW) == []
    Invitation.objects.update(accepted_at=None, claimed_by=factories.user("Zoé"), claimed_at=OPENS)
    assert invitation.role == RoleName.REVIEWER
    assert titles(world, factories.NOW)[0] == "1 personne demande un rôle"


def test_before_anybody_reads_the_committee_is_composed_chaired_and_asked_for_its_links() -> None:
    world = a_world(applications=1, state=S.ELIGIBLE)
    assert "Réunir le comité" in titles(world, IN_SELECTION)
    assert "1 dossier sans évaluateur" not in titles(world, IN_SELECTION)

    juror = factories.role(world.edition, RoleName.REVIEWER)
    accept_declarations(world)
    composed = titles(world, IN_SELECTION)
    assert composed[:2] == ["Ouvrir le tour des conflits", "1 dossier sans évaluateur"]
    assert "Nommer la présidence du comité" in composed
    Edition.objects.update(silent=True)  # no mail would ask anybody
    world.edition.refresh_from_db()
    assert "Ouvrir le tour des conflits" not in titles(world, IN_SELECTION)

    opened = ConflictRound.objects.create(
        edition=world.edition, opened_at=IN_SELECTION, opened_by=world.organiser
    )
    awaited = titles(world, IN_SELECTION)
    assert awaited.index("2 réponses au tour des conflits attendues") < awaited.index(
        "1 dossier sans évaluateur"
    )
    opened.delete()

    factories.role(world.edition, RoleName.CHAIR)
    ReviewAssignment.objects.create(
        application=world.applications[0], reviewer=juror, assigned_at=factories.NOW
    )
    begun = titles(world, IN_SELECTION)
    assert not {"Ouvrir le tour des conflits", "Nommer la présidence du comité"}.intersection(begun)


def step_aside(world: factories.World, application: Application) -> None:
    application.recusals.create(
        reviewer=world.organiser, author=world.organiser, reason="Parents", at=factories.NOW
    )


def test_dossiers_are_checked_as_they_come_by_who_did_not_step_aside() -> None:
    world = a_world(reviewers=1, organisers=2)
    assert titles(world, factories.NOW) == []
    application = factories.application(world.edition, state=S.SUBMITTED)
    assert titles(world, factories.NOW) == ["1 dossier à vérifier"]
    assert titles(world, IN_SELECTION) == ["1 dossier à vérifier"]
    step_aside(world, application)
    assert titles(world, factories.NOW) == []
    others = list_titles(world.edition, world.organisers[1], factories.NOW)
    assert others == ["1 dossier à vérifier"]
    Application.objects.update(state=S.INELIGIBLE)
    assert list_titles(world.edition, world.organisers[1], factories.NOW) == []


# --- selection ---


def test_the_selection_goes_from_checking_to_announcing() -> None:
    world = a_world(applications=1, reviewers=1, state=S.ELIGIBLE)
    Application.objects.update(reviews_expected=0)
    assert titles(world, IN_SELECTION) == ["1 dossier sans évaluateur"]
    Application.objects.update(reviews_expected=1)
    assert titles(world, IN_SELECTION) == ["1 évaluation attendue"]
    assert text(world, IN_SELECTION, "évaluation attendue") == "Avant le 25 octobre à 11 h"
    Application.objects.update(reviews_done=1)
    assert titles(world, IN_SELECTION) == ["1 dossier attend une décision"]
    decide(Application.objects.get())
    assert titles(world, IN_SELECTION) == ["1 décision à annoncer"]
    Decision.objects.update(announced_at=IN_SELECTION)
    assert titles(world, IN_SELECTION) == []


def test_late_reviews_do_not_stop_the_deliberation_and_decisions_are_announced_together() -> None:
    world = a_world(applications=2, reviewers=1)
    assert titles(world, CLOSES + timedelta(days=11)) == ["2 dossiers attendent une décision"]
    Application.objects.update(reviews_done=1)
    decide(world.applications[0])
    assert titles(world, IN_SELECTION) == ["1 dossier attend une décision"]
    decide(world.applications[1])
    assert titles(world, IN_SELECTION) == ["2 décisions à annoncer"]


def test_another_editions_call_does_not_delay_a_task() -> None:
    ready, decided, late = (a_world(applications=2, reviewers=1) for _turn in range(3))
    dossiers = Application.objects.exclude(call__edition=late.edition)
    dossiers.update(reviews_done=1)
    for application in decided.applications:
        decide(application)
    editions = Edition.objects.select_related("call").order_by("pk")

    todo = read_todo(ready.organiser, editions, IN_SELECTION, lambda _page, _edition: True)

    assert [[name_line(line) for line in todo[edition.pk].lines] for edition in editions] == [
        ["2 dossiers attendent une décision"],
        ["2 décisions à annoncer"],
        ["2 évaluations attendues"],
    ]


# --- preparation and session ---


def test_the_preparation_goes_from_the_session_to_its_publication() -> None:
    world = a_world(announced_at=CLOSES, participations=1, mentors=1)
    assert titles(world, IN_PREPARATION) == ["Préparer la session", "1 projet sans parrain ni marraine"]
    session = plan(world)
    assert titles(world, IN_PREPARATION) == [
        "Publier le programme",
        "1 projet sans parrain ni marraine",
        "Choisir les axes de la carte ADN",
        "Dresser la liste des personnes attendues",
        "Créer le code de la session",
    ]

    pairing = pairings.propose(
        participation=world.participations[0],
        mentor=world.mentors[0],
        actor=world.organiser,
        at=IN_PREPARATION,
    )
    releases.publish_timetable(session=session, actor=world.organiser, at=IN_PREPARATION)
    axes.load_preset(
        edition=world.edition, preset=next(iter(PRESETS.values())), actor=world.organiser, at=IN_PREPARATION
    )
    attendees.sync_attendees(session=session, at=IN_PREPARATION)
    codes.make_code(session=session, actor=world.organiser, at=IN_PREPARATION)
    assert titles(world, IN_PREPARATION) == ["1 parrainage proposé, sans réponse"]

    aside = world.participations[0].project.application.recusals.create(
        reviewer=world.organiser, author=world.organiser, reason="Parents", at=IN_PREPARATION
    )
    assert titles(world, IN_PREPARATION) == []
    aside.delete()

    Pairing.objects.filter(pk=pairing.pk).update(state=PairingState.ACCEPTED)
    assert titles(world, IN_PREPARATION) == []
    assert titles(world, noon(FIRST)) == ["La session est en cours"]


def test_without_any_mentor_some_are_invited_first() -> None:
    world = a_world(participations=2, announced_at=CLOSES)
    plan(world)
    assert "Inviter des parrains et marraines" in titles(world, IN_PREPARATION)

    factories.role(world.edition, RoleName.MENTOR)

    assert "2 projets sans parrain ni marraine" in titles(world, IN_PREPARATION)
    assert "Inviter des parrains et marraines" not in titles(world, IN_PREPARATION)


def test_a_place_is_awaited_with_its_project_until_it_is_confirmed() -> None:
    world = a_world(announced_at=CLOSES, answers_due_on=FIRST - timedelta(days=20))
    place = factories.participation(world.edition, state=ParticipationState.OFFERED)
    Participation.objects.update(offered_at=CLOSES)

    line = find_line(world.edition, world.organiser, IN_PREPARATION, "projet n’a pas confirmé sa venue")

    assert line is not None
    assert (line.who, line.text) == (place.project.title, "Depuis 25 jours · avant le 13\xa0novembre")
    Participation.objects.update(state=ParticipationState.CONFIRMED)
    assert not any("venue" in title for title in titles(world, IN_PREPARATION))


def test_a_change_of_the_programme_waits_until_it_is_published() -> None:
    world = a_world(announced_at=CLOSES)
    session = plan(world)
    releases.publish_timetable(session=session, actor=world.organiser, at=IN_PREPARATION)
    title, later = "changement du programme à publier", IN_PREPARATION + timedelta(hours=1)
    assert find_line(world.edition, world.organiser, later, title) is None

    slot = Slot.objects.filter(day__session=session).first()
    sessions.remove_slot(slot=slot, actor=world.organiser, at=later)

    line = find_line(world.edition, world.organiser, later, title)
    assert line is not None
    assert (line.number, line.who) == (1, str(world.organiser))
    seen = compute_fingerprint(find_released(session), read_draft(session))
    releases.release_changes(session=session, seen=seen, actor=world.organiser, at=later)
    assert find_line(world.edition, world.organiser, later, title) is None


def test_a_change_of_the_programme_waits_still_when_another_part_is_released_meanwhile() -> None:
    """« +10 min », an incident, somebody who leaves: each releases its own part at once."""
    world = a_world(announced_at=CLOSES)
    session = plan(world)
    releases.publish_timetable(session=session, actor=world.organiser, at=IN_PREPARATION)
    title, later = "changement du programme à publier", IN_PREPARATION + timedelta(hours=1)
    changed, late = Slot.objects.filter(day__session=session).order_by("pk")[:2]
    sessions.remove_slot(slot=changed, actor=world.organiser, at=later)

    when = later + timedelta(minutes=5)
    hours = (late.starts_at, late.ends_at)
    moves = {late.pk: (hours, (late.starts_at, (datetime.combine(FIRST, late.ends_at) + LATE).time()))}
    releases.move_released(session=session, moves=moves, actor=world.organiser, at=when)

    assert session.releases.count() == 2
    line = find_line(world.edition, world.organiser, when, title)
    assert line is not None
    assert line.number == 1


def test_every_verb_of_the_timetable_announces_a_change_of_the_draft_or_is_known_not_to() -> None:
    of_days_without_slots = {"plan_session", "add_day", "add_room"}
    of_documents = {"add_resource", "edit_resource", "remove_resource"}

    assert {verb.name for verb in session_verbs.VERBS} == {
        *CHANGES,
        *WHOLE_RELEASES,
        *of_days_without_slots,
        *of_documents,
    }


# --- mails, rights, the page ---


def failed(world: factories.World, at: datetime, **columns) -> OutgoingMail:
    common = {
        "dedupe_key": f"m{OutgoingMail.objects.count()}",
        "to_email": "x@exemple.test",
        "to_name": "Zoé",
    }
    dates = {"created_at": at, "due_at": at}
    return OutgoingMail.objects.create(
        scope=world.edition.scope, state=MailState.FAILED, **{**common, **dates, **columns}
    )


def test_a_mail_that_failed_is_a_thing_to_do_for_two_weeks_of_who_stepped_aside_from_nothing() -> None:
    world = a_world(reviewers=1, applications=1, state=S.INELIGIBLE)
    failed(world, factories.NOW)
    assert titles(world, factories.NOW) == ["1 message n’est pas parti"]
    assert titles(world, factories.NOW + timedelta(days=9)) == ["1 message n’est pas parti"]
    assert "1 message n’est pas parti" not in titles(world, factories.NOW + timedelta(days=14))
    OutgoingMail.objects.update(state=MailState.QUEUED)
    assert titles(world, factories.NOW) == []
    OutgoingMail.objects.update(state=MailState.FAILED)
    step_aside(world, world.applications[0])
    assert titles(world, factories.NOW) == []


def test_staff_are_offered_the_pages_they_may_open(as_user: AsUser) -> None:
    world = a_world(closes_at=timezone.now() + timedelta(days=10))
    factories.application(world.edition, state=S.SUBMITTED)
    staff, address = (
        factories.user(is_staff=True),
        reverse("coaching:manage_edition", args=[world.edition.slug]),
    )

    for_staff, for_organiser = as_user(staff).get(address).text, as_user(world.organiser).get(address).text

    assert ("dossier à vérifier" in for_staff, "dossier à vérifier" in for_organiser) == (False, True)
    assert "Réunir le comité" in for_staff


def test_other_roles_have_no_dashboard(as_user: AsUser) -> None:
    world = a_world()
    address = reverse("coaching:manage_edition", args=[world.edition.slug])
    for name in (RoleName.FACILITATOR, RoleName.MENTOR, RoleName.REVIEWER, RoleName.PARTNER):
        assert as_user(factories.role(world.edition, name)).get(address).status_code == 403, name


def test_an_edition_without_anything_to_do_says_so_in_a_line(as_user: AsUser) -> None:
    world = a_world(reviewers=1, closes_on=LAST)
    address = reverse("coaching:manage_edition", args=[world.edition.slug])

    page = as_user(world.organiser).get(address).text

    assert "Rien à traiter." in page
    assert "Bientôt" in page


@pytest.mark.parametrize(("days", "word"), [(-1, "Bientôt"), (0, "Aujourd’hui")])
def test_the_next_date_is_announced_as_today_on_its_day(
    as_user: AsUser, time_machine, days: int, word: str
) -> None:
    world = a_world(announced_at=CLOSES)
    time_machine.move_to(noon(FIRST) + timedelta(days=days))

    page = as_user(world.organiser).get(reverse("coaching:manage_edition", args=[world.edition.slug])).text

    assert f"<b>{word}</b>" in page
    assert "Premier jour de la session" in page


def test_seven_lines_are_listed_and_the_others_counted(as_user: AsUser, time_machine) -> None:
    world = a_world(announced_at=CLOSES, participations=1, mentors=1)
    plan(world)
    factories.participation(world.edition, state=ParticipationState.OFFERED)
    failed(world, IN_PREPARATION)
    Invitation.objects.create(
        edition=world.edition, role=RoleName.MENTOR, email="x@exemple.test", invited_by=world.organiser,
        invited_at=OPENS, expires_at=noon(LAST), claimed_by=factories.user("Zoé"), claimed_at=OPENS,
    )  # fmt: skip
    assert len(titles(world, IN_PREPARATION)) == 8
    time_machine.move_to(IN_PREPARATION)

    page = as_user(world.organiser).get(reverse("coaching:manage_edition", args=[world.edition.slug]))

    assert len(page.context["lines"]) == 7
    assert "Puis 1 chose moins pressée." in page.text.replace("\xa0", " ")


YESTERDAY = (factories.NOW - timedelta(days=1)).date()
PHASES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"published_at": None}, {}),
    ({"published_at": OPENS}, {}),
    ({"closes_at": factories.NOW - timedelta(days=5)}, {}),
    ({}, {"announced_at": factories.NOW - timedelta(days=4)}),
    ({}, {"session_starts_on": YESTERDAY, "session_ends_on": YESTERDAY}),
    ({}, {"follow_up_from": YESTERDAY}),
]
"""What changes of the call and of the edition, from one phase to the next."""


def test_twenty_projects_cost_as_many_queries_as_one_in_each_phase(as_user: AsUser) -> None:
    twenty, one = (
        a_world(reviewers=1, applications=projects, participations=projects, mentors=1)
        for projects in (20, 1)
    )

    def count(world: factories.World) -> int:
        address = reverse("coaching:manage_edition", args=[world.edition.slug])
        return len(statements(as_user(world.organiser), address))

    for phase, (of_call, of_edition) in enumerate(PHASES):
        Call.objects.update(**of_call)
        Edition.objects.update(**of_edition)
        assert count(twenty) == count(one) <= BUDGET, phase


# --- the journal ---


def test_events_are_described_in_words_and_lead_to_what_they_are_about() -> None:
    world = factories.edition_with(applications=3)
    [first, second, third] = world.applications
    about = {"actor": world.organiser, "at": timezone.now(), "scope": world.edition.scope}
    record(verb="publish_call", subject=world.edition.call, **about)
    for application in (first, second):
        record(verb="declare_eligible", subject=application, **about)
    record(verb="request_completion", subject=third, **about)
    AuditEntry.objects.create(verb="of_another_release", subject_type="programmes.edition", **about)
    record(verb="submit", subject=first, actor=None, at=timezone.now(), scope="edition:0")
    who, slug = str(world.organiser), world.edition.slug

    events = list_latest_events(world.edition, world.organiser, lambda _page, _edition: True)

    assert [(event.words, str(event.label), event.href) for event in events] == [
        (
            f"{who} a demandé un complément",
            third.title,
            reverse("projects:manage_application", args=[slug, third.reference]),
        ),
        (
            f"{who} a déclaré 2 dossiers recevables",
            "Dossiers",
            reverse("projects:manage_applications", args=[slug]),
        ),
        (f"{who} a publié l’appel", "Appel à projets", reverse("programmes:manage_call", args=[slug])),
    ]


def test_an_act_on_an_edition_leads_to_its_page_and_not_to_the_settings() -> None:
    world = factories.edition_with()
    about = {
        "subject": world.edition,
        "actor": world.organiser,
        "at": timezone.now(),
        "scope": world.edition.scope,
    }
    record(verb="open_conflict_round", **about)
    record(verb="choose_stories", **about)

    event, opening = list_latest_events(world.edition, world.organiser, lambda _page, _edition: True)

    assert event.href == reverse("coaching:manage_stories", args=[world.edition.slug])
    assert str(event.label) == "Choisir les histoires"
    assert opening.href == reverse("projects:manage_conflicts", args=[world.edition.slug])
    assert str(opening.label) == "Conflits d’intérêts"
    closed, _opening = list_latest_events(
        world.edition, world.organiser, lambda page, _edition: "stories" not in page
    )
    assert closed.href == ""


def test_a_dossier_that_one_may_not_read_is_not_named() -> None:
    world = factories.edition_with(applications=1)
    [application] = world.applications
    at = timezone.now()
    record(
        verb="request_completion",
        subject=application,
        actor=world.organiser,
        at=at,
        scope=world.edition.scope,
    )
    application.recusals.create(reviewer=world.organiser, author=world.organiser, reason="Parents", at=at)

    [event] = list_latest_events(world.edition, world.organiser, lambda _page, _edition: True)

    assert event.label == "Dossiers"


def test_subjects_of_events_have_a_page() -> None:
    elsewhere = {"api.apitoken", "outbox.outboxhold", "programmes.programme", "programmes.programmerole"}
    subjects = {verb.subject for verb in verbs.list_declared() if not verb.is_minor}
    assert subjects - elsewhere <= set(PAGES)
    assert Role._meta.label_lower in PAGES
