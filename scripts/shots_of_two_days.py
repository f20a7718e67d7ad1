"""What `make screenshots` photographs of the two days: the rooms of a finished session, then a second day under way."""

import sys
from typing import Any

from playwright.sync_api import Page
from shots import ORGANISER, PHONE, SCREEN, Shot, at, find_lead, from_the_title

WIDE = (1180, 900)
TITLE = "Baisser le volume"
"""The project whose room is shown."""


def list_room_shots() -> list[Shot]:
    """Five months after a session: what a project drew, received and planned, and what followed."""
    from coaching.models import Pairing

    place = find_place()
    slug, edition, holder = place.project.slug, place.edition.slug, find_lead(place.project)
    mentor = str(Pairing.objects.get(participation=place, state="accepted").mentor.email)
    return [
        Shot("animation-canevas", ORGANISER, at("coaching:session_drawn", edition), SCREEN, from_the_title),
        Shot("animation-galerie", ORGANISER, at("coaching:manage_gallery", edition), WIDE, from_the_title),
        Shot(
            "animation-resultats",
            ORGANISER,
            at("coaching:survey_results", edition, "debrief"),
            SCREEN,
            from_the_title,
        ),
        Shot("parrainage-projet", mentor, at("coaching:coaching_project", slug), SCREEN, from_the_title),
        Shot("parrainage-page", mentor, at("coaching:room_brief", slug), SCREEN, from_the_title),
        Shot("parrainage-rendez-vous", mentor, at("coaching:meetings", slug), SCREEN, from_the_title),
        Shot("porteur-frise", holder, at("coaching:room_timeline", slug), WIDE, from_the_title),
        Shot("porteur-pitch", holder, at("coaching:room_pitch", slug), PHONE, from_the_title),
        Shot("porteur-adn", holder, at("coaching:room_adn", slug), WIDE, from_the_title),
        Shot("porteur-idees", holder, at("coaching:room_ideas", slug), PHONE, from_the_title),
        Shot("porteur-plan", holder, at("coaching:room_plan", slug), WIDE, from_the_title),
    ]


def list_live_shots() -> list[Shot]:
    """The second morning, while the ideas are mixed."""
    from coaching.attendance.codes import make_key
    from coaching.models import Pairing, SessionCode

    place = find_place()
    edition, slug, holder = place.edition.slug, place.project.slug, find_lead(place.project)
    mentor = str(Pairing.objects.get(participation=place, state="accepted").mentor.email)
    code = SessionCode.objects.get(session__edition=place.edition, revoked_at=None).code
    wall = f"{at('coaching:mix_wall', code)}?k={make_key(code)}"
    return [
        Shot("animation-deroule", ORGANISER, at("coaching:manage_session", edition), WIDE, from_the_title),
        Shot(
            "animation-participants",
            ORGANISER,
            at("coaching:manage_attendees", edition),
            SCREEN,
            from_the_title,
        ),
        Shot("animation-code", ORGANISER, at("coaching:session_code", edition), SCREEN, from_the_title),
        Shot("animation-en-direct", ORGANISER, at("coaching:cockpit", edition), WIDE, from_the_title),
        Shot("animation-pitchs", ORGANISER, at("coaching:session_pitches", edition), WIDE),
        Shot("animation-tables", ORGANISER, at("coaching:rotation", edition), SCREEN, from_the_title),
        Shot("animation-tours", ORGANISER, at("coaching:mix", edition), SCREEN, from_the_title),
        Shot("animation-mur", "", wall, SCREEN, wait_for_ideas),
        Shot("parrainage-accueil", mentor, at("coaching:coaching_home"), SCREEN),
        Shot("parrainage-maintenant", mentor, at("coaching:live", code), PHONE),
        Shot("parrainage-salle", mentor, at("coaching:room_adn", slug), SCREEN, from_the_title),
        Shot("porteur-accueil", holder, at("coaching:my_home"), SCREEN),
        Shot("porteur-maintenant", holder, at("coaching:live", code), PHONE),
        Shot("porteur-idee", holder, at("coaching:mix_idea", code), PHONE, type_an_idea),
        Shot("porteur-debrief", holder, at("coaching:live", code), PHONE, begin_debrief),
    ]


def list_synthesis_shots() -> list[Shot]:
    """Twelve days after a session: a synthesis that is begun."""
    from coaching.models import SurveyInvitation
    from coaching.surveys.links import token_for

    begun = SurveyInvitation.objects.select_related("participation__project")
    invitation = begun.filter(survey__kind="synthesis", state="started").first()
    if invitation is None:
        sys.exit("the demo has no synthesis that is begun")
    lead = invitation.participation.project.members.get(leads=True).user
    path = at("coaching:survey", token_for(invitation, lead))
    return [Shot("porteur-synthese", "", path, PHONE, to_the_first_action)]


def to_the_first_action(page: Page) -> None:
    page.locator("#plan-actions").evaluate(
        "title => window.scrollTo(0, title.getBoundingClientRect().top + scrollY - 150)"
    )


def find_place() -> Any:
    """The participation whose room is shown."""
    from projects.models import Participation

    found = Participation.objects.confirmed().select_related("project", "edition")
    return found.get(project__title__startswith=TITLE)


def type_an_idea(page: Page) -> None:
    page.get_by_label("Pour quel projet ?").select_option(index=2)
    page.get_by_label("Votre texte").fill("Faire dessiner le poste par l’équipe de nuit.")
    page.get_by_label("Pour quel projet ?").evaluate(
        "field => window.scrollTo(0, field.getBoundingClientRect().top + scrollY - 60)"
    )


def wait_for_ideas(page: Page) -> None:
    page.locator("main").get_by_role("listitem").first.wait_for()


def begin_debrief(page: Page) -> None:
    """Opened by the organiser, its first question on the phone."""
    from django.utils import timezone

    from accelerator.accounts.models import User
    from coaching.surveys.actions.room import open_in_room

    place = find_place()
    open_in_room(edition=place.edition, actor=User.objects.get(email=ORGANISER), at=timezone.now())
    page.reload(wait_until="networkidle")
    page.get_by_role("button", name="Répondre au débrief").click()
    page.wait_for_load_state("networkidle")
