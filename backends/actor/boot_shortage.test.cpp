// SPDX-License-Identifier: Apache-2.0
// A parent without a free descriptor cannot let its children in, and says so at once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <hangar/backends/actor/cells.test.hpp>
#include <hangar/backends/spawn/child_reset.hpp>
#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/fd.hpp>

namespace hangar::actor {
namespace {

using namespace std::chrono_literals;
using runtime::Task;
using testing::HasSubstr;

// A directory: a child that comes into being makes `here` in it, and goes on when there is `go`. A
// forked child and an executed one both have it.
constexpr const char* directory_variable = "HANGAR_TEST_SHORTAGE";

void wait_before_boot() noexcept {
    const char* directory = ::getenv(directory_variable);
    if (directory == nullptr) return;
    ::mkdir((std::string(directory) + "/here").c_str(), 0700);
    const auto limit = os::Deadline::after(20s);
    while (::access((std::string(directory) + "/go").c_str(), F_OK) != 0 && !limit.passed())
        ::usleep(1000);
}

const bool waits_if_forked = (spawn::on_child_reset(&wait_before_boot), true);
const bool waits_if_executed =
    (::getenv("HANGAR_ACTOR") != nullptr ? wait_before_boot() : void(), true);

// Until it goes, this process can open no descriptor more.
class NoFreeFd {
  public:
    NoFreeFd() {
        EXPECT_EQ(::getrlimit(RLIMIT_NOFILE, &before_), 0);
        const auto lowest = os::duplicate(0).value();
        const rlimit none{static_cast<rlim_t>(lowest.get()), before_.rlim_max};
        EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
    }
    ~NoFreeFd() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    NoFreeFd(const NoFreeFd&) = delete;
    NoFreeFd& operator=(const NoFreeFd&) = delete;

  private:
    rlimit before_{};
};

class BootShortageTest : public ActorTest {
  protected:
    BootShortageTest() {
        std::filesystem::create_directory(directory_);
        ::setenv(directory_variable, directory_.c_str(), 1);
    }
    ~BootShortageTest() override {
        ::unsetenv(directory_variable);
        std::filesystem::remove_all(directory_);
    }

    // What starting a child throws when the last descriptor has gone before the child dials.
    Task<os::Error> error_of_start() {
        std::optional<os::Error> error;
        auto nursery = co_await open_nursery();
        auto both = [&](runtime::Nursery& tasks) -> Task<void> {
            std::optional<NoFreeFd> none;
            tasks.start_soon([&]() -> Task<void> {
                while (!std::filesystem::exists(directory_ / "here")) {
                    auto pause = runtime::sleep_for(1ms);
                    co_await pause;
                }
                // The parent's tasks get to where they wait, which takes a descriptor or two.
                for (int turn = 0; turn < 16; ++turn) co_await runtime::checkpoint();
                none.emplace();
                std::filesystem::create_directory(directory_ / "go");
            });
            try {
                co_await nursery.start_actor("shut-out");
            } catch (const runtime::OsError& e) {
                error = e.error();
            }
        };
        auto racing = runtime::with_nursery(std::ref(both));
        co_await std::move(racing);
        co_return error.value_or(os::Error{});
    }

    const std::filesystem::path directory_ =
        testing::TempDir() + "hangar-shortage-" + std::to_string(::getpid());
};

std::size_t count(const std::string& text, const std::string& word) {
    std::size_t found = 0;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++found;
    return found;
}

TEST_P(BootShortageTest, IsTheErrorOfEveryChildOnItsWay) {
    os::Error error;
    const auto limit = os::Deadline::after(10s);
    testing::internal::CaptureStderr();
    run_root(options(), [&]() -> Task<void> {
        auto starting = error_of_start();
        error = co_await std::move(starting);
    });
    const std::string logged = testing::internal::GetCapturedStderr();
    EXPECT_EQ(error.code, EMFILE);
    EXPECT_THAT(error.message(), HasSubstr("accept"));
    EXPECT_THAT(error.message(), HasSubstr("for actor shut-out"));
    EXPECT_FALSE(limit.passed());
    EXPECT_EQ(count(logged, "cannot accept"), 1U) << logged;
}

INSTANTIATE_TEST_SUITE_P(
    Cells, BootShortageTest,
    testing::Combine(testing::ValuesIn(backends_with({spawn::Carrier::process})),
                     testing::Values(ipc::Transport::uds, ipc::Transport::tcp)),
    cell_name);

}  // namespace
}  // namespace hangar::actor
