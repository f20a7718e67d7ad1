"""What tests of the mix share: a session whose first round is open, and what its phones and screens send and read."""

import uuid

from django.utils import timezone

from coaching.attendance.codes import make_key
from coaching.ideas.actions import contributions
from coaching.ideas.actions.contributions import send_contribution
from tests.support.live import run_session

FETCH = {"X-Requested-With": "fetch"}
TEXT = "Faire essayer l’outil à deux équipes avant de choisir."


def run_mix():
    found = run_session()
    [mix_round] = contributions.plan_rounds(
        session=found.session, count=1, minutes=15, actor=found.world.organiser, at=timezone.now()
    )
    contributions.open_round(mix_round=mix_round, actor=found.world.organiser, at=timezone.now())
    return found


def author_of(live):
    return live.attendee_of(live.world.holder)


def target_of(live):
    return live.world.participations[1]


def fields(live, **more):
    return {
        "uid": str(uuid.uuid4()),
        "participation": target_of(live).pk,
        "blocker": "",
        "kind": "idea",
        "text": TEXT,
        **more,
    }


def read_feed(client, live, since=0, key=None):
    key = key or make_key(live.code.code)
    return client.get(live.url("mix_feed"), {"k": key, "since": since})


def send(live, attendee=None, **more):
    common = {
        "uid": uuid.uuid4(), "participation": target_of(live), "blocker": None, "kind": "idea", "text": TEXT, **more,
    }  # fmt: skip
    attendee = attendee or author_of(live)
    return send_contribution(session=live.session, attendee=attendee, at=timezone.now(), **common)
