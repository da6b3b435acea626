// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/spawn/backend.hpp>
#include <hangar/backends/spawn/child_reset.hpp>
#include <hangar/backends/spawn/child_role.hpp>
#include <hangar/backends/spawn/fork_server.hpp>
#include <hangar/backends/spawn/process_child.hpp>
#include <mutex>
#include <optional>

namespace hangar::spawn {
namespace {

constexpr std::chrono::seconds patience{10};

// This process's server: started when it is first needed, and anew after it has died.
class Servers {
  public:
    os::Pidfd fork(const SpawnRequest& request, const BootOutput& output) {
        const std::lock_guard guard(lock_);
        if (server_ && server_->has_ended()) report_death({EPIPE, "fork", server_->obituary()});
        if (!server_) server_.emplace(runtime::value_or_throw(ForkServer::start(patience)));
        auto forked = server_->fork(request, output);
        if (!forked && server_->has_ended()) report_death(forked.error());
        return runtime::value_or_throw(std::move(forked));
    }
    void stop() {
        const std::lock_guard guard(lock_);
        server_.reset();
    }

  private:
    [[noreturn]] void report_death(os::Error how) {
        server_.reset();
        throw ForkServerDied(std::move(how));
    }

    std::mutex lock_;
    std::optional<ForkServer> server_;
};

// A forked child leaves its copy as it is: the server is its parent's, and so may the lock be.
Servers* servers = new Servers;
const bool forgets_the_server = (on_child_reset([]() noexcept { servers = new Servers; }), true);

class ForkserverBackend final : public Backend {
  public:
    runtime::Task<std::unique_ptr<Child>> spawn(SpawnRequest request) override {
        require_child_role("forkserver");
        BootOutput output = runtime::value_or_throw(BootOutput::make());
        os::Pidfd pidfd = servers->fork(request, output);
        co_return std::make_unique<ProcessChild>(std::move(pidfd), std::move(output));
    }
    void end_helpers() noexcept override { servers->stop(); }
};

}  // namespace

Backend& forkserver_backend() {
    static ForkserverBackend backend;
    return backend;
}

}  // namespace hangar::spawn
