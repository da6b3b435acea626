// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <hangar/harness/events/sink.hpp>

namespace hangar::report {

// A test of the run and what became of it.
struct TestRecord {
    events::TestInfo info;
    bool disabled = false;
    bool started = false;
    events::WallTime started_at;
    std::vector<events::TestFinished> attempts;  // in the order in which they ended
    std::vector<events::WallTime> ended_at;      // when each of them did

    // The attempt that decides: the first one that failed and was not retried, else the last one.
    // Null before any has ended.
    [[nodiscard]] const events::TestFinished* last() const noexcept;
};

struct ProgramRecord {
    std::string binary;
    std::string path;
    std::optional<std::string> listing_failure;
    std::vector<TestRecord> tests;  // in the program's order
};

// The three numbers of the closing line, and what they leave out.
struct Counts {
    int passed = 0;
    int failed = 0;  // programs that could not list their tests included
    int skipped = 0;
    int disabled = 0;
    int not_run = 0;  // listed, yet without an end
    int flaky = 0;    // contained in those that passed, or failed
};

// What a run's events add up to: what a report at its end is made from, be the run alive or read
// from its journal, whole or cut off anywhere. Not synchronised.
class RunRecord final : public events::Sink {
  public:
    void on(const events::Stamped& happened) override;

    [[nodiscard]] const std::vector<ProgramRecord>& programs() const noexcept { return programs_; }
    [[nodiscard]] const events::RunStarted& run() const noexcept { return run_; }
    [[nodiscard]] events::WallTime started_at() const noexcept { return started_at_; }
    [[nodiscard]] events::WallTime ended_at() const noexcept { return ended_at_; }
    [[nodiscard]] Counts counts() const;

  private:
    void take(const events::TestsListed& event);
    void take(const events::ListingFailed& event);
    ProgramRecord& program(const std::string& binary);
    TestRecord& test(const events::TestRef& ref);

    events::RunStarted run_;
    events::WallTime started_at_;
    events::WallTime ended_at_;
    std::vector<ProgramRecord> programs_;
    std::map<std::pair<std::string, std::string>, std::pair<std::size_t, std::size_t>> index_;
};

[[nodiscard]] Counts counts_of(const ProgramRecord& program);

}  // namespace hangar::report
