# Two commands do everything. Both set up .venv on first use.
#
#   make report                              the invented person's export -> reports/sample_export.html
#   make report EXPORT=/path/to/export.zip   your own -> reports/export.html
#   make test                                the tests that take about two minutes
#   make test-all                            all tests, also in a browser and with hostile exports

PYTHON ?= python3
EXPORT ?= sample_export
RUNS ?= 100000
# The page of the sample is committed and compared byte for byte, so its date is fixed.
SAMPLE_DATE = 2026-03-14
# The Nu HTML checker, from npm.
VNU_JAR_VERSION = 26.9.27
vnu_jar = node_modules/vnu-jar/build/dist/vnu.jar

bin = .venv/bin
# Modules are compiled when first imported and kept, even where PYTHONDONTWRITEBYTECODE is set: otherwise every process of
# the tests compiles the program again.
pip_install = $(bin)/python -m pip install --quiet --disable-pip-version-check --no-compile
unexport PYTHONDONTWRITEBYTECODE
# Only files with a listed digest.
install_listed = $(pip_install) --require-hashes --only-binary :all: --requirement
# Packages that never read an export, such as the browser driver, are pinned without digests.
install_group = $(pip_install) --upgrade "pip>=25.1" && $(pip_install) --constraint constraints.txt --group

.PHONY: report test test-all test-lowest lint browser dask bench performance fuzz sample screenshots bundle clean

report: .venv/.ready
	$(bin)/exposure report "$(EXPORT)" $(if $(filter sample_export,$(patsubst %/,%,$(EXPORT))),--date $(SAMPLE_DATE))
	@$(if $(filter sample_export,$(patsubst %/,%,$(EXPORT))),$(bin)/exposure mapping page)

test: .venv/.ready-for-tests
	$(bin)/python -m $(COVERAGE) pytest -m "not slow"

test-all: .venv/.ready-for-tests
	$(bin)/python -m $(COVERAGE) pytest

# Make every kind of page with the lowest versions that pyproject.toml allows.
test-lowest: .venv-lowest/.ready
	rm -rf .venv-lowest/tried
	cd .venv-lowest && bin/exposure sample tried/invented --scale 0.1
	cd .venv-lowest && bin/exposure sample tried/group --participants 10 --scale 0.1
	cd .venv-lowest && bin/exposure report tried/invented --strict --out tried/page.html --picture tried/slide.svg
	cd .venv-lowest && bin/exposure compare ../sample_export tried/invented --force --out tried/compared.html
	cd .venv-lowest && bin/exposure batch tried/group --out tried/pages --jobs 1

# Check format, style, types, imports and dead code.
lint: .venv/.ready-for-tests
	$(bin)/ruff format --check .
	$(bin)/ruff check .
	$(bin)/mypy
	$(bin)/lint-imports
	$(bin)/python tests/dead_code.py

# Install the packages with which `make test-all` tries the page in a real browser. Chromium, pdftotext, java and npm come from elsewhere.
browser: .venv/.ready-for-browser $(vnu_jar)

# Install the packages with which `make test-all` tries a batch on a local Dask cluster.
dask: .venv/.ready-for-dask

# Compare speed and memory with csv, pandas, polars, duckdb, pyarrow and ydata-profiling, in a few minutes.
bench: .venv/.ready-for-bench
	$(bin)/python -m benchmarks

# Add an export of 1 GB (a quarter of an hour) and rewrite the figures in docs/performance.md.
performance: .venv/.ready-for-bench
	$(bin)/python -m benchmarks --largest --write

# Feed each target of fuzz/targets.py with RUNS inputs, or for a time such as RUNS=20s. Linux only.
fuzz: .venv/.ready-for-fuzz
	for target in archive reading article; do $(bin)/python fuzz $$target $(RUNS) || exit 1; done

# Rewrite sample_export/ after the generator has changed.
sample: .venv/.ready
	rm -rf sample_export
	$(bin)/exposure sample sample_export

# Renew the pictures in the README.
screenshots: browser
	$(bin)/python docs/screenshots.py

# Make dist/linkedin-exposure, a folder with the program and its Python, and pack it. docs/bundle.md describes it.
bundle: .venv-bundle/.ready
	rm -rf build dist/linkedin-exposure
	.venv-bundle/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --force-reinstall .
	cd bundle && ../.venv-bundle/bin/python -m PyInstaller --noconfirm --log-level ERROR --workpath ../build/bundle --distpath ../dist exposure.spec
	cd dist && tar -czf linkedin-exposure.tar.gz linkedin-exposure
	cd dist && ../.venv-bundle/bin/python -c "import hashlib, sys; name = sys.argv[1]; \
	  print(hashlib.file_digest(open(name, 'rb'), 'sha256').hexdigest(), '', name)" linkedin-exposure.tar.gz > linkedin-exposure.tar.gz.sha256

clean:
	rm -rf dist .venv .venv-bundle .venv-lowest .venv-profiling node_modules build *.egg-info .coverage .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

.venv/.ready: pyproject.toml requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is needed: make PYTHON=/path/to/python3.11 …"; exit 1; }
	$(PYTHON) -m venv .venv
	$(install_listed) requirements.txt
	$(pip_install) --no-deps --no-build-isolation --editable .
	$(bin)/python -c "import analyzer.workshop.preload"
	touch $@

.venv/.ready-for-tests: .venv/.ready requirements-tests.txt
	$(install_listed) requirements-tests.txt
	touch $@

# `name>=version` in the dependencies becomes the constraint `name==version`; their own dependencies are the newest.
.venv-lowest/.ready: pyproject.toml
	rm -rf .venv-lowest
	$(PYTHON) -m venv .venv-lowest
	sed -n '/^dependencies/,/^]/s/^  "\([a-z0-9]*\)>=\([0-9.]*\).*/\1==\2/p' pyproject.toml > .venv-lowest/constraints.txt
	.venv-lowest/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --constraint .venv-lowest/constraints.txt --editable .
	touch $@

# Only what the program needs, and PyInstaller, so that nothing else gets into the bundle.
.venv-bundle/.ready: pyproject.toml requirements.txt constraints.txt
	rm -rf .venv-bundle
	$(PYTHON) -m venv .venv-bundle
	.venv-bundle/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes --only-binary :all: --requirement requirements.txt
	.venv-bundle/bin/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	.venv-bundle/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --constraint constraints.txt --group bundle
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

# ydata-profiling needs an older pandas, so it has its own environment. If it cannot be installed, the table says so. The
# file pins every version, so nothing has to be resolved.
.venv/.ready-for-bench: .venv/.ready benchmarks/profiling.txt
	$(install_group) bench
	-$(PYTHON) -m venv .venv-profiling && .venv-profiling/bin/python -m pip install --quiet --disable-pip-version-check \
	  --no-deps --no-compile --only-binary :all: --requirement benchmarks/profiling.txt
	touch $@

# --no-save: only node_modules/ is left behind. --ignore-scripts: the jar is in the package, and java is installed.
$(vnu_jar):
	npm install --silent --no-save --no-package-lock --ignore-scripts --prefix . vnu-jar@$(VNU_JAR_VERSION)
	touch $@
