"""The second day in the room: four phones, a projector, the cockpit; from the mix to the debrief, the wifi cut once."""

from collections.abc import Callable
from datetime import time

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from time_machine import TimeMachineFixture

from coaching.attendance.codes import format_badge_code, make_key
from coaching.demo import surveys as answering
from coaching.models import (
    ActionItem,
    Attendee,
    AttendeeResponse,
    CanvasItem,
    Contribution,
    Need,
    Slot,
    SlotGroup,
    Survey,
)
from coaching.session.enums import SlotKind
from coaching.surveys.actions import room
from coaching.surveys.enums import SurveyKind
from tests.support.live import LiveSession, run_session
from tests.support.plan import blocker

pytestmark = pytest.mark.django_db(transaction=True)
PageFor = Callable[..., Page]
PHONE = 360
LONG_ROUND = 60
"""Minutes: a slow machine is no reason for a round to be over."""
BLOCKER = "Personne ne sait dire pourquoi on s’arrête."
KEPT, OFFLINE, HELD = (
    "Le chef, c’est celui qui sait pourquoi on s’arrête.",
    "Un tableau papier à côté de l’écran.",
    "On pourrait licencier la machine.",
)


@pytest.fixture
def live(time_machine: TimeMachineFixture) -> LiveSession:
    """A session whose afternoon runs, whatever the hour of the machine: +10 min would not fit before midnight."""
    cache.clear()
    time_machine.move_to(timezone.localtime().replace(hour=15, minute=0))
    found = run_session(participations=5)
    day = found.session.days.get()
    for activity, title, starts, ends in (
        ("mix", "Grand Mix des idées", time(14, 0), time(16, 0)),
        ("debrief", "Débrief à chaud", time(16, 0), time(16, 30)),
    ):
        hours = {"starts_at": starts, "ends_at": ends}
        Slot.objects.create(day=day, title_fr=title, activity=activity, kind=SlotKind.PLENARY, **hours)
    found.release()
    blocker(found.world.participations[0], BLOCKER)
    return found


def enter(page: Page, live: LiveSession, attendee: Attendee, *, by_code: bool = False) -> None:
    """Join without an account, by the code that is typed or the one that is scanned, and say to be there."""
    if by_code:
        page.goto(reverse("coaching:enter_code"))
        page.get_by_label("Code").fill(live.code.code)
        page.get_by_role("button", name="Entrer").click()
    else:
        page.goto(live.door)
    page.get_by_role("button", name=attendee.name).click()
    page.get_by_role("button", name="Je suis là").click()
    expect(page.get_by_text("Présence notée")).to_be_visible()


def write(page: Page, title: str, text: str) -> None:
    page.get_by_label("Pour quel projet ?").select_option(label=title)
    page.get_by_label("Quel verrou ?").select_option(label=BLOCKER)
    page.get_by_label("Votre texte").fill(text)
    page.get_by_role("button", name="Envoyer").click()


def idea_on(page: Page, text: str) -> Locator:
    return page.get_by_role("listitem").filter(has_text=text)


@pytest.mark.main_journey
def test_from_the_qr_code_to_the_first_event_without_a_mail(
    page_for: PageFor, console: list[str], axe: Callable[..., None], live: LiveSession
) -> None:
    """Three taps: one's name, the button of the slot, the code of the badge."""
    place = live.world.participations[0]
    holder = live.session.attendees.get(participation=place, user__isnull=False)
    Slot.objects.create(
        day=live.session.days.get(), title_fr="La frise", activity="timeline", kind=SlotKind.PLENARY,
        starts_at=time(14, 30), ends_at=time(16, 0),
    )  # fmt: skip
    group = SlotGroup.objects.create(slot=Slot.objects.get(activity="mix"), name="Nord", key="nord")
    group.participations.add(place)
    live.release()
    phone = page_for(width=PHONE)
    phone.goto(live.door)

    phone.get_by_role("button", name=holder.name).click()
    phone.get_by_role("link", name="Écrire la frise").click()
    phone.get_by_label("Code du badge").fill(format_badge_code(holder).lower())
    phone.get_by_role("button", name="Ouvrir la salle du projet").click()
    axe(phone)
    phone.keyboard.type("Le premier robot")  # the cursor waits in the first field
    phone.keyboard.press("Enter")

    expect(phone.locator("[data-frieze]")).to_contain_text("Le premier robot")
    assert CanvasItem.objects.get().label == "Le premier robot"
    assert mail.outbox == []
    phone.get_by_role("link", name="Maintenant").first.click()
    expect(phone.get_by_role("link", name="Écrire la frise")).to_be_visible()


@pytest.mark.main_journey
def test_the_second_day_from_the_mix_to_the_debrief(
    page_for: PageFor, console: list[str], live: LiveSession
) -> None:
    world, slug = live.world, live.world.edition.slug
    target, *others = world.participations
    title = target.project.title

    # the organiser goes from the cockpit to the mix, names a word to read first, opens a round
    cockpit = page_for(world.organiser)
    cockpit.goto(reverse("coaching:cockpit", args=[slug]))
    cockpit.get_by_role("link", name="Grand Mix des idées").click()
    cockpit.get_by_label("Mots à relire avant d’afficher").fill("licencier")
    cockpit.get_by_role("button", name="Enregistrer").click()
    cockpit.get_by_label("Minutes par tour").fill(str(LONG_ROUND))
    cockpit.get_by_role("button", name="Préparer ces tours").click()
    cockpit.get_by_role("button", name="Ouvrir 1").click()
    expect(cockpit.get_by_text("en cours", exact=True)).to_be_visible()
    wall = page_for()
    wall.goto(cockpit.get_by_role("link", name="Ouvrir le mur").get_attribute("href") or "")

    # four phones join and go where « Maintenant » sends them
    phones = [page_for(width=PHONE) for _place in others]
    for number, (phone, place) in enumerate(zip(phones, others, strict=True)):
        enter(phone, live, live.session.attendees.get(participation=place), by_code=number == 0)
        phone.get_by_role("link", name="Écrire une idée").click()
    write(phones[0], title, KEPT)
    write(phones[1], title, "Faire dessiner le poste par l’équipe de nuit.")
    write(phones[2], title, HELD)
    expect(phones[2].get_by_text("sera relue avant d’être affichée")).to_be_visible()
    expect(wall.locator("[data-count]")).to_have_text("2")

    # the fourth loses the wifi: its text is kept and leaves once
    phones[3].context.set_offline(True)
    write(phones[3], title, OFFLINE)
    expect(phones[3].get_by_text("votre idée est gardée sur cet appareil")).to_be_visible()
    phones[3].context.set_offline(False)
    expect(wall.get_by_text(OFFLINE)).to_be_visible()
    expect(wall.get_by_text(HELD)).to_have_count(0)

    # a facilitator releases the one that waits
    reads = page_for(world.facilitators[0])
    reads.goto(reverse("coaching:mix_ideas", args=[slug]))
    expect(reads.get_by_text("1 idée à relire")).to_be_visible()
    reads.get_by_role("button", name=f"Afficher : {HELD[:20]}").click()
    expect(wall.get_by_text(HELD)).to_be_visible()
    expect(wall.locator("[data-count]")).to_have_text("4")
    assert Contribution.objects.filter(text=OFFLINE).count() == 1

    # the holder keeps one, thanks, makes an action of it and a need
    holder = page_for(world.holder)
    holder.goto(reverse("coaching:room_ideas", args=[target.project.slug]))
    idea_on(holder, KEPT).get_by_role("button", name="Garder").click()
    idea_on(holder, KEPT).get_by_role("button", name="Remercier").click()
    expect(idea_on(holder, KEPT).get_by_text("merci envoyé")).to_be_visible()
    phones[0].reload()
    expect(phones[0].get_by_text("gardée : merci !")).to_be_visible()
    expect(phones[0].get_by_text("Le projet vous remercie.")).to_be_visible()
    idea_on(holder, KEPT).get_by_role("button", name="En faire une action").click()
    action = holder.get_by_role("article", name=KEPT)
    action.get_by_role("link", name="Un besoin").click()
    action.get_by_role("textbox", name="Ce qui vous aiderait").fill("Deux jours d’une ergonome")
    action.get_by_role("textbox", name="Ce qui vous aiderait").press("Enter")
    expect(holder.get_by_role("button", name="Transmettre aux partenaires")).to_be_visible()
    assert Need.objects.get().action == ActionItem.objects.get(sources__text=KEPT)

    # ten minutes late: phones follow
    for phone in phones[:2]:
        phone.goto(live.url())
        expect(phone.locator(".live-when").first).to_have_text("14 h – 16 h")
        # the round's time runs there, and nowhere else
        expect(phone.locator(".live-now .round-left")).to_contain_text("encore")
        expect(phone.locator(".live-today li").first).to_contain_text("Grand Mix des idées")
    cockpit.goto(reverse("coaching:cockpit", args=[slug]))
    cockpit.get_by_role("button", name="+10 min").click()
    expect(cockpit.get_by_text("Décalage d’aujourd’hui : 10 min")).to_be_visible()
    for phone in phones[:2]:
        expect(phone.locator(".live-when").first).to_have_text("14 h – 16 h 10")
        expect(phone.get_by_text("10 min de retard")).to_be_visible()

    # the debrief, before its hour: one phone taps, four others answer, the wall reads the room from five on
    cockpit.get_by_role("button", name="Ouvrir le débrief").click()
    expect(cockpit.get_by_text("de 16 h 10 à 16 h 40")).to_be_visible()
    cockpit.get_by_role("button", name="Ouvrir maintenant").click()
    cockpit.get_by_role("link", name="Débrief : l’écran de la salle").click()
    expect(cockpit.get_by_text("Encore 5 réponses")).to_be_visible()
    answer_on_phone(phones[0], live)
    answer_elsewhere(live, 4)
    expect(cockpit.get_by_text("5 réponses")).to_be_visible()
    expect(cockpit.get_by_text("Élan")).to_be_visible()
    reads.goto(reverse("coaching:survey_results", args=[slug, "debrief"]))
    expect(reads.get_by_role("heading", name="Débrief à chaud")).to_be_visible()
    expect(reads.get_by_text("Élan").first).to_be_visible()
    assert console == []


def answer_on_phone(phone: Page, live: LiveSession) -> None:
    """Six taps, two sentences, and how one may be quoted."""
    phone.goto(live.url())
    phone.get_by_role("button", name="Répondre au débrief").click()
    expect(phone.locator("[data-question]:visible")).to_have_count(1)
    for _tap in range(6):
        question = phone.locator("[data-question]:visible")
        here = question.get_attribute("data-question")
        question.get_by_role("radio").nth(3 if question.get_by_role("radio").count() > 4 else 1).check()
        expect(phone.locator(f"[data-question={here}]")).to_be_hidden()
    for words in ("Élan", "Le verrou n’était pas l’outil."):
        question = phone.locator("[data-question]:visible")
        here = question.get_attribute("data-question")
        question.get_by_role("textbox").fill(words)
        phone.get_by_role("button", name="Suivant").click()
        expect(phone.locator(f"[data-question={here}]")).to_be_hidden()
    phone.get_by_role("radio", name="Oui, sans mon nom").check()
    phone.get_by_role("button", name="Envoyer mes réponses").click()
    expect(phone.get_by_role("heading", name="Merci")).to_be_visible()


def answer_elsewhere(live: LiveSession, number: int) -> None:
    survey = Survey.objects.get(edition=live.world.edition, kind=SurveyKind.DEBRIEF)
    answered = AttendeeResponse.objects.filter(survey=survey).values("attendee")
    for attendee in live.session.attendees.exclude(pk__in=answered)[:number]:
        response = room.start_room_response(survey=survey, attendee=attendee, at=timezone.now())
        given = {"overall": "5", "one_word": "Élan", "quote": "anonymous"}
        answering.fill_in(response.sheet, given, timezone.now())
        room.send_room_response(response=response, at=timezone.now())


def list_small_texts(page: Page, least: int) -> list[str]:
    """The words on the screen whose letters are smaller than ``least`` pixels."""
    return page.evaluate(
        """(least) => {
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const found = [];
          while (walker.nextNode()) {
            const { parentElement: element, data } = walker.currentNode;
            const box = element.getBoundingClientRect();
            const isSeen = box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight;
            const size = Number.parseFloat(getComputedStyle(element).fontSize);
            if (data.trim() && isSeen && size < least) found.push(data);
          }
          return found;
        }""",
        least,
    )


def test_the_screens_of_the_room_fill_it_and_are_read_from_the_back(
    page_for: PageFor, live: LiveSession
) -> None:
    edition = live.world.edition
    screen = page_for(live.world.organiser)
    screen.set_viewport_size({"width": 1920, "height": 1080})
    code, key = live.code.code, make_key(live.code.code)
    walls = [f"{reverse(f'coaching:mix_{name}', args=[code])}?k={key}" for name in ("wall", "tables")]
    managed = [
        reverse(f"coaching:{name}", args=[edition.slug]) for name in ("session_pitches", "debrief_wall")
    ]

    for address in (*walls, *managed):
        screen.goto(address)
        expect(screen.get_by_role("banner")).to_have_count(0)
        assert list_small_texts(screen, 32) == [], address
