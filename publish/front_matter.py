"""What the book says about itself, and how its chapters look: for the PDF and the EPUB."""

import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import yaml

from publish.site_reader import ASSETS, ROOT, SITE, contents

STYLES = Path(__file__).with_name("styles")
SUBTITLE = "From “how surprising was that?” to the loss that trains language models"


@cache
def citation():
    """Return the facts that the book is cited by."""
    return yaml.safe_load((ROOT / "CITATION.cff").read_text("utf8"))


def style(name, address=Path.as_uri):
    """Return the style of the chapters and of what has one besides; `address(path)` is that of a font."""
    explorables = (ASSETS / "explorables" / "explorables.css").read_text("utf8")
    css = (STYLES / "chapter.css").read_text("utf8")
    css = re.sub(r"url\((.+?)\)", lambda m: f"url({address((STYLES / m[1]).resolve())})", css)
    explorables = explorables.replace("book-explorable", ".book-explorable")
    return css + explorables + (STYLES / name).read_text("utf8")


def cover_html():
    """Return what stands on the title page and on the cover."""
    bars = ((0, 27, 27, "p"), (30, 40.5, 13.5, "q"), (75, 40.5, 13.5, "p"), (105, 0, 54, "q"))
    drawn = "".join(
        f'<rect class="{name}" x="{x}" y="{y}" width="27" height="{height}" rx="2"/>'
        for x, y, height, name in bars
    )
    return f"""<div class="cover"><p class="of">The</p><p class="title">Cross-Entropy<br/>Book</p>
<p class="subtitle">{SUBTITLE}</p>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 132 54" aria-hidden="true">{drawn}</svg></div>"""


def imprint_html():
    """Return what the book may be used for, and how it was made."""
    url = yaml.safe_load((ROOT / "_config.yml").read_text("utf8"))["repository"]["url"]
    source = f'<p>Source, notebooks and errata: <a href="{url}">{url}</a></p>' if url else ""
    return f"""<p>Text and figures may be shared and changed under the Creative Commons license
CC BY 4.0, creativecommons.org/licenses/by/4.0. Code may be used under the BSD 3-Clause license.</p>
<p>Every number that a program prints in this book was computed by the cell above it, and is computed
again and compared on every change of the book.</p>
<p>This edition was made from the website of the book. It leaves out the code that is folded away
there, because it only draws a figure or prepares the chapter; pictures that can be moved there stand
still here. Answers to questions and solutions of exercises are at the end of each chapter.</p>{source}"""


def made_at():
    """Return the time of the site's newest page: what is made of the same site is the same."""
    newest = max((SITE / f"{name}.html").stat().st_mtime for _, name in contents())
    return datetime.fromtimestamp(newest, UTC)
