// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include <hangar/harness/gtest/failing.hpp>
#include <hangar/harness/gtest/guarded.hpp>

namespace hangar {

struct SocketFileTrackerOptions {
    OnLeak on_leak = OnLeak::report;
    // Looked at as well as the directories of hangar's actors. What comes to one of these is the
    // test's, whatever its name.
    std::vector<std::string> own_directories{};
};

// Finds the socket files that a test leaves: those that are new at its end and to which no socket
// is bound any more. Of the actors' directories, which other programs share, only those whose
// process (NAME@PID.sock) is gone, or this one. They are removed, since nobody can ever use them,
// and reported; `fail` makes a failure of those that are surely the test's: this process's own, and
// those in its own directories.
class SocketFileTracker {
  public:
    SocketFileTracker() : SocketFileTracker(SocketFileTrackerOptions()) {}
    explicit SocketFileTracker(SocketFileTrackerOptions options);
    ~SocketFileTracker();
    SocketFileTracker(const SocketFileTracker&) = delete;
    SocketFileTracker& operator=(const SocketFileTracker&) = delete;

  private:
    SocketFileTrackerOptions options_;
    std::vector<std::string> directories_;
    std::vector<std::string> before_;
    pid_t owner_;
};

using SocketFilesTest = Guarded<SocketFileTracker>;

}  // namespace hangar
