// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <hangar/backends/spawn/carrier.hpp>
#include <hangar/diag/os/deadline.hpp>
#include <hangar/harness.hpp>
#include <vector>

namespace hangar::rules {

using namespace std::chrono_literals;

// What every rule asserts besides its own: when the tree is gone no process of it is left, nor of
// those below: orphans come to the test.
class RuleSuite : public BackendSuite {
  protected:
    RuleSuite();
    ~RuleSuite() override;
    void TearDown() override;
    // For tests that kill parents: the children may take a moment to notice.
    void expect_orphans() noexcept { orphans_expected_ = true; }
    // Whether its actors live outside of this process, and whether each does in one of its own, so
    // that it can be killed alone.
    [[nodiscard]] bool lives_elsewhere() const { return carrier() != spawn::Carrier::thread; }
    [[nodiscard]] bool has_own_processes() const { return carrier() == spawn::Carrier::process; }

  private:
    [[nodiscard]] spawn::Carrier carrier() const;
    bool orphans_expected_ = false;
};

// For rules whose actors block (actors.hpp). Those that are threads of this process can only be
// abandoned: they are let go afterwards, and waited for.
class BlockingSuite : public RuleSuite {
  protected:
    void SetUp() override;
    void TearDown() override;

  private:
    std::size_t threads_before_ = 0;
};

// What the body threw, a group taken apart; nothing if it threw nothing.
std::vector<std::exception_ptr> errors_of(const std::exception_ptr& error);

template <class F>
Task<std::vector<std::exception_ptr>> errors_of_body(F body) {
    std::exception_ptr error;
    try {
        auto task = body();
        co_await std::move(task);
    } catch (...) {
        error = std::current_exception();
    }
    co_return errors_of(error);
}

// The remote errors among them; an error of another kind fails the test.
std::vector<RemoteError> remote_errors(const std::vector<std::exception_ptr>& errors);

// How long since it was made, on the steady clock.
class Stopwatch {
  public:
    [[nodiscard]] os::Duration elapsed() const { return os::Clock::now() - start_; }

  private:
    os::TimePoint start_ = os::Clock::now();
};

// Whether that process has ended, within the limit. Works on processes that are no child.
[[nodiscard]] bool ends_within(const os::ProcessId& process, os::Duration limit);

}  // namespace hangar::rules
