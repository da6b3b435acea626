// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include <hangar/backends/actor/actor.hpp>
#include <hangar/backends/actor/boot_seed.hpp>
#include <hangar/backends/actor/child_actor.hpp>

namespace hangar::actor {

// The parent's side: spawns a child and waits for its hello, or for its death, or for the tree's
// boot limit, whichever is first. Errors: throws BootError with the child's status and its last
// output, OsError when there could be no child, or none could be let in (EMFILE). A child that did
// not boot is killed and collected.
[[nodiscard]] runtime::Task<std::shared_ptr<ChildActor>> boot_child(std::string name,
                                                                    ActorOptions options);

// The child's side of it: who it has become.
struct BootedChild {
    ipc::Channel channel;
    ipc::Identity identity;
    os::Secret secret;
    TreeOptions options;
    std::string run_id;
    std::string log_levels;
};
[[nodiscard]] runtime::Task<BootedChild> join_parent(const BootSeed& seed);

}  // namespace hangar::actor
