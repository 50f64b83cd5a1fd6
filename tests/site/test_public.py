"""The site on its publication day: built with its addresses, and served below the name of a repository."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import test_pages as pages
import yaml
from built_files import bare, contents, dead, download_faults, files, invalid, unread

from book._ext import run_elsewhere, toc
from tests.site.browser import ROOT, SITE, WIDE, Handler, served, tab

REPOSITORY, HOST, PATH = "https://github.com/OWNER/REPO", "https://owner.github.io", "/REPO"
FIRST, CHAPTER, OLD = "book/index.html", "book/information/entropy.html", "index.html"
TAKEN = (SITE / "downloads").exists()  # what the pages of SITE link to; the other site does not
TO_TAKE = ["cross-entropy-book.pdf", "cross-entropy-book.epub"]
TO_TAKE += [f"sheets/{chapter.rpartition('/')[2]}.pdf" for chapter in toc.chapters()]

pytestmark = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="no commit to publish")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """The root of a host with the site. The pages that Sphinx has read are not read again."""
    folder = tmp_path_factory.mktemp("public")
    shutil.copytree(ROOT / "_build/.doctrees", folder / "_build/.doctrees")
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf8"))
    config["repository"]["url"], config["html"]["baseurl"] = REPOSITORY, HOST + PATH
    (folder / "_config.yml").write_text(yaml.safe_dump(config), "utf8")
    options = ["--config", folder / "_config.yml", "--path-output", folder, "-q", "-W", "-n"]
    program = Path(sys.executable).with_name("jupyter-book")
    # The settings lie in another folder, which Sphinx would look in for the extensions.
    environment = os.environ | {"PUBLISH": "" if TAKEN else "1", "PYTHONPATH": str(ROOT)}
    subprocess.run([program, "build", ".", *options], cwd=ROOT, env=environment, check=True)
    (folder / "host").mkdir()
    (folder / "_build/html").rename(folder / "host" / PATH[1:])
    for made in ("slides", "_static/live"):  # not by Sphinx
        shutil.copytree(SITE / made, folder / "host" / PATH[1:] / made, dirs_exist_ok=True)
    return folder / "host"


@pytest.fixture(scope="module")
def site(root):
    """The site, and for each file that its pages link to and the Makefile makes, an empty one."""
    for name in [] if TAKEN else TO_TAKE:
        path = root / PATH[1:] / "downloads" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return root / PATH[1:]


def addresses(page, pattern):
    """Return what a pattern finds in an HTML file."""
    return re.findall(pattern, page.read_text("utf8"))


def faults_of_addresses(site):
    """Return what search engines and messengers would be told wrongly."""
    base, found = HOST + PATH, []
    listed = addresses(site / "sitemap.xml", "<loc>(.*?)</loc>")
    expected = [f"{base}/{name}.html" for name in toc.pages()]
    found += [f"sitemap.xml: {a}" for a in set(listed) ^ set(expected)]
    for name in expected:
        path = site / name.removeprefix(f"{base}/")
        for what, pattern, address in (
            ("canonical", '<link rel="canonical" href="(.*?)"', name),
            ("og:url", '<meta property="og:url" content="(.*?)"', name),
            ("og:image", '<meta property="og:image" content="(.*?)"', f"{base}/_static/card.png"),
        ):
            said = addresses(path, pattern)
            if said != [address]:
                found.append(f"{path.name}: {what}: {said}")
    return found


def faults_of_buttons(site, name):
    """Return what the buttons of a chapter lead to, where they should not, and what the download is."""
    page = (site / name).read_text("utf8")
    notebook, commit = name.replace(".html", ".ipynb"), run_elsewhere.commit()
    repository = REPOSITORY.removeprefix("https://github.com/")
    found = [
        f"{name}: no link to {address}"
        for address in (
            REPOSITORY,
            f"{REPOSITORY}/edit/main/{notebook}",
            f"{REPOSITORY}/issues/new/choose",
            f"https://colab.research.google.com/github/{repository}/blob/{commit}/{notebook}",
            f"https://mybinder.org/v2/gh/{repository}/{commit}?urlpath=lab/tree/{notebook}",
        )
        if f'href="{address}"' not in page
    ]
    offered = (site / "_sources" / notebook).read_text("utf8")
    original, cell = (
        (ROOT / notebook).read_text("utf8"),
        run_elsewhere.install_cell(REPOSITORY, commit),
    )
    return found + [f"{name}: {f}" for f in download_faults(offered, original, cell)]


def test_links_lead_somewhere_with_the_files_to_take_and_without(root):
    def every():
        contents.cache_clear()
        return {fault for page in files(root) for fault in dead(root, page)}

    missing = set() if TAKEN else {f"../downloads/{name}: no such file" for name in TO_TAKE}
    assert every() == missing


def test_both_sites_have_all_files_to_take_or_no_link_to_any(site, root):
    made = {p.relative_to(SITE / "downloads").as_posix() for p in SITE.glob("downloads/**/*.*")}
    assert made in (set(), set(TO_TAKE)), "make public makes what the pages name"
    contents.cache_clear()
    assert [fault for page in files(root) for fault in dead(root, page)] == []
    linked = [r for page in files(root) for r in contents(page).references if "downloads/" in r]
    assert bool([r for r in linked if r.startswith("../downloads/")]) is not TAKEN


def test_search_engines_and_messengers_are_told_addresses_that_are_there(site):
    assert faults_of_addresses(site) == []
    assert (site / "_static/card.png").exists() and not (site / "robots.txt").exists()
    assert '<meta name="robots" content="noindex">' in (site / "404.html").read_text("utf8")
    assert addresses(site / OLD, 'canonical" href="(.*?)"') == [f"{HOST}{PATH}/{FIRST}"]


def test_buttons_open_what_is_published(site):
    chapters = [f"book/{chapter}.html" for chapter in toc.chapters()]
    assert len(chapters) > 20
    assert [fault for name in chapters for fault in faults_of_buttons(site, name)] == []
    help_page = re.sub("<[^>]+>", "", (site / "book/using-the-notebooks.html").read_text("utf8"))
    assert f"git+{REPOSITORY}@{run_elsewhere.commit()}" in help_page


@pytest.mark.parametrize(
    ("name", "old", "new", "faults", "said"),
    [
        (CHAPTER, f"{PATH}/book/inf", "/book/inf", faults_of_addresses, "entropy.html: canonical"),
        (
            CHAPTER,
            f"{HOST}{PATH}/_static",
            "_static",
            faults_of_addresses,
            "entropy.html: og:image",
        ),
        ("sitemap.xml", "/book/course", "/course", faults_of_addresses, "sitemap.xml: "),
        (CHAPTER, "/blob/", "/blob/main", faults_of_buttons, "no link to https://colab"),
        (CHAPTER, "/edit/main", "/edit", faults_of_buttons, "no link to https://github.com"),
    ],
)
def test_a_wrong_address_is_noticed(name, old, new, faults, said, site):
    path = site / name
    text = path.read_text("utf8")
    assert old in text
    path.write_text(text.replace(old, new), "utf8")
    try:
        found = faults(site) if faults is faults_of_addresses else faults(site, name)
        assert [fault for fault in found if said in fault] != []
    finally:
        path.write_text(text, "utf8")


def test_html_is_valid_and_pictures_have_a_size(site):
    some = [FIRST, CHAPTER, OLD, "404.html", "search.html", "book/teaching.html"]
    assert [fault for page in files(site) for fault in (*bare(page), *unread(page))] == []
    assert invalid([site / name for name in some]) == []


# In a browser


class Host(Handler):
    """Serves the page 404 as GitHub Pages does, for whatever is not there."""

    def send_error(self, code, message=None, explain=None):
        body = Path(self.directory, PATH[1:], "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def visit(browser, site):
    with served(site.parent, Host, "/") as address, tab(browser, address) as found:
        yield found


@pytest.mark.parametrize("name", [FIRST, CHAPTER, "book/using-the-notebooks.html"])
def test_a_page_below_a_path_has_no_fault(name, visit):
    assert list(pages.faults_of(visit, f"{visit.home}{PATH[1:]}/{name}", WIDE, set())) == []


def test_whoever_goes_astray_finds_back(visit):
    """From the page 404 at a deep address to the search, and to a chapter."""
    lost = f"{visit.home}{PATH[1:]}/no/such/page.html"
    first, *others = pages.faults_of(visit, lost, WIDE, set())
    assert first == f"404 for {lost}" and len(others) == 1 and "status of 404" in others[0]
    visit.go(lost)
    visit.page.fill("#no-such-page-query", "perplexity")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector("#search-results li")
    assert visit.page.url.startswith(f"{visit.home}{PATH[1:]}/search.html?q=perplexity")
    visit.page.click("#search-results a >> nth=0")
    visit.page.wait_for_url("**/book/language-models/perplexity.html*")


def test_the_menus_of_a_chapter_open(visit):
    visit.go(f"{visit.home}{PATH[1:]}/{CHAPTER}")
    for menu, item in (("launch", "Colab"), ("source", "Suggest edit")):
        visit.page.click(f".dropdown-{menu}-buttons > button")
        assert visit.page.locator(f".dropdown-{menu}-buttons a", has_text=item).is_visible()
        visit.page.keyboard.press("Escape")
    assert visit.errors == []
