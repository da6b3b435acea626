// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/proc_cmdline.hpp>

namespace hangar::os {
namespace {

using namespace std::string_view_literals;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(ParseCmdlineTest, ArgumentsEndWithAZeroByte) {
    EXPECT_THAT(parse_cmdline("sh\0-c\0a b\n\0"sv), ElementsAre("sh", "-c", "a b\n"));
    EXPECT_THAT(parse_cmdline("sh\0\0\0"sv), ElementsAre("sh", "", ""));
    EXPECT_THAT(parse_cmdline("overwritten title"sv), ElementsAre("overwritten title"));
    EXPECT_THAT(parse_cmdline(""sv), IsEmpty());
}

TEST(ReadCmdlineTest, ReadsOurOwn) {
    const auto arguments = read_cmdline(*ProcDir::open(::getpid()));
    ASSERT_THAT(arguments, Succeeds());
    EXPECT_THAT(arguments->front(), testing::EndsWith("diag_os_test"));
}

TEST(DescribeCommandTest, AZombieIsItsNameInBrackets) {
    TestChild child;
    EXPECT_THAT(describe_command(*ProcDir::open(child.id())), testing::HasSubstr("diag_os_test"));
    child.release();
    ASSERT_EQ(*child.handle().wait_exit(soon()), true);
    const auto dir = ProcDir::open(child.id());
    EXPECT_EQ(describe_command(*dir), "[diag_os_test]");
    static_cast<void>(child.wait());
    EXPECT_EQ(describe_command(*dir), "[?]");
}

}  // namespace
}  // namespace hangar::os
