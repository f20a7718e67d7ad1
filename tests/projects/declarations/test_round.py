"""The conflict round: opened, answered by each juror before the content opens, resolved by an organiser."""

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import now

from accelerator.outbox.models import OutgoingMail
from programmes.models import Edition
from projects.application.enums import ApplicationState
from projects.conflicts.actions import RecusalRefused, recuse
from projects.declarations.actions import (
    DeclarationRefused,
    LinkEntry,
    close_round,
    declare_links,
    make_mark,
    open_round,
    remind_respondents,
    resolve_link,
)
from projects.declarations.queries import list_declarations, list_respondents, select_concerned_roles
from projects.models import Application, ConflictEffect, ConflictRound, LinkDeclaration, Recusal, Review
from projects.review.actions.review import ReviewRefused, ensure_writable
from tests import factories
from tests.factories import World, edition_with
from tests.support.queries import BUDGET, statements
from tests.support.reviews import page_url, sent_review
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
HIDDEN, NO_VOTE, DECLARED = ConflictEffect.HIDDEN, ConflictEffect.NO_VOTE, ConflictEffect.DECLARED


def build_world(**parts: Any) -> World:
    return edition_with(**{"organisers": 2, "reviewers": 2, "applications": 3, **parts})


def open_for(world: World) -> None:
    open_round(edition=world.edition, actor=world.organiser, at=now())


def url(world: World) -> str:
    return reverse("projects:declare_links", args=[world.edition.slug])


def manage_url(world: World) -> str:
    return reverse("projects:manage_conflicts", args=[world.edition.slug])


def answer(
    world: World, application: Application, value: str, *, person=None, **fields: Any
) -> dict[str, str]:
    entry = LinkEntry(application.reference, value, **fields)
    person = person or world.reviewer
    return declare_links(edition=world.edition, reviewer=person, entries=[entry], at=now())


def declare(world: World, application: Application, effect: str = NO_VOTE) -> dict[str, str]:
    return answer(world, application, "link", reason="Ancienne cliente", effect=effect)


def resolve(
    world: World, application: Application, effect: ConflictEffect | None, reason: str = "Vérifié"
) -> None:
    current = (
        LinkDeclaration.objects.current().filter(application=application, reviewer=world.reviewer).first()
    )
    recusal = Recusal.objects.standing().filter(application=application, reviewer=world.reviewer).first()
    resolve_link(
        application=application,
        reviewer=world.reviewer,
        effect=effect,
        reason=reason,
        seen=make_mark(current, recusal),
        author=world.organiser,
        at=now(),
    )


def test_without_a_round_nothing_is_asked_and_dossiers_open_as_before(as_user: AsUser) -> None:
    world = build_world()
    client = as_user(world.reviewer)

    assert client.get(url(world)).status_code == 404
    assert client.get(page_url(world.applications[0])).status_code == 200
    with pytest.raises(DeclarationRefused, match="pas ouvert"):
        answer(world, world.applications[0], "none")


def test_an_open_round_closes_each_dossier_until_its_answer(as_user: AsUser) -> None:
    world = build_world()
    first, second, _third = world.applications
    client = as_user(world.reviewer)
    as_user(world.organiser).post(manage_url(world), {"do": "open"})

    page = client.get(page_url(first))
    assert (page.status_code, url(world) in page.text) == (404, True)
    assert "Dites d’abord si vous avez un lien" in page.text
    assert client.get(reverse("projects:dossier_print", args=[first.reference])).status_code == 404
    queue = client.get(reverse("projects:review_queue")).text
    assert "3 dossiers attendent" in queue
    assert "Les évaluations sont closes" not in queue
    with pytest.raises(ReviewRefused, match="Dites d’abord"):
        ensure_writable(first, world.reviewer, at=now())

    client.post(url(world), {f"answer-{first.reference}": "none"})

    assert client.get(page_url(first)).status_code == 200
    assert client.get(page_url(second)).status_code == 404
    assert (
        as_user(world.organiser)
        .get(reverse("projects:manage_application", args=[world.edition.slug, second.reference]))
        .status_code
        == 200
    )
    close_round(edition=world.edition, actor=world.organiser, at=now())
    assert client.get(page_url(second)).status_code == 200


def test_the_list_names_structures_and_people_without_the_content_and_a_hidden_dossier_by_its_reference(
    as_user: AsUser,
) -> None:
    world = build_world(applications=1)
    [application] = world.applications
    partner = factories.user("Camille Partenaire")
    application.project.members.create(user=partner, joined_at=now())
    Application.objects.filter(pk=application.pk).update(title="Un titre secret", structure_name="Les Docks")
    open_for(world)

    page = as_user(world.reviewer).get(url(world)).text

    assert "Les Docks" in page
    assert "Camille Partenaire" in page
    assert "Un titre secret" not in page

    declare(world, application, HIDDEN)
    page = as_user(world.reviewer).get(url(world)).text
    assert application.reference in page
    assert not [name for name in ("Les Docks", "Camille Partenaire", world.holder.name) if name in page]


def test_the_board_says_what_a_link_to_resolve_looks_like(as_user: AsUser) -> None:
    world = build_world(assigned=False)
    open_for(world)
    board, organiser = reverse("projects:manage_assignment", args=[world.edition.slug]), world.organiser
    assert "lien à résoudre" not in as_user(organiser).get(board).text

    answer(world, world.applications[0], "unknown")

    assert "lien à résoudre" in as_user(organiser).get(board).text


def test_no_link_for_all_the_others_keeps_what_is_answered(as_user: AsUser) -> None:
    world = build_world()
    first, second, third = world.applications
    open_for(world)
    declare(world, first)
    answer(world, second, "unknown")
    client = as_user(world.reviewer)
    assert client.get(url(world)).context["left"] == 1

    client.post(
        url(world),
        {"rest": "none", f"answer-{second.reference}": "unknown", f"version-{second.reference}": 1},
    )

    rows = (
        LinkDeclaration.objects.current().filter(reviewer=world.reviewer).order_by("application__reference")
    )
    assert [row.answer for row in rows] == ["link", "unknown", "none"]
    assert [row.application for row in rows] == [first, second, third]
    assert client.get(url(world)).context["left"] == 0


def test_a_link_is_a_conflict_at_once_and_opens_only_once_confirmed(as_user: AsUser) -> None:
    world = build_world()
    first = world.applications[0]
    sent_review(first, world.reviewer, "4", "4")
    open_for(world)

    assert declare(world, first, NO_VOTE) == {}

    recusal = Recusal.objects.get()
    assert (recusal.author, recusal.effect, recusal.reason) == (world.reviewer, NO_VOTE, "Ancienne cliente")
    assert Review.objects.get().set_aside_at is not None
    printed = reverse("projects:dossier_print", args=[first.reference])
    assert as_user(world.reviewer).get(printed).status_code == 404

    resolve(world, first, NO_VOTE, reason="")

    assert as_user(world.reviewer).get(printed).status_code == 200
    assert Recusal.objects.get() == recusal
    history = LinkDeclaration.objects.order_by("version").values_list("version", "answer", "author")
    assert list(history) == [(1, "link", world.reviewer.pk), (2, "link", world.organiser.pk)]


def test_a_person_who_does_not_know_waits_for_an_organiser_who_says_why(as_user: AsUser) -> None:
    world = build_world()
    first, second, _third = world.applications
    open_for(world)
    answer(world, first, "unknown")
    answer(world, second, "unknown")
    page = as_user(world.organiser).get(reverse("coaching:manage_edition", args=[world.edition.slug])).text
    assert "liens déclarés à résoudre" in page
    assert "réponses au tour des conflits attendues" in page

    with pytest.raises(ReviewRefused):
        ensure_writable(first, world.reviewer, at=now())
    with pytest.raises(DeclarationRefused, match="raison"):
        resolve(world, first, None, reason="  ")
    resolve(world, first, None, reason="Simple homonyme")
    ensure_writable(first, world.reviewer, at=now())
    mail = OutgoingMail.objects.get(template="projects/declarations/link_resolved")
    assert (mail.user, "Simple homonyme" in mail.text) == (world.reviewer, True)

    resolve(world, second, HIDDEN, reason="C’est son employeur")
    assert Recusal.objects.get().author == world.organiser
    assert not Application.objects.visible_to(world.reviewer).filter(pk=second.pk).exists()


def test_an_organiser_lifts_a_declared_link_and_the_review_counts_again() -> None:
    world = build_world()
    first = world.applications[0]
    sent_review(first, world.reviewer, "4", "4")
    open_for(world)
    declare(world, first, HIDDEN)

    resolve(world, first, None, reason="Le contrat est fini depuis dix ans")

    assert Review.objects.get().set_aside_at is None
    assert not Recusal.objects.standing().exists()
    assert Application.objects.reviewed_by(world.reviewer).filter(pk=first.pk).exists()
    assert answer(world, first, "none") == {}  # what stands already
    assert "autre fenêtre" in declare(world, first)[first.reference]
    second_time = answer(world, first, "link", reason="Il y en a un autre", effect=HIDDEN, base_version=2)
    assert (second_time, Recusal.objects.standing().count()) == ({}, 1)


def test_two_windows_the_stale_one_reads_what_the_other_answered(as_user: AsUser) -> None:
    world = build_world()
    first, second, _third = world.applications
    open_for(world)
    declare(world, first)
    answer(world, second, "unknown")

    page = as_user(world.reviewer).post(
        url(world),
        {
            f"answer-{first.reference}": "none",
            f"answer-{second.reference}": "none",
            f"version-{second.reference}": "0",
        },
    )

    assert page.status_code == 422
    assert "l’organisation le change ou le lève" in page.text
    assert "vous avez répondu « je ne sais pas »" in page.text.replace("\xa0", " ").replace("\u202f", " ")
    assert set(LinkDeclaration.objects.values_list("answer", flat=True)) == {"link", "unknown"}
    assert answer(world, second, "none", base_version=1) == {}
    assert LinkDeclaration.objects.filter(application=second).count() == 2


def test_adverse_a_bad_answer_has_its_message_and_keeps_what_was_typed(as_user: AsUser) -> None:
    world = build_world()
    first, second, _third = world.applications
    open_for(world)
    client = as_user(world.reviewer)

    for values, message in (
        ({"answer": "peut-être"}, "une des trois réponses"),
        ({"answer": "link", "reason": " ", "effect": "hidden"}, "en une phrase"),
        ({"answer": "link", "reason": "Voisin", "effect": "partial"}, "ce que vous proposez"),
        ({"answer": "link", "reason": "x" * 5000, "effect": "hidden"}, "400 au plus"),
    ):
        posted = {f"{name}-{first.reference}": value for name, value in values.items()}
        page = client.post(url(world), {**posted, f"answer-{second.reference}": "none"})

        assert (page.status_code, message in page.text) == (422, True)
        assert values.get("reason", "") in page.text
        assert [row.application for row in LinkDeclaration.objects.all()] == [second]
    alone = client.post(url(world), posted, headers={"X-Requested-With": "fetch"})
    assert (alone.status_code, message in alone.json()["message"]) == (422, True)


def test_adverse_a_dossier_of_another_edition_a_draft_or_none_is_refused(as_user: AsUser) -> None:
    world, elsewhere = build_world(applications=1), build_world(applications=1)
    draft = factories.application(world.edition, state=ApplicationState.DRAFT)
    open_for(world)

    for reference in (elsewhere.applications[0].reference, draft.reference, "AAP-0000"):
        page = as_user(world.reviewer).post(url(world), {f"answer-{reference}": "none"})
        assert (page.status_code, "n’est plus, dans la liste" in page.text) == (422, True)
    assert not LinkDeclaration.objects.exists()
    for stranger in (elsewhere.reviewer, world.holder):
        assert as_user(stranger).get(url(world)).status_code == 403


def test_ones_own_dossier_and_a_recorded_conflict_need_no_answer() -> None:
    world = build_world()
    mine, aside, left = world.applications
    mine.project.members.create(user=world.reviewer, joined_at=now(), left_at=now())
    recuse(application=aside, reviewer=world.reviewer, author=world.organiser, reason="Employeur", at=now())
    open_for(world)

    rows = list_declarations(world.edition, world.reviewer)

    assert [row.application for row in rows if not row.is_answered] == [left]
    counts = {row.user: row.left for row in list_respondents(select_concerned_roles(world.edition))}
    assert counts == {
        world.reviewer: 1,
        world.reviewers[1]: 3,
        world.organisers[0]: 3,
        world.organisers[1]: 3,
    }
    assert answer(world, mine, "none") == answer(world, aside, "none") == {}
    assert not LinkDeclaration.objects.exists()


def test_an_imposed_conflict_without_a_vote_opens_the_dossier_at_once(as_user: AsUser) -> None:
    world = build_world()
    first = world.applications[0]
    open_for(world)

    recuse(
        application=first,
        reviewer=world.reviewer,
        author=world.organiser,
        reason="Financeur",
        effect=NO_VOTE,
        at=now(),
    )

    printed = reverse("projects:dossier_print", args=[first.reference])
    assert as_user(world.reviewer).get(printed).status_code == 200


def test_people_are_written_to_when_it_opens_and_reminded_once_a_day(as_user: AsUser) -> None:
    world = build_world()
    client = as_user(world.organiser)

    client.post(manage_url(world), {"do": "open"})
    client.post(manage_url(world), {"do": "open"})

    opened = OutgoingMail.objects.filter(template="projects/declarations/round_opened")
    assert {mail.user for mail in opened} == {*world.reviewers, world.organisers[1]}
    assert url(world) in opened[0].text
    as_user(world.reviewer).post(url(world), {"rest": "none"})
    page = as_user(world.organiser).get(manage_url(world)).text
    assert "3 personnes sur 4 n’ont pas tout répondu" in page.replace("\xa0", " ")
    assert remind_respondents(edition=world.edition, actor=world.organiser, at=now()) == 2
    assert remind_respondents(edition=world.edition, actor=world.organiser, at=now()) == 0
    close_round(edition=world.edition, actor=world.organiser, at=now())
    with pytest.raises(DeclarationRefused, match="pas ouvert"):
        remind_respondents(edition=world.edition, actor=world.organiser, at=now())


def test_an_organiser_resolves_on_the_page_and_a_stale_page_is_refused(as_user: AsUser) -> None:
    world = build_world()
    first = world.applications[0]
    open_for(world)
    answer(world, first, "unknown")
    client = as_user(world.organiser)
    form = client.get(manage_url(world)).context["resolve"]
    posted = {
        "pair": form.pair.key,
        f"{form.prefix}-seen": form["seen"].value(),
        f"{form.prefix}-effect": "hidden",
    }

    empty = client.post(manage_url(world), posted)
    assert (empty.status_code, "Indiquez la raison" in empty.text) == (422, True)
    long = client.post(manage_url(world), {**posted, f"{form.prefix}-reason": "y" * 5000})
    assert (long.status_code, "y" * 5000 in long.text) == (422, True)
    off_list = client.post(
        manage_url(world), {**posted, f"{form.prefix}-effect": "all", f"{form.prefix}-reason": "Oui"}
    )
    assert (off_list.status_code, "effets de la liste" in off_list.text) == (422, True)
    answer(world, first, "link", reason="Client", effect=NO_VOTE, base_version=1)
    stale = client.post(manage_url(world), {**posted, f"{form.prefix}-reason": "Employeur"})
    assert (stale.status_code, "a changé depuis" in stale.text) == (422, True)
    assert stale.context["resolve"]["seen"].value() == make_mark(
        LinkDeclaration.objects.current().get(), Recusal.objects.standing().get()
    ), "what is sent again acts on the link that the page shows"
    gone = client.post(manage_url(world), {**posted, "pair": "AAP-0000:1"}, follow=True)
    assert "a changé depuis" in gone.text

    form = client.get(manage_url(world)).context["resolve"]
    posted[f"{form.prefix}-seen"] = form["seen"].value()
    client.post(manage_url(world), {**posted, f"{form.prefix}-reason": "Employeur"})
    assert Recusal.objects.standing().get().effect == HIDDEN
    page = client.get(manage_url(world))
    assert (page.context["to_resolve"], len(page.context["recorded"])) == ([], 1)


def test_a_conflict_recorded_after_the_answer_no_link_is_lifted_on_the_page(as_user: AsUser) -> None:
    world = build_world()
    first = world.applications[0]
    open_for(world)
    answer(world, first, "none")
    recuse(application=first, reviewer=world.reviewer, author=world.organiser, reason="Financeur", at=now())
    client = as_user(world.organiser)
    key = client.get(manage_url(world)).context["recorded"][0].key
    form = client.get(manage_url(world), {"pair": key}).context["resolve"]

    client.post(
        manage_url(world),
        {
            "pair": key,
            f"{form.prefix}-seen": form["seen"].value(),
            f"{form.prefix}-effect": "none",
            f"{form.prefix}-reason": "Homonyme",
        },
    )

    assert not Recusal.objects.standing().exists()


def test_the_form_of_a_link_opens_where_it_is_requested(as_user: AsUser) -> None:
    world = build_world()
    first, second, _third = world.applications
    open_for(world)
    answer(world, first, "unknown")
    answer(world, second, "unknown")
    client = as_user(world.organiser)

    def read_opened(key: str) -> tuple[str, int]:
        page = client.get(manage_url(world), {"pair": key} if key else {})
        return page.context["opened"], page.text.count('name="pair"')

    one, two = (pair.key for pair in client.get(manage_url(world)).context["to_resolve"])
    assert read_opened("") == (one, 1)
    assert read_opened(two) == (two, 1)
    assert read_opened("AAP-0000:1") == ("", 0)
    resolve(world, first, HIDDEN, "Employeur")
    resolve(world, second, HIDDEN, "Employeur")
    assert read_opened("") == ("", 0)
    assert read_opened(one) == (one, 1)


def test_adverse_nobody_resolves_their_own_link_nor_a_dossier_hidden_from_them(as_user: AsUser) -> None:
    world = build_world()
    first, second, _third = world.applications
    organiser, other = world.organisers
    open_for(world)
    answer(world, first, "link", person=organiser, reason="Ma sœur", effect=NO_VOTE)
    declare(world, second)
    recuse(application=second, reviewer=organiser, author=organiser, reason="Voisin", at=now())

    page = as_user(organiser).get(manage_url(world))
    assert [pair.application for pair in page.context["to_resolve"]] == [first]
    assert page.context["resolve"] is None
    assert "Une autre personne de l’organisation" in page.text
    recusal = Recusal.objects.get(application=first)
    current = LinkDeclaration.objects.get(application=first)
    with pytest.raises(RecusalRefused, match="Une autre personne"):
        resolve_link(
            application=first,
            reviewer=organiser,
            effect=None,
            reason="Rien",
            seen=make_mark(current, recusal),
            author=organiser,
            at=now(),
        )
    with pytest.raises(RecusalRefused, match="Seule l’organisation"):
        resolve(world, second, None)
    assert {pair.application for pair in as_user(other).get(manage_url(world)).context["to_resolve"]} == {
        first,
        second,
    }


def test_the_database_stores_one_current_answer_and_describes_each_link() -> None:
    world = build_world()
    open_for(world)
    answer(world, world.applications[0], "none")
    row = LinkDeclaration.objects.get()
    values = {"application": row.application, "reviewer": row.reviewer, "author": row.author, "at": now()}

    for name, other in (
        ("declaration_current_once", {"version": 2, "answer": "none"}),
        ("declaration_version_once", {"version": 1, "answer": "none", "replaced_at": now()}),
        ("declaration_link_is_described", {"version": 3, "answer": "link", "replaced_at": now()}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            LinkDeclaration.objects.create(**values, **other)
        assert name in {constraint.name for constraint in LinkDeclaration._meta.constraints}


def test_a_person_who_chairs_or_writes_the_minutes_answers_too(as_user: AsUser) -> None:
    world = build_world(applications=1)
    secretary = factories.user("Sacha Secrétaire")
    factories.role(world.edition, "secretary", who=secretary)
    open_for(world)
    printed = reverse("projects:dossier_print", args=[world.applications[0].reference])

    assert as_user(secretary).get(printed).status_code == 404
    answer(world, world.applications[0], "none", person=secretary)
    assert as_user(secretary).get(printed).status_code == 200


def test_both_pages_of_a_round_make_as_many_queries_for_twenty_dossiers_as_for_one(as_user: AsUser) -> None:
    counts = []
    for number in (1, 20):
        world = build_world(applications=number)
        open_for(world)
        client = as_user(world.reviewer)
        assert client.get(url(world)).context["left"] == number
        for application in world.applications[::2]:
            declare(world, application)
            answer(world, application, "unknown", person=world.reviewers[1])
        resolve(world, world.applications[0], None, reason="Un homonyme")
        listed = len(statements(client, url(world)))
        counts.append((listed, len(statements(as_user(world.organiser), manage_url(world)))))

    assert counts[0] == counts[1]
    assert max(counts[0]) <= BUDGET, counts


def test_a_row_that_saves_itself_leaves_out_what_no_database_stores_and_counts_what_is_left(
    as_user: AsUser,
) -> None:
    world = build_world()
    open_for(world)
    ref = world.applications[0].reference
    posted = {
        f"answer-{ref}": "link",
        f"reason-{ref}": "Ma\0 sœur",
        f"effect-{ref}": NO_VOTE,
        "answer-\0": "none",
    }

    saved = as_user(world.reviewer).post(url(world), posted, headers={"X-Requested-With": "fetch"})

    assert (saved.status_code, saved.json()["left"]) == (200, 2)
    assert saved.json()["versions"][ref] == 1
    assert LinkDeclaration.objects.get().reason == "Ma sœur"


def test_partners_are_named_but_not_to_an_applicant_of_the_call(as_user: AsUser) -> None:
    form = factories.published_form(
        {"key": "title", "kind": "short_text"},
        {"key": "partners", "role": "partners", "kind": "short_text", "audience": "jury"},
    )
    world = build_world(form=form)
    own, other = world.applications[:2]
    question = form.questions.get(key="partners")
    other.sheet.answers.create(question=question, value="Union des scieries", saved_at=now())
    open_for(world)
    assert "Union des scieries" in as_user(world.reviewer).get(url(world)).text

    own.project.members.create(user=world.reviewer, rights="read", joined_at=now())

    assert "Union des scieries" not in as_user(world.reviewer).get(url(world)).text


def test_answers_are_due_at_the_end_of_a_working_day() -> None:
    for opened, reviews, due in (
        ("2026-12-01 09:30", None, "2026-12-11 18:00"),
        ("2026-12-02 03:10", None, "2026-12-11 18:00"),  # ten days later is a Saturday
        ("2026-12-01 09:30", "2026-12-10 20:50", "2026-12-04 18:00"),  # halfway is the night of a Sunday
        ("2026-12-01 09:30", "2026-12-01 12:00", "2026-12-01 12:00"),  # never after reviews
        ("2026-12-04 19:00", "2026-12-08 18:00", "2026-12-07 18:00"),  # never before the opening
        ("2026-12-04 19:00", "2026-12-05 12:00", "2026-12-05 12:00"),
        ("2026-10-16 09:30", None, "2026-10-26 18:00"),  # daylight saving ends between
    ):

        def read(moment: str) -> datetime:
            return datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Europe/Paris"))

        edition = Edition(reviews_due_at=reviews and read(reviews))

        assert ConflictRound(edition=edition, opened_at=read(opened)).due_at == read(due)


def test_no_round_opens_without_a_dossier_to_answer_for(as_user: AsUser) -> None:
    world = build_world(applications=0)
    client = as_user(world.organiser)

    page = client.get(manage_url(world)).text
    refused = client.post(manage_url(world), {"do": "open"}, follow=True).text

    assert 'value="open"' not in page
    assert page.count("Aucun dossier n’attend de réponse") == 1
    assert refused.count("Aucun dossier n’attend de réponse") == 2  # the message, and the page
    assert not ConflictRound.objects.exists()


def test_who_answered_for_all_dossiers_reads_so_and_goes_on_to_their_reviews(as_user: AsUser) -> None:
    world = build_world()
    open_for(world)
    client, queue = as_user(world.reviewer), reverse("projects:review_queue")

    def list_buttons(text: str) -> str:
        return text.partition('class="link-bar"')[2]

    assert queue not in list_buttons(client.get(url(world)).text)
    page = client.post(url(world), {"rest": "none"}, follow=True).text

    assert "vous avez répondu pour tous les dossiers" in page
    assert queue in list_buttons(page)


def test_a_closed_round_says_when_it_was_closed(as_user: AsUser) -> None:
    world = build_world()
    open_for(world)
    client = as_user(world.organiser)

    assert "les réponses restent" not in client.get(manage_url(world)).text
    close_round(edition=world.edition, actor=world.organiser, at=now())

    assert "les réponses restent" in client.get(manage_url(world)).text


def test_the_page_has_one_primary_button_and_a_waiver_opens_on_request(as_user: AsUser) -> None:
    world = build_world()
    client = as_user(world.organiser)

    def read_primary() -> str:
        page = client.get(manage_url(world)).text.split("<main")[1].split("</main")[0]
        assert page.count("btn-primary") == 1
        assert "<details>" in page[page.index("waivers-title") :]
        return page[page.index("btn-primary") :].split(">")[1].split("<")[0]

    assert read_primary() == "Ouvrir le tour des conflits"
    open_for(world)
    assert read_primary() == "Répondre pour moi"
    answer(world, world.applications[0], "unknown")
    assert read_primary() == "Enregistrer"
    fetched = client.get(manage_url(world), headers={"HX-Request": "true"}).text
    assert re.search(r'class="btn btn-secondary[^"]*"[^>]*>\s*Enregistrer\s*<', fetched)
    unanswered = client.post(manage_url(world), {"email": "", "reason": ""}).text
    assert "<details open>" in unanswered[unanswered.index("waivers-title") :]
