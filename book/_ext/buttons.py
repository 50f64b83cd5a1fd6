"""Buttons that appear once the repository's address is known."""


def show_buttons(app, config):
    """Offer the buttons that lead to the repository, once its address is known."""
    options = config.html_theme_options
    known = bool(options.get("repository_url"))
    for button in ("repository", "issues", "edit_page"):
        options[f"use_{button}_button"] = known
    if not known:
        options["launch_buttons"] = {}


def setup(app):
    app.connect("config-inited", show_buttons)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
