// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <hangar/backends/spawn/registry.hpp>
#include <hangar/diag/os/orphans.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/os/proc_children.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/sanitizers.hpp>
#include <hangar/suites/rules/actors.hpp>
#include <hangar/suites/rules/rule_suite.hpp>
#include <thread>

namespace hangar::rules {
namespace {

std::size_t threads_of_this_process() {
    const std::filesystem::directory_iterator tasks("/proc/self/task");
    return static_cast<std::size_t>(std::distance(begin(tasks), end(tasks)));
}

}  // namespace

RuleSuite::RuleSuite() {
    EXPECT_EQ(os::set_subreaper(true), 0);
}
RuleSuite::~RuleSuite() {
    EXPECT_EQ(os::set_subreaper(false), 0);
}

void RuleSuite::TearDown() {
    auto below = os::descendants_of(os::this_process()).value();
    // LeakSanitizer looks from a helper, whose parent may be killed meanwhile.
    if (orphans_expected_ || os::has_address_sanitizer) {
        for (const auto& process : below) static_cast<void>(ends_within(process, 6s));
        static_cast<void>(os::collect_orphans());
        below = os::descendants_of(os::this_process()).value();
    }
    std::vector<pid_t> left;
    for (const auto& process : below) left.push_back(process.pid);
    EXPECT_THAT(left, testing::IsEmpty()) << "processes of the tree are left";
}

spawn::Carrier RuleSuite::carrier() const {
    return spawn::find_backend(cell().backend).value()->carrier;
}

void BlockingSuite::SetUp() {
    hold_blocked();
    threads_before_ = threads_of_this_process();
}

void BlockingSuite::TearDown() {
    release_blocked();
    const auto limit = os::Deadline::after(20s);
    while (!lives_elsewhere() && threads_of_this_process() > threads_before_) {
        ASSERT_FALSE(limit.passed()) << "an abandoned thread never ended";
        std::this_thread::yield();
    }
    RuleSuite::TearDown();
}

std::vector<std::exception_ptr> errors_of(const std::exception_ptr& error) {
    if (!error) return {};
    try {
        std::rethrow_exception(error);
    } catch (const ErrorGroup& group) {
        return group.errors();
    } catch (...) {
        return {error};
    }
}

std::vector<RemoteError> remote_errors(const std::vector<std::exception_ptr>& errors) {
    std::vector<RemoteError> remote;
    for (const auto& error : errors) {
        try {
            std::rethrow_exception(error);
        } catch (const RemoteError& e) {
            remote.push_back(e);
        } catch (...) {
            ADD_FAILURE() << "not a remote error: " << runtime::describe(error);
        }
    }
    return remote;
}

bool ends_within(const os::ProcessId& process, os::Duration limit) {
    const auto handle = os::Pidfd::open(process);
    // Gone already, and its number perhaps another's.
    if (!handle) return true;
    return handle->wait_exit(os::Deadline::after(limit)).value_or(false);
}

}  // namespace hangar::rules
