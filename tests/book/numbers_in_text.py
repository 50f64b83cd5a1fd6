"""The guard over numbers in text: every guarded number on a page stands somewhere in its cells.

A number is guarded if it has a decimal point, carries a unit (bits, nats, bans, %) or is
marked. It is backed if a cell of the chapter printed it (rounded as the text rounds it, and
in the same unit where both name one), or if it is a numeric literal in the chapter's code.
Two marks, invisible on the page, directly after a number say otherwise:

    1.0986<!-- = np.log(3) -->    computed in the notebook's kernel after its last cell
    1.0966<!-- quoted: E9 -->     published elsewhere; listed in quoted.yml

A page without cells names the chapters that print its numbers:

    <!-- numbers: information/entropy.ipynb -->
"""

import ast
import html
import io
import re
import tokenize
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import yaml

from tools.notebooks import BOOK, read

QUOTED = yaml.safe_load(Path(__file__).with_name("quoted.yml").read_text("utf8")) or []

NUMBER = re.compile(
    r"""(?<![^\W_])(?<![^\W_]_)(?<!\.)         # not in a name; but _1.75_ is emphasis
        (?P<sign>(?<![\w)}\]])[-\u2212])?      # a minus that subtracts nothing is a sign
        (?P<digits>\d+(?:(?:,|\{,\})\d{3})*(?:\.\d+)?|\.\d+)(?!\.?\d)
        (?:(?:e|\s*(?:\\times|\\cdot|×)\s*10\^\{?)(?P<power>[-+]?\d+)\}?)?""",
    re.VERBOSE,
)
UNIT = re.compile(
    r"""(?:\s*\|)?(?:[\s~$*_)}\]\[`"-]|&\#?\w+;|\\[,;:!\ ]|\\q?quad\b|\\(?:text|math|mbox|operatorname)\w*\s*\{)*
        (?:(?:more|extra|further|whole|full)\s)?
        (?:(?P<unit>(?:kilo|mega|giga)?bit|nat|ban|hartley|shannon)s?\b|(?P<percent>\\?%|per\s?cent))""",
    re.VERBOSE | re.IGNORECASE,
)
MARK = re.compile(r"[\s$}*)]*<!--\s*(?:=\s*(?P<claim>.+?)|quoted:\s*(?P<quoted>\w+))\s*-->")
MARKS = re.compile(r"<!--\s*(?:=|quoted:)")
SOURCES = re.compile(r"<!--\s*numbers:\s*(.+?)\s*-->")
# Addresses, citations, references, options that nobody reads and comments hold no number of ours.
NOT_TEXT = re.compile(
    r"""\]\([^)\s]*\)|https?://\S+|\bdoi:\S+|<!--.*?-->
      | \{(?:cite|eq|ref|numref|doc|prf:ref)(?::\w+)?\}`[^`<]*`
      | ^:(?:label|name|class|style|width|height|align|number):[^\n]*$""",
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)


@dataclass(frozen=True)
class Number:
    """A number as it is written: its value, decimals, unit, mark and place."""

    text: str
    value: Decimal
    decimals: int
    unit: str | None
    claim: str | None
    quoted: str | None
    start: int
    end: int

    @property
    def guarded(self):
        return "." in self.text or bool(self.unit or self.claim or self.quoted)

    def rounds(self, value):
        """Say whether `value` is this number once it is rounded like it."""
        return abs(value - self.value) <= Decimal(5).scaleb(-self.decimals - 1)


def numbers(text, source=None):
    """Return the numbers in `text`; marks are looked up in `source`, which has the same length."""
    return [number(match, text, source or text) for match in NUMBER.finditer(text)]


def number(match, text, source):
    """Return the Number of one match."""
    plain = match["digits"].replace("{,}", "").replace(",", "")
    power = int(match["power"] or 0)
    value = Decimal(plain).scaleb(power) * (-1 if match["sign"] else 1)
    unit = UNIT.match(text, match.end())
    mark = MARK.match(source, match.end())
    return Number(
        text=match[0],
        value=value,
        decimals=len(plain.partition(".")[2]) - power,
        unit=unit and (unit["unit"] or "%").lower(),
        claim=mark and mark["claim"],
        quoted=mark and mark["quoted"],
        start=match.start(),
        end=match.end(),
    )


def guarded(source):
    """Return the guarded numbers of a Markdown text, in order."""
    text = NOT_TEXT.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), source)
    # A number may touch a command, as in \approx1.75; the length stays, so that places do.
    text = re.sub(r"(\\(?![dt]?frac)[A-Za-z]+)[A-Za-z](?=\.?\d)", r"\1 ", text)
    found = numbers(text, source)
    listed = False  # in "1, 2 and 3 bits" all three carry the unit
    for k in range(len(found) - 2, -1, -1):
        n, following = found[k : k + 2]
        between = text[n.end : following.start].strip(" $\n")
        if following.unit and not n.unit and not n.claim:
            listed = between in {"and", "or", "to", "-", "–"} or (listed and between == ",")
            found[k] = replace(n, unit=following.unit) if listed else n
        else:
            listed = False
    return [n for n in found if n.guarded]


def texts(path):
    """Return what a reader reads on a page: text, alt texts and comments in code, or the one file."""
    if path.suffix == ".md":
        return [path.read_text("utf8")]
    cells = read(path).cells
    alts = [c.metadata.get("mystnb", {}).get("image", {}).get("alt", "") for c in cells]
    text = [c.source for c in cells if c.cell_type == "markdown"]
    code = [comments(c.source) for c in cells if c.cell_type == "code"]
    return [t for t in text + alts + code if t]


def comments(code):
    """Return the comments in the code of a cell."""
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    return "\n".join(t.string for t in tokens if t.type == tokenize.COMMENT)


def chapters_of(path):
    """Return the notebooks whose cells back a page."""
    if path.suffix == ".ipynb":
        return [path]
    named = SOURCES.search(path.read_text("utf8"))
    return [BOOK / name for name in named[1].split()] if named else []


def printed(notebook):
    """Return the numbers that the cells of a notebook printed as text or tables."""
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            found += numbers(text_of(output))
    return found


def text_of(output):
    """Return what a reader reads in an output; a figure's numbers do not count."""
    data = output.get("data", {})
    if any(kind.startswith("image/") for kind in data):
        return ""
    table = html.unescape(re.sub(r"<[^>]+>", " ", "".join(data.get("text/html", ""))))
    return (
        "".join(output.get("text", "")) + "\n" + "".join(data.get("text/plain", "")) + "\n" + table
    )


def literals(notebook):
    """Return the values of the numeric literals in the code of a notebook, with their signs."""
    trees = [ast.parse(c.source) for c in notebook.cells if c.cell_type == "code"]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    negated = [
        n.operand for n in nodes if isinstance(n, ast.UnaryOp) and isinstance(n.op, ast.USub)
    ]
    return {n for node in nodes for n in literal(node)} | {-n for o in negated for n in literal(o)}


def literal(node):
    """Return the value of a numeric literal in a list; an empty list for anything else."""
    numeric = isinstance(node, ast.Constant) and type(node.value) in (int, float)
    return [Decimal(repr(node.value))] if numeric else []


class Backing:
    """The printed numbers and the literals that back the text of a page."""

    def __init__(self, path):
        notebooks = [read(chapter) for chapter in chapters_of(path)]
        self.printed = [n for notebook in notebooks for n in printed(notebook)]
        self.literals = set().union(*map(literals, notebooks))

    def holds(self, number):
        """Say whether a cell printed the number, or has it as a literal."""
        return number.value in self.literals or any(
            self.matches(number, other) for other in self.printed
        )

    @staticmethod
    def matches(number, other):
        hundred = number.unit == "%" and other.unit != "%"
        if number.decimals > other.decimals - 2 * hundred:
            return False  # a text that gives more digits than were printed invents them
        if number.unit and other.unit and number.unit != other.unit:
            return False
        return number.rounds(other.value * 100 if hundred else other.value)


def faults(source, page, backing, quoted=QUOTED):
    """Return a line for every guarded number of a text that nothing stands behind."""
    checked = guarded(source)
    cell = "" if page.endswith(".md") else f"the cell {beginning(source)}, "
    found = [
        f"{page}: {cell}line {source.count(chr(10), 0, n.start) + 1}: {fault}"
        for n in checked
        if (fault := fault_of(n, page, backing, quoted))
    ]
    if len(MARKS.findall(source)) != sum(bool(n.claim or n.quoted) for n in checked):
        found.append(
            f"{page}: a mark does not stand directly behind a number, so nothing checks it"
        )
    return found


def beginning(source):
    """Return how a cell of text begins, by which an author finds it: Jupyter numbers code alone."""
    return repr(source.strip().partition("\n")[0][:50])


def fault_of(n, page, backing, quoted):
    """Return what is wrong with a guarded number, or None."""
    if n.claim:  # run by the kernel: see claim_cell
        if page.endswith(".md"):
            return f"no kernel runs the claim behind {n.text}"
        constant = re.fullmatch(r"[-+(\s]*[\d._]+(?:e[-+]?\d+)?[)\s]*", n.claim)
        return f"the claim behind {n.text} computes nothing" if constant else None
    if n.quoted:
        listed = {(entry["page"], str(entry["number"]), entry["source"]) for entry in quoted}
        known = (page, n.text, n.quoted) in listed
        return None if known else f"{n.text} is marked as quoted, but quoted.yml does not list it"
    if backing.holds(n):
        return None
    shown = f"{n.text} {n.unit}" if n.unit else n.text
    return f"no cell printed {shown}; print it, or claim it: {n.text}<!-- = expression -->"


def claim_cell(n):
    """Return the code that prints a claimed number as the text rounds it, and that text."""
    scale = "100 * " if n.unit == "%" else ""
    comma = "," if "," in n.text else ""
    decimals = len(n.text.partition(".")[2])
    shown = n.text.replace("\u2212", "-").replace("{,}", ",")
    return f'print(f"{{{scale}({n.claim}):{comma}.{decimals}f}}")', shown + "\n"


def claims(path):
    """Return the claimed numbers of a notebook."""
    return [n for source in texts(path) for n in guarded(source) if n.claim]


def pages():
    """Return every page of the book."""
    found = [*BOOK.rglob("*.md"), *BOOK.rglob("*.ipynb")]
    return sorted(p for p in found if ".ipynb_checkpoints" not in p.parts)


def name_of(path):
    """Return the name of a page in messages and in quoted.yml."""
    return path.relative_to(BOOK).as_posix() if path.is_relative_to(BOOK) else path.name
