"""One style for every figure of the book, and the two pictures it draws again and again.

Figures are SVG with fixed ids and no date, so that the same code gives the same bytes
and nbval can compare them. The site maps the colors below to its dark mode.
"""

import re

import matplotlib as mpl
import numpy as np
from IPython.core.interactiveshell import InteractiveShell
from matplotlib.figure import Figure
from matplotlib_inline.backend_inline import set_matplotlib_formats

# Okabe-Ito hues: color-blind safe, and at least 3:1 on white.
TRUTH, MODEL, COST, GREY = "#0072b2", "#d55e00", "#009e73", "#767676"
INK, PAPER = "#1b2430", "#fffffe"  # PAPER marks the ground; the site makes it transparent


def use_style():
    """Set the style of the book for all figures that follow."""
    set_matplotlib_formats("svg", metadata={"Date": None, "Creator": None})
    formatter = InteractiveShell.instance().display_formatter.formatters["image/svg+xml"]
    draw = formatter.lookup_by_type(Figure)
    formatter.for_type(Figure, lambda figure: rounded(draw(figure)))
    mpl.rcParams.update(
        {
            "svg.hashsalt": "xentlib",
            "svg.fonttype": "none",
            "figure.figsize": (6.4, 3.4),
            "figure.constrained_layout.use": True,
            "figure.facecolor": PAPER,
            "axes.facecolor": PAPER,
            "axes.prop_cycle": mpl.cycler(color=[TRUTH, MODEL, COST, GREY]),
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.edgecolor": INK,
            "axes.labelcolor": INK,
            "axes.titlecolor": INK,
            "axes.titlesize": 11,
            "text.color": INK,
            "xtick.color": INK,
            "ytick.color": INK,
            "font.size": 11,
            "legend.frameon": False,
            "lines.linewidth": 2,
        }
    )


def rounded(svg):
    """Return an SVG with lengths in thousandths of a point: further digits are the processor's."""
    if svg is None:  # an empty figure
        return None
    tag, length = re.compile(r"<[a-z][^>]*>"), re.compile(r"-?\d+\.\d{4,}")

    def shorter(found):
        return re.sub(r"^-0$", "0", f"{float(found[0]):.3f}".rstrip("0").rstrip("."))

    return tag.sub(lambda found: length.sub(shorter, found[0]), svg)


def bars(ax, names, **series):
    """Draw bars for each outcome side by side: bars(ax, names, p=p, q=q) for two distributions.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    names : list of str
        C names of outcomes.
    **series : (C,) array_like
        Heights by label, up to four; the first is drawn in the color of the truth, the second
        in that of the model. A label of several words goes as `**{"forecast q": q}`.
    """
    width = 0.8 / len(series)
    middle = np.arange(len(names))
    colors = [TRUTH, MODEL, COST, GREY]
    for k, (label, heights) in enumerate(series.items()):
        at = middle + (k - (len(series) - 1) / 2) * width
        ax.bar(at, heights, width * 0.92, label=label, color=colors[k])
    ax.set_xticks(middle, names)
    if len(series) > 1:
        ax.legend()


def areas(ax, names, widths, heights, color=TRUTH):
    """Draw one rectangle for each outcome side by side: the total area is sum(widths * heights).

    With widths p(x) and heights -log q(x) the area is the cross-entropy H(p, q);
    with heights -log p(x) it is the entropy H(p).

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    names : list of str
        C names of outcomes.
    widths : (C,) array_like
        Probabilities.
    heights : (C,) array_like
        Information contents, in the unit of the axis.
    color : str, default TRUTH
        Fill color.
    """
    widths, heights = np.asarray(widths), np.asarray(heights)
    heights = np.where(widths > 0, heights, 0)  # what never happens may be infinitely surprising
    left = np.cumsum(widths) - widths
    ax.bar(left, heights, widths, align="edge", color=color, alpha=0.35, edgecolor=color)
    for x, w, h, name in zip(left, widths, heights, names, strict=True):
        if w > 0:
            ax.annotate(name, (x + w / 2, h), (0, 3), textcoords="offset points", ha="center")
    ax.set_xlim(0, widths.sum())
    ax.set_ylim(0, 1.15 * heights.max())
