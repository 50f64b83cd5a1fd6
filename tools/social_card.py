"""Make the picture that is shown where a page is shared: `python -m tools.social_card`.

The picture, book/assets/card.png, is kept in the repository. It needs to be made again only when
its words or colors change; any Chromium does.
"""

import tempfile
from pathlib import Path

from publish.chromium import screenshot

ASSETS = Path(__file__).parents[1] / "book" / "assets"
CARD = ASSETS / "card.png"
SIZE = 1200, 630
P, Q = (1 / 2, 1 / 4, 1 / 8, 1 / 8), (1 / 8, 1 / 2, 1 / 4, 1 / 8)  # the weather, the forecast
WEATHER = ("sun", "cloud", "rain", "snow")
CSS = """
@font-face { font-family: Book; font-weight: 400 700; src: url(FONTS-normal.woff2) }
@font-face { font-family: Book; font-weight: 400 700; font-style: italic; src: url(FONTS-italic.woff2) }
body { margin: 0; width: 1200px; height: 630px; background: #fffefb; color: #1b2430; font-family: Book }
h1, p, svg { position: absolute; margin: 0 }
h1 { left: 80px; top: 82px; font-size: 92px; line-height: 1; font-weight: 600; letter-spacing: -.015em }
h1 em { display: block; font-size: 52px; font-weight: 400; color: #525d6b; margin-bottom: 6px }
p { left: 82px; bottom: 90px; width: 480px; font-size: 31px; line-height: 1.35; color: #525d6b }
svg { left: 640px; top: 0; font-size: 24px; fill: #525d6b; text-anchor: middle }
"""
SENTENCE = "From the surprise in one event to the loss of neural classifiers."


def bars():
    """Return the two distributions as bars that stand side by side."""
    found = []
    for k, (name, p, q) in enumerate(zip(WEATHER, P, Q, strict=True)):
        left = 10 + 124 * k
        for x, height, color in ((left, 760 * p, "#0072b2"), (left + 48, 760 * q, "#d55e00")):
            found.append(
                f'<rect x="{x}" y="{500 - height}" width="44" height="{height}" rx="4" fill="{color}"/>'
            )
        found.append(f'<text x="{left + 46}" y="538">{name}</text>')
    return f'<svg width="520" height="630">{"".join(found)}</svg>'


def main():
    css = CSS.replace("FONTS", (ASSETS / "fonts" / "source-serif-4-latin-wght").as_uri())
    title = "<h1><em>The</em>Cross-<br>Entropy<br>Book</h1>"
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "card.html")
        page.write_text(
            f'<!DOCTYPE html><meta charset="utf-8"><style>{css}</style>'
            f"{title}<p>{SENTENCE}</p>{bars()}",
            "utf8",
        )
        screenshot(page, CARD, *SIZE)
    print(f"card: {CARD.stat().st_size:,} bytes in {CARD}")


if __name__ == "__main__":
    main()
