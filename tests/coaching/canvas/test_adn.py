"""The ADN map and the axes of its edition: a preset in one click, one row an axis, drawn again after six months."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from coaching.canvas.actions.canvas import freeze_canvas
from coaching.canvas.actions.edition import load_preset
from coaching.canvas.defaults import PRESETS
from coaching.canvas.enums import CanvasMoment
from coaching.canvas.queries.adn import name_reading
from coaching.models import ActionItem, Axis, AxisReading, Blocker, Canvas
from programmes.actions.cloning import clone_into
from programmes.enums import ClonedPart
from tests import factories
from tests.support.pdfs import read_pdf
from tests.support.plan import SAVED

pytestmark = pytest.mark.django_db
AGAIN = CanvasMoment.SIX_MONTHS


@pytest.fixture
def axes(place, organiser):
    load_preset(edition=place.edition, preset=PRESETS["qvct"], actor=organiser, at=factories.NOW)
    return {axis.code: axis for axis in place.edition.axes.all()}


def page_of(place, moment=""):
    url = reverse("coaching:room_adn", args=[place.project.slug])
    return f"{url}?moment={moment}" if moment else url


def test_each_axis_leads_to_its_neighbours_without_a_script(client, place, holder, axes):
    client.force_login(holder)
    codes = list(axes)

    page = client.get(page_of(place)).content.decode()

    order = re.findall(r'id="axis-(?!title)([\w-]+)"', page)
    steps = re.findall(r'href="#axis-([\w-]+)"', page)
    assert sorted(order) == sorted(codes)
    assert sorted(steps) == sorted([*order[:-1], *order[1:]])
    assert f"Axe 1 sur {len(codes)}" in page


def row_url(place, axis, name, *more, moment="session"):
    url = reverse(f"coaching:{name}", args=[place.project.slug, axis.code, *more])
    return f"{url}?moment={moment}"


def write(client, place, axis, field, value, base_version=0, **options):
    url = row_url(place, axis, "adn_reading_field", field, **options)
    return client.post(url, {"value": value, "base_version": base_version})


def block(client, place, axis, priority=1):
    return client.post(
        reverse("coaching:adn_block", args=[place.project.slug, axis.code]), {"priority": priority}
    )


def read(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def make_past(place, days=200):
    """The session ended so many days ago."""
    ended = timezone.localdate() - timedelta(days=days)
    type(place.edition).objects.filter(pk=place.edition.pk).update(
        session_starts_on=ended, session_ends_on=ended
    )


def test_an_axis_is_read_and_counted(client, place, holder, axes):
    client.force_login(holder)
    assert "0 axe sur 12" in read(client, page_of(place))

    answer = write(client, place, axes["usability"], "level", "3")

    assert answer.status_code == 200, answer.content
    assert AxisReading.objects.get().level == 3
    page = read(client, page_of(place))
    assert "1 axe sur 12" in page
    assert "11 axes à lire" in page


def test_a_level_out_of_scale_is_refused_at_its_field(client, place, holder, axes):
    client.force_login(holder)

    answers = [write(client, place, axes["usability"], "level", level) for level in ("5", "-1", "beaucoup")]

    assert [answer.status_code for answer in answers] == [422] * 3
    assert not AxisReading.objects.exists()


def test_two_scribes_write_the_same_row_and_a_conflict_returns_both_texts(
    client, place, holder, mentor, axes
):
    client.force_login(holder)
    write(client, place, axes["usability"], "finding", "Trop d’écrans")
    client.force_login(mentor)

    answer = write(client, place, axes["usability"], "finding", "Un écran de trop")

    assert answer.status_code == 409
    assert answer.json()["theirs_text"] == "Trop d’écrans"
    assert AxisReading.objects.get().finding == "Trop d’écrans"


def test_a_dimension_asks_no_effect_a_facet_does(client, place, holder, axes):
    client.force_login(holder)

    answers = [write(client, place, axes[code], "effect", "+") for code in ("usability", "skills")]

    assert [answer.status_code for answer in answers] == [404, 200]
    assert AxisReading.objects.get().effect == "+"


def test_without_javascript_an_axis_is_sent_whole(client, place, holder, axes):
    client.force_login(holder)
    axis = axes["skills"]
    uid = name_reading(place, "session", axis)
    sent = {f"{uid}-level": "2", f"{uid}-finding": "On apprend sur le tas", "base_version": "0"}

    answer = client.post(row_url(place, axis, "adn_reading"), sent)
    refused = client.post(row_url(place, axis, "adn_reading"), {**sent, f"{uid}-level": "9"})

    assert answer.url.startswith(page_of(place))
    assert refused.status_code == 422
    assert AxisReading.objects.get().finding == "On apprend sur le tas"


def test_an_axis_opens_on_demand_and_what_was_not_opened_stays(client, place, holder, axes):
    client.force_login(holder)
    axis = axes["skills"]
    uid = name_reading(place, "session", axis)
    write(client, place, axis, "finding", "On apprend sur le tas")
    closed, opened = (read(client, page_of(place) + query) for query in ("", f"?edit={uid}"))

    answer = client.post(row_url(place, axis, "adn_reading"), {f"{uid}-level": "2", "base_version": "1"})

    assert answer.status_code == 302
    assert (AxisReading.objects.get().level, AxisReading.objects.get().finding) == (
        2,
        "On apprend sur le tas",
    )
    name = f'name="{uid}-finding"'
    assert [re.sub("<template.*?</template>", "", page).count(name) for page in (closed, opened)] == [0, 1]
    assert "On apprend sur le tas" in closed.split('id="rows"')[1]


def test_a_blocker_is_made_in_place_once_with_its_axis_and_priority(client, place, holder, axes):
    client.force_login(holder)
    write(client, place, axes["usability"], "finding", "Trop d’écrans")

    answers = [block(client, place, axes["usability"], priority) for priority in (1, 3)]

    blocker = Blocker.objects.get()
    assert answers[0].url.endswith("#axis-usability")
    assert (blocker.text, blocker.axis, blocker.priority) == ("Trop d’écrans", axes["usability"], 1)
    assert blocker.origin == "adn"
    assert f'data-opens-row="{blocker.uid}"' in read(client, page_of(place))


def test_an_axis_without_a_finding_names_its_blocker(client, place, holder, axes):
    client.force_login(holder)

    block(client, place, axes["usability"])

    assert Blocker.objects.get().text == "Utilisabilité"


def test_a_blocker_that_was_removed_comes_back(client, place, holder, axes):
    client.force_login(holder)
    block(client, place, axes["usability"])
    Blocker.objects.update(removed_at=factories.NOW)
    assert "C’est un verrou" in read(client, page_of(place))

    block(client, place, axes["usability"])

    assert Blocker.objects.active().exists()


def test_a_blocker_of_the_map_becomes_an_action(client, place, holder, axes):
    client.force_login(holder)
    block(client, place, axes["usability"])

    client.post(
        reverse("coaching:plan_action", args=[place.project.slug, "blocker", Blocker.objects.get().uid])
    )

    assert ActionItem.objects.get().blocker.axis == axes["usability"]


def test_a_reader_makes_no_blocker_and_sees_no_field(client, place, axes):
    reader = factories.user()
    place.project.members.create(user=reader, rights="read", joined_at=factories.NOW)
    client.force_login(reader)

    assert block(client, place, axes["usability"]).status_code == 404
    assert write(client, place, axes["usability"], "level", "1").status_code == 404
    assert "data-autosave-url" not in read(client, page_of(place))


def test_a_frozen_map_stays_as_it_is_and_names_its_state(client, place, holder, organiser, axes):
    client.force_login(holder)
    write(client, place, axes["usability"], "level", "3")
    freeze_canvas(canvas=Canvas.objects.get(), actor=organiser, at=factories.NOW)

    answer = write(client, place, axes["usability"], "level", "1", 1)

    assert answer.status_code == 423
    assert "figé" in answer.json()["error"]
    assert AxisReading.objects.get().level == 3
    assert "3 · solide" in read(client, page_of(place))


# --- six months after ---


def test_before_five_months_the_map_is_not_drawn_again(client, place, holder, axes):
    make_past(place, days=100)
    client.force_login(holder)

    assert client.get(page_of(place, AGAIN)).status_code == 404
    assert write(client, place, axes["usability"], "level", "1", moment=AGAIN).status_code == 404
    assert "Refaire la carte" not in read(client, page_of(place))


def test_six_months_after_it_is_drawn_beside_the_first(client, place, holder, axes):
    client.force_login(holder)
    write(client, place, axes["usability"], "level", "1")
    write(client, place, axes["skills"], "level", "3")
    make_past(place)
    assert "Refaire la carte" in read(client, page_of(place))

    write(client, place, axes["usability"], "level", "3", moment=AGAIN)
    write(client, place, axes["skills"], "level", "2", moment=AGAIN)

    page = read(client, page_of(place, AGAIN))
    assert "radar-before" in page
    assert "radar-now" in page
    assert "+ 2" in page
    assert "− 1" in page
    assert "1 en progrès, 1 en recul" in page
    assert AxisReading.objects.filter(canvas__moment="session").count() == 2


def test_those_who_coach_read_the_second_map_and_do_not_write_it(client, place, holder, mentor, axes):
    make_past(place)
    client.force_login(mentor)
    assert client.get(page_of(place, AGAIN)).status_code == 404
    client.force_login(holder)
    write(client, place, axes["usability"], "level", "3", moment=AGAIN)
    client.force_login(mentor)

    page = read(client, page_of(place, AGAIN))

    assert write(client, place, axes["usability"], "level", "1", moment=AGAIN).status_code == 404
    assert 'data-row="' + str(name_reading(place, AGAIN, axes["usability"])) not in page


# --- on a wall ---


def print_map(client, place, **query):
    return client.get(reverse("coaching:room_adn_poster", args=[place.project.slug]), query)


def test_the_poster_has_each_axis_its_level_and_its_blocker(client, place, holder, axes):
    client.force_login(holder)
    write(client, place, axes["usability"], "level", "3")
    write(client, place, axes["usability"], "finding", "Trop d’écrans", 1)
    block(client, place, axes["skills"])

    text = read_pdf(print_map(client, place, paper="a4").content)

    assert "Trop d’écrans" in text
    assert "3 · solide" in text
    assert "verrou" in text


def test_the_second_map_prints_once_it_is_drawn(client, place, holder, axes):
    make_past(place)
    client.force_login(holder)
    write(client, place, axes["usability"], "level", "1")
    assert print_map(client, place, moment=AGAIN).status_code == 404

    write(client, place, axes["usability"], "level", "3", moment=AGAIN)

    assert "+ 2" in read_pdf(print_map(client, place, moment=AGAIN).content).replace("\xa0", " ")


def address(place, name="manage_axes"):
    return reverse(f"coaching:{name}", args=[place.edition.slug])


def load(client, place, preset="qvct", **options):
    return client.post(address(place, "load_axes"), {"preset": preset}, **options)


def posted(place, **changes):
    """The form as the page shows it, with ``changes`` by name of field."""
    axes = list(place.edition.axes.order_by("position", "pk"))
    data = {"axes-TOTAL_FORMS": len(axes) + 1, "axes-INITIAL_FORMS": len(axes)}
    for number, axis in enumerate(axes):
        data[f"axes-{number}-id"] = axis.pk
        data[f"axes-{number}-ORDER"] = number + 1
        for name in ("family", "label_fr", "label_en", "question_fr", "question_en"):
            data[f"axes-{number}-{name}"] = getattr(axis, name)
    return data | changes


def test_a_preset_has_twelve_axes_with_a_question_in_two_languages():
    for preset in PRESETS.values():
        assert len({axis.code for axis in preset.axes}) == 12
        assert [axis.family for axis in preset.axes] == ["dimension"] * 6 + ["facet"] * 6
        assert all(axis.label_en and axis.question_fr and axis.question_en for axis in preset.axes)


def test_one_click_loads_a_preset_and_a_second_one_changes_nothing(client, place, organiser):
    client.force_login(organiser)
    assert "QVCT" in client.get(address(place)).content.decode()

    load(client, place)
    load(client, place, "qvt-2018")

    assert place.edition.axes.count() == 12
    assert not place.edition.axes.filter(code="health").exists()
    assert AuditEntry.objects.filter(verb="choose_axes").count() == 1


def test_words_and_order_change_and_an_axis_is_added(client, place, organiser):
    client.force_login(organiser)
    load(client, place)

    answer = client.post(
        address(place),
        posted(
            place,
            **{
                "axes-0-label_fr": "Accès",
                "axes-0-ORDER": 20,
                "axes-12-family": "facet",
                "axes-12-label_fr": "Égalité & mixité",
                "axes-12-question_fr": "Pour qui ?",
                "axes-12-ORDER": 13,
            },
        ),
    )

    assert answer.status_code == 302
    labels = list(place.edition.axes.order_by("position").values_list("label_fr", flat=True))
    assert labels[-2:] == ["Égalité & mixité", "Accès"]
    assert place.edition.axes.get(label_fr="Accès").code == "accessibility"
    assert place.edition.axes.get(label_fr="Égalité & mixité").code == "egalite-mixite"


def test_an_axis_in_use_stays_and_another_goes(client, place, organiser):
    client.force_login(organiser)
    load(client, place)
    read, blocked, free = place.edition.axes.order_by("position")[:3]
    AxisReading.objects.create(
        canvas=Canvas.objects.create(participation=place, kind="adn"), axis=read, **SAVED
    )
    Blocker.objects.create(participation=place, axis=blocked, text="Trop d’outils", **SAVED)

    removed = {f"axes-{number}-DELETE": "on" for number in range(3)}
    client.post(address(place), posted(place, **removed))

    assert set(Axis.objects.filter(pk__in=[read.pk, blocked.pk, free.pk])) == {read, blocked}


def test_the_next_edition_takes_the_axes_over(client, place, organiser):
    client.force_login(organiser)
    load(client, place)
    place.edition.axes.filter(code="usability").update(label_fr="Prise en main")
    new = factories.edition()

    clone_into(edition=new, source=place.edition, parts=[ClonedPart.AXES], actor=organiser, at=factories.NOW)

    assert new.axes.count() == 12
    assert new.axes.get(code="usability").label_fr == "Prise en main"
