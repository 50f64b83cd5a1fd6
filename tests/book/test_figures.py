"""Figures follow the theme of the site: every color of xentlib.plots has one for dark mode."""

import book_site
from xentlib import plots


def test_every_color_of_a_figure_has_one_in_dark_mode():
    assert set(book_site.DARK) == {plots.INK, plots.TRUTH, plots.MODEL, plots.COST, plots.GREY}
    assert book_site.PAPER == plots.PAPER


def test_a_figure_gets_its_colors_once_and_other_pictures_none():
    figure = f'<svg width="1"><path style="fill: {plots.PAPER}"/></svg>'
    themed = book_site.follow_theme(figure)
    assert themed.startswith('<svg width="1"><style id="theme">')
    assert all(color in themed for color in book_site.DARK.values())
    assert book_site.follow_theme(themed) == themed
    assert book_site.follow_theme("<svg/>") == "<svg/>"
