// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/fd.hpp>

namespace hangar::run {

// What is known of a test's processes by the time they are gone.
struct Traces {
    std::set<pid_t> pids;         // that it was seen to have
    std::set<std::string> files;  // segments and socket files that one of them was seen to hold
};

// The segments and the socket files that tests leave behind. One is put down to a test if it came
// while that ran, nobody uses it any more, and it is surely the test's: one of its processes was
// seen to hold it, a pid of it is in the name, or no other test ran when it came, nor did another
// run of this user attend the directory; of a System V segment, if one of its processes has made
// it. It is removed then. The others are for the end of the run.
//
// When it came is told by looking, at every test's end, and by no clock: clocks are set. While
// nothing is left a look costs a call or two for each directory. Only the runner's thread.
class LeftoverFiles {
  public:
    // `directories`: where socket files are looked for. What is there already is nobody's.
    explicit LeftoverFiles(std::vector<std::string> directories);

    using Ticket = std::size_t;
    [[nodiscard]] Ticket test_begins();
    // The paths of what it left, removed now; "System V segment ID" for what has none.
    [[nodiscard]] std::vector<std::string> test_ends(Ticket test, const Traces& traces);
    // Nothing is looked for, and the test counts as over.
    void forget(Ticket test);

    // Came after the first test began, used by nobody, and nobody's for sure. They are left alone.
    [[nodiscard]] std::vector<std::string> unclaimed();

  private:
    using WallTime = std::chrono::system_clock::time_point;
    using Look = std::uint64_t;
    struct Interval {
        Look begin = 0;  // the last one before
        std::optional<Look> end;
    };
    struct File {
        std::uint64_t inode = 0;
        WallTime made;  // with the inode: is it the same?
        bool is_socket = false;
        Look came = 0;  // the first that saw it
    };
    struct Directory {
        std::string path;
        std::uint64_t inode = 0;     // it may be removed, and made again
        os::Fd attended;             // empty while it is not there
        std::optional<Look> others;  // the last that saw another run attend it
        WallTime written;
        os::TimePoint known_since;  // that it was written then
        bool is_settled = false;    // listed when a write would have shown
        std::map<std::string, File> files;
    };
    struct Found {
        std::string path;
        const File* file;
        std::optional<Look> others;
    };
    void look();
    void look_for_segments();
    void look_for_other_runs(Directory& directory) const;
    void look_for_files(Directory& directory, WallTime written) const;
    [[nodiscard]] std::vector<Found> come_since(Look begin) const;
    // Of those that came since then and nobody uses, the makers' removed; null: any, left alone.
    [[nodiscard]] std::vector<std::string> sweep_segments(Look begin,
                                                          const std::set<pid_t>* makers);
    [[nodiscard]] bool ran_alone(Ticket test, const Found& found) const;

    Look looks_ = 0;
    std::vector<Directory> directories_;
    std::map<int, Look> segments_;  // of System V, by id: the first that saw it
    std::vector<Interval> tests_;
};

// The directories of hangar's actors, the one for temporary files, and the current one.
[[nodiscard]] std::vector<std::string> socket_directories();

// Adds what a process holds now: segments it has open or mapped, socket files it has bound.
void note_held(pid_t pid, Traces& into);

}  // namespace hangar::run
