"""What `make screenshots` photographs, one table for each moment of the demo: who looks at which page, and how."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

PHONE, SCREEN, WIDE = (390, 780), (1180, 820), (1180, 900)
ORGANISER, PARTNER = "organisation@possibles.example", "mariam.keita@dreets-normandie.example"
ROOM, ANSWERED = "Baisser le volume", "Passe-Mot"
"""The project whose room is open, and the one whose letter still waits for one answer."""
NEED = "Un financement sur deux ans"
"""A need that schemes of the edition answer."""
INDICATOR = "Vous sentez-vous en mesure"
"""The question of the call that has an indicator."""
SPREADSHEET = """Code;Nom;Organisme;Ce qu’il apporte;Besoins;Effectif maximal;Départements
cheque-conseil;Chèque conseil numérique;Région Normandie;Trois jours de conseil.;Une expertise;49;14, 50
plan-formation;Plan de formation;OPCO de branche;Le coût pédagogique.;Une formation;cinquante;Normandie
pret-croissance;Prêt croissance;Région Normandie;Un prêt sans garantie.;Un financement;;Mordor
"""
"""A spreadsheet of schemes, two lines of which do not stand."""
SCROLL = "element => window.scrollTo(0, element.getBoundingClientRect().top + scrollY - %d)"
Step = Callable[[Page], None]


@dataclass(frozen=True)
class Shot:
    """``who`` is an address, a fact of the moment that holds one, or nobody; ``args`` are facts that the page's address
    takes, after ``?`` of ``page`` comes its query.
    """

    name: str
    who: str
    page: str
    args: str = ""
    size: tuple[int, int] = SCREEN
    before: Step | None = None
    whole: bool = False


def scroll_to(selector: str, above: int = 32) -> Step:
    """Down to the first such element, so many pixels of what is above it left."""
    return lambda page: page.locator(selector).first.evaluate(SCROLL % above)


to_title = scroll_to("h1")
"""Without what every page of an organiser begins with."""


def tick_two(page: Page) -> None:
    """Two dossiers ticked, with what can be done to them."""
    for place in (0, 1):
        page.locator("[data-tick]").nth(place).check()
    scroll_to(".toolbar")(page)


def edit_form(question: str = "") -> Step:
    """A draft of the form, begun from the one that is published; one question of it open."""

    def open_draft(page: Page) -> None:
        begin = page.get_by_role("button", name="Commencer")
        links = [page.get_by_role("link", name=question).first] if question else []
        for control in [begin] * begin.count() + links:
            control.click()
            page.wait_for_load_state("networkidle")
        to_title(page)

    return open_draft


def open_indicator(page: Page) -> None:
    edit_form(INDICATOR)(page)
    page.get_by_label("Indicateur").evaluate(SCROLL % 560)


def type_answer(page: Page) -> None:
    """A long answer that saves itself."""
    field = page.locator("textarea").first
    field.fill("Sept personnes sur les parcs, de vingt à soixante et un ans, dont trois pour la saison.")
    field.blur()
    expect(page.locator("[data-state]", has_text="enregistré à").first).to_be_visible()
    field.scroll_into_view_if_needed()


def go_offline(page: Page) -> None:
    """The network goes while somebody writes."""
    field = page.locator("textarea").first
    page.context.set_offline(True)
    field.fill("Sept personnes sur les parcs, et un réseau qui va avec la marée.")
    field.blur()
    field.scroll_into_view_if_needed()
    page.wait_for_timeout(1500)


def check_spreadsheet(page: Page) -> None:
    """Send one to be checked, and read what is wrong in it."""
    sheet: Any = {"name": "dispositifs-2026.csv", "mimeType": "text/csv"}
    sheet["buffer"] = SPREADSHEET.encode("utf-8-sig")
    page.set_input_files("input[type=file]", files=[sheet])
    page.get_by_role("button", name="Vérifier le tableau").click()
    page.wait_for_load_state("networkidle")
    to_title(page)


def type_idea(page: Page) -> None:
    field = page.get_by_label("Pour quel projet ?")
    field.select_option(index=2)
    page.get_by_label("Votre texte").fill("Faire dessiner le poste par l’équipe de nuit.")
    field.evaluate(SCROLL % 60)


def wait_for_ideas(page: Page) -> None:
    page.locator("main").get_by_role("listitem").first.wait_for()


def begin_debrief(page: Page) -> None:
    """Opened by the organiser, its first question on the phone."""
    from django.utils import timezone

    from accelerator.accounts.models import User
    from coaching.surveys.actions.room import open_in_room

    edition = find_place(ROOM).edition
    open_in_room(edition=edition, actor=User.objects.get(email=ORGANISER), at=timezone.now())
    page.reload(wait_until="networkidle")
    page.get_by_role("button", name="Répondre au débrief").click()
    page.wait_for_load_state("networkidle")


open_form, open_question = edit_form(), edit_form("Le problème de travail")
to_last_line = scroll_to(".letter-line >> nth=-1", 240)

YEAR_LATER = [
    Shot("ranking", ORGANISER, "projects:ranking", "choice", WIDE, to_title),
    Shot("candidat-appel", "", "programmes:call", "call", PHONE),
    Shot("candidat-formulaire", "drafter", "projects:application_form", "draft step", PHONE, type_answer),
    Shot("candidat-hors-connexion", "drafter", "projects:application_form", "draft step", PHONE, go_offline),
    Shot("candidat-envoi", "drafter", "projects:application_review_and_submit", "draft", PHONE),
    Shot("candidat-recu", "sender", "projects:application_sent", "sent", PHONE),
    Shot("candidat-accueil", "sender", "coaching:my_home", whole=True),
    Shot("appel-reglages", ORGANISER, "programmes:manage_call", "call"),
    Shot("appel-formulaire", ORGANISER, "programmes:manage_form", "call", SCREEN, open_form),
    Shot("appel-question", ORGANISER, "programmes:manage_form", "call", SCREEN, open_question),
    Shot("appel-dossiers", ORGANISER, "projects:manage_applications", "choice", SCREEN, tick_two),
    Shot("appel-dossier", ORGANISER, "projects:manage_application", "call sent"),
    Shot("appel-exports", ORGANISER, "projects:manage_exports", "choice", SCREEN, to_title),
    Shot("animation-canevas", ORGANISER, "coaching:session_drawn", "edition", SCREEN, to_title),
    Shot("animation-galerie", ORGANISER, "coaching:manage_gallery", "edition", WIDE, to_title),
    Shot("animation-resultats", ORGANISER, "coaching:survey_results", "edition debrief", SCREEN, to_title),
    Shot("parrainage-projet", "mentor", "coaching:coaching_project", "room", SCREEN, to_title),
    Shot("parrainage-page", "mentor", "coaching:room_brief", "room", SCREEN, to_title),
    Shot("parrainage-rendez-vous", "mentor", "coaching:meetings", "room", SCREEN, to_title),
    Shot("porteur-frise", "holder", "coaching:room_timeline", "room", WIDE, to_title),
    Shot("porteur-pitch", "holder", "coaching:room_pitch", "room", PHONE, to_title),
    Shot("porteur-adn", "holder", "coaching:room_adn", "room", WIDE, to_title),
    Shot("porteur-idees", "holder", "coaching:room_ideas", "room", PHONE, to_title),
    Shot("porteur-plan", "holder", "coaching:room_plan", "room", WIDE, to_title),
    Shot("partenaires-compte-rendu", PARTNER, "coaching:support_minutes", "supported", SCREEN, to_title),
    Shot("partenaires-engagements", PARTNER, "coaching:support_commitments", "supported", PHONE, to_title),
    Shot("suites-dispositifs", ORGANISER, "programmes:manage_schemes", "supported", SCREEN, to_title),
    Shot("suites-import", ORGANISER, "programmes:scheme_imports", "supported", SCREEN, check_spreadsheet),
    Shot("suites-engagements", ORGANISER, "coaching:manage_commitments", "supported", SCREEN, to_title),
    Shot("porteur-lettre", "answerer", "coaching:letter", "answered", PHONE, to_last_line),
    Shot("porteur-suivi", "answerer", "coaching:follow_up", "answered", PHONE, to_title),
    Shot("annee-indicateur", ORGANISER, "programmes:manage_form", "call", SCREEN, open_indicator),
    Shot("annee-projet", ORGANISER, "coaching:project_indicators", "room", WIDE, to_title),
    Shot("annee-portefeuille", ORGANISER, "coaching:manage_portfolio", "edition", SCREEN, to_title),
    Shot("annee-programme", ORGANISER, "coaching:programme_portfolio", "programme", WIDE, scroll_to("table")),
]
SECOND_DAY = [
    Shot("animation-deroule", ORGANISER, "coaching:manage_session", "edition", WIDE, to_title),
    Shot("animation-participants", ORGANISER, "coaching:manage_attendees", "edition", SCREEN, to_title),
    Shot("animation-code", ORGANISER, "coaching:session_code", "edition", SCREEN, to_title),
    Shot("animation-en-direct", ORGANISER, "coaching:cockpit", "edition", WIDE, to_title),
    Shot("animation-pitchs", ORGANISER, "coaching:session_pitches", "edition", WIDE),
    Shot("animation-tables", ORGANISER, "coaching:rotation", "edition", SCREEN, to_title),
    Shot("animation-tours", ORGANISER, "coaching:mix", "edition", SCREEN, to_title),
    Shot("animation-mur", "", "coaching:mix_wall?k={key}", "code", SCREEN, wait_for_ideas),
    Shot("parrainage-accueil", "mentor", "coaching:coaching_home"),
    Shot("parrainage-maintenant", "mentor", "coaching:live", "code", PHONE),
    Shot("parrainage-salle", "mentor", "coaching:room_adn", "room", SCREEN, to_title),
    Shot("porteur-accueil", "holder", "coaching:my_home"),
    Shot("porteur-maintenant", "holder", "coaching:live", "code", PHONE),
    Shot("porteur-idee", "holder", "coaching:mix_idea", "code", PHONE, type_idea),
    Shot("porteur-debrief", "holder", "coaching:live", "code", PHONE, begin_debrief),
]
FOLLOW_UP = [Shot("porteur-synthese", "", "coaching:survey", "token", PHONE, scroll_to("#plan-actions", 150))]
MEETING = [
    Shot("partenaires-tableau", PARTNER, "coaching:support_board", "only", SCREEN, to_title),
    Shot("partenaires-telephone", PARTNER, "coaching:support_board?next", "only", PHONE),
    Shot("partenaires-besoin", PARTNER, "coaching:support_need", "only need", SCREEN, to_title),
    Shot("partenaires-ecran", ORGANISER, "coaching:support_screen", "only"),
]


def find_place(title: str) -> Any:
    """The participation of the project whose title begins so."""
    from projects.models import Participation

    places = Participation.objects.confirmed().select_related("project", "edition__programme")
    return places.get(project__title__startswith=title)


def find_lead(project: Any) -> str:
    return str(project.members.get(leads=True).user.email)


def find_room_facts() -> dict[str, Any]:
    """A project admitted, who holds it, who follows it."""
    from coaching.models import Pairing

    place = find_place(ROOM)
    edition = place.edition
    facts = {"room": place.project.slug, "edition": edition.slug, "programme": edition.programme.slug}
    mentor = Pairing.objects.get(participation=place, state="accepted").mentor
    return {**facts, "holder": find_lead(place.project), "mentor": mentor.email, "debrief": "debrief"}


def find_year_facts() -> dict[str, Any]:
    """Two dossiers of an open call, and the project that partners support."""
    from projects.models import Application

    facts: dict[str, Any] = {"call": "speciale-littoral-2026", "choice": "petites-structures-2026", "step": 3}
    rows = Application.objects.filter(call__edition__slug=facts["call"]).order_by("reference")
    draft, sent = (rows.filter(state=state)[0] for state in ("draft", "submitted"))
    facts |= {"draft": draft.reference, "drafter": find_lead(draft.project)}
    facts |= {"sent": sent.reference, "sender": find_lead(sent.project)}
    place = find_place(ANSWERED)
    facts |= {"answered": place.project.slug, "answerer": find_lead(place.project)}
    facts["supported"] = place.edition.slug
    return facts | find_room_facts()


def find_day_facts() -> dict[str, Any]:
    """The code of the session, and the key of its wall."""
    from coaching.attendance.codes import make_key
    from coaching.models import SessionCode

    facts = find_room_facts()
    code = SessionCode.objects.get(session__edition__slug=facts["edition"], revoked_at=None).code
    return {**facts, "code": code, "key": make_key(code)}


def find_follow_up_facts() -> dict[str, Any]:
    """The link to a synthesis that is begun, twelve days after a session."""
    from coaching.models import SurveyInvitation
    from coaching.surveys.links import make_token

    [begun, *_others] = SurveyInvitation.objects.filter(survey__kind="synthesis", state="started")
    return {"token": make_token(begun, begun.participation.project.members.get(leads=True).user)}


def find_meeting_facts() -> dict[str, Any]:
    from coaching.models import Need
    from programmes.models import Edition

    edition = Edition.objects.get()
    need = Need.objects.for_partners([edition.pk]).get(sentence__startswith=NEED)
    return {"only": edition.slug, "need": need.uid}
