"""The application's settings, with statements counted and a bare view to compare with."""

from accelerator.settings import *  # noqa: F403
from accelerator.settings import MIDDLEWARE as PRODUCT_MIDDLEWARE

ROOT_URLCONF = "bench.urls"
MIDDLEWARE = ["bench.cost.CostMiddleware", *PRODUCT_MIDDLEWARE]
