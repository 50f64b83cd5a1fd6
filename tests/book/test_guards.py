"""Each guard is shown to fail: a good notebook passes, and every spoiled one is rejected."""

import subprocess
import sys

import cells_and_outputs
import nbformat
import numbers_in_text
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from tools.notebooks import ROOT, canonical

SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'


def good():
    """Return a small notebook in which nothing is wrong."""
    half = new_code_cell(
        'import numpy as np\n\nprint(f"I = {-np.log2(0.35):.4f} bits")\nprint(f"{1 / 3:.1%}")',
        outputs=[new_output("stream", name="stdout", text="I = 1.5146 bits\n33.3%\n")],
        execution_count=1,
    )
    figure = new_code_cell(
        "assert height == 2\nplt.show()",
        outputs=[
            new_output(
                "display_data", data={"image/svg+xml": SVG, "text/plain": "<Figure size 640x340>"}
            )
        ],
        execution_count=2,
        metadata={"mystnb": {"image": {"alt": "A line that rises."}}},
    )
    text = new_markdown_cell(
        "An event of probability 0.35 carries 1.51 bits, which is 1.0498<!-- = -np.log(0.35) --> nats.\n"
        "A third is 33%, and $-\\log_2 0.35 = 1.5146\\text{ bits}$."
    )
    notebook = new_notebook(cells=[half, figure, text])
    for k, cell in enumerate(notebook.cells):
        cell.id = f"cell-{k}"
    return notebook


def saved(notebook, folder, name="page.ipynb"):
    path = folder / name
    path.write_text(canonical(notebook), "utf8")
    return path


def all_faults(path):
    backing = numbers_in_text.Backing(path)
    return cells_and_outputs.faults(path) + [
        f
        for t in numbers_in_text.texts(path)
        for f in numbers_in_text.faults(t, path.name, backing)
    ]


def test_good_notebook_passes(tmp_path):
    assert all_faults(saved(good(), tmp_path)) == []


def strip(nb):
    for cell in nb.cells[:2]:
        cell.outputs, cell.execution_count = [], None


def shuffle(nb):
    nb.cells[0].execution_count, nb.cells[1].execution_count = 2, 1


def drop_output(nb):
    nb.cells[0].outputs = []


def store_error(nb):
    nb.cells[0].outputs.append(new_output("error", ename="ValueError", evalue="x", traceback=[]))


def store_stderr(nb):
    nb.cells[0].outputs.append(
        new_output("stream", name="stderr", text="RuntimeWarning: divide by zero")
    )


def store_png(nb):
    nb.cells[1].outputs[0].data["image/png"] = "iVBORw0KGgo="


def print_address(nb):
    nb.cells[0].outputs[0].text += "<object at 0x7f0123456789>\n"


def print_repr(nb):
    nb.cells[0].outputs[0].text += "np.float64(0.5)\n"


def print_bare_float(nb):
    nb.cells[0].outputs[0].text += "0.30000000000000004\n"


def tag_to_skip(nb):
    nb.cells[0].metadata["tags"] = ["nbval-skip"]


def comment_to_skip(nb):
    nb.cells[0].source = "# NBVAL_IGNORE_OUTPUT\n" + nb.cells[0].source


def end_with_semicolon(nb):
    nb.cells[0].source += "\nnp.sqrt(2);"


def write_long_line(nb):
    nb.cells[0].source += "\nx = " + " + ".join(["1"] * 30)


def drop_alt_text(nb):
    nb.cells[1].metadata = {}


def drop_assertion(nb):
    nb.cells[1].source = "plt.show()"


def assert_nothing(nb):
    nb.cells[1].source = "assert True\nplt.show()"


def print_words(nb):
    nb.cells[1].source = 'print("a line that rises")\nplt.show()'


def drop_show(nb):
    nb.cells[1].source = "assert height == 2"


def use_backticks(nb):
    nb.cells[2].source += "\n\n```{note}\nA note.\n```"


def use_an_old_box(nb):
    nb.cells[2].source += "\n\n:::{admonition} Predict\nHow much?\n:::"


def write_script(nb):
    nb.cells[2].source += "\n\n<script>alert(1)</script>"


def write_handler(nb):
    nb.cells[2].source += '\n\n<b onclick="alert(1)">A word.</b>'


def print_script(nb):
    html = {"text/html": "<b><script>alert(1)</script></b>", "text/plain": "1.51"}
    nb.cells[0].outputs = [new_output("display_data", html)]


def open_formula(nb):
    nb.cells[2].source += "\n\n$$\np"


def print_too_much(nb):
    nb.cells[0].outputs[0].text = "1\n" * 9_999


def print_too_wide(nb):
    nb.cells[0].outputs[0].text = "0x" * 200_000


def add_raw_cell(nb):
    nb.cells.append(new_raw_cell("It is 9.99 bits."))
    nb.cells[-1].id = "cell-raw"


def attach_picture(nb):
    nb.cells[2].attachments = {"a.png": {"image/png": "iVBORw0KGgo="}}


def embed_picture(nb):
    nb.cells[2].source += "\n![](data:image/png;base64,iVBORw0KGgo=)"


def write_caption(nb):
    nb.cells[1].metadata["mystnb"]["figure"] = {"caption": "It is 9.99 bits."}


def store_widget(nb):
    nb.cells[1].outputs[0].data["application/vnd.jupyter.widget-view+json"] = {"model_id": "1"}


def overwrite_line(nb):
    nb.cells[0].outputs[0].text = "I = 9.99 bits\r" + nb.cells[0].outputs[0].text


def print_typed_number(nb):
    nb.cells[0].source += '\nprint("I = 9.99 bits")'
    nb.cells[0].outputs[0].text += "I = 9.99 bits\n"


def write_comment(nb):
    nb.cells[0].source += "  # 9.99 bits"


def replace(old, new):
    def spoil(nb):
        assert old in nb.cells[2].source
        nb.cells[2].source = nb.cells[2].source.replace(old, new, 1)

    spoil.__name__ = f"write_{new}"
    return spoil


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (strip, "not run once, from the top"),
        (shuffle, "not run once, from the top"),
        (drop_output, "prints, but has no stored output"),
        (store_error, "stores an error"),
        (store_stderr, "writes to stderr"),
        (store_png, "stores a PNG"),
        (print_address, "another machine"),
        (print_repr, "another machine"),
        (print_bare_float, "another machine"),
        (tag_to_skip, "unknown tags"),
        (comment_to_skip, "switches nbval off"),
        (end_with_semicolon, "closing semicolon"),
        (write_long_line, "at most 76"),
        (drop_alt_text, "without alt text"),
        (drop_assertion, "no printed number and no assertion"),
        (assert_nothing, "no printed number and no assertion"),
        (print_words, "no printed number and no assertion"),
        (drop_show, "ends with plt.show()"),
        (use_backticks, "use colons"),
        (use_an_old_box, "write :::{predict}"),
        (write_script, "'<script' would act in the page"),
        (write_handler, "would act in the page"),
        (print_script, "'<script' in an output"),
        (open_formula, "a formula that $$ opens"),
        (print_too_much, "19998 characters, 1 in a line: at most 10000 and 500"),
        (print_too_wide, "400000 in a line"),
        (add_raw_cell, "a raw cell"),
        (attach_picture, "a picture inside a text cell"),
        (embed_picture, "a picture inside a text cell"),
        (write_caption, "may hold image.alt alone"),
        (store_widget, "which no guard reads"),
        (overwrite_line, "control character"),
        (print_typed_number, "types 9.99 into a string"),
        (write_comment, "no cell printed 9.99 bit"),
        (replace("1.51 bits", "1.52 bits"), "no cell printed 1.52 bit"),
        (replace("1.51 bits", "1.51 nats"), "no cell printed 1.51 nat"),
        (replace("1.51 bits", "-1.51 bits"), "no cell printed -1.51 bit"),
        (replace("1.51 bits", "7 bits"), "no cell printed 7 bit"),
        (replace("1.51 bits", "1.51460 bits"), "no cell printed 1.51460 bit"),
        (replace("0.35 carries", "-0.35 carries"), "no cell printed -0.35"),
        (replace("-np.log(0.35)", "1.0498"), "computes nothing"),
        (replace("1.0498<!--", "1.0498 is<!--"), "a mark does not stand directly behind"),
        (replace("1.5146\\text", "1.5147\\text"), "no cell printed 1.5147 bit"),
        (replace("0.35 carries", "0.36 carries"), "no cell printed 0.36"),
        (replace("33%", "34%"), "no cell printed 34"),
        (replace("1.51 bits", "1.52<!-- quoted: E9 --> bits"), "quoted.yml does not list it"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_spoiled_notebook_is_rejected(tmp_path, spoil, message):
    notebook = good()
    spoil(notebook)
    assert any(message in fault for fault in all_faults(saved(notebook, tmp_path)))


def test_notebook_that_is_not_canonical_is_rejected(tmp_path):
    path = saved(good(), tmp_path)
    notebook = nbformat.read(path, 4)
    notebook.metadata["author"] = "somebody"
    nbformat.write(notebook, path)
    assert any("canonical" in fault for fault in cells_and_outputs.faults(path))


def test_page_without_cells_is_backed_by_the_chapters_it_names(tmp_path, monkeypatch):
    monkeypatch.setattr(numbers_in_text, "BOOK", tmp_path)
    saved(good(), tmp_path, "chapter.ipynb")
    page = tmp_path / "page.md"
    page.write_text("<!-- numbers: chapter.ipynb -->\nThat is 1.51 bits.\n", "utf8")
    assert numbers_in_text.faults(page.read_text(), "page.md", numbers_in_text.Backing(page)) == []
    page.write_text("That is 1.51 bits.\n", "utf8")
    assert (
        len(numbers_in_text.faults(page.read_text(), "page.md", numbers_in_text.Backing(page))) == 1
    )


def test_claim_on_page_without_cells_is_rejected():
    found = numbers_in_text.faults("That is 9.99<!-- = 5 --> bits.", "page.md", None)
    assert "no kernel runs the claim" in found[0]


def test_listed_quotation_passes():
    listed = [{"page": "page.md", "number": "1.0966", "source": "E9"}]
    text = "The article prints 1.0966<!-- quoted: E9 -->."
    assert numbers_in_text.faults(text, "page.md", None, listed) == []
    assert (
        len(numbers_in_text.faults(text.replace("1.0966", "1.0967"), "page.md", None, listed)) == 1
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2.375 − 1.75 = 0.625 bits", ["2.375", "1.75", "0.625 bit"]),
        ("between -0.5 and \u22120.25", ["-0.5", "\u22120.25"]),
        ("$H(p) = 1.75\\text{ bits}$ and $0{.}5$", ["1.75 bit"]),
        (
            "6 bits, 7\u00a0nats, $8$ bans, 84\\% and 16 %",
            ["6 bit", "7 nat", "8 ban", "84 %", "16 %"],
        ),
        ("an 8-bit byte, float64, 64 meetings, sections 2 and 3", ["8 bit"]),
        ("1,024.5 or 1{,}024.5", ["1,024.5", "1{,}024.5"]),
        ("$1.7 \\times 10^{-46}$", ["1.7 \\times 10^{-46}"]),
        ("[page](https://example.org/1.5) {cite}`a1.5` doi:10.1002/x <!-- 2.5 -->", []),
        (":width: 2.5\n.5 is a number", [".5"]),
        (":alt: 2.5 bits\n{ref}`1.5 <entropy>` {math}`3.5`", ["2.5 bit", "1.5", "3.5"]),
        (
            "$\\approx1.75$, $(1.85,0.25)$, _1.95_, __2.95__",
            ["1.75", "1.85", "0.25", "1.95", "2.95"],
        ),
        ("8 Bits, 7 percent, 6 per cent, 5 [bits](x.md)", ["8 bit", "7 %", "6 %", "5 bit"]),
        (
            "$4\\quad\\text{bits}$, 3&thinsp;bits, 2 more bits, 1 | nat",
            ["4 bit", "3 bit", "2 bit", "1 nat"],
        ),
        (
            "1, 2 and 3 bits; 4 to 5 nats; 6, or 7%",
            ["1 bit", "2 bit", "3 bit", "4 nat", "5 nat", "7 %"],
        ),
        ("64<!-- = 2**6 --> meetings", ["64"]),
    ],
)
def test_guarded_numbers_are_found(text, expected):
    assert [
        f"{n.text} {n.unit}" if n.unit else n.text for n in numbers_in_text.guarded(text)
    ] == expected


def nbval(path):
    """Return the exit code and the report of nbval over a notebook, with the claims of its text."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-c",
        str(ROOT / "pyproject.toml"),
        "--rootdir",
        str(ROOT),
    ]
    command += [
        "--confcutdir",
        str(ROOT),
        "-p",
        "conftest",
        "-n",
        "0",
        "-p",
        "no:cacheprovider",
        str(path),
    ]
    run = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return run.returncode, run.stdout


def test_nbval_accepts_true_and_rejects_false_numbers(tmp_path):
    notebook = good()
    del notebook.cells[1]
    code, report = nbval(saved(notebook, tmp_path))
    assert code == 0, report
    notebook.cells[0].outputs[0].text = "I = 1.5147 bits\n33.3%\n"
    notebook.cells[1].source = notebook.cells[1].source.replace("1.0498", "1.0499")
    code, report = nbval(saved(notebook, tmp_path))
    assert code == 1
    assert "2 failed" in report
