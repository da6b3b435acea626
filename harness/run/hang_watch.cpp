// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <hangar/backends/runtime/sleep.hpp>
#include <hangar/harness/run/hang_watch.hpp>

namespace hangar::run {
namespace {

using namespace std::chrono_literals;

constexpr os::Duration first_pause = 1s;
constexpr os::Duration longest_pause = 30s;
constexpr os::Duration before_confirmation = 300ms;

bool same_deadlock(const std::optional<Finding>& before, const Finding& now) {
    return before && before->deadlock && now.deadlock && before->cause == now.cause;
}

}  // namespace

runtime::Task<bool> HangWatch::run(std::function<runtime::Task<void>(const Finding&)> on_change) {
    for (os::Duration pause = first_pause;; pause = std::min(pause * 2, longest_pause)) {
        auto looked = look();
        const auto found = co_await std::move(looked);
        const bool proven = found && same_deadlock(last_, *found);
        if (found && !(last_ && same_verdict(*last_, *found))) {
            auto told = on_change(*found);
            co_await std::move(told);
        }
        if (found) last_ = found;
        if (proven) co_return true;
        if (!keeps_looking_) co_return false;
        const bool to_be_confirmed = found && found->deadlock;
        const os::Duration rest = to_be_confirmed ? before_confirmation : pause;
        co_await runtime::sleep_for(rest);
    }
}

runtime::Task<std::optional<Finding>> HangWatch::look() {
    auto examination = Examination::start(services_, process_.id().pid, {});
    if (!examination) co_return std::nullopt;
    auto waited = examination->finding();
    co_return co_await std::move(waited);
}

}  // namespace hangar::run
