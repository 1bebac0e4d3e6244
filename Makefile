# Two commands do everything; both set up .venv on first use.
#
#   make report                              the invented person's export -> reports/sample_export.html
#   make report EXPORT=/path/to/export.zip   your own -> reports/export.html
#   make test                                all tests

PYTHON ?= python3
EXPORT ?= sample_export
RUNS ?= 100000
# The page of the sample is committed and compared byte for byte, so its date is fixed.
SAMPLE_DATE = 2026-03-14
# The Nu HTML checker, from npm.
VNU_JAR_VERSION = 26.9.27
vnu_jar = node_modules/vnu-jar/build/dist/vnu.jar

bin = .venv/bin
# What nothing imports is never compiled, which takes as long as all else; the rest is as it is imported, and kept, even
# where Python is told to keep nothing: or else each of the many processes of the tests compiles the program again.
pip_install = $(bin)/python -m pip install --quiet --disable-pip-version-check --no-compile
unexport PYTHONDONTWRITEBYTECODE
# No file that is not one of those whose digests are listed.
install_listed = $(pip_install) --require-hashes --only-binary :all: --requirement
# What is never needed to read an export, such as what drives a browser, is pinned, and its digests are not listed.
install_group = $(pip_install) --upgrade "pip>=25.1" && $(pip_install) --constraint constraints.txt --group

.PHONY: report test lint browser dask bench performance fuzz sample screenshots clean

report: .venv/.ready
	$(bin)/exposure report "$(EXPORT)" $(if $(filter sample_export,$(patsubst %/,%,$(EXPORT))),--date $(SAMPLE_DATE))

test: .venv/.ready-for-tests
	$(bin)/python -m $(COVERAGE) pytest

# Check format, style, types, and which module may import which.
lint: .venv/.ready-for-tests
	$(bin)/ruff format --check .
	$(bin)/ruff check .
	$(bin)/mypy
	$(bin)/lint-imports

# Install what `make test` needs to try the page in a real browser, apart from chromium, pdftotext, java and npm.
browser: .venv/.ready-for-browser $(vnu_jar)

# Install what `make test` needs to try a batch on a Dask cluster of this machine.
dask: .venv/.ready-for-dask

# Measure speed and memory beside csv, pandas, polars, duckdb, pyarrow and ydata-profiling, in a few minutes.
bench: .venv/.ready-for-bench
	$(bin)/python -m benchmarks

# The same with an export of 1 GB too, for a quarter of an hour; rewrite the figures in docs/performance.md.
performance: .venv/.ready-for-bench
	$(bin)/python -m benchmarks --largest --write

# Feed each target of fuzz/targets.py with RUNS inputs, or for as long as in RUNS=20s; on Linux.
fuzz: .venv/.ready-for-fuzz
	for target in archive reading article; do $(bin)/python fuzz $$target $(RUNS) || exit 1; done

# Rewrite sample_export/ after the generator has changed.
sample: .venv/.ready
	rm -rf sample_export
	$(bin)/exposure sample sample_export

# Make the pictures in the README again.
screenshots: browser
	$(bin)/python docs/screenshots.py

clean:
	rm -rf .venv .venv-profiling node_modules build *.egg-info .coverage .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

.venv/.ready: pyproject.toml requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is needed: make PYTHON=/path/to/python3.11 …"; exit 1; }
	$(PYTHON) -m venv .venv
	$(install_listed) requirements.txt
	$(pip_install) --no-deps --no-build-isolation --editable .
	$(bin)/python -c "import analyzer.workshop.ready"
	touch $@

.venv/.ready-for-tests: .venv/.ready requirements-tests.txt
	$(install_listed) requirements-tests.txt
	touch $@

.venv/.ready-for-fuzz: .venv/.ready-for-tests constraints.txt
	$(install_group) fuzz
	touch $@

.venv/.ready-for-browser: .venv/.ready-for-tests constraints.txt
	$(install_group) browser
	touch $@

.venv/.ready-for-dask: .venv/.ready-for-tests constraints.txt
	$(pip_install) --constraint constraints.txt --no-build-isolation --editable ".[dask]"
	touch $@

# ydata-profiling needs a pandas older than ours, so it has a place of its own; where it cannot be installed, that is
# what the table says of it. All versions are in the file, so nothing has to be resolved.
.venv/.ready-for-bench: .venv/.ready benchmarks/profiling.txt
	$(install_group) bench
	-$(PYTHON) -m venv .venv-profiling && .venv-profiling/bin/python -m pip install --quiet --disable-pip-version-check \
	  --no-deps --no-compile --only-binary :all: --requirement benchmarks/profiling.txt
	touch $@

# --no-save: only node_modules/ is left behind. --ignore-scripts: the jar is in the package, and java is installed.
$(vnu_jar):
	npm install --silent --no-save --no-package-lock --ignore-scripts --prefix . vnu-jar@$(VNU_JAR_VERSION)
	touch $@
