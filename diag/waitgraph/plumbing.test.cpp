// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/diag/waitgraph/plumbing.hpp>

namespace hangar::waitgraph {
namespace {

TEST(PlumbingTest, IsToldByTheModule) {
    EXPECT_TRUE(is_plumbing({.module = "/lib/x86_64-linux-gnu/libc.so.6", .function = "whatever"}));
    EXPECT_FALSE(is_plumbing({.module = "/opt/libcurl.so.4", .function = "Curl_poll"}));
}

TEST(PlumbingTest, IsToldByTheNameInAStaticProgram) {
    for (const char* function :
         {"__lll_lock_wait", "pthread_mutex_lock", "read", "std::mutex::lock()",
          "void std::__detail::__waiter<A>::_M_do_wait_v<char>(char)"})
        EXPECT_TRUE(is_plumbing({.module = "/opt/static", .function = function})) << function;
    for (const char* function :
         {"reader", "Log::read()", "main", "flush(std::mutex&)", "std::string join<char>(char)"})
        EXPECT_FALSE(is_plumbing({.module = "/opt/static", .function = function})) << function;
}

TEST(PlumbingTest, WhatHasNoNameIsNobodysOwn) {
    EXPECT_TRUE(is_plumbing({.module = "/opt/stripped"}));
    EXPECT_TRUE(is_plumbing({.module = "/opt/program", .function = "main", .signal_frame = true}));
}

TEST(PlumbingTest, TemplatesOfTheLibraryAreInThePrograms) {
    EXPECT_TRUE(is_plumbing({.module = "/opt/program",
                             .function = "lock<mutex>",
                             .file = "/usr/lib/gcc/../../include/c++/12/mutex"}));
}

}  // namespace
}  // namespace hangar::waitgraph
