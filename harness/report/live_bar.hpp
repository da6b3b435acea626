// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <hangar/harness/events/sink.hpp>
#include <hangar/harness/report/progress_bar.hpp>

namespace hangar::report {

// A progress bar at the bottom of a terminal, under the lines that others write: what is written
// goes by it, so that it is taken away first and drawn again below. Asks for the terminal's size at
// each drawing: it may change at any time. Not synchronised.
class LiveBar final : public events::Sink {
  public:
    using Write = std::function<void(std::string_view)>;
    // The terminal's columns and rows; zeros where they are not known.
    using Size = std::function<std::pair<int, int>()>;

    LiveBar(Write write, Size size) : write_(std::move(write)), size_(std::move(size)) {}

    void on(const events::Stamped& happened) override;
    // Whole lines above the bar.
    void print(std::string_view lines);
    // Draws it anew: time goes by.
    void draw(events::WallTime now);
    // Takes it away until it is drawn again.
    void erase();
    // It is somebody else's screen now: what was drawn there is not touched any more.
    void forget() noexcept { drawn_.clear(); }

  private:
    [[nodiscard]] std::string erasure() const;
    [[nodiscard]] ProgressState state(events::WallTime now) const;

    Write write_;
    Size size_;
    std::vector<std::size_t> drawn_;  // the columns that its lines take
    ProgressState counts_;
    std::size_t listed_ = 0;
    events::WallTime begun_;
    events::WallTime now_;
    std::map<events::TestRef, events::WallTime> running_;
};

}  // namespace hangar::report
