// SPDX-License-Identifier: Apache-2.0
// `hangar tree` on trees of which a part cannot be read: a clear line, and the rest complete.
#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include <bit>
#include <thread>

#include <hangar/backends/actor/actor_nursery.hpp>
#include <hangar/backends/actor/root.hpp>
#include <hangar/backends/runtime/sleep.hpp>
#include <hangar/backends/spawn/child_reset.hpp>
#include <hangar/diag/os/fork.hpp>
#include <hangar/diag/os/proc_children.hpp>
#include <hangar/diag/tasks/layout.hpp>
#include <hangar/harness/cli/tree_command.hpp>

namespace hangar::cli {
namespace {

using namespace std::chrono_literals;
using runtime::Task;
using testing::AllOf;
using testing::AnyOf;
using testing::Eq;
using testing::HasSubstr;

void do_nothing() {}
void be_of_another_version() {
    hangar_task_registry.version = tasks::layout_version + 1;
}
void lose_the_list_of_loops() {
    hangar_task_registry.loops = std::bit_cast<tasks::LoopNode*>(std::uint64_t{0x1230});
}
void close_a_circle_of_loops() {
    hangar_task_registry.loops->next = hangar_task_registry.loops;
}

template <auto Spoil>
Task<void> live(int ready) {
    auto nursery = co_await actor::open_nursery();
    const actor::Portal child = co_await nursery.start_actor("child");
    co_await child.run<Spoil>();
    static_cast<void>(os::write_all(ready, "!"));
    auto for_ever = runtime::sleep_forever();
    co_await for_ever;
}

// A root actor with a child in a process of its own, which runs `Spoil` first.
class Tree {
  public:
    template <class Live>
    explicit Tree(Live live) {
        auto pipe = os::make_pipe().value();
        auto forked = os::fork_process();
        if (forked.value().in_child()) {
            spawn::reset_child_globals();
            actor::TreeOptions options;
            options.backend = "fork_worker";
            options.transport = ipc::Transport::pair;
            try {
                actor::run_root(options, [&] { return live(pipe.second.get()); });
            } catch (const std::exception&) {  // its child died, as it was meant to
            }
            ::_exit(0);
        }
        process_ = std::move(forked->child);
        EXPECT_TRUE(os::wait_readable(pipe.first.get(), os::Deadline::after(20s)).value_or(false));
    }
    ~Tree() {
        static_cast<void>(process_.signal(SIGKILL));
        EXPECT_TRUE(process_.wait_exit(os::Deadline::after(20s)).value_or(false));
        EXPECT_TRUE(process_.collect());
    }
    Tree(const Tree&) = delete;
    Tree& operator=(const Tree&) = delete;

    int show() {
        out_.clear();
        errors_.clear();
        const run::Host host{{},
                             [this](std::string_view text) { out_ += text; },
                             [this](std::string_view text) { errors_ += text; }};
        TreeCommand command;
        command.pid = process_.id().pid;
        return print_task_tree(command, host);
    }
    [[nodiscard]] const std::string& out() const { return out_; }
    [[nodiscard]] const std::string& errors() const { return errors_; }
    [[nodiscard]] const os::Pidfd& root() const { return process_; }
    [[nodiscard]] os::Pidfd child() const {
        return os::Pidfd::open(os::descendants_of(process_.id()).value().at(0)).value();
    }

  private:
    os::Pidfd process_;
    std::string out_;
    std::string errors_;
};

TEST(TreeHardshipTest, AProcessOfAnotherLayoutIsNamedAndTheRestIsShown) {
    Tree tree(&live<&be_of_another_version>);
    EXPECT_EQ(tree.show(), 3);
    EXPECT_THAT(tree.out(),
                AllOf(HasSubstr("actor main"), HasSubstr("its frame layout has version")));
}

TEST(TreeHardshipTest, AWildListOfLoopsIsNamedAndTheRestIsShown) {
    Tree tree(&live<&lose_the_list_of_loops>);
    static_cast<void>(tree.show());
    EXPECT_THAT(tree.out(), AllOf(HasSubstr("actor main"), HasSubstr("a loop cannot be read")));
}

TEST(TreeHardshipTest, ACircleOfLoopsIsCutOff) {
    Tree tree(&live<&close_a_circle_of_loops>);
    static_cast<void>(tree.show());
    EXPECT_THAT(tree.out(), AllOf(HasSubstr("actor main"), HasSubstr("actor child"),
                                  HasSubstr("its list of loops is broken")));
}

TEST(TreeHardshipTest, AChildThatDiesMeanwhileTakesNothingAlong) {
    for (int round = 0; round < 10; ++round) {
        Tree tree(&live<&do_nothing>);
        std::thread killer([child = tree.child(), round] {
            std::this_thread::sleep_for(std::chrono::milliseconds(2 * round));
            EXPECT_TRUE(child.signal(SIGKILL));
        });
        EXPECT_THAT(tree.show(), AnyOf(Eq(0), Eq(2), Eq(3)));
        // An actor that loses a child ends as well, sooner or later; on its way out it has no
        // memory.
        EXPECT_THAT(tree.out() + tree.errors(),
                    AnyOf(HasSubstr("actor main"), HasSubstr("no process"), HasSubstr("ESRCH"),
                          HasSubstr("not inside"), HasSubstr("EFAULT")));
        killer.join();
    }
}

TEST(TreeHardshipTest, ARootThatDiesMeanwhileIsSaidToHave) {
    for (int round = 0; round < 10; ++round) {
        Tree tree(&live<&do_nothing>);
        std::thread killer([&tree, round] {
            std::this_thread::sleep_for(std::chrono::milliseconds(2 * round));
            EXPECT_TRUE(tree.root().signal(SIGKILL));
        });
        EXPECT_THAT(tree.show(), AnyOf(Eq(0), Eq(2), Eq(3)));
        EXPECT_FALSE(tree.out().empty() && tree.errors().empty());
        killer.join();
    }
}

// In a copy of this process that has given its rights away.
TEST(TreeHardshipTest, AnotherUsersProcessIsRefusedWithItsReason) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can become another user";
    Tree tree(&live<&do_nothing>);
    const auto look = [&tree] {
        if (::setgid(65534) != 0 || ::setuid(65534) != 0) ::_exit(9);
        const int status = tree.show();
        const bool says_why = tree.errors().find("EPERM") != std::string::npos ||
                              tree.errors().find("EACCES") != std::string::npos;
        if (!says_why) std::fputs(tree.errors().c_str(), stderr);
        ::_exit(status == 2 && says_why ? 0 : 1);
    };
    auto forked = os::fork_process();
    ASSERT_TRUE(forked);
    if (forked->in_child()) look();
    EXPECT_TRUE(forked->child.wait_exit(os::Deadline::after(20s)).value_or(false));
    EXPECT_TRUE(forked->child.collect().value()->success());
}

}  // namespace
}  // namespace hangar::cli
