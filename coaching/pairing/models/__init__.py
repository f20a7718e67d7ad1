"""Pairings, what both sides wished for, and the meetings they have."""

from coaching.pairing.models.meetings import MeetingDate, MeetingNote, MentorMeeting
from coaching.pairing.models.pairing import MentorCapacity, Pairing
from coaching.pairing.models.wishes import PairingWish, WishCall

__all__ = [
    "MeetingDate",
    "MeetingNote",
    "MentorCapacity",
    "MentorMeeting",
    "Pairing",
    "PairingWish",
    "WishCall",
]
