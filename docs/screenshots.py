"""Makes the pictures in the README: the start page, the first screen of a report, its table of data, and the page of a group.

Run by `make screenshots`. Needs what `make browser` installs, and a chromium.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

DOCS = Path(__file__).parent
EXPOSURE = [sys.executable, "-m", "analyzer"]
DAY = ["--date", "2026-03-14"]
DOWNLOADED = 1773500000  # on that day
WIDTH, HEIGHT = 1100, 800


def main() -> None:
    """Write `docs/*.png`."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        place = Path(folder)
        report, group = make_pages(place)
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto(report.as_uri())
        page.screenshot(path=DOCS / "report.png")
        picture(page, "section[aria-labelledby=mine] .label", "label.png")
        page.set_viewport_size({"width": 1400, "height": HEIGHT})
        page.goto(group.as_uri())
        page.screenshot(path=DOCS / "group.png")
        with opened(place) as address:
            page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
            page.goto(address)
            page.screenshot(path=DOCS / "open.png")
        browser.close()


def make_pages(place: Path) -> tuple[Path, Path]:
    """The pages of the invented person and of a group of invented people."""
    report = place / "report.html"
    run("report", "sample_export", "--out", str(report), *DAY)
    run("sample", str(place / "workshop"), "--participants", "30", "--scale", "0.3")
    run("batch", str(place / "workshop"), "--out", str(place / "group"), *DAY)
    return report, place / "group" / "index.html"


@contextmanager
def opened(place: Path) -> Iterator[str]:
    """The address of the page of `exposure open`, which finds the invented person's archive in Downloads."""
    downloads = place / "home" / "Downloads"
    downloads.mkdir(parents=True)
    archive = shutil.make_archive(
        str(downloads / "Complete_LinkedInDataExport_03-14-2026"), "zip", "sample_export"
    )
    os.utime(archive, (DOWNLOADED, DOWNLOADED))
    with subprocess.Popen(
        [*EXPOSURE, "open", "--no-browser"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=downloads,
        env=os.environ | {"HOME": str(place / "home")},
    ) as program:
        assert program.stdout is not None
        yield program.stdout.readline().split()[4]
        program.terminate()


def run(*arguments: str) -> None:
    """Run the command; some of the invented exports cannot be read, which exit code 4 says."""
    done = subprocess.run([*EXPOSURE, *arguments], stdout=subprocess.DEVNULL, check=False)
    if done.returncode not in {0, 4}:
        sys.exit(f"exposure {arguments[0]} ended with {done.returncode}")


def picture(page: Page, selector: str, name: str) -> None:
    """A picture of the upper part of an element."""
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    clip = {**box, "height": min(box["height"], HEIGHT)}
    page.screenshot(path=DOCS / name, clip=clip, full_page=True)


def chromium() -> str:
    """The path of a chromium on this machine."""
    paths = filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    return next(paths, None) or sys.exit("No chromium is installed.")


if __name__ == "__main__":
    main()
