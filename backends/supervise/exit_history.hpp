// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <string>
#include <vector>

#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/supervise/policy.hpp>

namespace hangar::supervise {

// An end of a child that nobody had asked for.
struct ChildExit {
    std::string child;
    os::TimePoint at;          // on the loop's clock
    std::exception_ptr error;  // null: it ended in order

    // "ended in order", or what its error says.
    [[nodiscard]] std::string how() const;
};

// What stands for an end in order among the errors of RestartsExceeded.
class EndedInOrder : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// A supervisor's children have ended more often than it may start them again. It has ended them
// all. Its errors() are the exits' own, the oldest first.
class RestartsExceeded : public runtime::ErrorGroup {
  public:
    RestartsExceeded(std::vector<ChildExit> exits, const Intensity& allowed);

    // Whose exit was one too many.
    [[nodiscard]] const std::string& child() const noexcept { return exits_.back().child; }
    // Those of the last period, the oldest first.
    [[nodiscard]] const std::vector<ChildExit>& exits() const noexcept { return exits_; }
    // How many of them were this child's.
    [[nodiscard]] std::size_t count(const std::string& child) const noexcept;
    // "child db is not started again: more than 3 restarts in 5 s: db 3 x (lost), log 1 x (full)"
    [[nodiscard]] const char* what() const noexcept override { return what_.c_str(); }

  private:
    std::vector<ChildExit> exits_;
    std::string what_;
};

// The exits of the last period: how often children may still be started again. A value.
class ExitHistory {
  public:
    explicit ExitHistory(Intensity allowed) noexcept : allowed_(allowed) {}

    // Before the restart that it asks for. Throws RestartsExceeded if that would be one too many.
    void note(ChildExit exit);

  private:
    Intensity allowed_;
    std::vector<ChildExit> exits_;
};

}  // namespace hangar::supervise
