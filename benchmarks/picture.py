"""A picture of requests per second: a group of bars for each operation, each group on a scale of its own."""

from html import escape

LABEL, BARS, NUMBER = 260, 420, 80
"""Widths: of the names, of the longest bar, of the number after it."""
LINE, GROUP, MARGIN = 18, 34, 12
OURS, OTHERS, INK = "#2f6feb", "#b6bcc6", "#24292f"


def picture(rates: dict[str, dict[str, float]], ours: str) -> str:
    """An SVG of the rates by operation and name; the bars of `ours` stand out."""
    parts, y = [], MARGIN
    for operation, of_operation in rates.items():
        most = max(of_operation.values())
        parts.append(text(MARGIN, y + LINE, f"{operation}, requests/s", weight="bold"))
        y += LINE + 8
        for name, rate in of_operation.items():
            parts += bar(y, name, rate, most, OURS if name.startswith(ours) else OTHERS)
            y += LINE
        y += GROUP - LINE
    width, height = LABEL + BARS + NUMBER + 2 * MARGIN, y + MARGIN
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    body = "\n".join(parts)
    background = f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    return f'{head} font-family="sans-serif" font-size="12">\n{background}\n{body}\n</svg>\n'


def bar(y: float, name: str, rate: float, most: float, color: str) -> list[str]:
    length = BARS * rate / most
    start = MARGIN + LABEL
    return [
        text(start - 8, y + LINE - 5, name, anchor="end"),
        f'<rect x="{start}" y="{y + 2}" width="{length:.1f}" height="{LINE - 4}" fill="{color}"/>',
        text(start + length + 6, y + LINE - 5, f"{rate:,.0f}"),
    ]


def text(x: float, y: float, words: str, *, anchor: str = "start", weight: str = "normal") -> str:
    options = f'text-anchor="{anchor}" font-weight="{weight}" fill="{INK}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {options}>{escape(words)}</text>'
