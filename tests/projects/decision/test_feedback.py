"""Around the announcement: what reviewers write for holders, until when one answers, what comes too early or late."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.timezone import now

from accelerator.accounts.models import User
from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from programmes.enums import RoleName
from programmes.models import Edition
from projects.conflicts.queries import Conflicts, conflicts_of
from projects.decision.actions.announcing import announce
from projects.decision.actions.deliberation import decide
from projects.decision.actions.feedback import FeedbackRefused, make_feedback_mark, moderate_feedback
from projects.decision.actions.participation import decline, remind
from projects.decision.actions.refusals import AnnouncedTooEarly, DecisionRefused
from projects.decision.enums import Outcome
from projects.decision.queries.announcement import list_upcoming
from projects.decision.queries.feedback import answer_due_on, describe_answer, unread_comments
from projects.models import HolderFeedback, Meeting, Participation, Recusal, Review, ReviewAssignment
from projects.review.actions.assignment import AssignmentRefused, assign
from projects.review.actions.proposals import apply_proposal, propose_for
from tests import factories
from tests.factories import World, edition_with
from tests.support.reviews import plain, sent_review
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def commented(*comments: str) -> World:
    """A decided dossier, read by as many people as there are comments for its holder."""
    world = edition_with(reviewers=len(comments), applications=1)
    for reviewer, comment in zip(world.reviewers, comments, strict=True):
        sent_review(world.applications[0], reviewer, "3", "3", holder_comment=comment)
    decide(
        application=world.applications[0],
        outcome=Outcome.SELECTED,
        reason="Une équipe",
        actor=world.organiser,
        at=now(),
    )
    return world


def url(world: World) -> str:
    return reverse("projects:manage_feedback", args=[world.edition.slug])


def post(
    client: Any, world: World, comment: str, text: str, do: str = "approve", seen: str | None = None
) -> Any:
    review = Review.objects.get(holder_comment=comment)
    feedback = HolderFeedback.objects.filter(review=review).first()
    mark = make_feedback_mark(review, feedback) if seen is None else seen
    prefix = f"review-{review.pk}"
    return client.post(
        url(world), {"review": review.pk, "do": do, f"{prefix}-text": text, f"{prefix}-seen": mark}
    )


def announce_and_read(world: World) -> str:
    announce(edition=world.edition, early_reason="Tout est lu", actor=world.organiser, at=now())
    return OutgoingMail.objects.get(template="projects/decision/decision_selected").text


def test_only_approved_comments_are_sent_and_the_original_stays_unchanged(as_user: AsUser) -> None:
    world = commented("Bravo à tous", "Ce projet est nul", "À garder pour nous")
    client, page = as_user(world.organiser), url(world)
    with pytest.raises(DecisionRefused, match="3 commentaires"):
        announce_and_read(world)
    announcing = client.get(reverse("projects:announce", args=[world.edition.slug])).text
    assert "3 commentaires attendent d’être relus" in announcing
    assert page in announcing

    post(client, world, "Bravo à tous", "Bravo à tous")
    post(client, world, "Ce projet est nul", "Le besoin reste à préciser")
    post(client, world, "À garder pour nous", "À garder pour nous", do="withhold")
    text = announce_and_read(world)

    assert "Bravo à tous" in text
    assert "Le besoin reste à préciser" in text
    assert not any(words in text for words in ("est nul", "garder pour"))
    assert Review.objects.filter(holder_comment="Ce projet est nul").exists()
    holder = as_user(world.holder).get(
        reverse("projects:participation", args=[world.applications[0].reference])
    )
    assert "Le besoin reste à préciser" in holder.text
    assert not any(words in holder.text for words in ("est nul", "garder pour"))
    entries = AuditEntry.objects.filter(verb__endswith="_feedback").order_by("pk")
    assert [(entry.verb, entry.actor, entry.data["edited"]) for entry in entries] == [
        ("approve_feedback", world.organiser, False),
        ("approve_feedback", world.organiser, True),
        ("withhold_feedback", world.organiser, False),
    ]


def test_a_page_of_comments_is_approved_at_once_and_can_be_undone_until_the_announcement(
    as_user: AsUser,
) -> None:
    world = commented("Bravo", "Merci")
    client = as_user(world.organiser)
    page = client.get(url(world))
    assert str(world.reviewer) in page.text

    comments = [f"{pk}={mark}" for pk, mark in page.context["unread"]]
    client.post(url(world), {"do": "approve_all", "comment": comments})

    assert not unread_comments(world.edition).exists()
    assert post(client, world, "Merci", "", do="withhold").status_code == 302
    assert "Merci" not in announce_and_read(world)
    refused = post(client, world, "Bravo", "Trop tard")
    assert refused.status_code == 404


def test_a_comment_that_a_colleague_edited_meanwhile_is_displayed_before_it_is_replaced(
    as_user: AsUser,
) -> None:
    world = commented("Bravo")
    colleague = factories.role(world.edition, RoleName.ORGANISER, who=factories.user("Anne Roy"))
    review = Review.objects.get()
    post(as_user(colleague), world, "Bravo", "Bravo, dit Anne")

    response = post(
        as_user(world.organiser), world, "Bravo", "Mon texte", seen=make_feedback_mark(review, None)
    )

    assert response.status_code == 422
    assert "entre-temps" in response.text
    assert "Mon texte" in response.text
    assert "Anne Roy" in response.text
    assert HolderFeedback.objects.get().text == "Bravo, dit Anne"
    [form] = response.context["forms"]
    assert (
        post(as_user(world.organiser), world, "Bravo", "Mon texte", seen=form["seen"].value()).status_code
        == 302
    )


def test_adverse_an_empty_text_a_too_long_one_and_a_dossier_hidden_from_oneself(as_user: AsUser) -> None:
    world = commented("Bravo")
    client, review = as_user(world.organiser), Review.objects.get()

    assert post(client, world, "Bravo", " ").status_code == 422
    assert post(client, world, "Bravo", "x" * 4001).status_code == 422
    assert client.post(url(world), {"review": "zéro"}).status_code == 404
    for comment in ("zéro", f"{review.pk}=autre", f"0{review.pk}=autre"):
        assert client.post(url(world), {"do": "approve_all", "comment": comment}).status_code == 302
    assert not HolderFeedback.objects.exists()

    review.application.recusals.create(reviewer=world.organiser, author=world.organiser, reason="…", at=now())
    assert "Bravo" not in client.get(url(world)).text
    assert post(client, world, "Bravo", "Bravo").status_code == 404
    with pytest.raises(FeedbackRefused, match="caché"):
        moderate_feedback(
            review=review,
            text="Bravo",
            seen=make_feedback_mark(review, None),
            actor=world.organiser,
            at=now(),
        )


def test_a_recused_organiser_is_told_that_others_read_comments_and_not_how_many(as_user: AsUser) -> None:
    world = commented("Bravo", "Merci")
    hidden, organiser = world.applications[0], world.organiser
    hidden.recusals.create(reviewer=organiser, author=organiser, reason="…", at=now())
    words, client = "attendent d’être relus par une autre personne", as_user(organiser)

    with pytest.raises(DecisionRefused, match=words):
        announce_and_read(world)
    pages = [
        client.get(address).text
        for address in (url(world), reverse("projects:announce", args=[world.edition.slug]))
    ]

    assert [words in page for page in pages] == [True, True]
    assert not any("2 commentaires" in page or "Tout est relu" in page for page in pages)


DECEMBER = 12


def paris(day: int, month: int = DECEMBER) -> datetime:
    return datetime(2026, month, day, 15, tzinfo=timezone.get_default_timezone())


def edition(**dates: Any) -> Edition:
    return Edition(**{"answers_due_on": date(2026, 12, 11), "session_starts_on": date(2027, 1, 14), **dates})


@pytest.mark.parametrize(
    ("offered_at", "due_on"),
    [
        (paris(1), date(2026, 12, 11)),
        (paris(10), date(2026, 12, 15)),
        (paris(15), date(2026, 12, 20)),
        (datetime(2027, 1, 12, 15, tzinfo=timezone.get_default_timezone()), date(2027, 1, 13)),
        (datetime(2027, 1, 14, 15, tzinfo=timezone.get_default_timezone()), date(2027, 1, 14)),
    ],
    ids=["announced", "called at the end", "called later", "before the session", "on the day"],
)
def test_a_reserve_called_late_has_five_days_before_the_session(offered_at: datetime, due_on: date) -> None:
    assert answer_due_on(edition(), offered_at) == due_on


def test_an_edition_without_a_date_for_answers_names_none() -> None:
    undated = edition(answers_due_on=None)

    assert answer_due_on(undated, paris(1)) is None
    assert describe_answer(undated, paris(1), paris(2)) == "Répondez dès que vous le savez."


def test_the_sentence_follows_the_date_and_the_language_of_its_reader() -> None:
    answer = describe_answer(edition(), paris(1), paris(11))

    assert (
        plain(str(answer))
        == "Répondez d’ici le vendredi 11 décembre 2026 : sans réponse à cette date, la place peut être proposée "
        "au projet suivant."
    )
    with translation.override("en"):
        assert plain(str(answer)) == (
            "Answer by Friday 11 December 2026: without an answer then, the place may go to the next project."
        )
    assert "était attendue d’ici le vendredi 11" in plain(
        str(describe_answer(edition(), paris(1), paris(12)))
    )


# --- read by the projects ---


def announced_world() -> World:
    """The first project is selected, the others wait on the reserve list; answers are due in eight days."""
    at = timezone.now()
    world = edition_with(
        applications=2,
        places=1,
        answers_due_on=timezone.localdate(at) + timedelta(days=8),
        session_starts_on=timezone.localdate(at) + timedelta(days=40),
    )
    for number, application in enumerate(world.applications):
        outcome = Outcome.RESERVE if number else Outcome.SELECTED
        decide(application=application, outcome=outcome, actor=world.organiser, at=at)
    announce(edition=world.edition, early_reason="Tout est lu", actor=world.organiser, at=at)
    return world


built, announced = share_world(announced_world)


def mail_text(template: str) -> str:
    return plain(OutgoingMail.objects.get(template=f"projects/decision/{template}").text)


def test_page_home_and_mails_write_the_same_sentence(as_user: AsUser, announced: World) -> None:
    world = announced
    place, at = Participation.objects.select_related("edition").get(), timezone.now()
    sentence = plain(str(describe_answer(place.edition, place.offered_at, at)))
    remind(participation=place, actor=world.organiser, at=at)
    holder = as_user(world.applications[0].project.find_lead())
    page = reverse("projects:participation", args=[world.applications[0].reference])

    assert "sans réponse à cette date, la place peut être proposée au projet suivant." in sentence
    assert sentence in plain(holder.get(page).text)
    assert sentence in plain(holder.get("/my/").text)
    assert sentence in mail_text("decision_selected")
    assert sentence in mail_text("confirmation_missing")
    assert "Les projets retenus répondent d’ici le" in mail_text("decision_reserve")


def test_a_reserve_that_is_called_reads_its_own_date(announced: World) -> None:
    world = announced
    at = timezone.now() + timedelta(days=10)

    decline(participation=Participation.objects.get(), actor=world.applications[0].project.find_lead(), at=at)

    called = Participation.objects.select_related("edition").get(project=world.applications[1].project)
    sentence = plain(str(describe_answer(called.edition, called.offered_at, at)))
    assert sentence in mail_text("reserve_called")
    assert answer_due_on(called.edition, at) == timezone.localdate(at) + timedelta(days=5)


def test_organisers_see_whose_time_is_over(as_user: AsUser, announced: World) -> None:
    world = announced
    url = reverse("projects:announce", args=[world.edition.slug])
    assert "délai passé" not in as_user(world.organiser).get(url).text
    Participation.objects.update(offered_at=timezone.now() - timedelta(days=9))
    Edition.objects.update(answers_due_on=timezone.localdate() - timedelta(days=1))

    page = plain(as_user(world.organiser).get(url).text)

    assert "délai passé" in page
    assert "Un projet n’a pas répondu à temps" in page


DAY = timedelta(days=1)


def decided(**fields):
    world = edition_with(reviewers=1, applications=1, **fields)
    now = timezone.now()
    decide(application=world.applications[0], outcome=Outcome.SELECTED, actor=world.organiser, at=now)
    return world


@pytest.mark.parametrize(
    ("dates", "beginning"),
    [
        ({"closes_at": DAY, "reviews_due_at": None}, "L’appel est ouvert"),
        ({"closes_at": -DAY, "reviews_due_at": DAY}, "1 évaluation peut encore arriver"),
        ({"closes_at": -DAY, "reviews_due_at": None, "committee_meets_at": DAY}, "Le comité se réunit"),
    ],
)
def test_announcing_too_early_needs_a_reason(dates, beginning) -> None:
    now = timezone.now()
    world = decided(**{name: value if value is None else now + value for name, value in dates.items()})

    with pytest.raises(AnnouncedTooEarly) as refused:
        announce(edition=world.edition, early_reason="  ", actor=world.organiser, at=now)
    assert [sentence for sentence in refused.value.upcoming if sentence.startswith(beginning)]
    assert not OutgoingMail.objects.filter(template__startswith="projects/decision/decision_").exists()

    announce(edition=world.edition, early_reason="La salle est à réserver", actor=world.organiser, at=now)
    assert AuditEntry.objects.get(verb="announce").data["reason"] == "La salle est à réserver"


def test_awaited_reviews_of_a_dossier_hidden_from_an_organiser_are_not_counted_for_them() -> None:
    at = timezone.now()
    world = decided(closes_at=at - 3 * DAY, reviews_due_at=at + DAY, committee_meets_at=None)
    [application] = world.applications
    colleague = factories.role(world.edition, RoleName.ORGANISER)
    Recusal.objects.create(
        application=application, reviewer=colleague, author=colleague, reason="Cousine", at=at
    )

    def list_awaited(user: User) -> list[str]:
        return list_upcoming(world.edition, conflicts_of(user, world.edition, at), at)

    assert "1 évaluation peut encore arriver" in str(list_awaited(world.organiser))
    assert list_awaited(colleague) == []


def test_the_page_of_comments_has_one_primary_button(as_user: AsUser) -> None:
    world = commented("Un", "Deux", "Trois")
    client = as_user(world.organiser)

    def list_primary() -> list[str]:
        found = re.findall(
            r'class="btn btn-primary[^>]*>([^<]*)<', client.get(url(world)).text.split("<main")[1]
        )
        return [plain(label).strip() for label in found]

    assert list_primary() == ["Laisser partir tels quels les 3 commentaires à relire de cette page"]
    for comment in ("Un", "Deux"):
        post(client, world, comment, comment)
    assert list_primary() == ["Laisser partir"]
    post(client, world, "Trois", "Trois")
    assert list_primary() == ["Préparer l’annonce"]


def test_a_committee_that_concluded_before_its_date_is_not_awaited() -> None:
    at = now()
    world = decided(closes_at=at - 3 * DAY, reviews_due_at=at - 2 * DAY, committee_meets_at=at + DAY)
    meeting = {"edition": world.edition, "opened_by": world.organiser, "closed_by": world.organiser}
    Meeting.objects.create(**meeting, opened_at=at - timedelta(hours=2), closed_at=at)

    for adjourned_because, is_awaited in (("", False), ("Le quorum manque.", True)):
        Meeting.objects.update(adjourned_because=adjourned_because)
        sentences = list_upcoming(world.edition, Conflicts(), at)

        assert any(text.startswith("Le comité se réunit") for text in sentences) == is_awaited


def test_no_reason_is_requested_once_nothing_is_left_to_wait_for(as_user) -> None:
    now = timezone.now()
    world = decided(closes_at=now - 3 * DAY, reviews_due_at=now - 2 * DAY, committee_meets_at=now - DAY)

    assert list_upcoming(world.edition, Conflicts(), now) == []
    page = as_user(world.organiser).get(reverse("projects:announce", args=[world.edition.slug]))
    assert "early_reason" not in page.text
    assert announce(edition=world.edition, actor=world.organiser, at=now) == 2


def test_the_page_says_what_is_ahead_and_keeps_the_reason(as_user) -> None:
    world = decided()
    client, address = as_user(world.organiser), reverse("projects:announce", args=[world.edition.slug])

    assert "L’appel est ouvert" in client.get(address).text
    assert "demande une raison écrite" in client.post(address, follow=True).text
    client.post(address, {"early_reason": "Accord du comité", "send_unread": "on", "unread": 1})

    assert AuditEntry.objects.get(verb="announce").data["reason"] == "Accord du comité"


def test_no_dossier_is_given_once_reviews_are_closed(as_user) -> None:
    now = timezone.now()
    world = edition_with(reviewers=1, applications=1, assigned=False, reviews_due_at=now - DAY)
    digest = propose_for(world.edition).digest

    with pytest.raises(AssignmentRefused, match="repoussez cette date"):
        assign(application=world.applications[0], reviewer=world.reviewer, actor=world.organiser, at=now)
    with pytest.raises(AssignmentRefused, match="repoussez cette date"):
        apply_proposal(edition=world.edition, digest=digest, actor=world.organiser, at=now)

    assert not ReviewAssignment.objects.exists()
    client = as_user(world.organiser)
    for name in ("manage_assignment", "assignment_proposal"):
        page = client.get(reverse(f"projects:{name}", args=[world.edition.slug])).text
        assert "Les évaluations sont closes" in page
        assert "#id_reviews_due_at" in page


def test_a_selected_project_reads_until_when_its_answer_is_awaited() -> None:
    now = timezone.now()
    world = decided(closes_at=now - DAY, reviews_due_at=None, answers_due_on=date(2027, 3, 4))

    announce(edition=world.edition, actor=world.organiser, at=now)

    mail = OutgoingMail.objects.get(template="projects/decision/decision_selected")
    assert "d’ici le jeudi 4 mars 2027" in mail.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "sans réponse à cette date, la place peut être proposée au projet suivant" in mail.text
