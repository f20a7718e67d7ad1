"""The screens of a meeting: who reads what, and what comes back when something is refused."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accelerator.accounts.models import User
from programmes.enums import RoleName
from projects.decision.actions.deliberation import mark_of
from projects.decision.enums import Outcome
from projects.deliberation.actions.decisions import decide_block
from projects.deliberation.actions.meetings import adjourn_meeting, pause_meeting
from projects.deliberation.enums import AgendaBlock, VoteChoice
from projects.deliberation.views.screens import make_decision_form
from projects.models import (
    AgendaItem,
    Application,
    Decision,
    Meeting,
    PendingDecision,
    ReviewAssignment,
    Vote,
)
from tests import factories
from tests.factories import World
from tests.support.meetings import (
    answer,
    committee_with,
    decide_pending,
    set_score,
    start_meeting,
    step_aside,
    take,
)
from tests.support.reviews import plain, sent_review
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db
AsUser = Callable[[User], Client]
TITLES = ("Au-dessus", "Deuxième", "Troisième", "Quatrième", "Au-dessous")


def build() -> World:
    world = committee_with(95, 72, 71, 70, 20, places=2)
    for application, title in zip(world.applications, TITLES, strict=True):
        Application.objects.filter(pk=application.pk).update(title=title)
        application.title = title
    return world


built, world = share_world(build)


@pytest.fixture
def meeting(world: World) -> Meeting:
    return start_meeting(world)


def room_url(world: World, name: str = "deliberation", *args: str) -> str:
    return reverse(f"projects:{name}", args=[world.edition.slug, *args])


def read(client: Client, address: str) -> str:
    return plain(client.get(address).text)


def fetch(client: Client, address: str, tag: str = ""):
    headers = {"X-Requested-With": "fetch", **({"If-None-Match": tag} if tag else {})}
    return client.get(address, headers=headers)


def close(client: Client, world: World, meanwhile: Callable[[], object] = lambda: None, **sent: str):
    """The page that follows, after what others do while the client reads what the close will write."""
    address = room_url(world, "close_meeting")
    seen = client.get(address).context["screen"].mark
    meanwhile()
    return client.post(address, {"do": "close", "seen": seen, **sent}, follow=True)


def test_without_a_meeting_the_list_offers_to_open_one(as_user: AsUser, world: World) -> None:
    client = as_user(world.organiser)
    assert "Ouvrir la séance" in read(client, room_url(world))

    page = client.post(room_url(world, "open_meeting"), {"quorum": "2"}, follow=True)

    assert "0 organisme sur 3 présent, quorum 2" in plain(page.text)
    assert Meeting.objects.get().quorum == 2
    assert "Ouvrir la séance" not in page.text


def test_a_quorum_that_is_no_number_opens_nothing(as_user: AsUser, world: World) -> None:
    page = as_user(world.organiser).post(room_url(world, "open_meeting"), {"quorum": "-1"}, follow=True)

    assert "de 0 à 99" in plain(page.text)
    assert not Meeting.objects.exists()


def test_the_whole_chain_in_the_pages(as_user: AsUser, world: World, meeting: Meeting) -> None:
    chair, member = as_user(world.organiser), world.reviewers[0]
    above, dossier, *_others, below = world.applications
    chair.post(room_url(world, "decide_block", "accept"), {"dossier": [above.pk]})
    refused = chair.post(room_url(world, "decide_block", "set_aside"), {"dossier": [below.pk], "reason": ""})
    chair.post(room_url(world, "decide_block", "set_aside"), {"dossier": [below.pk], "reason": "Trop tôt"})
    chair.post(room_url(world, "take_dossier", dossier.reference), {"seen": ""})
    as_user(member).post(room_url(world, "cast_vote", dossier.reference), {"choice": "for"})
    chair = as_user(world.organiser)
    page = read(chair, room_url(world))
    chair.post(
        room_url(world, "decide_in_meeting", dossier.reference),
        {"outcome": "selected", "reason": "", "explanation": "", "places_seen": "1"},
    )
    closing = read(chair, room_url(world, "close_meeting"))
    done = close(chair, world)

    assert refused.status_code == 422
    assert "Une décision défavorable indique sa raison." in refused.text
    assert "1 voix donnée sur 3" in page
    assert "3 décisions d’un coup" in closing
    assert "2 dossiers restent à décider" in closing
    assert "3 décisions sont écrites" in plain(done.text)
    assert Decision.objects.count() == 3


def test_a_member_follows_the_current_dossier_and_answers(
    as_user: AsUser, world: World, meeting: Meeting
) -> None:
    member, dossier = world.reviewers[0], world.applications[1]
    take(meeting, dossier)
    client = as_user(member)
    before = read(client, room_url(world, "meeting"))
    client.post(room_url(world, "cast_vote", dossier.reference), {"choice": "against"})
    after = read(client, room_url(world, "meeting"))

    assert dossier.title in before
    assert "Le compte s’affiche une fois votre voix donnée." in before
    assert "Contre</span><b>1" in after
    assert Vote.objects.get().choice == VoteChoice.AGAINST
    for hidden in ("Noter la décision", "Clore…", "Dossier suivant"):
        assert hidden not in after


def test_a_person_who_is_not_there_yet_reads_nothing_of_the_dossier(as_user: AsUser, world: World) -> None:
    meeting = start_meeting(world, present=world.reviewers[1:])
    take(meeting, world.applications[1])
    client = as_user(world.reviewers[0])

    page = read(client, room_url(world, "meeting"))
    client.post(room_url(world, "meeting_presence"))
    there = read(client, room_url(world, "meeting"))

    assert "Signaler ma présence" in page
    assert not [title for title in TITLES if title in page]
    assert world.applications[1].title in there


def test_a_person_who_recused_waits_without_title_score_nor_lists(
    as_user: AsUser, world: World, meeting: Meeting
) -> None:
    member, dossier = world.reviewers[0], world.applications[1]
    step_aside(dossier, member)
    take(meeting, dossier)
    decide_pending(meeting, dossier, Outcome.SELECTED, world.organiser, reason="CANARI")

    part = fetch(as_user(member), room_url(world, "meeting")).text

    assert "Vous êtes hors de la salle" in part
    for hidden in (*TITLES, dossier.reference, "CANARI", "72", "voix", "libre"):
        assert hidden not in part


def test_the_decision_on_a_hidden_dossier_cannot_be_deduced(as_user: AsUser) -> None:
    """The next dossiers, the places and the lists are those of before, whatever became of it."""
    world = committee_with(95, 72, 71, 70, 20, places=2)
    member, hidden, other = world.reviewers[0], *world.applications[1:3]
    step_aside(hidden, member)
    client, address = as_user(member), room_url(world, "meeting")
    for score in (25, 60, 99):
        with transaction.atomic():
            set_score(hidden, score)
            meeting = start_meeting(world)
            take(meeting, other)
            before = fetch(client, address).text
            for outcome in (Outcome.SELECTED, Outcome.RESERVE, Outcome.NOT_SELECTED):
                with transaction.atomic():
                    decide_pending(
                        meeting, hidden, outcome, world.organiser, reason="Ainsi", explanation="Ainsi"
                    )
                    take(meeting, other)
                    after = fetch(client, address).text
                    transaction.set_rollback(True)

                assert hidden.reference not in after
                assert blank_tokens(after) == blank_tokens(before), (score, outcome)
                assert "rang" not in after
            transaction.set_rollback(True)


def blank_tokens(html: str) -> str:
    return "".join(part.partition('"')[2] for part in html.split('name="csrfmiddlewaretoken" value="'))


def test_the_chair_who_recused_waits_too_and_may_go_on_to_another_dossier(
    as_user: AsUser, world: World, meeting: Meeting
) -> None:
    dossier, other = world.applications[1:3]
    step_aside(dossier, world.organiser)
    take(meeting, dossier)
    client = as_user(world.organiser)

    page = read(client, room_url(world))
    posted = client.post(room_url(world, "decide_in_meeting", dossier.reference), {"outcome": "selected"})
    client.post(room_url(world, "take_dossier", other.reference), {"seen": dossier.pk})

    assert "Vous êtes hors de la salle" in page
    assert posted.status_code == 404
    meeting.refresh_from_db()
    assert meeting.current == other


def test_a_person_who_neither_scores_nor_votes_reads_without_voting(
    as_user: AsUser, world: World, meeting: Meeting
) -> None:
    recusal_effects = pytest.importorskip("projects.conflicts.models")
    member, dossier = world.reviewers[0], world.applications[1]
    recusal = step_aside(dossier, member)
    recusal.effect = recusal_effects.ConflictEffect.NO_VOTE
    recusal.save(update_fields=["effect"])
    take(meeting, dossier)
    client = as_user(member)

    page = read(client, room_url(world, "meeting"))
    refused = client.post(room_url(world, "cast_vote", dossier.reference), {"choice": "for"}, follow=True)

    assert dossier.title in page
    assert "Vous ne votez pas sur ce dossier." in page
    assert "hors de la salle" in refused.text
    assert not Vote.objects.exists()


def test_the_last_place_taken_meanwhile_is_reported_at_the_field_with_what_was_typed(
    as_user: AsUser, world: World, meeting: Meeting
) -> None:
    above, first, second, *_others = world.applications
    for application in (above, first):
        decide_pending(meeting, application, Outcome.SELECTED, world.organiser)
    take(meeting, second)
    client, address = as_user(world.organiser), room_url(world, "decide_in_meeting", second.reference)
    values = {"outcome": "selected", "reason": "Un métier rare", "explanation": "", "places_seen": "1"}

    taken = client.post(address, values)
    requested = client.post(address, {**values, "places_seen": "0"})
    saved = client.post(address, {**values, "places_seen": "0", "explanation": "Une table de plus"})

    assert taken.status_code == requested.status_code == 422
    assert str(world.organiser) in taken.context["form"].errors["outcome"][0]
    assert "Un métier rare" in taken.text
    assert "projet de trop" in requested.context["form"].errors["explanation"][0]
    assert saved.status_code == 302
    assert PendingDecision.objects.get(application=second).explanation == "Une table de plus"


def test_a_decision_on_a_dossier_that_another_window_left_is_refused(
    as_user: AsUser, world: World, meeting: Meeting
) -> None:
    former, current = world.applications[1:3]
    take(meeting, current)

    page = as_user(world.organiser).post(
        room_url(world, "decide_in_meeting", former.reference), {"outcome": "selected"}, follow=True
    )

    assert "passée entre-temps à un autre dossier" in page.text
    assert not PendingDecision.objects.exists()


def test_a_decision_on_a_dossier_that_another_window_leaves_while_it_is_sent_is_refused(
    as_user: AsUser, world: World, meeting: Meeting, monkeypatch
) -> None:
    current, following = world.applications[1:3]
    take(meeting, current)

    def leave_dossier(*args):
        take(meeting, following)
        return make_decision_form(*args)

    monkeypatch.setattr("projects.deliberation.views.chairing.make_decision_form", leave_dossier)
    page = as_user(world.organiser).post(
        room_url(world, "decide_in_meeting", current.reference), {"outcome": "selected"}, follow=True
    )

    assert "passée entre-temps à un autre dossier" in page.text
    assert not PendingDecision.objects.exists()


def test_a_member_asks_to_debate_a_dossier_of_a_block(
    as_user: AsUser, world: World, meeting: Meeting
) -> None:
    below = world.applications[-1]
    client = as_user(world.reviewers[0])
    assert "En débattre" in read(client, room_url(world, "meeting"))

    client.post(room_url(world, "object_to_block", below.reference), {"reason": "Seul de son secteur"})
    take(meeting, below)
    chair = read(as_user(world.organiser), room_url(world))

    assert AgendaItem.objects.get(application=below).block == AgendaBlock.DEBATE
    assert f"{world.reviewers[0]} a demandé qu’on en parle." in chair
    assert "Seul de son secteur" in chair


def test_the_secretary_records_attendance_and_decides_nothing(as_user: AsUser, world: World) -> None:
    secretary = factories.role(world.edition, RoleName.SECRETARY)
    meeting = start_meeting(world, present=[])
    client = as_user(secretary)

    page = read(client, room_url(world))
    client.post(room_url(world, "meeting_attendance"), {"user": world.reviewers[0].pk, "do": "arrive"})
    refused = client.post(room_url(world, "take_dossier", world.applications[0].reference), {"seen": ""})

    assert "Arrive" in page
    assert "Clore…" not in page
    assert meeting.attendances.present().get().user == world.reviewers[0]
    assert refused.status_code == 403


def test_the_chair_runs_the_meeting(as_user: AsUser, world: World, meeting: Meeting) -> None:
    chair = factories.role(world.edition, RoleName.CHAIR)
    dossier = world.applications[1]
    client = as_user(chair)

    client.post(room_url(world, "take_dossier", dossier.reference), {"seen": ""})
    client.post(
        room_url(world, "decide_in_meeting", dossier.reference), {"outcome": "selected", "places_seen": "2"}
    )

    assert PendingDecision.objects.get().by == chair


def test_the_close_lists_its_obstacles(as_user: AsUser, world: World) -> None:
    meeting = start_meeting(world, quorum=3)
    decide_pending(meeting, world.applications[1], Outcome.SELECTED, world.organiser)
    meeting.attendances.filter(user=world.reviewers[0]).update(left_at=now())
    client = as_user(world.organiser)

    page = read(client, room_url(world, "close_meeting"))
    refused = client.post(room_url(world, "close_meeting"), {"do": "close"}, follow=True)
    adjourned = close(client, world, do="adjourn", reason="Quorum perdu")

    assert "Le quorum n’est plus atteint" in page
    assert "Le quorum n’est plus atteint" in plain(refused.text)
    assert "Quorum perdu" in adjourned.text
    assert not Decision.objects.exists()


@pytest.mark.parametrize("outcome", [Outcome.SELECTED, Outcome.RESERVE])
def test_a_meeting_is_not_closed_on_decisions_that_the_page_did_not_count(
    as_user: AsUser, world: World, meeting: Meeting, outcome: Outcome
) -> None:
    dossier, other = world.applications[:2]
    decide_pending(meeting, dossier, Outcome.SELECTED, world.organiser)
    client = as_user(world.organiser)

    page = close(
        client,
        world,
        lambda: decide_pending(
            meeting, dossier if outcome == Outcome.RESERVE else other, outcome, world.organiser, "Entre-temps"
        ),
    )

    assert "ont changé entre-temps" in page.text
    assert not Decision.objects.exists()


def test_a_meeting_is_not_adjourned_on_decisions_that_the_page_did_not_count(
    as_user: AsUser, world: World, meeting: Meeting
) -> None:
    page = close(
        as_user(world.organiser),
        world,
        lambda: decide_pending(meeting, world.applications[0], Outcome.SELECTED, world.organiser),
        do="adjourn",
        reason="Quorum perdu",
    )

    assert "ont changé entre-temps" in page.text
    assert "Quorum perdu" in page.text
    assert Meeting.objects.get().is_open


def test_a_page_of_the_meeting_before_ends_no_other(as_user: AsUser, world: World, meeting: Meeting) -> None:
    def start_another() -> None:
        adjourn_meeting(meeting=meeting, reason="Panne", actor=world.organiser, at=now())
        start_meeting(world)

    close(as_user(world.organiser), world, start_another, do="adjourn", reason="Quorum perdu")

    assert Meeting.objects.latest("pk").is_open


def test_a_decision_that_is_hidden_from_who_closes_is_none_that_they_missed(
    as_user: AsUser, world: World, meeting: Meeting
) -> None:
    visible, hidden = world.applications[:2]
    step_aside(hidden, world.organiser)
    decide_pending(meeting, visible, Outcome.SELECTED, world.reviewers[0])

    close(
        as_user(world.organiser),
        world,
        lambda: decide_pending(meeting, hidden, Outcome.SELECTED, world.reviewers[0]),
    )

    assert Decision.objects.count() == 2


def test_the_projector_shows_the_count_once_every_voice_is_in(
    as_user: AsUser, world: World, meeting: Meeting
) -> None:
    dossier = world.applications[1]
    step_aside(dossier, world.reviewers[2])
    take(meeting, dossier)
    client, address = as_user(world.organiser), room_url(world, "meeting_screen")
    answer(meeting, dossier, world.reviewers[0])
    before = read(client, address)
    answer(meeting, dossier, world.reviewers[1], VoteChoice.AGAINST)
    after = read(client, address)

    assert "1 voix donnée sur 2" in before
    assert "<b>1</b> contre" not in before
    assert "<b>1</b> contre" in after
    assert f"sans voix : {world.reviewers[2]}" in " ".join(after.split())
    assert "Même fédération" not in after


def test_a_screen_is_rendered_again_only_once_something_changed(
    as_user: AsUser, client: Client, world: World, meeting: Meeting, django_assert_num_queries
) -> None:
    dossier = world.applications[1]
    take(meeting, dossier)
    member = as_user(world.reviewers[0])
    tag = fetch(member, room_url(world, "meeting"))["ETag"]
    changes = room_url(world, "meeting_changes")

    with django_assert_num_queries(1):
        unchanged = fetch(Client(), changes, tag)
    answer(meeting, dossier, world.reviewers[1])
    changed = fetch(Client(), changes, tag)
    fresh = fetch(member, room_url(world, "meeting"), tag)

    assert (unchanged.status_code, changed.status_code, fresh.status_code) == (304, 200, 200)
    assert fetch(Client(), changes, '"forged.0.9999999999.0.0"').status_code == 200
    assert fetch(Client(), changes).status_code == 200


def test_a_screen_that_is_open_before_the_meeting_follows_it(as_user: AsUser, world: World) -> None:
    member = as_user(world.reviewers[0])
    tag = fetch(member, room_url(world, "meeting"))["ETag"]

    meeting = start_meeting(world)
    opened = fetch(Client(), room_url(world, "meeting_changes"), tag)
    tag = fetch(member, room_url(world, "meeting"))["ETag"]
    adjourn_meeting(meeting=meeting, reason="Sans quorum", actor=world.organiser, at=now())
    closed = fetch(Client(), room_url(world, "meeting_changes"), tag)

    assert (opened.status_code, closed.status_code) == (200, 200)
    assert "Aucune séance n’est ouverte" in read(member, room_url(world, "meeting"))


def test_the_same_screen_of_another_person_has_another_tag(
    as_user: AsUser, world: World, meeting: Meeting
) -> None:
    tags = {fetch(as_user(member), room_url(world, "meeting"))["ETag"] for member in world.reviewers}

    assert len(tags) == 3


def test_a_chair_who_sits_votes_then_decides(as_user: AsUser, world: World, meeting: Meeting) -> None:
    chair = world.reviewers[0]
    factories.role(world.edition, RoleName.CHAIR, who=chair)
    take(meeting, world.applications[1])

    def list_order() -> list[str]:
        page = read(as_user(chair), room_url(world))
        return sorted(("live-voices", "live-decision"), key=page.index)

    assert list_order() == ["live-voices", "live-decision"]
    answer(meeting, world.applications[1], chair)
    assert list_order() == ["live-decision", "live-voices"]


def test_a_paused_meeting_says_so(as_user: AsUser, world: World, meeting: Meeting) -> None:
    take(meeting, world.applications[1])
    pause_meeting(meeting=meeting, at=now())

    page = read(as_user(world.reviewers[0]), room_url(world, "meeting"))

    assert "Séance suspendue" in page
    assert "Votre voix" not in page


def test_the_page_of_a_dossier_leads_to_the_meeting(as_user: AsUser, world: World, meeting: Meeting) -> None:
    dossier = world.applications[1]

    page = as_user(world.organiser).get(room_url(world, "decide", dossier.reference))

    assert "Aller à la séance" in page.text
    assert "Enregistrer la décision" not in page.text


def test_a_post_without_an_action_closes_nothing(as_user: AsUser, world: World, meeting: Meeting) -> None:
    client = as_user(world.organiser)

    client.post(room_url(world, "close_meeting"))
    unknown = client.post(room_url(world, "decide_block", "debate"))

    meeting.refresh_from_db()
    assert meeting.is_open
    assert unknown.status_code == 404


def test_the_decision_of_a_block_may_be_revised(as_user: AsUser, world: World, meeting: Meeting) -> None:
    above = world.applications[0]
    decide_block(meeting=meeting, block=AgendaBlock.ACCEPT, seen=[above.pk], actor=world.organiser, at=now())
    client = as_user(world.organiser)
    assert "Revoir" in read(client, room_url(world))

    seen = mark_of(PendingDecision.objects.get())
    client.post(room_url(world, "postpone_dossier", above.reference), {"seen": seen})

    assert not PendingDecision.objects.exists()
    assert AgendaItem.objects.get(application=above).block == AgendaBlock.DEBATE


def assign(world: World, application: Application) -> list[User]:
    """Two readers who still have to send their reviews."""
    readers = world.reviewers[1:3]
    for reader in readers:
        ReviewAssignment.objects.create(application=application, reviewer=reader, assigned_at=now())
    return readers


def test_a_screen_takes_at_most_twelve_queries(as_user: AsUser, django_assert_max_num_queries) -> None:
    world = committee_with(95, 72, 71, 70, 69, 68, 67, 20, places=3, reviewers=6)
    for user in (world.reviewers[0], world.reviewers[5]):
        factories.role(world.edition, RoleName.SECRETARY, who=user)
    sent = [
        sent_review(world.applications[4], user, "3", "2") for user in assign(world, world.applications[4])
    ]
    set_score(world.applications[4], 69)
    meeting = start_meeting(world)
    for application in world.applications[1:4]:
        step_aside(application, world.reviewers[5])
    decide_pending(meeting, world.applications[1], Outcome.SELECTED, world.organiser)
    take(meeting, world.applications[4])
    answer(meeting, world.applications[4], world.reviewers[1])
    assert len(sent) == 2

    for member in (0, 5):
        client = as_user(world.reviewers[member])
        for name in ("deliberation", "meeting", "meeting_screen"):
            client.get(room_url(world, name))
            with django_assert_max_num_queries(12):
                assert client.get(room_url(world, name)).status_code == 200


def test_once_nothing_is_left_to_debate_the_room_and_the_projector_say_what_comes_next(
    world: World, meeting: Meeting, as_user: AsUser
) -> None:
    client = as_user(world.organiser)
    room, projector = (
        reverse(f"projects:{name}", args=[world.edition.slug]) for name in ("deliberation", "meeting_screen")
    )
    above, *debated, below = world.applications
    assert "Prenez un dossier dans la liste" in client.get(room).text

    PendingDecision.objects.bulk_create(
        PendingDecision(
            meeting=meeting,
            application=application,
            outcome=Outcome.NOT_SELECTED,
            reason="Trop tôt",
            by=world.organiser,
            at=now(),
        )
        for application in debated
    )
    page, visible = client.get(room).text, plain(client.get(projector).text)
    assert "Prenez un dossier dans la liste" not in page
    assert "il reste la liste « À accepter en bloc »" in plain(page)
    assert 'id="block-accept" class="meeting-block" open' in page
    assert "Plus rien à débattre" in visible
    assert "1 dossier à accepter en bloc" in visible

    for block, application, reason in (
        (AgendaBlock.ACCEPT, above, ""),
        (AgendaBlock.SET_ASIDE, below, "Hors du champ"),
    ):
        decide_block(
            meeting=meeting,
            block=block,
            seen=[application.pk],
            reason=reason,
            actor=world.organiser,
            at=now(),
        )
    page = client.get(room).text
    assert "Rien n’attend plus de décision" in page
    close_url = reverse("projects:close_meeting", args=[world.edition.slug])
    assert page.count(close_url) == 2
    assert f'class="btn btn-primary" href="{close_url}"' in page


def test_before_the_opening_the_screen_leads_who_may_open_to_the_room(world: World, as_user: AsUser) -> None:
    screen = reverse("projects:meeting", args=[world.edition.slug])
    room = f'href="{reverse("projects:deliberation", args=[world.edition.slug])}"'
    chair = factories.role(world.edition, RoleName.CHAIR)

    assert room in as_user(chair).get(screen).text
    assert room not in as_user(world.reviewer).get(screen).text
