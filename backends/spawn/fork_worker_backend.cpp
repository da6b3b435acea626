// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/runtime/loop.hpp>
#include <hangar/backends/runtime/reply.hpp>
#include <hangar/backends/runtime/scopes.hpp>
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
        // A fork is short, and what it made must not be lost to a cancellation: the wait is
        // shielded.
        auto forking = [&] { return fork(std::move(job)); };
        auto shield = runtime::shielded(forking);
        os::Pidfd pidfd = co_await std::move(shield);
        co_return std::make_unique<ProcessChild>(std::move(pidfd), std::move(output));
    }

  private:
    static runtime::Task<os::Pidfd> fork(ForkWorker::Job job) {
        // Owned by both sides: the worker may still be in done() when the loop has gone on.
        auto forked = std::make_shared<runtime::Reply<os::Result<os::Pidfd>>>();
        auto& loop = runtime::Loop::running();
        job.done = [forked, &loop](os::Result<os::Pidfd> result) {
            auto shared = std::make_shared<os::Result<os::Pidfd>>(std::move(result));
            loop.post([forked, shared] { forked->give(std::move(*shared)); });
        };
        ForkWorker::fork(std::move(job));
        auto wait = forked->wait();
        co_return runtime::value_or_throw(co_await wait);
    }
};

}  // namespace

Backend& fork_worker_backend() {
    static ForkWorkerBackend backend;
    return backend;
}

}  // namespace hangar::spawn
