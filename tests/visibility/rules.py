"""Who reaches which page: plain data, read by ``test_visibility.py``; who may know what is in ``expectations.py``.

The words on the right are the ties of :meth:`tests.visibility.world.World.relations`.
"""

MEMBERS, EDITORS, ORGANISERS, READERS = {"member"}, {"editor"}, {"organiser"}, {"assigned"}
LEADS, OFFICERS = {"lead"}, {"officer"}

TRIAGE = [
    f"projects:{name}"
    for name in (
        "follow_application add_note remove_note check_application overrule_finding request_completion "
        "close_completion"
    ).split()
]
ROOM = [
    f"coaching:room{name}"
    for name in (
        "",
        "_here",
        "_scribe",
        "_plan",
        "_plan_poster",
        "_ideas",
        "_ideas_list",
        "_brief",
        "_brief_pdf",
        "_gallery",
        "_history",
    )
]
ROOM_CARDS = ["coaching:room_card", "coaching:room_card_again"]
CANVASES = [
    f"coaching:room_{name}"
    for name in (
        "timeline timeline_poster adn adn_poster pitch pitch_poster canvas_history canvas_version canvas_photo"
    ).split()
]
CANVAS_WRITING = [
    f"coaching:room_canvas_{name}"
    for name in ("answers", "answer", "photo_add", "photo_describe", "photo_remove")
]
ROOM_ROWS = [f"coaching:room_row{name}" for name in ("", "_field", "_remove", "_restore", "_move")]
CANVAS_STATES = [f"coaching:room_canvas_{name}" for name in ("validate", "reopen", "freeze", "unfreeze")]
ADN_ROWS = [
    f"coaching:adn_{name}"
    for name in "block reading reading_field blocker blocker_field blocker_remove blocker_restore".split()
]
PLAN_VERBS = [*ADN_ROWS, *(f"coaching:plan_{name}" for name in ("action", "progress"))]
MEETINGS = [f"coaching:{name}" for name in "meetings meeting meeting_ics".split()]
MEETING_VERBS = [
    f"coaching:{name}"
    for name in (
        "propose_meeting note_exchange meeting_confirm meeting_move meeting_cancel meeting_held meeting_note "
        "meeting_note_field"
    ).split()
]
LETTER = [f"coaching:letter{name}" for name in ("", "_pdf")]
STORY = ["coaching:project_timeline", "coaching:project_indicators", "api:indicators"]
FOLLOWED = [
    "api:follow_up",
    *(f"coaching:{name}" for name in ("follow_up", "follow_action", "confirm_commitment")),
]
MANAGED_LETTER = [f"coaching:{name}" for name in "manage_letter manage_letter_pdf send_letter".split()]
PROJECT_POSTS = [f"coaching:{name}_project_post" for name in "add edit move".split()]
PROJECT_POSTS += ["coaching:project_posts"]
NOT_COMING = {"draft", "submitted", "incomplete", "waiting", "refused"}
NOT_REQUESTED = {"draft", "submitted", "waiting", "refused", "confirmed", "discreet"}

OF_SESSION = {"organiser", "staff", "team", "participant", "partner"}
RUN = {"organiser", "staff", "facilitator"}

IN_MEETING = [f"projects:{name}" for name in "take_dossier postpone_dossier decide_in_meeting".split()]
VOICES = ["projects:cast_vote", "projects:object_to_block"]

REACHES: dict[str, set[str]] = {
    **{f"coaching:gallery{name}": OF_SESSION for name in ("", "_add", "_describe")},
    # who added it, and those who run the session
    **{f"coaching:gallery_{name}": RUN for name in ("edit", "remove")},
    "projects:application": MEMBERS,
    "projects:application_resume": MEMBERS,
    "projects:application_form": MEMBERS,
    "projects:application_answer": EDITORS,
    "projects:application_review_and_submit": MEMBERS,
    "projects:application_sent": MEMBERS,
    "projects:application_withdraw": LEADS,
    "projects:project_sheet": EDITORS,
    "projects:application_upload": EDITORS,
    "projects:application_file": MEMBERS | ORGANISERS | OFFICERS | READERS,
    "projects:application_file_remove": EDITORS,
    "projects:participation": MEMBERS,
    "projects:application_revision": MEMBERS,
    "projects:application_revision_drop": EDITORS,
    "api:dossier": MEMBERS | ORGANISERS | OFFICERS | READERS,
    "api:plan": {"member", "paired", "facilitator", "organiser"},
    "projects:dossier_print": MEMBERS | ORGANISERS | OFFICERS | READERS,
    "projects:dossier_pdf": MEMBERS | ORGANISERS | OFFICERS | READERS,
    "projects:dossier_version": MEMBERS | ORGANISERS,
    "projects:dossier_version_pdf": MEMBERS | ORGANISERS,
    "projects:dossier_versions": MEMBERS | ORGANISERS,
    "projects:application_revise": EDITORS,
    "projects:application_prefill": EDITORS,
    "projects:application_presence": EDITORS,
    "projects:team": MEMBERS,
    "projects:team_leave": MEMBERS,
    **{f"projects:team_{name}": LEADS for name in "rights hand_over remove resend revoke".split()},
    **{f"projects:{name}_application": ORGANISERS for name in "manage next previous".split()},
    "projects:completion": MEMBERS,
    "projects:completion_answer": EDITORS,
    "projects:completion_upload": EDITORS,
    "projects:completion_file_remove": EDITORS,
    **dict.fromkeys(TRIAGE, ORGANISERS),
    "projects:declare_ineligible": ORGANISERS,
    "projects:erase_application": ORGANISERS,
    "projects:erase_member": ORGANISERS,
    "projects:record_recusal": ORGANISERS,
    "projects:anonymous_dossier": ORGANISERS,
    "projects:withdraw_place": ORGANISERS,
    "projects:decision_letter": ORGANISERS,
    "projects:decide": ORGANISERS | OFFICERS,
    **dict.fromkeys(IN_MEETING, ORGANISERS | OFFICERS),
    "projects:review": READERS,
    **{f"projects:{name}": ORGANISERS | OFFICERS | READERS for name in ("discussion", "read_discussion")},
    "projects:take_back_message": ORGANISERS,
    "projects:review_score": READERS,
    "projects:take_back_review": READERS,
    "projects:revise_review": READERS,
    "projects:review_highlights": READERS,
    "projects:mark_reviews_read": ORGANISERS | OFFICERS | READERS,
    "projects:recuse": READERS,
    "coaching:my_project": MEMBERS,
    "coaching:my_calendar": MEMBERS,
    "coaching:my_answers": EDITORS,
    "coaching:coaching_project": {"team"},
    "coaching:survey_results": {"organiser"},
    "coaching:coaching_file": {"paired", "facilitator"},
    "coaching:answer_pairing": {"paired"},
    **{key: {"member", "paired", "facilitator", "organiser"} for key in [*ROOM, *CANVASES]},
    **{key: {"editor", "mentoring", "facilitator", "organiser"} for key in CANVAS_WRITING},
    "coaching:room_canvas_validate": EDITORS,
    "coaching:room_canvas_reopen": {"editor", "organiser"},
    "coaching:room_canvas_freeze": {"organiser"},
    "coaching:room_canvas_unfreeze": {"organiser"},
    **{key: {"editor", "mentoring", "facilitator", "organiser"} for key in [*ROOM_ROWS, *PLAN_VERBS]},
    "coaching:plan_share_need": EDITORS,
    "coaching:room_sort_idea": EDITORS,
    "coaching:support_project": {"partner"},
    "coaching:support_story": {"partner"},
    "coaching:support_need": {"partner"},
    "coaching:support_quick_stance": {"partner"},
    "coaching:undo_support_stance": {"partner"},
    "coaching:manage_support_need": {"organiser"},
    **dict.fromkeys(LETTER, MEMBERS),
    "coaching:answer_line": EDITORS,
    "coaching:follow_up": MEMBERS,
    "api:follow_up": MEMBERS,
    **{key: {"member", "paired", "facilitator", "organiser"} for key in STORY},
    "coaching:follow_action": EDITORS,
    "coaching:confirm_commitment": EDITORS,
    **dict.fromkeys(MANAGED_LETTER, ORGANISERS),
    **{key: {"member", "mentoring"} for key in MEETINGS},
    **{key: {"editor", "mentoring"} for key in MEETING_VERBS},
    "coaching:project_wishes": EDITORS,
    **dict.fromkeys(PROJECT_POSTS, EDITORS),
    **dict.fromkeys(("coaching:edit_post", "coaching:move_post"), ORGANISERS),
}
"""Ties to the object of the page that a person needs beside the page's row; without one, the row is enough."""

CHANGES: dict[str, set[str]] = {
    "projects:application_form": EDITORS,
    "projects:application_review_and_submit": EDITORS,
    "projects:participation": EDITORS,
    "projects:completion": EDITORS,
    "projects:team": LEADS,
    "projects:decide": ORGANISERS,
}
"""The same for a POST, where it asks for more."""

ABSENT: dict[str, set[str]] = {
    **{f"projects:{name}_application": {"draft"} for name in "manage next previous".split()},
    **{name: {"draft"} for name in TRIAGE},
    **{f"projects:completion{name}": NOT_REQUESTED for name in ("", "_answer", "_upload", "_file_remove")},
    "projects:declare_ineligible": {"draft"},
    "projects:record_recusal": {"draft"},
    "projects:anonymous_dossier": {"draft"},
    "projects:decide": {"draft", "submitted", "incomplete"},
    **{key: {"draft", "submitted", "incomplete"} for key in [*IN_MEETING, *VOICES]},
    "projects:review": {"draft", "submitted", "incomplete"},
    "projects:discussion": {"draft", "submitted", "incomplete"},
    "projects:read_discussion": {"draft", "submitted", "incomplete"},
    "projects:review_score": {"draft", "submitted", "incomplete"},
    "projects:take_back_review": {"draft", "submitted", "incomplete"},
    "projects:revise_review": {"draft", "submitted", "incomplete"},
    "projects:review_highlights": {"draft", "submitted", "incomplete"},
    "projects:recuse": {"draft", "submitted", "incomplete"},
    "projects:application_file:organiser": {"draft"},
    **{
        f"{key}:officer": {"draft", "submitted", "incomplete"}
        for key in (
            "api:dossier",
            *(f"projects:{name}" for name in "application_file dossier_print dossier_pdf".split()),
        )
    },
    "api:dossier:organiser": {"draft"},
    "api:plan": NOT_COMING,
    "projects:dossier_print:organiser": {"draft"},
    "projects:dossier_pdf:organiser": {"draft"},
    "projects:dossier_versions:organiser": {"draft"},
    **dict.fromkeys(("projects:participation", "projects:project_sheet"), NOT_COMING),
    "projects:decision_letter": {"draft", "submitted", "incomplete"},
    "projects:withdraw_place": {"draft", "submitted", "incomplete", "waiting", "refused"},
    "coaching:coaching_project": {"draft", "submitted", "incomplete", "waiting", "refused"},
    "coaching:coaching_file": {"draft", "submitted", "incomplete", "waiting", "refused"},
    **dict.fromkeys([*ROOM, *ROOM_CARDS, *ROOM_ROWS], NOT_COMING),
    **dict.fromkeys([*CANVASES, *CANVAS_WRITING, *CANVAS_STATES], NOT_COMING),
    **dict.fromkeys([*PLAN_VERBS, "coaching:plan_share_need", "coaching:room_sort_idea"], NOT_COMING),
    **dict.fromkeys([*MEETINGS, *MEETING_VERBS], NOT_COMING | {"discreet"}),
    **dict.fromkeys([*LETTER, *MANAGED_LETTER], NOT_COMING | {"discreet"}),
    **dict.fromkeys([*FOLLOWED, *STORY], NOT_COMING),
    "coaching:project_wishes": NOT_COMING,
    **dict.fromkeys(PROJECT_POSTS, NOT_COMING),
    "coaching:my_calendar": {"draft", "submitted", "incomplete", "waiting", "refused"},
    "coaching:my_answers": {"draft", "submitted", "incomplete", "waiting", "refused"},
    "coaching:support_project": {"draft", "submitted", "incomplete", "waiting", "refused", "discreet"},
    "coaching:support_story": {"draft", "submitted", "incomplete", "waiting", "refused", "discreet"},
    "projects:public_project": {"draft", "submitted", "incomplete", "waiting", "refused", "discreet"},
}
"""Dossiers for which a page does not exist, for anybody."""

UNPUBLISHED: dict[str, set[str]] = {
    **{f"api:{name}": {"c"} for name in "edition projects open_data open_data_csv".split()},
    "programmes:edition": {"c"},
    "programmes:call": {"c"},
    "programmes:rules": {"c"},
    "programmes:call_dates": {"c"},
    "projects:apply": {"c"},
    "projects:start": {"c"},
    "projects:public_projects": {"c"},
    **{f"coaching:{name}": {"c"} for name in "posts posts_feed".split()},
    "coaching:timetable": {"b", "c"},
    "coaching:timetable_ics": {"b", "c"},
    "coaching:timetable_pdf": {"b", "c"},
    "coaching:timetable_talk": {"b", "c"},
    "coaching:timetable_resource": {"b", "c"},
    **{f"projects:past_document_{name}": {"c"} for name in ("file", "thumb")},
}
"""Editions whose page exists for their organisers and the staff only."""

NEEDS_A_SESSION = (
    "session_code session_pitches_pdf timetable timetable_ics timetable_pdf session_venue session_add_day "
    "session_add_room "
    "session_fill_waiting session_publish door rotation rotation_tables rotation_slips "
    "manage_attendees sync_attendees presence session_papers attendance_sheet badges table_tents "
    "door_signs certificates cockpit cockpit_state shift_programme incident "
    "debrief_wall debrief_feed run_debrief broadcasts broadcasts_feed cockpit_publish rehearsal end_rehearsal "
    "gallery gallery_add gallery_describe manage_gallery publish_pictures remove_pictures clear_drafts"
)

EMPTY: dict[str, set[str]] = {
    "security_txt": {"a"},  # no contact is set
    "projects:declare_links": {"a", "b", "c"},  # no round is open
    "coaching:mix": {"c"},
    "coaching:mix_ideas": {"c"},
    **{f"coaching:{name}": {"c"} for name in NEEDS_A_SESSION.split()},
    **{
        f"coaching:{name}": {"c"}
        for name in "publish_survey_form preview_survey_form new_survey_page".split()
    },
    "coaching:survey_results": {"c"},
    "coaching:survey_results_file": {"c"},
    "coaching:survey_compare": {"c"},
    "coaching:survey_anonymous_paper": {"c"},
    "programmes:rules": {"c"},
    "programmes:new_form_page": {"c"},
    "coaching:live_resource": {"b"},  # nothing is released
    **{f"coaching:live_gallery_{name}": {"a", "b"} for name in ("file", "thumb", "edit", "remove")},
    "coaching:mix_feed": {"a", "b"},  # without the key of the code
    "coaching:manage_support_minutes_pdf": {"c"},
    "coaching:support_minutes_pdf": {"c"},
    "projects:committee_minutes_pdf": {"c"},
    "projects:dossier_version": {"a", "b"},
    "projects:dossier_version_pdf": {"a", "b"},
}
"""Editions where the world has nothing for the page to show: it may say so, or say that it does not exist."""

EXPLAINED_ON_THE_PAGE = {"projects:participation"}
"""Refused changes that send the person back to a page of theirs with the reason."""

PUBLISHES = {"coaching:session_publish": {"unpublished_session"}, "projects:publish_form": {"unpublished"}}
"""What is public from this very POST on: its mails say so."""
