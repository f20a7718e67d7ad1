"""People decide, in writing, with a reason; until it is announced they may change their mind."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import now

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from programmes.enums import RoleName
from projects.application.enums import ApplicationState
from projects.conflicts.actions import recuse
from projects.conflicts.queries import Conflicts
from projects.decision.actions.announcing import announce
from projects.decision.actions.deliberation import decide, move_reserve
from projects.decision.actions.refusals import DecisionRefused
from projects.decision.enums import Outcome
from projects.decision.queries.decisions import tally
from projects.models import Application, Decision
from tests import factories
from tests.factories import edition_with
from tests.support.reviews import plain, sent_review

pytestmark = pytest.mark.django_db


def list_url(world):
    return reverse("projects:deliberation", args=[world.edition.slug])


def dossier_url(world, application):
    return reverse("projects:decide", args=[world.edition.slug, application.reference])


def test_a_decision_is_saved_and_no_mail_is_sent(as_user) -> None:
    world = edition_with(applications=1)
    application = world.applications[0]

    response = as_user(world.organiser).post(
        dossier_url(world, application), {"outcome": "selected", "reason": "Une équipe au travail"}
    )

    assert response.status_code == 302
    decision = Decision.objects.get()
    assert (decision.outcome, decision.decided_by, decision.announced_at) == (
        "selected",
        world.organiser,
        None,
    )
    application.refresh_from_db()
    assert application.state == ApplicationState.UNDER_REVIEW
    assert not OutgoingMail.objects.exists()


def test_not_taking_a_project_needs_its_reason_and_the_page_keeps_what_was_typed(as_user) -> None:
    world = edition_with(applications=1)

    response = as_user(world.organiser).post(
        dossier_url(world, world.applications[0]), {"outcome": "not_selected", "reason": " "}
    )

    assert response.status_code == 422
    assert response.text.count("indique sa raison") == 2, "in the summary and at the field"
    assert 'href="#id_reason"' in response.text
    assert (
        "(obligatoire si le projet n’est pas retenu, ou pour départager des ex æquo au seuil)"
        in response.text
    )
    assert not Decision.objects.exists()


def ranks(world) -> list[str]:
    """Titles of the reserve list, by rank, which follow one another."""
    rows = Decision.objects.filter(outcome=Outcome.RESERVE).order_by("reserve_rank")
    assert [row.reserve_rank for row in rows] == list(range(1, len(rows) + 1))
    return [row.application.reference for row in rows.select_related("application")]


def reserves(world, *scores: float | None) -> list[Application]:
    """Put every dossier on the reserve list, in the order given, with these scores."""
    for application, score in zip(world.applications, scores, strict=True):
        application.score = score
        application.save()
        decide(application=application, outcome=Outcome.RESERVE, actor=world.organiser, at=now())
    return world.applications


def test_the_reserve_list_follows_the_scores_whatever_the_order_of_saving() -> None:
    world = edition_with(applications=4)
    low, none, high, middle = reserves(world, 41, None, 80, 60)
    assert ranks(world) == [item.reference for item in (high, middle, low, none)]

    decide(application=none, outcome=Outcome.RESERVE, reserve_rank=1, actor=world.organiser, at=now())
    assert ranks(world) == [item.reference for item in (none, high, middle, low)]

    decide(application=high, outcome=Outcome.SELECTED, actor=world.organiser, at=now())
    assert ranks(world) == [item.reference for item in (none, middle, low)]


def test_the_committee_reorders_the_reserve_list_until_it_is_announced(as_user) -> None:
    world = edition_with(applications=2)
    first, second = reserves(world, 80, 60)
    client = as_user(world.organiser)
    address = reverse("projects:move_reserve", args=[world.edition.slug, second.reference])
    for page in ("projects:deliberation", "projects:announce"):
        assert address in client.get(reverse(page, args=[world.edition.slug])).text

    client.post(address, {"move": "up", "rank": 2, "from": "announce"})
    client.post(address, {"move": "up", "rank": 1})  # already first: nothing happens

    assert ranks(world) == [second.reference, first.reference]
    entry = AuditEntry.objects.get(verb="move_reserve")
    assert entry.data == {"rank": 1, "instead_of": first.reference}
    assert (entry.actor, entry.subject_id) == (world.organiser, str(second.pk))

    announce(edition=world.edition, early_reason="Tout est lu", actor=world.organiser, at=now())
    client.post(address, {"move": "down", "rank": 1})
    assert ranks(world) == [second.reference, first.reference]
    page = client.get(reverse("projects:announce", args=[world.edition.slug])).text
    assert "La liste complémentaire" in page
    assert "réordonner" not in page
    assert "Ordre</th>" not in page


def test_a_rank_that_is_none_moves_nothing(as_user) -> None:
    world = edition_with(applications=2)
    first, second = reserves(world, 80, 60)
    address = reverse("projects:move_reserve", args=[world.edition.slug, second.reference])
    client = as_user(world.organiser)

    for rank in ("", "un", "-1", "9" * 40):
        response = client.post(address, {"move": "up", "rank": rank}, follow=True)

        assert (response.status_code, "changé entre-temps" in response.text) == (200, True)
    assert ranks(world) == [first.reference, second.reference]


def test_a_dossier_that_is_not_on_the_list_is_not_moved() -> None:
    world = edition_with(applications=3)
    _first, second, third = reserves(world, 80, 60, 40)
    decide(application=second, outcome=Outcome.SELECTED, actor=world.organiser, at=now())

    with pytest.raises(DecisionRefused, match="n’est pas sur la liste"):
        move_reserve(application=second, up=True, rank=1, actor=world.organiser, at=now())
    assert move_reserve(application=third, up=False, rank=2, actor=world.organiser, at=now()) is False


def test_a_refusal_says_its_reason_for_every_author() -> None:
    world = edition_with(applications=1)

    with pytest.raises(DecisionRefused, match="indique sa raison"):
        decide(
            application=world.applications[0],
            outcome=Outcome.NOT_SELECTED,
            reason=" \n",
            actor=world.organiser,
            at=now(),
        )
    assert not Decision.objects.exists()


def test_a_person_who_holds_or_held_a_dossier_does_not_decide_on_it() -> None:
    world = edition_with(applications=1)
    [application] = world.applications
    member = application.project.members.create(user=world.organiser, joined_at=now())

    for left_at in (None, now()):
        member.left_at = left_at
        member.save()
        with pytest.raises(DecisionRefused, match="Vous tenez ou avez tenu"):
            decide(application=application, outcome=Outcome.SELECTED, actor=world.organiser, at=now())


def test_a_second_click_on_a_list_that_moved_meanwhile_moves_nothing(as_user) -> None:
    world = edition_with(applications=3)
    first, second, third = reserves(world, 80, 60, 40)
    client = as_user(world.organiser)
    address = reverse("projects:move_reserve", args=[world.edition.slug, third.reference])
    assert 'name="rank" value="3"' in client.get(list_url(world)).text

    client.post(address, {"move": "up", "rank": 3})
    again = client.post(address, {"move": "up", "rank": 3}, follow=True)

    assert "changé entre-temps" in again.text
    assert ranks(world) == [first.reference, third.reference, second.reference]


def test_a_reason_saved_from_an_old_page_leaves_the_dossier_where_it_went(as_user) -> None:
    world = edition_with(applications=2)
    first, second = reserves(world, 80, 60)
    client = as_user(world.organiser)
    seen = {"outcome": "reserve", "reserve_rank": "2", "initial-reserve_rank": "2"}
    assert 'name="initial-reserve_rank" value="2"' in client.get(dossier_url(world, second)).text
    move_reserve(application=second, up=True, rank=2, actor=world.organiser, at=now())

    client.post(dossier_url(world, second), {**seen, "reason": "Une idée mûre"})

    assert Decision.objects.get(application=second).reason == "Une idée mûre"
    assert ranks(world) == [second.reference, first.reference]

    client.post(dossier_url(world, second), {**seen, "reserve_rank": "", "initial-reserve_rank": "1"})
    assert ranks(world) == [first.reference, second.reference]


def test_nobody_passes_a_dossier_they_stepped_aside_from_nor_learns_where_it_stands(as_user) -> None:
    world = edition_with(applications=4)
    apart, other, another, new = world.applications
    for application in (apart, other, another):
        decide(application=application, outcome=Outcome.RESERVE, actor=world.organiser, at=now())
    apart.recusals.create(reviewer=world.organiser, reason="…", author=world.organiser, at=now())
    client = as_user(world.organiser)

    for application, rank in ((other, 1), (another, 1), (another, 2), (new, 1), (new, 4)):
        with pytest.raises(DecisionRefused, match="se décide sans vous"):
            decide(
                application=application, outcome="reserve", reserve_rank=rank, actor=world.organiser, at=now()
            )
        move = reverse("projects:move_reserve", args=[world.edition.slug, application.reference])
        assert "se décide sans vous" in client.post(move, {"move": "up", "rank": rank}, follow=True).text

    client.post(dossier_url(world, another), {"outcome": "reserve", "reason": "Plus tard"})
    client.post(dossier_url(world, new), {"outcome": "reserve"})
    assert ranks(world) == [item.reference for item in (apart, other, another, new)]


def test_a_person_recused_from_a_reserve_does_not_move_it(as_user) -> None:
    world = edition_with(applications=2)
    first, second = reserves(world, 80, 60)
    second.recusals.create(reviewer=world.organiser, reason="…", author=world.organiser, at=now())

    address = reverse("projects:move_reserve", args=[world.edition.slug, second.reference])
    assert as_user(world.organiser).post(address, {"move": "up"}).status_code == 404
    assert ranks(world) == [first.reference, second.reference]


def test_a_decision_that_a_colleague_wrote_meanwhile_is_displayed_before_it_is_replaced(as_user) -> None:
    world = edition_with(applications=1)
    colleague = factories.role(world.edition, RoleName.ORGANISER, who=factories.user("Anne Roy"))
    [application] = world.applications
    url, mine = dossier_url(world, application), as_user(world.organiser)
    stale = {"outcome": "not_selected", "reason": "Trop tôt", "seen": ""}
    as_user(colleague).post(url, {"outcome": "selected", "reason": "Oui", "seen": ""})

    refused = mine.post(url, stale)

    assert refused.status_code == 422
    assert "Anne Roy a enregistré entre-temps" in refused.text
    assert "Trop tôt" in refused.text
    stored = Decision.objects.get()
    assert (stored.outcome, stored.decided_by) == ("selected", colleague)
    again = {**stale, "seen": refused.context["form"]["seen"].value()}
    assert mine.post(url, again).status_code == 302
    assert mine.post(url, again).status_code == 302  # the same once more: a second click
    stored.refresh_from_db()
    assert (stored.outcome, stored.decided_by) == ("not_selected", world.organiser)


def test_of_two_organisers_who_fill_the_last_place_the_second_is_warned_before(as_user) -> None:
    world = edition_with(applications=2, places=1)
    colleague = factories.role(world.edition, RoleName.ORGANISER, who=factories.user("Anne Roy"))
    first, second = world.applications
    mine = as_user(world.organiser)
    page = mine.get(dossier_url(world, second))
    read = {
        "outcome": "selected",
        "reason": "Oui",
        "seen": "",
        "places_seen": page.context["form"]["places_seen"].value(),
    }
    decide(application=first, outcome=Outcome.SELECTED, places_seen=1, actor=colleague, at=now())

    response = mine.post(dossier_url(world, second), read)

    assert response.status_code == 422
    assert f"Anne Roy a retenu entre-temps « {first.title} »" in plain(response.text)
    assert "Oui" in response.text
    assert not Decision.objects.filter(application=second).exists()
    again = {**read, "places_seen": response.context["form"]["places_seen"].value()}
    assert mine.post(dossier_url(world, second), again).status_code == 302
    assert (
        mine.post(dossier_url(world, second), read).status_code == 302
    )  # a second click: it is selected already
    assert tally(world.edition, Conflicts()).over == 1


def test_an_organiser_who_owes_a_review_does_not_decide_before_it(as_user) -> None:
    world = edition_with(reviewers=1, applications=2)
    [both], (owed, _other) = world.reviewers, world.applications
    factories.role(world.edition, RoleName.ORGANISER, who=both)

    page = as_user(both).post(dossier_url(world, owed), {"outcome": "selected", "reason": "Oui"})

    assert (page.status_code, "Envoyez d’abord votre évaluation" in page.text) == (422, True)
    sent_review(owed, both, "4", "4")
    assert as_user(both).post(dossier_url(world, owed), {"outcome": "selected"}).status_code == 302


def test_an_organiser_who_also_reviews_reads_the_others_after_sending_their_own(as_user) -> None:
    world = edition_with(reviewers=2, applications=1)
    [application], (both, other) = world.applications, world.reviewers
    factories.role(world.edition, RoleName.ORGANISER, who=both)
    levels = ["4"] * world.edition.criteria.count()
    sent_review(application, other, *levels, committee_comment="Un avis qui pèse")
    decide(application=application, outcome=Outcome.RESERVE, actor=world.organiser, at=now())
    client = as_user(both)
    pages = [
        dossier_url(world, application),
        list_url(world),
        reverse("projects:ranking", args=[world.edition.slug]),
    ]

    before = [client.get(page).text for page in pages]
    sent_review(application, both, *levels)
    after = [client.get(page).text for page in pages]

    assert not any("Un avis qui pèse" in page or "100,0" in page for page in before)
    assert "Un avis qui pèse" in after[0]
    assert all("100,0" in page for page in after)


def test_an_organiser_does_not_learn_what_becomes_of_a_dossier_they_hold_before_it_is_announced(
    as_user,
) -> None:
    world = edition_with(organisers=1, reviewers=2, applications=2)
    held, other = world.applications
    holder = factories.role(world.edition, RoleName.ORGANISER)
    held.project.members.create(user=holder, joined_at=now())
    levels = ["3"] * world.edition.criteria.count()
    for application in world.applications:
        sent_review(application, world.reviewer, *levels)
        decide(application=application, outcome=Outcome.RESERVE, actor=world.organiser, at=now())
    client, announce_url = as_user(holder), reverse("projects:announce", args=[world.edition.slug])

    listed = client.get(f"{list_url(world)}?decision=reserve").text
    pages = [client.get(list_url(world)).text, client.get(announce_url).text]

    assert other.title in listed
    assert held.title not in listed
    assert pages[0].count(held.title) == 1  # listed apart, without its outcome
    assert held.title not in pages[1]


def test_a_decision_changes_until_it_is_announced() -> None:
    world = edition_with(applications=1)
    application = world.applications[0]
    decide(application=application, outcome=Outcome.RESERVE, actor=world.organiser, at=now())
    decide(application=application, outcome=Outcome.SELECTED, actor=world.organiser, at=now())
    assert (Decision.objects.get().outcome, Decision.objects.get().reserve_rank) == ("selected", None)

    application.state = ApplicationState.SELECTED
    application.save()
    with pytest.raises(DecisionRefused):
        decide(
            application=application,
            outcome=Outcome.NOT_SELECTED,
            reason="Non",
            actor=world.organiser,
            at=now(),
        )


def test_somebody_who_stepped_aside_does_not_write_the_decision() -> None:
    world = edition_with(reviewers=1, applications=1)
    recuse(
        application=world.applications[0],
        reviewer=world.reviewer,
        author=world.reviewer,
        reason="Ami",
        at=now(),
    )

    with pytest.raises(DecisionRefused):
        decide(application=world.applications[0], outcome=Outcome.SELECTED, actor=world.reviewer, at=now())


def test_the_table_shows_reviews_side_by_side_and_names_who_stepped_aside(as_user) -> None:
    world = edition_with(reviewers=3, applications=1)
    anne, boris, chloe = world.reviewers
    application = world.applications[0]
    sent_review(application, anne, "4", "na", committee_comment="Solide", private_note="CANARI")
    sent_review(application, boris, "2", "2")
    recuse(application=application, reviewer=chloe, author=chloe, reason="Ami", at=now())

    response = as_user(world.organiser).get(dossier_url(world, application))
    page = response.content.decode()

    grid = {
        line.criterion.label_fr: {review.reviewer: score and score.level for review, score in line.scores}
        for line in response.context["lines"]
    }
    assert grid == {"Attention au travail": {anne: 4, boris: 2}, "Maturité": {anne: None, boris: 2}}
    assert "Solide" in page
    assert f"hors de la salle : {chloe}" in page.replace("\u00a0", " ")
    assert "CANARI" not in page


def test_the_database_refuses_a_refusal_without_its_reason() -> None:
    world = edition_with(applications=1)

    with pytest.raises(IntegrityError, match="refusal_has_reason"), transaction.atomic():
        Decision.objects.create(
            application=world.applications[0],
            outcome=Outcome.NOT_SELECTED,
            reason="",
            decided_by=world.organiser,
            decided_at=now(),
        )
