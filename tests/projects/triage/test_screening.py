"""Rules of eligibility: what they set aside, why, and how an organiser overrules one."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.companies.departments import DEPARTMENTS, REGIONS, department_code
from accelerator.questionnaires.enums import QuestionKind
from accelerator.transitions import ReasonMissing
from projects.application.enums import ApplicationState as S
from projects.models import Application, EligibilityRule, Finding
from projects.triage.actions import eligibility, screening
from tests.factories import World, edition_with, published_form, sheet
from tests.support.dossiers import full_form, sent
from tests.support.types import AsUser

NORMANDIE = REGIONS["Normandie"].split()


def test_a_departement_is_recognised_as_people_write_it() -> None:
    for typed, code in (
        ("Calvados", "14"),
        ("calvados (14)", "14"),
        ("14", "14"),
        ("SEINE MARITIME", "76"),
        ("Département de la Seine-Maritime", "76"),
        ("Val-de-Marne", "94"),
        ("Marne", "51"),
        ("côtes d'armor", "22"),
        ("2a", "2A"),
        ("Réunion", None),
        ("Calvados et Orne", None),
        ("quelque part", None),
        ("", None),
        (None, None),
    ):
        assert department_code(typed) == code


def test_every_departement_is_in_one_region_and_found_by_its_name() -> None:
    listed = [code for codes in REGIONS.values() for code in codes.split()]

    assert sorted(listed) == sorted(DEPARTMENTS)
    assert len(DEPARTMENTS) == 101
    assert {code: department_code(name) for code, name in DEPARTMENTS.items()} == {
        code: code for code in DEPARTMENTS
    }


def world_with(**answers: Any) -> tuple[World, Application]:
    world = edition_with(form=full_form())
    return world, sent(world.edition, at=timezone.now(), **answers)


def rule(world: World, **accepted: list[str]) -> int:
    return screening.set_rules(
        call=world.edition.call, accepted=accepted, actor=world.organiser, at=timezone.now()
    )


def why(dossier: Application) -> list[str]:
    return [
        str(found.explanation).replace("\u00a0", " ") for found in Finding.objects.filter(application=dossier)
    ]


@pytest.mark.django_db
def test_a_rule_says_why_it_sets_a_dossier_aside() -> None:
    world, plain = world_with()
    large, far, near, new, away = (
        sent(world.edition, at=timezone.now(), **answers)
        for answers in (
            {"head_count": "300_more"},
            {"department": "Mayenne"},
            {"department": "orne (61)"},
            {"siret": "association en cours de création"},
            {"both_days": "no"},
        )
    )
    everybody = {plain, large, far, near, new, away}
    staff = "effectif : De 10 à 49"
    for rules, reasons in (
        ({"head_count": ["10_49"]}, {large: "effectif : 300 et plus"}),
        ({"territory": NORMANDIE}, {far: "territoire : Mayenne"}),
        ({"both_days": []}, {away: "présence aux deux journées : Non"}),
        ({"siret": []}, {new: None}),
        ({"profile": ["solution_provider"]}, dict.fromkeys(everybody)),
        (
            {"profile": ["internal_project"], "head_count": ["300_more"]},
            dict.fromkeys(everybody - {large}, staff),
        ),
    ):
        assert rule(world, **rules) == len(reasons), rules

        for dossier in everybody:
            found = why(dossier)
            if dossier not in reasons:
                assert found == [], rules
            else:
                assert found == [reasons[dossier] or found[0]], rules
            dossier.refresh_from_db()
            assert dossier.findings_standing == len(found)


@pytest.mark.django_db
def test_rules_apply_to_what_is_sent_after_them() -> None:
    world = edition_with(form=full_form())
    rule(world, head_count=["0"])

    dossier = sent(world.edition, at=timezone.now())

    assert dossier.findings_standing == 1
    assert dossier.state == S.SUBMITTED


@pytest.mark.django_db
def test_changing_the_rules_frees_those_they_no_longer_concern() -> None:
    world, dossier = world_with(head_count="300_more")
    rule(world, head_count=["0"])

    rule(world, head_count=["300_more"])

    dossier.refresh_from_db()
    assert dossier.findings_standing == 0
    assert not Finding.objects.exists()


@pytest.mark.django_db
def test_a_question_that_the_form_does_not_ask_sets_nobody_aside() -> None:
    world = edition_with(applications=1, state=S.SUBMITTED)

    assert rule(world, head_count=["0"], siret=[]) == 0


@pytest.mark.django_db
def test_a_question_that_an_answer_hides_sets_nobody_aside() -> None:
    form = published_form(
        {"key": "title", "kind": QuestionKind.SHORT_TEXT},
        {"key": "alone", "kind": QuestionKind.YES_NO},
        {"key": "head_count", "kind": QuestionKind.SHORT_TEXT, "show_if": {"key": "alone", "any_of": ["no"]}},
    )
    world = edition_with(form=form, applications=1, state=S.SUBMITTED)
    dossier = world.applications[0]
    for alone, aside in ((True, 0), (False, 1)):
        dossier.sheet = sheet(form, alone=alone, head_count="300_more")
        dossier.save(update_fields=["sheet"])

        assert rule(world, head_count=["10_49"]) == aside


@pytest.mark.django_db
def test_a_dossier_already_opened_to_the_committee_is_left_alone() -> None:
    world, dossier = world_with(head_count="300_more")
    Application.objects.filter(pk=dossier.pk).update(state=S.UNDER_REVIEW)

    assert rule(world, head_count=["0"]) == 0


@pytest.mark.django_db
def test_overruled_with_a_reason_then_eligible() -> None:
    world, dossier = world_with()
    rule(world, head_count=["0"])
    at, who = timezone.now(), world.organiser
    finding = Finding.objects.get()
    stuck = Application.objects.select_related("call__edition", "project").get(pk=dossier.pk)

    assert eligibility.declare_eligible(applications=[stuck], actor=who, at=at) == 0
    with pytest.raises(ReasonMissing):
        screening.overrule(finding=finding, reason="  ", actor=who, at=at)
    screening.overrule(finding=finding, reason="Une seule personne de plus.", actor=who, at=at)

    free = Application.objects.select_related("call__edition", "project").get(pk=dossier.pk)
    assert free.findings_standing == 0
    assert eligibility.declare_eligible(applications=[free], actor=who, at=at) == 1
    assert AuditEntry.objects.get(verb="overrule_rule").data["reason"] == "Une seule personne de plus."


@pytest.mark.django_db
def test_an_overruling_holds_while_the_dossier_answers_the_same() -> None:
    world, dossier = world_with(head_count="300_more")
    rule(world, head_count=["0"])
    finding = Finding.objects.get()
    screening.overrule(finding=finding, reason="Accord.", actor=world.organiser, at=timezone.now())

    rule(world, head_count=["1_9"])

    dossier.refresh_from_db()
    assert dossier.findings_standing == 0
    assert Finding.objects.get().reason == "Accord."
    screening.reinstate(finding=finding, actor=world.organiser, at=timezone.now())
    dossier.refresh_from_db()
    assert dossier.findings_standing == 1


# --- pages ---


def settings_of(world: World) -> str:
    return reverse("projects:manage_eligibility", args=[world.edition.slug])


@pytest.mark.django_db
def test_the_page_of_rules_keeps_shows_and_explains(as_user: AsUser) -> None:
    world, dossier = world_with(head_count="300_more", department="Mayenne")
    browser = as_user(world.organiser)
    body = {
        "points": "Pièces lisibles | Readable attachments\nProblème de travail décrit",
        "regions": ["Normandie"],
        "departments": "35, Sarthe",
        "head_count": ["10_49", "50_249"],
        "siret": "on",
    }

    page = browser.post(settings_of(world), body, follow=True).text

    assert "les règles écartent 1 dossier." in page
    assert "Pièces lisibles | Readable attachments" in page
    assert "Ille-et-Vilaine, Sarthe" in page
    accepted = {candidate.subject: candidate.accepted for candidate in EligibilityRule.objects.all()}
    assert accepted["territory"] == sorted([*NORMANDIE, "35", "72"])
    assert accepted["siret"] == []
    assert "both_days" not in accepted
    url = reverse("projects:manage_application", args=[world.edition.slug, dossier.reference])
    page = browser.get(url).text
    assert "300 et plus" in page
    assert "Écarté par" in page
    assert "Déclarer recevable" not in page


@pytest.mark.django_db
def test_impossible_rules_are_errors_of_their_field(as_user: AsUser) -> None:
    world = edition_with(form=full_form())
    browser = as_user(world.organiser)

    for body, words in (
        ({"departments": "Atlantide"}, "Département inconnu"),
        ({"points": "\n".join(f"Point {n}" for n in range(21))}, "vingt points"),
        ({"points": "x" * 201}, "200 caractères"),
        ({"profile": "forged"}, "Sélectionnez un choix valide"),
    ):
        response = browser.post(settings_of(world), body)

        assert (response.status_code, words in response.text) == (422, True), words
    assert not EligibilityRule.objects.exists()


@pytest.mark.django_db
def test_overruling_from_the_page(as_user: AsUser) -> None:
    world, dossier = world_with()
    rule(world, head_count=["0"])
    finding = Finding.objects.get()
    browser = as_user(world.organiser)
    url = reverse("projects:overrule_finding", args=[world.edition.slug, dossier.reference, finding.pk])

    silent = browser.post(url, {"reason": ""})
    page = browser.post(url, {"reason": "Effectif mal compté."}, follow=True).text

    assert silent.status_code == 422
    assert "Indiquez la raison" in silent.text
    assert "Règle levée pour ce dossier" in page
    assert "Effectif mal compté." in page
    again = browser.post(url, {"go": "reinstate"}, follow=True).text
    assert "Écarté par" in again
