// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <hangar/harness/report/run_record.hpp>

namespace hangar::report {

// How much a console says while the tests run.
enum class Progress {
    automatic,  // a bar on a terminal, else plain
    bar,        // what did not pass, above a LiveBar that somebody else keeps
    plain,      // a line a test
    none,
};

// Tells a run to a person or a CI log: while it goes on what its Progress says, with the end of the
// output of each test that did not pass; in the end what did not pass, with its output's end, its
// dump and how to run it again, what did not run, and, alone on the last line,
// "N passed, N failed, N skipped". Nothing but lines, no escape sequences. Not synchronised.
class Console final : public events::Sink {
  public:
    using Write = std::function<void(std::string_view)>;

    // The command that runs this test of the program at that path alone.
    using Rerun = std::function<std::string(const std::string& path, const std::string& test)>;

    // `folder` is the run's. `write` is given whole lines.
    Console(Progress progress, std::string folder, Write write, Rerun rerun = {})
        : progress_(progress),
          folder_(std::move(folder)),
          write_(std::move(write)),
          rerun_(std::move(rerun)) {}

    void on(const events::Stamped& happened) override;

  private:
    void listed(const events::TestsListed& event);
    void slow(const events::TestSlow& event);
    void stretched(const events::TestStretched& event);
    void examined(const events::TestExamined& event);
    void dump(const events::TestFinished& event);
    void finished(const events::TestFinished& event);
    void leaks(const std::vector<events::LeakedProcess>& processes);
    void closing(const events::RunFinished& event);
    void repeat(const ProgramRecord& program, const TestRecord& test);
    void output(const events::TestFinished& event, std::size_t most);
    void line(std::string text);

    Progress progress_;
    std::string folder_;
    Write write_;
    Rerun rerun_;
    RunRecord record_;
    std::size_t expected_ = 0;
    std::size_t seen_ = 0;
};

// "1 passed, 2 failed, 3 skipped"
[[nodiscard]] std::string count_line(int passed, int failed, int skipped);

// Everything a test's end says in a line: "FAIL 12 ms prog Suite.Name: why".
[[nodiscard]] std::string describe(const events::TestFinished& event);

}  // namespace hangar::report
