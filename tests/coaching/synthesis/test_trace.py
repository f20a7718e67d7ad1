"""One sentence of the first day, followed through: blocker, idea, action, need, synthesis, the partners' page."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coaching.attendance.actions.attendees import set_credit
from coaching.ideas.actions import contributions
from coaching.models import ActionItem, Blocker, Contribution, Need, SurveyInvitation, SynthesisReport
from coaching.plan.actions import name_action
from coaching.surveys.actions import survey as surveys
from coaching.surveys.enums import SurveyKind
from coaching.synthesis.actions import building, reports as actions
from coaching.synthesis.reports.plan import plan_facts
from coaching.synthesis.reports.rendering import read_numbers
from projects.models import Participation
from tests.support import plan
from tests.support.live import LiveSession, run_session
from tests.support.mix import send
from tests.support.pdfs import read_pdf
from tests.support.shared import share_world
from tests.support.synthesis import answered, invitation, lead_token, posted, synthesis_survey
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
BLOCKER = "Personne ne sait pourquoi la machine range les visites dans cet ordre."
IDEA = "Faites-lui dire sa raison en une phrase, à voix haute."
LINE = "Faire dire à l’éditeur la raison d’une tournée"
NEED = "Deux jours d’une ergonome pour écouter dix tournées contestées"


def build_live() -> LiveSession:
    found = run_session()
    [first] = contributions.plan_rounds(
        session=found.session, count=1, minutes=15, actor=None, at=timezone.now()
    )
    contributions.open_round(mix_round=first, actor=None, at=timezone.now())
    return found


built, shared = share_world(build_live)


@pytest.fixture
def live(shared: LiveSession) -> LiveSession:
    cache.clear()
    return shared


def type_row(client: Client, slug: str, row: str, uid: uuid.UUID, **fields: str) -> None:
    """As the page of the room saves, a field after the other."""
    version = 0
    for field, value in fields.items():
        url = reverse("coaching:room_row_field", args=[slug, row, uid, field])
        answer = client.post(url, {"value": value, "base_version": version})
        assert answer.status_code == 200, answer.content
        version = answer.json()["version"]


def play_the_two_days(live: LiveSession, holder: Client) -> Contribution:
    """By the pages: the blocker, the idea of a peer on it, the action born of it, the need that is passed on."""
    place = live.world.participations[0]
    slug = place.project.slug
    blocker_uid, need_uid = uuid.uuid4(), uuid.uuid4()
    type_row(holder, slug, "blocker", blocker_uid, text=BLOCKER)
    blocker = Blocker.objects.get(uid=blocker_uid)
    phone = live.join(live.session.attendees.get(participation=live.world.participations[1]))
    sent = {
        "uid": str(uuid.uuid4()), "participation": place.pk, "blocker": blocker.pk, "kind": "idea", "text": IDEA,
    }  # fmt: skip
    assert phone.post(live.url("mix_idea"), sent).status_code == 302
    assert phone.post(live.url("mix_idea"), {"credit": "yes"}).status_code == 302
    idea = Contribution.objects.get()
    holder.post(reverse("coaching:room_sort_idea", args=[slug, idea.uid]), {"verdict": "keep"})
    holder.post(reverse("coaching:plan_action", args=[slug, "idea", idea.uid]))
    action = ActionItem.objects.get(uid=name_action(idea))
    url = reverse("coaching:room_row_field", args=[slug, "action", action.uid, "line"])
    assert holder.post(url, {"value": LINE, "base_version": action.version}).status_code == 200
    type_row(holder, slug, "need", need_uid, sentence=NEED, kind="expertise", action=str(action.pk))
    holder.post(reverse("coaching:plan_share_need", args=[slug, need_uid]), {"shared": "1"})
    return idea


def write_plan(live: LiveSession, *, credited: bool = True) -> Contribution:
    """The rows that the two days leave."""
    place = live.world.participations[0]
    author = live.session.attendees.get(participation=live.world.participations[1])
    set_credit(attendee=author, agreed=credited, proved=True, actor=None, at=timezone.now())
    blocker = plan.blocker(place, BLOCKER)
    idea = send(live, author, participation=place, blocker=blocker, text=IDEA)
    Contribution.objects.filter(pk=idea.pk).update(verdict="keep")
    action = plan.action(place, LINE, blocker=blocker)
    action.sources.add(idea)
    plan.need(place, NEED, action=action, kind="expertise", is_shared=True)
    idea.refresh_from_db()
    return idea


def build_synthesis(live: LiveSession) -> SynthesisReport:
    place = live.world.participations[0]
    answered(synthesis_survey(live.world.edition), place)
    report = actions.request_report(
        edition=live.world.edition, participation=place, language="fr", actor=None, at=timezone.now()
    )
    assert building.build_queued(report_id=report.pk, at=timezone.now())
    report.refresh_from_db()
    return report


def flatten(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.usefixtures("typeset")
def test_one_sentence_is_found_credited_and_unretyped_at_each_link(
    live: LiveSession, as_user: AsUser
) -> None:
    place = live.world.participations[0]
    holder = as_user(live.world.holder)
    idea = play_the_two_days(live, holder)
    action, need = ActionItem.objects.get(), Need.objects.get()
    assert (idea.text, idea.blocker.text) == (IDEA, BLOCKER)
    assert (action.blocker, [*action.sources.all()]) == (idea.blocker, [idea])
    assert (need.sentence, need.action, need.is_shared) == (NEED, action, True)
    plan = holder.get(reverse("coaching:room_plan", args=[place.project.slug])).content.decode()
    assert all(text in plan for text in (BLOCKER, LINE, NEED, idea.author_name))

    report = build_synthesis(live)
    [action] = report.facts["plan"]["actions"]
    assert (action["line"], action["blocker"]) == (LINE, BLOCKER)
    assert action["ideas"]["named"] == [
        {"text": IDEA, "by": f"{idea.author_name}, {idea.attendee.body}", "round": 1}
    ]
    [passed] = report.facts["plan"]["needs"]
    assert (passed["sentence"], passed["action"]) == (NEED, LINE)

    partner = as_user(live.world.partners[0])
    home = partner.get(reverse("coaching:support_home")).content.decode()
    assert NEED in home
    project = partner.get(reverse("coaching:support_project", args=[place.project.slug])).content.decode()
    file = reverse("coaching:report_file", args=[report.pk])
    assert file in project
    document = flatten(read_pdf(b"".join(partner.get(file))))
    for text in (BLOCKER, IDEA, LINE, NEED, idea.author_name, "Grand Mix, tour 1"):
        assert flatten(text) in document.replace("\u202f", " ").replace("\xa0", " "), text


def test_without_consent_the_synthesis_has_neither_the_name_nor_the_text(live: LiveSession) -> None:
    idea = write_plan(live, credited=False)
    facts = build_synthesis(live).facts["plan"]

    [action] = facts["actions"]
    assert action["line"] == LINE
    assert action["ideas"] == {"named": [], "others": 1}
    assert IDEA not in str(facts)
    assert idea.author_name not in str(facts)


def test_an_idea_that_the_project_does_not_accept_is_in_no_plan_of_its_document(live: LiveSession) -> None:
    idea = write_plan(live)
    place = live.world.participations[0]
    for verdict in ("", "dig", "aside", "keep"):
        idea.pk, idea.uid, idea.verdict, idea.text = None, uuid.uuid4(), verdict, f"Idée « {verdict} »"
        idea.save(force_insert=True)

    beside = plan_facts(place)["ideas"]

    assert [action["text"] for action in beside["named"]] == ["Idée « keep »"]
    assert beside["others"] == 0


def test_a_person_who_wants_to_be_named_no_more_is_out_of_the_document_at_once(
    live: LiveSession, as_user: AsUser
) -> None:
    idea = write_plan(live)
    report = build_synthesis(live)
    partner = as_user(live.world.partners[0])

    phone = live.join(idea.attendee)
    page = phone.get(live.url("mix_idea")).content.decode()
    assert "Ne plus me nommer" in page
    phone.post(live.url("mix_idea"), {"credit": "no"})

    assert partner.get(reverse("coaching:report_file", args=[report.pk])).status_code == 404
    again = SynthesisReport.objects.get(participation=report.participation, version=2)
    assert building.build_queued(report_id=again.pk, at=timezone.now())
    again.refresh_from_db()
    assert idea.author_name not in str(again.facts)
    assert partner.get(reverse("coaching:report_file", args=[again.pk])).status_code == 200


SENTENCE = "Le tour de refus est devenu une habitude du lundi"
STEP = "Les tournées changent sans que personne ne le dise"


def send_year(live: LiveSession, months: int, **answers: Any) -> SurveyInvitation:
    """The holder fills in the follow-up on its page, and sends it."""
    survey = surveys.open_survey(
        edition=live.world.edition, kind=SurveyKind.FOLLOW_UP, wave=months, opens_at=timezone.now(),
        closes_at=timezone.now() + timedelta(days=9), actor=None, at=timezone.now(),
    )  # fmt: skip
    sent = invitation(survey, live.world.participations[0])
    filled = {
        "state": "continued", "stage": "trial", "confidence": "4", "evolution": "Deux postes.", "usefulness": "4",
        **answers,
    }  # fmt: skip
    needs = Need.objects.filter(participation=sent.participation)
    rows: dict[str, Any] = {f"need-{need.uid}-sentence": need.sentence for need in needs}
    page = reverse("coaching:survey", args=[lead_token(sent)])
    answer = Client().post(page, {**posted(**filled), **rows})
    assert answer.status_code == 302, answer.text
    return sent


def build_next(live: LiveSession, place: Participation | None) -> SynthesisReport:
    report = actions.request_report(
        edition=live.world.edition, participation=place, language="fr", actor=None, at=timezone.now()
    )
    building.build_queued(report_id=report.pk, at=timezone.now())
    report.refresh_from_db()
    return report


def read_file(client: Client, report: SynthesisReport) -> str:
    answer = client.get(reverse("coaching:report_file", args=[report.pk]))
    assert answer.status_code == 200
    return flatten(read_pdf(b"".join(answer)))


@pytest.mark.usefixtures("typeset")
def test_the_last_documents_have_the_sentence_of_month_twelve_beside_that_of_day_one(
    live: LiveSession, as_user: AsUser
) -> None:
    holder, place = as_user(live.world.holder), live.world.participations[0]
    write_plan(live)
    type_row(holder, place.project.slug, "step", uuid.uuid4(), label=STEP)
    first = build_synthesis(live)
    send_year(live, 12, lasts=SENTENCE, quote="named")

    [renewed] = SynthesisReport.objects.filter(participation=place, version=2)
    assert renewed.requested_at > first.requested_at, "asked for by the answer itself"
    of_project, of_edition = build_next(live, place), build_next(live, None)

    document = read_file(holder, of_project)
    for text in (BLOCKER, IDEA, STEP, SENTENCE, "À 12 mois"):
        assert flatten(text) in document, text
    assert SENTENCE in read_file(as_user(live.world.organiser), of_edition)
    partner = as_user(live.world.partners[0])
    assert SENTENCE in read_file(partner, of_edition)
    of_partner = read_file(partner, of_project)
    assert SENTENCE in of_partner
    assert BLOCKER in of_partner
    assert STEP not in of_partner, "partners do not read what a project drew"


@pytest.mark.usefixtures("typeset")
def test_partners_read_no_word_of_the_year_that_may_not_be_quoted(live: LiveSession, as_user: AsUser) -> None:
    place = live.world.participations[0]
    build_synthesis(live)
    sent = send_year(live, 12, lasts=SENTENCE, quote="no")
    of_project, of_edition = build_next(live, place), build_next(live, None)
    organiser, partner = as_user(live.world.organiser), as_user(live.world.partners[0])

    assert SENTENCE in read_file(organiser, of_project)
    assert "À 12 mois" not in read_file(partner, of_project)
    assert SENTENCE not in read_file(organiser, of_edition)
    page = partner.get(reverse("coaching:report_page", args=[of_project.pk])).text
    assert SENTENCE not in page
    assert str(sent.pk) not in re.findall(r"wave:(\d+)", page)


def test_a_source_whose_number_no_row_can_have_is_none() -> None:
    assert read_numbers(["12", "9" * 5000, "besoin"]) == [12]
