// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/spawn/backend.hpp>
#include <hangar/backends/spawn/fork_worker.hpp>
#include <hangar/backends/spawn/process_child.hpp>

namespace hangar::spawn {
namespace {

class ForkWorkerBackend final : public Backend {
  public:
    runtime::Task<std::unique_ptr<Child>> spawn(SpawnRequest request) override {
        BootOutput output = runtime::value_or_throw(BootOutput::make());
        ForkedChild child;
        child.main = request.main;
        child.keep = kept_by(request, output);
        child.output = {output.file(), output.out(), output.err()};
        child.seed = std::move(request.seed);
        os::Pidfd pidfd = runtime::value_or_throw(ForkWorker::fork(std::move(child)));
        co_return std::make_unique<ProcessChild>(std::move(pidfd), std::move(output));
    }
};

}  // namespace

Backend& fork_worker_backend() {
    static ForkWorkerBackend backend;
    return backend;
}

}  // namespace hangar::spawn
