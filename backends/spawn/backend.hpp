// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <hangar/backends/ipc/bytes.hpp>
#include <hangar/backends/runtime/task.hpp>
#include <hangar/backends/spawn/boot_output.hpp>
#include <hangar/backends/spawn/carrier.hpp>
#include <hangar/backends/spawn/child.hpp>
#include <hangar/diag/os/fd.hpp>

namespace hangar::spawn {

// What a child is born with.
struct ChildBoot {
    ipc::Bytes seed;    // what the parent had to say: the actor layer's
    BootOutput output;  // to be restored when it has booted
    Carrier carrier = Carrier::process;
    std::map<int, int> renumbered;  // inherited descriptors that could not keep their number

    // What the descriptor that is `number` in the parent is here.
    [[nodiscard]] int descriptor(int number) const {
        const auto moved = renumbered.find(number);
        return moved == renumbered.end() ? number : moved->second;
    }
};

// A child's whole life; gives its exit status. Runs no event loop but its own.
using ChildMain = int (*)(ChildBoot boot);

// What a process does that carries several children and is none itself.
struct HostDuties {
    void (*prepare)() noexcept;              // before the first of them
    void (*on_signal)(int signal) noexcept;  // SIGTERM or SIGINT came; async-signal-safe
    void (*ask_all_to_end)(const char* by) noexcept;
};

struct SpawnRequest {
    std::string name;  // the actor's: for thread names and messages
    ipc::Bytes seed;
    std::vector<os::Fd> inherit;  // the child has them under the numbers that its boot tells
    ChildMain main = nullptr;
    const HostDuties* host_duties = nullptr;  // null: there is nothing to do
    std::string host;  // children of one name share a host; empty: wherever there is room
};

// One way to bring up a child. Stateless or internally synchronised: one instance per process
// serves the loops of all its threads.
class Backend {
  public:
    Backend() = default;
    Backend(const Backend&) = delete;
    Backend& operator=(const Backend&) = delete;
    virtual ~Backend() = default;

    // On the current loop. Errors: throws runtime::OsError (EAGAIN: no free pid or thread, EMFILE,
    // ENOMEM, what exec says); then there is no child.
    virtual runtime::Task<std::unique_ptr<Child>> spawn(SpawnRequest request) = 0;

    // The last actor that this process carries has ended: so do the processes that the backend had
    // started for itself. Bounded; the next spawn starts them again.
    virtual void end_helpers() noexcept {}
};

}  // namespace hangar::spawn
