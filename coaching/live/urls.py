"""Addresses of the day itself."""

from django.urls import URLPattern, path

from coaching.attendance.urls import LIVE
from coaching.live.views import cockpit, debrief, now

COCKPIT = "manage/<slug:edition>/live/"

urlpatterns: list[URLPattern] = [
    path("live/worker.js", now.worker, name="live_worker"),
    path(LIVE, now.now, name="live"),
    path(f"{LIVE}now/", now.now_state, name="live_now"),
    path(f"{LIVE}check-in/", now.check_in, name="live_check_in"),
    path(f"{LIVE}documents/<int:pk>/", now.resource, name="live_resource"),
    path(f"{LIVE}photos/", now.photos, name="live_photos"),
    path(f"{LIVE}debrief/", debrief.debrief, name="live_debrief"),
    path(f"{LIVE}debrief/<slug:key>/", debrief.debrief_answer, name="live_debrief_answer"),
    path(COCKPIT, cockpit.cockpit, name="cockpit"),
    path(f"{COCKPIT}state/", cockpit.cockpit_state, name="cockpit_state"),
    path(f"{COCKPIT}shift/", cockpit.shift, name="shift_programme"),
    path(f"{COCKPIT}shift/<int:pk>/undo/", cockpit.undo, name="undo_shift"),
    path(f"{COCKPIT}publish/", cockpit.publish, name="cockpit_publish"),
    path(f"{COCKPIT}mentor/<int:pk>/", cockpit.assign, name="cockpit_assign"),
    path(f"{COCKPIT}debrief/", debrief.debrief_wall, name="debrief_wall"),
    path(f"{COCKPIT}debrief/feed/", debrief.debrief_feed, name="debrief_feed"),
    path(f"{COCKPIT}debrief/run/", debrief.run_debrief, name="run_debrief"),
]
