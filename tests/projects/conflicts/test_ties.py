"""Each reason to propose a recusal, with the neighbour that has none: a body, a shared project, a domain."""

import pytest
from django.utils.timezone import now

from accelerator.accounts.models import User
from programmes.models import Role
from projects.application.enums import ApplicationState
from projects.conflicts import ties
from projects.conflicts.ties import Reasons, Tie, TieReason, find_ties, list_seats, ties_to_confirm
from projects.models import Application, Recusal
from tests import factories
from tests.factories import NOW, World, edition_with
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db
built, world = share_world(edition_with, reviewers=2, applications=2, assigned=False)


def find(world: World) -> Reasons:
    dossiers = Application.objects.filter(call=world.edition.call).select_related("project__organisation")
    return dict(find_ties(list_seats(world.edition), list(dossiers)))


def rename(person: User, address: str) -> None:
    User.objects.filter(pk=person.pk).update(email=address)


def join(project, person: User) -> None:
    project.members.create(user=person, joined_at=NOW, left_at=NOW)


def test_nobody_or_no_dossier_has_no_tie(world: World, django_assert_num_queries) -> None:
    roles = list_seats(world.edition)
    join(world.applications[0].project, world.reviewer)

    with django_assert_num_queries(0):
        assert find_ties(roles, []) == {}
        assert find_ties([], world.applications) == {}
    assert list(find(world)) == [(world.applications[0].pk, world.reviewer.pk)]


def test_a_member_is_tied_to_their_dossier_alone_present_or_former(world: World) -> None:
    (mine, other), (anne, boris) = world.applications, world.reviewers
    join(mine.project, anne)
    join(other.project, boris)

    assert find(world) == {(mine.pk, anne.pk): [ties.MEMBER], (other.pk, boris.pk): [ties.MEMBER]}


def test_a_body_ties_whoever_sits_for_it_and_having_none_ties_nobody(world: World) -> None:
    (first, second), (anne, boris) = world.applications, world.reviewers
    body = Role.objects.get(user=anne).organisation
    type(first.project).objects.filter(pk=first.project_id).update(organisation=body)
    type(first.project).objects.filter(pk=second.project_id).update(organisation=None)
    Role.objects.filter(user=boris).update(organisation=None)

    assert find(world) == {(first.pk, anne.pk): [ties.SAME_BODY]}


def test_a_domain_ties_whoever_has_it_and_a_public_one_ties_nobody(world: World) -> None:
    (first, second), (anne, boris) = world.applications, world.reviewers
    rename(anne, "anne@Coop.example")
    rename(first.project.members.get().user, "lead@coop.example")
    rename(boris, "boris@gmail.com")
    rename(second.project.members.get().user, "autre@gmail.com")

    assert find(world) == {(first.pk, anne.pk): [ties.SAME_DOMAIN]}


def test_nobody_is_tied_where_each_person_has_a_domain_of_their_own(world: World) -> None:
    for person in User.objects.all():
        rename(person, f"accueil@domaine{person.pk}.example")

    assert find(world) == {}


def test_the_domain_of_a_former_partner_of_another_project_ties_nobody(world: World) -> None:
    before, anne = edition_with(applications=1).applications[0], world.reviewer
    colleague = factories.user()
    for person in (anne, colleague):
        join(before.project, person)
    rename(anne, "anne@coop.example")
    rename(colleague, "collegue@coop.example")

    assert find(world) == {}


def test_another_project_ties_two_of_its_people_not_one_who_holds_a_dossier_of_this_call(
    world: World,
) -> None:
    (first, second), (anne, boris) = world.applications, world.reviewers
    before = edition_with(applications=2)
    shared, alone = (dossier.project for dossier in before.applications)
    lead = first.project.members.get().user
    for person in (anne, lead):
        join(shared, person)
    join(alone, boris)

    assert find(world) == {(first.pk, anne.pk): [ties.SHARED_PROJECT]}
    join(second.project, lead)  # a dossier among these is no other project
    join(second.project, boris)
    assert find(world) == {
        (first.pk, anne.pk): [ties.SHARED_PROJECT],
        (second.pk, anne.pk): [ties.SHARED_PROJECT],
        (second.pk, boris.pk): [ties.MEMBER],
    }


def test_every_reason_is_named_once_in_a_fixed_order(world: World, monkeypatch) -> None:
    [first, _second], (anne, boris) = world.applications, world.reviewers
    mentored = TieReason("parrainé", "A parrainé.")
    pair = (first.pk, anne.pk)
    seen = []

    def propose(roles, applications, members):
        seen.append((len(roles), len(applications), dict(members)))
        return [(pair, mentored), (pair, mentored), (pair, ties.MEMBER)]

    monkeypatch.setattr(ties, "_sources", [propose])
    join(first.project, anne)
    elsewhere = edition_with(applications=1)
    join(elsewhere.applications[0].project, boris)
    body = Role.objects.get(user=anne).organisation
    type(first.project).objects.filter(pk=first.project_id).update(organisation=body)

    assert find(world) == {pair: [ties.MEMBER, ties.SAME_BODY, mentored]}
    [(roles, dossiers, members)] = seen
    assert (roles, dossiers) == (2, 2)
    assert anne.pk in members[first.project_id]
    assert members[elsewhere.applications[0].project_id] == {boris.pk, elsewhere.holder.pk}


def test_a_tie_is_named_by_its_dossier_and_person_and_is_certain_when_one_reason_is(world: World) -> None:
    [first, _second], [role, _other] = world.applications, list_seats(world.edition)
    certain = Tie(role, first, [ties.SAME_DOMAIN, ties.MEMBER])

    assert certain.key == f"{first.reference}:{role.user_id}"
    assert certain.reason == f"{ties.SAME_DOMAIN.reason} {ties.MEMBER.reason}"
    assert certain.is_certain
    assert not Tie(role, first, [ties.SAME_DOMAIN]).is_certain


def test_seats_are_those_of_the_jurors_of_one_edition_by_name(world: World) -> None:
    edition_with(reviewers=1)
    anne, boris = world.reviewers
    User.objects.filter(pk=anne.pk).update(name="Zoé")
    User.objects.filter(pk=boris.pk).update(name="Boris")

    assert [role.user for role in list_seats(world.edition)] == [boris, anne]


def test_ties_are_proposed_by_reference_for_dossiers_that_are_scored_and_visible(world: World) -> None:
    (first, second), anne = world.applications, world.reviewer
    edition, reader = world.edition, world.organiser
    for dossier in (first, second):
        join(dossier.project, anne)
    Application.objects.filter(pk=first.pk).update(reference="ZZ")

    def proposed(**known) -> list[Application]:
        return [tie.application for tie in ties_to_confirm(edition, reader, **known)]

    assert proposed() == [second, first]
    assert proposed(seats=[]) == []
    assert proposed(aside={(second.pk, anne.pk)}) == [first]
    assert ties_to_confirm(edition, reader)[0].application.call == edition.call
    Recusal.objects.create(application=first, reviewer=reader, author=reader, reason="Amis", at=now())
    assert proposed() == [second]
    Application.objects.filter(pk=second.pk).update(state=ApplicationState.NOT_SELECTED)
    assert proposed() == []


def test_the_dossiers_of_proposed_ties_cost_no_query_for_their_call(
    world: World, django_assert_num_queries
) -> None:
    join(world.applications[0].project, world.reviewer)
    [tie] = ties_to_confirm(world.edition, world.organiser)

    with django_assert_num_queries(0):
        assert tie.application.call.edition == world.edition
