// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <hangar/diag/waitgraph/function_name.hpp>

namespace hangar::waitgraph {
namespace {

TEST(FunctionNameTest, LeavesTheArgumentsOut) {
    EXPECT_EQ(function_name("main"), "main");
    EXPECT_EQ(function_name("Log::rotate(int) const"), "Log::rotate");
    EXPECT_EQ(function_name("f(void (*)(int))"), "f");
    EXPECT_EQ(function_name(""), "");
}

TEST(FunctionNameTest, BracketsInTemplateArgumentsDoNotEndIt) {
    EXPECT_EQ(function_name("wait<main()::<lambda()> >"), "wait<main()::<lambda()> >");
    EXPECT_EQ(function_name("Pool<std::function<void (int)>>::run(int)"),
              "Pool<std::function<void (int)>>::run");
}

TEST(FunctionNameTest, ALambdaIsNamedByWhereItStands) {
    EXPECT_EQ(function_name("main::{lambda()#1}::operator()() const"), "main::{lambda()#1}");
    EXPECT_EQ(function_name("run(int)::{lambda(int)#2}::operator()(int) const"),
              "run::{lambda(int)#2}");
    EXPECT_EQ(function_name("Log::rotate() const::{lambda()#1}::operator()() const"),
              "Log::rotate::{lambda()#1}");
}

TEST(FunctionNameTest, OperatorsAreNames) {
    EXPECT_EQ(function_name("Job::operator()()"), "Job::operator()");
    EXPECT_EQ(function_name("operator<(A, A)"), "operator<");
    EXPECT_EQ(function_name("A::operator<=>(A const&) const"), "A::operator<=>");
    EXPECT_EQ(function_name("A::operator bool() const"), "A::operator bool");
}

TEST(FunctionNameTest, WhatATemplateReturnsIsLeftOut) {
    EXPECT_EQ(function_name("void std::__detail::__waiter<A, B >::_M_do_wait_v<char, C >(char)"),
              "std::__detail::__waiter<A, B >::_M_do_wait_v<char, C >");
    EXPECT_EQ(function_name("unsigned long const& std::max<unsigned long>(unsigned long)"),
              "std::max<unsigned long>");
    EXPECT_EQ(function_name("decltype(auto) run<int>(int)"), "run<int>");
    EXPECT_EQ(function_name("A::operator unsigned long() const"), "A::operator unsigned long");
    EXPECT_EQ(function_name("flush [clone .cold]"), "flush");
}

TEST(FunctionNameTest, AnUnnamedNamespaceIsLeftOut) {
    EXPECT_EQ(function_name("(anonymous namespace)::worker(void*)"), "worker");
    EXPECT_EQ(function_name("a::(anonymous namespace)::b()"), "a::b");
}

}  // namespace
}  // namespace hangar::waitgraph
