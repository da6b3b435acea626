// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/harness/gtest/lone_test.hpp>
#include <vector>

namespace hangar {
namespace {

#ifdef HANGAR_KNOWS_GTEST_REGISTRY

// An explicit instantiation may name private members; that is what opens them.
template <class Name, typename Name::Type Member>
struct Open {
    friend constexpr typename Name::Type member(Name) { return Member; }
};

struct MutableSuite {
    using Type = testing::TestSuite* (testing::UnitTest::*)(int);
    friend constexpr Type member(MutableSuite);
};
template struct Open<MutableSuite, &testing::UnitTest::GetMutableTestSuite>;

struct Tests {
    using Type = std::vector<testing::TestInfo*> testing::TestSuite::*;
    friend constexpr Type member(Tests);
};
template struct Open<Tests, &testing::TestSuite::test_info_list_>;

struct Order {
    using Type = std::vector<int> testing::TestSuite::*;
    friend constexpr Type member(Order);
};
template struct Open<Order, &testing::TestSuite::test_indices_>;

testing::TestInfo* find(const testing::TestSuite& suite, std::string_view name) {
    const std::string_view prefix = suite.name();
    if (!name.starts_with(prefix) || name.size() <= prefix.size() || name[prefix.size()] != '.')
        return nullptr;
    const std::string_view rest = name.substr(prefix.size() + 1);
    for (testing::TestInfo* test : suite.*member(Tests()))
        if (test->name() == rest) return test;
    return nullptr;
}

void keep(testing::TestSuite& suite, testing::TestInfo* test) {
    auto& tests = suite.*member(Tests());
    auto& order = suite.*member(Order());
    tests.clear();
    order.clear();
    if (test == nullptr) return;
    tests.push_back(test);
    order.push_back(0);
}

#endif

}  // namespace

#ifdef HANGAR_KNOWS_GTEST_REGISTRY

void forget_other_tests(std::string_view name) {
    testing::UnitTest& program = *testing::UnitTest::GetInstance();
    std::vector<testing::TestSuite*> suites;
    testing::TestSuite* its_suite = nullptr;
    testing::TestInfo* its_test = nullptr;
    for (int i = 0; i < program.total_test_suite_count(); ++i) {
        suites.push_back((program.*member(MutableSuite()))(i));
        testing::TestInfo* found = find(*suites.back(), name);
        if (found == nullptr) continue;
        if (its_test != nullptr) return;  // two of one name: both run
        its_suite = suites.back();
        its_test = found;
    }
    if (its_test == nullptr) return;
    for (testing::TestSuite* suite : suites) keep(*suite, suite == its_suite ? its_test : nullptr);
}

#else

void forget_other_tests(std::string_view) {}

#endif

}  // namespace hangar
