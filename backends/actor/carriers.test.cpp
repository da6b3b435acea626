// SPDX-License-Identifier: Apache-2.0
// What the death of a process that carries or makes actors is to those who use it.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <hangar/backends/actor/callees.test.hpp>
#include <hangar/backends/actor/cells.test.hpp>
#include <hangar/backends/spawn/fork_server.hpp>
#include <hangar/diag/os/proc_children.hpp>

namespace hangar::actor {
namespace {

using namespace std::chrono_literals;
using runtime::Task;
using testing::HasSubstr;
using testing::SizeIs;

void run_tree(const char* backend, const std::function<Task<void>()>& body) {
    TreeOptions options;
    options.backend = backend;
    run_root(options, body);
    expect_no_child_left("what a backend starts for itself ends with the tree");
}

// The one child of ours that is not this actor.
os::Pidfd child_beside(const Portal& actor) {
    const auto children = os::children_of_this_process().value();
    for (const auto& child : children) {
        if (child != actor.identity().process) return os::Pidfd::open(child).value();
    }
    return {};
}

void kill_and_wait(const os::Pidfd& process) {
    ASSERT_TRUE(process.signal(SIGKILL));
    ASSERT_TRUE(process.wait_exit(os::Deadline::after(20s)).value());
}

TEST(ForkServerTreeTest, ItsDeathIsOneTypedErrorAndTheNextActorHasANewOne) {
    run_tree("forkserver", []() -> Task<void> {
        auto nursery = co_await open_nursery();
        const Portal before = co_await nursery.start_actor("before");
        kill_and_wait(child_beside(before));
        std::string what;
        try {
            co_await nursery.start_actor("during");
        } catch (const spawn::ForkServerDied& e) {
            what = e.what();
        }
        EXPECT_THAT(what, HasSubstr("signal 9 (SIGKILL)"));
        const Portal after = co_await nursery.start_actor("after");
        EXPECT_EQ(co_await after.run<&own_pid>(), after.identity().process.pid);
        EXPECT_EQ(co_await before.run<&own_pid>(), before.identity().process.pid) << "lives on";
    });
}

std::string error_of(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const ActorDied& e) {
        return e.what();
    } catch (...) {
        return "another error: " + runtime::describe(error);
    }
}

TEST(HostedTreeTest, AHostsDeathIsToldToTheParentOfEachOfItsActors) {
    run_tree("hosted", []() -> Task<void> {
        ActorOptions apart("hosted");
        apart.host = "apart";
        std::vector<std::exception_ptr> errors;
        auto block = [&]() -> Task<void> {
            auto nursery = co_await open_nursery();
            std::vector<Portal> doomed;
            for (const char* name : {"one", "two", "three"})
                doomed.push_back(co_await nursery.start_actor(name));
            const Portal survivor = co_await nursery.start_actor("survivor", apart);
            auto call_all = [&](runtime::Nursery& calls) -> Task<void> {
                for (const Portal& portal : doomed) {
                    calls.start_soon([&errors, &portal]() -> Task<void> {
                        try {
                            co_await portal.run<&wait_for_ever>();
                        } catch (const ActorDied&) {
                            errors.push_back(std::current_exception());
                        }
                    });
                }
                const int elsewhere = co_await survivor.run<&own_pid>();
                EXPECT_NE(elsewhere, doomed[0].identity().process.pid);
                kill_and_wait(os::Pidfd::open(doomed[0].identity().process).value());
            };
            auto calling = runtime::with_nursery(std::ref(call_all));
            co_await std::move(calling);
            const int still = co_await survivor.run<&own_pid>();
            EXPECT_EQ(still, survivor.identity().process.pid) << "another host's";
        };
        auto running = block();
        co_await std::move(running);
        EXPECT_THAT(errors, SizeIs(3));
        for (const auto& error : errors) {
            EXPECT_THAT(error_of(error), HasSubstr("its host (pid"));
            EXPECT_THAT(error_of(error), HasSubstr("signal 9 (SIGKILL)"));
        }
    });
}

// The file goes when the actor ends in order.
void defer_mark(const std::string& path) {
    Actor::current().lifetime().defer([path] { ::unlink(path.c_str()); });
}

TEST(HostedTreeTest, SigtermAsksAllActorsOfAHostToEnd) {
    const std::string path = testing::TempDir() + "hangar-host-" + std::to_string(::getpid());
    { const auto file = os::open_file(AT_FDCWD, path, O_CREAT | O_WRONLY); }
    run_tree("hosted", [&]() -> Task<void> {
        auto nursery = co_await open_nursery();
        const Portal child = co_await nursery.start_actor("child");
        co_await child.run<&defer_mark>(path);
        const auto host = os::Pidfd::open(child.identity().process).value();
        EXPECT_TRUE(host.signal(SIGTERM));
        const auto limit = os::Deadline::after(20s);
        while (nursery.size() > 0 && !limit.passed()) {
            auto pause = runtime::sleep_for(1ms);
            co_await pause;
        }
    });
    EXPECT_NE(::access(path.c_str(), F_OK), 0) << "its lifetime stack has run";
    ::unlink(path.c_str());
}

}  // namespace
}  // namespace hangar::actor
