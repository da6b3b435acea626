// SPDX-License-Identifier: Apache-2.0
// Which host carries which actor, and what a host's end is to each of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <hangar/backends/ipc/bytes.hpp>
#include <hangar/backends/runtime/loop.hpp>
#include <hangar/backends/runtime/scopes.hpp>
#include <hangar/backends/spawn/host_pool.hpp>
#include <hangar/backends/spawn/registry.hpp>

namespace hangar::spawn {
namespace {

using namespace std::chrono_literals;
using runtime::Loop;
using runtime::Task;
using testing::ElementsAre;
using testing::HasSubstr;

// Ends when the descriptor that its seed names does.
int wait_for_end(ChildBoot boot) {
    const os::Fd pipe(boot.descriptor(std::stoi(std::string(ipc::text_of(boot.seed)))));
    static_cast<void>(os::read_all(pipe.get()));
    return 0;
}

struct Waiting {
    SpawnRequest request;
    os::Fd hold;  // it goes on for as long as this
};

Waiting waiting(const std::string& host = "") {
    auto pipe = os::make_pipe().value();
    Waiting waiting;
    const std::string number = std::to_string(pipe.first.get());
    const auto bytes = ipc::bytes_of(number);
    waiting.request.name = "child";
    waiting.request.main = &wait_for_end;
    waiting.request.seed.assign(bytes.begin(), bytes.end());
    waiting.request.inherit.push_back(std::move(pipe.first));
    waiting.request.host = host;
    waiting.hold = std::move(pipe.second);
    return waiting;
}

class HostPoolTest : public testing::Test {
  protected:
    std::unique_ptr<HostPool::Place> place(const std::string& host = "") {
        return pool_.place(waiting(host).request).value();
    }
    HostPool pool_;
};

TEST_F(HostPoolTest, FillsAHostBeforeItForksTheNext) {
    std::vector<std::unique_ptr<HostPool::Place>> places;
    for (std::size_t i = 0; i <= HostPool::actors_per_host; ++i) places.push_back(place());
    EXPECT_THAT(pool_.census(), ElementsAre(HostPool::actors_per_host, 1U));
    places.front()->leave();
    places.push_back(place());
    EXPECT_THAT(pool_.census(), ElementsAre(HostPool::actors_per_host, 1U));
}

TEST_F(HostPoolTest, ActorsThatNameAHostShareItAndNobodyElseIsThere) {
    const auto a1 = place("a");
    const auto b = place("b");
    const auto a2 = place("a");
    const auto anywhere = place();
    EXPECT_EQ(&a1->host(), &a2->host());
    EXPECT_NE(&a1->host(), &b->host());
    EXPECT_THAT(pool_.census(), ElementsAre(2U, 1U, 1U));
}

TEST_F(HostPoolTest, AHostWithAnAbandonedActorIsGivenNoMoreAndEndsWithItsLast) {
    const auto wedged = place();
    const auto other = place();
    EXPECT_FALSE(wedged->abandon());
    const auto elsewhere = place();
    EXPECT_NE(&elsewhere->host(), &other->host());
    EXPECT_FALSE(other->host().has_ended());
    other->leave();
    EXPECT_TRUE(other->host().process().wait_exit(os::Deadline::after(20s)).value());
    EXPECT_EQ(other->host().status(), os::WaitStatus::signalled(SIGKILL));
}

TEST_F(HostPoolTest, AHostThatHasEndedIsReplaced) {
    const auto first = place();
    ASSERT_TRUE(first->host().process().signal(SIGKILL));
    ASSERT_TRUE(first->host().process().wait_exit(os::Deadline::after(20s)).value());
    const auto second = place();
    EXPECT_NE(first->host().process().id(), second->host().process().id());
    EXPECT_THAT(pool_.census(), ElementsAre(1U));
}

Backend& hosted() {
    return find_backend("hosted").value()->instance();
}

class HostedBackendTest : public testing::Test {
  protected:
    ~HostedBackendTest() override { end_all_helpers(); }
};

TEST_F(HostedBackendTest, ReportsTheEndOfAThread) {
    Loop loop;
    const ChildEnd end = loop.run([]() -> Task<ChildEnd> {
        Waiting child = waiting();
        auto spawning = hosted().spawn(std::move(child.request));
        const auto carried = co_await std::move(spawning);
        EXPECT_NE(carried->process().pid, ::getpid());
        child.hold.reset();
        auto ending = carried->wait();
        co_return co_await std::move(ending);
    });
    EXPECT_EQ(end.describe(), "its thread ended");
}

TEST_F(HostedBackendTest, TellsEachActorOfAHostHowItEnded) {
    Loop loop;
    loop.run([]() -> Task<void> {
        std::vector<Waiting> orders;
        std::vector<std::unique_ptr<Child>> carried;
        for (int i = 0; i < 3; ++i) {
            orders.push_back(waiting());
            auto spawning = hosted().spawn(std::move(orders.back().request));
            carried.push_back(co_await std::move(spawning));
        }
        EXPECT_EQ(carried[0]->process(), carried[2]->process());
        EXPECT_TRUE(os::Pidfd::open(carried[0]->process()).value().signal(SIGKILL));
        for (const auto& child : carried) {
            auto ending = child->wait();
            const ChildEnd end = co_await std::move(ending);
            EXPECT_EQ(end.status, os::WaitStatus::signalled(SIGKILL));
            EXPECT_THAT(end.describe(),
                        HasSubstr("its host (pid " + std::to_string(child->process().pid)));
        }
    });
}

TEST_F(HostedBackendTest, AnActorThatWillNotEndIsAbandonedAndItsHostKilledIfItIsAlone) {
    Loop loop;
    loop.run([]() -> Task<void> {
        Waiting wedged = waiting();
        auto spawning = hosted().spawn(std::move(wedged.request));
        const auto carried = co_await std::move(spawning);
        auto destroying = carried->destroy(os::Deadline::after(50ms));
        EXPECT_THAT(co_await std::move(destroying), HasSubstr("was abandoned"));
        auto ending = carried->wait();
        const ChildEnd end = co_await std::move(ending);
        EXPECT_EQ(end.status, os::WaitStatus::signalled(SIGKILL));
        EXPECT_THAT(carried->killed(), ElementsAre(carried->process().pid));
    });
}

TEST_F(HostedBackendTest, EndsItsHostsWhenTheProcessCarriesNoActorAnyMore) {
    os::ProcessId host;
    Loop loop;
    loop.run([&]() -> Task<void> {
        Waiting child = waiting();
        auto spawning = hosted().spawn(std::move(child.request));
        const auto carried = co_await std::move(spawning);
        host = carried->process();
        child.hold.reset();
        auto ending = carried->wait();
        static_cast<void>(co_await std::move(ending));
    });
    EXPECT_TRUE(os::is_running(host)) << "it stays warm";
    end_all_helpers();
    EXPECT_FALSE(os::exists(host));
}

}  // namespace
}  // namespace hangar::spawn
