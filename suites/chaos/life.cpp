// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/actor/callee.hpp>
#include <hangar/backends/actor/context_error.hpp>
#include <hangar/backends/actor/remote_error.hpp>
#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/suites/chaos/life.hpp>
#include <thread>

namespace hangar::chaos {
namespace {

using actor::ActorNursery;
using actor::Portal;
using runtime::Task;

constexpr std::chrono::seconds wedged{60};

// What a child runs, by the way in which its parent has it work.

Task<void> live(Node node, std::string ledger) {
    Life life(std::move(node), ledger);
    auto living = life.run();
    co_await std::move(living);
}

Task<void> live_in_context(actor::Callee<std::string> caller, Node node, std::string ledger) {
    auto starting = caller.started(node.name);
    co_await std::move(starting);
    auto living = live(std::move(node), std::move(ledger));
    co_await std::move(living);
}

using Items = actor::Callee<std::string, std::uint32_t, std::uint32_t>;

Task<void> live_in_stream(Items caller, Node node, std::string ledger) {
    auto starting = caller.started(node.name);
    co_await std::move(starting);
    const auto stream = caller.open_stream();
    for (std::uint32_t item = 0; item < node.items; ++item) {
        if (node.breaks_channel && 2 * item >= node.items) caller.break_channel();
        auto sending = stream.send(item);
        co_await std::move(sending);
    }
    stream.finish_sending();
    for (;;) {
        auto receiving = stream.receive();
        const auto item = co_await std::move(receiving);
        if (!item) break;
    }
    auto living = live(std::move(node), std::move(ledger));
    co_await std::move(living);
}

}  // namespace

Task<void> Life::run() {
    ledger_.note("lives", node_.backend);
    std::exception_ptr error;
    try {
        auto growing = grow();
        co_await std::move(growing);
    } catch (...) {
        error = std::current_exception();
    }
    if (!error) co_return;
    judge(error);
    std::rethrow_exception(error);
}

Task<void> Life::grow() {
    auto nursery = co_await actor::open_nursery();
    auto all = [&](runtime::Nursery& tasks) -> Task<void> {
        for (const Node& child : node_.children) {
            tasks.start_soon([this, &child, nursery] { return tend(nursery, child); },
                             "tend a child");
        }
        auto working = work();
        co_await std::move(working);
    };
    auto tending = runtime::with_nursery(std::ref(all));
    co_await std::move(tending);
}

Task<void> Life::work() {
    auto busy = runtime::sleep_for(node_.work);
    co_await busy;
    switch (node_.ending) {
        case Ending::returns:
            co_return;
        case Ending::fails:
            ledger_.note("throws", node_.name);
            throw Planned(node_.name);
        case Ending::waits: {
            auto for_ever = runtime::sleep_forever();
            co_await for_ever;
            co_return;
        }
        case Ending::blocks:
            std::this_thread::sleep_for(node_.work);
            co_return;
        case Ending::wedges:
            ledger_.note("wedges", node_.name);
            std::this_thread::sleep_for(wedged);
            co_return;
    }
}

Task<void> Life::tend(ActorNursery nursery, const Node& child) {
    const BoundedWait wait(ledger_, "tend " + child.name, child.limit + wind_down);
    std::exception_ptr error;
    try {
        auto talking = [&] {
            return child.way == Way::one_shot ? shoot(nursery, child)
                                              : start_and_talk(nursery, child);
        };
        auto bounded = runtime::move_on_after(child.limit, talking);
        static_cast<void>(co_await std::move(bounded));
    } catch (...) {
        error = std::current_exception();
    }
    if (!error) co_return;
    judge(error);
    if (runtime::is_cancelled(error) || !node_.tolerant) std::rethrow_exception(error);
}

Task<void> Life::shoot(ActorNursery nursery, const Node& child) {
    auto starting = nursery.run_in_actor<&live>(child.name, child, ledger_.path());
    const auto shot = co_await std::move(starting);
    auto result = shot.result();
    co_await std::move(result);
}

Task<void> Life::start_and_talk(ActorNursery nursery, const Node& child) {
    actor::ActorOptions options(child.backend);
    options.transport = child.transport;
    auto starting = nursery.start_actor(child.name, options);
    const Portal portal = co_await std::move(starting);
    auto all = [&](runtime::Nursery& tasks) -> Task<void> {
        if (child.cancelled_after) {
            tasks.start_soon([&]() -> Task<void> {
                auto pause = runtime::sleep_for(*child.cancelled_after);
                co_await pause;
                const BoundedWait wait(ledger_, "cancel " + child.name, wind_down);
                auto cancelling = portal.cancel_actor();
                co_await std::move(cancelling);
            });
        }
        auto talking = talk(portal, child);
        co_await std::move(talking);
        tasks.cancel();
    };
    auto talking = runtime::with_nursery(std::ref(all));
    co_await std::move(talking);
}

Task<void> Life::talk(Portal portal, const Node& child) {
    if (child.way == Way::context) return open_and_wait(std::move(portal), child);
    if (child.way == Way::stream) return converse_with(std::move(portal), child);
    return portal.run<&live>(child, ledger_.path());
}

Task<void> Life::open_and_wait(Portal portal, const Node& child) {
    auto context = co_await portal.open_context<&live_in_context>(child, ledger_.path());
    auto result = context.result();
    co_await std::move(result);
}

Task<void> Life::converse_with(Portal portal, const Node& child) {
    auto context = co_await portal.open_context<&live_in_stream>(child, ledger_.path());
    const auto stream = context.open_stream();
    for (std::uint32_t item = 0; item < child.items; ++item) {
        auto sending = stream.send(item);
        co_await std::move(sending);
        auto receiving = stream.receive();
        const auto echo = co_await std::move(receiving);
        if (!echo) break;
    }
    stream.finish_sending();
    auto result = context.result();
    co_await std::move(result);
}

void Life::saw_planned(const std::string& text) const {
    const std::string mark = Planned::token("");
    const std::string begin = mark.substr(0, mark.size() - 1);
    for (auto at = text.find(begin); at != std::string::npos; at = text.find(begin, at + 1)) {
        const auto name = at + begin.size();
        ledger_.note("saw", text.substr(name, text.find(';', name) - name));
    }
}

void Life::judge(const std::exception_ptr& error) const {
    try {
        std::rethrow_exception(error);
    } catch (const runtime::Cancelled&) {
    } catch (const runtime::ErrorGroup& group) {
        for (const auto& one : group.errors()) judge(one);
    } catch (const actor::RemoteError& e) {
        saw_planned(e.what());
        for (const auto& cause : e.causes()) judge(std::make_exception_ptr(cause));
    } catch (const Planned& e) {
        saw_planned(e.what());
    } catch (const actor::ActorDied&) {
    } catch (const actor::BootError&) {
    } catch (const actor::ContextError&) {
    } catch (const actor::StreamClosed&) {
    } catch (const ipc::ChannelError&) {
    } catch (const runtime::OsError&) {
    } catch (...) {
        ledger_.note("odd", runtime::describe(error));
    }
}

}  // namespace hangar::chaos
