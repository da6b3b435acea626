// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <hangar/diag/hang/makers_turn.hpp>
#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/signal_safe.hpp>
#include <thread>

namespace hangar::hang {
namespace {

using namespace std::chrono_literals;

// The process whose turn it is: that of another process is over for this one.
std::atomic<pid_t> whose = 0;

}  // namespace

MakersTurn::MakersTurn() noexcept {
    const pid_t self = os::signal_safe::current_pid();
    for (const auto deadline = os::Deadline::after(5s); !deadline.passed();) {
        pid_t before = whose.load(std::memory_order_relaxed);
        // Acquire: sees what was made in the turn before.
        taken_ = before != self &&
                 whose.compare_exchange_strong(before, self, std::memory_order_acquire);
        if (taken_) return;
        std::this_thread::sleep_for(1ms);
    }
}

MakersTurn::~MakersTurn() {
    if (taken_) whose.store(0, std::memory_order_release);
}

}  // namespace hangar::hang
