// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>

#include <hangar/harness/gtest/stop_test.hpp>

// GoogleTest's fatal assertions for coroutines, where its own cannot stand: they use `return`.
// Same messages, same streaming: CO_ASSERT_EQ(co_await child.run<&add>(1, 2), 3) << "hint".
// They throw, and so they also end the test from within a coroutine that it awaits, whatever that
// gives. EXPECT_* can be used as ever. In the code of a child actor, throw an error instead: what
// is asserted in another process is not counted here.

#define CO_ASSERT_TRUE(condition) HANGAR_CO_BOOLEAN_(condition, #condition, false, true)
#define CO_ASSERT_FALSE(condition) HANGAR_CO_BOOLEAN_(!(condition), #condition, true, false)

#define CO_ASSERT_EQ(a, b) HANGAR_CO_COMPARE_(::testing::internal::EqHelper::Compare, a, b)
#define CO_ASSERT_NE(a, b) HANGAR_CO_COMPARE_(::testing::internal::CmpHelperNE, a, b)
#define CO_ASSERT_LT(a, b) HANGAR_CO_COMPARE_(::testing::internal::CmpHelperLT, a, b)
#define CO_ASSERT_LE(a, b) HANGAR_CO_COMPARE_(::testing::internal::CmpHelperLE, a, b)
#define CO_ASSERT_GT(a, b) HANGAR_CO_COMPARE_(::testing::internal::CmpHelperGT, a, b)
#define CO_ASSERT_GE(a, b) HANGAR_CO_COMPARE_(::testing::internal::CmpHelperGE, a, b)
#define CO_ASSERT_STREQ(a, b) HANGAR_CO_COMPARE_(::testing::internal::CmpHelperSTREQ, a, b)
#define CO_ASSERT_STRNE(a, b) HANGAR_CO_COMPARE_(::testing::internal::CmpHelperSTRNE, a, b)

#define CO_ASSERT_THAT(value, matcher) \
    HANGAR_CO_RESULT_(                 \
        ::testing::internal::MakePredicateFormatterFromMatcher(matcher)(#value, value))

#define CO_FAIL() HANGAR_CO_STOP_(kFatalFailure, "Failed")
#define CO_SKIP() HANGAR_CO_STOP_(kSkip, "")

#define HANGAR_CO_COMPARE_(compare, a, b) HANGAR_CO_RESULT_(compare(#a, #b, a, b))
#define HANGAR_CO_RESULT_(expression)                                  \
    GTEST_AMBIGUOUS_ELSE_BLOCKER_                                      \
    if (const ::testing::AssertionResult hangar_result = (expression)) \
        ;                                                              \
    else                                                               \
        HANGAR_CO_STOP_(kFatalFailure, hangar_result.failure_message())
#define HANGAR_CO_BOOLEAN_(expression, text, actual, expected)                                   \
    GTEST_AMBIGUOUS_ELSE_BLOCKER_                                                                \
    if (const ::testing::AssertionResult hangar_result = ::testing::AssertionResult(expression)) \
        ;                                                                                        \
    else                                                                                         \
        HANGAR_CO_STOP_(kFatalFailure, ::testing::internal::GetBoolAssertionFailureMessage(      \
                                           hangar_result, text, #actual, #expected)              \
                                           .c_str())
#define HANGAR_CO_STOP_(type, message)                                                 \
    ::hangar::StopTest(::testing::TestPartResult::type, __FILE__, __LINE__, message) = \
        ::testing::Message()
