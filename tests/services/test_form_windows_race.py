"""Two people save one form at the same instant: what each changed is saved, and of one field the second is refused."""

from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest

from accelerator.web.merging import MergingForm
from tests.support.races import at_once
from tests.support.windows import SHARED_PAGES, SharedPage

pytestmark = pytest.mark.django_db(transaction=True)
MINE, THEIRS = "https://exemple.test/un", "https://exemple.test/deux"


@pytest.fixture(params=SHARED_PAGES)
def page(request: pytest.FixtureRequest) -> SharedPage:
    return SHARED_PAGES[request.param]()


@pytest.fixture
def compared_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread that has compared waits until the other has too, unless a lock stops the other."""
    compare, gate = MergingForm._clean_fields, Barrier(2)

    def compare_and_wait(form: Any) -> None:
        compare(form)
        try:
            gate.wait(timeout=1)
        except BrokenBarrierError:
            return

    monkeypatch.setattr(MergingForm, "_clean_fields", compare_and_wait)


@pytest.mark.usefixtures("compared_together")
def test_two_fields_saved_at_once_are_both_kept(page: SharedPage) -> None:
    windows = [page.open(), page.open()]
    typed = [{page.one: MINE}, {page.other: THEIRS}]

    answers = at_once(lambda tab: windows[tab][0].post(page.address, windows[tab][1] | typed[tab]), tabs=2)

    assert [answer.status_code for answer in answers] == [302, 302]
    assert page.read() == (MINE, THEIRS)


@pytest.mark.usefixtures("compared_together")
def test_of_one_field_saved_at_once_the_second_is_refused(page: SharedPage) -> None:
    windows, typed = [page.open(), page.open()], (MINE, THEIRS)

    answers = at_once(
        lambda tab: windows[tab][0].post(page.address, windows[tab][1] | {page.one: typed[tab]}), tabs=2
    )

    assert sorted(answer.status_code for answer in answers) == [302, 422]
    saved, refused = sorted(answers, key=lambda answer: answer.status_code)
    stored = page.read()[0]
    assert stored == typed[answers.index(saved)]
    assert stored in refused.context["form"].errors[page.one][0]
