// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/spawn/executed_child.hpp>

namespace hangar::spawn {
namespace {

// The sealed seed holds the whole spawn spec (Telling::at_birth): the child has its log levels and
// its limits before it dials, and nothing but the proof of who it is crosses the channel.
class VforkExecBackend final : public Backend {
  public:
    runtime::Task<std::unique_ptr<Child>> spawn(SpawnRequest request) override {
        return execute_child("vfork_exec", std::move(request));
    }
};

}  // namespace

Backend& vfork_exec_backend() {
    static VforkExecBackend backend;
    return backend;
}

}  // namespace hangar::spawn
