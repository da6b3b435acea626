// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <hangar/backends/actor/log.hpp>
#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/diag/os/fd.hpp>
#include <string>

namespace hangar::actor {

// What this process and its children log from now on goes to a file that can be looked at
// meanwhile. Gone with it.
class VisibleLog {
  public:
    explicit VisibleLog(const char* levels) {
        set_log_levels(LogLevels::parse(levels).value());
        EXPECT_TRUE(os::replace_fd(file_.get(), STDERR_FILENO));
    }
    ~VisibleLog() {
        EXPECT_TRUE(os::replace_fd(before_.get(), STDERR_FILENO));
        set_log_levels(LogLevels());
    }
    VisibleLog(const VisibleLog&) = delete;
    VisibleLog& operator=(const VisibleLog&) = delete;

    // Returns when somebody has logged that.
    [[nodiscard]] runtime::Task<void> wait_for(std::string text) const {
        auto looking = [&]() -> runtime::Task<void> {
            while (os::read_at(file_.get(), 0, 1U << 20U).value().find(text) == std::string::npos) {
                auto turn = runtime::sleep_for(std::chrono::milliseconds(1));
                co_await turn;
            }
        };
        auto bounded = runtime::fail_after(std::chrono::seconds(20), looking);
        co_await std::move(bounded);
    }

  private:
    os::Fd file_ = os::make_capture_file("log").value();
    os::Fd before_ = os::duplicate(STDERR_FILENO).value();
};

}  // namespace hangar::actor
