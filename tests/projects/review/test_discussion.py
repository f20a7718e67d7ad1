"""Before the meeting: where reviews differ, what the committee writes about a dossier, and who is notified."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from programmes.enums import RoleName
from programmes.models import Criterion
from projects.models import (
    Application,
    CommitteeMessage,
    ProjectMember,
    Recusal,
    Review,
    ReviewAssignment,
    Score,
)
from projects.reminders import committee_messages
from projects.review.actions.discussion import DiscussionRefused, mark_as_read, write_message
from projects.review.actions.scores import refresh_scores
from projects.review.queries.discussion import find_disagreements
from projects.review.queries.reviews import reviews_of
from tests import factories
from tests.support.reviews import plain
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 10, 6, 5, 0, tzinfo=UTC)
"""Seven in Paris, the day after the clock of the tests begins."""


def send(application: Application, reviewer: Any, *levels: int) -> Review:
    """A review with these levels, criterion after criterion, each with its comment."""
    now = timezone.now()
    review = Review.objects.create(
        application=application, reviewer=reviewer, state="submitted", total=sum(levels) * 5,
        started_at=now, saved_at=now, submitted_at=now,
    )  # fmt: skip
    criteria = Criterion.objects.filter(edition=application.call.edition).order_by("position")
    for criterion, level in zip(criteria, levels, strict=False):
        Score.objects.create(review=review, criterion=criterion, level=level, comment=f"{reviewer} : {level}")
    refresh_scores(application)
    return review


@pytest.fixture
def world(db: None) -> factories.World:
    """Two dossiers, three jurors who read both and sent theirs."""
    world = factories.edition_with(reviewers=3, applications=2, closes_at=timezone.now())
    for application in world.applications:
        for number, reviewer in enumerate(world.reviewers):
            send(application, reviewer, number, 2 * number)
    return world


def address_of(application: Application) -> str:
    return reverse("projects:discussion", args=[application.reference])


def test_disagreements_come_widest_first_with_both_ends(world: factories.World) -> None:
    criteria = list(Criterion.objects.filter(edition=world.edition).order_by("position"))
    found = find_disagreements(reviews_of(world.applications[0]))

    assert [(item.criterion, item.spread) for item in found] == [(criteria[1], 4), (criteria[0], 2)]
    assert [review.reviewer for review, _score in found[0].lowest] == [world.reviewers[0]]
    assert [score.level for _review, score in found[0].highest] == [4]


def test_a_difference_of_one_level_is_folded(as_user: AsUser, world: factories.World) -> None:
    application, juror = world.applications[0], as_user(world.reviewer)
    heavy = application.call.edition.criteria.order_by("position").first()
    Score.objects.filter(review__application=application, criterion=heavy, level=2).update(level=1)

    page = plain(juror.get(address_of(application)).text)

    visible, folded = page.split('id="differ"')[1].split("<details", 1)
    assert "4 niveaux d’écart" in visible
    assert "1 niveau d’écart" not in visible
    assert "D’un seul niveau, sur 1 critère" in folded
    assert "1 niveau d’écart" in folded.split("</details>")[0]


def test_members_who_read_a_dossier_write_to_one_another(as_user: AsUser, world: factories.World) -> None:
    application, (anne, bruno, _claire) = world.applications[0], world.reviewers
    browser = as_user(anne)

    answer = browser.post(address_of(application), {"text": "Le budget me paraît <b>léger</b>."}, follow=True)
    page = plain(as_user(bruno).get(address_of(application)).content.decode())

    assert answer.status_code == 200
    assert "Le budget me paraît &lt;b&gt;léger&lt;/b&gt;." in page
    assert "1 message non lu" in page
    assert page.index("4 niveaux d’écart") < page.index("2 niveaux d’écart")
    assert "Le budget" in as_user(world.organiser).get(address_of(application)).content.decode()
    assert "1 message, 1 non lu" in " ".join(
        plain(
            as_user(bruno).get(reverse("projects:ranking", args=[world.edition.slug])).content.decode()
        ).split()
    ).replace(" ,", ",")
    entry = AuditEntry.objects.get(verb="discuss")
    assert "budget" not in str(entry.data)
    first = CommitteeMessage.objects.get()
    browser.post(address_of(application), {"text": "Et le calendrier aussi."})
    read_address = reverse("projects:read_discussion", args=[application.reference])
    as_user(bruno).post(read_address, {"last": first.pk})
    assert "1 message non lu" in plain(as_user(bruno).get(address_of(application)).content.decode())
    as_user(bruno).post(read_address, {"last": "9" * 30})
    as_user(bruno).post(read_address, {"last": CommitteeMessage.objects.latest("pk").pk})
    assert "non lu" not in as_user(bruno).get(address_of(application)).content.decode()


def test_an_empty_message_is_refused_at_its_field_and_a_long_one_keeps_its_text(
    as_user: AsUser, world: factories.World
) -> None:
    browser, address = as_user(world.reviewers[0]), address_of(world.applications[0])
    empty = browser.post(address, {"text": "  "})
    long = browser.post(address, {"text": "é" * 1001})

    assert empty.status_code == long.status_code == 422
    assert "Écrivez le message." in empty.content.decode()
    assert "é" * 1001 in long.content.decode()
    assert not CommitteeMessage.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        CommitteeMessage.objects.create(
            application=world.applications[0], author=world.organiser, text="", at=timezone.now()
        )


@pytest.mark.parametrize("tie", ["recused", "member"])
def test_the_discussion_is_hidden_from_recused_members(
    as_user: AsUser, world: factories.World, tie: str
) -> None:
    application, (anne, bruno, _claire) = world.applications[0], world.reviewers
    write_message(application=application, text="Entre nous.", author=anne, at=timezone.now())
    if tie == "recused":
        Recusal.objects.create(
            application=application, reviewer=bruno, author=bruno, reason="Voisins", at=timezone.now()
        )
    else:
        ProjectMember.objects.create(project=application.project, user=bruno, joined_at=timezone.now())

    browser = as_user(bruno)
    assert browser.get(address_of(application)).status_code == 404
    assert browser.post(address_of(application), {"text": "Je lis"}).status_code == 404
    with pytest.raises(DiscussionRefused):
        write_message(application=application, text="Je lis", author=bruno, at=timezone.now())
    ranking = browser.get(reverse("projects:ranking", args=[world.edition.slug])).content.decode()
    assert address_of(application) not in ranking
    assert [message.to for message in committee_messages(MORNING) if message.to == bruno] == []


def test_a_member_who_owes_a_review_reads_which_and_no_opinion(
    as_user: AsUser, world: factories.World
) -> None:
    late, application = factories.role(world.edition, RoleName.REVIEWER), world.applications[0]
    for item in world.applications:
        ReviewAssignment.objects.create(application=item, reviewer=late, assigned_at=timezone.now())
    send(application, late, 1, 1)
    write_message(application=application, text="Entre nous.", author=world.organiser, at=timezone.now())

    page = as_user(late).get(address_of(application)).content.decode()

    assert reverse("projects:review", args=[world.applications[1].reference]) in page
    assert "Entre nous." not in page
    assert f"<h1>{application.title}</h1>" in page
    assert "La discussion de ce dossier s’ouvre une fois vos évaluations envoyées" in plain(page)
    with pytest.raises(DiscussionRefused):
        write_message(application=application, text="Et moi", author=late, at=timezone.now())
    assert late not in [message.to for message in committee_messages(MORNING)]


def test_a_juror_who_was_not_given_the_dossier_does_not_read_it(
    as_user: AsUser, world: factories.World
) -> None:
    other = factories.role(world.edition, RoleName.REVIEWER)
    assert as_user(other).get(address_of(world.applications[0])).status_code == 404


def test_once_decided_and_announced_nobody_writes(world: factories.World) -> None:
    application = world.applications[0]
    Application.objects.filter(pk=application.pk).update(state="not_selected")
    with pytest.raises(DiscussionRefused):
        write_message(application=application, text="Trop tard", author=world.reviewers[0], at=timezone.now())


def test_an_author_takes_a_message_back_and_nobody_else_does(as_user: AsUser, world: factories.World) -> None:
    application, (anne, bruno, _claire) = world.applications[0], world.reviewers
    message = write_message(application=application, text="Je me trompe.", author=anne, at=timezone.now())
    address = reverse("projects:take_back_message", args=[application.reference, message.pk])

    assert as_user(bruno).post(address).status_code == 404
    assert as_user(anne).post(address).status_code == 302
    page = as_user(bruno).get(address_of(application)).content.decode()
    assert "Je me trompe." not in page
    assert "Message retiré" in page
    assert not list(committee_messages(MORNING))


def test_one_mail_a_day_lists_what_is_unread(world: factories.World) -> None:
    first, second = world.applications
    anne, bruno, claire = world.reviewers
    for text in ("Un", "Deux"):
        write_message(application=first, text=text, author=anne, at=timezone.now())
    write_message(application=second, text="Trois", author=anne, at=timezone.now())
    mark_as_read(application=first, reader=bruno, at=timezone.now() + timedelta(seconds=5))

    sent = {message.to: message for message in committee_messages(MORNING)}

    assert set(sent) == {bruno, claire}
    assert "3 messages" in sent[claire].render().subject
    assert second.reference in sent[bruno].render().text
    assert first.reference not in sent[bruno].render().text
    assert "Trois" not in sent[claire].render().text
    again = {message.to: message.dedupe_key for message in committee_messages(MORNING + timedelta(hours=9))}
    assert again == {person: message.dedupe_key for person, message in sent.items()}
    assert not list(committee_messages(MORNING - timedelta(minutes=1)))
    assert not list(committee_messages(MORNING + timedelta(days=1)))
