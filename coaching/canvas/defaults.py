"""What canvases begin with: the questions beside their rows and the axes of the ADN map, in the files of ``ready/``."""

from dataclasses import dataclass
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.data_files import build, read_toml
from accelerator.questionnaires.builder import Spec, read_spec
from accelerator.web.localised import Localised
from coaching.canvas.enums import AxisFamily, CanvasKind

FILES = Path(__file__).parent / "ready"

SPECS: dict[str, Spec] = {
    kind: read_spec(FILES / f"{kind.value}.toml", {}) for kind in (CanvasKind.TIMELINE, CanvasKind.PITCH)
}
"""The questions by kind of canvas; a kind that is not here has none."""


@dataclass(frozen=True)
class AxisSpec:
    """An axis of a preset of the ADN map. ``code`` never changes: editions are compared by it."""

    family: AxisFamily
    code: str
    label_fr: str
    label_en: str
    question_fr: str
    question_en: str

    label = Localised("label")


@dataclass(frozen=True)
class Preset:
    code: str
    label: "str | Promise"
    about: "str | Promise"

    @property
    def axes(self) -> list[AxisSpec]:
        return AXES["dimensions"] + AXES[self.code]


AXES = {
    name: [build(AxisSpec, table, f"axes.toml: {name}") for table in tables]
    for name, tables in read_toml(FILES / "axes.toml", under=FILES).items()
}
PRESETS = {
    preset.code: preset
    for preset in (
        Preset(
            "qvct",
            _("QVCT, depuis 2020"),
            _(
                "Six dimensions d’un projet numérique, six thèmes de la qualité de vie et des conditions de travail."
            ),
        ),
        Preset(
            "qvt-2018",
            _("QVT, comme en 2018"),
            _("Six dimensions d’un projet numérique, six facettes de la qualité de vie au travail."),
        ),
    )
}
