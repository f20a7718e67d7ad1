"""The thin timeline of an edition."""

from programmes.enums import Phase
from programmes.shell import steps


def test_the_follow_up_goes_on_until_the_edition_is_closed() -> None:
    assert [step["state"] for step in steps(Phase.FOLLOW_UP)] == ["done"] * 4 + ["current"]
    assert [step["state"] for step in steps(Phase.CLOSED)] == ["done"] * 5
