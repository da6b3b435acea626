// SPDX-License-Identifier: Apache-2.0
// Trees of actors drawn from seeds: whatever is killed, cancelled or broken in them, every wait
// ends in its bound, every error is told, and nothing is left.
//
//   HANGAR_CHAOS_SEED=N       that seed alone
//   HANGAR_CHAOS_SEEDS=N      the seeds below N (20)
//   HANGAR_CHAOS_BACKENDS=K,..  of these backends alone (all)
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>

#include <cstdlib>
#include <hangar/backends/actor/child_main.hpp>
#include <hangar/backends/actor/root.hpp>
#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/backends/spawn/registry.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/os/proc_children.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>
#include <hangar/diag/resources/resource_deltas.hpp>
#include <hangar/suites/chaos/aftermath.hpp>
#include <hangar/suites/chaos/life.hpp>
#include <sstream>

namespace hangar::chaos {
namespace {

using namespace std::chrono_literals;
using diag::Leak;
using runtime::Task;
using testing::IsEmpty;

std::vector<std::string> chosen_backends() {
    std::vector<std::string> keys;
    const char* chosen = std::getenv("HANGAR_CHAOS_BACKENDS");
    std::istringstream words(chosen != nullptr ? chosen : "");
    for (std::string key; std::getline(words, key, ',');) keys.push_back(key);
    if (!keys.empty()) return keys;
    for (const auto& entry : spawn::backend_registry())
        if (entry.refusal.empty()) keys.emplace_back(entry.key);
    return keys;
}

std::vector<std::uint64_t> seeds() {
    const char* only = std::getenv("HANGAR_CHAOS_SEED");
    const char* count = std::getenv("HANGAR_CHAOS_SEEDS");
    if (only != nullptr) return {std::stoull(only)};
    std::vector<std::uint64_t> all(count != nullptr ? std::stoull(count) : 20);
    for (std::uint64_t i = 0; i < all.size(); ++i) all[i] = i;
    return all;
}

// Whoever stands at that place among the tree's processes when the time has come.
Task<void> kill_someone(Kill kill, const Ledger& ledger) {
    auto pause = runtime::sleep_for(kill.after);
    co_await pause;
    const auto all = os::descendants_of(os::this_process());
    if (!all || all->empty()) co_return;
    const auto process = os::Pidfd::open((*all)[kill.place % all->size()]);
    if (!process) co_return;
    ledger.note("kills", std::to_string(process->id().pid));
    static_cast<void>(process->signal(SIGKILL));
}

// What a process keeps once it has used a backend: the thread that forks for it.
Task<void> use_each_backend() {
    auto nursery = co_await actor::open_nursery();
    for (const std::string& key : chosen_backends()) {
        auto starting = nursery.start_actor("first", actor::ActorOptions(key));
        co_await std::move(starting);
    }
}

constexpr Leak actors_and_threads = Leak::Threads | Leak::Gauges;

bool grown_since(const diag::ResourceDeltas& deltas, Leak leaks) {
    const auto changes = deltas.so_far();
    return !changes || diag::any(changes->grown() & leaks);
}

class ChaosTest : public testing::TestWithParam<std::uint64_t> {
  protected:
    static void SetUpTestSuite() { actor::run_root({}, use_each_backend); }
    void SetUp() override {
        ASSERT_EQ(os::set_subreaper(), 0);
        ::setenv("XDG_RUNTIME_DIR", dir_.path().c_str(), 1);
    }
    void TearDown() override { ::unsetenv("XDG_RUNTIME_DIR"); }

    Task<void> live_and_kill(const Plan& plan, Life& root) {
        auto all = [&](runtime::Nursery& tasks) -> Task<void> {
            for (const Kill& kill : plan.kills)
                tasks.start_soon([this, kill] { return kill_someone(kill, killer_); });
            auto living = root.run();
            co_await std::move(living);
            tasks.cancel();
        };
        auto bounded = runtime::move_on_after(plan.limit,
                                              [&] { return runtime::with_nursery(std::ref(all)); });
        static_cast<void>(co_await std::move(bounded));
    }

    // On a tree of its own; what it logs is returned.
    std::string run(const Plan& plan, const diag::ResourceDeltas& deltas) {
        testing::internal::CaptureStderr();
        actor::TreeOptions options;
        options.backend = plan.root.backend;
        options.transport = plan.root.transport;
        options.boot_limit = 10s;
        runtime::LoopOptions loop;
        loop.name = plan.root.name;
        loop.seed = plan.seed;
        Life root(plan.root, ledger_path_);
        try {
            actor::run_root(
                options, [&] { return live_and_kill(plan, root); }, loop);
        } catch (...) {
            root.judge(std::current_exception());
        }
        const auto limit = os::Deadline::after(15s);
        left_ = processes_left(limit);
        // A thread that had to be abandoned, which the log says, ends when it is through.
        while (grown_since(deltas, actors_and_threads) && !limit.passed()) ::poll(nullptr, 0, 2);
        return testing::internal::GetCapturedStderr();
    }

    os::TempDir dir_;
    std::string ledger_path_ = dir_.path("ledger");
    Ledger killer_{ledger_path_, "killer"};
    std::vector<std::string> left_;
};

TEST_P(ChaosTest, EveryWaitEndsEveryErrorIsToldAndNothingIsLeft) {
    const Plan plan = make_plan(GetParam(), chosen_backends());
    const diag::ResourceDeltas deltas("chaos");
    const auto start = os::Clock::now();
    const std::string log = run(plan, deltas);
    EXPECT_LT(os::Clock::now() - start, plan.limit + wind_down) << "the whole tree";
    EXPECT_THAT(left_, IsEmpty()) << "processes";
    EXPECT_THAT(files_left(dir_.path("hangar")), IsEmpty()) << "socket files";
    constexpr Leak all = actors_and_threads | Leak::Fds | Leak::Children | Leak::Shm;
    EXPECT_FALSE(grown_since(deltas, all)) << deltas.so_far().value().text();
    EXPECT_THAT(broken_promises(plan, Ledger::read(ledger_path_), log), IsEmpty());
    if (HasFailure()) {
        std::cerr << describe(plan) << log << "again: HANGAR_CHAOS_SEED=" << GetParam()
                  << " build/bin/suites_chaos_test\n";
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, ChaosTest, testing::ValuesIn(seeds()),
                         [](const auto& seed) { return std::to_string(seed.param); });

TEST(ChaosPlanTest, TheSameSeedGivesTheSamePlan) {
    const auto backends = chosen_backends();
    EXPECT_EQ(describe(make_plan(7, backends)), describe(make_plan(7, backends)));
    EXPECT_NE(describe(make_plan(7, backends)), describe(make_plan(8, backends)));
}

}  // namespace
}  // namespace hangar::chaos

// The executed children are this program.
int main(int argc, char** argv) {
    if (const auto status = hangar::actor::run_child_role()) return *status;
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
