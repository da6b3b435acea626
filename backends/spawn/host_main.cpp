// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <unistd.h>

#include <array>
#include <condition_variable>
#include <hangar/backends/ipc/bytes.hpp>
#include <hangar/backends/spawn/actor_thread.hpp>
#include <hangar/backends/spawn/host_main.hpp>
#include <hangar/backends/spawn/host_order.hpp>
#include <hangar/backends/spawn/registry.hpp>
#include <hangar/diag/os/message_socket.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/self_kill.hpp>
#include <hangar/diag/os/signal_pipe.hpp>
#include <hangar/diag/os/stream_socket.hpp>
#include <hangar/diag/os/wait_any.hpp>
#include <memory>
#include <mutex>

namespace hangar::spawn {
namespace {

constexpr std::chrono::seconds grace{5};  // for actors whose parent is gone

void say(const os::Fd& lifeline, std::string_view word) {
    // A parent that is gone need not be told.
    static_cast<void>(os::send_some(lifeline.get(), ipc::bytes_of(word)));
}

// How many of its actors' threads run. Shared with them: one may outlive the host's interest.
class Census {
  public:
    void add() {
        const std::lock_guard guard(lock_);
        ++count_;
    }
    void remove() {
        const std::lock_guard guard(lock_);
        --count_;
        changed_.notify_all();
    }
    void wait_for_none(os::Deadline deadline) {
        std::unique_lock guard(lock_);
        changed_.wait_for(guard, deadline.left(), [this] { return count_ == 0; });
    }

  private:
    std::mutex lock_;
    std::condition_variable changed_;
    int count_ = 0;
};

class HostLife {
  public:
    explicit HostLife(HostBoot boot) : boot_(std::move(boot)) {}

    int run() {
        // It ends with its orders; its actors are to have their time.
        static_cast<void>(os::set_parent_death_signal(0, ::getppid()));
        auto signals = os::SignalPipe::open(
            {SIGTERM, SIGINT}, boot_.duties != nullptr ? boot_.duties->on_signal : nullptr);
        if (!signals) return 1;
        if (boot_.duties != nullptr) boot_.duties->prepare();
        while (attend(*signals)) {
        }
        os::arm_self_kill(grace);
        census_->wait_for_none(os::Deadline::after(grace));
        end_all_helpers();
        return 0;
    }

  private:
    // Whether there may be more orders.
    bool attend(os::SignalPipe& signals) {
        const std::array fds{boot_.orders.get(), signals.fd()};
        const auto ready = os::wait_any_readable(fds, os::Deadline::never());
        if (!ready) return false;
        for (const int fd : *ready) {
            if (fd == signals.fd()) heed(signals);
            if (fd == boot_.orders.get() && !take_order()) return false;
        }
        return true;
    }

    void heed(os::SignalPipe& signals) {
        for (const int signal : signals.take()) {
            if (signal == SIGTERM && boot_.duties != nullptr)
                boot_.duties->ask_all_to_end("SIGTERM");
        }
    }

    bool take_order() {
        auto message = os::receive_message(boot_.orders.get());
        // Without a free descriptor the lifeline is lost: its other end says that to who waits.
        if (!message) return message.error().code == EMFILE;
        if (!*message) return false;
        auto order = ipc::decode<HostOrder>(ipc::bytes_of((*message)->data));
        if (order && (*message)->fds.size() == order->numbers.size() + 1)
            carry(std::move(*order), std::move((*message)->fds));
        return true;
    }

    void carry(HostOrder order, std::vector<os::Fd> fds) {
        auto lifeline = std::make_shared<os::Fd>(std::move(fds.front()));
        ChildBoot boot;
        boot.carrier = Carrier::host;
        boot.seed = std::move(order.seed);
        for (std::size_t i = 0; i < order.numbers.size(); ++i)
            boot.renumbered[order.numbers[i]] = fds[i + 1].release();
        auto shared = std::make_shared<ChildBoot>(std::move(boot));
        census_->add();
        auto life = [lifeline, shared, main = boot_.main, census = census_] {
            static_cast<void>(main(std::move(*shared)));
            say(*lifeline, std::string_view(&thread_ended, 1));
            lifeline->reset();
            census->remove();
        };
        auto thread = start_actor_thread(order.name, std::move(life));
        if (thread) return thread->detach();
        census_->remove();
        for (const auto& [number, here] : shared->renumbered) os::Fd(here).reset();
        const std::array word{not_started, static_cast<char>(thread.error().code)};
        say(*lifeline, std::string_view(word.data(), word.size()));
    }

    HostBoot boot_;
    std::shared_ptr<Census> census_ = std::make_shared<Census>();
};

}  // namespace

int host_main(HostBoot boot) {
    return HostLife(std::move(boot)).run();
}

}  // namespace hangar::spawn
