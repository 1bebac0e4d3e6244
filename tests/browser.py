"""A real browser for tests, and checks of a page that is open in it.

Each check returns a list of faults, in words, so that the message of a failing test explains them.
"""

import importlib.util
import os
import shutil
import subprocess
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

import pytest

REQUIRED = "EXPOSURE_REQUIRE_BROWSER"  # set this variable to fail instead of skipping

FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# All rules of axe except the experimental ones and those for contrast above WCAG's level AA.
AXE_TAGS = "wcag2a wcag2aa wcag21a wcag21aa wcag22aa best-practice".split()


def do_without(reason: str, *, whole_module: bool = False) -> NoReturn:
    """Skip, or fail if the tests in the browser are required."""
    if os.environ.get(REQUIRED):
        pytest.fail(f"{reason}, and {REQUIRED} is set", pytrace=False)
    pytest.skip(reason, allow_module_level=whole_module)


def executable() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def missing() -> str | None:
    """The reason to skip tests in a browser here, or None."""
    for package in ("playwright", "axe_playwright_python"):
        if importlib.util.find_spec(package) is None:
            return f"no browser tests: {package} is not installed"
    return None if executable() else "no browser tests: chromium is not installed"


def launch_options() -> dict[str, Any]:
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return {
        "executable_path": executable(),
        "headless": True,
        "args": FLAGS + (["--no-sandbox"] if as_root else []),
    }


# --- checks ---------------------------------------------------------------------------------------------------

OPEN_ALL = "() => document.querySelectorAll('details').forEach(one => { one.open = true })"
CLOSE_ALL = "() => document.querySelectorAll('details').forEach(one => { one.open = false })"
CLOSED = """() => [...document.querySelectorAll('details:not([open]) > summary')].map(one => one.textContent.trim())"""


# Removes elements that look like two earlier ones in the same place. An element's look is its name, its classes, the kinds of
# its other attributes and the looks inside it, however often each occurs. The checks of axe and of the keyboard take time for each
# element and would find the same faults in these. Two are kept, because rows alternate and neighbours can be too close together.
KEEP_TWO_OF_EACH_LOOK = """() => {
  const COMPARED = ['aria-hidden', 'class', 'dir', 'lang', 'role', 'scope'];
  const REPEATED = ['details', 'div', 'li', 'p', 'section', 'tbody', 'tr'];
  const looks = new Map(), numbers = new Map();
  const look = element => looks.get(element) ?? looks.set(element, describe(element)).get(element);
  const describe = element => {
    const attributes = [...element.attributes].map(({name, value}) => COMPARED.includes(name) ? `${name}=${value}` : name);
    const inside = [...element.childNodes].map(node => node.nodeType === 1 ? look(node) : node.nodeType === 3 && node.data.trim() ? 'text' : '');
    return `<${[element.localName, ...attributes.sort()].join(' ')}>${[...new Set(inside)].sort().join('')}</>`;
  };
  const prune = (element, place) => {
    for (const child of [...element.children]) {
      const key = place + look(child), number = (numbers.get(key) ?? 0) + 1;
      numbers.set(key, number);
      if (number > 2 && REPEATED.includes(child.localName)) child.remove();
      else prune(child, `${place} ${child.localName}.${child.getAttribute('class')}`);
    }
  };
  prune(document.body, '');
}"""


# Contrast takes axe most of its time, so only one text of each look is checked: the first of all texts that have the
# same elements, classes and evenness of rows up to the top. Returns the number of looks.
ONE_OF_EACH_LOOK = """() => {
  const looks = new Set(), walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    let look = '';
    for (let up = node.parentElement; up; up = up.parentElement)
      look += ` ${up.localName}.${up.getAttribute('class')} ${up.matches('tr:nth-child(even)')}`;
    if (node.parentElement.closest('svg')) continue; // see `chart_faults`
    if (node.data.trim() && !looks.has(look)) node.parentElement.setAttribute('data-one-of-its-look', '');
    looks.add(look);
  }
  return looks.size;
}"""


# Restricts axe's rule for contrast to these texts.
CONTRAST_OF_THESE = """() => axe.configure({rules: [
  {id: 'color-contrast', selector: '[data-one-of-its-look], [data-one-of-its-look] *'}
]})"""


def axe_faults(page: Any, *, contrast: bool = False, least: int = 10) -> list[str]:
    """The faults that axe reports in the visible part of the page; with contrast on request.

    The page has more than `least` texts that look different.
    """
    options = {"runOnly": AXE_TAGS, "rules": {"color-contrast": {"enabled": contrast}}}
    return _axe(page, options, least)


def axe_contrast_faults(page: Any, *, least: int = 10) -> list[str]:
    """Texts with too little contrast, or with a contrast that axe cannot determine. For pictures use `chart_faults`."""
    return _axe(page, {"runOnly": {"type": "rule", "values": ["color-contrast"]}}, least)


# Returns only two parts of the result, since the rest is large.
RUN_AXE = """options => axe.run(document, options)
  .then(({violations, incomplete}) => ({violations, incomplete}))"""


def _axe(page: Any, options: dict[str, Any], least: int = 10) -> list[str]:
    from axe_playwright_python.base import AXE_SCRIPT

    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
        page.evaluate(CONTRAST_OF_THESE)
    assert page.evaluate(ONE_OF_EACH_LOOK) > least
    options = options | {"resultTypes": ["violations", "incomplete"]}
    response = page.evaluate(RUN_AXE, options)
    unsure = [rule for rule in response["incomplete"] if rule["id"] == "color-contrast"]
    faults = []
    for rule in response["violations"] + unsure:
        nodes = [node for node in rule["nodes"] if rule not in unsure or _has_known_contrast(node)]
        if nodes:
            faults.append(f"{rule['id']} ({rule['impact']}) x {len(nodes)}: {rule['help']}")
        for node in nodes[:5]:
            reasons = " ".join(node["failureSummary"].split())
            faults.append(f"    {node['target']} {node['html'][:160]!r}\n        {reasons}")
    return faults


def _has_known_contrast(node: dict[str, Any]) -> bool:
    """Whether axe should be able to determine the contrast. It never can for pictures and single letters."""
    reasons = {(check["data"] or {}).get("messageKey") for check in node["any"]}
    return not reasons & {"imgNode", "shortTextContent"}


# The element with the focus, unless there is none or it had the focus before.
FOCUSED = """() => {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement || at.hadTheKeyboard) return null;
  at.hadTheKeyboard = true;
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  const outline = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
  return {
    text: `<${at.localName}> ${at.textContent.trim().replace(/\\s+/g, ' ').slice(0, 60)}`,
    marked: outline || style.boxShadow !== 'none',
    seen: box.bottom > 0 && box.top < innerHeight && box.width > 0,
    closed: at.matches('details:not([open]) > summary:first-of-type'),
  };
}"""


# Elements that reach over the right edge, unless they are inside an element that scrolls.
SIDEWAYS = """() => {
  const root = document.scrollingElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const wrong = [`the document is ${root.scrollWidth} px wide in ${root.clientWidth} px`];
  const scrolls = element => {
    for (let up = element.parentElement; up && up !== document.body; up = up.parentElement)
      if (getComputedStyle(up).overflowX !== 'visible') return true;
    return false;
  };
  for (const element of document.querySelectorAll('body *')) {
    const right = element.getBoundingClientRect().right + scrollX;
    if (right > root.clientWidth + 0.5 && element.checkVisibility() && !scrolls(element))
      wrong.push(`${Math.round(right)} px: ${element.outerHTML.slice(0, 120)}`);
  }
  return wrong.slice(0, 15);
}"""


# Elements that would be cut off on paper, where nothing scrolls.
CUT_OFF = """() => [...document.querySelectorAll('body *')].filter(one =>
  !one.closest('svg') && one.checkVisibility({contentVisibilityAuto: true}) && one.clientWidth > 1 &&
  one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== 'visible'
).map(one => `${one.scrollWidth} px in ${one.clientWidth} px: ${one.outerHTML.slice(0, 120)}`).slice(0, 15)
"""


# Replaces each image with its drawing, so that the parts of the drawing can be checked.
MIRRORED = """() => {
  const KINDS = /^(block|flex|grid|list-item|table|table-row|table-cell)$/;
  const elements = [...document.querySelectorAll('body *')].filter(one =>
    KINDS.test(getComputedStyle(one).display) && !one.closest('svg') && one.getBoundingClientRect().width);
  const places = () => elements.map(one => one.getBoundingClientRect());
  const before = places(), direction = document.documentElement.dir;
  document.documentElement.dir = direction === 'rtl' ? 'ltr' : 'rtl';
  const after = places(), width = document.documentElement.clientWidth;
  document.documentElement.dir = direction;
  const differ = (one, other) => Math.abs(one - other) > 1;
  return elements.map((one, i) => [one, before[i], after[i]])
    .filter(([_, b, a]) => differ(width - b.right, a.left) || differ(width - b.left, a.right) || differ(b.top, a.top))
    .map(([one, b, a]) => `${one.localName}.${one.className} ${one.textContent.trim().slice(0, 40)}: ${b.left}-${b.right}, ${a.left}-${a.right}`);
}"""
"""The elements that are not in the mirrored place when lines run the other way."""

UNPACK_IMAGES = """() => {
  for (const image of document.querySelectorAll('img')) {
    const bytes = Uint8Array.from(atob(image.src.split(',')[1]), character => character.charCodeAt(0));
    const svg = new DOMParser().parseFromString(new TextDecoder().decode(bytes), 'image/svg+xml').documentElement;
    svg.setAttribute('class', image.className);
    svg.setAttribute('aria-label', image.alt);
    image.replaceWith(svg);
  }
}"""


# Laying out the elements below the pictures takes most of the time, and does not change the pictures.
REMOVE_FOLDS_WITHOUT_PICTURES = """() =>
  document.querySelectorAll('details:not(:has(svg, img))').forEach(one => one.remove())"""


# Texts in pictures: the corners (some texts are turned), the height of the letters and the contrast with the background.
CHARTS = """() => {
  const rgba = text => {
    const numbers = text.match(/[\\d.]+/g);
    return numbers && text.startsWith('rgb') ? [...numbers.map(Number), 1].slice(0, 4) : [0, 0, 0, 0];
  };
  const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const faded = (element, color) => {
    let alpha = color[3];
    for (let up = element; up && up.localName !== 'svg'; up = up.parentElement)
      alpha *= parseFloat(getComputedStyle(up).opacity);
    return [...color.slice(0, 3), alpha];
  };
  const light = color => {
    const [r, g, b] = color.map(c => c / 255).map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const ground = (text, x, y) => {
    const layers = [];
    for (const one of document.elementsFromPoint(x, y)) {
      if (one === text || one.contains(text) && one.closest('svg') && one.localName !== 'svg') continue;
      if (one.localName === 'text' || one.localName === 'tspan') continue;
      const style = getComputedStyle(one);
      const shape = one instanceof SVGElement && one.localName !== 'svg';
      const color = shape ? faded(one, rgba(style.fill)).map((c, i) => i < 3 ? c : c * style.fillOpacity)
                          : rgba(style.backgroundColor);
      layers.push(color);
    }
    const scheme = getComputedStyle(document.documentElement).colorScheme;
    const dark = matchMedia('(prefers-color-scheme: dark)').matches && scheme.includes('dark');
    return layers.reverse().reduce((below, top) => over(top, below), dark ? [18, 18, 18, 1] : [255, 255, 255, 1]);
  };
  return [...document.querySelectorAll('svg')].filter(svg => svg.getBoundingClientRect().width > 1).map(svg => {
    const named = svg.getAttribute('aria-label') || svg.querySelector('title')?.textContent || 'no name';
    const texts = [...svg.querySelectorAll('text, tspan')].filter(text =>
      text.textContent.trim() && !text.querySelector('tspan') && text.checkVisibility({visibilityProperty: true}));
    const measured = texts.map(text => {
      const map = text.getScreenCTM();
      let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
      for (let i = 0; i < text.getNumberOfChars(); i++) {
        const box = text.getExtentOfChar(i);
        if (!box.width) continue;
        left = Math.min(left, box.x), top = Math.min(top, box.y);
        right = Math.max(right, box.x + box.width), bottom = Math.max(bottom, box.y + box.height);
      }
      // Leaves out the space for accents and between lines.
      const high = bottom - top;
      top += .15 * high, bottom -= .1 * high;
      let corners = () => [[left, top], [right, top], [right, bottom], [left, bottom]].map(([x, y]) => {
        const at = new DOMPoint(x, y).matrixTransform(text.getScreenCTM());
        return [at.x + scrollX, at.y + scrollY];
      });
      text.scrollIntoView({block: 'center', inline: 'center'});
      const middle = corners().reduce(([a, b], [x, y]) => [a + x / 4, b + y / 4], [-scrollX, -scrollY]);
      const style = getComputedStyle(text);
      const back = ground(text, ...middle);
      const ink = over(faded(text, rgba(style.fill)), back);
      const [low, bright] = [light(ink), light(back)].sort((a, b) => a - b);
      return {
        text: text.textContent.trim().replace(/\\s+/g, ' '), corners: corners(),
        size: parseFloat(style.fontSize) * Math.sqrt(Math.abs(map.a * map.d - map.b * map.c)),
        contrast: (bright + .05) / (low + .05), colors: `rgb(${ink.slice(0, 3).map(Math.round)}) on rgb(${back.slice(0, 3).map(Math.round)})`,
      };
    });
    const frame = svg.getBoundingClientRect();
    return {
      name: named.trim().slice(0, 60), texts: measured, window: document.documentElement.clientWidth,
      frame: [frame.left + scrollX, frame.top + scrollY, frame.right + scrollX, frame.bottom + scrollY],
    };
  });
}"""


def chart_faults(
    page: Any, smallest: float = 12, largest: float = 18, contrast: float = 4.5
) -> list[str]:
    """Texts in pictures that are too small, too large or too faint, overlap, or reach outside."""
    wrong = []
    for chart in page.evaluate(CHARTS):
        left, top, right, bottom = chart["frame"]
        if left < -0.5 or right > chart["window"] + 0.5:
            wrong.append(f"{chart['name']}: from {left:.0f} to {right:.0f} px of {chart['window']}")
        for text in chart["texts"]:
            label = f"{chart['name']}: {text['text']!r}"
            if not smallest - 0.1 <= text["size"] <= largest + 0.1:
                wrong.append(f"{label} is {text['size']:.1f} px high")
            if text["contrast"] < contrast:
                wrong.append(f"{label} has contrast {text['contrast']:.2f}: {text['colors']}")
            if any(
                not (left - 1 <= x <= right + 1 and top - 1 <= y <= bottom + 1)
                for x, y in text["corners"]
            ):
                corners = [(round(x - left), round(y - top)) for x, y in text["corners"]]
                wrong.append(
                    f"{label} reaches outside {right - left:.0f} x {bottom - top:.0f}: {corners}"
                )
        for number, text in enumerate(chart["texts"]):
            wrong.extend(
                f"{chart['name']}: {text['text']!r} lies on {other['text']!r}"
                for other in chart["texts"][:number]
                if _overlap(text["corners"], other["corners"])
            )
    return wrong


def _overlap(one: list[list[float]], other: list[list[float]], tolerance: float = 0.5) -> bool:
    """Whether two rectangles, which can be turned, overlap by more than a seam: no line separates them."""
    for corners in (one, other):
        for (x1, y1), (x2, y2) in pairwise(corners[:3]):
            length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5 or 1
            along = [
                [((x2 - x1) * x + (y2 - y1) * y) / length for x, y in box] for box in (one, other)
            ]
            first, second = along
            if min(max(first), max(second)) - max(min(first), min(second)) <= tolerance:
                return False
    return True


# The visible texts of folds and headings, each with the summary of its fold, or as a heading.
TEXTS = """() => {
  const only_heard = element => {
    const box = element.getBoundingClientRect();
    return box.width < 2 || box.height < 2 || element !== document.body && only_heard(element.parentElement);
  };
  const texts = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement, details = parent.closest('details');
    const heading = parent.closest('h1, h2, h3, h4, h5, h6');
    if (!node.data.trim() || !(details || heading) || parent.closest('title, desc, style, nav')) continue;
    if (!parent.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
    if (only_heard(parent)) continue;
    texts.push({text: node.data, where: heading ? 'a heading' : details.querySelector('summary').textContent});
  }
  return texts;
}"""


NOT_ON_PAPER = ".screen, section > .line:not([open]), h3:has(+ details:not([open]))"
"""What cannot be used on paper, and headings with nothing below them there."""

# The texts that are visible while all folds are closed, without the summaries of the folds.
TEXTS_OUTSIDE = (
    TEXTS.replace("!(details || heading)", "details && !details.matches('.line')")
    .replace("details.querySelector('summary').textContent", "'the text outside folds'")
    .replace("style, nav", f"style, nav, {NOT_ON_PAPER}")
)


def letters(text: str) -> str:
    """Only letters and digits, so that neither line breaks nor ligatures nor hyphens matter."""
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if c.isalnum())


def not_printed(texts: list[dict[str, str]], printed: str) -> list[str]:
    """The texts that are printed fewer times than they appear on the page.

    Texts written from right to left are skipped: a PDF gives them in another order.
    """
    paper = letters(printed)
    counts: dict[str, int] = {}
    wrong = []
    for entry in texts:
        text = letters(entry["text"])
        if {unicodedata.bidirectional(letter) for letter in text} & {"R", "AL"}:
            continue
        counts[text] = counts.get(text, 0) + 1
        if paper.count(text) >= counts[text]:
            continue
        if _over_the_end_of_a_page(entry["text"], printed):
            continue
        where = " ".join(entry["where"].split())
        wrong.append(f"{' '.join(entry['text'].split())[:80]!r} of {where[:60]}")
    return wrong


def _over_the_end_of_a_page(text: str, printed: str) -> bool:
    """Whether a text begins on one page and ends on the next, with the head of a table in between."""
    words, most = text.split(), len(text) + 200
    return any(
        letters(" ".join(words[:number])) in letters(before[-most:])
        and letters(" ".join(words[number:])) in letters(after[:most])
        for before, after in pairwise(printed.split("\f"))
        for number in range(1, len(words))
    )


def pdf_tool() -> str:
    """The path of pdftotext, from poppler-utils."""
    path = shutil.which("pdftotext")
    return path or do_without("no tests of the printed page: pdftotext is not installed")


def pdf_text(pdf: Path) -> str:
    """The text of a PDF in the order it was drawn, with a form feed after each page."""
    command = [pdf_tool(), "-raw", "-enc", "UTF-8", str(pdf), "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace")
