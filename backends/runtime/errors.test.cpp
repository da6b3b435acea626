// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/errors.hpp>

#include <gtest/gtest.h>

#include <cerrno>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace hangar::runtime {
namespace {

std::exception_ptr error(const char* what) {
    return std::make_exception_ptr(std::runtime_error(what));
}

std::exception_ptr cancelled() {
    return std::make_exception_ptr(Cancelled());
}

std::string collected(std::vector<std::exception_ptr> errors) {
    try {
        throw_collected(std::move(errors));
    } catch (...) {
        return describe(std::current_exception());
    }
    return "nothing";
}

TEST(ErrorsTest, ACancellationIsNoStdException) {
    EXPECT_FALSE((std::is_base_of_v<std::exception, Cancelled>));
}

TEST(ErrorsTest, NoErrorIsNotThrown) {
    EXPECT_EQ(collected({}), "nothing");
}

TEST(ErrorsTest, ASingleErrorIsThrownAsItIs) {
    EXPECT_THROW(throw_collected({error("alone")}), std::runtime_error);
    EXPECT_EQ(collected({error("alone")}), "alone");
}

TEST(ErrorsTest, MoreAreAGroupInTheirOrder) {
    EXPECT_THROW(throw_collected({error("a"), error("b")}), ErrorGroup);
    EXPECT_EQ(collected({error("a"), error("b"), error("c")}), "3 errors: a; b; c");
}

TEST(ErrorsTest, AGroupGivesItsErrorsBack) {
    try {
        throw_collected({error("a"), error("b")});
    } catch (const ErrorGroup& group) {
        ASSERT_EQ(group.errors().size(), 2U);
        EXPECT_EQ(describe(group.errors()[1]), "b");
    }
}

TEST(ErrorsTest, ACancellationIsLeftOutWhereThereIsARealError) {
    EXPECT_EQ(collected({cancelled(), error("real"), cancelled()}), "real");
    EXPECT_EQ(collected({cancelled(), cancelled()}), "cancelled");
    EXPECT_TRUE(is_cancelled(cancelled()));
    EXPECT_FALSE(is_cancelled(error("real")));
    EXPECT_FALSE(is_cancelled(nullptr));
}

struct Strange {};

TEST(ErrorsTest, DescribesWhatIsNoStdExceptionByItsType) {
    EXPECT_NE(describe(std::make_exception_ptr(Strange())).find("Strange"), std::string::npos);
    EXPECT_EQ(describe(std::make_exception_ptr(7)), "int");
    EXPECT_EQ(describe(nullptr), "no error");
}

TEST(ErrorsTest, AResultsErrorIsThrownWithWhatTheKernelSaid) {
    EXPECT_EQ(value_or_throw(os::Result<int>(7)), 7);
    try {
        value_or_throw(os::Result<int>(tl::unexpected(os::Error{ENOENT, "open", "/nowhere"})));
        FAIL() << "no error";
    } catch (const OsError& e) {
        EXPECT_EQ(e.error().code, ENOENT);
        EXPECT_NE(std::string(e.what()).find("/nowhere"), std::string::npos);
    }
}

}  // namespace
}  // namespace hangar::runtime
