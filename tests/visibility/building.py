"""The walked world as a whole: two populated editions, and a third that nobody has published."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from PIL import Image

from accelerator.questionnaires.builder import publish
from coaching.surveys.defaults import READY
from coaching.surveys.enums import SurveyKind
from programmes.defaults import SPEC
from programmes.enums import ProgrammeRoleName, RoleName
from programmes.models import Programme, ProgrammeRole
from tests import factories
from tests.visibility.editions import PopulatedEdition
from tests.visibility.exchange import foreign_scheme
from tests.visibility.world import World


def build() -> World:
    """The world, written straight to the database: about four hundred rows."""
    world = World()
    at = timezone.now()
    form = publish(SPEC, name="Candidature", at=at)
    survey_form = publish(READY[SurveyKind.SYNTHESIS], name="Synthèse", at=at)
    world.people |= {
        "anonymous": AnonymousUser(),
        "plain": factories.user("Personne quelconque"),
        "staff": factories.user("Plateforme", is_staff=True),
    }
    for key in ("a", "b"):
        PopulatedEdition(world, key, form, survey_form, at).populate()
    prepare(world, at)
    draw_logo(world)
    give_right(world, at)
    foreign_scheme(world)
    return world


def give_right(world: World, at: datetime) -> None:
    """Somebody else reads every region of the programme."""
    programme = world.editions["a"].programme
    world.rows["right"] = ProgrammeRole.objects.create(
        programme=programme, user=factories.user(), name=ProgrammeRoleName.READER, started_at=at
    )


def draw_logo(world: World) -> None:
    """The programme of all three editions has a logo: public, since two of them are."""
    content = BytesIO()
    Image.new("RGB", (4, 4), "navy").save(content, "PNG")
    world.files["programmes/logo.png"] = content.getvalue()
    Programme.objects.update(logo="programmes/logo.png", logo_alt_fr="Logo du programme")


def prepare(world: World, at: datetime) -> None:
    """Edition c: nothing of it is public yet."""
    texts = {name: world.canary("unpublished", name, "c") for name in ("name", "theme_fr", "presentation_fr")}
    world.editions["c"] = factories.edition(
        slug="edition-c",
        published_at=None,
        opens_at=at + timedelta(days=30),
        closes_at=at + timedelta(days=60),
        **texts,
    )
    world.number_ranks("c")
    world.people["organiser_c"] = factories.role(world.editions["c"], RoleName.ORGANISER)
    world.roles["c"] = {"organiser_c": {"organiser"}}
