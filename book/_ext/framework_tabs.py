"""Tabs for the frameworks: NumPy, PyTorch and TensorFlow side by side."""

from itertools import groupby

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx_design.shared import create_component

FRAMEWORKS = {"tag_fw-numpy": "NumPy", "tag_fw-torch": "PyTorch", "tag_fw-tf": "TensorFlow"}


def framework(node):
    """Return the framework that a code cell is tagged with, or None."""
    if isinstance(node, nodes.container) and node.get("nb_element") == "cell_code":
        return next((FRAMEWORKS[c] for c in node["classes"] if c in FRAMEWORKS), None)
    return None


class FrameworkTabs(SphinxTransform):
    """Show consecutive cells that are tagged with a framework as one set of tabs.

    The sets of all pages follow one another's choice. Jupyter shows plain cells.
    """

    default_priority = 400

    def apply(self):
        parents = {id(c.parent): c.parent for c in self.document.findall(framework)}
        for parent in parents.values():
            for tagged, run in groupby(parent.children[:], lambda c: framework(c) is not None):
                cells = list(run)
                if tagged and len(cells) > 1:
                    self.wrap(parent, cells)

    @staticmethod
    def wrap(parent, cells):
        tabs = create_component("tab-set", classes=["sd-tab-set"])
        parent.insert(parent.index(cells[0]), tabs)
        for cell in cells:
            name = framework(cell)
            parent.remove(cell)
            label = nodes.rubric(name, "", nodes.Text(name), classes=["sd-tab-label"])
            label["sync_id"], label["sync_group"] = name.lower(), "framework"
            content = create_component("tab-content", classes=["sd-tab-content"], children=[cell])
            tabs += create_component(
                "tab-item", classes=["sd-tab-item"], selected=False, children=[label, content]
            )


def setup(app):
    app.add_transform(FrameworkTabs)
