// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <hangar/backends/actor/callees.test.hpp>
#include <hangar/backends/actor/function.hpp>
#include <hangar/backends/runtime/loop.hpp>

namespace hangar::actor {
namespace {

using testing::HasSubstr;

runtime::Task<std::string> twice(std::string text) {
    co_return text + text;
}
void nothing() {}

template <class R>
R call(Invoker invoker, const ipc::Bytes& arguments) {
    runtime::Loop loop;
    const ipc::Bytes bytes = loop.run([&] { return invoker(arguments); });
    return ipc::decode<R>(bytes).value();
}

TEST(FunctionTest, IsFoundAgainByNameAndPlace) {
    EXPECT_EQ(find_function(function_ref<&add>()), &invoke<&add>);
    EXPECT_NE(find_function(function_ref<&nothing>()), find_function(function_ref<&add>()));
}

TEST(FunctionTest, HasAReadableName) {
    EXPECT_THAT(std::string(function_ref<&add>().name), HasSubstr("add"));
}

TEST(FunctionTest, IsCalledWithDecodedArguments) {
    EXPECT_EQ(call<int>(&invoke<&add>, ipc::encode_arguments(1, 2)), 3);
    EXPECT_EQ(call<std::string>(&invoke<&twice>, ipc::encode_arguments("ab")), "abab");
}

TEST(FunctionTest, SaysWhichArgumentDoesNotDecode) {
    try {
        call<int>(&invoke<&add>, ipc::encode_arguments(1, "two"));
        FAIL() << "a string was taken for a number";
    } catch (const ArgumentError& e) {
        EXPECT_THAT(e.what(), HasSubstr("argument 2"));
        EXPECT_THAT(e.what(), HasSubstr("add"));
    }
}

TEST(FunctionTest, OfAnotherProgramIsNotFound) {
    FunctionRef moved = function_ref<&add>();
    moved.offset += 16;
    EXPECT_THROW(static_cast<void>(find_function(moved)), NoSuchFunction);
    FunctionRef renamed = function_ref<&add>();
    renamed.name = "subtract";
    EXPECT_THROW(static_cast<void>(find_function(renamed)), NoSuchFunction);
}

}  // namespace
}  // namespace hangar::actor
