// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <stdio_ext.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <hangar/backends/spawn/child_reset.hpp>
#include <hangar/backends/spawn/forked_child.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/signals.hpp>
#include <iostream>

namespace hangar::spawn {
namespace {

// Status of a child whose set-up failed; its parent reads why in its boot output.
constexpr int setup_failed_status = 71;  // EX_OSERR

// What the parent had buffered is the parent's to print: the child's copy of it is dropped. Of
// stdio a child flushes just these two at its end, for any other stream's content is not its own.
void drop_inherited_output() noexcept {
    __fpurge(stdout);
    __fpurge(stderr);
}

}  // namespace

void live_as_forked_child(ForkedChild& child, pid_t parent) {
    os::reset_signals();
    drop_inherited_output();
    ChildBoot boot;
    boot.output = BootOutput::adopt(child.output[0], child.output[1], child.output[2]);
    if (os::set_parent_death_signal(SIGTERM, parent) != 0 || boot.output.divert() != 0 ||
        os::close_fds_except(child.keep) != 0) {
        ::_exit(setup_failed_status);
    }
    reset_child_globals();
    boot.seed = std::move(child.seed);
    const int status = child.main(std::move(boot));
    std::cout.flush();
    std::fflush(stdout);
    ::_exit(status);
}

std::vector<int> kept_by(const SpawnRequest& request, const BootOutput& output) {
    std::vector<int> keep{0, 1, 2};
    for (const os::Fd& fd : request.inherit) keep.push_back(fd.get());
    if (output.diverts()) keep.insert(keep.end(), {output.file(), output.out(), output.err()});
    std::ranges::sort(keep);
    return keep;
}

}  // namespace hangar::spawn
