"""The pages of the program without a terminal, and what each of their forms does."""

import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import quote

from analyzer import __version__
from analyzer.analysis.scenario import read_scenario
from analyzer.errors import ScenarioError
from analyzer.limits import Limits
from analyzer.local import job as jobs
from analyzer.local.archives import Place, find_archives, find_workshops, folders
from analyzer.local.job import SAMPLE, Comparison, Job, Report, Workshop
from analyzer.local.requests import Request
from analyzer.local.server import Answer, Answering, Server
from analyzer.mapping.mapping import ExportMapping
from analyzer.output import SHARE_SUFFIX, page_name
from analyzer.reporting.page import environment, stylesheet
from analyzer.reporting.share import SharedCounts, share_text
from analyzer.workshop.options import Options
from analyzer.workshop.protection import SMALLEST_GROUP, USUAL_GROUP

CALLED: Final = {
    "region": "Where you live",
    "opted_out": "The day on which you turned the setting off",
    "minor": "Under 18",
}
"""The fields about the person, as the page calls them."""

_PATIENCE: Final = 1.0
"""Seconds for which the page about a job waits for its end."""


class Pages:
    """The pages for one browser. `named` is the archive or folder with which the program was started.

    A browser sends the number of an archive. A number always means the same path, also once there are new ones.
    """

    def __init__(
        self,
        mapping: ExportMapping,
        limits: Limits,
        named: Path | None,
        today: Callable[[], date],
    ) -> None:
        self._mapping = mapping
        self._limits = limits
        self._named = named
        self._today = today
        self.close: Callable[[], None] = lambda: None
        self._numbers: dict[Path, int] = {SAMPLE: 0}
        self._job: Job | None = None
        self._report: Report | None = None
        self._comparison: Comparison | None = None
        self._lock = threading.Lock()

    @property
    def routes(self) -> Mapping[tuple[str, str], Answering]:
        """What answers a request, by its method and the name of the page."""
        return {
            ("GET", ""): self._start,
            ("POST", "report"): self._make_report,
            ("GET", "job"): self._progress,
            ("POST", "stop"): self._stop,
            ("GET", "ready"): self._ready,
            ("GET", "page"): lambda _: Answer(self._finished().page),
            ("GET", "save"): lambda _: self._download(self._finished().page, ".html"),
            ("GET", "picture.png"): lambda _: self._picture("png"),
            ("GET", "picture.svg"): lambda _: self._picture("svg"),
            ("GET", "share"): self._share,
            ("POST", "share"): self._save_share,
            ("POST", "compare"): self._compare,
            ("GET", "comparison"): lambda _: Answer(self._finished_comparison().page),
            ("GET", "save-comparison"): self._save_comparison,
            ("GET", "workshop"): self._choose_workshop,
            ("POST", "workshop"): self._run_workshop,
            ("GET", "results"): self._results,
            ("GET", "group"): self._group,
            ("POST", "delete"): self._delete,
            ("POST", "close"): self._end,
        }

    @property
    def is_busy(self) -> bool:
        """Whether an archive is being read."""
        return self._job is not None and self._job.is_running

    def answer(self, request: Request) -> Answer:
        """The answer to a request that passed all checks."""
        try:
            return self.routes[request.method, request.name](request)
        except _GoneError:
            return Answer.to("")

    def end(self, seconds: float) -> None:
        """Stop the work that is going on, and wait up to so many seconds until it has cleaned up."""
        if self._job:
            self._job.stop()
            self._job.wait(seconds)

    # --- from the archive to the report ---

    def _start(self, _: Request, fault: str | None = None) -> Answer:
        places = find_archives(self._named, self._mapping)
        best = next((place for place in places if place.path == self._named), None) or next(
            (place for place in places if not place.is_quick), None
        )
        return self._show(
            "local_start.html.j2",
            places=self._numbered(places),
            best=self._number((best or places[0]).path) if places else 0,
            searched=list(dict.fromkeys(folders(self._named).values())),
            regions=self._mapping.rules.regions,
            called=CALLED,
            fault=fault,
        )

    def _make_report(self, request: Request) -> Answer:
        path = self._path(request, or_sample=True)
        settings = {
            "region": request.text("region"),
            "opted_out": request.text("opted_out"),
            "minor": request.text("minor") == "on",
        }
        try:
            scenario = read_scenario(settings, self._mapping.rules, lambda key: CALLED[key])
        except ScenarioError as error:
            return self._start(request, str(error))
        return self._begin(
            lambda: jobs.report(path, self._mapping, self._limits, scenario, self._today())
        )

    def _begin(self, start: Callable[[], Job]) -> Answer:
        """The way to the page about the job. Only one job runs at a time."""
        with self._lock:
            if not self.is_busy:
                self._job = start()
        return Answer.to("job")

    def _progress(self, _: Request) -> Answer:
        job = self._job
        if job is None:
            raise _GoneError
        job.wait(_PATIENCE)
        if isinstance(job.outcome, Report):
            self._report, self._comparison = job.outcome, None
            return Answer.to("ready")
        if isinstance(job.outcome, Comparison):
            self._comparison = job.outcome
            return Answer.to("ready")
        if job.outcome:
            return Answer.to("results")
        old = self._number(job.paths[0])
        page = self._show("local_job.html.j2", job=job, old=old)
        return page if job.failure else replace(page, headers={"Refresh": "1"})

    def _stop(self, _: Request) -> Answer:
        self.end(_PATIENCE)
        return Answer.to("job" if self.is_busy else "")

    def _ready(self, _: Request) -> Answer:
        report = self._finished()
        others = [
            place
            for place in find_archives(self._named, self._mapping)
            if report.path not in (place.path, SAMPLE)
        ]
        return self._show(
            "local_ready.html.j2",
            figures=report.figures,
            others=self._numbered(others),
            comparison=self._comparison,
        )

    def _finished(self) -> Report:
        if self._report is None:
            raise _GoneError
        return self._report

    # --- to save ---

    def _download(self, content: str | bytes, ending: str, kind: str = "text/html") -> Answer:
        return download(content, page_name(self._finished().figures.name) + ending, kind)

    def _picture(self, kind: Literal["png", "svg"]) -> Answer:
        media = "image/png" if kind == "png" else "image/svg+xml"
        return self._download(self._finished().picture(kind), f".{kind}", media)

    def _share(self, _: Request) -> Answer:
        return self._show("local_share.html.j2", shared=self._finished().shared)

    def _save_share(self, request: Request) -> Answer:
        shared = self._finished().shared
        out = request.numbers("out")
        kept = tuple(count for number, count in enumerate(shared.counts) if number not in out)
        text = share_text(SharedCounts(shared.people_named, kept), self._mapping)
        return self._download(text, SHARE_SUFFIX, "application/json")

    # --- to compare ---

    def _compare(self, request: Request) -> Answer:
        new, old = self._finished().path, self._path(request)
        if new == SAMPLE:
            raise _GoneError
        force = request.text("force") == "on"
        return self._begin(
            lambda: jobs.comparison(
                old, new, self._mapping, self._limits, self._today(), force=force
            )
        )

    def _save_comparison(self, _: Request) -> Answer:
        comparison = self._finished_comparison()
        return download(comparison.page, f"{comparison.name}.html", "text/html")

    def _finished_comparison(self) -> Comparison:
        if self._comparison is None:
            raise _GoneError
        return self._comparison

    # --- a workshop ---

    def _choose_workshop(self, _: Request) -> Answer:
        places = find_workshops(self._named, self._mapping)
        best = next((place for place in places if place.path == self._named), None)
        return self._show(
            "local_workshop.html.j2",
            places=self._numbered(places),
            best=self._number(best.path) if best else None,
            searched=list(dict.fromkeys(folders(self._named).values())),
        )

    def _run_workshop(self, request: Request) -> Answer:
        consent = request.text("consent") == "on"
        options = Options(
            made_on=self._today(),
            jobs=min(os.cpu_count() or 1, 4),
            min_group=SMALLEST_GROUP if consent else USUAL_GROUP,
            consent=consent,
            again=request.text("again") == "on",
            limits=self._limits,
        )
        path = self._path(request)
        return self._begin(lambda: jobs.workshop(path, options))

    def _results(self, _: Request) -> Answer:
        workshop = self._finished_workshop()
        return self._show(
            "local_results.html.j2", workshop=workshop, row=self._number(workshop.path)
        )

    def _group(self, _: Request) -> Answer:
        page = self._finished_workshop().page
        return Answer(page) if page else Answer.to("results")

    def _delete(self, request: Request) -> Answer:
        path = self._path(request)
        return self._begin(lambda: jobs.removal(path))

    def _finished_workshop(self) -> Workshop:
        if self._job is None or not isinstance(self._job.outcome, Workshop):
            raise _GoneError
        return self._job.outcome

    # --- the end ---

    def _end(self, _: Request) -> Answer:
        self.close()
        return self._show("local_closed.html.j2")

    # --- what pages have in common ---

    def _show(self, template: str, **values: Any) -> Answer:
        page = environment().get_template(template)
        return Answer(page.render(tool_version=__version__, mapping=self._mapping, **values))

    def _number(self, path: Path) -> int:
        with self._lock:
            return self._numbers.setdefault(path, len(self._numbers))

    def _numbered(self, places: list[Place]) -> list[tuple[int, Place]]:
        return [(self._number(place.path), place) for place in places]

    def _path(self, request: Request, *, or_sample: bool = False) -> Path:
        """The path with the number in a form."""
        number = request.number("row")
        with self._lock:
            paths = list(self._numbers)
        if number is None or number >= len(paths) or (number == 0 and not or_sample):
            raise _GoneError
        return paths[number]


def server_for(pages: Pages) -> Server:
    """A server of these pages, which ends when they are closed."""
    methods: dict[str, frozenset[str]] = {}
    for method, name in pages.routes:
        methods[name] = methods.get(name, frozenset()) | {method}
    styles = (stylesheet(), stylesheet("group.css"), stylesheet("local.css"))
    allowed = " ".join(f"'sha256-{style.digest}'" for style in styles)
    policy = (
        f"default-src 'none'; style-src {allowed}; img-src data:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    server = Server(methods, pages.answer, policy=policy, is_busy=lambda: pages.is_busy)
    pages.close = server.close
    return server


class _GoneError(Exception):
    """There is nothing of that kind, as after a click on an old page."""


def download(content: str | bytes, name: str, kind: str) -> Answer:
    """A file that the browser saves under this name."""
    encoded = quote(name, safe="")
    return Answer(content, kind, {"Content-Disposition": f"attachment; filename*=UTF-8''{encoded}"})
