"""A panel as its template draws it: lengths in hundredths of the drawing, and every value in words."""

from __future__ import annotations

from bot.features.admin.chart_data import Panel, format_value

View = dict[str, object]
ROUND = 2  # digits


def drawn(panel: Panel) -> View:
    shapes = {"columns": _columns, "lines": _lines, "rows": _rows}
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
        "marks": shapes[panel.shape](panel),
    }


def _columns(panel: Panel) -> list[View]:
    """Boxes, the later series on top of the earlier."""
    marks: list[View] = []
    step = 100 / max(1, len(panel.labels))
    for place in range(len(panel.labels)):
        floor = 100.0
        for row, series in enumerate(panel.series):
            tall = 100 * series.values[place] / panel.top
            floor -= tall
            box = {"x": step * (place + 0.14), "y": floor, "width": step * 0.72, "height": tall}
            marks.append({"series": row, **{name: round(value, ROUND) for name, value in box.items()}})
    return marks


def _lines(panel: Panel) -> list[View]:
    step = 100 / max(1, len(panel.labels))
    return [
        {
            "series": row,
            "points": " ".join(
                f"{step * (place + 0.5):.{ROUND}f},{100 - 100 * value / panel.top:.{ROUND}f}"
                for place, value in enumerate(series.values)
            ),
        }
        for row, series in enumerate(panel.series)
    ]


def _rows(panel: Panel) -> list[View]:
    return [
        {"name": name, "told": format_value(value, panel.unit), "width": round(100 * value / panel.top, ROUND)}
        for name, value in zip(panel.labels, panel.series[0].values, strict=True)
    ]
