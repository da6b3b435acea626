// SPDX-License-Identifier: Apache-2.0
// What a test could know of how its process came up.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace {

namespace fs = std::filesystem;

// It prints when the program is loaded, and as the process exits.
struct Witness {
    Witness() : loaded_by(::getpid()) { std::puts("loaded"); }
    ~Witness() { std::puts("a static object is destroyed"); }
    pid_t loaded_by;
} const witness;

// What it has before its first test, if it is to have anything, until the process exits.
struct Possession {
    Possession() {
        const char* what = ::getenv("SPECIMEN_HAS");
        if (what != nullptr && std::string(what) == "a descriptor")
            descriptor = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        if (what != nullptr && std::string(what) == "a timer") ::alarm(3000);
        if (what != nullptr && std::string(what) == "shared memory")
            ::mmap(nullptr, 1, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (what == nullptr || std::string(what) != "a child") return;
        child = ::fork();
        while (child == 0) ::pause();
    }
    ~Possession() {
        if (descriptor >= 0) ::close(descriptor);
        if (child <= 0) return;
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
    }
    int descriptor = -1;
    pid_t child = 0;
} const possession;

std::string text_of(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

void print_variable(const char* name) {
    const char* value = ::getenv(name);
    std::printf("%s=%s\n", name, value == nullptr ? "(unset)" : value);
}

TEST(Launched, KnowsWhoHasLoadedIt) {
    std::printf("loaded by %s\n", witness.loaded_by == ::getpid() ? "itself" : "another");
    for (const char c : text_of("/proc/self/cmdline")) std::putchar(c == '\0' ? ' ' : c);
    std::puts("and no more");
}

TEST(Launched, SeesItsSurroundings) {
    print_variable("HANGAR_TEST");
    print_variable("HANGAR_ATTEMPT");
    print_variable("HANGAR_LAUNCH_SERVER");
    print_variable("HANGAR_LAUNCH_NOTE");
    print_variable("LD_PRELOAD");
    print_variable("LD_BIND_NOW");
    print_variable("MY_OWN_VARIABLE");
    std::printf("in %s\n", fs::current_path().c_str());
    std::printf("it leads its group: %d\n", ::getpgrp() == ::getpid());
    std::printf("child of %s", text_of("/proc/" + std::to_string(::getppid()) + "/comm").c_str());
}

TEST(Launched, HasTheSignalsOfAProgram) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("SigBlk") || line.starts_with("SigIgn")) std::puts(line.c_str());
}

TEST(Launched, HasTheDescriptorsOfAProgram) {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator("/proc/self/fd"))
        names.insert(entry.path().filename());
    std::printf("%zu descriptors\n", names.size());
}

TEST(Launched, SetsWhatTheNextOneMustNotSee) {
    ::setenv("LEFT_BEHIND", "1", 1);
    fs::current_path("/");
    ::signal(SIGUSR2, SIG_IGN);
}

TEST(Launched, SeesNothingOfIt) {
    EXPECT_EQ(::getenv("LEFT_BEHIND"), nullptr);
    EXPECT_NE(fs::current_path(), "/");
    EXPECT_EQ(::signal(SIGUSR2, SIG_DFL), SIG_DFL);
}

TEST(Launched, StartsThreads) {
    int sum = 0;
    std::thread([&] { sum = 1; }).join();
    EXPECT_EQ(sum, 1);
}

// Those of its orphans come to it that it looks after by itself.
[[maybe_unused]] const int adopts_orphans = ::prctl(PR_SET_CHILD_SUBREAPER, 1);

TEST(Launched, EndsADaemonThatItHasAdopted) {
    int born[2];
    ASSERT_EQ(::pipe(born), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const pid_t daemon = ::fork();
        if (daemon == 0) ::setsid();
        if (daemon == 0 && ::write(born[1], "!", 1) == 1) ::pause();
        ::_exit(0);
    }
    char ready = 0;
    EXPECT_EQ(::read(born[0], &ready, 1), 1);
    EXPECT_EQ(::waitpid(child, nullptr, 0), child);
    pid_t daemon = 0;
    std::ifstream("/proc/thread-self/children") >> daemon;
    ASSERT_GT(daemon, 0) << "it is another's child";
    ::kill(daemon, SIGKILL);
    EXPECT_EQ(::waitpid(daemon, nullptr, 0), daemon);
    ::close(born[0]);
    ::close(born[1]);
}

class Suite : public testing::Test {
  protected:
    static void SetUpTestSuite() { std::puts("the suite is set up"); }
    static void TearDownTestSuite() { std::puts("the suite is torn down"); }
};
TEST_F(Suite, First) {}
TEST_F(Suite, Second) {
    ADD_FAILURE() << "on purpose";
}

TEST(Recorded, APropertyOfATestThatPasses) {
    RecordProperty("seed", 7);
}

// From here on nobody can open the report.
TEST(Unwritable, WhatPasses) {
    const rlimit none{0, 0};
    EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
}
TEST(Unwritable, WhatFails) {
    const rlimit none{0, 0};
    EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
    FAIL() << "on purpose";
}

// The test passes, and there is more to tell.
class SpoiltSuite : public testing::Test {
  protected:
    static void TearDownTestSuite() { FAIL() << "the suite's end"; }
};
TEST_F(SpoiltSuite, Passes) {}

class World : public testing::Environment {
    void SetUp() override { std::puts("the world is set up"); }
    void TearDown() override {
        std::puts("the world is torn down");
        if (::getenv("SPECIMEN_SPOILS_THE_WORLD") != nullptr) ADD_FAILURE() << "the world's end";
    }
};
const testing::Environment* const world = testing::AddGlobalTestEnvironment(new World);

// The fork server of this program, our sibling; under exec there is none.
TEST(Server, IsKilledByThis) {
    for (const auto& entry : fs::directory_iterator("/proc")) {
        const std::string status = text_of(entry.path() / "status");
        const std::string parent = "\nPPid:\t" + std::to_string(::getppid()) + '\n';
        if (status.find(parent) == std::string::npos) continue;
        if (text_of(entry.path() / "cmdline").find("--gtest_filter=-*") == std::string::npos)
            continue;
        EXPECT_EQ(::kill(std::atoi(entry.path().filename().c_str()), SIGKILL), 0);
    }
}

TEST(Server, IsThereAgain) {}

TEST(Server, WaitsForEver) {
    for (;;) ::pause();
}

}  // namespace
