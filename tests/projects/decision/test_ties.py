"""Dossiers of one score at the line: the committee parts them in writing."""

import pytest
from django.urls import reverse
from django.utils import timezone

from programmes.enums import RoleName
from projects.decision.actions.announcing import announce
from projects.decision.actions.deliberation import decide
from projects.decision.actions.refusals import DecisionRefused, TieWithoutReason
from projects.decision.enums import Outcome
from projects.models import Application, Decision
from tests import factories
from tests.factories import edition_with

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


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


def test_who_stepped_aside_learns_nothing_by_the_reason_that_is_missing() -> None:
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


def test_who_stepped_aside_announces_without_learning_of_a_tie_that_they_do_not_read() -> None:
    world = tied_world(90, 70, 70, places=2)
    above, hidden, other = world.applications
    aside = factories.role(world.edition, RoleName.ORGANISER)
    hidden.recusals.create(reviewer=aside, reason="Cliente", author=aside, at=now())
    for item in (above, hidden):
        decide(application=item, outcome=Outcome.SELECTED, actor=world.organiser, at=now())
    decide(application=other, outcome=Outcome.RESERVE, actor=aside, at=now())

    # A refusal would reveal that the one they do not read has 70 and is selected.
    assert announce(edition=world.edition, early_reason="Tout est lu", actor=aside, at=now())


def test_who_stepped_aside_writes_what_parts_a_tie_that_they_read() -> None:
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
