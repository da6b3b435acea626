// SPDX-License-Identifier: Apache-2.0
// What a forked child has of its parent, which is nothing but what it was given (ADR 0003), and
// what is left of a fork that failed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <cstdio>
#include <functional>
#include <hangar/backends/runtime/loop.hpp>
#include <hangar/backends/runtime/scopes.hpp>
#include <hangar/backends/spawn/fork_server.hpp>
#include <hangar/backends/spawn/process_child.hpp>
#include <hangar/backends/spawn/registry.hpp>
#include <hangar/backends/spawn/watched_child.test.hpp>
#include <hangar/diag/os/proc_children.hpp>
#include <hangar/diag/os/proc_fds.hpp>
#include <hangar/diag/os/proc_status.hpp>

namespace hangar::spawn {
namespace {

using namespace std::chrono_literals;
using runtime::Task;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// The backend of that name is for programs whose main begins with hangar::run_child_role().
class ForkServerBackend final : public Backend {
  public:
    Task<std::unique_ptr<Child>> spawn(SpawnRequest request) override {
        if (!server_) server_.emplace(runtime::value_or_throw(ForkServer::start(20s)));
        BootOutput output = runtime::value_or_throw(BootOutput::make());
        os::Pidfd child = runtime::value_or_throw(server_->fork(request, output));
        co_return std::make_unique<ProcessChild>(std::move(child), std::move(output));
    }
    void end_helpers() noexcept override { server_.reset(); }

  private:
    std::optional<ForkServer> server_;
};

Task<void> ends_in_time(Child& child) {
    auto ending = [&]() -> Task<void> { static_cast<void>(co_await child.wait()); };
    auto bounded = runtime::move_on_after(10s, ending);
    const bool in_time = co_await std::move(bounded);
    EXPECT_TRUE(in_time);
    if (!in_time) co_await child.destroy(os::Deadline::after(10s));
}

class ForkHygieneTest : public testing::TestWithParam<const char*> {
  protected:
    ~ForkHygieneTest() override { end_helpers(); }

    using Look = std::function<void(const os::ProcDir&)>;
    // What its process says after it is there and has been looked at.
    static std::string last_words_of(WatchedChild watched, const Look& look = {}) {
        runtime::Loop loop;
        os::Fd said = loop.run([&]() -> Task<os::Fd> {
            auto spawning = backend().spawn(std::move(watched.request));
            const auto child = co_await std::move(spawning);
            EXPECT_EQ(read_some(watched.said), "r");
            if (look) look(os::ProcDir::open(child->process()).value());
            watched.hold.reset();
            auto ending = ends_in_time(*child);
            co_await std::move(ending);
            co_return std::move(watched.said);
        });
        end_helpers();
        return read_some(said);
    }

    static Backend& backend() {
        static ForkServerBackend forkserver;
        const std::string_view key = GetParam();
        return key == "forkserver" ? forkserver : find_backend(key).value()->instance();
    }
    static void end_helpers() { backend().end_helpers(); }

    // Empty at the end; what does not come in time fails the test.
    static std::string read_some(const os::Fd& pipe) {
        std::array<std::byte, 64> bytes{};
        EXPECT_TRUE(os::wait_readable(pipe.get(), os::Deadline::after(20s)).value());
        const auto n = os::read_some(pipe.get(), bytes).value();
        return std::string(ipc::text_of(std::span(bytes).first(n)));
    }
};

std::vector<std::string> open_files(const os::ProcDir& process) {
    std::vector<std::string> files;
    const auto fds = os::read_fds(process).value();
    for (const auto& fd : fds) files.push_back(fd.target.text);
    return files;
}

std::string file_of(const os::Fd& fd) {
    const auto fds = os::read_fds(os::ProcDir::open(os::this_process()).value()).value();
    for (const auto& open : fds)
        if (open.number == fd.get()) return open.target.text;
    return "";
}

TEST_P(ForkHygieneTest, HasNoDescriptorThatItWasNotGiven) {
    const auto pipe = os::make_pipe().value();
    ASSERT_THAT(file_of(pipe.first), HasSubstr("pipe:"));
    last_words_of(watched_child(), [&](const os::ProcDir& child) {
        EXPECT_THAT(open_files(child), Not(Contains(file_of(pipe.first))));
    });
}

TEST_P(ForkHygieneTest, RunsNoHandlerOfTheParentsAtItsExit) {
    EXPECT_EQ(last_words_of(watched_child()), "");
}

TEST_P(ForkHygieneTest, PrintsWhatItPrintedAndNothingThatTheParentHadYetToPrint) {
    // What a child prints before it has booted comes to its parent's stderr.
    testing::internal::CaptureStderr();
    testing::internal::CaptureStdout();
    std::fputs("[parent's]", stdout);
    last_words_of(watched_child("[child's]"));
    const std::string printed = testing::internal::GetCapturedStdout();
    EXPECT_THAT(printed, testing::AnyOf("[parent's][child's]", "[child's][parent's]"));
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST_P(ForkHygieneTest, HasAColdProcesssSignals) {
    const auto handler = ::signal(SIGUSR1, [](int) {});
    const auto ignored = ::signal(SIGUSR2, SIG_IGN);
    last_words_of(watched_child(), [](const os::ProcDir& child) {
        auto status = os::read_status(child).value();
        EXPECT_FALSE(status.caught.contains(SIGUSR1));
        EXPECT_FALSE(status.ignored.contains(SIGUSR2));
        // A thread that has just made another one has everything blocked for a moment.
        const auto limit = os::Deadline::after(20s);
        while (status.blocked.contains(SIGUSR1) && !limit.passed())
            status = os::read_status(child).value();
        EXPECT_FALSE(status.blocked.contains(SIGUSR1));
    });
    ::signal(SIGUSR1, handler);
    ::signal(SIGUSR2, ignored);
}

// Until it goes, this process can open so many descriptors more.
class FewFds {
  public:
    explicit FewFds(rlim_t count) {
        EXPECT_EQ(::getrlimit(RLIMIT_NOFILE, &before_), 0);
        const auto lowest = os::duplicate(0).value();
        set({static_cast<rlim_t>(lowest.get()) + count, before_.rlim_max});
    }
    ~FewFds() { set(before_); }
    FewFds(const FewFds&) = delete;
    FewFds& operator=(const FewFds&) = delete;

  private:
    static void set(const rlimit& limit) { EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0); }
    rlimit before_{};
};

// Whether it came up; why it did not is a lack of descriptors.
Task<bool> comes_up_with(Backend& backend, rlim_t free) {
    WatchedChild watched = watched_child();
    std::unique_ptr<Child> child;
    try {
        const FewFds few(free);
        auto spawning = backend.spawn(std::move(watched.request));
        child = co_await std::move(spawning);
    } catch (const runtime::OsError& e) {
        EXPECT_EQ(e.error().code, EMFILE) << e.what();
        co_return false;
    }
    watched.hold.reset();
    auto ending = ends_in_time(*child);
    co_await std::move(ending);
    co_return true;
}

TEST_P(ForkHygieneTest, AForkWithoutADescriptorLeavesNothingAndTheNextOneWorks) {
    constexpr rlim_t plenty = 64;
    EXPECT_EQ(last_words_of(watched_child()), "");
    runtime::Loop loop;
    loop.run([]() -> Task<void> {
        bool came = co_await comes_up_with(backend(), plenty);
        EXPECT_TRUE(came);
        const auto warm = os::children_of_this_process().value();
        rlim_t free = 0;
        for (came = false; !came && free < plenty; ++free) {
            came = co_await comes_up_with(backend(), free);
            EXPECT_EQ(os::children_of_this_process().value(), warm) << free;
        }
        EXPECT_TRUE(came);
        EXPECT_GT(free, 1U);
    });
}

INSTANTIATE_TEST_SUITE_P(Forking, ForkHygieneTest,
                         testing::Values("fork_worker", "forkserver", "hosted"),
                         [](const auto& key) { return std::string(key.param); });

}  // namespace
}  // namespace hangar::spawn
