"""The guard over predictions: the number that a box names was printed by what answers it.

What answers a box, book/_ext/predict.py says; here it is read from the cells. The number has to
stand there as an output has it, or with a claim that the kernel runs: it is never typed.
"""

import re
from dataclasses import dataclass, field

from numbers_in_text import guarded, numbers, text_of

BOX = re.compile(
    r"^(:{3,})\{predict\}\n(?P<options>(?::[\w-]+:[^\n]*\n)*)(?P<asks>.*?)^\1$", re.M | re.S
)
END = re.compile(r"^#{1,6}\s|^:{3,}\{predict-end\}", re.MULTILINE)
OPTION = re.compile(r"^:([\w-]+): *(.*)$", re.MULTILINE)


@dataclass
class Box:
    """A box, and what answers it."""

    asks: str
    options: dict
    texts: list = field(default_factory=list)
    outputs: list = field(default_factory=list)

    @property
    def chooses(self):
        """Say whether the box asks for a number or a choice."""
        return bool(self.options)

    def found(self):
        """Return the numbers that back one: printed in the answer, or claimed there."""
        claimed = [n for text in self.texts for n in guarded(text) if n.claim]
        return claimed + [n for output in self.outputs for n in numbers(text_of(output))]

    def fault(self):
        """Return what is wrong with the number that the box names, or None."""
        named = self.options.get("number")
        if named is None:
            return None
        [number, *_] = guarded(named) or numbers(named) or [None]
        if number and any(same(number, other) for other in self.found()):
            return None
        return f"a box asks for {named}, which its answer does not print: {self.asks[:60]!r}"


def same(number, other):
    """Say whether two numbers have one value, and one unit where both have any."""
    units = {(n.unit or "").lower().rstrip("s") for n in (number, other)} - {""}
    return number.value == other.value and len(units) < 2


def boxes(cells):
    """Return the boxes of a chapter in their order."""
    found, last = [], None
    for cell in cells:
        if cell["cell_type"] == "code":
            if last:
                last.outputs += cell.get("outputs", [])
            continue
        text = "".join(cell["source"])
        place = 0
        for match in BOX.finditer(text):
            last = read(last, text[place : match.start()])
            last = Box(match["asks"].strip(), dict(OPTION.findall(match["options"])))
            found.append(last)
            place = match.end()
        last = read(last, text[place:])
    return found


def read(box, text):
    """Give a text to the box that it answers, and return this box, or None after its end."""
    if box is None:
        return None
    end = END.search(text)
    box.texts.append(text[: end.start()] if end else text)
    return None if end else box


def faults(cells):
    """Return what is wrong with the predictions of a chapter."""
    return [fault for box in boxes(cells) if (fault := box.fault())]
