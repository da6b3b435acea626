// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <hangar/diag/dump/examine.hpp>
#include <hangar/diag/snapshot/snapshot.hpp>
#include <hangar/diag/symbols/symbolizer.hpp>

namespace hangar::dump {

// Fills in the frames of a snapshot's threads. Not synchronised.
class StackReader {
  public:
    struct Options {
        Stop stop = Stop::running;
        bool symbols = true;
        os::Deadline deadline = os::Deadline::never();
    };

    explicit StackReader(const Options& options);

    // Those of blocked threads, none of which is stopped: for the time between the two samples.
    void read_blocked(snapshot::Snapshot& snapshot);
    // Whether a thread's stack is still missing.
    [[nodiscard]] static bool has_rest(const snapshot::Snapshot& snapshot);
    // Those that are still missing: of threads that have come to rest, and as far as the options
    // allow, by a short stop. What could not be read is said in the threads and in the snapshot.
    void read_rest(snapshot::Snapshot& snapshot);
    // Says which files had no symbols to be read. A frame without a name is still a module and an
    // offset: the snapshot is no less complete.
    void report_symbols(snapshot::Snapshot& snapshot) const;

  private:
    Options options_;
    symbols::Symbolizer symbolizer_;
};

}  // namespace hangar::dump
