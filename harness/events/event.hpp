// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <hangar/harness/events/outcome.hpp>

// What happens in a run, as values: the runner says them, every reporter hears them, the journal
// keeps them. They depend on nothing. Values; any thread. Paths are relative to the run's folder
// unless a comment says otherwise.
namespace hangar::events {

using Milliseconds = std::chrono::duration<double, std::milli>;
using WallTime = std::chrono::system_clock::time_point;

// A test as its program lists it.
struct TestInfo {
    std::string name;           // "Suite.Name"
    std::string file{};         // as compiled; empty if the program does not tell
    int line = 0;               // 0: not told
    std::string value_param{};  // of a parametrised test, printed
    std::string type_param{};   // of a typed test
    friend bool operator==(const TestInfo&, const TestInfo&) = default;
};

// One attempt at one test of one program.
struct TestRef {
    std::string binary;  // the program's short name, unique in the run
    std::string test;    // "Suite.Name"
    int attempt = 1;
    friend auto operator<=>(const TestRef&, const TestRef&) = default;
};

// A process that a test left behind; or, with a path, a segment or socket file that it did, and
// then the process is the test's own.
struct LeakedProcess {
    pid_t pid = 0;
    std::string cmdline;                 // arguments separated by blanks
    std::string path{};                  // absolute
    std::vector<std::string> listens{};  // "127.0.0.1:8080": where it accepted TCP connections
    friend bool operator==(const LeakedProcess&, const LeakedProcess&) = default;
};

struct RunStarted {
    std::string run_id;
    std::string version;
    std::vector<std::string> command;
    std::optional<std::uint64_t> seed{};  // of the order, when it is shuffled
    friend bool operator==(const RunStarted&, const RunStarted&) = default;
};

// What will run of one program; its disabled tests won't.
struct TestsListed {
    std::string binary;
    std::string path;  // absolute
    std::vector<TestInfo> tests;
    std::vector<TestInfo> disabled;
    friend bool operator==(const TestsListed&, const TestsListed&) = default;
};

// A program hung or died when it was asked for its tests: none of them runs.
struct ListingFailed {
    std::string binary;
    std::string path;  // absolute
    std::string summary;
    friend bool operator==(const ListingFailed&, const ListingFailed&) = default;
};

struct TestStarted {
    TestRef test;
    pid_t pid = 0;  // 0: it could not be started
    friend bool operator==(const TestStarted&, const TestStarted&) = default;
};

struct TestSlow {
    TestRef test;
    Milliseconds elapsed{};
    friend bool operator==(const TestSlow&, const TestSlow&) = default;
};

// A test has more time than it was to have: for so long it could have run, but had no processor.
struct TestStretched {
    TestRef test;
    Milliseconds timeout{};    // that it was to have
    Milliseconds stretched{};  // that it has now
    friend bool operator==(const TestStretched&, const TestStretched&) = default;
};

// What a look at a running test found, when that is something new.
struct TestExamined {
    TestRef test;
    std::optional<std::string> cause;  // proven or likely
    std::string confidence;            // "proven", "likely"
    std::optional<std::string> summary;
    bool deadlock = false;  // proven that the test can never go on
    friend bool operator==(const TestExamined&, const TestExamined&) = default;
};

// By RecordProperty(): name and value, in the order of the report.
using Properties = std::vector<std::pair<std::string, std::string>>;

struct TestFinished {
    TestRef test;
    Outcome outcome = Outcome::pass;
    Milliseconds duration{};
    int round = 1;                 // of --repeat
    bool retried = false;          // it failed, and another attempt follows
    std::optional<int> exit_code;  // one of these two, neither if it never ran
    std::optional<int> signal;
    bool flaky = false;        // it passed after it had failed
    bool flaky_fails = false;  // and where it is flaky, that counts as failed
    bool slow = false;
    std::vector<LeakedProcess> leaked;
    std::optional<std::string> dump;
    std::optional<std::string> cause;
    std::optional<std::string> summary;  // why, in a sentence, when it did not simply pass
    std::vector<std::string> failures;   // the assertions that failed, one text each
    Properties properties;               // what the test recorded
    std::optional<std::string> output;   // nothing under --no-capture
    friend bool operator==(const TestFinished&, const TestFinished&) = default;
};

// What an end counts as.
[[nodiscard]] inline Verdict verdict(const TestFinished& end) noexcept {
    return end.flaky && end.flaky_fails ? Verdict::failed : verdict(end.outcome);
}

// Processes that outlived the run's tests, of which nobody can tell which test they stem from; and
// segments and socket files, which were left alone.
struct StraysEnded {
    std::vector<LeakedProcess> processes;
    friend bool operator==(const StraysEnded&, const StraysEnded&) = default;
};

// Someone asked the run to end.
struct RunInterrupted {
    int signal = 0;
    int running = 0;  // tests that were told to end
    friend bool operator==(const RunInterrupted&, const RunInterrupted&) = default;
};

// The runner itself failed at something and went on; the exit status will be 3.
struct RunnerTrouble {
    std::string message;
    friend bool operator==(const RunnerTrouble&, const RunnerTrouble&) = default;
};

struct RunFinished {
    int passed = 0;
    int failed = 0;
    int skipped = 0;
    int not_run = 0;  // selected, yet never finished
    int exit_status = 0;
    Milliseconds duration{};
    friend bool operator==(const RunFinished&, const RunFinished&) = default;
};

using Event = std::variant<RunStarted, TestsListed, ListingFailed, TestStarted, TestSlow,
                           TestStretched, TestExamined, TestFinished, StraysEnded, RunInterrupted,
                           RunnerTrouble, RunFinished>;

struct Stamped {
    WallTime at;
    Event event;
    friend bool operator==(const Stamped&, const Stamped&) = default;
};

// For std::visit: one lambda per alternative, all of them required.
template <class... F>
struct Visitor : F... {
    using F::operator()...;
};
template <class... F>
Visitor(F...) -> Visitor<F...>;

}  // namespace hangar::events
