"""Members of the committee read the ranking once theirs are in, and learn nobody's severity from it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from programmes.enums import RoleName
from projects.models import Application, Recusal, Review
from projects.review.actions.correction import update_corrections
from projects.review.actions.scores import refresh_scores
from tests import factories
from tests.support.reviews import plain
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def send(application: Application, reviewer: Any, total: float) -> None:
    Review.objects.create(
        application=application, reviewer=reviewer, state="submitted", total=total,
        started_at=NOW, saved_at=NOW, submitted_at=NOW,
    )  # fmt: skip


def build_world() -> factories.World:
    """Twelve dossiers, five jurors who read all; the first is severe, the last owes two reviews."""
    world = factories.edition_with(reviewers=5, applications=12, places=4, closes_at=timezone.now())
    for place, application in enumerate(world.applications):
        Application.objects.filter(pk=application.pk).update(title=f"Projet numéro {place + 1}")
        for number, reviewer in enumerate(world.reviewers):
            if number < 4 or place >= 2:
                send(application, reviewer, 90 - 5 * place - (20 if number == 0 else 0) + number % 2)
        refresh_scores(application)
    return world


built, world = share_world(build_world)


def address_of(world: factories.World) -> str:
    return reverse("projects:ranking", args=[world.edition.slug])


def read(as_user: AsUser, person: Any, address: str) -> str:
    answer = as_user(person).get(address)
    assert answer.status_code == 200
    return plain(answer.content.decode())


def test_a_member_whose_reviews_are_in_reads_the_ranking_and_its_method(
    client: Client, as_user: AsUser, world: factories.World
) -> None:
    page = read(as_user, world.reviewers[1], address_of(world))

    assert "<table" in page
    assert "Projet numéro 12" in page
    assert reverse("projects:decide", args=[world.edition.slug, world.applications[0].reference]) not in page
    method = reverse("projects:scoring_method")
    assert method in page
    assert "Ce que ce calcul ne peut pas savoir" in plain(client.get(method).text)


def test_a_member_who_owes_reviews_reads_which_and_no_score(as_user: AsUser, world: factories.World) -> None:
    late = world.reviewers[4]
    page = read(as_user, late, address_of(world))

    assert "2 évaluations à envoyer" in page
    assert "<table" not in page
    links = [reverse("projects:review", args=[item.reference]) for item in world.applications]
    assert [link in page for link in links] == [True, True] + [False] * 10
    score = Application.objects.get(pk=world.applications[0].pk).score
    assert f"{score:.1f}".replace(".", ",") not in page

    for application in world.applications[:2]:
        send(application, late, 70)
        refresh_scores(application)
    assert "<table" in read(as_user, late, address_of(world))


def test_a_member_without_a_dossier_yet_reads_no_score_until_reviews_are_closed(
    as_user: AsUser, world: factories.World
) -> None:
    newcomer = factories.role(world.edition, RoleName.REVIEWER)

    page = read(as_user, newcomer, address_of(world))

    assert "<table" not in page
    assert "Projet numéro 1" not in page
    world.edition.reviews_due_at = timezone.now() - timedelta(minutes=1)
    world.edition.save()
    assert "<table" in read(as_user, newcomer, address_of(world)), "reviews are closed: it opens to all"


def test_a_member_learns_nobody_s_severity(as_user: AsUser, world: factories.World) -> None:
    for application in world.applications[:2]:
        send(application, world.reviewers[4], 88)
        refresh_scores(application)
    update_corrections()

    page = read(as_user, world.reviewers[1], address_of(world))
    organiser = read(as_user, world.organiser, address_of(world))

    assert "corrigée" in page.split("<table")[1]
    assert "Sévérité des membres" in organiser
    assert "Sévérité des membres" not in page
    assert not [person for person in world.reviewers[2:] if str(person) in page.split("<table")[1]]


def test_a_recused_member_reads_neither_rank_nor_line_of_what_is_hidden(
    as_user: AsUser, world: factories.World
) -> None:
    member, hidden = world.reviewers[1], world.applications[3]
    Recusal.objects.create(application=hidden, reviewer=member, author=member, reason="Voisins", at=NOW)

    page = read(as_user, member, address_of(world))

    table = page.split("<table")[1].split("</table>")[0]
    assert "Projet numéro 4<" not in table.replace("\n", "")
    assert "seuil" not in table.split("<tbody")[1]
    assert "le seuil vous est caché" in table
    assert "Situation" not in table  # a column that only the line could fill in
    assert "au-dessus du seuil" not in page.split("</table>")[1].split("Comment lire")[0]


def test_other_people_do_not_open_the_ranking(as_user: AsUser, world: factories.World) -> None:
    holder = world.applications[0].project.find_lead()
    mentor = factories.role(world.edition, RoleName.MENTOR)
    assert as_user(holder).get(address_of(world)).status_code == 403
    assert as_user(mentor).get(address_of(world)).status_code == 403


def test_the_queue_links_to_the_ranking(as_user: AsUser, world: factories.World) -> None:
    queue = reverse("projects:review_queue")
    assert address_of(world) in read(as_user, world.reviewers[1], queue)
    world.edition.announced_at = NOW
    world.edition.save()
    assert address_of(world) not in read(as_user, world.reviewers[1], queue)


def test_the_mix_above_the_line_stands_beside(as_user: AsUser, world: factories.World) -> None:
    above = [item.pk for item in world.applications[:4]]
    Application.objects.filter(pk__in=above[:3]).update(department="Manche")
    Application.objects.filter(pk=above[3]).update(department="Orne")
    Application.objects.exclude(pk__in=above).update(department="Eure")
    page = read(as_user, world.organiser, address_of(world))

    mix = page.split('id="mix"')[1].split("</section>")[0]
    assert "Les 4 dossiers au-dessus du seuil" in mix
    assert "Manche</span><b>3</b>" in mix
    assert "Orne</span><b>1</b>" in mix
    assert "Eure" not in mix
