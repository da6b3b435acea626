// SPDX-License-Identifier: Apache-2.0
// A GoogleTest program that behaves as its first argument says when it is asked for its tests.
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace {

TEST(Some, Passes) {}
TEST(Some, Fails) {
    FAIL();
}
TEST(Some, Skips) {
    GTEST_SKIP() << "as asked";
}
TEST(Some, ExitsEarly) {
    std::exit(0);
}

// An older GoogleTest does not know the report in JSON.
int drop_json(int argc, char** argv) {
    int kept = 0;
    for (int at = 0; at < argc; ++at)
        if (!std::string_view(argv[at]).starts_with("--gtest_output=json")) argv[kept++] = argv[at];
    argv[kept] = nullptr;
    return kept;
}

void leave_a_daemon() {
    if (::fork() != 0) return;
    ::setsid();
    ::execlp("sleep", "sleep", "100.77", nullptr);
    ::_exit(127);
}

}  // namespace

int main(int argc, char** argv) {
    const std::string_view manner = argc > 1 ? argv[1] : "";
    const bool listing = argc > 2 && std::string_view(argv[2]) == "--gtest_list_tests";
    if (manner == "hang" && listing)
        for (;;) ::pause();
    if (manner == "stop" && listing) ::raise(SIGSTOP);
    if (manner == "flood" && listing)
        for (;;) std::fwrite(argv[1], 1, 6, stdout);
    if (manner == "abort" && listing) std::abort();
    if (manner == "daemon" && listing) leave_a_daemon();
    if (manner == "refuse" && listing) {
        std::fputs("I will not say\n", stderr);
        return 3;
    }
    if (manner == "old") {
        argc = drop_json(argc, argv);
        std::puts("Running main() from somewhere");
    }
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
