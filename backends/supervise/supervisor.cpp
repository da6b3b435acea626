// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <hangar/backends/actor/log.hpp>
#include <hangar/backends/runtime/loop.hpp>
#include <hangar/backends/runtime/scopes.hpp>
#include <hangar/backends/runtime/sleep.hpp>
#include <hangar/backends/supervise/supervisor.hpp>
#include <utility>

namespace hangar::supervise {

using actor::log;
using actor::LogLevel;
using actor::Portal;
using runtime::Task;

struct Supervisor::Child {
    explicit Child(ChildSpec s) : spec(std::move(s)) {}

    ChildSpec spec;
    State state = State::waiting;
    bool alive = false;  // its task runs
    bool asked = false;  // to end
    bool has_started = false;
    std::size_t starts = 0;
    runtime::CancelScope* scope = nullptr;
    std::optional<Portal> portal;
    std::exception_ptr error;
};

Supervisor::Supervisor(Strategy strategy, Intensity intensity)
    : strategy_(strategy), history_(intensity) {}

Supervisor::~Supervisor() = default;

void Supervisor::add(ChildSpec spec) {
    const bool known = std::ranges::any_of(
        children_, [&](const auto& child) { return child->spec.name == spec.name; });
    if (known) throw std::invalid_argument("a supervisor has two children named " + spec.name);
    children_.push_back(std::make_unique<Child>(std::move(spec)));
}

// Who cancels us reaches the children through us alone, or they would not end in order.
Task<void> Supervisor::run() {
    auto whole = [this](runtime::Nursery& outer) -> Task<void> {
        auto keeping = [this, &outer]() -> Task<void> {
            auto kept = keep();
            co_await std::move(kept);
            outer.cancel("no child is left");
        };
        outer.start_soon([keeping] { return runtime::shielded(keeping); }, "keep children running");
        try {
            auto until_cancelled = runtime::sleep_forever();
            co_await until_cancelled;
        } catch (const runtime::Cancelled&) {
            stopping_ = true;
            tell();
            throw;
        }
    };
    auto nursery = runtime::with_nursery(whole);
    co_await std::move(nursery);
}

Task<void> Supervisor::keep() {
    auto whole = [this](runtime::Nursery& children) -> Task<void> {
        nursery_ = &children;
        std::vector<std::exception_ptr> errors;
        try {
            auto attending = attend();
            co_await std::move(attending);
        } catch (...) {
            errors.push_back(std::current_exception());
        }
        stopping_ = true;
        auto ending = end_all();
        co_await std::move(ending);
        nursery_ = nullptr;
        over_ = true;
        tell();
        errors.insert(errors.end(), late_errors_.begin(), late_errors_.end());
        runtime::throw_collected(std::move(errors));
    };
    auto nursery = runtime::with_nursery(whole);
    co_await std::move(nursery);
}

Task<void> Supervisor::attend() {
    for (bool more = true; more;) {
        auto step = take_step();
        more = co_await std::move(step);
    }
}

// Whether there may be another one.
Task<bool> Supervisor::take_step() {
    if (stopping_) co_return false;
    if (Child* ended = first_in(State::ended)) {
        auto settling = settle(*ended);
        co_await std::move(settling);
        co_return true;
    }
    Child* next = first_in(State::waiting);
    if (next != nullptr && first_in(State::starting) == nullptr) {
        start(*next);
        co_return true;
    }
    if (next == nullptr && std::ranges::none_of(children_, [](auto& each) { return each->alive; }))
        co_return false;
    auto waiting = news();
    co_await std::move(waiting);
    co_return true;
}

void Supervisor::start(Child& child) {
    child.state = State::starting;
    child.alive = true;
    child.asked = false;
    ++child.starts;
    nursery_->start_soon([this, &child] { return live(child); }, "supervised child");
}

Task<void> Supervisor::live(Child& child) {
    runtime::CancelScope scope;
    child.scope = &scope;
    if (child.asked) scope.cancel("its supervisor ends it");
    std::exception_ptr error;
    try {
        Incarnation incarnation(
            [this, &child](std::optional<Portal> portal) { announce(child, std::move(portal)); });
        auto life = child.spec.body(incarnation);
        co_await std::move(life);
    } catch (...) {
        if (!runtime::is_cancelled(std::current_exception())) error = std::current_exception();
    }
    child.scope = nullptr;
    note_end(child, std::move(error));
}

void Supervisor::announce(Child& child, std::optional<Portal> portal) {
    if (child.state != State::starting) return;
    child.state = State::running;
    child.has_started = true;
    child.portal = std::move(portal);
    tell();
}

void Supervisor::note_end(Child& child, std::exception_ptr error) {
    child.alive = false;
    child.portal.reset();
    child.state = child.asked ? State::done : State::ended;
    if (child.asked && error && stopping_) {
        late_errors_.push_back(std::move(error));
    } else if (child.asked && error) {
        log(LogLevel::warning, "supervise",
            fmt::format("child {} was ended, and failed: {}", child.spec.name,
                        runtime::describe(error)));
    } else {
        child.error = std::move(error);
    }
    tell();
}

// One that has ended though nobody had asked it to.
Task<void> Supervisor::settle(Child& failed) {
    const ChildExit exit{failed.spec.name, runtime::Loop::running().now(),
                         std::exchange(failed.error, nullptr)};
    if (!failed.has_started && exit.error) std::rethrow_exception(exit.error);
    if (!is_restarted(failed.spec.restart, !exit.error)) {
        failed.state = State::done;
        failed.has_started = true;
        if (exit.error)
            log(LogLevel::warning, "supervise",
                fmt::format("child {} is not started again: {}", exit.child, exit.how()));
        co_return tell();
    }
    history_.note(exit);
    log(LogLevel::info, "supervise",
        fmt::format("child {} is started again: {}", exit.child, exit.how()));
    const std::size_t failed_index = index_of(failed);
    for (std::size_t i = children_.size(); i-- > 0;) {
        Child& child = *children_[i];
        if (!is_concerned(strategy_, failed_index, i)) continue;
        auto ending = end(child);
        co_await std::move(ending);
        child.error = nullptr;
        child.state = child.spec.restart == Restart::temporary ? State::done : State::waiting;
    }
}

Task<void> Supervisor::end(Child& child) {
    if (!child.alive) co_return;
    child.asked = true;
    if (child.scope != nullptr) child.scope->cancel("its supervisor ends it");
    while (child.alive) {
        auto waiting = news();
        co_await std::move(waiting);
    }
}

Task<void> Supervisor::end_all() {
    for (std::size_t i = children_.size(); i-- > 0;) {
        auto ending = end(*children_[i]);
        co_await std::move(ending);
        children_[i]->state = State::done;
        // One that ended by itself, and that nobody has dealt with since.
        if (children_[i]->error) late_errors_.push_back(std::move(children_[i]->error));
    }
}

// Shown as what it is: a wait for the children's tasks.
Task<void> Supervisor::news() {
    runtime::Event came;
    const struct Enlisted {
        Enlisted(std::list<runtime::Event*>& list, runtime::Event& event)
            : waiters(list), place(list.insert(list.end(), &event)) {}
        ~Enlisted() { waiters.erase(place); }
        Enlisted(const Enlisted&) = delete;
        Enlisted& operator=(const Enlisted&) = delete;
        std::list<runtime::Event*>& waiters;
        std::list<runtime::Event*>::iterator place;
    } enlisted(waiters_, came);
    if (nursery_ != nullptr) {
        auto waiting = came.wait_as(tasks::WaitKind::nursery, &nursery_->node());
        co_await waiting;
    } else {
        auto waiting = came.wait();
        co_await waiting;
    }
}

void Supervisor::tell() noexcept {
    for (runtime::Event* waiter : waiters_) waiter->set();
}

Task<void> Supervisor::started() {
    const auto has_not = [](const auto& child) { return !child->has_started; };
    while (std::ranges::any_of(children_, has_not)) {
        if (over_) throw NoSuchChild("its supervisor ended before all children had started");
        auto waiting = news();
        co_await std::move(waiting);
    }
}

Task<Portal> Supervisor::portal(std::string name) {
    const Child& child = find(name);
    for (;;) {
        if (child.portal) co_return *child.portal;
        if (child.state == State::running) throw NoSuchChild("child " + name + " is no actor");
        if (child.state == State::done || stopping_)
            throw NoSuchChild("child " + name + " has ended and is not started again");
        auto waiting = news();
        co_await std::move(waiting);
    }
}

std::size_t Supervisor::restarts(const std::string& name) const {
    const std::size_t starts = find(name).starts;
    return starts > 0 ? starts - 1 : 0;
}

Supervisor::Child& Supervisor::find(const std::string& name) const {
    for (const auto& child : children_) {
        if (child->spec.name == name) return *child;
    }
    throw NoSuchChild("a supervisor has no child named " + name);
}

Supervisor::Child* Supervisor::first_in(State state) const noexcept {
    const auto found =
        std::ranges::find_if(children_, [state](const auto& each) { return each->state == state; });
    return found == children_.end() ? nullptr : found->get();
}

std::size_t Supervisor::index_of(const Child& child) const noexcept {
    const auto found =
        std::ranges::find_if(children_, [&](const auto& each) { return each.get() == &child; });
    return static_cast<std::size_t>(found - children_.begin());
}

}  // namespace hangar::supervise
