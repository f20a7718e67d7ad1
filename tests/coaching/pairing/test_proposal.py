"""Proposing mentors to all projects at once: the board, what is sent, what is skipped."""

import pytest
from django.urls import reverse

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from coaching.models import MentorCapacity, Pairing
from coaching.pairing.actions import pairing as actions, pairing as pairings
from coaching.pairing.forms import read_draft
from coaching.pairing.queries.proposal import ProposalDraft, propose_board
from programmes.enums import RoleName
from programmes.models import Role
from projects.models import Recusal, SearchEntry
from tests import factories

pytestmark = pytest.mark.django_db
AT = factories.NOW


def address(world: factories.World) -> str:
    return reverse("coaching:propose_mentors", args=[world.edition.slug])


def typed(world: factories.World, *mentors: int | None) -> dict[str, str]:
    """What the board sends when these people are chosen, project by project."""
    return {
        f"mentor-{item.pk}": "" if mentor is None else str(world.mentors[mentor].pk)
        for item, mentor in zip(world.participations, mentors, strict=True)
    }


def test_the_reason_names_what_the_mentor_knows_and_the_dossier_speaks_of() -> None:
    world = factories.edition_with(participations=2, mentors=2)
    dossier = world.participations[1].project.application
    SearchEntry.objects.create(
        application=dossier, call_id=dossier.call_id, words="une voile et du dialogue social"
    )
    Role.objects.filter(user=world.mentors[1]).update(skills="dialogue social, droit")

    rows = {row.participation: row for row in propose_board(world.edition).rows}

    row = rows[world.participations[1]]
    assert (row.mentor, row.reason) == (
        world.mentors[1].pk,
        "Le dossier parle de\N{NO-BREAK SPACE}: dialogue social.",
    )
    assert row.alternative == f"Sinon {world.mentors[0]}\N{NO-BREAK SPACE}: 2 points perdus."
    assert rows[world.participations[0]].mentor == world.mentors[0].pk


def test_a_person_who_has_an_interest_or_declined_is_not_proposed_and_nobody_left_has_a_reason() -> None:
    world = factories.edition_with(participations=1, mentors=2)
    aside, declining = world.mentors
    project = world.participations[0].project
    Recusal.objects.create(
        application=project.application, reviewer=aside, author=aside, reason="Ma sœur y travaille.", at=AT
    )
    declined_pairing = pairings.propose(
        participation=world.participations[0], mentor=declining, actor=world.organiser, at=AT
    )
    pairings.answer(pairing=declined_pairing, accepted=False, reason="Trop loin.", actor=declining, at=AT)

    (row,) = propose_board(world.edition).rows

    assert row.mentor is None
    assert f"{aside} a un lien d’intérêts déclaré" in row.reason
    assert f"{declining} a décliné" in row.reason
    assert "Ma sœur" not in row.reason
    with pytest.raises(pairings.PairingRefused, match="lien d’intérêts"):
        pairings.propose(participation=world.participations[0], mentor=aside, actor=world.organiser, at=AT)


def test_after_a_refusal_the_next_best_person_is_proposed() -> None:
    world = factories.edition_with(participations=1, mentors=2)
    first = propose_board(world.edition).rows[0].mentor
    declining, other = sorted(world.mentors, key=lambda mentor: mentor.pk != first)
    declined_pairing = pairings.propose(
        participation=world.participations[0], mentor=declining, actor=world.organiser, at=AT
    )
    pairings.answer(pairing=declined_pairing, accepted=False, reason="Trop loin.", actor=declining, at=AT)

    (row,) = propose_board(world.edition).rows

    assert (row.mentor, row.refusals[0].reason) == (other.pk, "Trop loin.")


def test_a_choice_stays_and_the_rest_is_shared_out_again() -> None:
    world = factories.edition_with(participations=3, mentors=2)
    draft = ProposalDraft(
        locked={world.participations[0].pk: world.mentors[0].pk},
        left_out=frozenset({world.participations[1].pk}),
        capacities={world.mentors[0].pk: 1, world.mentors[1].pk: 0},
    )

    rows = {row.participation: row for row in propose_board(world.edition, draft).rows}

    chosen, left, full = (rows[item] for item in world.participations)
    assert (chosen.mentor, chosen.reason, chosen.is_locked) == (world.mentors[0].pk, "Votre choix.", True)
    assert (left.mentor, left.is_locked) == (None, True)
    assert left.reason == "Votre choix\N{NO-BREAK SPACE}: personne pour l’instant."
    assert (full.mentor, full.is_locked) == (None, False)
    assert "Plus de place" in full.reason


def test_one_mail_for_each_mentor_whatever_the_number_of_projects() -> None:
    world = factories.edition_with(participations=3, mentors=2)
    choices = {
        item.pk: world.mentors[place].pk for item, place in zip(world.participations, (0, 0, 1), strict=True)
    }

    sent = actions.propose_all(edition=world.edition, choices=choices, actor=world.organiser, at=AT)
    again = actions.propose_all(edition=world.edition, choices=choices, actor=world.organiser, at=AT)

    assert (len(sent.pairings), sent.people, sent.skipped) == (3, 2, [])
    assert (again.pairings, again.skipped) == ([], [])
    several = OutgoingMail.objects.get(template="coaching/pairing/pairings_proposed")
    assert several.user == world.mentors[0]
    assert all(item.project.title in several.text for item in world.participations[:2])
    assert OutgoingMail.objects.get(template="coaching/pairing/pairing_proposed").user == world.mentors[1]
    assert AuditEntry.objects.filter(verb="propose_mentor").count() == 3


def test_a_project_paired_meanwhile_is_skipped_with_a_reason_and_the_others_leave() -> None:
    world = factories.edition_with(participations=2, mentors=2)
    taken, free = world.participations
    pairings.propose(participation=taken, mentor=world.mentors[0], actor=world.organiser, at=AT)
    choices = {taken.pk: world.mentors[1].pk, free.pk: world.mentors[1].pk}

    sent = actions.propose_all(edition=world.edition, choices=choices, actor=world.organiser, at=AT)

    assert [pairing.participation for pairing in sent.pairings] == [free]
    assert sent.skipped == [(taken, "Ce projet a déjà un parrain ou une marraine.")]


def test_nothing_is_proposed_to_a_stranger_nor_for_a_project_of_another_edition() -> None:
    world, other = (
        factories.edition_with(participations=1, mentors=1),
        factories.edition_with(participations=1, mentors=1),
    )
    choices = {
        world.participations[0].pk: other.mentors[0].pk,
        other.participations[0].pk: world.mentors[0].pk,
    }

    sent = actions.propose_all(edition=world.edition, choices=choices, actor=world.organiser, at=AT)

    assert (sent.pairings, [item for item, _why in sent.skipped]) == ([], [world.participations[0]])
    unknown = actions.propose_all(
        edition=world.edition, choices={world.participations[0].pk: 999_999}, actor=world.organiser, at=AT
    )
    assert (len(unknown.skipped), Pairing.objects.count(), OutgoingMail.objects.count()) == (1, 0, 0)


def test_a_capacity_is_saved_from_one_day_to_the_next_and_counted_once() -> None:
    world = factories.edition_with(participations=1, mentors=1)
    stranger = factories.role(world.edition, RoleName.FACILITATOR)
    for _again in range(2):
        actions.save_capacities(
            edition=world.edition,
            capacities={world.mentors[0].pk: 0, stranger.pk: 3},
            actor=world.organiser,
            at=AT,
        )

    assert [(capacity.role.user, capacity.projects) for capacity in MentorCapacity.objects.all()] == [
        (world.mentors[0], 0)
    ]
    assert AuditEntry.objects.filter(verb="set_capacity").count() == 1
    assert propose_board(world.edition).rows[0].mentor is None


def test_an_invalid_number_is_ignored() -> None:
    chosen, draft = read_draft(
        {
            "mentor-1": "5",
            "was-1": "5",
            "mentor-2": "6",
            "was-2": "5",
            "mentor-3": "",
            "was-3": "5",
            "mentor-4": "",
            "was-4": "",
            "mentor-x": "5",
            "mentor-7": "٣",
            "mentor-8": "-1",
            "mentor-99999999999": "5",
            "capacity-5": "3",
            "capacity-6": "51",
        }
    )

    assert chosen == {1: 5, 2: 6}
    assert draft == ProposalDraft({2: 6}, frozenset({3}), {5: 3})


# pages


def test_an_organiser_proposes_to_all_in_three_clicks(as_user) -> None:
    world = factories.edition_with(participations=3, mentors=2)
    browser = as_user(world.organiser)
    table = browser.get(reverse("coaching:manage_pairings", args=[world.edition.slug])).text
    assert "3 projets attendent quelqu’un" in table
    assert address(world) in table

    board = browser.get(address(world)).context["board"]
    data = {f"mentor-{row.participation.pk}": str(row.mentor) for row in board.rows}
    response = browser.post(address(world), {**data, "do": "send"}, follow=True)

    assert Pairing.objects.count() == 3
    assert "3 propositions envoyées" in response.text
    assert "Chaque projet confirmé a déjà" in browser.get(address(world)).text


def test_calculating_again_sends_nothing_and_leaves_what_was_changed(as_user) -> None:
    world = factories.edition_with(participations=2, mentors=2)
    was = {f"was-{item.pk}": str(world.mentors[0].pk) for item in world.participations}

    page = as_user(world.organiser).post(
        address(world),
        {**typed(world, 1, None), **was, "do": "solve", f"capacity-{world.mentors[0].pk}": "4"},
    )

    rows = {row.participation: row for row in page.context["board"].rows}
    assert [rows[item].mentor for item in world.participations] == [world.mentors[1].pk, None]
    assert all(row.is_locked for row in rows.values())
    assert not Pairing.objects.exists()
    assert MentorCapacity.objects.get().projects == 4


def test_without_a_mentor_or_a_project_the_page_says_what_to_do(as_user) -> None:
    nobody, nothing = factories.edition_with(participations=1), factories.edition_with(mentors=1)

    assert "Personne ne peut encore accompagner" in as_user(nobody.organiser).get(address(nobody)).text
    assert "Aucun projet n’attend quelqu’un" in as_user(nothing.organiser).get(address(nothing)).text
    assert as_user(nothing.mentors[0]).get(address(nothing)).status_code == 403
