"""WSGI entry point."""

import gc
import os
import sys
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from accelerator.environment import EnvironmentProblem

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accelerator.settings")

try:
    django_application = get_wsgi_application()
    get_resolver().url_patterns  # noqa: B018  every view is imported before the first visitor, not for them
except EnvironmentProblem as problem:
    sys.exit(f"Possibles cannot start: {problem}")

# What was loaded stays: the collector need not walk it again and again; and a page makes more objects than its
# default of 700 before it is worth looking for cycles.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    return django_application(environ, start_response)


# CPython takes the frames of Python calls from blocks of 16 kB, mapped when first needed and unmapped as soon
# as it is left: a loop of a template that happens to run at the end of a block asks the system for memory at each turn,
# which doubled the processor time of large tables (decision 0010). The frame of this function fills a block of 1 MB but
# for its second half, where all frames of a request have room.
application.__code__ = application.__code__.replace(co_stacksize=70_000)
