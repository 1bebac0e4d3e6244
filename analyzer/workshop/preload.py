"""Imported only for its effect: it prepares the process that workers are forked from."""

import gc

import analyzer.reporting.charts
import analyzer.workshop.pages  # noqa: F401 - the functions that workers call
from analyzer.reporting.page import environment, stylesheet
from analyzer.workshop.workers import worker_mapping

worker_mapping(None)
stylesheet()
for _name in environment().list_templates(extensions=["j2"]):
    environment().get_template(_name)

# All this stays, so the garbage collectors of workers need not look through it.
gc.collect()
gc.freeze()
