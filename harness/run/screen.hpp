// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include <hangar/backends/runtime/task.hpp>
#include <hangar/harness/report/live_bar.hpp>
#include <hangar/harness/run/keyboard.hpp>
#include <hangar/harness/run/options.hpp>
#include <hangar/harness/run/run.hpp>

namespace hangar::run {

// Where a person follows a run: lines, below them a bar where that is wanted, and keys.
// On the loop; not movable.
class Screen {
  public:
    Screen(const Options& options, const Host& host);
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;

    // What the console is to say: never `automatic`.
    [[nodiscard]] report::Progress progress() const noexcept { return progress_; }
    void print(std::string_view lines);
    // Beside the results.
    void print_aside(std::string_view lines);
    [[nodiscard]] events::Sink& sink() noexcept { return bar_; }

    // Keeps the bar, and asks `on_query` for what runs when somebody presses t; until cancelled.
    [[nodiscard]] runtime::Task<void> keep(std::function<void()> on_query);
    // Gives the terminal back as it was, and takes it again.
    void leave();
    void enter();

  private:
    runtime::Task<void> keep_bar();
    runtime::Task<void> heed_keys(std::function<void()> on_query);

    const Host& host_;
    bool results_on_errors_;
    report::Progress progress_;
    report::LiveBar bar_;
    std::optional<Keyboard> keyboard_;
};

}  // namespace hangar::run
