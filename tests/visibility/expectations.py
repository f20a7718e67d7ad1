"""Who may know what: written by hand from the rules of the domain, and never from the rows of ``permissions.py``.

A page that is opened to one role too many is found by what it says to them. The words on the right are the ties of
:meth:`tests.visibility.world.World.relations`: a role in the edition (organiser, jury, team, partner, participant), a
tie to the dossier (member, editor, lead, assigned, recused, peer, paired), ``organises`` for an organiser whatever
their interest, ``officer`` for who chairs the committee or writes its minutes, ``officiates`` for them whatever their
interest, ``informed`` for one of these who has none and owes no review of it, ``finished`` for a juror who has no
review left to send in the edition, ``ranks`` for one who has no interest in the dossier either, ``debates`` if it was
given to them, ``author`` of the text, ``link`` for the reader of a personal link, ``staff``, ``signed_in``, ``anyone``.
"""

from tests.visibility.world import Canary

AUTHOR, INFORMED = {"author"}, {"informed"}
RANKED, DEBATE = {"informed", "ranks"}, {"informed", "debates"}
OPINION = {"author", "peer", "debates", "informed"}
STEPPED_ASIDE = {"author", "organiser", "officer"}
ABOUT_DOSSIER = {"organiser", "officer", "member"}
ANNOUNCED = {"organises", "officiates", "member"}
SENT_TO_HOLDERS = {"author", "peer", "organiser", "officer", "member", "paired", "facilitator"}

PHASES = ("reviewing", "reviewed", "announced")
SELECTION: dict[str, tuple[set[str], set[str], set[str]]] = {
    # of one dossier       reviews may come   reviews are closed   its decision is announced
    "score":              (RANKED,            RANKED,              RANKED),
    "rank":               (RANKED,            RANKED,              RANKED),
    "reserve_rank":       (INFORMED,          INFORMED,            ANNOUNCED),
    "outcome":            (INFORMED,          INFORMED,            ANNOUNCED | {"assigned"}),
    "decision_reason":    (INFORMED,          INFORMED,            ABOUT_DOSSIER),
    "decision_letter":    (INFORMED,          INFORMED,            ABOUT_DOSSIER),
    "minutes_part":       ({"peer", "informed"}, {"assigned", "informed"}, {"assigned", "informed"}),
    "review_total":       (OPINION,           OPINION,             OPINION),
    "committee_comment":  (OPINION,           OPINION,             OPINION),
    "score_comment":      (OPINION,           OPINION,             OPINION),
    "holder_comment":     (OPINION,           OPINION,             SENT_TO_HOLDERS),
    "unsent_review":      (AUTHOR,            AUTHOR,              AUTHOR),
    "private_note":       (AUTHOR,            AUTHOR,              AUTHOR),
    "committee_message":  (DEBATE,            DEBATE,              DEBATE),
    "recusal_reason":     (STEPPED_ASIDE,     STEPPED_ASIDE,       STEPPED_ASIDE),
    # of a dossier that a meeting decided: as its page says, the reason is in the minutes
    "minuted_recusal":    (STEPPED_ASIDE | {"peer", "informed"}, *[STEPPED_ASIDE | {"assigned", "informed"}] * 2),
}  # fmt: skip
"""Secrets of the committee: who reads each, in each phase of its dossier."""

EVERYBODY_AT_WORK = {
    "organiser",
    "staff",
    "jury",
    "officiates",
    "team",
    "partner",
    "participant",
    "author",
    "link",
}

KNOWS: dict[str, set[str]] = {
    # who applies, while the review is anonymous
    "identity": {"member", "organiser"},
    # a draft is its holders' alone
    "draft_title": {"member"},
    "draft_answer": {"member"},
    # what an earlier version said is not what the committee reads
    "former_answer": {"member", "organiser"},
    # of a meeting of the committee: its members, and those who organise
    "committee_minutes": {"organiser", "jury", "officiates"},
    "place": {"lead", "link"},
    # what was sent: the organisers and the reviewers it was given to; who stepped aside only sees its name
    "title": {"member", "organiser", "officiates", "finished", "assigned", "recused", "former"},
    "confirmed_title": {
        "member",
        "organiser",
        "officiates",
        "finished",
        "staff",
        "assigned",
        "recused",
        "former",
        "team",
        "partner",
    },
    # at the session, projects write to one another
    "session_title": {
        "member",
        "organiser",
        "officiates",
        "finished",
        "staff",
        "assigned",
        "recused",
        "former",
        "team",
        "partner",
        "participant",
    },
    "public_title": {"anyone"},
    "answer": {"member", "organiser", "officer", "assigned"},
    "confirmed_answer": {"member", "organiser", "officer", "assigned", "paired", "facilitator"},
    "contact": {"member", "organiser"},
    "logistics": {"member", "organiser"},
    # what organisers note for themselves; what they ask the holders of a dossier for
    "triage": {"organiser"},
    "completion": {"organiser", "member"},
    # the session and what follows
    "pairing_reason": {"author", "organiser", "staff"},
    "published_session": {"anyone"},
    "unpublished_session": {"organiser", "staff"},
    # what goes with a talk, for those of the edition
    "talk_document": {"organiser", "staff", "team", "participant", "partner"},
    # what is drawn and planned with those who coach stays with them
    "room": {"member", "paired", "facilitator", "organiser"},
    # said between a project and who follows it: neither organisers nor facilitators; a private note, nobody else
    "meeting_place": {"member", "mentoring", "link"},
    "meeting_shared": {"member", "mentoring"},
    "meeting_own": {"author"},
    # whom one side would rather not have: the other side never reads it
    "project_wish": {"member", "organiser", "staff"},
    "mentor_wish": {"author", "organiser", "staff"},
    # attendees answer the blockers of others; what they write is on the wall, once it may be
    "blocker": {"organiser", "team", "participant", "partner"},
    "idea": {"organiser", "staff", "team", "participant", "partner"},
    "pending_idea": {"organiser", "staff", "facilitator"},
    # what the session saw, as far as each person on it said
    "public_picture": {"anyone"},
    "picture": {"organiser", "staff", "team", "participant", "partner"},
    "hidden_picture": {"organiser", "staff", "facilitator"},
    "draft_picture": set(),
    # news: a draft is for its author, what a project proposes of it and the organisers
    "public_post": {"anyone"},
    "post": {"member", "organiser"},
    "edition_post": {"organiser", "staff"},
    "project_draft": {"member"},
    "organisers_draft": {"organiser"},
    # somebody without an account, in the list of those who come
    "attendee": {"organiser", "staff", "team", "participant", "partner"},
    # displayed in the session to those who come
    "broadcast": {"organiser", "staff", "team", "participant", "partner"},
    # a need that was passed on
    "shared_need": {"member", "paired", "facilitator", "organiser", "partner"},
    # what partners say to one another of a need, and note of it in their meeting
    "partners": {"organiser", "partner"},
    # what partners tell a project: what is not sent yet is the organisers'
    "letter": {"member", "organiser"},
    "letter_draft": {"organiser"},
    # what a body does for it: the body, the project and the organisers
    "commitment": {"member", "organiser", "partner"},
    # said in the room, not to be quoted
    "debrief_answer": {"organiser"},
    # of an anonymous survey that is open: nobody at all
    "personal_answer": {"organiser", "author"},
    "anonymous_answer": set(),
    # sent: a link alone opens it no more
    "shared_synthesis": {"member", "organiser", "partner"},
    "private_synthesis": {"member", "organiser"},
    "survey_email": {"organiser", "member", "link"},
    "shared_report": {"member", "organiser", "partner"},
    "private_report": {"member", "organiser"},
    "edition_report": {"organiser", "partner"},
    "public_report": {"anyone"},
    "unpublished_report": {"organiser"},
    "exchange": {"organiser"},
    # the edition and its people
    "unpublished": {"organiser", "staff"},
    "invitation": {"organiser", "staff", "link"},
    "late_access": {"organiser", "staff", "link"},
    "scheme_contact": {"colleague", "staff"},
    "scheme_import": {"organiser", "staff"},
    "late_access_reason": {"organiser", "staff"},
    "mail": {"organiser", "staff"},
    "own_mail": {"author", "organiser", "staff"},
    "private_mail": set(),
    "person_name": EVERYBODY_AT_WORK,
    "public_name": {"anyone"},
    "reviewer_name": {"organiser", "staff", "jury", "officiates", "author"},
    "body": EVERYBODY_AT_WORK,
    "public_body": {"anyone"},
    # those who coach find whom to write to on the sheet of each project they may follow
    "email": {"author", "organiser", "staff", "link"},  # of who invited you
    "holder_email": {"author", "organiser", "staff", "team", "paired", "member"},
    "mentor_email": {"author", "organiser", "staff", "team", "mentored"},
    "phone": {"author", "organiser", "staff"},
    "holder_phone": {"author", "organiser", "staff", "team", "paired", "member"},
    "mentor_phone": {"author", "organiser", "staff", "team", "mentored"},
}


def may_know(canary: Canary, ties: set[str], phase: str) -> bool:
    """Whether somebody with these ties may read this text while its dossier is in ``phase``."""
    if canary.kind in SELECTION:
        return bool(ties & SELECTION[canary.kind][PHASES.index(phase)])
    return bool(ties & KNOWS[canary.kind])
