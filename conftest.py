"""Settings of every test run: a fixed environment for the kernels, and the claims of the text."""

from collections import defaultdict

import nbformat
import numbers_in_text
from nbval import plugin

from book._ext import toc
from tools.notebooks import fix_environment

fix_environment()

collect_ignore = ["book/assets"]  # its Python is for the reader's browser

collect_cells = plugin.IPyNbFile.collect


def collect_cells_and_claims(notebook):
    """Yield the code cells of a notebook, then the claims of its text, run in the same kernel."""
    cells = list(collect_cells(notebook))
    yield from cells
    for k, claimed in enumerate(numbers_in_text.claims(notebook.path)):
        code, shown = numbers_in_text.claim_cell(claimed)
        output = nbformat.v4.new_output("stream", name="stdout", text=shown)
        number = len(cells) + k
        cell = nbformat.v4.new_code_cell(code, outputs=[output], execution_count=number + 1)
        yield plugin.IPyNbCell.from_parent(
            notebook,
            name=f"Claim {k}",
            cell_num=number,
            cell=cell,
            options=defaultdict(bool, check=True),
        )


plugin.IPyNbFile.collect = collect_cells_and_claims  # nbval has no hook for further cells


def pytest_terminal_summary(terminalreporter, exitstatus, config):
    """Keep what a full run verified, for the site."""
    if config.args_source == config.ArgsSource.TESTPATHS:  # else some tests are run, somewhere
        import chapter_limits
        import verified

        verified.write(config, exitstatus, terminalreporter.stats)
        terminalreporter.section("what stands open in the chapters")
        terminalreporter.write_line("\n".join(chapter_limits.table(toc.chapters())))
