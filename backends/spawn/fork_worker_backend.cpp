// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/spawn/backends.hpp>
#include <hangar/backends/spawn/fork_worker.hpp>
#include <hangar/backends/spawn/process_child.hpp>

namespace hangar::spawn {
namespace {

std::vector<int> kept_by(const SpawnRequest& request, const BootOutput& output) {
    std::vector<int> keep{0, 1, 2};
    for (const os::Fd& fd : request.inherit) keep.push_back(fd.get());
    if (output.diverts()) keep.insert(keep.end(), {output.file(), output.out(), output.err()});
    std::ranges::sort(keep);
    return keep;
}

class ForkWorkerBackend final : public Backend {
  public:
    runtime::Task<std::unique_ptr<Child>> spawn(SpawnRequest request) override {
        BootOutput output = runtime::value_or_throw(BootOutput::make());
        ForkWorker::Job job;
        job.main = request.main;
        job.keep = kept_by(request, output);
        job.output = {output.file(), output.out(), output.err()};
        job.seed = std::move(request.seed);
        os::Pidfd pidfd = runtime::value_or_throw(ForkWorker::fork(std::move(job)));
        co_return std::make_unique<ProcessChild>(std::move(pidfd), std::move(output));
    }
};

}  // namespace

Backend& fork_worker_backend() {
    static ForkWorkerBackend backend;
    return backend;
}

}  // namespace hangar::spawn
