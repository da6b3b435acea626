// SPDX-License-Identifier: Apache-2.0
// Children that cannot be made, and children that are killed at any instant of their boot.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <array>
#include <cstddef>
#include <hangar/backends/actor/remote_error.hpp>
#include <hangar/backends/actor/root.hpp>
#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/backends/spawn/registry.hpp>
#include <hangar/diag/os/proc_children.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/suites/faults/conversation.hpp>

namespace hangar::faults {
namespace {

using namespace std::chrono_literals;
using runtime::Task;

std::vector<std::string> backends(bool with_processes_alone) {
    std::vector<std::string> keys;
    for (const auto& entry : spawn::backend_registry()) {
        const bool fits = !with_processes_alone || entry.carrier == spawn::Carrier::process;
        if (entry.refusal.empty() && fits) keys.emplace_back(entry.key);
    }
    return keys;
}

// From here on this process gets no other process and no thread.
void refuse_births() {
    std::array rules{
        sock_filter{BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, nr)},
        sock_filter{BPF_JMP | BPF_JEQ | BPF_K, 2, 0, SYS_clone},
        sock_filter{BPF_JMP | BPF_JEQ | BPF_K, 1, 0, SYS_clone3},
        sock_filter{BPF_JMP | BPF_JEQ | BPF_K, 0, 1, SYS_vfork},
        sock_filter{BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | EAGAIN},
        sock_filter{BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW},
    };
    const sock_fprog program{rules.size(), rules.data()};
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        throw std::runtime_error("no filter");
}

class BirthTest : public testing::TestWithParam<std::string> {
  protected:
    static void SetUpTestSuite() { ASSERT_EQ(os::set_subreaper(), 0); }
};
class RefusedBirthTest : public BirthTest {};
class KilledBirthTest : public BirthTest {};

TEST_P(RefusedBirthTest, NeitherAForkNorAThreadIsATypedErrorAndNotAHang) {
    actor::TreeOptions options;
    options.backend = GetParam();
    options.boot_limit = 3s;
    EXPECT_EQ(outcome_in_process(&refuse_births, [&] { converse_in_tree(options); }),
              "typed error");
}

Task<void> start_in_vain() {
    auto nursery = co_await actor::open_nursery();
    bool refused = false;
    try {
        auto starting = nursery.start_actor("refused");
        co_await std::move(starting);
    } catch (const runtime::OsError& e) {
        refused = e.error().code == EAGAIN;
    }
    if (!refused) throw std::logic_error("no error that says EAGAIN");
    if (nursery.size() != 0) throw std::logic_error("a child that was never born");
}

TEST_P(RefusedBirthTest, TheErrorIsTheKernelsAndTheNurseryGoesOn) {
    actor::TreeOptions options;
    options.backend = GetParam();
    const auto body = [&] { actor::run_root(options, start_in_vain); };
    EXPECT_EQ(outcome_in_process(&refuse_births, body), "success");
}

Task<void> kill_children(os::Duration after) {
    for (;;) {
        auto pause = runtime::sleep_for(after);
        co_await pause;
        const auto children = os::children_of_this_process();
        for (const auto& child : children.value_or(std::vector<os::ProcessId>{})) {
            const auto process = os::Pidfd::open(child);
            if (process) static_cast<void>(process->signal(SIGKILL));
        }
        if (children && !children->empty()) co_return;
        after = 100us;
    }
}

// A child that is killed so long after its birth began: before, during, or after its handshake.
Task<std::exception_ptr> start_and_kill(os::Duration after) {
    std::exception_ptr error;
    auto block = [&]() -> Task<void> {
        auto nursery = co_await actor::open_nursery();
        auto all = [&](runtime::Nursery& tasks) -> Task<void> {
            tasks.start_soon([after] { return kill_children(after); });
            auto starting = nursery.start_actor("killed");
            const actor::Portal child = co_await std::move(starting);
            auto waiting = child.run<&wait_for_ever>();
            co_await std::move(waiting);
        };
        auto both = runtime::with_nursery(std::ref(all));
        co_await std::move(both);
    };
    try {
        auto bounded = runtime::fail_after(20s, block);
        co_await std::move(bounded);
    } catch (...) {
        error = std::current_exception();
    }
    co_return error;
}

TEST_P(KilledBirthTest, AtWhateverInstantTheErrorIsTypedAndInTime) {
    actor::TreeOptions options;
    options.backend = GetParam();
    for (int step = 0; step < 25; ++step) {
        std::exception_ptr error;
        actor::run_root(options, [&]() -> Task<void> {
            auto trying = start_and_kill(step * 700us);
            error = co_await std::move(trying);
        });
        ASSERT_TRUE(error) << "at step " << step;
        EXPECT_TRUE(is_typed(error)) << "at step " << step << ": " << runtime::describe(error);
    }
}

INSTANTIATE_TEST_SUITE_P(By, RefusedBirthTest, testing::ValuesIn(backends(false)),
                         [](const auto& backend) { return backend.param; });
INSTANTIATE_TEST_SUITE_P(By, KilledBirthTest, testing::ValuesIn(backends(true)),
                         [](const auto& backend) { return backend.param; });

}  // namespace
}  // namespace hangar::faults
