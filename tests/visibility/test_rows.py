"""The rows of the visibility table by themselves: who is named, before anybody walks the pages."""

import re
from collections import defaultdict
from collections.abc import Collection

from accelerator.web import access
from programmes.enums import ProgrammeRoleName, RoleName
from tests.support.repository import APPS, read_modules
from tests.visibility.addresses import NAMES
from tests.visibility.walk import PEOPLE

AUDIENCES = {
    access.PUBLIC,
    access.LINK,
    access.BADGE,
    access.SIGNED_IN,
    access.STAFF,
    *RoleName.values,
    *ProgrammeRoleName.values,
}

READ_SELECTION = {RoleName.ORGANISER, RoleName.CHAIR, RoleName.SECRETARY}
SIT = {RoleName.REVIEWER.value, RoleName.CHAIR.value, RoleName.SECRETARY.value}
READ_MINUTES = READ_SELECTION | SIT
RUN_THE_SESSION = {RoleName.ORGANISER, RoleName.FACILITATOR, access.STAFF}
ON_THE_DAY = (
    "session_pitches session_pitches_pdf session_pitches_move session_pitches_draw session_pitches_order "
    "session_code manage_attendees sync_attendees attendee remove_attendee restore_attendee "
    "attendee_consent presence "
    "mark_presence door change_door session_papers attendance_sheet badges table_tents door_signs certificates "
    "cockpit cockpit_state cockpit_publish cockpit_assign broadcasts broadcasts_feed withdraw_broadcast "
    "rehearsal end_rehearsal shift_programme undo_shift record_yes incident undo_incident "
    "mix mix_round mix_ideas mix_change_idea rotation change_rotation rotation_tables rotation_slips "
    "debrief_wall debrief_feed run_debrief manage_gallery remove_pictures clear_drafts"
)
RUN_THE_MEETING = (
    "open_meeting close_meeting pause_meeting decide_block take_dossier postpone_dossier decide_in_meeting"
)
READ_A_PROGRAMME = {RoleName.ORGANISER, ProgrammeRoleName.READER, access.STAFF}
SHARED = {
    "programmes:manage": READ_A_PROGRAMME,
    "programmes:new_edition": {ProgrammeRoleName.OPENER, access.STAFF},
    "coaching:programme_portfolio": READ_A_PROGRAMME,
    "coaching:coaching_home": {RoleName.MENTOR, RoleName.FACILITATOR, RoleName.SPEAKER},
    "coaching:coaching_project": {RoleName.MENTOR, RoleName.FACILITATOR, RoleName.SPEAKER},
    "coaching:coaching_file": {RoleName.MENTOR, RoleName.FACILITATOR},
    "coaching:survey_results": {RoleName.ORGANISER, RoleName.FACILITATOR},
    **{
        f"api:{name}": {RoleName.ORGANISER, RoleName.PARTNER}
        for name in ("needs", "decisions", "commitments")
    },
    **{f"projects:{name}": READ_SELECTION for name in ("deliberation", "decide")},
    "projects:declare_links": READ_SELECTION | {RoleName.REVIEWER},
    "programmes:my_seat": SIT,
    **{f"projects:{name}": READ_MINUTES for name in ("committee_minutes", "committee_minutes_pdf")},
    "projects:edit_minutes": READ_SELECTION,
    **{f"projects:{name}": SIT for name in ("approve_committee_minutes", "request_amendment")},
    **{
        f"projects:{name}": READ_SELECTION | {RoleName.REVIEWER}
        for name in ("ranking", "discussion", "read_discussion", "take_back_message", "mark_reviews_read")
    },
    **{f"projects:{name}": READ_SELECTION for name in ("meeting_screen", "meeting_attendance")},
    **{f"projects:{name}": {RoleName.ORGANISER, RoleName.CHAIR} for name in RUN_THE_MEETING.split()},
    **{
        f"projects:{name}": {RoleName.REVIEWER, RoleName.CHAIR, RoleName.SECRETARY}
        for name in ("meeting", "meeting_presence", "cast_vote", "object_to_block")
    },
    **{f"coaching:{name}": RUN_THE_SESSION for name in ON_THE_DAY.split()},
}
"""Pages of several roles, repeated here: a change of one of these rows is made here too."""
TO_ANYBODY = {
    "api": "api-root openapi-json editions edition projects open_data open_data_csv",
    "api_tokens": "reference",
    "programmes": "edition call call_dates rules programme programme_logo search",
    "projects": "apply public_project public_projects directory sheets_feed sitemap robots past_document_file "
    "past_document_thumb scoring_method",
    "coaching": "timetable timetable_ics timetable_pdf timetable_talk timetable_resource enter_code live_join "
    "live_worker gallery_file gallery_thumb posts post posts_feed retrospective retrospective_file",
    "companies": "invented",
    "mails": "inbox message body",
    "dev": "components",
    "": "home accessibility legal healthz readyz security_txt set_language "
    "account_login account_request_login_code account_confirm_login_code account_logout account_inactive "
    "mfa_authenticate mfa_login_webauthn openid_connect_login openid_connect_callback "
    "socialaccount_login_cancelled socialaccount_login_error socialaccount_signup",
}
"""Pages without a sign-in, listed twice too. ``dev``, ``mails`` and ``companies`` are those of the local set-up."""
BY_LINK = {
    *(
        f"coaching:live_gallery{name}"
        for name in ("", "_add", "_describe", "_edit", "_remove", "_file", "_thumb")
    ),
    "accounts:link",
    "coaching:badge",
    "coaching:feed",
    "coaching:live",
    "coaching:live_check_in",
    "coaching:live_debrief",
    "coaching:live_resource",
    "coaching:live_debrief_answer",
    "coaching:live_badge",
    "coaching:live_leave",
    "coaching:live_messages",
    "coaching:live_now",
    "projects:meeting_changes",
    "coaching:live_seen",
    "coaching:live_photos",
    "coaching:mix_idea",
    "coaching:mix_wall",
    "coaching:mix_feed",
    "coaching:mix_tables",
    "coaching:accept_letter",
    "coaching:anonymous_survey",
    "coaching:personal_survey",
    "coaching:personal_survey_answer",
    "coaching:survey",
    "coaching:survey_answer",
    "coaching:survey_code",
    "coaching:survey_thanks",
    "programmes:invitation",
    "programmes:late_access",
    "programmes:check_scheme",
    "projects:member_invitation",
}
OF_A_ROOM = ("coaching:room", "coaching:adn_", "coaching:plan_")
BY_THE_STAFF = {
    "programmes:new_programme",
    "programmes:edit_programme",
    "programmes:programme_roles",
    "programmes:end_programme_role",
}
ORGANISERS_AND_STAFF = {RoleName.ORGANISER.value, access.STAFF}


def test_every_address_has_a_row() -> None:
    """The walk finds it too, once its world is built: here it takes no time."""
    missing = [name for name in sorted(NAMES) if access.row_for(name) is None]

    assert missing == [], (
        "Nobody enters: write a row for each in permissions.py of its subject, or of its app."
    )


def test_every_role_walks() -> None:
    missing = [role.value for role in RoleName if f"{role}_a" not in PEOPLE]

    assert missing == [], (
        "Add a person to PopulatedEdition.populate (editions.py) and to PEOPLE (walk.py) for each."
    )


WITHOUT_HEAD = re.compile(r"\brequire_GET\b|require_http_methods\((?![^)]*HEAD)[^)]*GET[^)]*\)")


def test_a_page_that_is_read_answers_a_request_for_its_head() -> None:
    """Django leaves the body out: a page has only to take both. The walk asks for heads too, without a sign-in."""
    assert WITHOUT_HEAD.search('@require_http_methods(["GET", "POST"])')
    assert not WITHOUT_HEAD.search('@require_http_methods(["GET", "HEAD", "POST"])\n@require_safe')

    found = [path for path, source in read_modules(*APPS).items() if WITHOUT_HEAD.search(source)]

    assert found == []


def test_every_row_names_audiences_that_exist() -> None:
    wrong = {name: row for name, row in access.table().items() if not row or not row <= AUDIENCES}

    assert wrong == {}


def test_pages_of_several_roles_are_those_listed_here() -> None:
    shared = {
        name: row
        for name, row in access.table().items()
        if len(row) > 1 and access.BADGE not in row and row != ORGANISERS_AND_STAFF
    }
    differences = defaultdict(list)
    for name in sorted(shared.keys() | SHARED.keys()):
        if shared.get(name) != SHARED.get(name):
            opened, expected = map(describe_audiences, (shared.get(name), SHARED.get(name)))
            differences[f"open to {opened}; expected: {expected}"].append(name)

    assert dict(differences) == {}, (
        "Intended? Then change SHARED, or the set that it names, at the top of this module."
    )


def describe_audiences(audiences: Collection[str] | None) -> str:
    return (
        "one role, organisers and the staff, or nobody"
        if audiences is None
        else ", ".join(sorted(map(str, audiences)))
    )


def pages_of(audience: str) -> set[str]:
    """Pages that this audience opens, and no other."""
    return {name for name, row in access.table().items() if row == {audience}}


def test_pages_without_a_sign_in_are_those_listed_here() -> None:
    listed = {
        ":".join(filter(None, (app, name))) for app, names in TO_ANYBODY.items() for name in names.split()
    }

    assert pages_of(access.PUBLIC) == listed
    assert pages_of(access.LINK) == BY_LINK


def test_a_badge_opens_the_pages_of_a_room_and_no_other() -> None:
    """What they show to its owner alone: see tests/coaching/room/test_badge.py."""
    opened = {name: row for name, row in access.table().items() if access.BADGE in row}

    assert {*opened.values()} == {frozenset({access.SIGNED_IN, access.BADGE})}
    assert opened.keys() == {name for name in access.table() if name.startswith(OF_A_ROOM)}


def test_pages_beyond_an_edition_are_for_the_staff_alone() -> None:
    assert pages_of(access.STAFF) == BY_THE_STAFF


def test_an_edition_is_managed_by_its_organisers_and_the_staff() -> None:
    pages = [name for name in access.table() if name.startswith("programmes:manage_")]

    assert pages
    assert {access.row_for(name) for name in pages} == {frozenset(ORGANISERS_AND_STAFF)}
    assert access.row_for("coaching:manage_edition") == ORGANISERS_AND_STAFF
