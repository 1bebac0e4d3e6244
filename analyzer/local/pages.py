"""The pages of the program without a terminal, and what each of their forms does."""

import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from analyzer import __version__
from analyzer.language import LANGUAGES, find_language, gettext, language, speaking
from analyzer.limits import Limits
from analyzer.local import job as jobs
from analyzer.local.archives import Kind, Listed, Numbers
from analyzer.local.forms import CALLED, FaultError, read_person
from analyzer.local.job import Job
from analyzer.local.outcomes import Comparison, Outcome, Report, Workshop
from analyzer.local.requests import GoneError, OldPageError, Request, preferred_language
from analyzer.local.search import Finder
from analyzer.local.server import CLEARS, Answer, Answering, Server
from analyzer.mapping.mapping import ExportMapping, load_mapping
from analyzer.output import REPORTS, SHARE_SUFFIX, page_name
from analyzer.reading.sources import shown_name
from analyzer.reporting.page import environment, stylesheet
from analyzer.reporting.share import SharedCounts, share_text
from analyzer.workshop.folder import seems_batch
from analyzer.workshop.options import Options
from analyzer.workshop.protection import SMALLEST_GROUP, USUAL_GROUP

Made = TypeVar("Made", Report, Comparison, Workshop)

_RENEWAL: Final = 1
"""Seconds after which the page about a job renews itself."""

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
        self.key = ""
        """The secret in every form."""
        self._finder = Finder(named, mapping)
        self._numbers = Numbers()
        self._job: Job | None = None
        self._form = Request("", "")
        self._number_of_job = 0
        self._outcomes: dict[type[Outcome], tuple[int, Outcome]] = {}
        self._lang: str | None = None
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
            ("GET", "comparison-"): lambda request: Answer(self._comparison(request).shown()),
            ("GET", "save-comparison-"): self._save_comparison,
            ("GET", "workshop"): self._choose_workshop,
            ("POST", "workshop"): self._run_workshop,
            ("GET", "results-"): self._results,
            ("GET", "group-"): self._group,
            ("POST", "delete"): self._delete,
            ("POST", "language"): self._choose_language,
            ("POST", "close"): self._end,
        }

    @property
    def is_busy(self) -> bool:
        """Whether an archive is being read."""
        return self._job is not None and self._job.is_running

    def answer(self, request: Request) -> Answer:
        """The answer to a request that passed all checks, in the language of the browser or the one that was chosen."""
        with speaking(find_language(self._lang or preferred_language(request.accepted))):
            try:
                return self.routes[request.method, request.name](request)
            except GoneError:
                return Answer.to("")
            except OldPageError:
                title = gettext("This page is old")
                sentence = gettext("It is about a report or workshop that is no longer open.")
                return self._notice(request, title, sentence)

    def _choose_language(self, request: Request) -> Answer:
        """Note the language that was chosen, and go back to the page with the choice."""
        chosen, name = request.text("lang"), request.text("page") or ""
        if chosen in LANGUAGES:
            self._lang = chosen
        if ("GET", name) not in self.routes:
            return Answer.to("")
        return Answer.to(f"{name}{request.number('about') or 0}" if name.endswith("-") else name)

    def end(self, seconds: float) -> None:
        """Stop the work that is going on, and wait up to so many seconds until it has cleaned up."""
        if self._job:
            self._job.stop()
            self._job.wait(seconds)

    # --- from the archive to the report ---

    def _start(self, request: Request, fault: str | None = None) -> Answer:
        search = self._finder.archives()
        places = search.places
        best = next((place for place in places if place.path == self._named), None) or next(
            (place for place in places if not place.is_quick), None
        )
        entered = request.number("row")
        suggested = self._numbers.of("archive", (best or places[0]).listed) if places else 0
        return self._show(
            request,
            "local_start.html.j2",
            places=self._numbers.of_all("archive", places),
            best=suggested if entered is None else entered,
            searched=search.searched,
            silent=search.silent,
            unfinished=search.unfinished,
            regions=load_mapping().rules.regions,
            called=CALLED,
            fault=fault,
            entered=request,
            today=self._today(),
        )

    def _make_report(self, request: Request) -> Answer:
        archive = None if request.number("row") == 0 else self._listed(request, "archive")
        try:
            scenario = read_person(request, self._mapping.rules, self._today())
        except FaultError as error:
            return self._start(request, error.sentence)
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
                names = gettext("This is {names}.").format(
                    names=", ".join(map(shown_name, job.names))
                )
                return self._notice(request, gettext("Something else is being read"), names, number)
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
            raise GoneError
        if request.about != number:
            raise OldPageError
        return number, outcome

    def _running(self, request: Request) -> Job:
        """The job with the number in the address, which has to be the last one."""
        with self._lock:
            job, number = self._job, self._number_of_job
        if job is None:
            raise GoneError
        if request.about != number:
            raise OldPageError
        return job

    def _progress(self, request: Request) -> Answer:
        job, number = self._running(request), request.about
        job.wait(_PATIENCE)
        if isinstance(job.outcome, Comparison):
            return Answer.to(f"ready-{self._outcomes[Report][0]}")
        if job.outcome:
            return Answer.to(f"results-{number}" if job.is_workshop else f"ready-{number}")
        page = self._show(
            request,
            "local_job.html.j2",
            job=job,
            form=self._form,
            number=number,
        )
        return page if job.failure else replace(page, headers={"Refresh": str(_RENEWAL)})

    def _stop(self, request: Request) -> Answer:
        job = self._running(request)
        job.stop()
        job.wait(_PATIENCE)
        left_nothing = job.failure and not job.is_workshop
        return Answer.to("" if left_nothing else f"job-{request.about}")

    def _ready(self, request: Request) -> Answer:
        number, report = self._outcome(Report, request)
        comparison = self._outcomes.get(Comparison)
        others = self._finder.archives().places if report.archive else []
        return self._show(
            request,
            "local_ready.html.j2",
            number=number,
            figures=report.figures,
            is_sample=report.archive is None,
            others=self._numbers.of_all(
                "archive", (place for place in others if place.listed != report.archive)
            ),
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
        return Answer.file(content, page_name(self._report(request).figures.name) + ending, kind)

    def _picture(self, request: Request, kind: Literal["png", "svg"]) -> Answer:
        media = "image/png" if kind == "png" else "image/svg+xml"
        return self._download(request, self._report(request).picture(kind), f".{kind}", media)

    def _share(self, request: Request) -> Answer:
        number, report = self._outcome(Report, request)
        shared = report.shared
        kinds = shared.by_kind(load_mapping())
        return self._show(request, "local_share.html.j2", number=number, shared=shared, kinds=kinds)

    def _save_share(self, request: Request) -> Answer:
        shared = self._report(request).shared
        out = request.numbers("out")
        kept = tuple(count for number, count in enumerate(shared.counts) if number not in out)
        text = share_text(SharedCounts(shared.people_named, kept), self._mapping)
        return self._download(request, text, SHARE_SUFFIX, "application/json")

    # --- to compare ---

    def _compare(self, request: Request) -> Answer:
        new, old = self._report(request).archive, self._listed(request, "archive")
        if new is None:
            raise GoneError
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
        return Answer.file(comparison.shown(), f"{comparison.name}.html", "text/html")

    # --- a workshop ---

    def _choose_workshop(self, request: Request, fault: str | None = None) -> Answer:
        search = self._finder.workshops()
        best = next((place for place in search.places if place.path == self._named), None)
        return self._show(
            request,
            "local_workshop.html.j2",
            places=self._numbers.of_all("workshop", search.places),
            best=request.number("row") or (best and self._numbers.of("workshop", best.listed)),
            searched=search.searched,
            silent=search.silent,
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
            lang=language().code,
            rewrite=True,
            limits=self._limits,
        )
        folder = self._listed(request, "workshop")
        return self._begin(request, lambda: jobs.workshop(folder, options))

    def _results(self, request: Request) -> Answer:
        number, workshop = self._outcome(Workshop, request)
        row = self._numbers.of("workshop", workshop.folder)
        return self._show(
            request, "local_results.html.j2", number=number, workshop=workshop, row=row
        )

    def _group(self, request: Request) -> Answer:
        page = self._outcome(Workshop, request)[1].page
        return Answer(page) if page else Answer.to(f"results-{request.about}")

    def _delete(self, request: Request) -> Answer:
        folder = self._listed(request, "workshop")
        if request.text("sure") != "on":
            fault = gettext("Tick “I no longer need the results” to delete them.")
            return self._choose_workshop(request, fault)
        return self._begin(request, lambda: jobs.removal(folder))

    # --- the end ---

    def _end(self, request: Request) -> Answer:
        self.close()
        self.end(seconds=_PATIENCE)  # a workshop may be making its folder
        folders = dict.fromkeys(folder.path for folder in self._numbers.listed("workshop").values())
        results = [shown_name(path.name) for path in folders if seems_batch(path / REPORTS)]
        closed = self._show(request, "local_closed.html.j2", results=results)
        # Otherwise *Back* would show all pages that the browser keeps alive.
        return replace(closed, headers=closed.headers | CLEARS)

    # --- what pages have in common ---

    def _show(self, request: Request, template: str, **values: Any) -> Answer:
        page = environment().get_template(template)
        values |= {"page": request, "languages": LANGUAGES, "key": self.key}
        return Answer(page.render(tool_version=__version__, mapping=self._mapping, **values))

    def _notice(self, request: Request, title: str, sentence: str, job: int = 0) -> Answer:
        """A page that leads to the job of this number, or without one to the start."""
        values = {"title": title, "sentence": sentence, "job": job}
        return replace(
            self._show(request, "local_notice.html.j2", **values), status=HTTPStatus.CONFLICT
        )

    def _listed(self, request: Request, kind: Kind) -> Listed:
        """The archive or folder with the number in a form, among those of a list."""
        listed = self._numbers.listed(kind).get(request.number("row") or 0)
        if listed is None:
            raise GoneError
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
    pages.close, pages.key = server.close, server.address.key
    return server
