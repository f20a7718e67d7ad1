"""Steps as the components draw them: their states in words, and which one is reached."""

from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext_lazy, pgettext_lazy

from accelerator.types import Context

STEP_WORDS = {
    "done": pgettext_lazy("step", "terminé"),
    "current": gettext_lazy("en cours"),
    "coming": gettext_lazy("à venir"),
    "missing": gettext_lazy("à compléter"),
}


def check_known(value: str, allowed: Collection[str], attribute: str) -> str:
    """Give the value back if it is one of those allowed. Raises TypeError otherwise."""
    if value not in allowed:
        raise TypeError(f"{attribute}={value!r}: expected one of {', '.join(allowed)}")
    return value


def read_step(step: Mapping[str, object]) -> Context:
    """A step as templates read it, its state in words; ``coming`` by default."""
    state = check_known(str(step.get("state") or "coming"), STEP_WORDS, "state")
    keys = ("label", "href", "date", "text", "tag")
    return {key: step.get(key) or "" for key in keys} | {"state": state, "said": str(STEP_WORDS[state])}


def find_current(steps: Sequence[dict[str, object]]) -> tuple[int, Context | None]:
    """Its place, from 1, and the step itself; 0 without one."""
    for index, step in enumerate(steps, start=1):
        if step["state"] == "current":
            return index, step
    return 0, None
