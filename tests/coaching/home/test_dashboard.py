"""The organiser's dashboard: the next thing to do, phase after phase."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.actions import record
from accelerator.audit.models import AuditEntry
from coaching.attendance.actions import attendees, codes
from coaching.canvas.actions import edition as axes
from coaching.canvas.defaults import PRESETS
from coaching.home.organiser.ahead import next_for_organiser
from coaching.home.organiser.facts import counts, facts_of
from coaching.home.organiser.journal import latest
from coaching.home.organiser.setting_up import SetUpStep, list_steps_left, set_up
from coaching.models import (
    MeetingMinutes,
    Pairing,
    PartnerMeeting,
    SupportLetter,
    SurveyInvitation,
    SynthesisReport,
)
from coaching.pairing.actions import pairing as pairings
from coaching.pairing.enums import PairingState
from coaching.session.actions import releases
from coaching.session.actions import session as sessions
from coaching.surveys.queries import survey_counts
from coaching.synthesis.enums import ReportKind, ReportState
from programmes.enums import RoleName
from programmes.models import CommitteeSeat, Edition
from projects.application.enums import ApplicationState as S
from projects.conflicts.queries import Conflicts
from projects.decision.enums import Outcome, ParticipationState
from projects.models import Application, Decision, Participation
from tests import factories
from tests.support.home import FIRST, LAST, noon, survey

pytestmark = pytest.mark.django_db

OPENS, CLOSES = factories.NOW - timedelta(days=10), factories.NOW + timedelta(days=10)
IN_SELECTION, IN_PREPARATION = CLOSES + timedelta(days=2), CLOSES + timedelta(days=25)


def a_world(**fields) -> factories.World:
    return factories.edition_with(
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


def title(world: factories.World, at: datetime) -> str:
    edition = Edition.objects.select_related("call").get(pk=world.edition.pk)
    return str(next_for_organiser(edition, facts_of(edition, Conflicts()), at).title)


def steps_left(world: factories.World) -> list[SetUpStep]:
    facts = facts_of(world.edition, Conflicts())
    return list_steps_left(world.edition, facts, IN_PREPARATION)


def decide(application: Application, *, announced: bool = False) -> None:
    Decision.objects.create(
        application=application,
        outcome=Outcome.SELECTED,
        decided_by=factories.user(),
        decided_at=CLOSES,
        announced_at=CLOSES if announced else None,
    )


def test_a_new_edition_is_set_up_in_three_steps():
    world = a_world(published_at=None, place="", theme_fr="")
    edition = Edition.objects.select_related("call").get(pk=world.edition.pk)
    assert [step.done for step in set_up(edition, facts_of(edition, Conflicts()))] == [
        False,
        False,
        False,
    ]
    assert title(world, factories.NOW) == "Dire l’essentiel"
    assert set_up(edition, facts_of(edition, Conflicts()))[0].text.endswith(" le thème.")
    Edition.objects.update(theme_fr="Le numérique au travail")
    edition.refresh_from_db()
    assert "peut attendre" in set_up(edition, facts_of(edition, Conflicts()))[0].text
    assert title(world, factories.NOW) == "Écrire l’appel"
    world.edition.call.rules_fr, world.edition.call.intro_fr = "Le règlement.", "Des projets."
    world.edition.call.contact_email = "equipe@exemple.test"
    world.edition.call.save()
    assert title(world, factories.NOW) == "Réunir le comité"
    CommitteeSeat.objects.create(edition=world.edition, organisation=factories.organisation())
    assert [step.done for step in set_up(edition, facts_of(edition, Conflicts()))][2] is False
    assert title(world, factories.NOW) == "Tout est prêt\xa0: publiez l’appel"


def test_without_any_mentor_the_next_thing_is_to_invite_some():
    world = a_world(participations=2)
    Edition.objects.update(announced_at=CLOSES)
    world.edition.refresh_from_db()
    sessions.plan_session(
        edition=world.edition, venue="Le Dôme", actor=world.organiser, at=CLOSES, dates=[FIRST, LAST]
    )
    assert title(world, IN_PREPARATION) == "Personne ne peut encore accompagner les projets"

    factories.role(world.edition, RoleName.MENTOR)
    assert title(world, IN_PREPARATION) == "2 projets n’ont ni parrain ni marraine"


def test_no_review_is_counted_where_none_is_asked_and_the_synthesis_leads_to_its_own_survey():
    world = a_world(applications=2)
    edition = Edition.objects.select_related("call").get(pk=world.edition.pk)
    figures = counts(edition, facts_of(edition, Conflicts()), IN_SELECTION)
    assert "Évaluations reçues" not in [str(figure.label) for figure in figures]

    after = next_for_organiser(edition, facts_of(edition, Conflicts()), noon(LAST) + timedelta(days=1))
    assert str(after.title) == "Demandez aux participants leur synthèse"
    assert after.href.endswith("?kind=synthesis")


def test_the_committee_stays_to_do_once_the_call_is_published_until_somebody_sits(as_user):
    world = a_world(closes_at=timezone.now() + timedelta(days=10), reviews_due_at=None)
    CommitteeSeat.objects.create(edition=world.edition, organisation=factories.organisation())
    address = reverse("coaching:manage_edition", args=[world.edition.slug])

    nobody = as_user(world.organiser).get(address).text
    factories.role(world.edition, RoleName.REVIEWER)
    somebody = as_user(world.organiser).get(address).text

    assert ("Réunir le comité" in nobody, "Personne ne siège encore" in nobody) == (True, True)
    assert "Réunir le comité" not in somebody


def test_an_announced_call_needs_its_committee():
    world = a_world(opens_at=factories.NOW + timedelta(days=1))
    assert title(world, factories.NOW) == "Invitez les membres du comité"


def test_during_the_call_dossiers_are_checked_as_they_come():
    world = a_world()
    assert "L’appel est ouvert" in title(world, factories.NOW)
    factories.application(world.edition, state=S.SUBMITTED)
    assert title(world, factories.NOW) == "1 dossier à vérifier"


def test_the_selection_goes_from_checking_to_announcing():
    world = a_world(applications=1, reviewers=1, state=S.SUBMITTED)
    assert title(world, IN_SELECTION) == "1 dossier à vérifier"
    Application.objects.update(state=S.ELIGIBLE, reviews_expected=0)
    assert title(world, IN_SELECTION) == "1 dossier n’a pas d’évaluateur"
    Application.objects.update(reviews_expected=1)
    assert title(world, IN_SELECTION) == "1 évaluation est attendue"
    Application.objects.update(reviews_done=1)
    assert title(world, IN_SELECTION) == "1 dossier attend une décision"
    decide(Application.objects.get())
    assert title(world, IN_SELECTION) == "Tout est décidé\xa0: annoncez"


def test_reviews_that_are_late_do_not_stop_the_deliberation():
    world = a_world(applications=1, reviewers=1, state=S.UNDER_REVIEW)
    assert title(world, CLOSES + timedelta(days=11)) == "1 dossier attend une décision"


def test_a_selection_without_dossiers_says_so():
    assert title(a_world(), IN_SELECTION) == "Aucun dossier à examiner"


def test_the_preparation_goes_from_the_session_to_its_publication():
    world = a_world(announced_at=CLOSES, participations=1, mentors=1)
    assert title(world, IN_PREPARATION) == "Préparez la session"
    session = sessions.plan_session(
        edition=world.edition, venue="Le Dôme", dates=[FIRST, LAST], actor=world.organiser, at=IN_PREPARATION
    )
    assert title(world, IN_PREPARATION) == "1 projet n’a ni parrain ni marraine"
    pairings.propose(
        participation=world.participations[0],
        mentor=world.mentors[0],
        actor=world.organiser,
        at=IN_PREPARATION,
    )
    assert title(world, IN_PREPARATION) == "Publiez le programme"
    releases.publish_timetable(session=session, actor=world.organiser, at=IN_PREPARATION)
    assert title(world, IN_PREPARATION) == "Choisir les axes de la carte ADN"
    axes.load_preset(
        edition=world.edition, preset=next(iter(PRESETS.values())), actor=world.organiser, at=IN_PREPARATION
    )
    assert title(world, IN_PREPARATION) == "Dresser la liste des personnes attendues"
    attendees.sync_attendees(session=session, at=IN_PREPARATION)
    assert title(world, IN_PREPARATION) == "Créer le code de la session"
    assert [step.done for step in steps_left(world)] == [True, True, True, True, False]
    codes.make_code(session=session, actor=world.organiser, at=IN_PREPARATION)
    assert title(world, IN_PREPARATION) == "Tout est prêt pour la session"
    assert steps_left(world) == []
    factories.participation(world.edition, state=ParticipationState.OFFERED)
    assert title(world, IN_PREPARATION) == "1 projet n’a pas encore confirmé"


def test_a_proposal_pairs_a_project_and_an_acceptance_makes_it_followed():
    world = a_world(announced_at=CLOSES, participations=len(PairingState) + 1, mentors=1)
    offered = factories.participation(world.edition, state=ParticipationState.OFFERED)
    columns = {
        "mentor": world.mentors[0],
        "proposed_by": world.organiser,
        "proposed_at": CLOSES,
        "reason": "Dit",
    }
    for participation, state in zip(world.participations, PairingState, strict=False):
        Pairing.objects.create(participation=participation, state=state, **columns)
    Pairing.objects.create(participation=offered, state=PairingState.ACCEPTED, **columns)

    facts = facts_of(world.edition, Conflicts())

    assert (facts.confirmed, facts.paired, facts.followed) == (len(PairingState) + 1, 2, 1)


def test_during_the_session_the_programme_comes_first_and_the_survey_on_the_last_day():
    world = a_world(announced_at=CLOSES, participations=1)
    sessions.plan_session(
        edition=world.edition, venue="Le Dôme", dates=[FIRST, LAST], actor=world.organiser, at=CLOSES
    )
    assert title(world, noon(FIRST)) == "La session est en cours"
    assert title(world, noon(LAST)) == "Demandez aux participants leur synthèse"


def test_the_dashboard_and_the_survey_page_count_the_same_links():
    world = a_world(announced_at=CLOSES, participations=4)
    for participation in world.participations:
        invitation = survey(participation)
    type(invitation).objects.filter(
        participation__in=[place.pk for place in world.participations[:2]]
    ).update(state="sent", sent_at=noon(LAST))
    # of those who answered, and of those who did not, one gives its place up
    Participation.objects.filter(pk__in=[place.pk for place in world.participations[1:3]]).update(
        state=ParticipationState.DECLINED
    )

    facts, counts = (
        facts_of(world.edition, Conflicts()),
        survey_counts(world.edition, invitation.survey),
    )

    assert (facts.answered, facts.invited) == (counts["sent"], counts["total"]) == (2, 3)
    assert (counts["to_do"], counts["started"], counts["without_link"]) == (1, 0, 0)


def test_after_the_session_syntheses_come_in_and_the_report_is_built():
    world = a_world(announced_at=CLOSES, participations=1)
    at = noon(LAST + timedelta(days=2))
    assert title(world, at) == "Demandez aux participants leur synthèse"
    invitation = survey(world.participations[0])
    assert title(world, at) == "1 synthèse manque encore"
    type(invitation).objects.update(state="sent", sent_at=at)
    assert title(world, at) == "Construisez la synthèse de l’édition"
    SynthesisReport.objects.create(
        edition=world.edition,
        kind=ReportKind.EDITION,
        version=1,
        requested_at=at,
        due_at=at,
        state=ReportState.READY,
        sha256="0" * 64,
    )
    assert title(world, at) == "La synthèse est prête"


def test_letters_of_the_partners_leave_before_the_report_is_built():
    world = a_world(announced_at=CLOSES, participations=2)
    at = noon(LAST + timedelta(days=2))
    for place in world.participations:
        survey(place)
    SurveyInvitation.objects.update(state="sent", sent_at=at)
    meeting = PartnerMeeting.objects.create(edition=world.edition)
    minutes = MeetingMinutes.objects.create(
        meeting=meeting, number=1, made_at=at, snapshot={}, sha256="0" * 64
    )
    for place in world.participations:
        SupportLetter.objects.create(participation=place, minutes=minutes, number=1, made_at=at)

    assert title(world, at) == "Envoyez 2 lettres aux projets"
    Participation.objects.filter(pk=world.participations[0].pk).update(state=ParticipationState.DECLINED)
    assert title(world, at) == "Envoyez 1 lettre à un projet"
    SupportLetter.objects.update(state="sent", sent_at=at)
    assert title(world, at) == "Construisez la synthèse de l’édition"


def test_a_closed_edition_rests():
    world = a_world(announced_at=CLOSES, closes_on=LAST)
    assert title(world, noon(LAST + timedelta(days=2))) == "Cette édition est close"


def test_events_are_described_in_words_and_repeated_acts_gathered():
    world = factories.edition_with(applications=2)
    about = {"actor": world.organiser, "at": timezone.now(), "scope": world.edition.scope}
    record(verb="publish_call", subject=world.edition.call, **about)
    for application in world.applications:
        record(verb="declare_eligible", subject=application, **about)
    AuditEntry.objects.create(verb="of_another_release", subject_type="programmes.edition", **about)
    record(verb="submit", subject=world.applications[0], actor=None, at=timezone.now(), scope="edition:0")
    who = str(world.organiser)
    assert [event.words for event in latest(world.edition)] == [
        f"{who} a déclaré 2 dossiers recevables",
        f"{who} a publié l’appel",
    ]


@pytest.mark.parametrize(
    "fields", [{"published_at": None}, {}, {"participations": 3, "announced_at": CLOSES}]
)
def test_the_dashboard_opens_at_every_stage(client, django_assert_max_num_queries, fields):
    world = factories.edition_with(reviewers=1, applications=2, **fields)
    client.force_login(world.organiser)
    with django_assert_max_num_queries(12):
        response = client.get(reverse("coaching:manage_edition", args=[world.edition.slug]))
    assert response.status_code == 200
