// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include <hangar/backends/runtime/channel.hpp>
#include <hangar/harness/run/child_environment.hpp>
#include <hangar/harness/run/launcher.hpp>
#include <hangar/harness/run/leftover_files.hpp>
#include <hangar/harness/run/options.hpp>
#include <hangar/harness/run/orphans.hpp>
#include <hangar/harness/run/preload.hpp>
#include <hangar/harness/run/work_slots.hpp>

namespace hangar::run {

class TestLauncher;

// What units share, and the channel by which they tell the dispatcher what happens.
// Belongs to the dispatcher; only the runner's thread touches it.
struct Services {
    const Options& options;
    const Launcher& launcher;
    const ChildEnvironment& environment;
    Orphans& orphans;
    LeftoverFiles& leftovers;
    runtime::Channel<events::Stamped>& reports;
    std::string folder;  // the run's, absolute
    std::string run_id;
    os::ProcessTag last_tag;  // of this run; each process gets the next
    std::string examiner;     // the host's, and so is the next
    std::function<std::string(pid_t)> wait_of;
    std::string debugger{};         // that runs the tests; empty: none
    TestLauncher* tests = nullptr;  // while tests run
    WorkSlots slots{};
    PreloadLibrary preload{};

    [[nodiscard]] os::ProcessTag next_tag() noexcept { return ++last_tag; }
};

}  // namespace hangar::run
