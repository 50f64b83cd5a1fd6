"""Begin a chapter, or say what is left to do of it: `make chapter NAME=part/topic`.

A new one is a notebook that runs, with one of each thing that a chapter is made of, a file of
quizzes, and its lines in _toc.yml and book/recaps.yml. Texts that begin with MARK are instructions;
a guard finds those that were left.
"""

import re
import subprocess
import sys

import nbformat.v4 as nbf

from tools import notebooks

ROOT, BOOK, MARK = notebooks.ROOT, notebooks.BOOK, "TO WRITE:"
FIGURE = """import matplotlib.pyplot as plt
import numpy as np
from xentlib import entropy, plots

plots.use_style()
p = np.array([1/2, 1/4, 1/8, 1/8])
fig, ax = plt.subplots(figsize=(5.6, 2.4))
ax.bar(["sun", "cloud", "rain", "snow"], p, color=plots.TRUTH)
print(f"probability of sun: {p[0]:.2f}")
plt.show()"""
EXERCISE = """:::{exercise} ★ A title
:label: TOPIC-1

TO WRITE: what is asked, with its unit.
:::"""
SOLUTION = """:::{solution-start} TOPIC-1
:label: TOPIC-1-solution
:class: dropdown
:::

TO WRITE: why it is so. A number goes into xentlib/exercises.json, and a `check` into the next cell."""
CELLS = (
    """# TITLE

TO WRITE: one sentence that promises something.

- **You need**: [entropy](../information/entropy.ipynb).
- **You will be able to**: TO WRITE: what the reader can do afterwards.""",
    (FIGURE, "TO WRITE: what the picture shows, for who cannot see it"),
    """## A first question

:::{predict}
:number: 1.75 bits

TO WRITE: what the next cell answers. How many bits is $H(p)$?
:::""",
    """from xentlib.tables import table

table({"H(p), bits": [entropy(p, base=2)]}, digits=2)""",
    """TO WRITE: what the output says, and why.

:::{predict-end}
:::

## Where it came from

TO WRITE: who found it, with sources of book/references.bib {cite}`shannon1948`.

## In three lines

- TO WRITE: the first of three.

## Exercises""",
    EXERCISE,
    SOLUTION,
    'print(f"entropy: {entropy(p, base=2):.2f} bits")',
    ":::{solution-end}\n:::",
)
QUIZ = """- id: TOPIC-first
  after: A first question
  ask: "TO WRITE: a question that the section answers."
  choices:
    - {say: "TO WRITE: the right answer", why: "TO WRITE: why it is right.", right: true}
    - {say: "TO WRITE: a wrong one", why: "TO WRITE: why it is wrong."}
"""


def notebook(name):
    """Return a new chapter, before it was run."""
    topic, cells = name.rpartition("/")[2], []
    for k, content in enumerate(CELLS):
        text, alt = content if isinstance(content, tuple) else (content, None)
        text = text.replace("TITLE", topic.replace("-", " ").capitalize()).replace("TOPIC", topic)
        code = alt or text.startswith(("print(", "from "))
        cells.append((nbf.new_code_cell if code else nbf.new_markdown_cell)(text, id=f"begin-{k}"))
        if alt:
            cells[-1].metadata = {"tags": ["hide-input"], "mystnb": {"image": {"alt": alt}}}
    return notebooks.canonical(nbf.new_notebook(cells=cells))


def with_line(text, part, line):
    """Return a list of pages with a new line, unless it is there, behind the last of a part."""
    if line in text:
        return text
    [*_, last] = re.finditer(rf"^.*\bbook/{part}/.*\n", text, re.MULTILINE)
    return text[: last.end()] + line + text[last.end() :]


def begin(name):
    """Write the files of a new chapter."""
    part, topic = name.split("/")
    lines = {
        ROOT / "_toc.yml": f"      - file: book/{name}\n",
        BOOK / "recaps.yml": f'book/{name}: "{MARK} a line on the page."\n',
    }
    made = {path: with_line(path.read_text("utf8"), part, line) for path, line in lines.items()}
    made[BOOK / "quizzes" / f"{name}.yml"] = QUIZ.replace("TOPIC", topic)
    made[BOOK / f"{name}.ipynb"] = notebook(name)
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf8", newline="\n")
        print(f"wrote {path.relative_to(ROOT)}")
    notebooks.run(BOOK / f"{name}.ipynb")


def main(name):
    parts = sorted({path.parent.name for path in notebooks.chapters()})
    if not re.fullmatch(rf"({'|'.join(parts)})/[a-z][a-z0-9-]*", name):
        sys.exit(
            f"NAME={name}: expected a part and a topic, such as information/mutual-information; "
            f"the parts are {', '.join(parts)}. A new part begins with a file and its lines in _toc.yml."
        )
    notebooks.fix_environment()
    if not (BOOK / f"{name}.ipynb").exists():
        begin(name)
    print(f"what the guards find in {name}:", flush=True)
    tests = [
        "tests/book",
        f"book/{name}.ipynb",
        "-k",
        name,
        "-n0",
        "--tb=line",
        "-rN",
        "--continue-on-collection-errors",
    ]
    return subprocess.run([sys.executable, "-m", "pytest", *tests], cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
