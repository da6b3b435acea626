// SPDX-License-Identifier: Apache-2.0
// `hangar tree` on actors that answer, cannot, or are none.
#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include <thread>

#include <hangar/backends/actor/actor_nursery.hpp>
#include <hangar/backends/actor/root.hpp>
#include <hangar/backends/actor/stackscope.hpp>
#include <hangar/backends/runtime/sleep.hpp>
#include <hangar/backends/spawn/child_reset.hpp>
#include <hangar/diag/os/fork.hpp>
#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/unwind/specimens/patient.hpp>
#include <hangar/harness/cli/dump_command.hpp>
#include <hangar/harness/cli/tree_command.hpp>

namespace hangar::cli {
namespace {

using namespace std::chrono_literals;
using runtime::Task;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

struct Printed {
    int status = -1;
    std::string out;
    std::string errors;
};

Printed tree_of(pid_t pid, bool json = false) {
    Printed printed;
    const run::Host host{{},
                         [&](std::string_view text) { printed.out += text; },
                         [&](std::string_view text) { printed.errors += text; }};
    TreeCommand command;
    command.pid = pid;
    command.json = json;
    printed.status = print_task_tree(command, host);
    return printed;
}

void greet() {}

enum class Root { waits, holds_its_loop };

Task<void> live(Root root, int ready) {
    auto nursery = co_await actor::open_nursery();
    const actor::Portal child = co_await nursery.start_actor("child");
    co_await child.run<&greet>();  // it is up, and so is its supervision
    static_cast<void>(os::write_all(ready, "!"));
    while (root == Root::holds_its_loop) std::this_thread::sleep_for(10ms);
    auto for_ever = runtime::sleep_forever();
    co_await for_ever;
}

// A process with a root actor and a child.
class Actors {
  public:
    explicit Actors(bool stackscope, Root root = Root::waits) {
        auto pipe = os::make_pipe().value();
        auto forked = os::fork_process();
        if (forked.value().in_child()) {
            spawn::reset_child_globals();
            if (stackscope) static_cast<void>(actor::enable_stackscope({"", false}));
            actor::TreeOptions options;
            options.backend = "fork_worker";
            options.transport = ipc::Transport::pair;
            actor::run_root(options, [&] { return live(root, pipe.second.get()); });
            ::_exit(0);
        }
        process_ = std::move(forked->child);
        EXPECT_TRUE(os::wait_readable(pipe.first.get(), os::Deadline::after(20s)).value_or(false));
    }
    ~Actors() {
        EXPECT_TRUE(process_.signal(SIGKILL));
        EXPECT_TRUE(process_.wait_exit(os::Deadline::after(20s)).value_or(false));
        EXPECT_TRUE(process_.collect());
    }
    Actors(const Actors&) = delete;
    Actors& operator=(const Actors&) = delete;

    [[nodiscard]] pid_t pid() const { return process_.id().pid; }
    [[nodiscard]] bool runs() const { return os::is_running(process_.id()); }
    void stop() const {
        EXPECT_TRUE(process_.signal(SIGSTOP));
        const auto deadline = os::Deadline::after(20s);
        const auto stopped = [this] {
            return os::ProcDir::open(pid()).and_then(os::read_stat).value().stopped();
        };
        while (!stopped() && !deadline.passed()) std::this_thread::sleep_for(1ms);
    }

  private:
    os::Pidfd process_;
};

TEST(TreeCommandTest, AsksAProcessThatAnnouncedThatItAnswers) {
    const Actors actors(true);
    const auto printed = tree_of(actors.pid());
    EXPECT_EQ(printed.status, 0) << printed.errors;
    EXPECT_THAT(printed.out,
                AllOf(HasSubstr("actor main"), HasSubstr("      actor child"),
                      HasSubstr("its loop answered"), Not(HasSubstr("read from outside"))));
    EXPECT_THAT(tree_of(actors.pid(), true).out, HasSubstr("\"schema\": \"hangar.tasks/1\""));
    EXPECT_TRUE(actors.runs());
}

TEST(TreeCommandTest, DoesNotSignalOneThatDidNotAndReadsItFromOutside) {
    const Actors actors(false);
    const auto printed = tree_of(actors.pid());
    EXPECT_EQ(printed.status, 0) << printed.errors;
    EXPECT_THAT(printed.out,
                AllOf(HasSubstr("actor main"), HasSubstr("      actor child"),
                      HasSubstr("read from outside"), HasSubstr("not asked: ask for tasks"),
                      HasSubstr("its thread's stack")));
    EXPECT_TRUE(actors.runs());
}

TEST(TreeCommandTest, AStoppedProcessIsNoObstacle) {
    const Actors actors(true);
    actors.stop();
    const auto printed = tree_of(actors.pid());
    EXPECT_THAT(printed.out,
                AllOf(HasSubstr("actor main"), HasSubstr("actor child"), HasSubstr("is stopped")));
}

TEST(TreeCommandTest, AWedgedLoopIsNoObstacle) {
    const Actors actors(true, Root::holds_its_loop);
    const auto printed = tree_of(actors.pid());
    EXPECT_EQ(printed.status, 0) << printed.errors;
    EXPECT_THAT(printed.out,
                AllOf(HasSubstr("actor main"), HasSubstr("did not answer within 500 ms"),
                      HasSubstr("runs task"), HasSubstr("actor child")));
    EXPECT_THAT(printed.out, HasSubstr("live(")) << "its thread's stack says where it is";
}

TEST(TreeCommandTest, ADumpHoldsTheTasksToo) {
    const Actors actors(false);
    DumpCommand command;
    command.pid = actors.pid();
    std::string out;
    const run::Host host{{}, [&](std::string_view text) { out += text; }, [](std::string_view) {}};
    static_cast<void>(dump_process(command, host));
    EXPECT_THAT(out, AllOf(HasSubstr("tasks of actors:"), HasSubstr("      actor child")));
    command.format = DumpCommand::Format::json;
    out.clear();
    static_cast<void>(dump_process(command, host));
    EXPECT_THAT(out, HasSubstr("\"schema\": \"hangar.tasks/1\""));
}

TEST(TreeCommandTest, SaysThatHangarIsNotInside) {
    const unwind::Patient patient("sleepers_O2", {"1"});
    const auto printed = tree_of(patient.pid());
    EXPECT_EQ(printed.status, 2);
    EXPECT_THAT(printed.errors, HasSubstr("hangar is not inside process"));
}

TEST(TreeCommandTest, SaysThatThereIsNoSuchProcess) {
    const auto printed = tree_of(0x3fffff);
    EXPECT_EQ(printed.status, 2);
    EXPECT_THAT(printed.errors, HasSubstr("there is no process"));
}

}  // namespace
}  // namespace hangar::cli
