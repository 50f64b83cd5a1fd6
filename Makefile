# Every target works on a fresh clone: it makes .venv and installs what it needs.
.NOTPARALLEL:  # two targets at once would both make it
VENV ?= .venv
PORT ?= 8000
BIN  := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
SITE := $(VENV)/site.done
ALL  := $(VENV)/all.done
MINE := $(VENV)/made-by-make

# What the site is made of, and what of it Sphinx does not follow: after a change of that it starts
# from nothing, as it does after a build that failed or was interrupted, which leaves no stamp.
BUILT := _build/site$(if $(LIVE),-live)$(if $(PUBLISH),-published).done
SOURCES := $(shell find _config.yml _toc.yml book/* publish xentlib $(wildcard _build/verified.json) \
	-not -path '*/.*' -not -path '*/__pycache__*' -not -name '* *')
UNFOLLOWED := _config.yml _toc.yml book/references.bib book/live.yml book/_ext $(SITE)

# With LIVE=1, cells run in the reader's browser, with the Python of this file.
RUNTIME := _build/live/downloaded
export LIVE

# With PUBLISH=1, the pages link to files to take away, which are made of these pages.
TAKE := _build/html/downloads
export PUBLISH

# The first Python from 3.11 to 3.13 among these names; `make PYTHON=...` overrides.
VERSION_OK := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c '$(VERSION_OK)' 2>/dev/null && echo $$p && break; done)

# No target that help shows is a file of that name.
HASH := \#
.PHONY: help $(shell awk -F: '/^[a-z][a-z -]*:.*$(HASH)$(HASH) / { print $$1 }' $(firstword $(MAKEFILE_LIST)))

# Each target says what it does behind its ##, and ##@ begins a group.
help:
	@awk -F ':.*## |##@ ' '/^##@/ { printf "\n%s\n", $$2 } /^[a-z][a-z -]*:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

$(BUILT): $(SITE) $(SOURCES) $(if $(LIVE),$(RUNTIME))
	@test -e $@ && test -z "$$(find $(UNFOLLOWED) -newer $@ -not -path '*/__pycache__*')" || rm -rf _build/html _build/.doctrees
	@rm -f _build/site*.done
	@$(BIN)/python -c "import yaml; yaml.safe_load(open('_config.yml', encoding='utf8'))"  # Jupyter Book would not name it
	@$(BIN)/jupyter-book build . -q -W -n --keep-going
	@$(BIN)/python -m publish.slides _build/html/slides
	@$(if $(LIVE),$(BIN)/python -m publish.runtime _build/html)
	@$(if $(PUBLISH),$(BIN)/python -m publish.pdf & pdf=$$!; $(BIN)/python -m publish.epub && \
		$(BIN)/python -m publish.sheets $(TAKE)/sheets && rm $(TAKE)/sheets/*.html && wait $$pdf && \
		cp _build/cross-entropy-book.pdf _build/cross-entropy-book.epub $(TAKE) || { kill $$pdf 2>&-; exit 1; })
	@touch $@

$(RUNTIME): requirements-live.txt | $(SITE)
	@echo "downloading the Python for the browser, about 100 MB"
	@rm -rf $(@D) && mkdir -p $(@D)
	@$(BIN)/python -m pip download -q --disable-pip-version-check --no-deps --require-hashes -d $(@D) -r $<
	@touch $@

##@ To read

book: $(BUILT)  ## build the site; with LIVE=1, cells run in the browser
	@echo "make book: the site is built; open _build/html/index.html, or run: make serve"

serve: book  ## build the site and show it at http://localhost:8000; PORT=... for another
	@echo "make serve: the site is at http://localhost:$(PORT) (Ctrl-C ends it)"
	@$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

lab: $(ALL)  ## open the chapters in JupyterLab
	@echo "make lab: JupyterLab opens the chapters in your browser (Ctrl-C ends it)"
	@$(BIN)/jupyter lab book

##@ To take away

pdf epub: book  ## make the whole book as one file, in _build; needs Chromium
	@$(BIN)/python -m publish.$@

slides: book  ## make slides of three chapters, in _build/slides
	@$(BIN)/python -m publish.slides

sheets: book  ## make exercise sheets as PDF, in _build/sheets; needs Chromium
	@$(BIN)/python -m publish.sheets

##@ To publish

public:  ## build all that is published, with PDF, EPUB and sheets; needs Chromium
	@$(MAKE) LIVE=1 PUBLISH=1 book

archive: public  ## pack the site, and lay the PDF and the EPUB beside it, in _build/release
	@rm -rf _build/release && mkdir -p _build/release && cp $(TAKE)/cross-entropy-book.* _build/release
	@touch _build/html/.nojekyll  # where a branch is published, Jekyll would leave out _static
	@cd _build/html && "$(abspath $(BIN))"/python -m zipfile -c ../release/cross-entropy-book-site.zip .

##@ To write

chapter: $(ALL)  ## begin a chapter, or say what is left to do of it: NAME=part/topic
	@$(BIN)/python -m tools.chapter $(NAME)

notebooks: $(ALL)  ## run the chapters that changed and store their outputs
	@$(BIN)/python -m tools.notebooks

lint: $(ALL)  ## look over Python and notebooks with ruff, and over all words with codespell
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/codespell
	@echo "make lint: nothing to mend"

##@ To test

test: $(ALL)  ## run every test and every notebook
	@$(BIN)/python -m pytest
	@echo "make test: the library, the guards and every cell of every notebook hold"

test-site: $(ALL) book  ## try every page of the site in a browser; needs Chromium
	@$(BIN)/python -m pytest --dist worksteal tests/site
	@echo "make test-site: every page holds, in light and dark, wide and narrow"

live-test: $(ALL)  ## run every cell that can in a browser, and compare; needs Chromium
	@$(MAKE) LIVE=1 book
	@$(BIN)/python -m tests.site.verify_pages
	@echo "make live-test: the browser computes what the book shows"

linkcheck: $(SITE)  ## ask for every address of others that the book names; needs a network
	@$(BIN)/jupyter-book build . --builder linkcheck --path-output _build/links -q -n
	@echo "make linkcheck: every link leads somewhere"

# One test at a time: they start processes of their own.
weekly: $(ALL)  ## run the tests that are too slow for make test
	@$(BIN)/python -m pytest -n 0 -m weekly tests/book
	@echo "make weekly: the slow tests hold"

# nbval compares each run with the stored outputs, so ten runs that pass are ten equal runs.
repeat: $(ALL)  ## run every notebook ten times and compare
	@for k in 1 2 3 4 5 6 7 8 9 10; do $(BIN)/python -m pytest book || exit 1; done
	@echo "make repeat: ten runs in a row gave the same outputs"

other-pythons: $(ALL)  ## run the chapters without frameworks with other Pythons and NumPys
	@$(BIN)/python -m pytest -n0 tests/environments/test_other_pythons.py

as-download: $(ALL)  ## run them outside of this folder, with xentlib installed from its package
	@$(BIN)/python -m pytest -n0 tests/environments/test_as_download.py

# From a copy, because setuptools writes beside the sources.
wheel: $(ALL)  ## build xentlib, install it alone and run its examples
	@rm -rf _build/wheel && mkdir -p _build/wheel/src && cp -r xentlib pyproject.toml LICENSE _build/wheel/src
	@cd _build/wheel && "$(abspath $(BIN))"/python -m pip wheel -q --disable-pip-version-check --no-deps ./src
	@$(BIN)/python -m venv _build/wheel/venv
	@_build/wheel/venv/bin/python -m pip install -q --disable-pip-version-check _build/wheel/*.whl
	@cd _build/wheel && venv/bin/python -W error ../../tests/library/wheel.py

##@ To measure

measure: $(ALL) book  ## measure every page: requests, bytes, times; AXE=--axe counts violations
	@$(BIN)/python -m tests.site.measure $(AXE)
	@$(if $(LIVE),$(BIN)/python -m tests.site.verify_pages --times)

accuracy: $(ALL)  ## compare the errors of xentlib with those of other libraries
	@$(BIN)/python benchmarks/accuracy.py

speed: $(ALL)  ## compare its times and memory with theirs; takes minutes
	@$(BIN)/python benchmarks/speed.py

# In a copy, because mutmut writes beside the sources. The survivors are in tests/library/mutants.md.
mutants: $(ALL)  ## break the library in every small way and see if a test notices
	@rm -rf _build/mutants && mkdir -p _build/mutants/tests
	@cp -r xentlib pyproject.toml _build/mutants && cp -r tests/library _build/mutants/tests
	@$(BIN)/python -m pip install -q --disable-pip-version-check mutmut==3.8.1
	@cd _build/mutants && OMP_NUM_THREADS=1 "$(abspath $(BIN))"/mutmut run --max-children 2
	@cd _build/mutants && "$(abspath $(BIN))"/mutmut results
	@echo "make mutants: those above survived"

##@ To keep it up

# For every system and Python at once, and with the newest releases that requirements-site.txt admits.
lock:  ## find the packages that the site is built with anew
	@$(PYTHON) -m venv _build/lock && _build/lock/$(notdir $(BIN))/python -m pip install -q --disable-pip-version-check uv==0.13.9
	@_build/lock/$(notdir $(BIN))/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
		requirements-site.txt -o requirements-site.lock
	@echo "make lock: wrote requirements-site.lock"

vendor: $(ALL)  ## fetch what others wrote: KaTeX, jsep, MiniSearch, reveal.js, browser_wasi_shim
	@$(BIN)/python -m tools.vendor

clean:  ## remove what was built
	@rm -rf _build
	@echo "make clean: removed _build"

clean-all: clean  ## remove .venv, too
	@test ! -e "$(VENV)" || test -e "$(MINE)" || \
		{ echo "$(VENV) was not made by make: remove it yourself if it may go" >&2; exit 1; }
	@rm -rf "$(VENV)"
	@echo "make clean-all: removed $(VENV)"

# $(call install,FILE): make .venv if need be and install a requirements file.
define install
@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 was not found. Install one, or name it: make PYTHON=/path/to/python" >&2; exit 1; }
@test ! -e "$(VENV)" || test -e "$(VENV)/pyvenv.cfg" || \
	{ echo "$(VENV) is there and no virtual environment. Name another folder: make VENV=/path/to/folder" >&2; exit 1; }
@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -c '$(VERSION_OK)' || { \
	echo "$(PYTHON) is no Python 3.11, 3.12 or 3.13. Name one: make PYTHON=/path/to/python" >&2; exit 1; }
@test -e "$(VENV)" || test -w "$$(dirname "$(VENV)")" || \
	{ echo "$$(cd "$$(dirname "$(VENV)")" && pwd) cannot be written to. Name another folder: make VENV=/path/to/folder" >&2; exit 1; }
@$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
	test -e "$(VENV)" || new=1; echo "making $(VENV) with $(PYTHON)"; \
	{ $(PYTHON) -m venv "$(VENV)" && { test -z "$$new" || touch "$(MINE)"; }; } || { \
		test -z "$$new" || rm -rf "$(VENV)"; \
		echo "$(PYTHON) could not make $(VENV). On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }; }
@echo "installing $(1)"
@$(BIN)/python -m pip install -q --disable-pip-version-check -r $(1) || \
	{ echo "pip could not install $(1): see its message above; without a network, try again with one" >&2; exit 1; }
@cd "$(VENV)" && pwd > "$(notdir $@)"
endef

# The programs of an environment name the place where it was made.
.PHONY: .placed
.placed:
	@test ! -s "$(SITE)" || { test "$$(cat "$(SITE)")" = "$$(cd "$(VENV)" && pwd)" && $(BIN)/python -c ""; } || { \
		echo "$(VENV) was made in $$(cat "$(SITE)") and has been moved, or its Python has: remove it and try again" >&2; exit 1; }

# With hashes, so that pip takes nothing but what was locked.
$(SITE): requirements-site.lock | .placed
	$(call install,requirements-site.lock)

$(ALL): $(SITE) requirements.txt requirements-site.txt pyproject.toml
	$(call install,requirements.txt)
