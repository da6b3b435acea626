#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""page.py HANGAR: makes report.html of a journal and looks at its views in a headless Chromium.

Exit status: 0 if every view shows what it should, 1 if not, 77 if there is no Chromium here.
"""

import html
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

MARKUP = "Odd.<img src=x onerror=alert(1)>&'-*"
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><text y="20">a waits for b</text></svg>'
MANY = 5000


def line(at, event, **fields):
    return json.dumps({"v": 1, "t": 1000 + at, "event": event, **fields}) + "\n"


def finished(test, at, outcome="pass", **fields):
    return line(at, "test-finished", binary="prog", test=test, outcome=outcome, attempt=1, duration_ms=20.0,
                flaky=False, slow=False, leaked=[],
                **{"dump": None, "cause": None, "summary": None, "output": None, "failures": [], **fields})


def write_run(folder):
    """A journal of a small matrix, one deadlock, a name full of markup, and many that passed."""
    cells = [f"Matrix/Rule.Holds/{backend}_{capture}_{transport}" for backend in ("exec", "fork_worker")
             for capture in ("fd", "tee_sys") for transport in ("pair", "uds")]
    plain = [f"Plain.Test{number}" for number in range(MANY)]
    names = [*cells, "Hung.Forever", MARKUP, *plain]
    journal = line(0, "run-started", run_id="r", version="1", command=["hangar", "run"])
    journal += line(0, "tests-listed", binary="prog", path="/bin/prog", disabled=[],
                    tests=[{"test": name} for name in names])
    for number, name in enumerate([*cells[1:], MARKUP, *plain]):
        journal += finished(name, 1 + number / 100)
    journal += finished(cells[0], 2, "fail", summary="1 assertion failed", failures=["a.cpp:3"])
    journal += finished("Hung.Forever", 3, "deadlock", cause="mutex-cycle", summary="a waits for b",
                        dump="dumps/hung/dump.json")
    (folder / "dumps/hung").mkdir(parents=True)
    (folder / "dumps/hung/dump.txt").write_text("proven mutex-cycle\n")
    (folder / "dumps/hung/graph.svg").write_text(PICTURE)
    (folder / "events.jsonl").write_text(journal)


class Page:
    def __init__(self, chromium, file, profile):
        self.command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}",
                        "--virtual-time-budget=5000", "--dump-dom"]
        self.file = file

    def view(self, address):
        try:
            done = subprocess.run([*self.command, f"file://{self.file}{address}"], stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, timeout=120, check=True)
        except subprocess.TimeoutExpired:
            sys.exit(f"the view {address or 'at the start'} does not come to rest: an alert, or a loop")
        dom = done.stdout.decode()
        shown = re.search(r'<main id="view".*?</main>', dom, re.S)
        assert shown, "the page shows no view"
        return shown.group(0)


def expect(condition, what, shown):
    if condition:
        return
    print(f"not so: {what}; the view:\n{shown[:3000]}")
    sys.exit(1)


def text_of(shown):
    return html.unescape(re.sub(r"<[^>]*>", " ", shown))


def check(page):
    shown = page.view("")
    for number, group in ((MANY + 8, "passed"), (2, "failed")):
        expect(re.search(rf"{number}\s+{group}", text_of(shown)), f"the totals say {number} {group}", shown)
    expect(shown.count("<td") == 8, "the grid has a square per cell", shown)
    expect("1 failed" in shown, "the grid marks the cell that failed", shown)

    shown = page.view("#tests&outcome=deadlock")
    expect(shown.count("<li>") == 1 and "Hung.Forever" in shown, "the list is filtered by outcome", shown)
    shown = page.view("#tests&q=plain+test49")
    expect(shown.count("<li>") == 111, "the list is filtered by words", shown)
    shown = page.view("#tests&cell=fork_worker_tee_sys_uds")
    expect(shown.count("<li>") == 1, "the list is filtered by cell", shown)
    shown = page.view("#tests&q=onerror")
    expect("<img" not in shown and "<img src=x" in text_of(shown), "names are text, never markup", shown)

    shown = page.view("#test&binary=prog&name=Hung.Forever")
    expect("a waits for b</text>" in shown, "a test's own address shows its picture", shown)
    expect("proven mutex-cycle" in shown, "and the text of its dump", shown)

    shown = page.view("#test&binary=prog&name=" + urllib.parse.quote(MARKUP))
    again = "hangar run --filter='Odd.<img src=x onerror=alert(1)>&'\\''??' '/bin/prog'"
    expect(again in html.unescape(shown), "the command that runs a test again is one for a shell", shown)

    shown = page.view("#timeline")
    expect(shown.count("<rect") == MANY + 10, "the timeline has each attempt", shown)


def main():
    hangar = sys.argv[1]
    chromium = shutil.which("chromium")
    if not chromium:
        print("skipped: there is no chromium")
        return 77
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place, "run")
        folder.mkdir()
        write_run(folder)
        subprocess.run([hangar, "report", str(folder)], stdout=subprocess.DEVNULL, timeout=60, check=True)
        check(Page(chromium, folder / "report.html", pathlib.Path(place, "profile")))
    print("every view shows what it should")
    return 0


if __name__ == "__main__":
    sys.exit(main())
