// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <hangar/backends/actor/actor.hpp>
#include <hangar/backends/actor/child_actor.hpp>
#include <hangar/backends/actor/listed_peer.hpp>
#include <hangar/backends/actor/log.hpp>
#include <hangar/backends/actor/remote_error.hpp>
#include <hangar/backends/actor/socket_path.hpp>
#include <hangar/backends/runtime/race.hpp>
#include <hangar/backends/runtime/scopes.hpp>

namespace hangar::actor {

using runtime::Task;

namespace {

// Its channel ends with it: this is for one whose end of it somebody else holds as well.
constexpr std::chrono::milliseconds last_words_limit{500};

}  // namespace

ChildActor::ChildActor(std::unique_ptr<spawn::Child> carrier, ipc::Channel channel,
                       ipc::Identity parent)
    : RemoteActor(std::move(channel), std::move(parent)), carrier_(std::move(carrier)) {
    // A call that is cut off by the child's end is told how it ended, once that is known.
    peer().keep_calls_when_ended();
}

void ChildActor::close(const char* reason) noexcept {
    if (closing_.is_set()) return;
    reason_ = reason;
    closing_.set();
}

Task<void> ChildActor::end(const char* reason) {
    close(reason);
    auto gone = gone_.wait();
    co_await gone;
}

Task<void> ChildActor::supervise(const tasks::NurseryNode& nursery) {
    const ListedPeer listed(peer(), nursery);
    bool cancelled = false;
    try {
        co_await until_over();
    } catch (const runtime::Cancelled&) {
        cancelled = true;
    }
    asked_ = cancelled || closing_.is_set();
    if (cancelled) reason_ = "its nursery was cancelled";
    // Whatever happens around us: a child is not left behind.
    auto winding_down = [this] { return wind_down(); };
    auto shielded = runtime::shielded(winding_down);
    co_await std::move(shielded);
    peer().close();
    report_end();
    if (cancelled) throw runtime::Cancelled();
}

// It runs until its channel ends (it says its last words there), its carrier does, or it is closed.
Task<void> ChildActor::until_over() {
    auto channel_ended = [this]() -> Task<void> {
        auto wait = peer().ended().wait();
        co_await wait;
    };
    auto carrier_ended = [this]() -> Task<void> { co_await carrier_->wait(); };
    auto closed = [this]() -> Task<void> {
        auto wait = closing_.wait();
        co_await wait;
    };
    auto race = runtime::first_of(channel_ended, carrier_ended, closed);
    co_await std::move(race);
}

Task<void> ChildActor::wind_down() {
    if (!asked_) {
        // It has ended, or is about to: its status tells why. If it only lost its channel, it winds
        // itself down for that.
        const bool ended = co_await ends_within(Actor::current().options().ladder.soft);
        if (!ended) co_await climb_ladder();
    } else {
        co_await climb_ladder();
    }
    co_await hear_last_words();
    gone_.set();
}

// What it sent may be on its way still when its end is known: an answer, who cancelled a context.
Task<void> ChildActor::hear_last_words() {
    auto hearing = [this]() -> Task<void> {
        auto ended = peer().ended().wait();
        co_await ended;
    };
    auto bounded = runtime::move_on_after(last_words_limit, hearing);
    static_cast<void>(co_await std::move(bounded));
}

Task<bool> ChildActor::ends_within(os::Duration limit) {
    auto ending = [this]() -> Task<void> { end_ = co_await carrier_->wait(); };
    auto bounded = runtime::move_on_after(limit, ending);
    co_return co_await std::move(bounded);
}

// Cancel over the channel, SIGTERM, SIGKILL of the whole subtree: each rung bounded, each taken
// only if the one before did not help.
Task<void> ChildActor::climb_ladder() {
    const LadderTimes times = Actor::current().options().ladder;
    bool acknowledged = false;
    if (!peer().ended().is_set()) {
        acknowledged = co_await peer().cancel_actor(reason_, times.acknowledge);
    }
    const bool soft_will_do = acknowledged || peer().last_words().has_value();
    const os::Duration soft = soft_will_do ? shutdown_.value_or(times.soft) : os::Duration::zero();
    const bool ended = co_await ends_within(soft);
    if (ended) co_return;
    carrier_->terminate();
    peer().close();  // for a thread, which no signal reaches, this is the rung
    const bool terminated = co_await ends_within(times.terminate);
    if (terminated) co_return;
    const std::string outcome = co_await carrier_->destroy(os::Deadline::after(times.kill));
    log(LogLevel::warning, "ladder",
        fmt::format("actor {} did not end when asked: {}", identity().text(), outcome));
    const bool collected = co_await ends_within(times.kill);
    remove_sockets_of(carrier_->killed());
    if (!collected) {
        log(LogLevel::error, "ladder",
            fmt::format("actor {} is left behind: it did not end", identity().text()));
    }
}

void ChildActor::report_end() {
    if (end_ && end_->status && !end_->status->success())
        remove_sockets_of({carrier_->process().pid});
    const auto& words = peer().last_words();
    std::exception_ptr error;
    if (words && words->error) {
        error = std::make_exception_ptr(RemoteError(*words->error));
    } else if (!words && !asked_) {
        error = std::make_exception_ptr(ActorDied(
            fmt::format("actor {} died: {}", identity().text(),
                        end_ ? end_->describe() : "its channel ended: " + peer().end_reason())));
    }
    const auto for_calls = error ? error
                                 : std::make_exception_ptr(ActorDied(fmt::format(
                                       "actor {} ended before it answered", identity().text())));
    const std::size_t told = peer().fail_calls(for_calls);
    // Whoever waited for an answer has the error, and decides: the nursery need not have it twice.
    if (error && told == 0) std::rethrow_exception(error);
}

}  // namespace hangar::actor
