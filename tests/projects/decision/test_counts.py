"""What the committee and the announcement count, and in which order dossiers and mails are shown."""

import re

import pytest
from django.urls import reverse
from django.utils.timezone import now

from accelerator.accounts.models import User
from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from programmes.enums import RoleName, StructureProfile
from projects.application.enums import ApplicationState
from projects.conflicts.queries import Conflicts, conflicts_of
from projects.decision.actions.announcing import announce
from projects.decision.actions.deliberation import decide
from projects.decision.actions.refusals import DecisionRefused, TieWithoutReason
from projects.decision.enums import Outcome
from projects.decision.queries.announcement import (
    count_announcement,
    count_jurors_to_thank,
    list_decisions_to_announce,
    outcomes_for_jurors,
)
from projects.decision.queries.decisions import last_selected, tally
from projects.models import Application, Decision, Participation, ProjectMember
from tests import factories
from tests.factories import World, edition_with
from tests.support.reviews import let_leave, plain, sent_review

pytestmark = pytest.mark.django_db
SELECTED, RESERVE, NOT_SELECTED = Outcome.SELECTED, Outcome.RESERVE, Outcome.NOT_SELECTED


def decided(world: World, *outcomes: Outcome) -> list[Application]:
    """Decisions on the first dossiers of the world, in their order."""
    done = list(zip(world.applications, outcomes, strict=False))
    for item, outcome in done:
        decide(application=item, outcome=outcome, reason=f"Raison {item.pk}", actor=world.organiser, at=now())
    return [item for item, _outcome in done]


def announce_and_count(world: World) -> int:
    return announce(edition=world.edition, early_reason="Tout est lu", actor=world.organiser, at=now())


def url(world: World) -> str:
    return reverse("projects:announce", args=[world.edition.slug])


def describe(application: Application, profile: StructureProfile, department: str) -> None:
    Application.objects.filter(pk=application.pk).update(profile=profile, department=department)


def test_each_outcome_is_counted_and_the_selected_by_profile_and_place() -> None:
    world = edition_with(applications=7, reviewers=1, places=5)
    decided(world, SELECTED, SELECTED, SELECTED, RESERVE, RESERVE, NOT_SELECTED)
    alone, third, *_others = StructureProfile
    for item, profile, department in zip(
        world.applications,
        (alone, alone, third, third, third, third, third),
        ("Orne", "Calvados", "Orne", "Manche", "Manche", "Manche", "Manche"),
        strict=True,
    ):
        describe(item, profile, department)
    Application.objects.filter(pk=world.applications[1].pk).update(reviews_done=1)
    factories.application(world.edition, state=ApplicationState.SUBMITTED, department="Eure")
    factories.application(world.edition, state=ApplicationState.WITHDRAWN)
    factories.application(world.edition, state=ApplicationState.DRAFT)

    counted = tally(world.edition, Conflicts())

    assert (counted.selected, counted.reserve, counted.not_selected) == (3, 2, 1)
    assert (counted.undecided, counted.submitted, counted.short) == (1, 1, 6)
    assert (counted.places, counted.places_left, counted.over) == (5, 2, 0)
    assert {label: number for label, number in counted.profiles if number} == {
        str(alone.label): 2,
        str(third.label): 1,
    }
    assert [label for label, _number in counted.profiles] == [str(label) for label in StructureProfile.labels]
    assert counted.departments == [("Calvados", 1), ("Orne", 2)]
    assert counted.is_partial is False


def test_announced_dossiers_count_whatever_their_state_since() -> None:
    world = edition_with(applications=2)
    decided(world, SELECTED, RESERVE)
    announce_and_count(world)
    Application.objects.filter(pk=world.applications[0].pk).update(state=ApplicationState.CONFIRMED)

    counted = tally(world.edition, Conflicts())

    assert (counted.selected, counted.reserve, counted.undecided) == (1, 1, 0)


def test_an_outcome_that_is_hidden_from_its_reader_is_counted_nowhere() -> None:
    world = edition_with(applications=3, places=1)
    apart, *_others = decided(world, SELECTED, SELECTED, RESERVE)
    apart.recusals.create(reviewer=world.organiser, reason="…", author=world.organiser, at=now())

    conflicts = conflicts_of(world.organiser, world.edition)
    counted = tally(world.edition, conflicts)
    planned = count_announcement(world.edition, conflicts, list_decisions_to_announce(world.edition))

    assert (counted.selected, counted.reserve, counted.is_partial, counted.over) == (1, 1, True, 0)
    assert planned.decisions == {"selected": 1, "reserve": 1, "not_selected": 0}
    assert (planned.apart, planned.readable, planned.total, planned.mails) == (1, 2, 3, 3)
    assert planned.holder_mails == {"selected": 1, "reserve": 1, "not_selected": 0}
    assert (planned.apart_mails, planned.juror_mails) == (1, 0)


def test_the_last_selected_is_the_latest_that_its_reader_may_know_of() -> None:
    world = edition_with(applications=3)
    first, second, third = world.applications
    assert last_selected(world.edition, Conflicts()) is None
    decided(world, SELECTED, SELECTED, RESERVE)

    assert last_selected(world.edition, Conflicts()).application == second
    second.recusals.create(reviewer=world.organiser, reason="…", author=world.organiser, at=now())
    assert last_selected(world.edition, conflicts_of(world.organiser, world.edition)).application == first
    assert third.decision.outcome == RESERVE


def test_jurors_who_still_sit_are_thanked_once_with_the_dossiers_they_scored_by_title() -> None:
    world = edition_with(applications=3, reviewers=4)
    stays, left, closed, silent = world.reviewers
    for item, title in zip(world.applications, ("Zinc", "Argent", "Fer"), strict=True):
        Application.objects.filter(pk=item.pk).update(title=title)
        for reviewer in (stays, left, closed):
            if title != "Fer":
                sent_review(item, reviewer, "3", "3")
    left.roles.update(ended_at=now())
    closed.is_active = False
    closed.save()
    elsewhere = edition_with()
    factories.role(elsewhere.edition, RoleName.REVIEWER, who=left)

    def read_outcomes() -> dict[User, list[str]]:
        keys = [item.pk for item in world.applications]
        result = outcomes_for_jurors(world.edition, keys)
        assert count_jurors_to_thank(world.edition, keys) == len(result)
        return {juror: [item.title for item in scored] for juror, scored in result.items()}

    assert read_outcomes() == {stays: ["Argent", "Zinc"], silent: []}
    world.edition.announced_at = now()
    assert read_outcomes() == {stays: ["Argent", "Zinc"]}


def test_one_mail_gives_a_reviewer_the_outcome_of_each_dossier_they_scored() -> None:
    world = edition_with(applications=2, reviewers=1)
    for item, title in zip(world.applications, ("Zinc", "Argent"), strict=True):
        Application.objects.filter(pk=item.pk).update(title=title)
        sent_review(item, world.reviewer, "3", "3")
    decided(world, SELECTED, RESERVE)
    let_leave(world.edition, world.organiser)

    assert announce_and_count(world) == 3

    mail = OutgoingMail.objects.get(to_email=world.reviewer.email)
    assert mail.template == "projects/decision/outcomes"
    assert "2 dossiers" in plain(mail.text)
    lines = [line for line in plain(mail.text).splitlines() if line.startswith("- ")]
    assert [re.split(r"[-,:] ", line)[1] for line in lines] == ["Argent", "Zinc"]
    assert lines[0].lower().endswith(str(RESERVE.label).lower())
    assert lines[1].lower().endswith(str(SELECTED.label).lower())


def test_mails_to_come_are_listed_by_outcome_then_rank_then_title(as_user) -> None:
    world = edition_with(applications=6)
    titles = ("Zinc", "Argent", "Or", "Fer", "Étain", "Cuivre")
    for item, title in zip(world.applications, titles, strict=True):
        Application.objects.filter(pk=item.pk).update(title=title)
    decided(world, NOT_SELECTED, NOT_SELECTED, RESERVE, RESERVE, SELECTED, SELECTED)
    for item, rank in ((world.applications[3], 1),):
        decide(application=item, outcome=RESERVE, reserve_rank=rank, actor=world.organiser, at=now())

    lines = as_user(world.organiser).get(url(world)).context["lines"]

    assert [line.decision.application.title for line in lines] == [
        "Cuivre", "Étain", "Fer", "Or", "Argent", "Zinc",
    ]  # fmt: skip
    assert [line.of for line in lines] == [2] * 6
    assert [line.decision.visible_rank for line in lines] == [None, None, 1, 2, None, None]


def test_a_project_that_everybody_left_is_announced_and_nobody_is_written_to(as_user) -> None:
    world = edition_with(applications=2)
    orphan, other = decided(world, SELECTED, SELECTED)
    ProjectMember.objects.filter(project=orphan.project).update(left_at=now())

    page = as_user(world.organiser).get(url(world))

    assert page.text.count("Il n’y a personne à qui écrire.") == 1
    assert announce_and_count(world) == 1
    assert OutgoingMail.objects.get().to_email == other.project.members.get().user.email
    assert Participation.objects.filter(project=orphan.project).exists()


def test_the_mail_one_reads_beforehand_is_the_one_that_leaves(as_user) -> None:
    world = edition_with(applications=1, reviewers=1)
    [item] = world.applications
    sent_review(item, world.reviewer, "3", "3", holder_comment="Reprenez le lien")
    decided(world, SELECTED)
    let_leave(world.edition, world.organiser)

    [line] = as_user(world.organiser).get(url(world)).context["lines"]
    announce_and_count(world)

    mail = OutgoingMail.objects.get(template="projects/decision/decision_selected")
    assert (line.mail.subject, line.mail.text, line.language) == (mail.subject, mail.text, "fr")
    assert "Reprenez le lien" in mail.text
    assert (mail.scope, mail.reply_to) == (world.edition.scope, world.edition.call.contact_email)


def test_the_page_asks_for_a_reason_and_for_comments_only_while_something_is_to_be_announced(as_user) -> None:
    world = edition_with(applications=1, reviewers=1)
    client = as_user(world.organiser)
    sent_review(world.applications[0], world.reviewer, "3", "3", holder_comment="Bravo")
    nothing = client.get(url(world)).context
    assert (nothing["upcoming"], nothing["unread"], nothing["lines"]) == ([], 0, [])

    decided(world, SELECTED)
    planned = client.get(url(world)).context
    assert (planned["upcoming"], planned["unread"]) == ([], 1), "comments are read first"
    assert not planned["awaited"]
    world.applications[0].reviews.update(holder_comment="")
    assert client.get(url(world)).context["upcoming"]

    let_leave(world.edition, world.organiser)
    announce_and_count(world)
    after = client.get(url(world)).context
    assert (after["upcoming"], after["unread"], after["lines"], after["waiting"]) == ([], 0, [], [])
    assert (after["awaited"], after["reminds"], len(after["places"])) == (True, True, 1)


def test_the_click_reports_how_many_mails_leave_and_the_second_that_none_does(as_user) -> None:
    world = edition_with(applications=2)
    decided(world, SELECTED, RESERVE)
    client = as_user(world.organiser)

    consent = {"send_unread": "on", "unread": 2}
    too_long = client.post(url(world), {"early_reason": "x" * 500, **consent})
    first = client.post(url(world), {"early_reason": f"a\0b  {'x' * 300}", **consent}, follow=True)
    second = client.post(url(world), follow=True)

    assert (too_long.status_code, "x" * 500 in too_long.text) == (422, True)
    assert "Décisions annoncées : 2 messages partent." in plain(first.text)
    assert "rien n’est parti une seconde fois" in second.text
    assert (OutgoingMail.objects.count(), Participation.objects.count()) == (2, 1)
    entry = AuditEntry.objects.get(verb="announce")
    assert entry.data == {"decisions": 2, "mails": 2, "unread": 2, "reason": "ab " + "x" * 300}
    assert (entry.actor, entry.scope) == (world.organiser, world.edition.scope)


def test_a_silent_edition_is_announced_without_a_message(as_user) -> None:
    world = edition_with(applications=1, silent=True)
    decided(world, SELECTED)

    page = as_user(world.organiser).post(url(world), {"early_reason": "Passé"}, follow=True)

    assert "aucun message ne part" in page.text
    assert page.context["reminds"] is False
    assert not OutgoingMail.objects.exists()


def test_each_dossier_and_place_stores_when_and_why_it_was_announced() -> None:
    world = edition_with(applications=2)
    taken, refused = decided(world, SELECTED, NOT_SELECTED)
    at = now()

    announce(edition=world.edition, early_reason="Tout est lu", actor=world.organiser, at=at)

    world.edition.refresh_from_db()
    assert world.edition.announced_at == at
    for item in (taken, refused):
        item.decision.refresh_from_db()
        assert item.decision.announced_at == at
    assert Participation.objects.get().offered_at == at
    entry = AuditEntry.objects.get(verb="announce_not_selected")
    assert (entry.subject_id, entry.at, entry.actor) == (str(refused.pk), at, world.organiser)

    factories.application(world.edition, state=ApplicationState.ELIGIBLE)
    [late] = Application.objects.filter(state=ApplicationState.ELIGIBLE)
    decide(application=late, outcome=RESERVE, actor=world.organiser, at=now())
    announce(edition=world.edition, early_reason="Encore un", actor=world.organiser, at=now())
    world.edition.refresh_from_db()
    assert world.edition.announced_at == at, "the first day counts"


def dossier_url(world, application):
    return reverse("projects:decide", args=[world.edition.slug, application.reference])


def tied_world(*scores, places):
    world = edition_with(applications=len(scores), places=places)
    for item, score in zip(world.applications, scores, strict=True):
        Application.objects.filter(pk=item.pk).update(score=score)
        item.refresh_from_db()
    return world


def test_parting_a_tie_at_the_line_takes_a_reason_on_one_side(as_user) -> None:
    world = tied_world(90, 70, 70, 70, 20, places=2)
    above, chosen, other, third, _below = world.applications
    client = as_user(world.organiser)
    for item in (above, chosen):
        assert client.post(dossier_url(world, item), {"outcome": "selected"}).status_code == 302

    refused = client.post(dossier_url(world, other), {"outcome": "reserve", "reason": "  "})

    assert refused.status_code == 422
    assert refused.text.count(f"Le dossier {chosen.reference} a la même note, au seuil") == 2
    assert 'href="#id_reason"' in refused.text
    assert not Decision.objects.filter(application=other).exists()
    reason = {"outcome": "reserve", "reason": "Le comité préfère un projet de la Manche."}
    assert client.post(dossier_url(world, other), reason).status_code == 302
    # The third is parted from the one that is selected all the same; a reason on that side is enough for all.
    assert client.post(dossier_url(world, third), {"outcome": "reserve"}).status_code == 422
    reason = {"outcome": "selected", "reason": "Seul projet du Calvados."}
    assert client.post(dossier_url(world, chosen), reason).status_code == 302
    assert client.post(dossier_url(world, third), {"outcome": "reserve"}).status_code == 302
    with pytest.raises(TieWithoutReason, match=third.reference):
        decide(application=chosen, outcome=Outcome.SELECTED, actor=world.organiser, at=now())


def test_equal_scores_away_from_the_line_or_decided_alike_take_no_reason() -> None:
    world = tied_world(70, 70, 50, 50, 20, 20, places=3)
    first, second, last_in, first_out, low, lowest = world.applications
    outcomes = [
        (first, Outcome.SELECTED),
        (second, Outcome.RESERVE),
        (low, Outcome.SELECTED),
        (lowest, Outcome.RESERVE),
        (last_in, Outcome.RESERVE),
        (first_out, Outcome.RESERVE),
    ]
    for item, outcome in outcomes:
        decide(application=item, outcome=outcome, actor=world.organiser, at=now())

    assert announce(edition=world.edition, early_reason="Tout est lu", actor=world.organiser, at=now())


def test_a_recused_person_learns_nothing_from_a_missing_reason() -> None:
    world = tied_world(90, 70, 70, places=2)
    above, hidden, other = world.applications
    aside = factories.role(world.edition, RoleName.ORGANISER)
    hidden.recusals.create(reviewer=aside, reason="Cliente", author=aside, at=now())
    for item in (above, hidden):
        decide(application=item, outcome=Outcome.SELECTED, actor=world.organiser, at=now())

    decide(application=other, outcome=Outcome.RESERVE, actor=aside, at=now())

    with pytest.raises(DecisionRefused, match="départagés sans raison"):
        announce(edition=world.edition, early_reason="Tout est lu", actor=world.organiser, at=now())
    decide(application=other, outcome=Outcome.RESERVE, reason="…", actor=world.organiser, at=now())
    assert announce(edition=world.edition, early_reason="Tout est lu", actor=world.organiser, at=now())


def test_a_recused_person_announces_without_learning_of_a_tie_that_they_do_not_read() -> None:
    world = tied_world(90, 70, 70, places=2)
    above, hidden, other = world.applications
    aside = factories.role(world.edition, RoleName.ORGANISER)
    hidden.recusals.create(reviewer=aside, reason="Cliente", author=aside, at=now())
    for item in (above, hidden):
        decide(application=item, outcome=Outcome.SELECTED, actor=world.organiser, at=now())
    decide(application=other, outcome=Outcome.RESERVE, actor=aside, at=now())

    # A refusal would reveal that the one they do not read has 70 and is selected.
    assert announce(edition=world.edition, early_reason="Tout est lu", actor=aside, at=now())


def test_a_recused_person_writes_what_parts_a_tie_that_they_read() -> None:
    world = tied_world(90, 70, 70, 20, places=2)
    above, chosen, other, hidden = world.applications
    aside = factories.role(world.edition, RoleName.ORGANISER)
    for item, outcome in ((above, Outcome.SELECTED), (chosen, Outcome.SELECTED), (hidden, Outcome.RESERVE)):
        decide(application=item, outcome=outcome, actor=world.organiser, at=now())
    decide(application=other, outcome=Outcome.RESERVE, reason="…", actor=world.organiser, at=now())
    hidden.recusals.create(reviewer=aside, reason="Cliente", author=aside, at=now())
    Decision.objects.filter(application=other).update(reason="")

    with pytest.raises(DecisionRefused, match="départagés sans raison"):
        announce(edition=world.edition, early_reason="Tout est lu", actor=aside, at=now())
