"""Addresses of the app, by subject. A subject's own words in an address stand before another's ``<ref>``."""

from coaching.home import urls as home
from coaching.pairing import urls as pairing
from coaching.session import urls as session
from coaching.support import urls as support
from coaching.surveys import urls as surveys
from coaching.synthesis import urls as synthesis

app_name = "coaching"

urlpatterns = [
    *home.urlpatterns,
    *session.urlpatterns,
    *pairing.urlpatterns,
    *surveys.urlpatterns,
    *synthesis.urlpatterns,
    *support.urlpatterns,
]
