// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <hangar/harness/gtest/test_name.hpp>
#include <string_view>

namespace hangar {
namespace {

// "Prefix/Suite" of TEST_P, "Suite/0" of TYPED_TEST, "Prefix/Suite/0" of TYPED_TEST_P.
std::string_view source_suite(std::string_view suite, bool typed) {
    if (typed) suite = suite.substr(0, suite.rfind('/'));
    const auto slash = suite.rfind('/');
    return slash == std::string_view::npos ? suite : suite.substr(slash + 1);
}

std::string enabled(std::string_view name) {
    constexpr std::string_view prefix = "DISABLED_";
    return std::string(name.starts_with(prefix) ? name.substr(prefix.size()) : name);
}

}  // namespace

TestName source_name(const testing::TestInfo& info) {
    const std::string_view test = info.name();
    return {enabled(source_suite(info.test_suite_name(), info.type_param() != nullptr)),
            enabled(test.substr(0, test.find('/'))), info.file()};
}

std::string full_name(const testing::TestInfo& info) {
    return std::string(info.test_suite_name()) + "." + info.name();
}

std::vector<TestName> registered_tests() {
    std::vector<TestName> names;
    const testing::UnitTest& program = *testing::UnitTest::GetInstance();
    for (int s = 0; s < program.total_test_suite_count(); ++s) {
        const testing::TestSuite& suite = *program.GetTestSuite(s);
        for (int t = 0; t < suite.total_test_count(); ++t) {
            TestName name = source_name(*suite.GetTestInfo(t));
            // Instances of one test are neighbours, but those of one suite alternate.
            if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
        }
    }
    return names;
}

}  // namespace hangar
