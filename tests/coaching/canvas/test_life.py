"""A canvas: made at the first word, validated by its holder, reopened with a reason, frozen by an organiser."""

import pytest
from django.urls import reverse

from accelerator.audit.models import AuditEntry
from coaching.canvas.enums import CanvasState
from coaching.models import Canvas, CanvasForm, CanvasVersion
from tests import factories

pytestmark = pytest.mark.django_db


def at(place, name, *more, kind="pitch"):
    return reverse(f"coaching:room_canvas_{name}", args=[place.project.slug, kind, *more])


def page_of(place):
    return reverse("coaching:room_pitch", args=[place.project.slug])


def write(client, place, key, value, base_version=0):
    url = at(place, "answer", key)
    return client.post(url, {"value": value, "base_version": base_version})


def read(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_reading_a_page_creates_no_canvas(client, place, holder):
    client.force_login(holder)

    page = read(client, page_of(place))

    assert "L’accroche" in page
    assert not Canvas.objects.exists()
    assert not CanvasForm.objects.exists()


def test_the_first_word_makes_the_canvas_and_starts_it(client, place, holder):
    client.force_login(holder)

    answer = write(client, place, "hook", "Trois heures par jour à recopier.")

    assert answer.status_code == 200, answer.content
    canvas = Canvas.objects.get()
    assert (canvas.kind, canvas.state) == ("pitch", CanvasState.IN_PROGRESS)
    assert AuditEntry.objects.filter(verb="start_canvas", subject_id=str(canvas.pk)).count() == 1
    page = read(client, page_of(place))
    assert "Trois heures par jour" in page
    assert "6 parties à écrire" in page


def test_two_projects_of_an_edition_answer_the_same_questions(client, place, holder):
    other = factories.participation(place.edition)
    client.force_login(holder)
    write(client, place, "hook", "Ici")
    client.force_login(other.project.members.get(leads=True).user)
    write(client, other, "hook", "Là")

    assert CanvasForm.objects.count() == 1
    assert len({canvas.sheet.revision_id for canvas in Canvas.objects.all()}) == 1


def test_its_holder_validates_and_a_version_is_stored(client, place, holder):
    client.force_login(holder)
    write(client, place, "hook", "Trois heures par jour à recopier.")

    answer = client.post(at(place, "validate"), follow=True)

    canvas = Canvas.objects.get()
    assert (canvas.state, canvas.validated_by) == (CanvasState.VALIDATED, holder)
    version = CanvasVersion.objects.get()
    assert (version.number, version.created_by, len(version.sha256)) == (1, holder, 64)
    assert version.snapshot["answers"][0]["text"] == "Trois heures par jour à recopier."
    assert "Trois heures par jour" in answer.content.decode()
    assert AuditEntry.objects.filter(verb="validate_canvas").exists()


def test_a_validated_or_frozen_canvas_refuses_late_texts(client, place, holder, organiser):
    client.force_login(holder)
    version = write(client, place, "hook", "Avant").json()["version"]
    client.post(at(place, "validate"))

    after_validation = write(client, place, "hook", "Après", version)
    client.force_login(organiser)
    client.post(at(place, "freeze"))
    client.force_login(holder)
    after_freeze = write(client, place, "hook", "Après", version)

    assert [after_validation.status_code, after_freeze.status_code] == [423, 423]
    assert "gardé sur cet appareil" in after_validation.json()["error"]
    assert "figé" in after_freeze.json()["error"]
    assert Canvas.objects.get().sheet.answers.get().value == "Avant"


def test_without_javascript_what_is_refused_stays_on_the_page(client, place, holder):
    client.force_login(holder)
    write(client, place, "hook", "Avant")
    client.post(at(place, "validate"))

    answer = client.post(at(place, "answers"), {"q_hook": "Tapé pendant ce temps", "v_hook": "1"})

    assert answer.status_code == 422
    assert "Tapé pendant ce temps" in answer.content.decode()
    assert "validé" in answer.content.decode()


def test_without_javascript_all_parts_are_sent_at_once(client, place, holder):
    client.force_login(holder)

    answer = client.post(
        at(place, "answers"), {"q_hook": "Une accroche", "v_hook": "0", "q_request": "Un essai"}
    )

    assert answer.status_code == 302
    assert set(Canvas.objects.get().sheet.answers.values_list("value", flat=True)) >= {
        "Une accroche",
        "Un essai",
    }


def test_a_stale_answer_returns_both_texts(client, place, holder, mentor):
    client.force_login(holder)
    write(client, place, "hook", "Le mien")
    client.force_login(mentor)

    answer = write(client, place, "hook", "Celui du parrain", 0)

    assert answer.status_code == 409
    assert answer.json()["theirs_text"] == "Le mien"
    assert Canvas.objects.get().sheet.answers.get().value == "Le mien"


def test_a_canvas_is_reopened_with_a_reason_only(client, place, holder):
    client.force_login(holder)
    write(client, place, "hook", "Avant")
    client.post(at(place, "validate"))

    refused = client.post(at(place, "reopen"), {"reason": "  "})
    still = Canvas.objects.get().state
    done = client.post(at(place, "reopen"), {"reason": "Le partenaire a changé"})

    assert (refused.status_code, still) == (422, CanvasState.VALIDATED)
    assert "Dites pourquoi" in refused.content.decode()
    assert done.status_code == 302
    canvas = Canvas.objects.get()
    assert canvas.state == CanvasState.IN_PROGRESS
    assert [version.reason for version in canvas.versions.all()] == ["Le partenaire a changé", ""]
    assert AuditEntry.objects.get(verb="reopen_canvas").data["reason"] == "Le partenaire a changé"


def test_an_organiser_freezes_what_nobody_began_and_opens_it_again(client, place, organiser):
    client.force_login(organiser)

    client.post(at(place, "freeze"))
    frozen = Canvas.objects.get().state
    client.post(at(place, "unfreeze"), {"reason": "Arrivés en retard"})

    assert (frozen, Canvas.objects.get().state) == (CanvasState.FROZEN, CanvasState.IN_PROGRESS)


def test_texts_of_others_await_the_validation_of_the_holder(client, place, holder, mentor):
    client.force_login(mentor)
    write(client, place, "hook", "Proposé par la marraine")

    client.force_login(holder)
    page = read(client, page_of(place))
    client.post(at(place, "validate"))
    after = read(client, page_of(place))

    assert "à valider" in page
    assert "à valider" not in after


def test_after_a_reopening_only_texts_that_others_wrote_since_await_validation(client, place, holder, mentor):
    client.force_login(mentor)
    write(client, place, "hook", "Proposé par la marraine")
    client.force_login(holder)
    client.post(at(place, "validate"))
    client.post(at(place, "reopen"), {"reason": "Une faute"})

    reopened = read(client, page_of(place))
    client.force_login(mentor)
    write(client, place, "problem", "Et le problème")
    client.force_login(holder)
    written = read(client, page_of(place))

    assert "à valider" not in reopened
    assert "à valider" in written


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("holder", {"validate", "reopen"}),
        ("mentor", set()),
        ("organiser", {"reopen", "freeze", "unfreeze"}),
    ],
)
def test_rights_on_a_canvas_by_role(client, place, holder, mentor, organiser, who, may):
    client.force_login(holder)
    write(client, place, "hook", "Un mot")
    client.force_login({"holder": holder, "mentor": mentor, "organiser": organiser}[who])

    found = {
        name
        for name in ("validate", "reopen", "freeze", "unfreeze")
        if client.post(at(place, name), {"reason": "Il le faut"}).status_code != 404
    }

    assert found == may


def test_a_proposed_mentor_reads_and_another_project_does_not(client, place, holder):
    client.force_login(holder)
    write(client, place, "hook", "Un mot à nous")
    proposed = factories.role(place.edition, "mentor")
    place.pairings.create(mentor=proposed, state="proposed", proposed_by=proposed, proposed_at=factories.NOW)
    stranger = factories.participation(place.edition).project.members.get(leads=True).user

    client.force_login(proposed)
    page = read(client, page_of(place))
    written = write(client, place, "hook", "Le leur").status_code
    client.force_login(stranger)
    refused = [client.get(page_of(place)).status_code, client.get(at(place, "history")).status_code]

    assert "Un mot à nous" in page
    assert "<textarea" not in page
    assert written == 404
    assert refused == [404, 404]


def test_the_history_lists_what_changed_and_old_versions_stay_readable(client, place, holder):
    client.force_login(holder)
    write(client, place, "hook", "Première accroche")
    client.post(at(place, "validate"))
    client.post(at(place, "reopen"), {"reason": "Trop longue"})
    write(client, place, "hook", "Seconde accroche", 1)
    client.post(at(place, "validate"))

    history = read(client, at(place, "history"))
    first = read(client, at(place, "version", 1))

    assert "Trop longue" in history
    assert "<del>Première accroche</del>" in history
    assert "<ins>Seconde accroche</ins>" in history
    assert "Première accroche" in first
    assert "Seconde accroche" not in first
    assert client.get(at(place, "version", 9)).status_code == 404
