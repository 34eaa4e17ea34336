"""Charts with Altair, rendered on the server: weight of evidence, joint answer, hand-over."""

from repatria.pictures.charts.answer import posterior_map, reliability, sensitivity, yields
from repatria.pictures.charts.handover import containers, figures, progress
from repatria.pictures.charts.weight import histogram, ranking, tippett, waterfall

__all__ = [
    "containers",
    "figures",
    "histogram",
    "posterior_map",
    "progress",
    "ranking",
    "reliability",
    "sensitivity",
    "tippett",
    "waterfall",
    "yields",
]
