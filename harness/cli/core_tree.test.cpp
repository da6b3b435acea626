// SPDX-License-Identifier: Apache-2.0
// `hangar tree --core`: actors that ended with a core file.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include <hangar/backends/actor/actor_nursery.hpp>
#include <hangar/backends/actor/root.hpp>
#include <hangar/backends/spawn/child_reset.hpp>
#include <hangar/diag/os/fork.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>
#include <hangar/harness/cli/command_line.hpp>
#include <hangar/harness/cli/tree_command.hpp>

namespace hangar::cli {
namespace {

using namespace std::chrono_literals;
using runtime::Task;
using testing::AllOf;
using testing::HasSubstr;

void be_there() {}

// Where the loop's thread is when the process is ended.
[[gnu::noinline]] void sit_in_a_call(int ready) {
    static_cast<void>(os::write_all(ready, "!"));
    for (;;) std::this_thread::sleep_for(1s);
}

Task<void> live(int ready) {
    auto nursery = co_await actor::open_nursery();
    const actor::Portal child = co_await nursery.start_actor("child");
    co_await child.run<&be_there>();
    sit_in_a_call(ready);
}

[[noreturn]] void become_a_root(const std::string& folder, int ready) {
    rlimit all{RLIM_INFINITY, RLIM_INFINITY};
    if (::setrlimit(RLIMIT_CORE, &all) != 0) {
        ::getrlimit(RLIMIT_CORE, &all);
        all.rlim_cur = all.rlim_max;
        ::setrlimit(RLIMIT_CORE, &all);
    }
    if (::chdir(folder.c_str()) != 0) ::_exit(1);
    spawn::reset_child_globals();
    actor::TreeOptions options;
    options.backend = "thread";  // the whole tree in one process
    options.transport = ipc::Transport::pair;
    actor::run_root(options, [ready] { return live(ready); });
    ::_exit(0);
}

std::string core_in(const std::string& folder) {
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().filename().string().starts_with("core")) return entry.path();
    return {};
}

// Leaves a core file by itself, where the kernel writes such into the folder, else by gdb's help.
class CoreTreeTest : public testing::Test {
  protected:
    void SetUp() override {
        auto pipe = os::make_pipe().value();
        auto forked = os::fork_process();
        ASSERT_TRUE(forked);
        if (forked->in_child()) become_a_root(dir_.path(), pipe.second.get());
        os::Pidfd& process = forked->child;
        const bool up =
            os::wait_readable(pipe.first.get(), os::Deadline::after(20s)).value_or(false);
        if (up && !kernel_writes_here()) call_gcore(process.id().pid);
        EXPECT_TRUE(up && process.signal(SIGABRT));
        EXPECT_TRUE(process.wait_exit(os::Deadline::after(60s)).value_or(false));
        EXPECT_TRUE(process.collect());
        core_ = core_in(dir_.path());
        if (core_.empty())
            GTEST_SKIP() << "no core file is written here: core_pattern or a limit forbids it, and "
                            "there is no gcore";
    }

    static bool kernel_writes_here() {
        std::string pattern;
        std::getline(std::ifstream("/proc/sys/kernel/core_pattern"), pattern);
        rlimit limit{};
        ::getrlimit(RLIMIT_CORE, &limit);
        return pattern.starts_with("core") && limit.rlim_max == RLIM_INFINITY;
    }
    void call_gcore(pid_t pid) {
        const std::string command =
            "gcore -o " + dir_.path("core") + ' ' + std::to_string(pid) + " >/dev/null 2>&1";
        static_cast<void>(std::system(command.c_str()));
    }

    int tree(const std::string& program, bool json = false) {
        const run::Host host{{},
                             [this](std::string_view text) { out_ += text; },
                             [this](std::string_view text) { errors_ += text; }};
        TreeCommand command;
        command.core = core_;
        command.program = program;
        command.json = json;
        return print_task_tree(command, host);
    }

    os::TempDir dir_;
    std::string core_;
    std::string out_;
    std::string errors_;
};

TEST_F(CoreTreeTest, ShowsTheTasksAndWhereTheLoopsThreadWas) {
    EXPECT_EQ(tree("/proc/self/exe"), 0) << errors_ << out_;
    EXPECT_THAT(out_, AllOf(HasSubstr("actor main"), HasSubstr("actor child"),
                            HasSubstr("read from a core file"), HasSubstr("live(int) ("),
                            HasSubstr("its thread's stack"), HasSubstr("sit_in_a_call(int) (")));
}

TEST_F(CoreTreeTest, IsMachineReadableToo) {
    EXPECT_EQ(tree("/proc/self/exe", true), 0) << errors_;
    EXPECT_THAT(out_, AllOf(HasSubstr("hangar.tasks/1"), HasSubstr("\"source\": \"core\"")));
}

TEST_F(CoreTreeTest, TheWrongProgramIsRefusedAndTheRestIsShown) {
    EXPECT_EQ(tree("/bin/true"), 3);
    EXPECT_THAT(out_, AllOf(HasSubstr("actor child"), HasSubstr("/bin/true: it is not the file")));
}

TEST(CoreTreeCommandTest, SaysThatThereIsNoSuchCore) {
    std::string errors;
    const run::Host host{
        {}, [](std::string_view) {}, [&](std::string_view text) { errors += text; }};
    TreeCommand command;
    command.core = "/does/not/exist";
    EXPECT_EQ(print_task_tree(command, host), 2);
    EXPECT_THAT(errors, HasSubstr("/does/not/exist"));
    errors.clear();
    command.core = "/proc/self/exe";
    EXPECT_EQ(print_task_tree(command, host), 2);
    EXPECT_THAT(errors, HasSubstr("ENOEXEC"));
}

TEST(CoreTreeCommandTest, TakesAProcessOrACoreFileNotBoth) {
    const auto is_refused = [](const std::vector<std::string>& arguments) {
        const auto command = parse_command_line(arguments);
        const auto* print = std::get_if<PrintCommand>(&command);
        return print != nullptr && print->is_error;
    };
    EXPECT_TRUE(is_refused({"tree"}));
    EXPECT_TRUE(is_refused({"tree", "1", "--core", "c"}));
    EXPECT_TRUE(is_refused({"tree", "1", "--exe", "e"}));
    EXPECT_FALSE(is_refused({"tree", "--core", "c", "--exe", "e"}));
    EXPECT_FALSE(is_refused({"tree", "1"}));
}

}  // namespace
}  // namespace hangar::cli
