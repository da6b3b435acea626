// SPDX-License-Identifier: Apache-2.0
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <hangar/backends/actor/log.hpp>
#include <hangar/backends/actor/root.hpp>
#include <hangar/backends/runtime/scopes.hpp>
#include <hangar/harness/gtest/actor_suite.hpp>
#include <hangar/harness/gtest/error_text.hpp>
#include <hangar/harness/gtest/main.hpp>
#include <hangar/harness/gtest/time_limit.hpp>

namespace hangar {
namespace {

using namespace std::chrono_literals;

// From the cancellation of a body to the end of its tree: the kill ladder's rungs, and room.
constexpr std::chrono::milliseconds cleanup_limit = 15s;

// A test that changed what outlives its tree does not change it for the next.
class KeepLogLevels {
  public:
    KeepLogLevels() : before_(actor::log_levels()) {}
    ~KeepLogLevels() { actor::set_log_levels(before_); }
    KeepLogLevels(const KeepLogLevels&) = delete;
    KeepLogLevels& operator=(const KeepLogLevels&) = delete;

  private:
    actor::LogLevels before_;
};

// A failure where the running test stands, not here.
void fail_test(const std::string& message) {
    const testing::TestInfo& test = *testing::UnitTest::GetInstance()->current_test_info();
    ADD_FAILURE_AT(test.file(), test.line()) << message;
}

runtime::Task<void> run_within(std::optional<std::chrono::milliseconds> limit,
                               const std::function<runtime::Task<void>()>& body) {
    if (!limit) {
        auto unbounded = body();
        co_return co_await std::move(unbounded);
    }
    auto bounded = runtime::move_on_after(*limit, std::cref(body));
    const bool ended = co_await std::move(bounded);
    if (ended) co_return;
    TimeLimit::note_exceeded();
    fail_test(fmt::format("not over after {}: its body was cancelled", *limit));
}

void run_tree(const actor::TreeOptions& options, const std::function<runtime::Task<void>()>& body) {
    const KeepLogLevels keep;
    try {
        actor::run_root(options, body);
    } catch (...) {
        const std::exception_ptr error = std::current_exception();
        if (!is_only_stopped(error)) fail_test("the test's body threw\n" + error_text(error));
    }
}

}  // namespace

Cell ActorSuite::cell() const {
    return current_selection().first();
}

actor::TreeOptions ActorSuite::tree_options() const {
    const Cell here = cell();
    actor::TreeOptions options;
    options.backend = here.backend;
    options.transport = ipc::parse_transport(here.transport).value();
    return options;
}

void ActorSuite::run_on_root_actor(const std::function<runtime::Task<void>()>& body) const {
    const auto limit = TimeLimit::cancel_after(default_limit(), cleanup_limit);
    if (!limit) FAIL() << "cannot watch the time: " << limit.error().message();
    run_tree(tree_options(), [&] { return run_within(*limit, body); });
}

}  // namespace hangar
