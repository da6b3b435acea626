// SPDX-License-Identifier: Apache-2.0
#include <pthread.h>
#include <signal.h>

#include <atomic>
#include <cstdlib>
#include <hangar/backends/actor/dump_writer.hpp>
#include <hangar/backends/actor/log.hpp>
#include <hangar/backends/actor/stackscope.hpp>
#include <hangar/backends/actor/task_gathering.hpp>
#include <hangar/backends/actor/task_tree_codec.hpp>
#include <hangar/backends/spawn/child_reset.hpp>
#include <hangar/diag/os/signal_handler.hpp>
#include <hangar/diag/os/signal_safe.hpp>
#include <hangar/diag/os/signals.hpp>
#include <mutex>
#include <system_error>
#include <thread>

namespace hangar::actor {
namespace {

// What the handler must reach. The owner is written last: who sees it sees the descriptor.
constinit std::atomic<pid_t> owner{0};
constinit std::atomic<int> wake_fd{-1};

void on_signal(int, siginfo_t*, void*) {
    if (owner.load(std::memory_order_acquire) != os::signal_safe::current_pid()) return;
    // A full pipe wakes as well.
    os::signal_safe::write_all(wake_fd.load(std::memory_order_relaxed), "!");
}

// Lives as long as the process: a dump may run while it ends.
class Stackscope {
  public:
    Stackscope(StackscopeOptions options, os::FdPair pipe)
        : writer_(std::move(options.dump_dir), options.terminal), pipe_(std::move(pipe)) {}

    [[nodiscard]] int wake_fd() const noexcept { return pipe_.second.get(); }

    // Never taken back: the default action would kill.
    os::Status install_handler() {
        auto handler = os::SignalHandler::install(SIGUSR1, on_signal, true);
        if (!handler) return tl::unexpected(handler.error());
        handler_ = std::move(*handler);
        return {};
    }

    [[noreturn]] void serve() {
        ::pthread_setname_np(::pthread_self(), "hangar-scope");
        for (;;) {
            const auto ready = os::wait_readable(pipe_.first.get(), os::Deadline::never());
            if (!ready) continue;
            drain();
            publish(registry_node().begun, registry_node().begun + 1);
            try {
                dump();
            } catch (...) {
                log(LogLevel::warning, "stackscope", "a dump of the tasks failed");
            }
            publish(registry_node().finished, registry_node().begun);
        }
    }

  private:
    static tasks::StackscopeNode& registry_node() noexcept {
        return hangar_task_registry.stackscope;
    }
    // For readers outside, who look at the counters before and after all else.
    static void publish(std::uint64_t& counter, std::uint64_t value) noexcept {
        std::atomic_ref(counter).store(value);
    }

    // All signals up to here are answered by the dump that follows.
    void drain() {
        std::array<std::byte, 256> bytes{};
        while (os::read_some(pipe_.first.get(), bytes).value_or(0) == bytes.size()) {
        }
    }

    void dump() {
        tasks::TaskTree tree = gather_tasks();
        ipc::Bytes answer = ipc::encode(tree);
        registry_node().answer = answer.data();
        registry_node().answer_size = answer.size();
        answer_ = std::move(answer);
        writer_.write(tree);
    }

    DumpWriter writer_;
    os::FdPair pipe_;
    os::SignalHandler handler_;
    ipc::Bytes answer_;
};

constinit std::atomic<Stackscope*> instance{nullptr};

// The parent's thread does not run here. The old one is not destroyed: its state may be anything.
const bool forgets_its_owner = (spawn::on_child_reset([]() noexcept {
                                    owner = 0;
                                    wake_fd = -1;
                                    instance = nullptr;
                                }),
                                true);

os::Status start(Stackscope& scope) {
    const os::ScopedSignalBlock all(os::SignalSet::all());
    try {
        std::thread([&scope] { scope.serve(); }).detach();
    } catch (const std::system_error& e) {
        return os::error(e.code().value(), "start the stackscope thread");
    }
    return {};
}

}  // namespace

std::optional<StackscopeOptions> stackscope_of_environment() {
    const char* on = std::getenv("HANGAR_ENABLE_STACKSCOPE");
    if (on == nullptr || *on == '\0' || std::string_view(on) == "0") return std::nullopt;
    StackscopeOptions options;
    if (const char* dir = std::getenv("HANGAR_DUMP_DIR"); dir != nullptr) options.dump_dir = dir;
    return options;
}

os::Status enable_stackscope(StackscopeOptions options) {
    if (instance.load() != nullptr) return {};
    auto pipe = os::make_pipe(true);
    if (!pipe) return tl::unexpected(pipe.error());
    auto* scope = new Stackscope(std::move(options), std::move(*pipe));
    Stackscope* nobody = nullptr;
    if (!instance.compare_exchange_strong(nobody, scope)) {
        delete scope;
        return {};
    }
    if (auto started = start(*scope); !started) return started;
    if (auto installed = scope->install_handler(); !installed) return installed;
    wake_fd.store(scope->wake_fd(), std::memory_order_relaxed);
    owner.store(os::signal_safe::current_pid(), std::memory_order_release);
    hangar_task_registry.stackscope.armed_pid = os::signal_safe::current_pid();
    return {};
}

}  // namespace hangar::actor
