// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/proc_environ.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/signals.hpp>
#include <hangar/diag/os/vfork.hpp>

namespace hangar::os {
namespace {

using namespace std::string_view_literals;

TEST(FindVariableTest, FindsTheWholeName) {
    constexpr auto text = "A=1\0AB=2\0B=x=y\0C=\0D\0"sv;
    EXPECT_EQ(find_variable(text, "A"), "1");
    EXPECT_EQ(find_variable(text, "AB"), "2");
    EXPECT_EQ(find_variable(text, "B"), "x=y");
    EXPECT_EQ(find_variable(text, "C"), "");
    for (const auto* name : {"D", "E", "", "A=1", "=", "b"})
        EXPECT_EQ(find_variable(text, name), std::nullopt) << name;
}

TEST(FindVariableTest, SurvivesTextWithoutAnEnd) {
    EXPECT_EQ(find_variable("A=1"sv, "A"), "1");
    EXPECT_EQ(find_variable(""sv, "A"), std::nullopt);
    EXPECT_EQ(find_variable("\0\0=\0"sv, "A"), std::nullopt);
}

TEST(ReadVariableTest, SeesWhatAProgramWasStartedWith) {
    const auto ends = make_socketpair();
    std::array<char*, 2> arguments{const_cast<char*>("cat"), nullptr};
    std::array<char*, 2> environment{const_cast<char*>("HANGAR_TEST_MARK=seen"), nullptr};
    auto run = [&]() noexcept {
        reset_signals();
        std::array stdio{FdPlacement{ends->second.get(), 0}, FdPlacement{ends->second.get(), 1}};
        if (place_fds(stdio) != 0) return 126;
        return exec_path("/bin/cat", arguments.data(), environment.data());
    };
    const auto child = vfork_process(run);
    ASSERT_THAT(child, Succeeds());
    // The parent goes on in the midst of the exec: only what cat sends back says that it runs.
    ASSERT_THAT(write_all(ends->first.get(), "x"), Succeeds());
    ASSERT_EQ(*wait_readable(ends->first.get(), soon()), true);
    EXPECT_EQ(*read_variable(*ProcDir::open(child->id()), "HANGAR_TEST_MARK"), "seen");
    EXPECT_EQ(*read_variable(*ProcDir::open(child->id()), "PATH"), std::nullopt);
    ASSERT_THAT(child->signal(SIGKILL), Succeeds());
    ASSERT_EQ(*child->wait_exit(soon()), true);
    EXPECT_EQ(*child->collect(), WaitStatus::signalled(SIGKILL));
}

TEST(ReadVariableTest, DoesNotSeeWhatIsSetLater) {
    const TestChild child([](TestParent& parent) {
        ::setenv("HANGAR_TEST_MARK", "later", 1);
        parent.ready();
        parent.hold();
        return 0;
    });
    static_cast<void>(child.wait_ready());
    EXPECT_EQ(*read_variable(*ProcDir::open(child.id()), "HANGAR_TEST_MARK"), std::nullopt);
}

}  // namespace
}  // namespace hangar::os
