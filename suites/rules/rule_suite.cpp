// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/spawn/registry.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/os/proc_children.hpp>
#include <hangar/suites/rules/rule_suite.hpp>

namespace hangar::rules {

void RuleSuite::TearDown() {
    std::vector<pid_t> left;
    const auto children = os::children_of_this_process();
    ASSERT_TRUE(children.has_value()) << children.error().message();
    for (const auto& child : *children) left.push_back(child.pid);
    EXPECT_THAT(left, testing::IsEmpty()) << "processes of the tree are left";
}

spawn::Carrier RuleSuite::carrier() const {
    return spawn::find_backend(cell().backend).value()->carrier;
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
