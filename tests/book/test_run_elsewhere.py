"""Chapters elsewhere: the cell for a hosted kernel, the buttons, and what Binder installs."""

import ast
import json
import re
import subprocess
import sys
from importlib.resources import files
from types import SimpleNamespace

import nbformat
import pytest
import yaml
from jinja2 import Environment
from nbclient import NotebookClient
from sphinx.errors import ExtensionError
from sphinx_book_theme.header_buttons import update_context_with_repository_info
from sphinx_book_theme.header_buttons.launch import add_launch_buttons

from book._ext import run_elsewhere
from tools.notebooks import ROOT, chapters, light_chapters, read

ADDRESS = "https://github.com/OWNER/REPO"
KNOWN = {"repository_url": ADDRESS, "repository_branch": "main"}
COMMIT = 20 * "c0"
CELL = run_elsewhere.install_cell(ADDRESS, COMMIT)
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text("utf8"))
PACKAGES = {"sklearn": "scikit-learn", "yaml": "pyyaml", "keras": "tensorflow-cpu"}
PACKAGES["tensorflow"] = "tensorflow-cpu"  # which brings keras
BINDER = ("requirements.txt", "frameworks.txt")
NAMES = [p.relative_to(ROOT).as_posix() for p in chapters()]
each_chapter = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(autouse=True)
def known_commit(monkeypatch):
    monkeypatch.setattr(run_elsewhere, "commit", lambda: COMMIT)


# The cell


def test_the_cell_installs_the_commit_that_is_published():
    assert f'%pip install -q "xentlib[tables] @ git+{ADDRESS}@{COMMIT}"' in CELL
    assert run_elsewhere.published(KNOWN) == (ADDRESS, COMMIT)
    assert run_elsewhere.published({"repository_url": ADDRESS + "/"}) == (ADDRESS, COMMIT)


def test_without_an_address_there_is_no_cell():
    for url in ("", None, run_elsewhere.DEFAULT, run_elsewhere.DEFAULT + "/"):
        assert run_elsewhere.published({"repository_url": url}) == ("", "")
    assert run_elsewhere.install_cell(*run_elsewhere.published({})) == ""


commit_of = run_elsewhere.commit  # before it is replaced


def test_the_commit_is_what_git_says_and_without_one_the_build_says_what_it_needs(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(
        ExtensionError, match=r"^_config\.yml: .*build in a clone made by git.*not a"
    ):
        commit_of(tmp_path)
    git = ["git", "-C", tmp_path, "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "a"]):
        subprocess.run([*git, *command], check=True)
    assert re.fullmatch("[0-9a-f]{40}", commit_of(tmp_path))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ExtensionError, match=r"build in a clone made by git.*No such file"):
        commit_of(tmp_path)


@each_chapter
def test_a_download_is_the_notebook_itself_or_with_the_cell_on_top(name):
    text = (ROOT / name).read_text("utf8")
    assert run_elsewhere.with_cell(text, "") == text
    cell = CELL
    offered = nbformat.reads(run_elsewhere.with_cell(text, cell), as_version=4)
    nbformat.validate(offered)
    assert offered.cells.pop(0).source == cell
    assert nbformat.writes(offered) + "\n" == text


def test_the_cell_asks_pip_only_where_xentlib_is_missing():
    """Run it in a kernel whose %pip only prints, before and after xentlib is made to be missing."""
    cell = CELL
    fake = "get_ipython().register_magic_function(print, 'line', 'pip')"
    hide = "import sys\nsys.modules['xentlib'] = None"
    cells = [nbformat.v4.new_code_cell(code) for code in (fake, cell, hide, cell)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, kernel_name="python3", timeout=60).execute()
    assert cells[1].outputs == []
    assert cells[3].outputs[0].text == f'install -q "xentlib[tables] @ git+{ADDRESS}@{COMMIT}"\n'


def theme_button():
    """Return the download button as the theme renders it."""
    source = files("sphinx_book_theme") / "theme/sphinx_book_theme/macros/buttons.html"
    macros = Environment().from_string(
        source.read_text("utf8"), globals={"translate": str, "pathto": str}
    )
    return str(
        macros.module.render_link_button("../_sources/a.ipynb", label="download-source-button")
    )


def test_the_download_button_saves_the_file():
    button = theme_button()
    assert " download" not in button.replace("btn-download", "")
    saved = run_elsewhere.saving(button)
    assert '<a href="../_sources/a.ipynb" target="_blank" download' in saved
    assert run_elsewhere.saving(saved) == saved
    assert run_elsewhere.saving(button.replace("source-button", "pdf")) == button.replace(
        "source-button", "pdf"
    )


def built(tmp_path, options):
    """Return what is offered of a small notebook, after a build with these options."""
    sources = tmp_path / "_sources" / "book"
    sources.mkdir(parents=True)
    original, copy = tmp_path / "a.ipynb", sources / "a.ipynb"
    original.write_text('{"cells": []}', "utf8")
    copy.write_text("from an earlier build", "utf8")
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "a.html").write_text(theme_button(), "utf8")
    app = SimpleNamespace(
        builder=SimpleNamespace(name="html"),
        config=SimpleNamespace(published=run_elsewhere.published(options)),
        env=SimpleNamespace(found_docs=["book/a"], doc2path=lambda name: original),
        outdir=tmp_path,
    )
    run_elsewhere.write_downloads(app, None)
    assert '_blank" download' in (tmp_path / "book" / "a.html").read_text("utf8")
    return copy.read_text("utf8")


def test_the_build_writes_the_copies(tmp_path):
    assert built(tmp_path / "empty", {}) == '{"cells": []}'
    cells = json.loads(built(tmp_path / "known", KNOWN))["cells"]
    assert "".join(cells[0]["source"]) == CELL


# The buttons


class Config(SimpleNamespace):
    """Sphinx's configuration, which can be asked by attribute and by key."""

    __getitem__ = SimpleNamespace.__getattribute__


def buttons(name, options):
    """Return the texts and addresses of the launch menu of a page, as the theme makes them."""
    page = name.removesuffix(".ipynb")
    context = {
        "pagename": page,
        "sourcename": name,
        "header_buttons": [],
        "pathto": lambda page: f"{page}.html",
    }
    app = SimpleNamespace(
        builder=None,
        config=Config(
            html_theme_options=options,
            html_context=context,
            published=run_elsewhere.published(options),
        ),
        env=SimpleNamespace(doc2path=lambda page: name, metadata={page: {"kernelspec": {}}}),
    )
    update_context_with_repository_info(app)
    add_launch_buttons(app, page, "", context, None)
    run_elsewhere.lead(app, page, "", context, None)
    return {b["text"]: b["url"] for group in context["header_buttons"] for b in group["buttons"]}


@each_chapter
def test_the_launch_menu_opens_the_chapter_itself(name):
    options = {**KNOWN, "launch_buttons": CONFIG["launch_buttons"]}
    assert (ROOT / name).is_file()
    assert buttons(name, options) == {
        "Binder": f"https://mybinder.org/v2/gh/OWNER/REPO/{COMMIT}?urlpath=lab/tree/{name}",
        "Colab": f"https://colab.research.google.com/github/OWNER/REPO/blob/{COMMIT}/{name}",
        "What to run first": "book/using-the-notebooks.html#run-them-elsewhere",
    }


def test_the_menu_leads_to_a_section_that_exists():
    text = (ROOT / f"{run_elsewhere.PAGE}.md").read_text("utf8")
    assert "## " + run_elsewhere.SECTION.replace("-", " ").capitalize() in text
    assert f"{{only}} {run_elsewhere.KNOWN}" in text and ":::{install-cell}" in text


def test_without_an_address_there_are_no_buttons():
    assert buttons(NAMES[0], {"repository_url": "", "launch_buttons": {}}) == {}


# Binder


def requirements(path):
    """Return the packages of a requirements file, each with its exact version or None."""
    lines = [re.split("[#;]", line)[0].strip() for line in path.read_text("utf8").splitlines()]
    named = (line.partition("==") for line in lines if line and not line.startswith("-"))
    return {name.lower(): version or None for name, _, version in named}


def imported(name):
    """Return the packages that a chapter imports, by the names under which they are installed."""
    trees = [ast.parse(c.source) for c in read(ROOT / name).cells if c.cell_type == "code"]
    nodes = [n for tree in trees for n in ast.walk(tree)]
    modules = [a.name for n in nodes if isinstance(n, ast.Import) for a in n.names]
    modules += [n.module for n in nodes if isinstance(n, ast.ImportFrom)]
    roots = {m.partition(".")[0] for m in modules} - sys.stdlib_module_names
    return {PACKAGES.get(r, r) for r in roots} - {"xentlib", "IPython"}  # Jupyter brings IPython


LISTED = {name: requirements(ROOT / ".binder" / name) for name in BINDER}


@each_chapter
def test_binder_names_what_the_chapter_imports(name):
    missing = imported(name) - set(LISTED["requirements.txt"])
    assert missing <= set(LISTED["frameworks.txt"])
    assert bool(missing) == (name not in light_chapters())


def test_binder_installs_xentlib_and_no_framework():
    lines = (ROOT / ".binder" / "requirements.txt").read_text("utf8").splitlines()
    assert "-e .[tables]" in lines
    assert not set(LISTED["requirements.txt"]) & {"torch", "tensorflow", "tensorflow-cpu", "keras"}
    assert (ROOT / ".binder" / "runtime.txt").read_text("utf8") == "python-3.11\n"


def test_binder_pins_the_versions_that_are_verified():
    pins = requirements(ROOT / "requirements.txt")
    for listed in LISTED.values():
        for name, version in listed.items():
            assert version == pins.get(name), f"{name}: {version}, verified is {pins.get(name)}"


def test_the_page_names_the_chapters_without_frameworks():
    text = (ROOT / f"{run_elsewhere.PAGE}.md").read_text("utf8")
    [line] = [s for s in text.splitlines() if s.startswith("These chapters use neither")]
    linked = re.findall(r"\]\(([^)]+)\)", line)
    assert sorted(f"book/{page}" for page in linked) == light_chapters()
