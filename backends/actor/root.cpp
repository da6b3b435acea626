// SPDX-License-Identifier: Apache-2.0
#include <signal.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <hangar/backends/actor/log.hpp>
#include <hangar/backends/actor/root.hpp>
#include <hangar/backends/actor/signals.hpp>
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/spawn/child_reset.hpp>
#include <hangar/backends/spawn/registry.hpp>

namespace hangar::actor {
namespace {

using runtime::Task;

constinit std::atomic<bool> has_root{false};
const bool forgets_its_root = (spawn::on_child_reset([]() noexcept { has_root = false; }), true);

// The process's one root, for as long as it lives.
class RootPlace {
  public:
    RootPlace() {
        if (has_root.exchange(true)) {
            throw runtime::OsError({EBUSY, "run_root", "this process has a root actor already"});
        }
    }
    ~RootPlace() {
        spawn::end_all_helpers();
        has_root = false;
    }
    RootPlace(const RootPlace&) = delete;
    RootPlace& operator=(const RootPlace&) = delete;
};

ipc::Identity root_identity(const std::string& name) {
    return {name, ipc::Uuid::random(), os::this_process(), "root"};
}

std::string run_id_of_environment() {
    const char* id = std::getenv("HANGAR_RUN_ID");
    return id != nullptr ? id : ipc::Uuid::random().text();
}

// The body, in a nursery that SIGINT cancels.
Task<void> run_body(Actor& actor, const std::function<Task<void>()>& body) {
    bool interrupted = false;
    auto watched = [&](runtime::Nursery& nursery) -> Task<void> {
        auto watch = [&]() -> Task<void> {
            SignalSource signals({SIGINT});
            co_await signals.next();
            // Then it is for whoever talks to the user.
            while (actor.terminal().held()) {
                log(LogLevel::info, "actor", "SIGINT is not heeded while the terminal is in use");
                co_await signals.next();
            }
            interrupted = true;
            nursery.cancel("SIGINT");
        };
        nursery.start_soon(watch, "wait for SIGINT");
        auto task = body();
        co_await std::move(task);
        nursery.cancel("the root's body ended");
    };
    auto nursery = runtime::with_nursery(std::ref(watched));
    co_await std::move(nursery);
    if (interrupted) throw Interrupted();
}

Task<void> run_actor(Actor& actor, const std::function<Task<void>()>& body) {
    auto serviced = [&](runtime::Nursery& services) -> Task<void> {
        actor.set_services(&services);
        actor.set_ender([&services](const char* by) { services.cancel(by); });
        const TreeOptions& options = actor.options();
        if (options.registry) {
            if (options.registrars.empty()) actor.keep_registry();
            services.start_soon(stay_listed, "stay listed");
        }
        co_await run_body(actor, body);
        services.cancel("the root's body ended");
    };
    auto nursery = runtime::with_nursery(std::ref(serviced));
    co_await std::move(nursery);
}

}  // namespace

void run_root(TreeOptions options, std::function<Task<void>()> body,
              runtime::LoopOptions loop_options) {
    const RootPlace place;
    const std::string name = loop_options.name;
    runtime::Loop loop(std::move(loop_options));
    loop.run([&]() -> Task<void> {
        const os::Secret secret = runtime::value_or_throw(
            options.secret.empty() ? os::Secret::generate() : os::Secret::from_hex(options.secret));
        Actor actor(root_identity(name), options, secret, run_id_of_environment());
        auto running = run_actor(actor, body);
        co_await std::move(running);
    });
}

}  // namespace hangar::actor
