"""The axes of an edition: a preset in one click, each word changed, those in use kept, taken over by the next one."""

import pytest
from django.urls import reverse

from accelerator.audit.models import AuditEntry
from coaching.canvas.presets import PRESETS
from coaching.models import Axis, AxisReading, Blocker, Canvas
from programmes.actions.cloning import clone_into
from programmes.enums import ClonedPart
from tests import factories
from tests.support.plan import SAVED

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_a_preset_has_twelve_axes_with_a_question_in_two_languages(preset):
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
