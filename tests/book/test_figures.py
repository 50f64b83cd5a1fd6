"""Figures follow the theme of the site: every color of xentlib.plots has one for dark mode."""

from xentlib import plots

from book._ext import figures


def test_every_color_of_a_figure_has_one_in_dark_mode():
    assert set(figures.DARK) == {plots.INK, plots.TRUTH, plots.MODEL, plots.COST, plots.GREY}
    assert figures.PAPER == plots.PAPER


def test_a_figure_gets_its_colors_once_and_other_pictures_none():
    figure = f'<svg width="1"><path style="fill: {plots.PAPER}"/></svg>'
    themed = figures.follow_theme(figure)
    assert themed.startswith('<svg width="1"><style id="theme">')
    assert all(color in themed for color in figures.DARK.values())
    assert figures.follow_theme(themed) == themed
    assert figures.follow_theme("<svg/>") == "<svg/>"
