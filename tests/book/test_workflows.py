"""What only the host of the repository runs is read here: workflows, forms, dependabot.

It is not run anywhere before it is published, so at least what it names has to exist.
"""

import re

import pytest
import yaml

from book._ext.data import ROOT, yaml_of

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
TARGETS = set(
    re.findall(
        r"[a-z-]+",
        " ".join(re.findall(r"^([a-z][a-z -]*):", (ROOT / "Makefile").read_text("utf8"), re.M)),
    )
)
# Programs of the machine, of Python or of the host; whatever else a step calls is the project's.
PROGRAMS = {"sudo", "pip", ".venv/bin/pip", "jupyter-book", "gh", "grep", "sed"}


def commands(script):
    """Return the commands of a script, without comments and what is assigned."""
    lines = re.sub(r"\\\n", " ", script).splitlines()
    parts = [part.strip() for line in lines for part in re.split(r"\|\||&&|\|", line)]
    return [p.split() for p in parts if p and not p.startswith("#") and not re.match(r"\w+=", p)]


def unknown(command):
    """Return what a command names and the project has not, or None."""
    program, *given = command
    named = [word for word in given if "=" not in word]
    if program == "make":
        return next((name for name in named if name not in TARGETS), None)
    if program == "bash":
        return None if (ROOT / named[0]).is_file() else named[0]
    if command[:2] == ["python", "-m"]:
        return None if (ROOT / f"{given[1].replace('.', '/')}.py").is_file() else given[1]
    return None if program in PROGRAMS else program


def faults(text):
    """Return what is wrong with a workflow."""
    flow, found = yaml.safe_load(text), []
    if flow.get("permissions") != {"contents": "read"}:
        found.append("permissions: expected contents: read for all jobs")
    for used in re.findall(r"uses: (.*)", text):
        if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+", used):
            found.append(f"uses: {used}: expected a commit, and its version behind it")
    for name, job in flow["jobs"].items():
        steps = job["steps"]
        found += [f"{name}: needs {n}" for n in listed(job.get("needs")) if n not in flow["jobs"]]
        if "timeout-minutes" not in job:
            found.append(f"{name}: no timeout-minutes")
        for step in steps:
            lacking = [what for c in commands(step.get("run", "")) if (what := unknown(c))]
            found += [f"{name}: there is no {what}" for what in lacking]
            if "actions/checkout" in step.get("uses", ""):
                if step.get("with", {}).get("persist-credentials") is not False:
                    found.append(f"{name}: checkout keeps credentials")
                if "write" in job.get("permissions", {}).values():
                    found.append(f"{name}: may write, and runs what was checked out")
    return found


def listed(value):
    return value if isinstance(value, list) else [value] if value else []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda p: p.name)
def test_a_workflow_names_what_exists_and_has_few_rights(path):
    yaml_of(path)  # a key that stands twice
    assert faults(path.read_text("utf8")) == []


CHECK = (ROOT / ".github/workflows/check.yml").read_text("utf8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("make lint", "make linted", "test: there is no linted"),
        ("bash .ci/run", "bash .ci/runs", "test: there is no .ci/runs"),
        ("publish.slides", "publish.slide", "site: there is no publish.slide"),
        ("jupyter-book build", "jupyterbook build", "site: there is no jupyterbook"),
        ("contents: read", "contents: write", "permissions: expected contents: read"),
        ("@3d3c42e5aac5ba805825da76410c181273ba90b1  # v7.0.1", "@v7", "uses: actions/checkout@v7"),
        ("persist-credentials: false", "fetch-depth: 1", "test: checkout keeps credentials"),
        ("  test:\n", "  test:\n    permissions: {pages: write}\n", "test: may write"),
        ("needs: [test, site]", "needs: [test, sites]", "deploy: needs sites"),
        ("    timeout-minutes: 60\n", "", "test: no timeout-minutes"),
    ],
)
def test_a_workflow_that_would_fail_or_may_too_much_is_noticed(old, new, said):
    assert old in CHECK
    assert [f for f in faults(CHECK.replace(old, new)) if f.startswith(said)] != []


# Forms


def faults_of_form(form):
    """Return what the host would refuse in a form for issues."""
    found = [f"no {key}" for key in ("name", "description", "body") if not form.get(key)]
    ids = [field.get("id") for field in form.get("body", [])]
    found += [
        f"the id {name} twice or none" for name in set(ids) if not name or ids.count(name) > 1
    ]
    for field in form.get("body", []):
        if field.get("type") not in ("input", "textarea"):
            found.append(f"{field.get('id')}: type {field.get('type')}")
        if not field.get("attributes", {}).get("label"):
            found.append(f"{field.get('id')}: no label")
    return found


@pytest.mark.parametrize("path", [p for p in FORMS if p.name != "config.yml"], ids=lambda p: p.name)
def test_a_form_is_well_formed(path):
    assert faults_of_form(yaml_of(path)) == []


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "no name"),
        ({"body": [{"id": "a"}, {"id": "a"}]}, "the id a twice or none"),
        ({"body": [{"id": "a", "type": "text", "attributes": {"label": "A"}}]}, "a: type text"),
        ({"body": [{"id": "a", "type": "input", "attributes": {}}]}, "a: no label"),
    ],
)
def test_a_form_that_would_be_refused_is_noticed(form, said):
    assert said in faults_of_form(form)


def test_jupyter_book_stays_below_2():
    [pip] = [u for u in yaml_of(ROOT / ".github/dependabot.yml")["updates"] if "ignore" in u]
    assert {"dependency-name": "jupyter-book", "versions": [">=2"]} in pip["ignore"]
    assert len(FORMS) == 4 and len(WORKFLOWS) == 3
