// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <hangar/harness/report/run_record.hpp>

namespace hangar::report {

// How much a console says while the tests run.
enum class Progress { plain, none };

// Tells a run to a person or a CI log: with Progress::plain a line a test and the end of the output
// of each that did not pass; in the end, with either, what did not pass, what did not run, and,
// alone on the last line, "N passed, N failed, N skipped". Nothing but lines, no escape sequences.
// Not synchronised.
class Console final : public events::Sink {
  public:
    using Write = std::function<void(std::string_view)>;

    // `folder` is the run's. `write` is given whole lines.
    Console(Progress progress, std::string folder, Write write)
        : progress_(progress), folder_(std::move(folder)), write_(std::move(write)) {}

    void on(const events::Stamped& happened) override;

  private:
    void listed(const events::TestsListed& event);
    void slow(const events::TestSlow& event);
    void examined(const events::TestExamined& event);
    void dump(const events::TestFinished& event);
    void finished(const events::TestFinished& event);
    void leaks(const std::vector<events::LeakedProcess>& processes);
    void closing(const events::RunFinished& event);
    void line(std::string text);

    Progress progress_;
    std::string folder_;
    Write write_;
    RunRecord record_;
    std::size_t expected_ = 0;
    std::size_t seen_ = 0;
};

// "1 passed, 2 failed, 3 skipped"
[[nodiscard]] std::string count_line(int passed, int failed, int skipped);

// Everything a test's end says in a line: "FAIL 12 ms prog Suite.Name: why".
[[nodiscard]] std::string describe(const events::TestFinished& event);

}  // namespace hangar::report
