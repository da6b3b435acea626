// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/actor/signals.hpp>
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/spawn/child_reset.hpp>

namespace hangar::actor {
namespace {

const bool forgets_the_pipe = (spawn::on_child_reset(&os::SignalPipe::forget_in_child), true);

}  // namespace

SignalSource::SignalSource(std::initializer_list<int> signals, void (*also)(int) noexcept)
    : pipe_(runtime::value_or_throw(os::SignalPipe::open(signals, also))),
      readable_(runtime::value_or_throw(os::duplicate(pipe_.fd()))) {}

runtime::Task<int> SignalSource::next() {
    while (arrived_.empty()) {
        for (const int signal : pipe_.take()) arrived_.push_back(signal);
        if (!arrived_.empty()) break;
        auto ready = readable_.readable(tasks::WaitKind::signal);
        co_await ready;
    }
    const int signal = arrived_.front();
    arrived_.pop_front();
    co_return signal;
}

}  // namespace hangar::actor
