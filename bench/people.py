"""The people of a volume, and what they present: a session, as signing in leaves it, or a token of the API."""

ORGANISER, REVIEWER, HOLDER, FORMER_HOLDER, MENTOR, PARTNER = 1, 2, 3, 4, 5, 6
FIRST_REVIEWER, REVIEWERS = 10, 30


def issue_token(pk: int) -> str:
    """A token of the API of this person."""
    from accelerator.accounts.models import User
    from tests.support.tokens import make_token

    return make_token(User.objects.get(pk=pk))


def sign_in(pk: int) -> str:
    """A session of this person, as signing in leaves it."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from accelerator.accounts.models import User

    session = SessionStore()
    session[SESSION_KEY] = str(pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = User.objects.get(pk=pk).get_session_auth_hash()
    session.save()
    return str(session.session_key)
