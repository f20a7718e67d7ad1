"""What a holder has to do next, phase after phase."""

from datetime import timedelta

import pytest

from coaching.canvas.actions.edition import load_preset
from coaching.canvas.defaults import PRESETS
from coaching.canvas.enums import CanvasKind, CanvasState
from coaching.home.holder.ahead import NextAction, list_next_for_holder
from coaching.home.holder.dossiers import list_dossiers
from coaching.home.holder.steps import list_journey_steps
from coaching.models import Canvas, Pairing, SynthesisReport
from coaching.pairing.enums import PairingState
from coaching.session.actions import releases, session as sessions, turns
from coaching.surveys.enums import InvitationState
from coaching.synthesis.enums import ReportKind, ReportState
from projects.application.enums import ApplicationState as S
from projects.decision.enums import Outcome, ParticipationState
from projects.models import Decision, Participation
from tests import factories
from tests.support import plan as plans
from tests.support.home import FIRST, LAST, noon, survey
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db

OPENS, CLOSES = factories.NOW - timedelta(days=10), factories.NOW + timedelta(days=10)
DURING_CALL, AFTER_CALL = factories.NOW, CLOSES + timedelta(days=1)
BEFORE_SESSION = factories.NOW + timedelta(days=50)


def an_edition(**fields):
    return factories.edition(
        **{
            "published_at": OPENS,
            "opens_at": OPENS,
            "closes_at": CLOSES,
            "session_starts_on": FIRST,
            "session_ends_on": LAST,
            "announced_at": CLOSES + timedelta(days=20),
            **fields,
        }
    )


def application_in(state: S, **fields):
    """A dossier in that state and its holder."""
    application = factories.application(an_edition(**fields), state=state, title="Le bac en ligne")
    return application, application.project.members.get().user


def admitted(state: ParticipationState = ParticipationState.CONFIRMED) -> tuple[Participation, object]:
    participation = factories.participation(an_edition(), state=state, title="Le bac en ligne")
    Decision.objects.create(
        application=participation.project.application,
        outcome=Outcome.SELECTED,
        reason="Une équipe entière s’y met.",
        decided_by=factories.user(),
        decided_at=CLOSES,
        announced_at=CLOSES + timedelta(days=20),
    )
    return participation, participation.project.members.get().user


def next_for(user, at) -> NextAction | None:
    return next(iter(list_next_for_holder(list_dossiers(user), at)), None)


def labels(user, at) -> list[tuple[str, str]]:
    dossier = list_dossiers(user)[0]
    return [(str(step["label"]), step["state"]) for step in list_journey_steps(dossier, at)]


built, admission = share_world(admitted)


def test_somebody_without_a_dossier_has_nothing_to_do():
    assert next_for(factories.user(), DURING_CALL) is None


def test_a_draft_is_to_be_finished_before_the_call_closes():
    application, holder = application_in(S.DRAFT)
    action = next_for(holder, DURING_CALL)
    assert action.href == f"/my/applications/{application.reference}/form/"
    assert action.due == CLOSES
    assert "Le bac en ligne" in action.title
    assert labels(holder, DURING_CALL) == [("Dossier à finir", "current")]


def test_a_draft_that_missed_the_closing_asks_for_nothing():
    _application, holder = application_in(S.DRAFT)
    assert next_for(holder, CLOSES).href is None
    assert labels(holder, CLOSES) == [("Dossier non envoyé", "missing")]


def test_a_dossier_that_was_sent_waits_for_the_committee():
    for state in (S.SUBMITTED, S.ELIGIBLE, S.UNDER_REVIEW):
        _application, holder = application_in(state)
        action = next_for(holder, AFTER_CALL)
        assert (action.title, action.href) == ("Votre dossier est entre nos mains", None), state
        assert labels(holder, AFTER_CALL) == [("Dossier déposé", "done"), ("Décision du comité", "current")]


def test_a_dossier_that_was_sent_may_still_be_changed_until_the_closing():
    application, holder = application_in(S.SUBMITTED)
    action = next_for(holder, DURING_CALL)
    assert action.href == f"/my/applications/{application.reference}/#change"
    assert "encore le modifier" in action.text


def test_a_decision_that_is_not_announced_does_not_show():
    application, holder = application_in(S.UNDER_REVIEW)
    Decision.objects.create(
        application=application,
        outcome=Outcome.NOT_SELECTED,
        reason="Raison gardée.",
        decided_by=factories.user(),
        decided_at=AFTER_CALL,
    )
    dossier = list_dossiers(holder)[0]
    assert "Raison gardée." not in str(list_journey_steps(dossier, AFTER_CALL)) + str(
        next_for(holder, AFTER_CALL)
    )


def test_an_ineligible_dossier_does_not_show_an_unannounced_reason():
    application, holder = application_in(S.INELIGIBLE)
    Decision.objects.create(
        application=application,
        outcome=Outcome.NOT_SELECTED,
        reason="Raison gardée.",
        decided_by=factories.user(),
        decided_at=AFTER_CALL,
    )
    assert "Raison gardée." not in str(list_journey_steps(list_dossiers(holder)[0], AFTER_CALL))


def test_the_other_answers_end_the_journey():
    for state, words in (
        (S.RESERVE, "liste complémentaire"),
        (S.NOT_SELECTED, "pas été retenu"),
        (S.INELIGIBLE, "pas été retenu"),
        (S.DECLINED, "ne participe pas"),
    ):
        _application, holder = application_in(state)
        assert words in str(next_for(holder, BEFORE_SESSION).title), state
        assert len(labels(holder, BEFORE_SESSION)) == 2


def test_a_selected_project_confirms_its_venue():
    participation, holder = admitted(ParticipationState.OFFERED)
    action = next_for(holder, BEFORE_SESSION)
    assert action.href == f"/my/applications/{participation.project.application.reference}/participation/"
    assert ("Confirmez votre venue", "current") in labels(holder, BEFORE_SESSION)


def test_the_reasons_of_the_decision_stay_readable(admission):
    _participation, holder = admission
    steps = list_journey_steps(list_dossiers(holder)[0], BEFORE_SESSION)
    assert steps[1]["text"] == "Une équipe entière s’y met."


def test_a_mentor_is_named_once_they_accepted(admission):
    participation, holder = admission
    mentor = factories.user("Hélène Duval")
    pairing = Pairing.objects.create(
        participation=participation, mentor=mentor, proposed_by=mentor, proposed_at=CLOSES
    )
    assert "Hélène Duval" not in str(labels(holder, BEFORE_SESSION))
    Pairing.objects.filter(pk=pairing.pk).update(state=PairingState.ACCEPTED)
    assert ("Hélène Duval vous accompagne", "done") in labels(holder, BEFORE_SESSION)


def test_no_mentor_is_announced_once_the_session_is_over(admission):
    _participation, holder = admission
    assert ("Parrain ou marraine", "coming") in labels(holder, BEFORE_SESSION)
    assert "Parrain ou marraine" not in str(labels(holder, noon(LAST) + timedelta(days=1)))


def test_turns_show_once_the_programme_is_published(admission):
    participation, holder = admission
    session = sessions.plan_session(
        edition=participation.edition,
        venue="Le Dôme",
        dates=[FIRST, LAST],
        rooms=["Amphi"],
        actor=holder,
        at=CLOSES,
    )
    turns.share_out_day(day=session.days.first(), actor=holder, at=CLOSES)
    assert list_dossiers(holder)[0].bookings == []
    releases.publish_timetable(session=session, actor=holder, at=CLOSES)
    action = next_for(holder, BEFORE_SESSION)
    assert (action.title, action.href) == (
        "Votre place est confirmée",
        f"/editions/{participation.edition.slug}/programme/",
    )
    assert "Amphi" in list_journey_steps(list_dossiers(holder)[0], BEFORE_SESSION)[4]["text"]


def test_the_two_days_show_what_is_drawn_received_and_planned(admission):
    participation, holder = admission
    assert "Frise" not in str(labels(holder, BEFORE_SESSION))
    drawn = {"participation": participation, "kind": CanvasKind.TIMELINE}
    Canvas.objects.create(**drawn, state=CanvasState.VALIDATED, validated_at=CLOSES)
    plans.idea(participation, "Filmer les gestes", verdict="")

    found = labels(holder, noon(FIRST))

    assert found[5:9] == [
        ("Frise", "done"),
        ("Pitch", "coming"),
        ("Idées reçues", "current"),
        ("Plan d’action", "coming"),
    ]


def test_canvases_never_begun_are_no_longer_requested(admission):
    participation, holder = admission
    drawn = {"participation": participation, "kind": CanvasKind.TIMELINE}
    Canvas.objects.create(**drawn, state=CanvasState.IN_PROGRESS)
    assert "Carte ADN" not in str(labels(holder, noon(FIRST)))
    load_preset(edition=participation.edition, preset=PRESETS["qvct"], actor=holder, at=CLOSES)
    assert ("Carte ADN", "coming") in labels(holder, noon(FIRST))

    after = str(labels(holder, noon(LAST) + timedelta(days=1)))

    assert "Frise" in after
    assert "Pitch" not in after
    assert "Carte ADN" not in after


def test_during_the_session_the_programme_is_one_click_away(admission):
    _participation, holder = admission
    assert next_for(holder, noon(FIRST)).title == "La session a commencé"
    assert ("Deux jours d’accélération", "current") in labels(holder, noon(FIRST))


def test_after_the_session_the_synthesis_is_to_be_sent(admission):
    participation, holder = admission
    assert next_for(holder, noon(LAST + timedelta(days=1))).href is None
    invitation = survey(participation)
    action = next_for(holder, noon(LAST + timedelta(days=1)))
    assert action.href.startswith("/surveys/")
    assert action.due == invitation.survey.closes_at
    assert ("Synthèse à remplir", "current") in labels(holder, noon(LAST + timedelta(days=1)))


def test_a_survey_that_closed_asks_for_nothing_any_more(admission):
    participation, holder = admission
    survey(participation)
    assert next_for(holder, noon(LAST + timedelta(days=60))).href is None
    assert ("Votre synthèse", "missing") in labels(holder, noon(LAST + timedelta(days=60)))


def test_a_synthesis_that_was_sent_leads_to_the_document(admission):
    participation, holder = admission
    survey(participation, state=InvitationState.SENT)
    at = noon(LAST + timedelta(days=7))
    assert next_for(holder, at).title == "Merci, votre synthèse est arrivée"
    report = SynthesisReport.objects.create(
        edition=participation.edition,
        participation=participation,
        kind=ReportKind.PROJECT,
        version=1,
        requested_at=at,
        due_at=at,
        state=ReportState.READY,
        built_at=at,
        sha256="0" * 64,
    )
    steps = {step["label"]: step for step in list_journey_steps(list_dossiers(holder)[0], at)}
    assert steps["Document de synthèse"]["href"] == f"/reports/{report.pk}/"


def test_over_several_projects_the_nearest_deadline_wins(admission):
    participation, holder = admission
    survey(participation)
    at = noon(LAST + timedelta(days=2))
    late = an_edition(
        published_at=at - timedelta(days=1), opens_at=at - timedelta(days=1), closes_at=at + timedelta(days=2)
    )
    draft = factories.application(late, state=S.DRAFT, holder=holder, title="Un autre")
    assert next_for(holder, at).href == f"/my/applications/{draft.reference}/form/"


def test_the_projects_of_others_are_not_mine():
    application_in(S.DRAFT)
    assert list_dossiers(factories.user()) == []


def test_somebody_who_left_a_project_sees_it_no_more():
    application, holder = application_in(S.DRAFT)
    application.project.members.update(left_at=DURING_CALL)
    assert list_dossiers(holder) == []
