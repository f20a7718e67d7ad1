"""Forms at the same instant: published while people send them, saved by two people."""

from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.utils import timezone

from accelerator.questionnaires import actions, drafting, queries, revisions
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.models import AnswerSheet
from accelerator.web.merging import MergingForm
from programmes.actions.call_form import start_form
from programmes.enums import FormStart
from programmes.models import Call
from projects.application.actions.call import publish_form
from projects.application.actions.submission import Incomplete, submit_application
from projects.application.enums import ApplicationState
from projects.models import Application
from tests.factories import World, edition_with
from tests.support.dossiers import complete_draft, full_form, lead
from tests.support.races import at_once
from tests.support.windows import SHARED_PAGES, SharedPage

pytestmark = pytest.mark.django_db(transaction=True)


def being_changed() -> tuple[Any, Application]:
    """A form whose summary goes and which asks one question more; a draft that was complete until then."""
    world = edition_with(form=full_form())
    draft = complete_draft(world.edition, at=timezone.now())
    form = start_form(
        call=world.edition.call, start=FormStart.CURRENT, actor=world.organiser, at=timezone.now()
    )
    gone = form.questions.select_related("section").get(key="summary")
    fields = {"label_fr": "Nouvelle", "kind": QuestionKind.SHORT_TEXT, "required": True}
    drafting.save_question(section=gone.section, fields=fields)
    drafting.remove_question(question=gone)
    return world, draft


def publish(world: World) -> revisions.Carried:
    call = Call.objects.select_related("edition").get(pk=world.edition.call.pk)
    return publish_form(call=call, actor=world.organiser, at=timezone.now())


def test_two_fields_saved_while_the_form_is_published_are_both_kept() -> None:
    world, draft = being_changed()
    stale = [AnswerSheet.objects.get(pk=draft.sheet_id) for _ in range(2)]

    def act(tab: int) -> Any:
        if tab == 0:
            return publish(world)
        key = ("title", "summary")[tab - 1]
        return actions.save_answer(
            sheet=stale[tab - 1], key=key, raw=f"revu {key}", base_version=None, actor=None, at=timezone.now()
        )

    results = at_once(act, tabs=3)

    sheet = AnswerSheet.objects.get(pk=draft.sheet_id)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert sheet.revision_id == Call.objects.get(pk=world.edition.call.pk).form_id
    assert queries.values(sheet)["title"] == "revu title"
    assert [row.text for row in queries.set_aside(sheet)] == ["revu summary"]


def test_a_dossier_sent_while_the_form_is_published_is_whole_in_the_form_it_answers() -> None:
    world, draft = being_changed()
    author = lead(draft)

    def act(tab: int) -> Any:
        if tab == 0:
            return publish(world)
        return submit_application(
            application=Application.objects.get(pk=draft.pk),
            actor=author,
            at=timezone.now(),
            rules_version=1,
        )

    _published, result = at_once(act, tabs=2)

    after = Application.objects.select_related("sheet").get(pk=draft.pk)
    if result is True:
        assert after.state == ApplicationState.SUBMITTED
        assert queries.missing(after.sheet) == []
        assert queries.content_hash(after.sheet) == after.content_hash
    else:
        assert isinstance(result, Incomplete)
        assert after.state == ApplicationState.DRAFT
        assert {question.key for question in queries.missing(after.sheet)} == {"nouvelle", "rules_accepted"}


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
