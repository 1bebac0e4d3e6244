# Two commands do everything; both make .venv on first use.
#
#   make report                              the invented person's export -> reports/sample_export.html
#   make report EXPORT=/path/to/export.zip   your own -> reports/export.html
#   make test                                all tests

PYTHON ?= python3
EXPORT ?= sample_export
# The page of the sample is committed and compared byte for byte, so its date is fixed.
SAMPLE_DATE = 2026-03-14

bin = .venv/bin
install = $(bin)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: report test lint sample clean

report: .venv/.ready
	$(bin)/exposure report "$(EXPORT)" $(if $(filter sample_export,$(patsubst %/,%,$(EXPORT))),--date $(SAMPLE_DATE))

test: .venv/.ready-for-tests
	$(bin)/python -m $(COVERAGE) pytest

# Format, style, types, and which module may import which.
lint: .venv/.ready-for-tests
	$(bin)/ruff format --check .
	$(bin)/ruff check .
	$(bin)/mypy
	$(bin)/lint-imports

# Write sample_export/ anew, after the generator has changed.
sample: .venv/.ready
	rm -rf sample_export
	$(bin)/exposure sample sample_export

clean:
	rm -rf .venv build *.egg-info .coverage .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

.venv/.ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is needed: make PYTHON=/path/to/python3.11 …"; exit 1; }
	$(PYTHON) -m venv .venv
	$(bin)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(install) --editable .
	touch $@

.venv/.ready-for-tests: .venv/.ready
	$(install) --group dev
	touch $@
