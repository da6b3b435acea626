// SPDX-License-Identifier: Apache-2.0
// What becomes of loops in a forked child.
#include <gtest/gtest.h>
#include <unistd.h>

#include <thread>

#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/diag/os/fork.hpp>

namespace hangar::runtime {
namespace {

using namespace std::chrono_literals;

// What an actor child does: nothing of the parent's loops is left, and a fresh one works.
int run_in_forked_child() {
    if (Loop::is_running()) return 10;
    tasks::forget_loops_in_child();
    if (hangar_task_registry.loops != nullptr) return 11;
    const auto body = []() -> Task<int> {
        Channel<int> channel(0);
        int got = 0;
        const auto play = [&](Nursery& nursery) -> Task<void> {
            nursery.start_soon([&]() -> Task<void> { co_await channel.send(7); });
            co_await sleep_for(1ms);
            const auto value = co_await channel.receive();
            got = *value;
        };
        co_await with_nursery(play);
        co_return got;
    };
    Loop loop;
    return loop.run(body) == 7 && hangar_task_registry.loops == nullptr ? 0 : 12;
}

TEST(LoopForkTest, AChildForkedByAThreadWithoutALoopRunsAFreshOne) {
    const auto body = []() -> Task<void> {
        os::Result<os::ForkResult> forked = tl::unexpected(os::Error{});
        std::thread worker([&] {
            forked = os::fork_process();
            if (forked && forked->in_child()) _exit(run_in_forked_child());
        });
        worker.join();
        const os::Pidfd child = std::move(value_or_throw(std::move(forked)).child);
        co_await fail_after(30s, [&] { return wait_exit(child); });
        const auto status = value_or_throw(child.collect());
        EXPECT_TRUE(status->success()) << status->describe();
    };
    Loop().run(body);
}

}  // namespace
}  // namespace hangar::runtime
