"""Whose conflict counts, for which dossier and from when: each rule alone, on the rows it reads."""

from datetime import timedelta

import pytest
from django.db.models import OuterRef
from django.utils.timezone import now

from accelerator.accounts.models import User
from programmes.enums import RoleName
from programmes.models import Edition, Role
from programmes.todo import TodoReader
from projects.application.enums import ApplicationState
from projects.conflicts.emails import organisers_concerned
from projects.conflicts.models import has_interest, join_set_aside
from projects.conflicts.queries import (
    applicants,
    find_conflict,
    has_anybody_aside,
    has_other_organiser,
    is_barred,
    list_barred_people,
    list_conflicting_pairs,
    list_excluded_pairs,
    list_pairs_set_aside,
    list_people_aside,
    list_recusals,
    list_seats_without_waiver,
    members_who_may_recuse,
    why_not_seated,
)
from projects.conflicts.todo import find_hidden_projects, leave_out_hidden
from projects.declarations.models import LinkAnswer
from projects.models import (
    Application,
    Conflict,
    ConflictEffect,
    LinkDeclaration,
    ProjectMember,
    Recusal,
    SeatWaiver,
)
from tests import factories
from tests.factories import NOW, World, edition_with
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db
HIDDEN, NO_VOTE, DECLARED = ConflictEffect.HIDDEN, ConflictEffect.NO_VOTE, ConflictEffect.DECLARED
built, world = share_world(edition_with, organisers=2, reviewers=2, applications=3, assigned=False)


def step_aside(
    application: Application, person: User, effect: ConflictEffect = HIDDEN, **fields: object
) -> Recusal:
    values = {"reason": "Un lien", "at": NOW, "effect": effect, "author": person, **fields}
    return Recusal.objects.create(application=application, reviewer=person, **values)


def lift(recusal: Recusal, author: User) -> None:
    Recusal.objects.filter(pk=recusal.pk).update(lifted_at=NOW, lifted_by=author, lift_reason="Une erreur")


def join(application: Application, person: User, **fields: object) -> None:
    ProjectMember.objects.create(project=application.project, user=person, **{"joined_at": NOW, **fields})


def test_another_organiser_is_one_of_this_edition() -> None:
    world, elsewhere = edition_with(organisers=1, reviewers=1), edition_with(organisers=1)
    organiser = world.organiser

    assert not has_other_organiser(world.edition, organiser)
    factories.role(world.edition, RoleName.ORGANISER, who=elsewhere.organiser)
    assert has_other_organiser(world.edition, organiser)


def test_a_person_who_followed_a_dossier_is_notified_alone_unless_they_stepped_aside(world: World) -> None:
    [dossier, *_others], (anne, boris) = world.applications, world.organisers

    assert organisers_concerned(dossier, None, boris.pk) == [boris]
    assert organisers_concerned(dossier, None, world.reviewer.pk) == [anne, boris]
    step_aside(dossier, boris)
    assert organisers_concerned(dossier, boris.pk) == [anne]


def test_who_may_be_recused_is_listed_by_name_and_namesakes_by_key(world: World) -> None:
    (anne, boris), (organiser, other) = world.reviewers, world.organisers
    User.objects.filter(pk__in=[anne.pk, boris.pk, other.pk]).update(name="Camille")
    User.objects.filter(pk=organiser.pk).update(name="Zoé")

    listed = list(members_who_may_recuse(world.applications[0]))

    namesakes = sorted([anne, boris, other], key=lambda person: person.pk)
    assert listed == [*namesakes, organiser]


def test_pairs_set_aside_are_of_these_dossiers_and_of_acts_that_exclude(world: World) -> None:
    (first, second, third), (anne, boris) = world.applications, world.reviewers
    step_aside(first, anne)
    step_aside(first, boris, DECLARED)
    step_aside(second, boris, NO_VOTE)
    step_aside(third, anne)
    lift(step_aside(second, anne), boris)

    assert list_pairs_set_aside([first.pk, second.pk]) == {(first.pk, anne.pk), (second.pk, boris.pk)}


def say_unknown(application: Application, person: User) -> None:
    LinkDeclaration.objects.create(
        application=application, reviewer=person, author=person, answer=LinkAnswer.UNKNOWN, at=NOW
    )


def test_an_answer_excludes_until_it_is_read_unless_a_conflict_does(world: World) -> None:
    (first, second, third), (anne, boris) = world.applications, world.reviewers
    step_aside(first, anne, NO_VOTE)
    step_aside(first, boris, DECLARED)
    lift(step_aside(second, boris), anne)
    for dossier, person in ((first, anne), (second, anne), (third, anne)):
        say_unknown(dossier, person)
    Application.objects.filter(pk=third.pk).update(state=ApplicationState.NOT_SELECTED)
    join(second, boris)
    members = set(ProjectMember.objects.values_list("project__application", "user"))
    elsewhere = edition_with(applications=1, reviewers=1)
    step_aside(elsewhere.applications[0], elsewhere.reviewer)
    say_unknown(elsewhere.applications[0], anne)

    of_edition = list_excluded_pairs(world.edition)
    of_some = list_excluded_pairs(applications=[first.pk, second.pk])

    assert of_edition.conflicts == {(first.pk, anne.pk), *members}
    assert of_some.conflicts == {(first.pk, anne.pk)}
    assert of_edition.unresolved == of_some.unresolved == {(second.pk, anne.pk)}
    assert list_excluded_pairs(applications=[third.pk]) == (set(), set())


def test_why_somebody_may_not_judge_follows_the_effect_of_their_act(world: World) -> None:
    (first, second, third), (anne, boris) = world.applications, world.reviewers
    for dossier, effect in ((first, HIDDEN), (second, NO_VOTE), (third, DECLARED)):
        step_aside(dossier, anne, effect)
    join(first, boris)

    assert [find_conflict(dossier, anne) for dossier in (first, second, third)] == [
        Conflict.SET_ASIDE,
        Conflict.NO_VOTE,
        None,
    ]
    assert [find_conflict(dossier, boris) for dossier in (first, second)] == [Conflict.MEMBER, None]


def test_conflicting_pairs_are_of_the_edition(world: World) -> None:
    elsewhere = edition_with(applications=1, reviewers=1)
    for place in (world, elsewhere):
        step_aside(place.applications[0], place.reviewer)
    members = set(
        ProjectMember.objects.filter(project__edition=world.edition).values_list(
            "project__application", "user"
        )
    )

    assert list_conflicting_pairs(world.edition) == {
        (world.applications[0].pk, world.reviewer.pk),
        *members,
    }


def test_the_act_that_excludes_a_person_is_joined_to_its_dossier_and_no_other(world: World) -> None:
    (first, second, third), (anne, boris) = world.applications, world.reviewers
    act = step_aside(first, anne, NO_VOTE)
    step_aside(first, boris)
    lift(step_aside(second, anne), boris)
    step_aside(third, anne, DECLARED)

    joined = Application.objects.annotate(aside=join_set_aside(anne, "")).values_list("pk", "aside")

    assert set(joined) == {(first.pk, act.pk), (second.pk, None), (third.pk, None)}
    assert len(joined) == 3


def with_interest(person: User, *, since: OuterRef | None = None) -> set[Edition]:
    return set(Edition.objects.filter(has_interest(person, OuterRef("pk"), since=since)))


def test_an_interest_is_of_a_person_in_an_edition_and_may_be_newer_than_an_instant(world: World) -> None:
    [dossier, *_others], (anne, boris) = world.applications, world.reviewers
    factories.edition()
    Edition.objects.update(session_starts_on=NOW.date())
    midnight = OuterRef("session_starts_on")

    step_aside(dossier, anne)
    join(dossier, boris, left_at=NOW)
    step_aside(dossier, world.organiser, NO_VOTE)
    for person in (anne, boris):
        assert with_interest(person) == with_interest(person, since=midnight) == {world.edition}
    assert with_interest(world.organiser) == set()

    Recusal.objects.update(at=NOW - timedelta(days=1))
    ProjectMember.objects.filter(user=boris).update(joined_at=NOW - timedelta(days=1))
    for person in (anne, boris):
        assert (with_interest(person), with_interest(person, since=midnight)) == ({world.edition}, set())


def test_recusals_are_listed_latest_first_with_those_that_were_lifted(world: World) -> None:
    (first, second, third), (anne, boris) = world.applications, world.reviewers
    reader = world.organiser
    late, later = step_aside(second, anne), step_aside(second, boris)
    early = step_aside(first, anne, at=NOW - timedelta(days=1))
    lift(early, reader)
    step_aside(third, anne)
    join(third, reader)

    assert list_recusals(world.edition, reader) == [later, late, early]
    assert list_recusals(factories.edition(), reader) == []


def test_only_a_seat_on_the_committee_is_refused_and_only_to_the_applicants_among_the_addresses(
    world: World,
) -> None:
    holder, other = world.holder, world.applications[1].project.members.get().user
    addresses = [holder.email, "personne@exemple.test"]

    refused = why_not_seated(world.edition, RoleName.REVIEWER, addresses, now())

    assert list(refused) == [holder.email]
    assert "jugerait ses concurrents" in refused[holder.email]
    assert why_not_seated(world.edition, RoleName.MENTOR, [other.email], now()) == {}


def test_a_waiver_is_of_one_person_in_one_edition(world: World) -> None:
    first, second, third = (dossier.project.members.get().user for dossier in world.applications)
    anne, boris = world.reviewers
    elsewhere = factories.edition()
    for edition, person in (
        (world.edition, second),
        (elsewhere, first),
        (world.edition, boris),
        (elsewhere, anne),
    ):
        SeatWaiver.objects.create(edition=edition, user=person, author=first, reason="Rare", at=NOW)

    assert set(list_barred_people(world.edition, NOW)) == {first, third}
    assert [role.user for role in list_seats_without_waiver(world.edition)] == [anne]
    join(world.applications[0], anne)
    join(world.applications[0], boris)
    roles = Role.objects.jurors().annotate(is_barred=is_barred(world.edition, NOW))
    assert dict(roles.values_list("user", "is_barred")) == {anne.pk: True, boris.pk: False}


def test_applicants_hold_a_dossier_of_this_call_that_competes_or_a_draft_that_may_be_sent(
    world: World,
) -> None:
    first, second, _third = (dossier.project.members.get().user for dossier in world.applications)
    former = factories.user()
    join(world.applications[0], former, left_at=NOW)
    edition_with(applications=1)
    Application.objects.filter(pk=world.applications[1].pk).update(state="draft", submitted_at=None)
    Application.objects.filter(pk=world.applications[2].pk).update(state="withdrawn")
    closes_at = world.edition.call.closes_at

    assert set(applicants(world.edition, closes_at - timedelta(seconds=1))) == {first, former, second}
    assert set(applicants(world.edition, closes_at)) == {first, former}


def test_people_aside_are_named_by_act_while_it_stands(world: World, django_assert_num_queries) -> None:
    (first, second, _third), (anne, boris) = world.applications, world.reviewers
    acts = [step_aside(first, boris, DECLARED), step_aside(first, anne)]
    lift(step_aside(second, anne), boris)
    rows = Application.objects.annotate(has_anybody_aside=has_anybody_aside()).in_bulk()

    assert list_people_aside(rows[first.pk]) == list_people_aside(first) == acts
    with django_assert_num_queries(0):
        assert list_people_aside(rows[second.pk]) == []


def test_what_waits_leaves_out_the_projects_hidden_from_its_reader(world: World) -> None:
    (aside, own, seen), reader = world.applications, world.organiser
    elsewhere = edition_with(applications=1).applications[0]
    step_aside(aside, reader)
    step_aside(seen, reader, NO_VOTE)
    join(own, reader)
    step_aside(elsewhere, reader)
    rows = Application.objects.order_by("pk")

    def left(person: User) -> list[Application]:
        return list(leave_out_hidden(rows, TodoReader(person, NOW, [world.edition]), "project"))

    assert left(reader) == [seen]
    assert left(world.organisers[1]) == [aside, own, seen, elsewhere]
    todo = TodoReader(reader, NOW, [world.edition])
    assert find_hidden_projects(todo) == {
        aside.project_id: world.edition.pk,
        own.project_id: world.edition.pk,
        elsewhere.project_id: elsewhere.call.edition_id,
    }


def test_what_is_hidden_is_read_once_for_all_rules(world: World, django_assert_num_queries) -> None:
    todo = TodoReader(world.organiser, NOW, [world.edition])

    with django_assert_num_queries(1):
        find_hidden_projects(todo)
        find_hidden_projects(todo)
