#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""workflow.py HANGAR PROGRAM: whether the commands of the ready workflow do what they are there for.

Runs the shares as ci/workflows/matrix.yml cuts them, on a small program, and its merge as it
stands: each test is in one share, and the one report has them all. Exit status: 0 or 1.
"""

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
WORKFLOW = ROOT / "ci/workflows/matrix.yml"
LIMIT_S = 100
OURS = ["--history=off", "--filter=-*Hangs*"]  # besides what the workflow says


def commands(text):
    """What stands after each `run:`, in a line or a block below it."""
    for found in re.finditer(r"^( *)(?:- )?run: (.*)\n((?:\1 +.*\n)*)", text, re.M):
        if found[2] == "|":
            yield from (line.strip() for line in found[3].splitlines())
        else:
            yield found[2]


def only(matching, of):
    chosen = [command for command in of if matching in command]
    assert len(chosen) == 1, f"{len(chosen)} commands with {matching!r}"
    return chosen[0]


def run(command, **more):
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=LIMIT_S, check=False, **more)


def finished(folder):
    lines = Path(folder, "events.jsonl").read_text().splitlines()
    return [e["test"] for e in map(json.loads, lines) if e["event"] == "test-finished"]


def run_share(hangar, program, command, out):
    words = shlex.split(command)
    assert words[0] == "./ci/matrix", command
    # As ci/matrix hands them on.
    assert '"$@"' in re.search(r"hangar run .*?programs", (ROOT / "ci/matrix").read_text(), re.S)[0]
    done = run([hangar, "run", *OURS, "--out", out, *words[1:], program])
    assert done.returncode in (0, 1), done.stdout.decode()
    return finished(out)


def merge(hangar, command, place):
    """In a folder that looks like the one where the workflow's artifacts are."""
    (place / "shares/hangar").mkdir()
    os.symlink(hangar, place / "shares/hangar/hangar")
    done = run(["bash", "-euc", command], cwd=place)
    assert done.returncode == 0, done.stdout.decode()
    out = place / shlex.split(command)[-1]
    assert out.joinpath("report.html").stat().st_size > 0
    assert out.joinpath("junit.xml").read_text().rstrip().endswith("</testsuites>")
    return finished(out)


def main():
    hangar, program = map(os.path.abspath, sys.argv[1:])
    text = WORKFLOW.read_text()
    numbers = json.loads(re.search(r"^ *share: (\[.*\])$", text, re.M)[1])
    share = only("--partition=", commands(text))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        whole = run([hangar, "run", *OURS, "--out", place / "whole", program])
        assert whole.returncode == 1, whole.stdout.decode()
        of_shares = []
        for number in numbers:
            command = share.replace("${{ matrix.share }}", str(number))
            assert command.endswith(f"{number}/{len(numbers)}"), command
            of_shares += run_share(hangar, program, command, place / f"shares/share-{number}")
        assert sorted(of_shares) == sorted(finished(place / "whole")) and of_shares
        assert sorted(merge(hangar, only(" merge ", commands(text)), place)) == sorted(of_shares)
    print(f"{len(of_shares)} tests in {len(numbers)} shares, and in one report")
    return 0


if __name__ == "__main__":
    sys.exit(main())
