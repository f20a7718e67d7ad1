"""Organisers build the form of a call, page by page."""

import json
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.form_builder import actions
from accelerator.form_builder.choice_lines import LinesRefused, read_lines
from accelerator.questionnaires.models import Question, Revision
from accelerator.transitions import TransitionRefused
from programmes.actions.call_form import CallQuestions, start_form
from programmes.defaults import SPEC
from programmes.enums import FormStart
from tests.factories import World, edition_with

pytestmark = pytest.mark.django_db


def build(start: str = FormStart.CURRENT) -> tuple[Any, Revision]:
    """A world whose call has a draft of its form."""
    world = edition_with()
    draft = start_form(call=world.edition.call, start=start, actor=world.organiser, at=timezone.now())
    return world, draft


def url(world: World, name: str, *args: Any) -> str:
    return reverse(f"programmes:{name}", args=[world.edition.slug, *args])


def keys(draft: Revision) -> list[str]:
    return list(draft.questions.order_by("section__position", "position").values_list("key", flat=True))


QUESTION = {"kind": "long_text", "label_fr": "Le problème de travail", "audience": "jury"}


def test_nothing_changes_for_anyone_while_the_form_is_a_draft(as_user) -> None:
    world = edition_with()
    before = world.edition.call.form

    as_user(world.organiser).post(url(world, "start_form"), {"start": "current"})
    world.edition.call.refresh_from_db()

    assert world.edition.call.form == before
    assert world.edition.call.draft_form.number == 2
    assert AuditEntry.objects.filter(verb="start_form").count() == 1


def test_starting_twice_is_starting_once() -> None:
    world, draft = build()

    again = start_form(
        call=world.edition.call, start=FormStart.BLANK, actor=world.organiser, at=timezone.now()
    )

    assert again == draft
    assert AuditEntry.objects.filter(verb="start_form").count() == 1


def test_a_draft_starts_from_the_published_form_the_default_one_or_nothing() -> None:
    counts = {"current": 1, "default": sum(len(section.questions) for section in SPEC), "blank": 0}

    assert {start: build(start)[1].questions.count() for start in counts} == counts


def test_two_calls_that_share_a_form_have_drafts_of_their_own() -> None:
    world, draft = build()
    other = edition_with()
    other.edition.call.form = world.edition.call.form
    other.edition.call.save()

    second = start_form(
        call=other.edition.call, start=FormStart.CURRENT, actor=other.organiser, at=timezone.now()
    )

    assert second.pk != draft.pk
    assert second.number == draft.number + 1


def test_a_question_is_added_and_the_next_one_follows_at_once(as_user) -> None:
    world, draft = build()
    section = draft.sections.get()
    browser = as_user(world.organiser)

    next_one = browser.post(
        url(world, "new_form_question", section.pk), {**QUESTION, "max_length": "1500", "go": "another"}
    )
    back = browser.post(
        url(world, "new_form_question", section.pk), {**QUESTION, "label_fr": "Fin", "go": "save"}
    )

    made = draft.questions.get(key="le_probleme_de_travail")
    assert next_one.url == f"{url(world, 'new_form_question', section.pk)}?kind=long_text"
    assert back.url.endswith(f"#question-{draft.questions.get(key='fin').pk}")
    assert (made.max_length, made.required, made.audience) == (1500, False, "jury")


def test_the_key_of_a_question_outlives_its_words(as_user) -> None:
    world, draft = build()
    question = draft.questions.get()

    as_user(world.organiser).post(
        url(world, "form_question", question.pk),
        {**QUESTION, "label_fr": "Nom du projet", "kind": "short_text"},
    )

    question.refresh_from_db()
    assert (question.key, question.label_fr) == ("title", "Nom du projet")


KINDS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (
        {"kind": "single", "choices_text": "Une idée | An idea\nEn usage", "other": "on"},
        {
            "choices": [
                {"value": "une_idee", "label_fr": "Une idée", "label_en": "An idea"},
                {"value": "en_usage", "label_fr": "En usage", "label_en": ""},
            ],
            "other": True,
        },
    ),
    (
        {"kind": "scale", "scale_max": "4", "label_max_fr": "très"},
        {"min": 1, "max": 4, "label_max_fr": "très"},
    ),
    (
        {"kind": "matrix", "rows_text": "La frise", "scale_min": "0", "not_applicable": "on"},
        {
            "rows": [{"value": "la_frise", "label_fr": "La frise", "label_en": ""}],
            "min": 0,
            "max": 5,
            "not_applicable": True,
        },
    ),
    ({"kind": "recommendation", "label_min_fr": "non"}, {"label_min_fr": "non"}),
    ({"kind": "number", "number_min": "0", "number_max": "2.5"}, {"min": 0, "max": 2.5}),
    ({"kind": "yes_no", "must_accept": "on"}, {"must_accept": True}),
    ({"kind": "siret", "exemption": "on"}, {"exemption": True}),
    (
        {"kind": "file", "types": ["pdf", "odt"], "max_files": "3"},
        {"types": ["pdf", "odt"], "max_files": 3},
    ),
    ({"kind": "date", "choices_text": "ignoré\nici"}, {}),
    ({"kind": "statement", "required": "on"}, {}),
]
IMPOSSIBLE: list[tuple[dict[str, Any], str]] = [
    ({"label_fr": ""}, "label_fr"),
    ({"kind": "forged"}, "kind"),
    ({"audience": "forged"}, "audience"),
    ({"kind": "single", "choices_text": "Seul"}, "choices_text"),
    ({"kind": "single", "choices_text": "Un\nUn"}, "choices_text"),
    ({"kind": "matrix", "rows_text": ""}, "rows_text"),
    ({"kind": "scale", "scale_min": "5", "scale_max": "5"}, "scale_max"),
    ({"kind": "number", "number_min": "5", "number_max": "2"}, "number_max"),
    ({"min_length": "50", "max_length": "10"}, "min_length"),
    ({"min_length": "-1"}, "min_length"),
    ({"kind": "file", "types": ["exe"]}, "types"),
    ({"show_key": "forged", "show_any": ["forged=x"]}, "show_key"),
    ({"label_fr": "x" * 301}, "label_fr"),
]


def test_each_kind_keeps_what_concerns_it(as_user) -> None:
    world, draft = build()
    browser, address = as_user(world.organiser), url(world, "new_form_question", draft.sections.get().pk)

    for fields, options in KINDS:
        response = browser.post(address, {**QUESTION, "max_length": "9", **fields})

        made = draft.questions.exclude(key="title").get()
        assert response.status_code == 302
        assert made.options == options
        assert made.max_length == (9 if fields["kind"] == "long_text" else None)
        assert not (made.kind == "statement" and made.required)
        made.delete()


def test_a_question_that_cannot_stand_is_sent_back_with_what_was_typed(as_user) -> None:
    world, draft = build()
    browser, address = as_user(world.organiser), url(world, "new_form_question", draft.sections.get().pk)

    for fields, field in IMPOSSIBLE:
        response = browser.post(address, {**QUESTION, "help_fr": "Mon aide", **fields})

        assert response.status_code == 422, fields
        assert field in response.context["form"].errors, fields
        assert "Mon aide" in response.text
    assert draft.questions.count() == 1


def test_a_question_is_displayed_by_the_answers_to_an_earlier_one(as_user) -> None:
    world, draft = build()
    browser, page = as_user(world.organiser), draft.sections.get().pk
    browser.post(
        url(world, "new_form_question", page),
        {**QUESTION, "kind": "single", "label_fr": "Profil", "choices_text": "A\nB", "other": "on"},
    )

    nothing = browser.post(url(world, "new_form_question", page), {**QUESTION, "show_key": "profil"})
    browser.post(
        url(world, "new_form_question", page),
        {**QUESTION, "show_key": "profil", "show_any": ["profil=b", "profil=__other__"]},
    )

    made = draft.questions.get(key="le_probleme_de_travail")
    assert nothing.status_code == 422
    assert made.show_if == {"key": "profil", "any_of": ["b", "__other__"]}
    assert "B ou Autre" in browser.get(url(world, "manage_form")).text
    assert "checked" in browser.get(url(world, "form_question", made.pk)).text
    publishing = browser.get(reverse("projects:publish_form", args=[world.edition.slug])).text
    assert "si « Profil » : B ou Autre" in unescape(publishing).replace("\xa0", " ")


def test_only_earlier_questions_may_show_a_question(as_user) -> None:
    world, draft = build(FormStart.DEFAULT)
    first, profile, last = (draft.questions.get(key=key) for key in ("siret", "profile", "both_days"))
    browser = as_user(world.organiser)

    assert list(browser.get(url(world, "form_question", first.pk)).context["form"].sources) == []
    assert "profile" in browser.get(url(world, "form_question", last.pk)).context["form"].sources
    assert "both_days" not in browser.get(url(world, "form_question", profile.pk)).context["form"].sources


def do(browser: Any, world: World, command: str, **more: str) -> Any:
    return browser.post(url(world, "arrange_form"), {"do": command, **more})


def test_questions_are_moved_copied_and_removed_with_buttons(as_user) -> None:
    world, draft = build(FormStart.DEFAULT)
    browser = as_user(world.organiser)
    town = draft.questions.get(key="town").pk
    before = keys(draft)
    place = before.index("town")

    up = do(browser, world, f"up:question:{town}")
    assert keys(draft).index("town") == place - 1
    assert up.url.endswith(f"#up-question-{town}")

    do(browser, world, f"down:question:{town}")
    assert keys(draft) == before

    do(browser, world, f"to:question:{town}:{draft.sections.last().pk}")
    assert keys(draft)[-1] == "town"

    do(browser, world, f"copy:question:{town}")
    assert keys(draft)[-1] == "town_2"

    do(browser, world, f"remove:question:{town}")
    assert "town" not in keys(draft)


def test_pages_are_added_renamed_moved_copied_and_removed(as_user) -> None:
    world, draft = build()
    browser = as_user(world.organiser)

    browser.post(url(world, "new_form_page"), {"title_fr": "Suite"})
    page = draft.sections.last()
    browser.post(url(world, "form_page", page.pk), {"title_fr": "La suite", "intro_fr": "Presque fini."})
    do(browser, world, f"up:page:{page.pk}")
    assert [section.title_fr for section in draft.sections.all()] == ["La suite", "Projet"]

    do(browser, world, f"copy:page:{draft.sections.last().pk}")
    assert keys(draft) == ["title", "title_2"]

    do(browser, world, f"remove:page:{page.pk}")
    assert [section.position for section in draft.sections.all()] == [1, 2]


def test_pieces_of_the_default_form_are_added_ready_made_and_never_twice(as_user) -> None:
    world, draft = build()
    browser = as_user(world.organiser)
    page = draft.sections.get().pk

    do(browser, world, f"ready:question:{page}", **{f"ready_question_{page}": "siret"})
    do(browser, world, f"ready:question:{page}", **{f"ready_question_{page}": "siret"})
    do(browser, world, "ready:page", ready_page="title")

    assert keys(draft) == ["title", "siret", "summary", "work_problem", "solution", "stage", "confidence"]
    assert draft.questions.get(key="siret").options == {"exemption": True}


def test_a_forged_gesture_changes_nothing(as_user) -> None:
    world, draft = build(FormStart.DEFAULT)
    before, browser, question = keys(draft), as_user(world.organiser), draft.questions.first().pk
    digits = ["up:question:" + "9" * 40, f"to:question:{question}:" + "9" * 5000]
    cut = ["", "up", "up:question:", "ready:question:1", "ready:page"]

    for command in (*cut, "up:question:999999", "up:question:²", "fly:question:1", "to:question:1:x",
                    "up:question:1:2:3:4", *digits):  # fmt: skip
        assert do(browser, world, command).status_code == 302, command
    assert keys(draft) == before


def test_the_order_of_a_drag_is_saved_and_a_stale_one_refused(as_user) -> None:
    world, draft = build(FormStart.DEFAULT)
    browser = as_user(world.organiser)
    order = [
        [section.pk, [question.pk for question in section.questions.order_by("-position")]]
        for section in draft.sections.all()
    ]

    stored = browser.post(url(world, "arrange_form"), {"order": json.dumps(order)})
    stale = browser.post(url(world, "arrange_form"), {"order": json.dumps(order[:-1])})

    assert (stored.status_code, stale.status_code) == (200, 409)
    assert keys(draft)[0] == "second_participant" or keys(draft)[0] != "siret"


def test_a_command_on_a_draft_dropped_meanwhile_is_refused(as_user) -> None:
    world, draft = build()
    question = draft.questions.get()
    actions.drop_draft(built=CallQuestions(world.edition.call), actor=world.organiser, at=timezone.now())

    assert not Revision.objects.filter(pk=draft.pk).exists()
    response = do(as_user(world.organiser), world, f"up:question:{question.pk}")
    assert response.url == url(world, "manage_form")
    with pytest.raises(TransitionRefused):
        actions.reorder(
            built=CallQuestions(world.edition.call), order=[], actor=world.organiser, at=timezone.now()
        )


def test_a_condition_broken_by_a_move_is_reported_with_a_link_to_the_question(as_user) -> None:
    world, draft = build(FormStart.DEFAULT)
    browser = as_user(world.organiser)
    later = draft.questions.get(key="head_count")
    later.show_if = {"key": "profile", "any_of": ["internal_project"]}
    later.save()

    do(browser, world, f"up:question:{later.pk}")
    page = browser.get(url(world, "manage_form")).text

    assert "placez-la plus loin" in page
    assert url(world, "form_question", later.pk) in page


def test_the_preview_shows_a_page_as_it_will_be_asked_and_stores_nothing(as_user) -> None:
    world, _draft = build(FormStart.DEFAULT)
    browser = as_user(world.organiser)

    page = browser.get(url(world, "preview_form", 2))

    assert "Le problème de travail à résoudre" in page.text
    assert "data-autosave-url" not in page.text
    assert browser.get(url(world, "preview_form", 5)).status_code == 404
    assert browser.get(url(world, "preview_form", 0)).status_code == 404


def test_a_question_of_the_published_form_is_put_back(as_user) -> None:
    world, draft = build()
    browser = as_user(world.organiser)
    do(browser, world, f"remove:question:{draft.questions.get().pk}")

    browser.post(url(world, "restore_form_question", "title"))
    browser.post(url(world, "restore_form_question", "forged"))

    assert keys(draft) == ["title"]


# --- lines of choices ---


def known() -> list[dict[str, str]]:
    return read_lines("Atelier | Workshop\nBureau\nChantier", [])


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Chantier\nAtelier\nBureau", ["chantier", "atelier", "bureau"]),
        ("Atelier\nBureaux\nChantier", ["atelier", "bureau", "chantier"]),
        ("Atelier\nChantier", ["atelier", "chantier"]),
        ("Atelier\nBureau\nChantier\nBureau d’études", ["atelier", "bureau", "chantier", "bureau_detudes"]),
        ("\n Atelier |\n\n | Site", ["atelier", "bureau"]),
    ],
)
def test_the_stored_code_of_a_choice_does_not_change(text: str, values: list[str]) -> None:
    assert [line["value"] for line in read_lines(text, known())] == values


def test_two_choices_never_share_what_is_stored() -> None:
    assert [line["value"] for line in read_lines("À\nA\n***", [])] == ["a", "a_2", "choix"]


@pytest.mark.parametrize("text", ["A\nA", "x" * 201, "\n".join(map(str, range(101)))])
def test_lists_that_cannot_stand_are_refused_in_words(text: str) -> None:
    with pytest.raises(LinesRefused):
        read_lines(text, [])


def test_a_help_of_two_paragraphs_comes_back_from_the_browser_unchanged(as_user) -> None:
    world, draft = build()
    question = draft.questions.get()
    Question.objects.filter(pk=question.pk).update(help_fr="D’abord\n\nensuite")
    address = url(world, "form_question", question.pk)
    browser = as_user(world.organiser)
    form = browser.get(address).context["form"]
    sent = {name: value for name in form.fields if (value := form[name].value()) not in (None, False)}

    browser.post(address, {**sent, "help_fr": "D’abord\r\n\r\nensuite"})

    assert Question.objects.get(pk=question.pk).help_fr == "D’abord\n\nensuite"


def test_each_sort_of_question_of_the_default_form_can_be_saved_as_it_is(as_user) -> None:
    """The editor loses nothing of what it shows: saved unchanged, a question is unchanged."""
    world, draft = build(FormStart.DEFAULT)
    browser = as_user(world.organiser)
    questions = draft.questions.select_related("section")
    # one of each kind, with and without options and a condition
    distinct = {(item.kind, *sorted(item.options), bool(item.show_if)): item for item in questions}
    for question in distinct.values():
        form = browser.get(url(world, "form_question", question.pk)).context["form"]
        sent = {name: form[name].value() for name in form.fields}
        response = browser.post(
            url(world, "form_question", question.pk),
            {
                name: "on" if value is True else value
                for name, value in sent.items()
                if value not in (None, False)
            },
        )

        fresh = Question.objects.get(pk=question.pk)
        assert response.status_code == 302, response.context["form"].errors
        assert [
            (name, getattr(fresh, name))
            for name in ("options", "show_if", "max_length", "help_fr", "required")
        ] == [
            (name, getattr(question, name))
            for name in ("options", "show_if", "max_length", "help_fr", "required")
        ]
