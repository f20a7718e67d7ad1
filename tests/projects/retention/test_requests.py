"""An organiser erases one dossier on request: consequences listed, refused while a decision is awaited, logged."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.audit.models import AuditEntry
from accelerator.outbox.actions import queue
from accelerator.outbox.models import OutgoingMail
from coaching.attendance.models import Attendee, Session
from programmes.models import Edition
from projects.members import emails
from projects.models import Application, ProjectInvitation, Recusal
from projects.retention.actions.erasing import ErasureRefused, erase_on_request
from tests import factories
from tests.support.dossiers import lead
from tests.support.retention import closed_edition, written_then

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return closed_edition(months_ago=5)


@pytest.fixture
def organiser(edition: Edition) -> User:
    return factories.role(edition, "organiser")


def address(application: Application) -> str:
    slug = application.call.edition.slug
    return reverse("projects:erase_application", args=[slug, application.reference])


def listed(edition: Edition, kind: str) -> str:
    return reverse("projects:retained_dossiers", args=[edition.slug, kind])


def refused_dossier(edition: Edition, **columns: Any) -> Application:
    return written_then(factories.application(edition, state="not_selected", **columns))


CONFIRMED = {"reason": "Demande reçue le 3 mars", "confirm": "on"}


def test_a_dossier_is_anonymised_at_once_and_the_log_says_why(edition, organiser, as_user) -> None:
    dossier = refused_dossier(edition, title="Un quai connecté", holder_name="Maëlle Ravenel")
    holder = lead(dossier)
    OutgoingMail.objects.create(
        dedupe_key="late", scope=edition.scope, user=holder, to_email=holder.email, subject="Votre dossier",
        text="À venir.", message_id="late", created_at=timezone.now(), due_at=timezone.now() + timedelta(days=3),
    )  # fmt: skip
    browser = as_user(organiser)
    page = browser.get(address(dossier)).text

    done = browser.post(address(dossier), CONFIRMED, follow=True)

    assert all(words in page for words in ("Un quai connecté", holder.name, "numéro, état, profil"))
    assert f"Le dossier {dossier.reference} est effacé" in done.text
    dossier.refresh_from_db()
    assert dossier.anonymised_at
    assert not User.objects.filter(pk=holder.pk, is_active=True).exists()
    assert not OutgoingMail.objects.filter(to_email=holder.email).exists()
    logged = AuditEntry.objects.get(verb="erase_on_request")
    assert logged.data == {
        "dossier": dossier.reference, "became": "anonymised", "reason": "Demande reçue le 3 mars",
    }  # fmt: skip
    assert "déjà anonymisé" in browser.get(address(dossier)).text


def test_a_draft_is_deleted_by_its_reference_and_its_content_is_not_shown(
    edition, organiser, as_user
) -> None:
    draft = written_then(
        factories.application(edition, state="draft", title="Un secret", holder_name="Jo Lin")
    )
    browser, holder = as_user(organiser), lead(draft)

    pages = browser.get(listed(edition, "drafts")).text + browser.get(address(draft)).text
    browser.post(address(draft), CONFIRMED)

    assert draft.reference in pages
    assert [word for word in ("Un secret", "Jo Lin", holder.name, holder.email) if word in pages] == []
    assert not Application.objects.exists()
    assert AuditEntry.objects.get(verb="erase_on_request").data["became"] == "erased"


def test_an_erasure_needs_a_confirmation_and_a_reason(edition, organiser, as_user) -> None:
    dossier, browser = refused_dossier(edition), as_user(organiser)

    for typed in ({"reason": "Demande du 3 mars"}, {"confirm": "on"}):
        answer = browser.post(address(dossier), typed)

        assert (answer.status_code, typed.get("reason", "") in answer.text) == (422, True)
    dossier.refresh_from_db()
    assert dossier.anonymised_at is None


def test_a_dossier_that_awaits_something_is_not_erased_and_the_page_says_why(
    edition, organiser, as_user
) -> None:
    browser = as_user(organiser)

    for state in ("submitted", "under_review", "selected", "confirmed", "reserve"):
        dossier = written_then(factories.application(edition, state=state))
        page = browser.get(address(dossier)).text
        browser.post(address(dossier), CONFIRMED)

        assert "Pas maintenant" in page, state
        dossier.refresh_from_db()
        assert dossier.anonymised_at is None, state


def test_a_project_that_came_may_be_erased_once_the_session_is_over(edition, organiser) -> None:
    today = timezone.localdate()
    Edition.objects.update(
        session_starts_on=today - timedelta(days=9), session_ends_on=today - timedelta(days=8)
    )
    place = factories.participation(edition)
    dossier = written_then(place.project.application)
    session = Session.objects.create(edition=edition)
    comes = Attendee.objects.create(
        session=session, user=lead(dossier), participation=place, name="Maëlle Ravenel", kind="holder",
        added_at=timezone.now(),
    )  # fmt: skip

    erase_on_request(application=dossier, reason="Demande", actor=organiser, at=timezone.now())

    comes.refresh_from_db()
    assert (comes.name, comes.user, comes.participation) == ("—", None, place)


def test_a_dossier_sent_since_the_page_was_open_stays(edition, organiser) -> None:
    draft = written_then(factories.application(edition, state="draft"))
    Application.objects.update(state="submitted", submitted_at=timezone.now())

    with pytest.raises(ErasureRefused, match="attend une décision"):
        erase_on_request(application=draft, reason="Demande", actor=organiser, at=timezone.now())

    assert Application.objects.exists()


def test_a_recused_person_sees_no_name_and_erases_nothing(edition, organiser, as_user) -> None:
    hidden, visible = refused_dossier(edition, title="Écarté"), refused_dossier(edition, title="Montré")
    Recusal.objects.create(
        application=hidden, reviewer=organiser, author=organiser, reason="Voisins", at=timezone.now()
    )
    browser = as_user(organiser)

    page = browser.get(listed(edition, "unselected")).text

    assert "Montré" in page
    assert [word for word in ("Écarté", hidden.reference, hidden.holder_name) if word and word in page] == []
    assert "1 dossier n’est pas nommé ici" in page
    assert [browser.get(address(application)).status_code for application in (hidden, visible)] == [404, 200]
    assert browser.post(address(hidden), CONFIRMED).status_code == 404


def mail_to(edition: Edition, key: str, **columns: Any) -> OutgoingMail:
    texts = {"subject": "Votre édition", "text": "Bonjour.", "to_email": "mentor@exemple.test", **columns}
    return OutgoingMail.objects.create(
        dedupe_key=key, scope=edition.scope, message_id=key, created_at=timezone.now(), due_at=timezone.now(), **texts
    )  # fmt: skip


TITLE = "Un quai connecté : pour qui ?"
REVEALING: list[dict[str, Any]] = [
    {"subject": f"Vous suivez « {TITLE} »"},
    {"text": "On vous propose **« Un quai connecté\u202f: pour qui\u202f? »**."},
    {"text": "- Un quai connecté : pour qui ?, Scierie des Aulnes"},
    {"text": "Écrivez à Maëlle Ravenel."},
    {"text": "[écrire](mailto:maelle@exemple.test)"},
    {"attachments": [{"name": "a.ics", "content": "SUMMARY:Rencontre\\, Maëlle Ra\r\n venel", "content_type": "text"}]},
]  # fmt: skip


def test_mails_to_others_about_an_erased_dossier_are_erased(edition, organiser) -> None:
    dossier = refused_dossier(edition, title=TITLE)
    holder = lead(dossier)
    User.objects.filter(pk=holder.pk).update(name="Maëlle Ravenel", email="maelle@exemple.test")
    for number, columns in enumerate(REVEALING):
        mail_to(edition, f"about it, {number}", **columns)
    mail_to(edition, "another", text="Un quai bien connecté, écrit Maëlle.")

    erase_on_request(application=dossier, reason="Demande", actor=organiser, at=timezone.now())

    assert list(OutgoingMail.objects.values_list("dedupe_key", flat=True)) == ["another"]


def test_a_title_in_everyday_words_or_a_partners_name_takes_no_other_mail_along(edition, organiser) -> None:
    dossier, other = (refused_dossier(edition, title=title) for title in ("Atelier", edition.theme_fr))
    holder = lead(other)
    User.objects.filter(pk=holder.pk).update(name="Maëlle Ravenel")
    factories.role(edition, "partner", who=holder)
    words = f"Atelier à midi, sur le thème {edition.theme_fr}, avec Maëlle Ravenel"
    mail_to(edition, "general", text=words)

    for each in (dossier, other):
        erase_on_request(application=each, reason="Demande", actor=organiser, at=timezone.now())

    assert OutgoingMail.objects.filter(dedupe_key="general").exists()


def test_a_title_that_another_dossier_has_too_takes_none_of_its_mails(edition, organiser) -> None:
    first, _again = refused_dossier(edition, title=TITLE), refused_dossier(edition, title=f"{TITLE} (bis)")
    mail_to(edition, "of the other", subject=f"Vous suivez « {TITLE} »")

    erase_on_request(application=first, reason="Demande", actor=organiser, at=timezone.now())

    assert OutgoingMail.objects.filter(dedupe_key="of the other").exists()


def test_invitations_to_an_erased_dossier_are_deleted(edition, organiser) -> None:
    dossier = refused_dossier(edition)
    mail = emails.member_invitation(
        ProjectInvitation.objects.create(
            project=dossier.project, email="jo@exemple.test", rights="edit", invited_by=lead(dossier), nonce="n",
            invited_at=timezone.now(), sent_at=timezone.now(), expires_at=timezone.now(),
        )
    )  # fmt: skip
    queue(mail, at=timezone.now())
    OutgoingMail.objects.update(text="", subject="Une invitation")

    erase_on_request(application=dossier, reason="Demande", actor=organiser, at=timezone.now())

    assert not OutgoingMail.objects.exists()
