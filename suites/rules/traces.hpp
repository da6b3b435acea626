// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/harness.hpp>
#include <string>

// How a test sees what happened in another process: by files that appear.
namespace hangar::rules {

// A path that no other test uses. Nothing is there.
[[nodiscard]] std::string fresh_trace(const Cell& cell);

// Makes the file when it goes, however that comes about.
class TraceWhenLeft {
  public:
    explicit TraceWhenLeft(std::string path) : path_(std::move(path)) {}
    ~TraceWhenLeft();
    TraceWhenLeft(const TraceWhenLeft&) = delete;
    TraceWhenLeft& operator=(const TraceWhenLeft&) = delete;

  private:
    std::string path_;
};

void leave_trace(const std::string& path);
// Whether it is there; takes it away.
[[nodiscard]] bool take_trace(const std::string& path);
// Waits for it, as long as that.
Task<bool> trace_appears(std::string path, std::chrono::milliseconds limit);

}  // namespace hangar::rules
