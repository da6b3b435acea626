// SPDX-License-Identifier: Apache-2.0
// Every call of the system that a tree of actors makes fails in turn: once, with each error that
// the kernel has in store for calls of its kind. The outcome is a success or a typed error, in
// time, and nothing is left.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>
#include <hangar/suites/faults/conversation.hpp>
#include <hangar/suites/faults/refused_calls.hpp>

namespace hangar::faults {
namespace {

using testing::AnyOf;
using testing::IsEmpty;

struct Call {
    const char* name;
    int number;
};

constexpr Call calls[] = {
    {"read", SYS_read},
    {"write", SYS_write},
    {"writev", SYS_writev},
    {"sendto", SYS_sendto},
    {"sendmsg", SYS_sendmsg},
    {"recvmsg", SYS_recvmsg},
    {"socket", SYS_socket},
    {"socketpair", SYS_socketpair},
    {"bind", SYS_bind},
    {"listen", SYS_listen},
    {"accept4", SYS_accept4},
    {"connect", SYS_connect},
    {"getsockopt", SYS_getsockopt},
    {"setsockopt", SYS_setsockopt},
    {"epoll_create1", SYS_epoll_create1},
    {"epoll_ctl", SYS_epoll_ctl},
    {"epoll_wait", SYS_epoll_wait},
    {"eventfd2", SYS_eventfd2},
    {"timerfd_create", SYS_timerfd_create},
    {"timerfd_settime", SYS_timerfd_settime},
    {"pipe2", SYS_pipe2},
    {"dup3", SYS_dup3},
    {"fcntl", SYS_fcntl},
    {"openat", SYS_openat},
    {"mkdirat", SYS_mkdirat},
    {"clone", SYS_clone},
    {"clone3", SYS_clone3},
    {"vfork", SYS_vfork},
    {"execve", SYS_execve},
    {"waitid", SYS_waitid},
    {"pidfd_open", SYS_pidfd_open},
    {"pidfd_send_signal", SYS_pidfd_send_signal},
    {"memfd_create", SYS_memfd_create},
    {"getrandom", SYS_getrandom},
    {"poll", SYS_poll},
    {"ppoll", SYS_ppoll},
    {"prctl", SYS_prctl},
    {"close_range", SYS_close_range},
    {"timer_create", SYS_timer_create},
};

struct Fault {
    Call call;
    std::string backend;
    friend void PrintTo(const Fault& fault, std::ostream* out) {
        *out << fault.call.name << " with " << fault.backend;
    }
};

class SystemCallTest : public testing::TestWithParam<Fault> {
  protected:
    static void SetUpTestSuite() { ASSERT_EQ(os::set_subreaper(), 0); }
    void SetUp() override { ::setenv("XDG_RUNTIME_DIR", dir_.path().c_str(), 1); }
    void TearDown() override { ::unsetenv("XDG_RUNTIME_DIR"); }

    static std::string outcome(int error, unsigned nth) {
        RefusedCall refused(GetParam().call.number, error, nth);
        actor::TreeOptions options;
        options.backend = GetParam().backend;
        options.boot_limit = std::chrono::seconds(2);
        const auto begin = [&] {
            if (!refused.begin()) throw std::runtime_error("no filter");
        };
        return outcome_in_process(begin, [&] { converse_in_tree(options); });
    }

    [[nodiscard]] std::vector<std::string> socket_files_left() const {
        std::vector<std::string> left;
        std::error_code none_yet;
        for (const auto& file : std::filesystem::directory_iterator(dir_.path("hangar"), none_yet))
            left.push_back(file.path().filename());
        return left;
    }

    os::TempDir dir_;
};

TEST_P(SystemCallTest, FailsOnceAndTheOutcomeIsTypedAndInTime) {
    for (const int error : {EINTR, EAGAIN, ENOMEM, EMFILE}) {
        // The kernel promises that this has no other error, and the C library believes it.
        if (GetParam().call.number == SYS_getrandom && error != EINTR) continue;
        for (const unsigned nth : {1U, 2U, 4U}) {
            EXPECT_THAT(outcome(error, nth), AnyOf("success", "typed error"))
                << GetParam().call.name << " number " << nth << " gives errno " << error;
            EXPECT_THAT(socket_files_left(), IsEmpty())
                << GetParam().call.name << " number " << nth << " gives errno " << error;
        }
    }
}

std::vector<Fault> faults() {
    std::vector<Fault> all;
    for (const char* backend : {"fork_worker", "vfork_exec"})
        for (const Call& call : calls) all.push_back({call, backend});
    return all;
}

INSTANTIATE_TEST_SUITE_P(Of, SystemCallTest, testing::ValuesIn(faults()), [](const auto& fault) {
    return std::string(fault.param.call.name) + "_" + fault.param.backend;
});

}  // namespace
}  // namespace hangar::faults
