// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/harness/run/rerun_command.hpp>

namespace hangar::run {
namespace {

TEST(RerunCommandTest, NamesTheTestTheProgramAndWhatItWasGiven) {
    Options options;
    EXPECT_EQ(rerun_command(options, "/bin/prog", "A.B/0"), "hangar run --filter=A.B/0 /bin/prog");
    options.transports = "all";
    options.profile = "ci";
    options.arguments = {"--x=a b"};
    EXPECT_EQ(rerun_command(options, "/bin/prog", "A.B"),
              "hangar run --profile=ci --transport=all --filter=A.B /bin/prog -- '--x=a b'");
}

TEST(RerunCommandTest, TheRunnerIsNamedAsItWasCalled) {
    Options options;
    options.called_as = "build/bin/hangar";
    EXPECT_EQ(rerun_command(options, "/bin/prog", "A.B"),
              "build/bin/hangar run --filter=A.B /bin/prog");
}

TEST(RerunCommandTest, WhatAShellWouldReadIsQuoted) {
    EXPECT_EQ(rerun_command({}, "/b in/it's", "A.B*"),
              "hangar run '--filter=A.B?' '/b in/it'\\''s'");
}

}  // namespace
}  // namespace hangar::run
