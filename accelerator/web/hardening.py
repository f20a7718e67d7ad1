"""What no page of the site does: answer methods that nobody needs, or let a page use the devices of who reads it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
"""Those that views know. TRACE would send back what a browser sent, its cookies too (RFC 9110, 9.3.8)."""
DEVICES = (
    "accelerometer", "autoplay", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone",
    "midi", "payment", "usb",
)  # fmt: skip
"""Of Permissions-Policy. A photograph is taken by the telephone, not by the page."""
POLICY = ", ".join(f"{device}=()" for device in DEVICES)


class HardeningMiddleware:
    """Refuses other methods with 405; every answer says that it uses none of the devices."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        refused = request.method not in METHODS
        response = HttpResponseNotAllowed(METHODS) if refused else self.get_response(request)
        response.headers["Permissions-Policy"] = POLICY
        return response
