"""`exposure open`: the program without a terminal, as a page in the browser."""

import signal
import threading
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from analyzer.commands.common import LimitValues, path_argument, today, without_tilde


def open_page(
    path: Annotated[
        Path | None,
        path_argument(
            metavar="[PATH]",
            help="An export, or a folder in which to look for exports as well.",
            show_default=False,
        ),
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Only print the address of the page.")
    ] = False,
    limit: LimitValues = None,
) -> None:
    """Open a page in the browser. There you choose an export, and save its report."""
    from analyzer.limits import read_limits
    from analyzer.mapping.mapping import load_mapping
    from analyzer.reading.refusals import check_archive

    limits = read_limits(limit)
    if path:
        path = without_tilde(path)
        # A wrong path is refused here, before the slow imports below.
        check_archive(path)
    mapping = load_mapping()

    from analyzer.local.pages import Pages, server_for
    from analyzer.local.requests import check_system

    check_system()

    pages = Pages(mapping, limits, path.resolve() if path else None, today)
    server = server_for(pages)

    def close(number: int, _: object) -> None:
        server.close()
        signal.signal(number, signal.SIG_DFL)  # the same signal again ends the program at once

    # A KeyboardInterrupt could be raised where a lock is taken and not yet certain to be released.
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # the last is not on Windows
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), close)
    typer.echo(f"The page is at {server.address.first} (for one browser, once).")
    typer.echo("To end the program, press Close on the page, or Ctrl-C here.")
    if not no_browser:
        threading.Thread(target=_open_browser, args=(server.address.first,), daemon=True).start()
    try:
        server.run()
    finally:
        pages.end(seconds=10)


def _open_browser(address: str) -> None:
    with suppress(webbrowser.Error, OSError):  # no browser: the address is printed
        webbrowser.open(address)
