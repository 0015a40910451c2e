"""A panel as its template draws it in SVG: lengths in hundredths of the drawing, and every value in words."""

from __future__ import annotations

from bot.features.admin.chart_data import Panel, format_value
from bot.features.admin.chart_shapes import bars, columns, lines

View = dict[str, object]
ROUND = 2  # digits


def panel_view(panel: Panel) -> View:
    values = [
        (label, [format_value(value, panel.unit) for value in values])
        for label, *values in zip(panel.labels, *(each.values for each in panel.series), strict=True)
    ]
    return {
        "title": panel.title,
        "shape": panel.shape,
        "names": [each.name for each in panel.series],
        "top": format_value(panel.top, panel.unit),
        "first": panel.labels[0] if panel.labels else "",
        "last": panel.labels[-1] if panel.labels else "",
        "values": values,
        "empty": not any(any(each.values) for each in panel.series),
        "marks": _marks(panel),
    }


def _marks(panel: Panel) -> list[View]:
    marks: list[View] = []
    match panel.shape:
        case "columns":
            for box in columns(panel):
                sides = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
                marks.append({"series": box.series, **{name: round(100 * side, ROUND) for name, side in sides.items()}})
        case "lines":
            for line in lines(panel):
                points = " ".join(f"{100 * x:.{ROUND}f},{100 * y:.{ROUND}f}" for x, y in line.points)
                marks.append({"series": line.series, "points": points})
        case "rows":
            for bar in bars(panel):
                marks.append({"name": bar.name, "value": bar.value, "width": round(100 * bar.width, ROUND)})
    return marks
