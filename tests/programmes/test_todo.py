"""The registry of what waits: one query for all rules and editions, the most urgent first, rights by the page."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db.models import Count, OuterRef
from django.urls import reverse
from django.utils.translation import ngettext_lazy

from programmes import todo
from programmes.enums import Phase
from programmes.models import Edition, Organisation, Role
from programmes.todo import EditionFact, ProgressRule, TodoAct, TodoLine, TodoRule, TodoUrgency, read_todo
from tests import factories
from tests.support.todo import name_line

pytestmark = pytest.mark.django_db
AT = factories.NOW


def rule(title: str, urgency: TodoUrgency, **more: object) -> TodoRule:
    """A line that counts the roles of the edition."""
    common: dict[str, object] = {
        "page": "programmes:manage_people",
        "phases": frozenset(Phase),
        "select": lambda _reader: Role.objects.all(),
        "urgency": urgency,
        "title": ngettext_lazy(title, title),
        "button": "Voir",
    }
    return TodoRule(**{**common, **more})


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """No rule but those that a test registers."""
    registered: list[object] = []
    monkeypatch.setattr(todo, "_rules", registered)
    return registered


def read(world: factories.World, *others: factories.World, opens: bool = True) -> list[TodoLine]:
    editions = Edition.objects.select_related("call").filter(
        pk__in=[each.edition.pk for each in (world, *others)]
    )
    return read_todo(world.organiser, editions, AT, lambda _page, _edition: opens)[world.edition.pk].lines


def test_what_is_lost_by_waiting_comes_first_then_those_who_wait_for_us_then_those_we_wait_for(rules) -> None:
    world = factories.edition_with()
    Role.objects.update(started_at=AT - timedelta(days=3))
    near, far = date(2026, 10, 9), date(2026, 12, 1)
    rules += [
        rule("les autres", TodoUrgency.AWAITS_OTHERS),
        rule("nous, sans date", TodoUrgency.AWAITS_US),
        rule("nous, depuis trois jours", TodoUrgency.AWAITS_US, moment="started_at"),
        rule("date lointaine", TodoUrgency.DATE, due=lambda _edition: far),
        rule("date proche", TodoUrgency.DATE, due=lambda _edition: near),
        rule("maintenant", TodoUrgency.DATE),
    ]

    assert [line.title for line in read(world)] == [
        "maintenant",
        "date proche",
        "date lointaine",
        "nous, depuis trois jours",
        "nous, sans date",
        "les autres",
    ]


def test_a_line_says_how_many_since_when_until_when_and_who(rules) -> None:
    world = factories.edition_with(reviewers=1, mentors=2, facilitators=3, partners=1)
    Role.objects.filter(name="mentor").update(started_at=AT - timedelta(days=12))
    rules.append(
        rule(
            "rôles", TodoUrgency.DATE, moment="started_at", who="name", due=lambda _edition: date(2026, 10, 9)
        )
    )

    [line] = read(world)

    assert (name_line(line), line.text) == ("8 rôles", "Depuis 12 jours au plus · avant le 9\xa0octobre")
    assert line.who == "facilitator 3 · mentor 2 · organiser 1 · 2 autres"
    assert line.href == reverse("programmes:manage_people", args=[world.edition.slug])


def test_a_line_says_that_its_limit_has_passed(rules) -> None:
    world = factories.edition_with()
    limits = {
        "hier": AT.date() - timedelta(days=1),
        "aujourd’hui": AT.date(),
        "il y a une heure": AT - timedelta(hours=1),
        "dans une heure": AT + timedelta(hours=1),
    }
    rules += [
        rule(title, TodoUrgency.DATE, due=lambda _edition, limit=limit: limit)
        for title, limit in limits.items()
    ]

    passed = {line.title for line in read(world) if "passée" in line.text}

    assert passed == {"hier", "il y a une heure"}


def test_names_that_have_one_row_each_bear_no_number(rules) -> None:
    world = factories.edition_with(mentors=1)
    rules.append(rule("rôles", TodoUrgency.AWAITS_US, who="name"))

    assert read(world)[0].who == "mentor · organiser"


def test_rows_without_a_name_are_counted_together_and_name_nobody(rules) -> None:
    """The database groups those without anything at the path and those with an empty name apart."""
    world = factories.edition_with(mentors=2)
    Role.objects.filter(name="mentor").update(organisation=None)
    Organisation.objects.update(name="")
    rules.append(rule("rôles", TodoUrgency.AWAITS_US, who="organisation__name"))

    [line] = read(world)

    assert (line.number, line.names, line.who) == (3, {"": 3}, "")


def test_a_rule_speaks_in_its_phases_to_those_who_may_open_its_page_and_not_of_mails_in_silence(
    rules,
) -> None:
    world = factories.edition_with()
    rules.append(rule("rôles", TodoUrgency.AWAITS_US, phases={Phase.CALL}, writes=True))
    assert [line.title for line in read(world)] == ["rôles"]

    assert read(world, opens=False) == []
    Edition.objects.update(silent=True)
    assert read(world) == []
    Edition.objects.update(silent=False)
    rules[0] = rule("rôles", TodoUrgency.AWAITS_US, phases={Phase.SELECTION})
    assert read(world) == []


def test_a_rule_counts_only_in_the_editions_that_it_concerns(rules) -> None:
    """Its rows are those of all editions."""
    world, silent = factories.edition_with(mentors=1), factories.edition_with(mentors=2)
    Edition.objects.filter(pk=silent.edition.pk).update(silent=True)
    rules.append(rule("rôles", TodoUrgency.AWAITS_US, writes=True))

    assert [name_line(line) for line in read(world, silent)] == ["2 rôles"]
    assert read(silent, world) == []


def test_a_row_that_its_joins_give_several_times_is_counted_once(rules) -> None:
    world = factories.edition_with()
    factories.role(world.edition, "mentor", who=world.organiser)
    roles_of_who_has_any = Role.objects.filter(user__roles__isnull=False)
    assert len(roles_of_who_has_any) == 4
    rules.append(rule("rôles", TodoUrgency.AWAITS_US, select=lambda _reader: roles_of_who_has_any))

    assert [name_line(line) for line in read(world)] == ["2 rôles"]


def test_a_line_acts_at_once_where_its_page_is_open_and_mails_leave(rules) -> None:
    world = factories.edition_with()
    act = TodoAct(
        page="programmes:manage_mails",
        button=ngettext_lazy("Prévenir", "Prévenir les %d"),
        text="Un message part.",
    )
    rules.append(rule("rôles", TodoUrgency.AWAITS_US, act=act, who="name"))

    [line] = read(world)
    assert (line.act_url, line.act_button) == (
        reverse("programmes:manage_mails", args=[world.edition.slug]),
        "Prévenir",
    )
    factories.role(world.edition, "mentor")
    assert read(world)[0].act_button == "Prévenir les 2"

    rules[0] = rule("rôles", TodoUrgency.AWAITS_US, act=replace(act, read_args=lambda _names: None))
    assert read(world)[0].act_url == ""
    rules[0] = rule("rôles", TodoUrgency.AWAITS_US, act=act)
    Edition.objects.update(silent=True)
    assert (read(world)[0].act_url, read(world)[0].act_button) == ("", "")


def test_a_rule_that_counts_nothing_has_no_line(rules) -> None:
    none_left = Count("ended_at")  # a rule may sum what is missing of rows: no row, or nothing missing
    rules += [
        rule("rôles", TodoUrgency.AWAITS_US, select=lambda _reader: Role.objects.none()),
        rule("rôles quittés", TodoUrgency.AWAITS_US, count=none_left),
    ]

    assert read(factories.edition_with()) == []


def test_the_rows_of_all_rules_and_editions_are_counted_at_once(rules, django_assert_num_queries) -> None:
    first, second = factories.edition_with(mentors=2), factories.edition_with()
    rules += [rule("rôles", TodoUrgency.AWAITS_US), rule("encore", TodoUrgency.AWAITS_US)]

    with django_assert_num_queries(2):  # with that of the editions
        lines = read(first, second)

    assert [name_line(line) for line in lines] == ["3 rôles", "3 encore"]


def test_the_bar_has_a_part_for_each_state_that_somebody_is_in(rules) -> None:
    world = factories.edition_with(mentors=3)
    labels = {"partner": "partenaires", "mentor": "parrains", "organiser": "organisation"}
    rules.append(
        ProgressRule(
            page="programmes:manage_people",
            phases=frozenset(Phase),
            select=lambda _reader: Role.objects.all(),
            who="name",
            title=ngettext_lazy("rôle", "rôles"),
            labels=labels,
        )
    )

    edition = Edition.objects.select_related("call").get()
    progress = read_todo(world.organiser, [edition], AT, lambda *_page: True)[edition.pk].progress

    assert progress is not None
    assert (progress.total, progress.title) == (4, "rôles")
    assert [(part.label, part.count, part.rank, part.start, part.share) for part in progress.parts] == [
        ("parrains", 3, 2, 0.0, 75.0),
        ("organisation", 1, 3, 75.0, 25.0),
    ]


def test_facts_of_an_edition_leave_rules_out_by_one_query_for_all_of_them(
    rules, django_assert_num_queries
) -> None:
    world, other = factories.edition_with(reviewers=1), factories.edition_with()
    has_jurors = EditionFact(lambda _at: Role.objects.jurors().filter(edition=OuterRef("pk")))
    has_roles = EditionFact(lambda _at: Role.objects.filter(edition=OuterRef("pk")))
    rules += [
        rule("avec jury", TodoUrgency.DATE, only_if={has_jurors}),
        rule("sans jury", TodoUrgency.AWAITS_US, only_if={has_roles}, unless={has_jurors}),
        rule("vide", TodoUrgency.AWAITS_OTHERS, unless={has_roles}),
    ]
    editions = list(Edition.objects.select_related("call"))

    with django_assert_num_queries(2):
        todos = read_todo(world.organiser, editions, AT, lambda _page, _edition: True)

    titles = {pk: [line.title for line in found.lines] for pk, found in todos.items()}
    assert titles == {world.edition.pk: ["avec jury"], other.edition.pk: ["sans jury"]}
