"""Make the picture that is shown where a page is shared: `python -m tools.social_card`.

The picture, book/assets/card.png, is kept in the repository; it is made of social_card.html, and
needs to be made again only when that changes.
"""

from pathlib import Path

from publish.chromium import screenshot

HERE = Path(__file__).resolve()
CARD = HERE.parents[1] / "book" / "assets" / "card.png"

if __name__ == "__main__":
    screenshot(HERE.with_suffix(".html"), CARD, 1200, 630)
    print(f"card: {CARD.stat().st_size:,} bytes in {CARD}")
