// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include <hangar/suites/runner/hangar_process.test.hpp>

namespace hangar::suites {

// What only a program that can be forked shows.
class ForkServerTest : public testing::Test {
  protected:
    void SetUp() override {
        if (sanitized) GTEST_SKIP() << "with a sanitizer, programs are executed";
    }
};

// A run that says how it starts each program.
inline HangarProcess run_by(const std::string& launcher, std::vector<std::string> arguments,
                            std::map<std::string, std::string> environment = {}) {
    arguments.insert(arguments.begin(), {"run", "-v", "--launcher=" + launcher});
    return HangarProcess(std::move(arguments), std::move(environment));
}

}  // namespace hangar::suites
