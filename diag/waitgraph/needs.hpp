// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/waitgraph/need.hpp>
#include <hangar/diag/waitgraph/picture.hpp>

namespace hangar::waitgraph {

// Whether the handler of SIGCHLD is taken to end the waits of its process: what it does is not
// known, so that whoever wants to miss no way out says yes.
enum class ChildHandlers { help, do_not_help };

// What a thread needs to go on, by what it waits for. Whatever is not understood is live: that can
// hide a hang, but never invents one.
[[nodiscard]] Need need_of(const Picture& picture, const snapshot::Process& process,
                           const snapshot::Thread& thread,
                           ChildHandlers handlers = ChildHandlers::help);

// By the kind of the object; need_of chooses. Requires: the wait is of that kind.
[[nodiscard]] Need memory_need(const Picture& picture, const snapshot::Process& process,
                               const snapshot::Thread& thread);
[[nodiscard]] Need counted_need(const Picture& picture, const snapshot::Process& process,
                                const snapshot::Thread& thread);
[[nodiscard]] Need descriptor_need(const Picture& picture, const snapshot::Process& process,
                                   const snapshot::Thread& thread);
[[nodiscard]] Need process_need(const Picture& picture, const snapshot::Process& process,
                                const snapshot::Thread& thread);
[[nodiscard]] Need lock_need(const Picture& picture, const snapshot::Process& process,
                             const snapshot::Thread& thread);

[[nodiscard]] inline Need live_need() {
    Need need;
    need.live = true;
    return need;
}

}  // namespace hangar::waitgraph
