"""The pages of the program without a terminal, and what each of their forms does."""

import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, Literal, TypeVar
from urllib.parse import quote

from analyzer import __version__
from analyzer.analysis.scenario import read_scenario
from analyzer.errors import ScenarioError
from analyzer.limits import Limits
from analyzer.local import job as jobs
from analyzer.local.archives import Listed, Place
from analyzer.local.job import Comparison, Job, Outcome, Report, Workshop
from analyzer.local.requests import Request
from analyzer.local.search import Finder
from analyzer.local.server import Answer, Answering, Server
from analyzer.mapping.mapping import ExportMapping
from analyzer.output import REPORTS, SHARE_SUFFIX, page_name
from analyzer.reading.sources import shown_name
from analyzer.reporting.page import environment, stylesheet
from analyzer.reporting.share import SharedCounts, share_text
from analyzer.workshop.folder import is_batch
from analyzer.workshop.options import Options
from analyzer.workshop.protection import SMALLEST_GROUP, USUAL_GROUP

CALLED: Final = {
    "region": "Where you live",
    "opted_out": "The day on which you turned the setting off",
    "minor": "Under 18",
}
"""The fields about the person, as the page calls them."""

Made = TypeVar("Made", Report, Comparison, Workshop)

_PATIENCE: Final = 1.0
"""Seconds for which the page about a job waits for its end."""


class Pages:
    """The pages for one browser. `named` is the archive or folder with which the program was started.

    A browser sends the number of an archive or of a workshop's folder. A number always means the same file or folder,
    also once there are new ones; 0 is the sample. The addresses of pages about a job or its outcome end with the number of the job,
    so that an old page does nothing to a new one.
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
        self._finder = Finder(named, mapping)
        self._archives: dict[Listed, int] = {}
        self._folders: dict[Listed, int] = {}
        self._job: Job | None = None
        self._form = Request("", "")
        self._number_of_job = 0
        self._outcomes: dict[type[Outcome], tuple[int, Outcome]] = {}
        self._lock = threading.Lock()

    @property
    def routes(self) -> Mapping[tuple[str, str], Answering]:
        """What answers a request, by its method and the name of the page. After a hyphen follows the number of a job."""
        return {
            ("GET", ""): self._start,
            ("POST", "report"): self._make_report,
            ("GET", "job-"): self._progress,
            ("POST", "stop-"): self._stop,
            ("GET", "ready-"): self._ready,
            ("GET", "page-"): lambda request: Answer(self._report(request).page),
            ("GET", "save-"): lambda request: self._download(
                request, self._report(request).page, ".html"
            ),
            ("GET", "picture.png-"): lambda request: self._picture(request, "png"),
            ("GET", "picture.svg-"): lambda request: self._picture(request, "svg"),
            ("GET", "share-"): self._share,
            ("POST", "share-"): self._save_share,
            ("POST", "compare-"): self._compare,
            ("GET", "comparison-"): lambda request: Answer(self._comparison(request).page),
            ("GET", "save-comparison-"): self._save_comparison,
            ("GET", "workshop"): self._choose_workshop,
            ("POST", "workshop"): self._run_workshop,
            ("GET", "results-"): self._results,
            ("GET", "group-"): self._group,
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
        except _OldPageError:
            return self._notice(
                "This page is old", "It is about a report or workshop that is no longer open."
            )

    def end(self, seconds: float) -> None:
        """Stop the work that is going on, and wait up to so many seconds until it has cleaned up."""
        if self._job:
            self._job.stop()
            self._job.wait(seconds)

    # --- from the archive to the report ---

    def _start(self, request: Request, fault: str | None = None) -> Answer:
        found = self._finder.archives()
        places = found.places
        best = next((place for place in places if place.path == self._named), None) or next(
            (place for place in places if not place.is_quick), None
        )
        entered = request.number("row")
        suggested = self._number((best or places[0]).listed) if places else 0
        return self._show(
            "local_start.html.j2",
            places=self._numbered(places),
            best=suggested if entered is None else entered,
            searched=found.searched,
            silent=found.silent,
            unfinished=found.unfinished,
            regions=self._mapping.rules.regions,
            called=CALLED,
            fault=fault,
            entered=request,
            today=self._today(),
        )

    def _make_report(self, request: Request) -> Answer:
        archive = None if request.number("row") == 0 else self._listed(request, self._archives)
        settings = {
            "region": request.text("region"),
            "opted_out": request.text("opted_out"),
            "minor": request.text("minor") == "on",
        }
        try:
            scenario = read_scenario(settings, self._mapping.rules, lambda key: CALLED[key])
        except ScenarioError as error:
            return self._start(request, str(error))
        if scenario.opted_out and scenario.opted_out > self._today():
            return self._start(request, f"{CALLED['opted_out']}: is in the future.")
        return self._begin(
            request,
            lambda: jobs.report(archive, self._mapping, self._limits, scenario, self._today()),
        )

    def _begin(self, request: Request, start: Callable[[], Job]) -> Answer:
        """The way to the page about the job. Only one job runs at a time; the same form may come twice."""
        with self._lock:
            job, number = self._job, self._number_of_job
            if job and job.is_running:
                if request == self._form:
                    return Answer.to(f"job-{number}")
                names = ", ".join(map(shown_name, job.names))
                return self._notice("Something else is being read", f"This is {names}.", number)
            self._keep_outcome()
            self._job, self._form = start(), request
            self._number_of_job += 1
            return Answer.to(f"job-{self._number_of_job}")

    def _keep_outcome(self) -> None:
        """Keep what the last job made, also if no browser has asked for it."""
        outcome = self._job and self._job.outcome
        if outcome and (self._number_of_job, outcome) not in self._outcomes.values():
            if isinstance(outcome, Report):
                self._outcomes.pop(Comparison, None)
            self._outcomes[type(outcome)] = (self._number_of_job, outcome)

    def _outcome(self, kind: type[Made], request: Request) -> tuple[int, Made]:
        """The last outcome of this kind, with the number of its job, which has to be the one in the address."""
        with self._lock:
            self._keep_outcome()
            number, outcome = self._outcomes.get(kind, (0, None))
        if not isinstance(outcome, kind):
            raise _GoneError
        if request.about != number:
            raise _OldPageError
        return number, outcome

    def _running(self, request: Request) -> Job:
        """The job with the number in the address, which has to be the last one."""
        with self._lock:
            job, number = self._job, self._number_of_job
        if job is None:
            raise _GoneError
        if request.about != number:
            raise _OldPageError
        return job

    def _progress(self, request: Request) -> Answer:
        job, number = self._running(request), request.about
        job.wait(_PATIENCE)
        if isinstance(job.outcome, Comparison):
            return Answer.to(f"ready-{self._outcomes[Report][0]}")
        if job.outcome:
            return Answer.to(f"results-{number}" if job.is_workshop else f"ready-{number}")
        page = self._show("local_job.html.j2", job=job, form=self._form, number=number)
        return page if job.failure else replace(page, headers={"Refresh": "1"})

    def _stop(self, request: Request) -> Answer:
        job = self._running(request)
        job.stop()
        job.wait(_PATIENCE)
        return Answer.to(f"job-{request.about}" if job.is_running else "")

    def _ready(self, request: Request) -> Answer:
        number, report = self._outcome(Report, request)
        comparison = self._outcomes.get(Comparison)
        others = self._finder.archives().places if report.archive else []
        return self._show(
            "local_ready.html.j2",
            number=number,
            figures=report.figures,
            is_sample=report.archive is None,
            others=self._numbered([place for place in others if place.listed != report.archive]),
            comparison=comparison,
        )

    def _report(self, request: Request) -> Report:
        return self._outcome(Report, request)[1]

    def _comparison(self, request: Request) -> Comparison:
        return self._outcome(Comparison, request)[1]

    # --- to save ---

    def _download(
        self, request: Request, content: str | bytes, ending: str, kind: str = "text/html"
    ) -> Answer:
        return download(content, page_name(self._report(request).figures.name) + ending, kind)

    def _picture(self, request: Request, kind: Literal["png", "svg"]) -> Answer:
        media = "image/png" if kind == "png" else "image/svg+xml"
        return self._download(request, self._report(request).picture(kind), f".{kind}", media)

    def _share(self, request: Request) -> Answer:
        number, report = self._outcome(Report, request)
        shared = report.shared
        kinds = shared.by_kind(self._mapping)
        return self._show("local_share.html.j2", number=number, shared=shared, kinds=kinds)

    def _save_share(self, request: Request) -> Answer:
        shared = self._report(request).shared
        out = request.numbers("out")
        kept = tuple(count for number, count in enumerate(shared.counts) if number not in out)
        text = share_text(SharedCounts(shared.people_named, kept), self._mapping)
        return self._download(request, text, SHARE_SUFFIX, "application/json")

    # --- to compare ---

    def _compare(self, request: Request) -> Answer:
        new, old = self._report(request).archive, self._listed(request, self._archives)
        if new is None:
            raise _GoneError
        if request.text("newer") == "on":
            old, new = new, old
        force = request.text("force") == "on"
        return self._begin(
            request,
            lambda: jobs.comparison(
                old, new, self._mapping, self._limits, self._today(), force=force
            ),
        )

    def _save_comparison(self, request: Request) -> Answer:
        comparison = self._comparison(request)
        return download(comparison.page, f"{comparison.name}.html", "text/html")

    # --- a workshop ---

    def _choose_workshop(self, request: Request, fault: str | None = None) -> Answer:
        found = self._finder.workshops()
        best = next((place for place in found.places if place.path == self._named), None)
        return self._show(
            "local_workshop.html.j2",
            places=self._numbered(found.places, self._folders),
            best=request.number("row") or (best and self._number(best.listed, self._folders)),
            searched=found.searched,
            silent=found.silent,
            fault=fault,
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
        folder = self._listed(request, self._folders)
        return self._begin(request, lambda: jobs.workshop(folder, options))

    def _results(self, request: Request) -> Answer:
        number, workshop = self._outcome(Workshop, request)
        row = self._number(workshop.folder, self._folders)
        return self._show("local_results.html.j2", number=number, workshop=workshop, row=row)

    def _group(self, request: Request) -> Answer:
        page = self._outcome(Workshop, request)[1].page
        return Answer(page) if page else Answer.to(f"results-{request.about}")

    def _delete(self, request: Request) -> Answer:
        folder = self._listed(request, self._folders)
        if request.text("sure") != "on":
            fault = "Tick “I no longer need the results” to delete them."
            return self._choose_workshop(request, fault)
        return self._begin(request, lambda: jobs.removal(folder))

    # --- the end ---

    def _end(self, _: Request) -> Answer:
        self.close()
        folders = dict.fromkeys(folder.path for folder in self._folders)
        results = [shown_name(path.name) for path in folders if is_batch(path / REPORTS)]
        return self._show("local_closed.html.j2", results=results)

    # --- what pages have in common ---

    def _show(self, template: str, **values: Any) -> Answer:
        page = environment().get_template(template)
        return Answer(page.render(tool_version=__version__, mapping=self._mapping, **values))

    def _notice(self, title: str, sentence: str, job: int = 0) -> Answer:
        """A page that leads to the job of this number, or without one to the start."""
        page = self._show("local_notice.html.j2", title=title, sentence=sentence, job=job)
        return replace(page, status=HTTPStatus.CONFLICT)

    def _number(self, listed: Listed, numbers: dict[Listed, int] | None = None) -> int:
        numbers = self._archives if numbers is None else numbers
        with self._lock:
            return numbers.setdefault(listed, len(self._archives) + len(self._folders) + 1)

    def _numbered(
        self, places: list[Place], numbers: dict[Listed, int] | None = None
    ) -> list[tuple[int, Place]]:
        return [(self._number(place.listed, numbers), place) for place in places]

    def _listed(self, request: Request, numbers: dict[Listed, int]) -> Listed:
        """The archive or folder with the number in a form, among those of a list."""
        number = request.number("row")
        with self._lock:
            listed = next((one for one, other in numbers.items() if other == number), None)
        if listed is None:
            raise _GoneError
        return listed


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
    """There is nothing of that kind."""


class _OldPageError(Exception):
    """The page is about another outcome than the one that is open now."""


def download(content: str | bytes, name: str, kind: str) -> Answer:
    """A file that the browser saves under this name."""
    encoded = quote(name, safe="")
    return Answer(content, kind, {"Content-Disposition": f"attachment; filename*=UTF-8''{encoded}"})
