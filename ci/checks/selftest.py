# SPDX-License-Identifier: Apache-2.0
"""The checks, checked: each must find what is planted, and nothing in innocent code."""
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent


def run_check(name, files):
    """(exit status, output) of a check over a tree of `files`: name -> text."""
    with tempfile.TemporaryDirectory() as root:
        for file, text in files.items():
            path = Path(root, file)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        done = subprocess.run([HERE / name, root], capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout + done.stderr


class LayeringTest(unittest.TestCase):
    innocent = {
        "diag/os/fd.hpp": "#include <string>\n#include <hangar/diag/os/result.hpp>\n",
        "diag/os/result.hpp": "// #include <hangar/suites/x.hpp>\n",
        "backends/ipc/a.cpp": "#include <boost/asio.hpp>\n#include <hangar/diag/os/fd.hpp>\n"
                              'auto s = R"(\n#include <hangar/suites/x.hpp>\n)";\n',
        "harness/run/a.hpp": "#include <nlohmann/json_fwd.hpp>\n"
                             "#include <hangar/harness/events/e.hpp>\n",
        "harness/events/e.hpp": "#include <hangar/harness/events/f.hpp>\n",
        "suites/rules/a.cpp": "#include <hangar/harness.hpp>\n#include <hangar/diag/os/fd.hpp>\n",
        "backends/CMakeLists.txt": "hangar_module(backends/ipc PUBLIC hangar::diag_os)\n",
    }

    def refuses(self, file, text):
        status, output = run_check("layering", {**self.innocent, file: text})
        self.assertEqual(status, 1, f"{file} was let through: {text}")
        self.assertIn(file + ":", output)

    def test_accepts_what_points_down(self):
        self.assertEqual(run_check("layering", self.innocent), (0, ""))

    def test_refuses_an_upward_include(self):
        self.refuses("diag/os/x.cpp", "#include <hangar/backends/ipc/a.hpp>")
        self.refuses("backends/ipc/x.hpp", "#include <hangar/harness/run/a.hpp>")
        self.refuses("harness/run/x.test.cpp", "\n\n#include <hangar/suites/rules/a.hpp>")
        self.refuses("backends/ipc/x.cpp", "#include <hangar/harness.hpp>")

    def test_refuses_it_by_any_other_spelling(self):
        for spelling in ('#include "../../harness/run/a.hpp"', '#include "harness/run/a.hpp"',
                         "#include <harness/run/a.hpp>", "#include <run/a.hpp>",
                         "#  include\t<hangar/harness/run/a.hpp> // why",
                         "#/**/include/**/<hangar/harness/run/a.hpp>",
                         "#inc\\\nlude <hangar/harness/run/a.hpp>",
                         "%:include <hangar/harness/run/a.hpp>",
                         "#include_next <hangar/harness/run/a.hpp>",
                         "#include <hangar/diag/../harness/run/a.hpp>",
                         "#include <hangar//harness/run/a.hpp>",
                         "#include <hangar/./harness/run/a.hpp>",
                         '#include "hangar/harness/run/a.hpp"',
                         "#include <../harness/run/a.hpp>",
                         "#define UP <hangar/harness/run/a.hpp>\n#include UP",
                         "#if __has_include(<hangar/harness/run/a.hpp>)\n#endif"):
            with self.subTest(spelling):
                self.refuses("diag/os/x.cpp", spelling)

    def test_refuses_a_leaf_that_includes_its_layer(self):
        self.refuses("harness/events/x.hpp", "#include <hangar/harness/run/a.hpp>")

    def test_refuses_slow_libraries_in_headers_that_are_not_private(self):
        for name in ("boost/asio.hpp", "nlohmann/json.hpp", "CLI/CLI.hpp", "spdlog/spdlog.h",
                     "backward.hpp"):
            slow = {**self.innocent, "backends/ipc/x.hpp": f"#include <{name}>",
                    "backends/ipc/x.cpp": "#include <hangar/backends/ipc/x.hpp>"}
            self.assertEqual(run_check("layering", slow), (0, ""))
            for user in ("backends/ipc/y.hpp", "harness/run/y.cpp"):
                status, output = run_check(
                    "layering", {**slow, user: "#include <hangar/backends/ipc/x.hpp>"})
                self.assertEqual(status, 1)
                self.assertIn("backends/ipc/x.hpp:1:", output)

    def test_refuses_an_upward_link(self):
        self.refuses("diag/CMakeLists.txt", "hangar_module(diag/os\n  PUBLIC hangar::harness_run)")

    def test_refuses_a_system_call_above_diag_os(self):
        for call in ("::fcntl(fd, F_GETFD);", ":: fchdir(fd);", "if (clock_gettime(c, &now)) {}",
                     "return ::read(0, &c, 1);", "::pidfd_open(pid, 0);", "::waitpid\n(-1, 0, 0);",
                     "auto f = [] { ::kill(-1, 9); };", "n = ::\\\nopen(\"f\", 0);"):
            with self.subTest(call):
                self.refuses("diag/snapshot/x.cpp", f"void f() {{ {call} }}")
        for file in ("backends/ipc/x.hpp", "harness/run/x.cpp"):
            with self.subTest(file):
                self.refuses(file, "void f() { ::kill(-1, 9); }")

    def test_accepts_system_calls_where_they_belong(self):
        call = "void f() { ::fcntl(fd, F_GETFD); waitpid(-1, 0, 0); }"
        for file in ("diag/os/x.cpp", "harness/run/x.test.cpp", "harness/run/x.test.hpp",
                     "diag/unwind/specimens/x.cpp", "suites/zoo/x.cpp",
                     "harness/launch/preload/x.cpp"):
            with self.subTest(file):
                self.assertEqual(run_check("layering", {**self.innocent, file: call}), (0, ""))

    def test_accepts_what_only_shares_a_system_calls_name(self):
        for text in ("os::Fd::open(path); a.read(b); p->close(); send(item); close();",
                     "os::read(fd); my::fcntl(1); a.fcntl(2); void dup2_of(int);",
                     "// ::fcntl(fd)\n", '"::fcntl(fd)";', "::getpid(); ::_exit(1); ::setenv(a, b, 1);",
                     "template <class T> T ::hangar::os::open(int);"):
            with self.subTest(text):
                planted = {**self.innocent, "backends/ipc/x.cpp": text}
                self.assertEqual(run_check("layering", planted), (0, ""))

    def test_fails_where_there_is_nothing_to_check(self):
        self.assertNotEqual(run_check("layering", {"README": ""})[0], 0)


class CoroutineShapesTest(unittest.TestCase):
    guilty = {
        "A": ["co_await f(Options{1});", "co_await Options{1};", "co_await g(1, ns::Options<int>{});",
              "auto x = co_await child.run<&add>(Options{.a = 1});",
              "EXPECT_EQ(co_await f(Options{}), 3);"],
        "B": ["if (co_await ready()) return;", "while (!co_await ready()) {}",
              "switch (co_await kind()) {}", "do {} while (co_await ready());",
              "if (int n = 1; co_await ready()) {}", "for (; co_await ready();) {}",
              "if (x == co_await f()) {}", "if ((y = co_await f())) {}",
              "if (a.b = co_await f()) {}"],
        "C": ["co_await run([x]() { return x; });", "co_await run([=] { return x; });",
              "co_await run([&a, b = std::move(b)](int) -> Task<void> { co_return; });",
              "co_await [x]() -> Task<int> { co_return x; }();", "co_await run([*this] {});"],
        "D": ["auto s = b ? co_await f() : std::string();", "auto s = b ? g() : co_await f();",
              "co_await f(b ? std::string() : g());"],
        "E": ["co_await f({1, 2});", "co_await f(1, {});", "co_await f({.name = 1});"],
    }
    innocent = [
        "const bool b = co_await ready(); if (b) return;",
        "if (const bool b = co_await ready()) return;",
        "if (auto v = co_await channel.receive(); v) {}",
        "while (auto v = co_await channel.receive()) { use(*v); }",
        "for (auto x : co_await all()) { use(x); }",
        "co_await run([&x]() { return x; });",
        "co_await run([&, this] { return Options{1}; });",
        "co_await run([] { if (b ? x : y) return std::vector{1, 2}; });",
        "auto f = [x] { return x; }; co_await run(f);",
        "if (n < co_await_count()) { g({1, 2}); }",
        "auto a = Options{1}; co_await f(std::move(a));",
        "const int n = co_await child.run<&add>(1, 2) + g({1}) + (b ? 1 : 2);",
        "EXPECT_EQ(co_await child.run<&add>(1, 2), (Pair{1, 2}));",
        "switch (kind) { case Kind::a: co_await f(); break; default: co_await g(); }",
        "if (b) { co_await f(); } else { co_await g(); }",
        "values[i] = co_await f(table[i], text.substr(0, 3));",
        "// if (co_await ready()) and co_await f(Options{1})",
        'log("if (co_await ready())");',
        "co_await nursery.start([&]() -> Task<void> { const auto o = Options{1}; co_await f(o); });",
        "auto t = [x](int i) -> Task<void> { co_await sleep(x); };",
    ]

    def test_finds_each_planted_shape(self):
        for shape, lines in self.guilty.items():
            for line in lines:
                with self.subTest(line):
                    text = f"Task<void> body() {{\n    {line}\n}}\n"
                    status, output = run_check("coroutine-shapes", {"suites/x/a.cpp": text})
                    self.assertEqual(status, 1)
                    self.assertIn(f"suites/x/a.cpp:2: shape {shape}:", output)

    def test_finds_nothing_in_innocent_code(self):
        for line in self.innocent:
            with self.subTest(line):
                text = f"Task<void> body() {{\n    {line}\n}}\n"
                self.assertEqual(run_check("coroutine-shapes", {"suites/x/a.cpp": text}), (0, ""))

    def test_looks_into_lambdas_inside_awaited_expressions(self):
        text = "auto f() {\n    co_await run([&] {\n        if (co_await g()) {}\n    });\n}\n"
        status, output = run_check("coroutine-shapes", {"suites/x/a.cpp": text})
        self.assertEqual(status, 1)
        self.assertIn("suites/x/a.cpp:3: shape B:", output)


class RunTestsTest(unittest.TestCase):
    """ci/run-tests over a build of one script, whose exit status is given."""

    def run_with(self, *statuses):
        with tempfile.TemporaryDirectory() as build:
            lines = [f'add_test(t{i} "sh" "-c" "exit {status}")\n'
                     f'set_tests_properties(t{i} PROPERTIES LABELS "script")\n'
                     for i, status in enumerate(statuses)]
            Path(build, "CTestTestfile.cmake").write_text("".join(lines))
            done = subprocess.run([HERE.parent / "run-tests", build], capture_output=True,
                                  text=True, timeout=60)
            return done.returncode, done.stdout.splitlines()[-1]

    def test_counts_what_passed_failed_and_was_skipped(self):
        self.assertEqual(self.run_with(0, 0), (0, "2 passed, 0 failed"))
        self.assertEqual(self.run_with(0, 1, 77), (1, "1 passed, 1 failed, 1 skipped"))

    def test_fails_when_no_test_ran(self):
        self.assertEqual(self.run_with(), (1, "0 passed, 0 failed"))
        self.assertEqual(self.run_with(77), (1, "0 passed, 0 failed, 1 skipped"))


class WorkflowTest(unittest.TestCase):
    def test_the_workflow_in_place_is_the_ready_one(self):
        root = HERE.parent.parent
        self.assertEqual(Path(root, ".github/workflows/matrix.yml").read_text(),
                         Path(root, "ci/workflows/matrix.yml").read_text())


class SetupTest(unittest.TestCase):
    """ci/setup in a copy of ci/ whose list names a package that does not exist."""

    def setup_as_nobody(self, package):
        with tempfile.TemporaryDirectory() as root:
            Path(root).chmod(0o755)
            shutil.copytree(HERE.parent, Path(root, "ci"), symlinks=True)
            with Path(root, "ci", "packages").open("a") as packages:
                packages.write(package + "  # planted\n")
            nobody = (["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
                      if os.geteuid() == 0 else [])
            began = time.monotonic()
            done = subprocess.run([*nobody, Path(root, "ci", "setup")], capture_output=True,
                                  text=True, timeout=60, stdin=subprocess.DEVNULL)
            return done.returncode, done.stdout, time.monotonic() - began

    @unittest.skipIf(subprocess.run(["sh", "-c", "sudo -n true"], capture_output=True).returncode
                     == 0 and os.geteuid() != 0, "this user may install packages")
    def test_prints_the_one_line_and_exits_2(self):
        status, output, _ = self.setup_as_nobody("hangar-planted-package")
        self.assertEqual(status, 2)
        self.assertEqual(len(output.splitlines()), 1)
        self.assertIn("apt-get install -y --no-install-recommends hangar-planted-package", output)

    def test_is_done_at_once_when_nothing_is_missing(self):
        status, output, took = self.setup_as_nobody("")
        self.assertEqual((status, output), (0, ""))
        self.assertLess(took, 1)


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    unittest.main()
