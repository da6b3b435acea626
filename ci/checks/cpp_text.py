# SPDX-License-Identifier: Apache-2.0
"""What the checks share: which files are sources, and what of them is code."""
import re

LAYERS = ["diag", "backends", "harness", "suites"]  # from the bottom up
HEADERS = {".hpp", ".h", ".hh", ".hxx", ".ipp", ".inc", ".inl", ".tpp"}
SOURCES = HEADERS | {".cpp", ".cc", ".cxx", ".c"}

_RAW_STRING = r'R"(?P<d>[^()\s\\]{0,16})\(.*?\)(?P=d)"'
_QUOTED = r'"(?:\\.|[^"\\\n])*"|' r"(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])*'"
_COMMENT = r"//[^\n]*|/\*.*?\*/"
_TOKEN = re.compile(f"(?P<raw>{_RAW_STRING})|(?P<quoted>{_QUOTED})|(?P<comment>{_COMMENT})",
                    re.DOTALL)


def sources_below(root):
    """(name below the root, path) of every source of the layers."""
    for layer in LAYERS:
        for path in sorted((root / layer).rglob("*")):
            if path.suffix in SOURCES and path.is_file():
                yield path.relative_to(root).as_posix(), path


def home_of(name):
    """("harness", "harness/run") of a path below the root."""
    parts = name.split("/")
    return parts[0], "/".join(parts[:2])


def code_of(text):
    """The text with continued lines joined, and comments and raw strings blanked. Lines keep
    their numbers."""
    text = text.replace("\r\n", "\n")
    text = re.sub(r"(?:[^\n]*\\\n)+[^\n]*",
                  lambda m: m[0].replace("\\\n", "") + "\n" * m[0].count("\\\n"), text)
    return _TOKEN.sub(lambda m: m[0] if m["quoted"] else re.sub(r"[^\n]", " ", m[0]), text)
