"""The best proposal of mentors for all projects, as small stories, and the wishes that it honours."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.outbox.models import OutgoingMail
from coaching.models import MentorCapacity, PairingWish
from coaching.pairing.actions import wishes as actions
from coaching.pairing.queries.proposal import propose_board
from coaching.pairing.solver import (
    Alternative,
    Forbidden,
    Ground,
    Mentor,
    NotFollowed,
    PairingProblem,
    PairingProposal,
    Unfollowed,
    list_costs,
    propose,
)
from programmes.models import Role
from tests import factories
from tests.support.pairing import draw_problem, find_least_cost
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db

ALMA, BRUNO, CHLOE = 11, 12, 13
BREAD, SAILS, WELL = 1, 2, 3
IMPOSSIBLE = 10**6


def pairs_of(proposal: PairingProposal) -> dict[int, int]:
    return {match.project: match.mentor for match in proposal.matches}


def find_match(proposal: PairingProposal, project: int):
    return next(match for match in proposal.matches if match.project == project)


def test_a_person_who_knows_the_subject_follows_it_and_loads_stay_even() -> None:
    proposal = propose(
        PairingProblem(
            (BREAD, SAILS), (Mentor(ALMA, 2), Mentor(BRUNO, 2)), skilled=frozenset({(SAILS, ALMA)})
        )
    )

    assert pairs_of(proposal) == {BREAD: BRUNO, SAILS: ALMA}
    assert [find_match(proposal, project).ground for project in (BREAD, SAILS)] == [
        Ground.LIGHTEST,
        Ground.SKILLED,
    ]
    assert (proposal.cost, proposal.loads) == (2, {ALMA: 1, BRUNO: 1})


def test_nobody_follows_a_project_of_their_own_body_even_if_nobody_else_is_left() -> None:
    proposal = propose(
        PairingProblem((BREAD,), (Mentor(ALMA, 3),), forbidden={(BREAD, ALMA): Forbidden.SAME_BODY})
    )

    assert proposal.matches == ()
    assert proposal.unfollowed == (Unfollowed(BREAD, NotFollowed.NOBODY_ALLOWED),)


def test_a_project_left_without_room_names_who_could_follow_it() -> None:
    proposal = propose(PairingProblem((BREAD, SAILS), (Mentor(ALMA, 1), Mentor(BRUNO, 2, load=2))))

    assert len(proposal.matches) == 1
    assert proposal.unfollowed == (Unfollowed(SAILS, NotFollowed.ALL_FULL, (ALMA, BRUNO)),)


def test_most_projects_come_before_the_best_pairs() -> None:
    """Bruno may follow the bread alone, which Alma knows: she takes the sails, that nobody else may."""
    proposal = propose(
        PairingProblem(
            (BREAD, SAILS),
            (Mentor(ALMA, 1), Mentor(BRUNO, 1)),
            forbidden={(SAILS, BRUNO): Forbidden.CONFLICT},
            skilled=frozenset({(BREAD, ALMA)}),
        )
    )

    assert pairs_of(proposal) == {BREAD: BRUNO, SAILS: ALMA}
    assert find_match(proposal, SAILS).ground == Ground.ONLY


def test_mutual_wishes_win_over_skills() -> None:
    proposal = propose(
        PairingProblem(
            (BREAD,),
            (Mentor(ALMA, 1), Mentor(BRUNO, 1)),
            skilled=frozenset({(BREAD, ALMA)}),
            wished_by_project={(BREAD, BRUNO): 1},
            wished_by_mentor={(BREAD, BRUNO): 1},
        )
    )

    match = find_match(proposal, BREAD)
    assert (match.mentor, match.ground) == (BRUNO, Ground.WISHED_BY_BOTH)
    assert match.alternative == Alternative(ALMA, 1)


def test_a_wish_of_one_side_is_the_reason_named() -> None:
    mentors = (Mentor(ALMA, 1), Mentor(BRUNO, 1))
    by_project = propose(PairingProblem((BREAD,), mentors, wished_by_project={(BREAD, BRUNO): 1}))
    by_mentor = propose(PairingProblem((BREAD,), mentors, wished_by_mentor={(BREAD, ALMA): 1}))

    assert find_match(by_project, BREAD).ground == Ground.WISHED_BY_PROJECT
    assert (find_match(by_mentor, BREAD).mentor, find_match(by_mentor, BREAD).ground) == (
        ALMA,
        Ground.WISHED_BY_MENTOR,
    )


def test_an_organiser_s_choice_stays_even_beyond_a_capacity_but_not_against_a_conflict() -> None:
    mentors = (Mentor(ALMA, 0), Mentor(BRUNO, 2))
    chosen = propose(PairingProblem((BREAD, SAILS), mentors, locked={BREAD: ALMA}))
    broken = propose(
        PairingProblem((BREAD,), mentors, forbidden={(BREAD, ALMA): Forbidden.CONFLICT}, locked={BREAD: ALMA})
    )

    assert pairs_of(chosen) == {BREAD: ALMA, SAILS: BRUNO}
    assert (find_match(chosen, BREAD).ground, find_match(chosen, BREAD).alternative) == (Ground.CHOSEN, None)
    assert chosen.loads == {ALMA: 1, BRUNO: 1}
    assert pairs_of(broken) == {BREAD: BRUNO}


def solve_by_hand(problem: PairingProblem) -> int:
    """The least cost of following every project, by trying everything."""
    costs, best = list_costs(problem), IMPOSSIBLE
    for given in product([mentor.id for mentor in problem.mentors], repeat=len(problem.projects)):
        pairs = list(zip(problem.projects, given, strict=True))
        spread = [(mentor, given.count(mentor.id)) for mentor in problem.mentors]
        if all(pair in costs for pair in pairs) and all(
            mentor.load + count <= mentor.capacity for mentor, count in spread
        ):
            loads = sum(mentor.load + step for mentor, count in spread for step in range(count))
            best = min(best, loads + sum(costs[pair] for pair in pairs))
    return best


@pytest.mark.parametrize("seed", range(4))
def test_the_cost_and_what_each_alternative_costs_are_those_of_trying_everything(seed: int) -> None:
    problem = draw_problem(5, 3, capacity=3, seed=seed)
    best = solve_by_hand(problem)
    proposal = propose(problem)

    assert len(proposal.matches) == 5
    assert proposal.cost == best
    for match in proposal.matches:
        without = replace(
            problem, forbidden={**problem.forbidden, (match.project, match.mentor): Forbidden.DECLINED}
        )
        loss = solve_by_hand(without) - best
        assert (match.alternative.extra if match.alternative else IMPOSSIBLE - best) == loss


def test_two_hundred_projects_cost_what_another_method_finds() -> None:
    problem = draw_problem()

    assert propose(problem).cost == find_least_cost(problem)


def test_the_best_ranked_wish_wins_and_rather_not_is_a_last_resort() -> None:
    two = (Mentor(ALMA, 2), Mentor(BRUNO, 2))
    ranked = propose(PairingProblem((BREAD,), two, wished_by_project={(BREAD, ALMA): 2, (BREAD, BRUNO): 1}))
    avoided = frozenset({(BREAD, BRUNO)})
    spared = propose(PairingProblem((BREAD,), two, skilled=avoided, avoided_by_project=avoided))
    alone = propose(PairingProblem((BREAD,), two[1:], avoided_by_mentor=avoided))

    assert [match.mentor for match in ranked.matches] == [BRUNO]
    assert [match.mentor for match in spared.matches] == [ALMA]
    assert [match.mentor for match in alone.matches] == [BRUNO]


def test_without_anybody_every_project_says_so() -> None:
    assert propose(PairingProblem((BREAD, WELL), ())).unfollowed == (
        Unfollowed(BREAD, NotFollowed.NOBODY_ALLOWED),
        Unfollowed(WELL, NotFollowed.NOBODY_ALLOWED),
    )
    assert propose(PairingProblem((), (Mentor(CHLOE, 1),))).loads == {CHLOE: 0}


def together(*projects: int) -> frozenset[tuple[int, int]]:
    return frozenset((one, other) for one, other in product(projects, projects) if one != other)


def test_projects_received_together_are_parted_and_the_one_who_loses_least_moves() -> None:
    problem = PairingProblem(
        (BREAD, SAILS),
        (Mentor(ALMA, 2), Mentor(BRUNO, 2, load=1)),
        skilled=frozenset({(BREAD, ALMA), (SAILS, ALMA), (SAILS, BRUNO)}),
    )
    assert pairs_of(propose(replace(problem, mentors=(Mentor(ALMA, 2), Mentor(BRUNO, 2, load=4))))) == {
        BREAD: ALMA,
        SAILS: ALMA,
    }

    parted = propose(
        replace(problem, mentors=(Mentor(ALMA, 2), Mentor(BRUNO, 9, load=4)), rivals=together(BREAD, SAILS))
    )

    assert pairs_of(parted) == {BREAD: ALMA, SAILS: BRUNO}
    assert find_match(parted, BREAD).alternative is None


def test_a_choice_of_the_organiser_leaves_a_rival_to_another_person() -> None:
    problem = PairingProblem(
        (BREAD, SAILS),
        (Mentor(ALMA, 2), Mentor(BRUNO, 2)),
        skilled=frozenset({(SAILS, ALMA)}),
        locked={BREAD: ALMA},
        rivals=together(BREAD, SAILS),
    )

    assert pairs_of(propose(problem)) == {BREAD: ALMA, SAILS: BRUNO}


def test_a_project_whose_people_all_receive_another_then_is_named() -> None:
    proposal = propose(
        PairingProblem(
            (BREAD, SAILS), (Mentor(ALMA, 5),), rivals=together(BREAD, SAILS), locked={BREAD: ALMA}
        )
    )

    assert proposal.unfollowed == (Unfollowed(SAILS, NotFollowed.ALL_ELSEWHERE, (ALMA,)),)


def build_world() -> factories.World:
    world = factories.edition_with(participations=2, mentors=2)
    at = timezone.now()
    actions.open_wish_call(
        edition=world.edition, closes_at=at + timedelta(days=5), actor=world.organiser, at=at
    )
    return world


built, world = share_world(build_world)


def role_of(world: factories.World, number: int) -> Role:
    return Role.objects.get(user=world.mentors[number], name="mentor")


def wish(world: factories.World, number: int, ranks=(), avoided=None, at=None) -> None:
    ranks = {rank: role_of(world, mentor).pk for rank, mentor in enumerate(ranks, start=1)}
    avoided = {role_of(world, mentor).pk: why for mentor, why in (avoided or {}).items()}
    actions.save_project_wishes(
        participation=world.participations[number], ranks=ranks, avoided=avoided, actor=world.holder,
        at=at or timezone.now(),
    )  # fmt: skip


def test_everybody_is_asked_once(world):
    mails = OutgoingMail.objects.filter(template="coaching/pairing/wishes_requested")
    assert mails.filter(user__in=world.mentors).count() == 2
    assert mails.filter(user=world.holder).count() == 1


def test_the_board_follows_what_both_wished(world):
    wish(world, 0, ranks=[1])
    actions.save_mentor_wishes(
        role=role_of(world, 1), ranks={1: world.participations[0].pk}, avoided={}, actor=world.mentors[1],
        at=timezone.now(),
    )  # fmt: skip
    rows = {row.participation: row for row in propose_board(world.edition).rows}
    row = rows[world.participations[0]]
    assert row.mentor == world.mentors[1].pk
    assert row.reason.startswith("Souhait n° 1 des deux.")


def test_rather_not_is_avoided_and_its_reason_read_by_organisers(world, as_user):
    wish(world, 0, avoided={0: "Un ancien différend."})
    row = next(
        row for row in propose_board(world.edition).rows if row.participation == world.participations[0]
    )
    assert row.mentor == world.mentors[1].pk
    page = as_user(world.organiser).get(reverse("coaching:propose_mentors", args=[world.edition.slug]))
    assert "Un ancien différend." in page.content.decode()
    for person, name, slug in (
        (world.mentors[0], "coaching:mentor_wishes", world.edition.slug),
        (world.mentors[0], "coaching:coaching_project", world.participations[0].project.slug),
    ):
        assert "différend" not in as_user(person).get(reverse(name, args=[slug])).content.decode()


def test_no_wish_is_saved_after_the_date(world, as_user):
    with pytest.raises(actions.WishesClosed):
        wish(world, 0, ranks=[0], at=timezone.now() + timedelta(days=6))


def test_a_project_gives_its_wishes_on_its_page(world, as_user):
    slug = world.participations[0].project.slug
    page = reverse("coaching:project_wishes", args=[slug])
    first, second = role_of(world, 0).pk, role_of(world, 1).pk
    client = as_user(world.holder)
    twice = client.post(page, {"rank_1": first, "rank_2": first})
    assert twice.status_code == 422
    silent = client.post(page, {"rank_1": first, "avoid_1": second})
    assert "seule l’équipe le lit" in silent.content.decode()
    assert client.post(page, {"rank_2": first, "avoid_1": second, "reason_1": "Trop loin"}).status_code == 302
    wishes = PairingWish.objects.filter(participation=world.participations[0])
    assert set(wishes.values_list("role", "rank", "reason")) == {(first, 1, ""), (second, None, "Trop loin")}
    assert "Trop loin" in client.get(page).content.decode()
    assert as_user(world.mentors[0]).get(page).status_code == 404


def test_a_mentor_gives_what_they_know_and_how_many(world, as_user):
    page = reverse("coaching:mentor_wishes", args=[world.edition.slug])
    client = as_user(world.mentors[0])
    assert client.post(page, {"skills": "ergonomie", "projects": "3"}).status_code == 302
    assert role_of(world, 0).skills == "ergonomie"
    assert MentorCapacity.objects.get().projects == 3
    assert client.post(page, {"skills": "x", "projects": "900"}).status_code == 422
    assert client.post(page, {"rank_1": world.participations[1].pk}).status_code == 302
    assert PairingWish.objects.get(by_mentor=True).participation == world.participations[1]


def test_organisers_ask_again_with_another_date(world, as_user):
    page = reverse("coaching:ask_wishes", args=[world.edition.slug])
    assert as_user(world.organiser).post(page, {"closes_at": "2020-01-01T10:00"}).status_code == 422
    later = timezone.localtime() + timedelta(days=9)
    assert as_user(world.organiser).post(page, {"closes_at": f"{later:%Y-%m-%dT18:00}"}).status_code == 302
