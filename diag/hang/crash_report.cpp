// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <atomic>
#include <charconv>
#include <hangar/diag/hang/crash_report.hpp>
#include <hangar/diag/hang/examiner_program.hpp>
#include <hangar/diag/os/process.hpp>
#include <hangar/diag/os/run_in_handler.hpp>
#include <hangar/diag/os/signal_safe.hpp>
#include <string>
#include <utility>

namespace hangar::hang {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 10s;

// What the handler reaches. `owner` is written last and read first.
struct Prepared {
    std::atomic<pid_t> owner = 0;
    std::string program;
    bool looked = false;  // once is enough, also in vain
};

Prepared& prepared() noexcept {
    static Prepared instance;
    return instance;
}

using Digits = std::array<char, 16>;

Digits digits_of(int value) noexcept {
    Digits digits{};
    std::to_chars(digits.data(), digits.data() + digits.size() - 1, value);
    return digits;
}

}  // namespace

void CrashReport::prepare() {
    Prepared& mine = prepared();
    if (!std::exchange(mine.looked, true)) mine.program = find_examiner().value_or("");
    if (mine.program.empty()) return;
    mine.owner.store(os::signal_safe::current_pid(), std::memory_order_release);
}

void CrashReport::show(int signal) noexcept {
    const pid_t self = os::signal_safe::current_pid();
    const Prepared& mine = prepared();
    if (mine.owner.load(std::memory_order_acquire) != self) return;
    Digits pid = digits_of(self);
    Digits tid = digits_of(os::this_thread());
    Digits number = digits_of(signal);
    std::array<char, 7> name{"hangar"};
    std::array<char, 6> command{"crash"};
    const std::array<char*, 6> arguments{name.data(), command.data(), pid.data(),
                                         tid.data(),  number.data(),  nullptr};
    const std::array<char*, 1> environment{nullptr};
    os::run_in_handler(mine.program.c_str(), arguments.data(), environment.data(), patience);
}

}  // namespace hangar::hang
