"""Imported for its effect: prepares the process that workers are forked from."""

import gc

import analyzer.reporting.charts
import analyzer.workshop.batch  # noqa: F401 - what workers do
from analyzer.reporting.page import environment, stylesheet
from analyzer.workshop.workers import mapping_in

mapping_in(None)
stylesheet()
for _name in environment().list_templates(extensions=["j2"]):
    environment().get_template(_name)

# All that is there stays: workers need not look through it again and again for what is not used any more.
gc.collect()
gc.freeze()
