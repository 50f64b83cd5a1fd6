"""The guard over notebooks: what nbval cannot see, or would only see on another machine."""

import ast
import re

import nbformat
from numbers_in_text import beginning, literals, numbers

from tools.notebooks import canonical, read

TAGS = {"hide-input", "folded", "fw-numpy", "fw-torch", "fw-tf"}
SHOWS = {"print", "show", "check", "display", "table"}
FORMAT = re.compile(r"[<>^=+ -]*\d*,?\.\d+[efg]")  # a format that a helper is given, as "7.4f"
KINDS = {"text/plain", "text/html", "image/svg+xml"}
LONGEST, WIDEST = 10_000, 500  # characters of an output, and of one of its lines
CODE = re.compile(r"(```|~~~).*?\1|`[^`\n]*`", re.DOTALL)
LIVE = re.compile(
    r"<\s*(?:script|style|iframe|object|embed|link|meta|base|form)\b|<[^>]*\son\w+\s*=|javascript:",
    re.IGNORECASE,
)
VOLATILE = re.compile(
    r"0x[0-9a-f]{6,}|ipykernel_\d+|/(?:home|tmp|root|work|Users)/|np\.\w+\(|\d\.\d{11,}"
)


def faults(path):
    """Return a line for every way in which the notebook at `path` breaks a rule."""
    notebook = read(path)
    cells = [c for c in notebook.cells if c.cell_type == "code"]
    found = list(whole(path, notebook, cells))
    for k, cell in enumerate(cells, 1):
        found += [f"code cell {k}: {fault}" for fault in (*of_code(cell), *of_outputs(cell))]
    return found + [
        f"the cell {beginning(cell.source)}: {fault}"
        for cell in notebook.cells
        for fault in of_cell(cell)
    ]


def whole(path, notebook, cells):
    """Yield what is wrong with the notebook as a whole."""
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        yield f"not a valid notebook: {error.message}"
    if canonical(notebook) != path.read_text("utf8"):
        yield "not in canonical form: run `make notebooks`"
    counts = [c.execution_count for c in cells]
    if counts != list(range(1, len(cells) + 1)):
        yield f"not run once, from the top: execution counts {counts}"
    inputs = literals(notebook)
    for k, cell in enumerate(cells, 1):
        for typed in typed_numbers(cell, inputs):
            yield f"code cell {k}: types {typed} into a string: format a computed value instead"


def of_cell(cell):
    """Yield what is wrong with a cell of any type."""
    if cell.cell_type == "raw":
        yield "a raw cell, which no guard reads"
    if cell.get("attachments") or "](data:" in cell.source:
        yield "a picture inside a text cell, which nothing computes: draw it in a cell"
    if cell.cell_type == "markdown" and re.search(r"^\s*```+\{", cell.source, re.MULTILINE):
        yield "a directive in backticks reads as code in Jupyter: use colons (:::)"
    if cell.cell_type == "markdown" and "{admonition} Predict" in cell.source:
        yield "a box that asks for a prediction: write :::{predict}, see book/_ext/predict.py"
    if cell.cell_type == "markdown":
        text = CODE.sub("", cell.source)
        if live := LIVE.search(text):
            yield f"{live[0]!r} would act in the page: scripts and styles stand in book/assets"
        if text.count("$$") % 2:
            yield "a formula that $$ opens and nothing closes"
    shown = cell.metadata.get("mystnb", {})
    if set(shown) - {"image"} or set(shown.get("image", {})) - {"alt"}:
        yield f"metadata mystnb may hold image.alt alone, which the guards read: {shown}"


def of_code(cell):
    """Yield what is wrong with the code of a cell."""
    unknown = set(cell.metadata.get("tags", [])) - TAGS
    if unknown:
        yield f"unknown tags {sorted(unknown)}; known are {sorted(TAGS)}"
    if re.search(r"#\s*(NBVAL_|PYTEST_VALIDATE_)", cell.source):
        yield "switches nbval off"
    for line in cell.source.splitlines():
        if len(line) > 76:
            yield f"{len(line)} columns, at most 76: {line}"
        if line.rstrip().endswith(";"):
            yield f"a closing semicolon does nothing under nbval: {line}"
    if shows(cell) and not cell.outputs:
        yield "prints, but has no stored output"


def typed_numbers(cell, inputs):
    """Return the numbers with a decimal point in the strings of a cell that are no inputs."""
    nodes = list(ast.walk(ast.parse(cell.source)))
    specs = {id(v) for n in nodes if getattr(n, "format_spec", None) for v in n.format_spec.values}
    texts = [
        n.value
        for n in nodes
        if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in specs
    ]
    found = [n for text in texts if not FORMAT.fullmatch(text) for n in numbers(text)]
    return [n.text for n in found if "." in n.text and abs(n.value) not in inputs]


def shows(cell):
    """Say whether a cell calls something that prints, outside of functions it only defines."""
    statements = [s for s in ast.parse(cell.source).body if not isinstance(s, ast.FunctionDef)]
    calls = [n.func for s in statements for n in ast.walk(s) if isinstance(n, ast.Call)]
    return any(getattr(f, "id", getattr(f, "attr", "")) in SHOWS for f in calls)


def of_outputs(cell):
    """Yield what is wrong with the stored outputs of a cell."""
    for output in cell.outputs:
        data = output.get("data", {})
        text = "".join(output.get("text", "")) + "".join(data.get("text/plain", ""))
        if output.output_type == "error":
            yield f"stores an error: {output.ename}"
        if output.get("name") == "stderr":
            yield f"writes to stderr: {text.splitlines()[0]}"
        if {"image/png", "image/jpeg"} & set(data):
            yield "stores a PNG or JPEG, which nbval does not compare: call plots.use_style()"
        elif unknown := set(data) - KINDS:
            yield f"stores {sorted(unknown)}, which no guard reads; known are {sorted(KINDS)}"
        widest = max(map(len, text.splitlines()), default=0)
        if len(text) > LONGEST or widest > WIDEST:
            yield f"{len(text)} characters, {widest} in a line: at most {LONGEST} and {WIDEST}"
            continue  # the patterns below would take minutes
        if live := LIVE.search("".join(data.get("text/html", ""))):
            yield f"{live[0]!r} in an output would act in the page"
        if control := re.search(r"[^\S \n]|[\x00-\x08\x0e-\x1f\x7f]", text):
            yield f"stores the control character {control[0]!r}: nbval drops what stands before a \\r"
        if volatile := VOLATILE.search(text):
            yield f"prints {volatile[0]!r}, which another machine may print otherwise"
        if "image/svg+xml" in data:
            yield from of_figure(cell)


def of_figure(cell):
    """Yield what is wrong with a cell that draws a figure."""
    if not cell.metadata.get("mystnb", {}).get("image", {}).get("alt"):
        yield "a figure without alt text: set mystnb.image.alt in the cell's metadata"
    if not backed(cell):
        yield "a figure that no printed number and no assertion backs"
    if not cell.source.rstrip().endswith("plt.show()"):
        yield "a figure cell ends with plt.show()"


def backed(cell):
    """Say whether a cell prints or asserts something about a value that it computed."""
    nodes = list(ast.walk(ast.parse(cell.source)))
    prints = [n.args for n in nodes if isinstance(n, ast.Call) and is_print(n.func)]
    asserts = [[n.test] for n in nodes if isinstance(n, ast.Assert)]
    return any(
        isinstance(n, ast.Name)
        for said in prints + asserts
        for part in said
        for n in ast.walk(part)
    )


def is_print(function):
    """Say whether a call of this function is a print or one of numpy.testing's assertions."""
    return ast.unparse(function) == "print" or ast.unparse(function).startswith("np.testing.")
