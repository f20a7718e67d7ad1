"""Addresses of the partners' pages, and of the board that organisers run."""

from django.urls import URLPattern, path

from coaching.support.access import find_organiser, find_partner
from coaching.support.views import board, home, meeting, need, together

PARTNER, ORGANISER = {"find": find_partner}, {"find": find_organiser}
"""The two ways to read the addresses of one page."""
MANAGE = "manage/<slug:edition>/support/"
BOARD = "support/<slug:edition>/board/"

urlpatterns: list[URLPattern] = [
    path("support/", home.support_home, name="support_home"),
    path(BOARD, board.support_board, PARTNER, name="support_board"),
    path(f"{BOARD}feed/", board.support_feed, PARTNER, name="support_feed"),
    path(f"{BOARD}minutes/", meeting.support_minutes, PARTNER, name="support_minutes"),
    path(f"{BOARD}minutes/pdf/", meeting.support_minutes_pdf, PARTNER, name="support_minutes_pdf"),
    path(f"{BOARD}minutes/approve/", meeting.approve, name="approve_support_minutes"),
    path(f"{BOARD}<uuid:uid>/", need.support_need, PARTNER, name="support_need"),
    path(f"{BOARD}<uuid:uid>/quick/", need.quick_stance, name="support_quick_stance"),
    path(f"{BOARD}<uuid:uid>/undo/", need.undo_stance, name="undo_support_stance"),
    path(MANAGE, board.support_board, ORGANISER, name="manage_support_board"),
    path(f"{MANAGE}feed/", board.support_feed, ORGANISER, name="manage_support_feed"),
    path(f"{MANAGE}screen/", board.support_screen, name="support_screen"),
    path(f"{MANAGE}meeting/", meeting.support_meeting, name="support_meeting"),
    path(f"{MANAGE}meeting/change/", meeting.change_meeting, name="change_support_meeting"),
    path(f"{MANAGE}agree/", together.agree_to_offers, name="agree_to_support_offers"),
    path(f"{MANAGE}defer/", together.defer_needs, name="defer_support_needs"),
    path(f"{MANAGE}undo/<int:tick>/", together.undo_decisions, name="undo_support_decisions"),
    path(f"{MANAGE}minutes/", meeting.support_minutes, ORGANISER, name="manage_support_minutes"),
    path(f"{MANAGE}minutes/pdf/", meeting.support_minutes_pdf, ORGANISER, name="manage_support_minutes_pdf"),
    path(f"{MANAGE}<uuid:uid>/", need.support_need, ORGANISER, name="manage_support_need"),
    path("support/<slug:slug>/", home.support_project, name="support_project"),
]
