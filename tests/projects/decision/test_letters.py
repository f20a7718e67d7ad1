"""Letters of decisions: completed, read before they leave, and what the projects that are not selected find in them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from programmes.enums import StructureProfile
from programmes.models import SupportScheme
from projects.conflicts.queries import conflicts_of
from projects.decision.actions.announcing import announce
from projects.decision.actions.deliberation import decide
from projects.decision.actions.letters import mark_letter_read, save_letter
from projects.decision.actions.refusals import DecisionRefused, LetterMoved, LettersUnread
from projects.decision.enums import Outcome
from projects.decision.queries.announcement import list_decisions_to_announce
from projects.decision.queries.letters import find_next_unread, list_drafts, list_suggestions
from projects.models import Application, DecisionLetter
from tests.factories import edition_with, role, scheme
from tests.support.reviews import plain
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db
EARLY = "Tout est lu"


def build_world():
    world = edition_with(applications=3, reviewers=2)
    for application, outcome in zip(world.applications, Outcome, strict=True):
        decide(application=application, outcome=outcome, reason="Motif", actor=world.organiser, at=now())
    world.offered = scheme(world.edition, "Diagnostic RH", source_url="https://example.org/rh")
    return world


built, world = share_world(build_world)


def url(world, number: int) -> str:
    return reverse(
        "projects:decision_letter", args=[world.edition.slug, world.applications[number].reference]
    )


def drafts(world):
    found = list_drafts(world.edition, list_decisions_to_announce(world.edition), now())
    return {draft.decision.application_id: draft for draft in found}


def draft(world, number: int):
    return drafts(world)[world.applications[number].pk]


def read(world, number: int, **fields):
    values = {"seen": draft(world, number).mark, "actor": world.organiser, "at": now(), **fields}
    return mark_letter_read(application=world.applications[number], **values)


def save(world, number: int, **fields):
    values = {"paragraph": "", "seen": draft(world, number).version, "actor": world.organiser, "at": now()}
    return save_letter(application=world.applications[number], **{**values, **fields})


def test_an_organiser_completes_a_letter_reads_it_and_goes_on_to_the_next(as_user, world) -> None:
    client = as_user(world.organiser)
    values = {"do": "save", "paragraph": "Bravo pour le travail.", "orientation": "Voyez l’ARACT.", "seen": 0}

    saved = client.post(url(world, 2), {**values, "schemes": world.offered.pk}, follow=True)

    page = plain(saved.text)
    for text in ("Bravo pour le travail.", "Voyez l’ARACT.", "Diagnostic RH", "https://example.org/rh"):
        assert text in page
    assert not draft(world, 2).is_read
    then = client.post(url(world, 2), {"do": "read", "mark": draft(world, 2).mark})
    assert draft(world, 2).is_read
    assert then.url == url(world, 0)
    announcement = plain(client.get(reverse("projects:announce", args=[world.edition.slug])).text)
    assert "1 message relu</b> sur 3" in announcement


def test_the_preview_of_a_mail_has_the_typed_text_before_it_is_saved(as_user, world) -> None:
    page = as_user(world.organiser).post(
        url(world, 0), {"do": "preview", "paragraph": "À mardi !", "seen": 0}
    )

    assert page.status_code == 200
    assert plain(page.text).count("À mardi !") == 2  # in the mail, and in its field
    assert not DecisionLetter.objects.exists()


def test_a_change_of_anything_in_the_mail_asks_for_another_reading(world) -> None:
    for number in (0, 1, 2):
        read(world, number)
    assert all(draft.is_read for draft in drafts(world).values())

    decide(
        application=world.applications[2],
        outcome=Outcome.NOT_SELECTED,
        reason="Un autre motif",
        actor=world.organiser,
        at=now(),
    )
    save(world, 0, paragraph="Un mot")

    assert [draft(world, number).is_read for number in (0, 1, 2)] == [False, True, False]


def test_a_letter_that_changed_is_not_read_unseen(world) -> None:
    seen = draft(world, 0).mark
    save(world, 0, paragraph="Un mot")

    with pytest.raises(DecisionRefused, match="relisez-le"):
        read(world, 0, seen=seen)


def test_two_organisers_do_not_erase_each_other(as_user, world) -> None:
    save(world, 0, paragraph="Le mot de la première")

    with pytest.raises(LetterMoved):
        save(world, 0, paragraph="Le mien", seen=0)
    page = as_user(world.organiser).post(url(world, 0), {"do": "save", "paragraph": "Le mien", "seen": 0})

    assert page.status_code == 422
    assert "a modifié ce message entre-temps" in plain(page.text)
    assert "Le mien" in page.text
    assert 'name="seen" value="1"' in page.text
    assert draft(world, 0).content.paragraph == "Le mot de la première"


def test_versions_are_stored(world) -> None:
    save(world, 0, paragraph="Un")
    save(world, 0, paragraph="Deux")

    rows = DecisionLetter.objects.filter(application=world.applications[0])
    assert list(rows.values_list("version", "paragraph")) == [(1, "Un"), (2, "Deux")]
    assert AuditEntry.objects.filter(verb="save_decision_letter").count() == 2
    assert "Deux" not in str(AuditEntry.objects.filter(verb="save_decision_letter").last().data)


@pytest.mark.parametrize("field", ["paragraph", "orientation"])
def test_a_text_that_is_too_long_is_refused_at_its_field_and_stays(as_user, world, field) -> None:
    page = as_user(world.organiser).post(url(world, 2), {"do": "save", field: "é" * 10_000, "seen": 0})

    assert page.status_code == 422
    assert "2000" in plain(str(page.context["form"].errors[field])).replace(" ", "")
    assert "é" * 10_000 in page.text


def test_a_scheme_of_another_edition_is_refused_at_its_field(as_user, world) -> None:
    elsewhere = scheme(edition_with().edition)

    for key in (elsewhere.pk, "abc", 10**30):
        page = as_user(world.organiser).post(
            url(world, 2), {"do": "save", "schemes": key, "paragraph": "Un mot"}
        )
        assert page.status_code == 422
        assert "schemes" in page.context["form"].errors
        assert "Un mot" in page.text
    with pytest.raises(DecisionRefused, match="n’est plus proposé"):
        save(world, 2, schemes=[elsewhere.pk])


def test_schemes_are_not_for_a_project_that_is_selected(as_user, world) -> None:
    client = as_user(world.organiser)
    save(world, 2, orientation="Voyez l’ARACT.", schemes=[world.offered.pk])
    decide(application=world.applications[2], outcome=Outcome.SELECTED, actor=world.organiser, at=now())

    assert draft(world, 2).content.is_empty
    assert "Diagnostic RH" not in client.get(url(world, 2)).text


def test_a_scheme_that_is_no_longer_offered_leaves_the_mail(world) -> None:
    save(world, 2, schemes=[world.offered.pk])
    read(world, 2)

    SupportScheme.objects.filter(pk=world.offered.pk).update(closes_on=localdate() - timedelta(days=1))

    assert draft(world, 2).content.schemes == []
    assert not draft(world, 2).is_read


def test_schemes_that_fit_come_first_with_their_reasons(world) -> None:
    application = world.applications[2]
    scheme(world.edition, "Réservé", departments=["2A"], needs=["expertise"])

    names = [
        (suggestion.scheme.name, suggestion.is_proposed)
        for suggestion in list_suggestions(world.edition, application, now())
    ]

    assert names[0] == ("Diagnostic RH", True)
    assert names[-1][0] == "Réservé"


def test_a_scheme_says_why_it_fits_the_structure_or_not(world) -> None:
    Application.objects.filter(pk=world.applications[2].pk).update(
        department="Calvados", profile=StructureProfile.INTERNAL_PROJECT
    )
    scheme(world.edition, "Normand", departments=["14"], profiles=["internal_project"])
    scheme(world.edition, "Corse", departments=["2A"], needs=["expertise"])
    scheme(world.edition, "Fini", closes_on=localdate() - timedelta(days=1))

    application = Application.objects.get(pk=world.applications[2].pk)
    found = {
        row.scheme.name: plain(row.description) for row in list_suggestions(world.edition, application, now())
    }

    assert found == {
        "Diagnostic RH": "",
        "Normand": "Conditions remplies : mène un projet en interne ; Calvados.",
        "Corse": "Ne convient pas : réservé au territoire : Corse-du-Sud.",
    }


def test_the_next_letter_to_read_follows_the_order_of_the_announcement_and_comes_round(world) -> None:
    conflicts = conflicts_of(world.organiser, world.edition, now())

    def next_after(number: int) -> str:
        return find_next_unread(world.edition, conflicts, world.applications[number], now())

    first, second, third = (application.reference for application in world.applications)
    assert [next_after(number) for number in (0, 1, 2)] == [second, third, first]
    read(world, 1)
    assert next_after(0) == third
    read(world, 2)
    assert next_after(0) == ""


def test_letters_that_nobody_read_leave_with_a_consent_for_as_many(as_user, world) -> None:
    read(world, 0)
    client, address = as_user(world.organiser), reverse("projects:announce", args=[world.edition.slug])

    refused = client.post(address, {"early_reason": EARLY, "unread": 2})

    assert refused.status_code == 422
    assert "2 messages n’ont été relus par personne" in plain(refused.text)
    assert EARLY in refused.text
    with pytest.raises(LettersUnread):
        announce(edition=world.edition, early_reason=EARLY, unread_seen=1, actor=world.organiser, at=now())
    assert not OutgoingMail.objects.filter(template__contains="decision_").exists()
    client.post(address, {"early_reason": EARLY, "unread": 2, "send_unread": "on"})
    assert AuditEntry.objects.get(verb="announce").data["unread"] == 2


def test_holders_find_orientation_and_schemes_in_the_mail_and_on_their_page(as_user, world) -> None:
    refused = world.applications[2]
    save(world, 2, paragraph="Bon courage.", orientation="Voyez l’ARACT.", schemes=[world.offered.pk])
    save(world, 0, paragraph="À mardi.")
    holder, page = (
        as_user(refused.project.find_lead()),
        reverse("projects:application", args=[refused.reference]),
    )
    assert "Voyez l’ARACT." not in holder.get(page).text

    announce(edition=world.edition, early_reason=EARLY, actor=world.organiser, at=now())

    mail = plain(OutgoingMail.objects.get(template="projects/decision/decision_not_selected").text)
    seen = plain(holder.get(page).text)
    for text in ("Bon courage.", "Voyez l’ARACT.", "Diagnostic RH", "https://example.org/rh"):
        assert text in mail
        assert text in seen
    place = reverse("projects:participation", args=[world.applications[0].reference])
    assert "À mardi." in as_user(world.holder).get(place).text
    assert "À mardi." in plain(OutgoingMail.objects.get(template="projects/decision/decision_selected").text)


def test_once_announced_a_letter_is_only_read(as_user, world) -> None:
    client = as_user(world.organiser)
    announce(edition=world.edition, early_reason=EARLY, actor=world.organiser, at=now())

    late = client.post(url(world, 0), {"do": "save", "paragraph": "Trop tard", "seen": 0})

    assert late.status_code == 422
    assert "son message ne change plus" in plain(late.text)
    assert "Trop tard" in late.text
    assert 'name="paragraph"' not in client.get(url(world, 0)).text
    with pytest.raises(DecisionRefused):
        mark_letter_read(application=world.applications[0], seen="", actor=world.organiser, at=now())


def test_a_person_who_has_a_conflict_neither_reads_nor_writes_it(as_user, world) -> None:
    application, organiser = world.applications[2], world.organiser
    mark = draft(world, 2).mark
    client = as_user(organiser)
    assert client.get(url(world, 2)).status_code == 200

    application.recusals.create(reviewer=organiser, reason="…", author=organiser, at=now())

    assert client.get(url(world, 2)).status_code == 404
    assert client.post(url(world, 2), {"do": "save", "paragraph": "x"}).status_code == 404
    for act in (lambda: save(world, 2, paragraph="x"), lambda: read(world, 2, seen=mark)):
        with pytest.raises(DecisionRefused, match="vous est cachée"):
            act()


def test_the_rank_of_a_reserve_is_not_in_the_letter_of_who_may_not_compare(as_user, world) -> None:
    aside = world.applications[0]
    aside.recusals.create(reviewer=world.organiser, reason="…", author=world.organiser, at=now())

    page = plain(as_user(world.organiser).get(url(world, 1)).text)

    assert "liste complémentaire" in page
    assert "au rang" not in page


def test_a_letter_stays_read_when_a_hidden_reserve_is_placed_before_it(as_user, world) -> None:
    hidden, reserve = world.applications[2], world.applications[1]
    hidden.recusals.create(reviewer=world.organiser, reason="…", author=world.organiser, at=now())
    read(world, 1)
    address = reverse("projects:announce", args=[world.edition.slug])
    before = plain(as_user(world.organiser).get(address).text)
    assert "1 message relu</b> sur 2" in before

    colleague = role(world.edition, "organiser")
    decide(application=hidden, outcome=Outcome.RESERVE, reserve_rank=1, actor=colleague, at=now())

    reserve.decision.refresh_from_db()
    assert reserve.decision.reserve_rank == 2
    assert "1 message relu</b> sur 2" in plain(as_user(world.organiser).get(address).text)


def test_every_juror_is_thanked_once(world) -> None:
    scored, silent = world.reviewers

    announce(edition=world.edition, early_reason=EARLY, actor=world.organiser, at=now())

    thanks = OutgoingMail.objects.filter(template="projects/decision/outcomes")
    assert sorted(mail.user_id for mail in thanks) == sorted([scored.pk, silent.pk])
    assert all("Merci d’avoir siégé" in plain(mail.text) for mail in thanks)
