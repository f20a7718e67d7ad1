"""The search of every header: each finds what their pages let them read, and nothing tells of the rest."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.web.search import LONGEST_SEARCH
from coaching.attendance.enums import AttendeeKind
from coaching.models import Attendee, Pairing, Session
from coaching.pairing.enums import PairingState
from programmes.enums import RoleName
from programmes.models import Organisation
from projects.application.enums import ApplicationState
from projects.conflicts.actions import recuse
from projects.models import ReviewAssignment, SearchEntry
from projects.publication.actions import close_sheet, open_sheet
from tests import factories
from tests.factories import World, edition_with
from tests.support.queries import BUDGET, statements
from tests.support.searching import search_for, write_names
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
MENTIONS_NOTHING = "Rien de ce que vous pouvez lire"


def build_world() -> World:
    """« L’écran d’atelier », in review, and « Cap Estran », which comes; both held by Nadège Lecarpentier."""
    made = edition_with(name="Spéciale Normandie", reviewers=2, mentors=1, facilitators=1, partners=1)
    holder = factories.user("Nadège Lecarpentier", email="nadege@salaisons.test")
    review = {"state": ApplicationState.UNDER_REVIEW, "structure_name": "Scierie des Aulnes"}
    made.applications = [
        factories.application(made.edition, holder=holder, title="L’écran d’atelier", **review)
    ]
    made.participations = [factories.participation(made.edition, holder=holder, title="Cap Estran")]
    write_names(
        made.applications[0], made.participations[0].project.application, words="des horaires décalés"
    )
    return made


built, world = share_world(build_world)


def find(client: Client, typed: str, **query: str) -> dict[str, list[str]]:
    """The titles found, by group."""
    found = search_for(client, typed, **query)
    return {group: [title for title, _url in rows] for group, rows in found.items()}


def find_urls(client: Client, typed: str) -> list[str]:
    return [url for rows in search_for(client, typed).values() for _title, url in rows]


def assert_opens(client: Client, url: str) -> None:
    assert client.get(url).status_code == 200, url


# --- what is found ---


def test_an_organiser_finds_people_projects_structures_and_editions(as_user: AsUser, world: World) -> None:
    browser = as_user(world.organiser)
    expected: dict[str, dict[str, list[str]]] = {
        "estran": {"projects": ["Cap Estran"], "dossiers": ["Cap Estran"]},
        "ATELIERS de l’écran": {"dossiers": ["L’écran d’atelier"]},
        "cier aul": {"dossiers": ["L’écran d’atelier"]},
        "carpentier": {"people": ["Nadège Lecarpentier"]},
        "nadege@salai": {"people": ["Nadège Lecarpentier"]},
        "normand": {"dossiers": ["Spéciale Normandie"]},
        "estran aulnes": {},
    }

    assert {typed: find(browser, typed) for typed in expected} == expected
    for typed in ("estran", "cier aul", "carpentier", "normand"):
        for url in find_urls(browser, typed):
            assert_opens(browser, url)


def test_a_dossier_is_found_by_its_reference_first_and_then_by_what_it_says(
    as_user: AsUser, world: World
) -> None:
    browser, first = as_user(world.organiser), world.applications[0]
    factories.application(world.edition, title="Un autre")
    SearchEntry.objects.filter(application=first).update(words=f"{first.reference} voir Estran")

    assert find(browser, first.reference)["dossiers"] == ["L’écran d’atelier"]
    assert find(browser, "estran")["dossiers"] == ["Cap Estran", "L’écran d’atelier"]
    assert find_urls(browser, "voir estran") == [
        reverse(
            "projects:manage_application",
            args=[world.edition.slug, first.reference],
            query={"q": "voir estran"},
        )
    ]


def test_the_team_is_found_by_name_and_by_body_and_leads_to_their_page(as_user: AsUser, world: World) -> None:
    body = Organisation.objects.create(name="Direction du travail", short_name="DREETS")
    factories.role(world.edition, RoleName.PARTNER, who=factories.user("Zoé Quéméner"), through=body)
    browser = as_user(world.organiser)

    assert find(browser, "quemener") == find(browser, "dreets") == {"people": ["Zoé Quéméner"]}
    [url] = find_urls(browser, "dreets")
    assert "Zoé Quéméner" in browser.get(url).text


def test_a_closed_account_is_found_no_more(as_user: AsUser, world: World) -> None:
    User.objects.filter(pk=world.holder.pk).update(is_active=False)

    assert "people" not in find(as_user(world.organiser), "lecarpentier")
    assert find(as_user(world.mentors[0]), "lecarpentier") == {}


def test_a_new_name_is_found_and_the_former_one_no_more(as_user: AsUser, world: World) -> None:
    partner, browser = world.partners[0], as_user(world.organiser)
    partner.name = "Solène Guivarc’h"
    partner.save(update_fields=["name"])

    assert find(browser, "guivarc") == {"people": ["Solène Guivarc’h"]}
    partner.name = "Solène Morvan"
    partner.save()
    assert find(browser, "guivarc") == {}


def test_a_group_shows_five_rows_and_all_of_them_on_request(as_user: AsUser, world: World) -> None:
    many = [factories.application(world.edition, title=f"Passerelle {number}") for number in range(7)]
    write_names(*many)
    browser = as_user(world.organiser)

    page = browser.get(reverse("programmes:search"), {"q": "passerelle"})

    assert len(page.context["groups"][0].results) == 5
    assert "?q=passerelle&amp;group=dossiers" in page.text
    assert len(find(browser, "passerelle", group="dossiers")["dossiers"]) == 7
    assert find(browser, "estran", group="projects") == {"projects": ["Cap Estran"]}
    assert find(browser, "estran", group="nothing") == find(browser, "estran")


# --- and by whom ---


def test_an_organiser_finds_nothing_of_another_edition(as_user: AsUser, world: World) -> None:
    elsewhere = as_user(edition_with(name="Littoral").organiser)

    for typed in (
        "estran",
        "scierie",
        "lecarpentier",
        "horaires",
        "nadege@salai",
        world.applications[0].reference,
    ):
        assert find(elsewhere, typed) == {}


def test_an_organiser_finds_neither_a_draft_nor_the_dossier_they_are_recused_from(
    as_user: AsUser, world: World
) -> None:
    draft = factories.application(
        world.edition,
        state=ApplicationState.DRAFT,
        title="Brouillon secret",
        holder=factories.user("Yann Ezan"),
    )
    dossier = world.applications[0]
    recuse(
        application=dossier,
        reviewer=world.organiser,
        author=world.organiser,
        reason="Une amie",
        at=timezone.now(),
    )
    browser = as_user(world.organiser)

    assert find(browser, "brouillon") == find(browser, "ezan") == find(browser, draft.reference) == {}
    assert find(browser, "scierie") == find(browser, dossier.reference) == {}
    assert find(browser, "horaires")["dossiers"] == ["Cap Estran"]


def test_a_reviewer_finds_by_their_names_the_dossiers_that_they_may_read(
    as_user: AsUser, world: World
) -> None:
    reviewer, other = world.reviewers
    dossier = world.applications[0]
    duty = {"application": dossier, "assigned_at": timezone.now()}
    ReviewAssignment.objects.create(reviewer=reviewer, **duty)

    assert find(as_user(reviewer), "ecran") == {"dossiers": ["L’écran d’atelier"]}
    assert find_urls(as_user(reviewer), "ecran") == [reverse("projects:review", args=[dossier.reference])]
    assert find(as_user(reviewer), "horaires") == {}, "answers may be for the organisers alone"
    assert find(as_user(reviewer), "lecarpentier") == {}
    assert find(as_user(other), "ecran") == {}

    recuse(application=dossier, reviewer=reviewer, author=reviewer, reason="Une amie", at=timezone.now())
    assert find(as_user(reviewer), "ecran") == {}


def test_a_holder_finds_their_own_and_drafts_too(as_user: AsUser, world: World) -> None:
    factories.application(
        world.edition, state=ApplicationState.DRAFT, title="Brouillon à moi", holder=world.holder
    )
    write_names(factories.application(world.edition, title="Écran des autres"))
    browser = as_user(world.holder)

    assert find(browser, "brouillon") == {"dossiers": ["Brouillon à moi"]}
    assert find(browser, "ecran") == {"dossiers": ["L’écran d’atelier"]}
    assert find(browser, "estran") == {"projects": ["Cap Estran"], "dossiers": ["Cap Estran"]}
    for url in find_urls(browser, "estran"):
        assert_opens(browser, url)
    world.applications[0].project.members.update(left_at=timezone.now())
    assert find(browser, "ecran") == {}


def test_those_who_coach_find_projects_that_come_and_who_holds_them(as_user: AsUser, world: World) -> None:
    for coach in (*world.mentors, *world.facilitators):
        browser = as_user(coach)

        assert find(browser, "estran") == {"projects": ["Cap Estran"]}
        assert find(browser, "lecarpentier") == {"people": ["Nadège Lecarpentier"]}
        assert find(browser, "ecran") == find(browser, "horaires") == find(browser, "nadege@salai") == {}
        for url in find_urls(browser, "estran"):
            assert_opens(browser, url)


def test_those_who_coach_find_nobody_whose_project_does_not_come(as_user: AsUser, world: World) -> None:
    factories.application(
        world.edition, state=ApplicationState.UNDER_REVIEW, holder=factories.user("Yann Ezan")
    )

    assert find(as_user(world.organiser), "ezan") == {"people": ["Yann Ezan"]}
    assert find(as_user(world.mentors[0]), "ezan") == find(as_user(world.facilitators[0]), "ezan") == {}


def test_a_person_who_followed_a_project_finds_it_after_it_left_the_session(
    as_user: AsUser, world: World
) -> None:
    place, (mentor,), (facilitator,) = world.participations[0], world.mentors, world.facilitators
    place.state, place.left_session_at = "declined", timezone.now()
    place.save()
    assert find(as_user(mentor), "estran") == find(as_user(facilitator), "estran") == {}

    ended = dict.fromkeys(("proposed_at", "answered_at", "ended_at"), place.left_session_at)
    Pairing.objects.create(
        participation=place,
        mentor=mentor,
        proposed_by=world.organiser,
        state=PairingState.ENDED,
        reason="Départ",
        **ended,
    )

    assert find(as_user(mentor), "estran") == {"projects": ["Cap Estran"]}
    assert_opens(as_user(mentor), find_urls(as_user(mentor), "estran")[0])
    assert find(as_user(facilitator), "estran") == {}


def test_a_partner_finds_nothing_that_is_not_passed_on(as_user: AsUser, world: World) -> None:
    assert find(as_user(world.partners[0]), "estran") == {}


def test_staff_find_editions_and_teams_and_no_dossier(as_user: AsUser, world: World) -> None:
    browser = as_user(factories.user("Keeper", is_staff=True))
    world.edition.call.published_at = timezone.now() + timedelta(days=3)
    world.edition.call.save()

    assert find(browser, "normandie") == {"dossiers": ["Spéciale Normandie"]}
    assert find(browser, world.partners[0].name) == {"people": [world.partners[0].name]}
    assert find(browser, "estran") == find(browser, "lecarpentier") == find(browser, "horaires") == {}


def test_visitors_find_public_sheets_and_editions_alone(
    client: Client, as_user: AsUser, world: World
) -> None:
    hidden = edition_with(name="Normandie en secret")
    hidden.edition.call.published_at = None
    hidden.edition.call.save()
    project, at = world.participations[0].project, timezone.now()

    for browser in (client, as_user(factories.user("Passante"))):
        assert find(browser, "normandie") == {"dossiers": ["Spéciale Normandie"]}
        assert find(browser, "estran") == find(browser, "ecran") == find(browser, "lecarpentier") == {}

    open_sheet(project=project, columns=["shows_structure"], actor=world.holder, at=at)
    structure = project.application.structure_name
    assert find(client, "estran") == find(client, structure) == {"projects": ["Cap Estran"]}
    assert_opens(client, find_urls(client, "estran")[0])

    open_sheet(project=project, columns=[], actor=world.holder, at=at)
    page = client.get(reverse("programmes:search"), {"q": "estran"}).text
    assert find(client, structure) == {}
    assert structure not in page

    close_sheet(project=project, actor=world.holder, at=at)
    assert find(client, "estran") == {}


def test_a_public_sheet_leads_those_who_work_on_the_project_to_their_own_page(
    as_user: AsUser, world: World
) -> None:
    project = world.participations[0].project
    open_sheet(project=project, columns=[], actor=world.holder, at=timezone.now())

    for who, page in (
        (world.organiser, "coaching:room"),
        (world.holder, "coaching:my_project"),
        (world.mentors[0], "coaching:coaching_project"),
    ):
        rows = search_for(as_user(who), "estran")["projects"]
        assert rows == [("Cap Estran", reverse(page, args=[project.slug]))]


def test_an_erased_dossier_is_found_by_none_of_its_words(as_user: AsUser, world: World) -> None:
    SearchEntry.objects.filter(application=world.applications[0]).delete()

    assert find(as_user(world.organiser), "ecran") == {}


# --- with a typing error ---


def test_an_error_in_a_word_is_forgiven_when_nothing_has_it(as_user: AsUser, world: World) -> None:
    browser = as_user(world.organiser)
    expected: dict[str, dict[str, list[str]]] = {
        "nadege lecarpentir": {"people": ["Nadège Lecarpentier"]},
        "estarn": {"projects": ["Cap Estran"], "dossiers": ["Cap Estran"]},
        "scieriie aulnes": {"dossiers": ["L’écran d’atelier"]},
        "normendie": {"dossiers": ["Spéciale Normandie"]},
        "xyz": {},
    }

    assert {typed: find(browser, typed) for typed in expected} == expected
    for typed, approximate in (("estarn", True), ("xyz", False), ("estran", False)):
        page = browser.get(reverse("programmes:search"), {"q": typed}).text
        assert ("voici ce qui s’en approche" in page) == approximate
        assert (MENTIONS_NOTHING in page) == (typed == "xyz")


def test_the_closest_word_comes_first_however_old_it_is(as_user: AsUser, world: World) -> None:
    for title in ("La tablette au bout du couteau", "Le CSE à la table"):
        place = factories.participation(world.edition, title=title)
        write_names(place.project.application)

    assert find(as_user(world.organiser), "tablete")["projects"] == [
        "La tablette au bout du couteau",
        "Le CSE à la table",
    ]


def test_an_error_in_a_word_finds_nothing_that_the_right_word_would_not(
    as_user: AsUser, world: World
) -> None:
    recuse(
        application=world.applications[0],
        reviewer=world.organiser,
        author=world.organiser,
        reason="Une amie",
        at=timezone.now(),
    )
    readers = (world.partners[0], world.reviewers[0], edition_with(name="Littoral").organiser)

    for browser in map(as_user, readers):
        for typed in ("estarn", "scieriie", "lecarpantier", "horares"):
            assert find(browser, typed) == {}
    assert find(as_user(world.organiser), "scieriie") == {}


# --- people ---


def test_a_person_of_several_editions_opens_in_the_latest_where_one_organises(
    as_user: AsUser, world: World
) -> None:
    partner, organiser = world.partners[0], world.organiser
    partner.name = "Solène Guivarc’h"
    partner.save()
    later, others = (edition_with(name=name) for name in ("Littoral", "Ailleurs"))
    for days, made in ((100, world), (200, later), (300, others)):
        made.edition.session_starts_on = factories.NOW.date() + timedelta(days=days)
        made.edition.session_ends_on = made.edition.session_starts_on
        made.edition.save()
        factories.role(made.edition, RoleName.MENTOR, who=partner)
    factories.role(later.edition, RoleName.ORGANISER, who=organiser)

    [url] = find_urls(as_user(organiser), partner.name)

    assert url == reverse("coaching:manage_person", args=[later.edition.slug, partner.pk])
    assert_opens(as_user(organiser), url)


def test_a_person_who_comes_without_an_account_is_found_by_those_who_run_the_session(
    as_user: AsUser, world: World
) -> None:
    session = Session.objects.create(edition=world.edition, venue="Le Dôme")
    common = {"session": session, "kind": AttendeeKind.SPEAKER, "added_at": factories.NOW}
    guest = Attendee.objects.create(name="Maëlle Quéinnec", body="CFDT", **common)
    Attendee.objects.create(name="Maëlle Partie", removed_at=factories.NOW, **common)

    for runner in (world.organiser, world.facilitators[0]):
        assert find(as_user(runner), "maelle") == {"people": ["Maëlle Quéinnec"]}
        [url] = find_urls(as_user(runner), "cfdt")
        assert url == reverse("coaching:attendee", args=[world.edition.slug, guest.pk])
        assert_opens(as_user(runner), url)
    for other in (world.partners[0], world.mentors[0], edition_with(name="Littoral").organiser):
        assert find(as_user(other), "maelle") == {}


def test_a_project_and_its_dossier_say_which_they_are(as_user: AsUser, world: World) -> None:
    page = as_user(world.organiser).get(reverse("programmes:search"), {"q": "estran"})

    labels = [str(result.kind_label) for group in page.context["groups"] for result in group.results]
    assert labels == ["Projet", "Dossier"]
    assert "<span>Dossier · " in page.text


# --- what is typed ---


def test_one_sign_or_signs_alone_find_nothing_and_say_so(as_user: AsUser, world: World) -> None:
    browser = as_user(world.organiser)

    for typed in ("é", " a ", "%%", "_", "\\", "'", "' | ''", "& | !", "<->", "(", "a\x00", "🦊"):
        response = browser.get(reverse("programmes:search"), {"q": typed})

        assert (response.status_code, response.context["groups"]) == (200, []), typed
        assert "au moins deux lettres" in response.text, typed


def test_signs_that_databases_read_are_blanks(as_user: AsUser, world: World) -> None:
    browser = as_user(world.organiser)

    for typed, equivalent in (
        ("es%an", "es an"),
        ("es_ran", "es ran"),
        ("!estran & _", "estran"),
        ("estran:*x", "estran x"),
        ("estran | scierie", "estran scierie"),
        ("estran\x00", "estran"),
        ("nadege@%", "nadege"),
        ("nadege@\x00", "nadege"),
        ("estran'; drop table", "estran drop table"),
    ):
        assert find(browser, typed) == find(browser, equivalent), typed


def test_five_thousand_characters_are_cut_and_none_typed_is_lost(as_user: AsUser, world: World) -> None:
    typed = "estran " + "x" * 4993
    browser = as_user(world.organiser)

    page = browser.get(reverse("programmes:search"), {"q": typed})

    assert f"Seuls les {LONGEST_SEARCH} premiers caractères" in page.text
    assert f'value="{typed}"' in page.text
    words = "estran" + " " * LONGEST_SEARCH + "x" * 4000
    assert find(browser, words)["projects"] == ["Cap Estran"]


def test_the_typed_search_comes_back_escaped(client: Client) -> None:
    page = client.get(reverse("programmes:search"), {"q": '"><script>estran'}).text

    assert "<script>estran" not in page
    assert 'value="&quot;&gt;&lt;script&gt;estran"' in page
    assert MENTIONS_NOTHING in page


def test_hidden_and_missing_results_look_alike(as_user: AsUser, world: World) -> None:
    browser = as_user(world.reviewer)

    pages = [browser.get(reverse("programmes:search"), {"q": typed}).text for typed in ("estran", "inconnu")]

    assert [page.count("<li") for page in pages] == [pages[0].count("<li")] * 2
    assert all(MENTIONS_NOTHING in page for page in pages)


def test_the_field_of_the_header_gets_the_results_alone(as_user: AsUser, world: World) -> None:
    browser = as_user(world.organiser)

    part = browser.get(reverse("programmes:search"), {"q": "estran"}, headers={"HX-Request": "true"})

    assert "<html" not in part.text
    assert "Cap Estran" in part.text
    assert "HX-Request" in part.headers["Vary"]
    assert f'action="{reverse("programmes:search")}"' in browser.get("/manage/").text


# --- what it costs ---


def test_a_search_costs_the_same_for_one_result_as_for_many(
    as_user: AsUser, client: Client, world: World
) -> None:
    staff, everything = factories.user(is_staff=True), factories.user("Tout le monde")
    for name in RoleName:
        factories.role(world.edition, name, who=everything)
    coaches = [world.mentors[0], world.facilitators[0]]
    people = [world.organiser, world.reviewer, world.holder, world.partners[0], staff, everything, *coaches]
    browsers = [client, *(as_user(person) for person in people)]
    url = reverse("programmes:search", query={"q": "atelier"})

    def count_statements() -> list[int]:
        return [len(statements(browser, url)) for browser in browsers]

    count_statements()  # the first page of each reads more
    others = count_statements()
    write_names(factories.participation(world.edition, title="Atelier").project.application)
    one_project = count_statements()
    write_names(*(factories.application(world.edition, title="Atelier") for _turn in range(3)))
    for _turn in range(3):
        write_names(factories.participation(world.edition, title="Atelier").project.application)
    many = count_statements()

    assert many[-2:] == one_project[-2:], "coaches find projects alone"
    assert many[:-2] == others[:-2]
    assert max(many) <= BUDGET


def test_a_typing_error_costs_one_query_more(as_user: AsUser, world: World) -> None:
    browser = as_user(world.organiser)

    exact, misspelt = (
        len(statements(browser, reverse("programmes:search", query={"q": typed})))
        for typed in ("estran", "estarn")
    )

    assert misspelt == exact + 1 <= BUDGET


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="the indexes of trigrams are PostgreSQL’s")
def test_postgresql_looks_into_the_indexes_of_trigrams(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("set local enable_indexscan = off")  # the order of keys would tempt it

    assert "search_entry_names" in SearchEntry.objects.filter(names__parts="carpent").explain()
    assert "organisation_names" in Organisation.objects.filter(names__parts="carpent").explain()
    people = User.objects.filter(names__parts="carpent")
    assert "user_names" in people.explain()
