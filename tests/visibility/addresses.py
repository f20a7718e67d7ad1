"""Every address of the site, with examples to walk it with."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accelerator.accounts.links import sign_in_link
from coaching.attendance.codes import BADGE
from coaching.session.calendar import LINK as FEED
from programmes import links
from programmes.links import INVITATION_LINK
from projects.members import queries as member_links
from projects.triage.actions.bulk import token_of
from tests.visibility.exchange import SCHEME_PAGES, SCHEME_ROWS, list_schemes, list_schemes_to_check
from tests.visibility.expectations import KNOWS
from tests.visibility.posts import list_project_posts, list_public_posts, list_reports, list_retrospectives
from tests.visibility.room_examples import ROOM_EXAMPLES, Example, list_projects
from tests.visibility.rules import OF_SESSION, RUN
from tests.visibility.surveys import SURVEY_EXAMPLES
from tests.visibility.world import DOSSIERS, World


def every_name(
    resolver: URLResolver | None = None, namespaces: tuple[str, ...] = (), above: frozenset[str] = frozenset()
) -> Iterator[tuple[str, set[str]]]:
    """Each URL name with the names of its arguments."""
    for entry in (resolver or get_resolver()).url_patterns:
        arguments = above | set(entry.pattern.converters)
        if isinstance(entry, URLResolver):
            yield from every_name(
                entry, (*namespaces, entry.namespace) if entry.namespace else namespaces, arguments
            )
        elif isinstance(entry, URLPattern):
            yield ":".join((*namespaces, str(entry.name))), set(arguments)


NAMES = dict(every_name())


# --- examples ---

PK_ROWS = {
    "coaching:edit_post": "proposed_post",
    "coaching:move_post": "proposed_post",
    "programmes:remove_seat": "seat",
    "programmes:seat_member": "juror",
    **SCHEME_ROWS,
    "programmes:resend_invitation": "invitation",
    "programmes:revoke_invitation": "invitation",
    "programmes:answer_claim": "invitation",
    "programmes:end_role": "role",
    "programmes:manage_mail": "mail",
    "coaching:session_remove_day": "day",
    "coaching:session_share_out": "day",
    **{f"coaching:session_{name}": "day" for name in ("repair", "grid")},
    "coaching:session_room": "room",
    "coaching:session_remove_room": "room",
    "coaching:session_slot": "slot",
    "coaching:session_remove_slot": "slot",
    "coaching:session_bookings": "slot",
    "coaching:session_unbook": "booking",
    "coaching:session_groups": "groups_slot",
    "coaching:timetable_talk": "talk",
    **{f"coaching:session_{name}": "talk" for name in ("talk", "add_speaker", "add_resource", "move_slot")},
    **{f"coaching:session_{name}": "speaker" for name in ("speaker", "remove_speaker")},
    **{f"coaching:session_{name}": "resource" for name in ("resource", "remove_resource")},
    "coaching:session_group": "group",
    "coaching:session_remove_group": "group",
    "coaching:end_pairing": "pairing",
    "coaching:record_yes": "pairing",
    "coaching:undo_shift": "shift",
    "coaching:withdraw_broadcast": "broadcast",
    "coaching:cockpit_assign": "confirmed.participation",
    "coaching:undo_incident": "incident",
    **{
        f"coaching:{name}": "guest"
        for name in "change_door attendee remove_attendee restore_attendee attendee_consent".split()
    },
    "coaching:session_pitches_move": "confirmed.participation",
    "coaching:mix_round": "mix_round",
    "coaching:manage_commitment": "confirmed.commitment",
    "coaching:mix_change_idea": "confirmed.idea",
    "coaching:survey_resend_link": "confirmed.survey",
    "coaching:survey_revoke_link": "confirmed.survey",
    "coaching:survey_resend_personal_link": "personal",
    "coaching:survey_revoke_personal_link": "personal",
    "coaching:survey_project_paper": "unanswered",
    "coaching:survey_personal_paper": "unanswered_person",
    "programmes:revoke_late_access": "late",
    "programmes:form_page": "form_page",
    "programmes:new_form_question": "form_page",
    "programmes:form_question": "form_question",
    "projects:delete_filter": "saved_filter",
    "projects:export_file": "export",
    "projects:export_remove": "export",
    "projects:export_template_remove": "export_template",
    **{f"projects:{name}past_project": "past_project" for name in ("", "remove_")},
    **{f"projects:{name}past_document": "past_document" for name in ("", "move_", "remove_")},
    **{f"projects:{verb}application_import": "import" for verb in ("", "apply_", "remove_")},
}
"""Rows that ``pk`` stands for beside an edition: own row, then another edition's under one's own address."""
BEHIND_THE_GATE = {"a.submitted", "a.incomplete", "a.waiting", "a.refused"}
"""Dossiers without a project that comes, tried at ``coaching:room`` alone: one gate stands before all its pages."""
FIXED = {
    "number": 1,
    "step": 2,
    "key": "title",
    "erasure": "unselected",
    "kind": "synthesis",
    "provider_id": "sso",
    "name": "nothing.eml",
    "subject": "room",
    "tick": 1,
    "block": "accept",
}


def examples(world: World, name: str) -> list[Example]:
    """Addresses to try for a URL name, with a foreign value for each argument. Raises LookupError when unknown."""
    true = _true_examples(world, name)
    if name.startswith("coaching:room_"):
        true = [example for example in true if example.dossier not in BEHIND_THE_GATE]
    return [*true, *_mixed(true)]


def _mixed(true: list[Example]) -> list[Example]:
    """Two things of one edition, the one under the other's address: a file under another dossier's reference."""
    known = [example.kwargs for example in true]
    found: list[Example] = []
    for one, other in pairwise(example for example in true if not example.foreign):
        for argument in one.kwargs if one.edition == other.edition else ():
            kwargs = {**one.kwargs, argument: other.kwargs[argument]}
            if kwargs not in known:
                known.append(kwargs)
                found.append(Example(kwargs, edition=one.edition, dossier=one.dossier, foreign=True))
    return found


def _true_examples(world: World, name: str) -> list[Example]:
    wanted = NAMES[name]
    if name == "programmes:manage_mail":
        return [*_rows_beside_edition(world, "mail"), *_rows_beside_edition(world, "private_mail")]
    if name in PK_ROWS:
        return _rows_beside_edition(world, PK_ROWS[name])
    if name == "coaching:session_add_slot":
        return [
            replace(item, kwargs={"edition": item.kwargs["edition"], "day": item.kwargs["pk"]})
            for item in _rows_beside_edition(world, "day")
        ]
    if name in SPECIAL:
        return SPECIAL[name](world)
    if not wanted - set(FIXED):
        return [Example({key: FIXED[key] for key in wanted})]
    fixed = {key: FIXED[key] for key in wanted & set(FIXED)}
    rest = wanted - set(FIXED)
    if rest == {"edition"}:
        return [Example({"edition": f"edition-{key}", **fixed}, edition=key) for key in ("a", "b", "c")]
    if rest == {"ref"}:
        return [
            replace(dossier, kwargs={"ref": dossier.kwargs["ref"], **fixed}) for dossier in _dossiers(world)
        ]
    if rest == {"edition", "ref"}:
        return [
            replace(dossier, kwargs={**dossier.kwargs, **fixed})
            for dossier in [*_dossiers(world), *_strangers(world)]
        ]
    if rest == {"programme"}:
        return [
            Example({"programme": world.editions[key].programme.slug, **fixed}, edition=key)
            for key in ("a", "b", "c")
        ]
    if rest == {"slug"}:
        return [replace(project, kwargs={"slug": project.kwargs["slug"]}) for project in list_projects(world)]
    if rest == {"edition", "slug"}:
        return [
            *list_projects(world),
            Example({"edition": "edition-a", "slug": "confirmed-b"}, dossier="b.confirmed", foreign=True),
        ]
    raise LookupError(f"{name} needs an example with {sorted(wanted)}")


def _rows_beside_edition(world: World, row: str) -> list[Example]:
    own = [
        Example({"edition": f"edition-{key}", "pk": world.rows[f"{key}.{row}"].pk}, edition=key)
        for key in ("a", "b")
    ]
    return [*own, Example({"edition": "edition-a", "pk": world.rows[f"b.{row}"].pk}, foreign=True)]


def _dossiers(world: World) -> list[Example]:
    keys = [f"a.{name}" for name in DOSSIERS] + ["b.waiting", "b.confirmed"]
    return [
        Example(
            {"edition": f"edition-{key[0]}", "ref": world.dossiers[key].reference},
            edition=key[0],
            dossier=key,
        )
        for key in keys
    ]


def _strangers(world: World) -> list[Example]:
    """Edition a's address with a dossier of edition b."""
    return [
        Example(
            {"edition": "edition-a", "ref": world.dossiers["b.waiting"].reference},
            dossier="b.waiting",
            foreign=True,
        )
    ]


def _files(world: World) -> list[Example]:
    return [
        Example(
            {"ref": world.dossiers[key].reference, "pk": world.rows[f"{key}.file"].pk},
            edition=key[0],
            dossier=key,
        )
        for key in ("a.draft", "a.waiting", "a.confirmed", "b.waiting")
    ]


def _coach_files(world: World) -> list[Example]:
    """The same files under the address of their project, then another project's."""
    own = [
        replace(file, kwargs={"slug": world.dossiers[file.dossier].project.slug, "pk": file.kwargs["pk"]})
        for file in _files(world)
    ]
    stolen = {"slug": "discreet-a", "pk": world.rows["a.confirmed.file"].pk}
    return [*own, Example(stolen, dossier="a.discreet", foreign=True)]


def _of_survey(row: str) -> Callable[[World], list[Example]]:
    """A row of the questions of a survey, under the address of that survey."""

    def examples_of(world: World) -> list[Example]:
        rows = _rows_beside_edition(world, row)
        return [replace(row, kwargs={**row.kwargs, "kind": "synthesis"}) for row in rows]

    return examples_of


def _persons(world: World) -> list[Example]:
    """Somebody with a role in the edition; a member of a dossier that nobody sent; somebody of another edition."""

    def at(key: str, person: str) -> dict[str, Any]:
        return {"edition": f"edition-{key}", "pk": world.people[person].pk}

    own = [Example(at(key, f"mentor_{key}"), edition=key) for key in ("a", "b")]
    return [*own, Example(at("a", "mentor_b"), foreign=True), Example(at("a", "plain"), foreign=True)]


def _by_code(world: World) -> list[Example]:
    """A code opens its session to those who come; what a wrong one answers is the same page for all."""
    return [Example({"code": world.rows[f"{key}.code"].code}, edition=key) for key in ("a", "b")]


def _badges(world: World) -> list[Example]:
    """Everybody reads the code of a badge; it shows its name to those who run the session alone."""
    own = [Example({"token": BADGE.token_of(world.rows[f"{key}.guest"])}, edition=key) for key in ("a", "b")]
    return [*own, Example({"token": f"{own[0].kwargs['token']}x"}, foreign=True)]


def _feeds(world: World) -> list[Example]:
    """The programme of one person, for anybody with its address."""
    token = FEED.token_of(world.rows["a.feed"])
    return [Example({"token": token}, linked="a.confirmed"), Example({"token": f"{token}x"}, foreign=True)]


def _axes(world: World) -> list[Example]:
    """An axis under a project of its edition, then one that the edition does not have."""
    keys = ("a.confirmed", "a.discreet", "b.confirmed")
    own = [
        Example({"slug": world.dossiers[key].project.slug, "axis": "walked"}, edition=key[0], dossier=key)
        for key in keys
    ]
    return [*own, Example({**own[0].kwargs, "axis": "nowhere"}, dossier="a.confirmed", foreign=True)]


def _links(world: World) -> list[Example]:
    token = sign_in_link(world.people["plain"]).rsplit("/", 2)[1]
    return [Example({"token": token}, linked="plain"), Example({"token": f"{token}x"}, foreign=True)]


def _invitations(world: World) -> list[Example]:
    token = INVITATION_LINK.address_of(world.rows["a.invitation"]).rsplit("/", 2)[1]
    return [Example({"token": token}, linked="a"), Example({"token": f"{token}x"}, foreign=True)]


def _places(world: World) -> list[Example]:
    token = member_links.LINK.address_of(world.rows["a.waiting.place"]).rsplit("/", 2)[1]
    return [Example({"token": token}, linked="a"), Example({"token": f"{token}x"}, foreign=True)]


def _of_project(row: str) -> Callable[[World], list[Example]]:
    """A row of the project of ``waiting`` under its own dossier's address, then under another one's."""

    def examples_of(world: World) -> list[Example]:
        def at(key: str, dossier: str) -> dict[str, Any]:
            return {"ref": world.dossiers[dossier].reference, "pk": world.rows[f"{key}.waiting.{row}"].pk}

        own = (
            Example(at(key, f"{key}.waiting"), edition=key, dossier=f"{key}.waiting") for key in ("a", "b")
        )
        return [*own, Example(at("b", "a.confirmed"), dossier="a.confirmed", foreign=True)]

    return examples_of


def _late_accesses(world: World) -> list[Example]:
    token = links.LATE_LINK.token_of(world.rows["a.late"])
    return [Example({"token": token}, linked="a"), Example({"token": f"{token}x"}, foreign=True)]


def _pairings(world: World) -> list[Example]:
    return [
        Example({"pk": world.rows["a.waits"].pk}, dossier="a.discreet"),
        Example({"pk": world.rows["b.waits"].pk}, edition="b", dossier="b.discreet"),
    ]


def _own_messages(world: World) -> list[Example]:
    """A mail is read by the person it went to, who alone holds the dossier ``submitted``; others do not exist."""
    own = [
        Example(
            {"pk": world.rows[f"{key}.own_mail"].pk},
            edition=key,
            dossier=f"{key}.submitted",
            reach=frozenset({"member"}),
        )
        for key in ("a", "b")
    ]
    return [
        *own,
        *(Example({"pk": world.rows[f"a.{name}"].pk}, foreign=True) for name in ("mail", "private_mail")),
    ]


def _undo(world: World) -> list[Example]:
    tokens = {key: token_of(world.rows[f"{key}.bulk"]) for key in ("a", "b")}
    own = [
        Example({"edition": f"edition-{key}", "token": token}, edition=key) for key, token in tokens.items()
    ]
    return [*own, Example({"edition": "edition-a", "token": tokens["b"]}, foreign=True)]


def _on_dossier(dossier: str, row: str) -> Callable[[World], list[Example]]:
    """A row of a dossier under its own address, then under another edition's and another dossier's."""

    def examples_of(world: World) -> list[Example]:
        def at(key: str, other: str = "", name: str = "") -> dict[str, Any]:
            ref = world.dossiers[f"{other or key}.{name or dossier}"].reference
            return {"edition": f"edition-{key}", "ref": ref, "pk": world.rows[f"{other or key}.{row}"].pk}

        return [
            *(Example(at(key), edition=key, dossier=f"{key}.{dossier}") for key in ("a", "b")),
            Example(at("a", "b"), dossier=f"b.{dossier}", foreign=True),
            Example(at("a", name="waiting"), dossier="a.waiting", foreign=True),
        ]

    return examples_of


def _completed_files(world: World) -> list[Example]:
    return [
        Example(
            {
                "ref": world.dossiers[f"{key}.incomplete"].reference,
                "pk": world.rows[f"{key}.incomplete.completed_file"].pk,
            },
            edition=key,
            dossier=f"{key}.incomplete",
        )
        for key in ("a", "b")
    ]


def _passed_needs(world: World) -> list[Example]:
    """A need that partners read, then another edition's, and one that is not shared."""

    def at(key: str, need: str) -> dict[str, Any]:
        return {"edition": f"edition-{key}", "uid": world.rows[need].uid}

    own = [
        Example(at(key, f"{key}.confirmed.passed"), edition=key, dossier=f"{key}.confirmed")
        for key in ("a", "b")
    ]
    stolen = Example(at("a", "b.confirmed.passed"), dossier="b.confirmed", foreign=True)
    return [*own, stolen, Example(at("a", "a.discreet.passed"), dossier="a.discreet", foreign=True)]


def _no_key(world: World) -> list[Example]:
    return [Example({"pk": 9_999_999}, foreign=True)]


def _pictures(*names: str) -> Callable[[World], list[Example]]:
    """Pictures under their own edition, each with who may open it; then one under another edition's address."""
    reach = {"published": {"anyone"}, "picture": OF_SESSION, "hidden": RUN, "draft": {"nobody"}}

    def examples_of(world: World) -> list[Example]:
        own = [
            Example(
                {"edition": f"edition-{key}", "uid": world.rows[f"{key}.{name}"].uid},
                edition=key,
                reach=frozenset(reach[name]) if len(names) > 1 else frozenset(),
            )
            for key in ("a", "b")
            for name in names
        ]
        stolen = {"edition": "edition-a", "uid": world.rows["b.picture"].uid}
        return [*own, Example(stolen, foreign=True)]

    return examples_of


def _pictures_by_code(world: World) -> list[Example]:
    """By the code; somebody who has not joined gets the door, or a 404."""
    return [
        Example(
            {"code": world.rows[f"{key}.code"].code, "uid": world.rows[f"{key}.picture"].uid}, edition=key
        )
        for key in ("a", "b")
    ]


SPECIAL = {
    "coaching:manage_person": _persons,
    "coaching:manage_person_address": _persons,
    **{
        f"coaching:gallery_{name}": _pictures("published", "picture", "hidden", "draft")
        for name in ("file", "thumb")
    },
    **{f"coaching:gallery_{name}": _pictures("picture") for name in ("edit", "remove")},
    **{f"coaching:live_gallery_{name}": _pictures_by_code for name in ("file", "thumb", "edit", "remove")},
    **{f"coaching:live_gallery{name}": _by_code for name in ("", "_add", "_describe")},
    "projects:undo_bulk": _undo,
    "projects:remove_note": _on_dossier("submitted", "note"),
    "projects:take_back_message": _of_project("message"),
    "projects:overrule_finding": _on_dossier("submitted", "finding"),
    "projects:close_completion": _on_dossier("incomplete", "incomplete.request"),
    "projects:completion_file_remove": _completed_files,
    "projects:member_invitation": _places,
    **{f"projects:team_{name}": _of_project("member") for name in ("rights", "hand_over", "remove")},
    **{f"projects:team_{name}": _of_project("place") for name in ("resend", "revoke")},
    "projects:application_file": _files,
    "projects:application_file_remove": _files,
    "coaching:coaching_file": _coach_files,
    "coaching:survey_question": _of_survey("survey_question"),
    "coaching:new_survey_question": _of_survey("survey_page"),
    "coaching:report_page": list_reports,
    "coaching:survey_page": _of_survey("survey_page"),
    **dict.fromkeys(("coaching:retrospective", "coaching:retrospective_file"), list_retrospectives),
    "coaching:publish_report": lambda world: _rows_beside_edition(world, "retrospective"),
    "coaching:edit_report": lambda world: _rows_beside_edition(world, "confirmed.report"),
    "coaching:edit_report_section": lambda world: [
        replace(row, kwargs={**row.kwargs, "section": "texts"})
        for row in _rows_beside_edition(world, "confirmed.report")
    ],
    "coaching:edit_report_field": lambda world: [
        replace(row, kwargs={**row.kwargs, "section": "texts", "name": "added"})
        for row in _rows_beside_edition(world, "confirmed.report")
    ],
    "coaching:report_file": list_reports,
    "coaching:my_message": _own_messages,
    **SURVEY_EXAMPLES,
    "coaching:answer_pairing": _pairings,
    **{
        f"coaching:{name}": _passed_needs
        for name in "support_need support_quick_stance undo_support_stance manage_support_need".split()
    },
    **ROOM_EXAMPLES,
    "coaching:post": list_public_posts,
    "coaching:edit_project_post": list_project_posts,
    "coaching:move_project_post": list_project_posts,
    "coaching:feed": _feeds,
    "coaching:timetable_resource": lambda world: [
        replace(row, reach=frozenset(KNOWS["talk_document"]))
        for row in _rows_beside_edition(world, "resource")
    ],
    **{
        f"projects:past_document_{name}": lambda world: [
            replace(row, reach=frozenset(KNOWS["triage"]))
            for row in _rows_beside_edition(world, "past_document")
        ]
        for name in ("file", "thumb")
    },
    "coaching:live_resource": lambda world: [
        replace(page, kwargs={**page.kwargs, "pk": world.rows[f"{page.edition}.resource"].pk})
        for page in _by_code(world)
    ],
    **{
        f"coaching:live{name}": _by_code
        for name in ("", "_join", "_badge", "_leave", "_now", "_check_in", "_photos", "_debrief")
    },
    **{f"coaching:mix_{name}": _by_code for name in ("idea", "wall", "feed", "tables")},
    "coaching:live_messages": _by_code,
    "coaching:live_seen": lambda world: [
        replace(page, kwargs={**page.kwargs, "pk": world.rows[f"{page.edition}.broadcast"].pk})
        for page in _by_code(world)
    ],
    "coaching:adn_block": _axes,
    "coaching:adn_reading": _axes,
    "coaching:adn_reading_field": lambda world: [
        replace(axis, kwargs={**axis.kwargs, "field": "level"}) for axis in _axes(world)
    ],
    "coaching:live_debrief_answer": lambda world: [
        replace(page, kwargs={**page.kwargs, "key": "learnt"}) for page in _by_code(world)
    ],
    "coaching:mark_presence": lambda world: [
        replace(row, kwargs={**row.kwargs, "half": f"{world.rows['a.day'].date.isoformat()}-am"})
        for row in _rows_beside_edition(world, "guest")
    ],
    "coaching:badge": _badges,
    "programmes:invitation": _invitations,
    "programmes:end_programme_role": lambda world: [
        Example({"programme": world.editions["a"].programme.slug, "pk": world.rows["right"].pk})
    ],
    "programmes:late_access": _late_accesses,
    "programmes:check_scheme": list_schemes_to_check,
    **dict.fromkeys(SCHEME_PAGES, list_schemes),
    "accounts:link": _links,
    **dict.fromkeys(("api_tokens:revoke_token", "mfa_edit_webauthn", "mfa_remove_webauthn"), _no_key),
}


def address(name: str, example: Example) -> str:
    return reverse(name, kwargs=example.kwargs)
