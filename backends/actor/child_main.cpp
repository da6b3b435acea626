// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <signal.h>

#include <hangar/backends/actor/actor.hpp>
#include <hangar/backends/actor/boot.hpp>
#include <hangar/backends/actor/boot_seed.hpp>
#include <hangar/backends/actor/child_main.hpp>
#include <hangar/backends/actor/daemon_role.hpp>
#include <hangar/backends/actor/heap.hpp>
#include <hangar/backends/actor/listed_peer.hpp>
#include <hangar/backends/actor/log.hpp>
#include <hangar/backends/actor/parent_actor.hpp>
#include <hangar/backends/actor/registrar.hpp>
#include <hangar/backends/actor/remote_error.hpp>
#include <hangar/backends/actor/signals.hpp>
#include <hangar/backends/actor/stackscope.hpp>
#include <hangar/backends/ipc/listened_file.hpp>
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/runtime/loop.hpp>
#include <hangar/backends/runtime/loop_directory.hpp>
#include <hangar/backends/runtime/sleep.hpp>
#include <hangar/backends/spawn/child_role.hpp>
#include <hangar/backends/spawn/fork_server.hpp>
#include <hangar/backends/spawn/registry.hpp>
#include <hangar/diag/os/self_kill.hpp>

namespace hangar::actor {
namespace {

using runtime::Task;

// A process that was told to go, or whose parent is gone, has this long before the kernel ends it.
constexpr std::chrono::seconds orphan_grace{5};

void on_signal(int signal) noexcept {
    if (signal != SIGTERM) return;
    os::arm_self_kill(orphan_grace);
    ipc::remove_listened_files();
}

// The child once it has booted.
class Life {
  public:
    // `signals`: of a process of its own, else null.
    Life(Actor& actor, ipc::Channel channel, SignalSource* signals)
        : actor_(actor),
          parent_actor_(std::make_shared<ParentActor>(std::move(channel), actor.identity())),
          parent_(parent_actor_->peer()),
          signals_(signals) {
        actor_.set_ender([this](const char* by) { cancel_services(by); });
        actor_.set_parent(parent_actor_);
    }
    ~Life() {
        actor_.set_parent(nullptr);
        actor_.set_ender(nullptr);
    }
    Life(const Life&) = delete;
    Life& operator=(const Life&) = delete;

    Task<int> run() {
        const ListedPeer listed(parent_);
        auto whole = [this](runtime::Nursery& outer) { return serve_and_leave(outer); };
        auto nursery = runtime::with_nursery(whole);
        co_await std::move(nursery);
        co_return status_;
    }

  private:
    // While there are services that may be cancelled, and calls that may be accepted.
    class ServicesOpen {
      public:
        ServicesOpen(Life& life, runtime::Nursery& services) : life_(life) {
            life_.services_ = &services;
        }
        ~ServicesOpen() {
            life_.services_ = nullptr;
            life_.parent_.stop_answering();
        }
        ServicesOpen(const ServicesOpen&) = delete;
        ServicesOpen& operator=(const ServicesOpen&) = delete;

      private:
        Life& life_;
    };

    void cancel_services(const char* by) noexcept {
        if (services_ != nullptr) services_->cancel(by);
    }

    Task<void> serve_and_leave(runtime::Nursery& outer) {
        auto serving = [this, &outer](runtime::Nursery& services) -> Task<void> {
            const ServicesOpen until_the_nursery_goes(*this, services);
            listen_to_parent(outer, services);
            auto until_cancelled = runtime::sleep_forever();
            co_await until_cancelled;
        };
        std::exception_ptr error;
        try {
            auto nursery = runtime::with_nursery(serving);
            co_await std::move(nursery);
        } catch (...) {
            error = std::current_exception();
        }
        auto leaving = leave(error);
        co_await std::move(leaving);
        outer.cancel("the actor has ended");
    }

    // Its channel and its signals are attended to until the very end, or a signal that comes while
    // it cleans up would kill it: only the work that came over the channel is cancelled before.
    void listen_to_parent(runtime::Nursery& outer, runtime::Nursery& services) {
        actor_.set_services(&services);
        parent_.on_cancel([this](const ipc::ActorCancel& cancel) {
            actor_.note_canceller(cancel.canceller);
            cancel_services("its parent");
        });
        outer.start_soon([this, &services] { return parent_.serve(services); },
                         "serve the parent's channel");
        outer.start_soon([this] { return watch_parent(); }, "watch the parent");
        if (signals_ != nullptr)
            outer.start_soon([this] { return watch_signals(); }, "wait for signals");
        if (actor_.options().registry) services.start_soon(stay_listed, "stay listed");
    }

    Task<void> watch_parent() {
        auto ended = parent_.ended().wait();
        co_await ended;
        if (signals_ != nullptr) os::arm_self_kill(orphan_grace);
        cancel_services("its parent is gone");
    }

    Task<void> watch_signals() {
        for (;;) {
            const int signal = co_await signals_->next();
            if (signal == SIGTERM) cancel_services("SIGTERM");
            const bool orphaned = parent_.ended().is_set();
            const bool obeys = actor_.options().interrupt_mode == InterruptMode::runtime;
            if (signal == SIGINT && obeys && orphaned) cancel_services("SIGINT");
        }
    }

    Task<void> leave(std::exception_ptr error) {
        actor_.lifetime().unwind();
        std::optional<ipc::RemoteErrorData> packed;
        if (error) packed = pack_error(error, actor_.identity(), "its services");
        status_ = error ? 1 : 0;
        auto farewell = parent_.say_exited(std::move(packed));
        co_await std::move(farewell);
        parent_.close();
    }

    Actor& actor_;
    std::shared_ptr<ParentActor> parent_actor_;
    Peer& parent_;
    SignalSource* signals_;
    runtime::Nursery* services_ = nullptr;  // while their work may be cancelled
    int status_ = 0;
};

void adopt_log_levels(const std::string& text) {
    if (auto levels = LogLevels::parse(text)) set_log_levels(*levels);
}

Task<int> live(spawn::ChildBoot& boot, BootSeed seed) {
    const bool own_process = boot.carrier == spawn::Carrier::process;
    // Before its parent hears of it: from then on it heeds signals, and is not killed by them.
    std::optional<SignalSource> signals;
    if (own_process) {
        runtime::value_or_throw(os::prepare_self_kill());
        signals.emplace(std::initializer_list<int>{SIGTERM, SIGINT}, &on_signal);
    }
    auto booting = join_parent(seed);
    BootedChild booted = co_await std::move(booting);
    if (own_process) {
        adopt_log_levels(booted.log_levels);
        boot.output.restore();
    }
    Actor actor(booted.identity, booted.options, booted.secret, booted.run_id);
    Life life(actor, std::move(booted.channel), signals ? &*signals : nullptr);
    auto living = life.run();
    co_return co_await std::move(living);
}

// Before there is a loop: from here on the signal does not kill.
void enable_inherited_stackscope() {
    const auto options = stackscope_of_environment();
    if (!options) return;
    if (const auto enabled = enable_stackscope(*options); !enabled)
        log(LogLevel::warning, "boot", enabled.error().message());
}

int live_on_loop(spawn::ChildBoot& boot, const BootSeed& seed) {
    try {
        runtime::LoopOptions options;
        options.name = seed.name;
        runtime::Loop loop(options);
        return loop.run([&] { return live(boot, seed); });
    } catch (...) {
        log(LogLevel::error, "actor",
            fmt::format("{}: {}", seed.name, runtime::describe(std::current_exception())));
        return 1;
    }
}

void prepare_host() noexcept {
    keep_heap_warm();
    enable_inherited_stackscope();
    if (const auto prepared = os::prepare_self_kill(); !prepared)
        log(LogLevel::warning, "boot", prepared.error().message());
}

void ask_all_here_to_end(const char* by) noexcept {
    runtime::for_each_loop([by](runtime::Loop& loop) {
        loop.post([by] {
            if (Actor::exists()) Actor::current().ask_to_end(by);
        });
    });
}

// The end of a pair that came with the boot, where it has another number here.
void find_descriptor(const spawn::ChildBoot& boot, BootSeed& seed) {
    if (const auto* pair = seed.parent.get_if<ipc::PairAddress>())
        seed.parent = ipc::PairAddress{boot.descriptor(pair->fd)};
}

}  // namespace

const spawn::HostDuties& host_duties() noexcept {
    static constexpr spawn::HostDuties duties{&prepare_host, &on_signal, &ask_all_here_to_end};
    return duties;
}

int child_main(spawn::ChildBoot boot) {
    auto seed = ipc::decode<BootSeed>(boot.seed);
    if (!seed) {
        log(LogLevel::error, "boot", "the seed: " + seed.error().message());
        return 1;
    }
    find_descriptor(boot, *seed);
    if (boot.carrier != spawn::Carrier::process) return live_on_loop(boot, *seed);
    keep_heap_warm();
    enable_inherited_stackscope();
    if (seed->spec) adopt_log_levels(seed->spec->log_levels);
    const int status = live_on_loop(boot, *seed);
    spawn::end_all_helpers();
    return status;
}

std::optional<int> run_child_role() {
    if (spawn::is_fork_server()) return spawn::serve_forks(&child_main);
    if (const auto status = run_daemon_role()) return status;
    auto boot = spawn::take_child_role();
    if (!boot) return std::nullopt;
    return child_main(std::move(*boot));
}

}  // namespace hangar::actor
