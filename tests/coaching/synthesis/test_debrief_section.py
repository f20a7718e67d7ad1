"""The hot debrief in the syntheses: counts without small cells, words as their authors agreed, coaches apart."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from coaching.attendance.enums import AttendeeKind
from coaching.demo import surveys as answering
from coaching.models import AttendeeResponse, Survey, SynthesisReport
from coaching.surveys.actions import room
from coaching.surveys.enums import InvitationState
from coaching.synthesis.actions import building, reports as actions
from coaching.synthesis.reports.citations import read_survey_words
from coaching.synthesis.reports.debrief import describe_debrief, gather_debrief
from projects.decision.actions.participation import withdraw_place
from tests.support.live import LiveSession, run_session
from tests.support.shared import share_world
from tests.support.synthesis import invitation
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def build_live() -> LiveSession:
    found = run_session()
    room.open_in_room(edition=found.world.edition, actor=found.world.organiser, at=timezone.now())
    return found


built, live = share_world(build_live)


def answer_debrief(live: LiveSession, kind: str, number: int = 1, **answers: Any) -> AttendeeResponse:
    """So many people who come as ``kind`` answer the same; the last of them."""
    survey, at = Survey.objects.get(edition=live.world.edition), timezone.now()
    given = {"overall": "4", "quote": "anonymous", **answers}
    for _turn in range(number):
        name = f"{kind} {live.session.attendees.count()}"
        attendee = live.session.attendees.create(name=name, kind=kind, added_at=at)
        response = room.start_room_response(survey=survey, attendee=attendee, at=at)
        answering.fill_in(response.sheet, given, at)
        room.send_room_response(response=response, at=at)
    return response


def end_debrief(live: LiveSession) -> None:
    """Until then its answers are disclosed in steps."""
    Survey.objects.filter(edition=live.world.edition).update(closes_at=timezone.now())


def read_section(live: LiveSession) -> Any:
    return gather_debrief(live.world.edition)["debrief"]


def test_nothing_is_disclosed_below_five_answers(live: LiveSession) -> None:
    assert gather_debrief(run_session().world.edition) == {"debrief": {}}  # no debrief yet

    answer_debrief(live, AttendeeKind.COMPANION, 4, one_word="élan", quote="named")
    end_debrief(live)

    section = read_section(live)
    assert section == {"answers": 4, "scales": [], "words": [], "quotes": []}
    assert "Moins de cinq" in describe_debrief(section, title="Débrief")["few"]


def test_a_scale_is_passed_on_as_a_mean(live: LiveSession) -> None:
    answer_debrief(live, AttendeeKind.COMPANION, 7, overall="5")
    answer_debrief(live, AttendeeKind.HOLDER, 2, overall="3")
    end_debrief(live)

    [scale] = read_section(live)["scales"]

    assert (scale["mean"], scale["parts"]) == (4.6, [])
    [table] = describe_debrief(read_section(live), title="Débrief")["tables"]
    assert table["rows"][0][1:] == ["4,6 sur 5"]


def test_not_concerned_is_no_level_of_the_mean(live: LiveSession) -> None:
    answer_debrief(live, AttendeeKind.COMPANION, 5, recommend="10", timeline="na")
    answer_debrief(live, AttendeeKind.COMPANION, 5, recommend="7", timeline="2")
    end_debrief(live)

    scales = read_section(live)["scales"]

    by_label = {scale["label"]: scale for scale in scales}
    recommend = next(scale for label, scale in by_label.items() if label.startswith("Recommanderiez"))
    assert (recommend["mean"], recommend["highest"]) == (8.5, 10)
    assert by_label["La frise"]["mean"] == 2


def test_figures_are_left_out_when_the_others_could_be_found_by_subtraction(live: LiveSession) -> None:
    answer_debrief(live, AttendeeKind.COMPANION, 6)
    answer_debrief(live, AttendeeKind.MENTOR, 2)
    assert read_section(live)["scales"] == []

    answer_debrief(live, AttendeeKind.MENTOR, 3)
    assert read_section(live)["scales"]


def test_words_are_reported_as_their_authors_agreed_and_coaches_to_the_organisers_alone(
    live: LiveSession,
) -> None:
    answer_debrief(live, AttendeeKind.COMPANION, 5, one_word="élan", learnt="On se parle mieux debout.")
    named = answer_debrief(live, AttendeeKind.COMPANION, learnt="Le verrou, c’est moi.", quote="named")
    answer_debrief(live, AttendeeKind.COMPANION, learnt="Ne le répétez pas.", quote="no")
    answer_debrief(live, AttendeeKind.MENTOR, 5, learnt="Deux porteurs dormaient.", quote="no")

    section = read_section(live)

    assert section["answers"] == 7
    assert section["words"] == [["élan", 5]]
    assert section["quotes"][0] == {
        "key": "learnt", "about": "Ce que j’ai appris", "text": "Le verrou, c’est moi.", "by": named.attendee.name
    }  # fmt: skip
    assert {quote["by"] for quote in section["quotes"][1:]} == {""}
    assert "répétez" not in str(section)
    assert "dormaient" not in str(section)
    assert "Deux porteurs dormaient." in str(gather_debrief(live.world.edition, organises=True)["coaches"])


def test_only_organisers_read_the_answers_of_coaches(live: LiveSession, as_user: AsUser) -> None:
    answer_debrief(live, AttendeeKind.COMPANION, 5, learnt="On se parle mieux debout.")
    answer_debrief(live, AttendeeKind.MENTOR, 5, learnt="Deux porteurs dormaient.")
    address = reverse("coaching:read_synthesis", args=[live.world.edition.slug])

    page = as_user(live.world.organiser).get(address, {"part": "debrief"}).content.decode()

    assert "On se parle mieux debout." in page
    assert "Deux porteurs dormaient." in page
    assert as_user(live.world.facilitators[0]).get(address).status_code == 403
    report = actions.request_report(
        edition=live.world.edition, participation=None, language="fr", actor=None, at=timezone.now()
    )
    assert building.build_queued(report_id=report.pk, at=timezone.now())
    report.refresh_from_db()
    assert "debout" in str(report.facts)
    assert "dormaient" not in str(report.facts)
    assert "coaches" not in [section["key"] for section in report.content["sections"]]


def test_a_person_who_takes_their_words_back_is_quoted_no_more(live: LiveSession, as_user: AsUser) -> None:
    edition, partner = live.world.edition, as_user(live.world.partners[0])
    answer_debrief(live, AttendeeKind.COMPANION, 4)
    named = answer_debrief(live, AttendeeKind.COMPANION, learnt="Le verrou, c’est moi.", quote="named")
    at = timezone.now()
    first = actions.request_report(edition=edition, participation=None, language="fr", actor=None, at=at)
    assert building.build_queued(report_id=first.pk, at=at)

    room.change_quote(response=named, quote="no", at=timezone.now())

    assert partner.get(reverse("coaching:report_file", args=[first.pk])).status_code == 404
    again = SynthesisReport.objects.get(edition=edition, version=2)
    assert building.build_queued(report_id=again.pk, at=timezone.now())
    again.refresh_from_db()
    assert "verrou, c’est moi" not in str(again.facts)
    assert partner.get(reverse("coaching:report_file", args=[again.pk])).status_code == 200


def test_a_person_who_speaks_for_themselves_stays_quoted_when_their_project_leaves_until_they_say_no(
    live: LiveSession,
) -> None:
    edition, place, at = live.world.edition, live.world.participations[0], timezone.now()
    words = "Le verrou que je n’osais pas nommer, c’est moi."
    named = answer_debrief(live, AttendeeKind.COMPANION, learnt=words, quote="named")
    named.attendee.participation = place
    named.attendee.save()
    by_link = invitation(
        Survey.objects.get(edition=edition), place, learnt="Nous avions peur.", quote="named"
    )
    by_link.state, by_link.sent_at = InvitationState.SENT, at
    by_link.save()
    assert read_survey_words(edition).may_quote("Nous avions peur.", place.project.title, named="1")

    withdraw_place(participation=place, reason="Ils ne viennent plus.", actor=live.world.organiser, at=at)

    survey_words = read_survey_words(edition)
    assert survey_words.may_quote(words, named.attendee.name, named="1"), "their consent is theirs alone"
    assert not survey_words.may_quote("Nous avions peur.", place.project.title, named="1")
    room.change_quote(response=named, quote="no", at=at)
    assert not read_survey_words(edition).may_quote(words, named.attendee.name, named="1")
