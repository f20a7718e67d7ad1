"""What a role finds at first: what it is offered, a home; and the thin timeline of an edition."""

from programmes.capabilities import AUDIENCES
from programmes.emails import OFFERS
from programmes.enums import Phase, RoleName
from programmes.extensions import list_homes
from programmes.shell import steps


def test_every_role_is_offered_in_words() -> None:
    missing = [role.value for role in RoleName if role not in OFFERS]

    assert missing == [], "Write in OFFERS of programmes/emails.py what is offered with this role."


def test_every_role_has_a_home() -> None:
    served = frozenset().union(*(AUDIENCES[home.capability] for home in list_homes()))
    missing = [role.value for role in RoleName if role not in served]

    assert missing == [], "Give it the capability of a home, or add a Home in homes.py or apps.py of an app."


def test_the_follow_up_goes_on_until_the_edition_is_closed() -> None:
    assert [step["state"] for step in steps(Phase.FOLLOW_UP)] == ["done"] * 4 + ["current"]
    assert [step["state"] for step in steps(Phase.CLOSED)] == ["done"] * 5
