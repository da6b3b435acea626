// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hangar::run {

// What is known of a test's processes by the time they are gone.
struct Traces {
    std::set<pid_t> pids;         // that it was seen to have
    std::set<std::string> files;  // segments and socket files that one of them was seen to hold
};

// The segments in /dev/shm and the socket files that tests leave behind. One is put down to a test
// if it was made while that ran, nobody uses it any more, and it is surely the test's: one of its
// processes was seen to hold it, a pid of it is in the name, or no other test ran between the
// file's making and the test's end. It is removed then. The others are for the end of the run.
//
// While nothing is left it costs a look at each directory's time. Only the runner's thread.
class LeftoverFiles {
  public:
    // `directories`: where socket files are looked for.
    explicit LeftoverFiles(std::vector<std::string> directories);

    using Ticket = std::size_t;
    [[nodiscard]] Ticket test_begins();
    // The paths of what it left, removed now.
    [[nodiscard]] std::vector<std::string> test_ends(Ticket test, const Traces& traces);
    // Nothing is looked for, and the test counts as over.
    void forget(Ticket test);

    // Made since the first test began, used by nobody, and nobody's for sure. They are left alone.
    [[nodiscard]] std::vector<std::string> unclaimed() const;

  private:
    using WallTime = std::chrono::system_clock::time_point;
    struct Interval {
        WallTime begin;
        std::optional<WallTime> end;
    };
    struct Found {
        std::string path;
        WallTime made;
        bool is_socket = false;
    };
    [[nodiscard]] std::vector<Found> made_since(WallTime begin) const;
    [[nodiscard]] bool ran_alone(Ticket test, WallTime since) const;

    std::vector<std::string> directories_;
    std::vector<Interval> tests_;
};

// The directories of hangar's actors, the one for temporary files, and the current one.
[[nodiscard]] std::vector<std::string> socket_directories();

// Adds what a process holds now: segments it has open or mapped, socket files it has bound.
void note_held(pid_t pid, Traces& into);

}  // namespace hangar::run
