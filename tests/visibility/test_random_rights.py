"""Rights drawn at random: one person with any roles, any ties to a dossier, at any moment of the committee's work.

The tables of ``expectations`` say what such a person knows; the pages where secrets of the committee might show are
walked. The combinations are those that nobody thinks of: an organiser who sits, holds a dossier and stepped aside.
"""

import logging
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from tests.visibility.building import build
from tests.visibility.drawing import Drawn, drawn_world
from tests.visibility.walk import refuse_barely, sign_in, walk_pages
from tests.visibility.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
DOSSIERS = ("submitted", "waiting", "refused", "confirmed")
ROLES = ("organiser", "reviewer", "chair", "mentor", "facilitator", "partner")
TIES = ("none", "member", "former", "assigned", "peer", "recused")
PHASES = ("reviews open", "reviews closed", "announced")
PAGES = [
    *(
        f"projects:{name}"
        for name in (
            "manage_applications manage_application manage_assignment assignment_proposal ranking deliberation decide "
            "announce review_queue review application dossier_print dossier_pdf application_file participation "
            "public_projects"
        ).split()
    ),
    *(
        f"coaching:{name}"
        for name in ("manage_edition manage_journal my_home my_project coaching_project support_home").split()
    ),
    "programmes:manage_mails",
]


drawn_people = st.builds(
    Drawn,
    roles=st.frozensets(st.sampled_from(ROLES), max_size=3),
    ties=st.tuples(*(st.tuples(st.just(name), st.sampled_from(TIES)) for name in DOSSIERS)),
    phase=st.sampled_from(PHASES),
)


@pytest.fixture(scope="module")
def world(build_once: Callable[..., World]) -> World:
    return build_once(build)


@settings(
    max_examples=12,
    derandomize=True,
    phases=[Phase.generate],  # what is drawn is short enough to read: making it shorter takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=drawn_people)
def test_a_random_person_reads_what_is_theirs_and_nothing_else(
    world: World, caplog: pytest.LogCaptureFixture, drawn: Drawn
) -> None:
    caplog.set_level(logging.CRITICAL, logger="django.request")  # hundreds of refusals
    world.write_files()
    with drawn_world(world, drawn) as changed, pytest.MonkeyPatch.context() as patch:
        refuse_barely(patch, whole=5)
        problems = walk_pages(changed, sign_in(changed, "drawn"), "drawn", PAGES)

    assert problems == [], f"{drawn}:\n" + "\n".join(problems)
