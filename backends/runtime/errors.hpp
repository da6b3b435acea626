// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <exception>
#include <source_location>
#include <stdexcept>
#include <string>
#include <vector>

#include <hangar/diag/os/result.hpp>

namespace hangar::runtime {

// Thrown by an await inside a cancelled scope; that scope's end absorbs it. Not a std::exception,
// so that `catch (const std::exception&)` does not swallow a cancellation; after `catch (...)`
// rethrow it (if you don't, the next await throws it again: cancellation is a level, not an edge).
class Cancelled final {};

// Thrown at the awaiter of a task that ended without a value: a block of its own (block_exit.hpp)
// was cancelled and absorbed that, and nothing was left to return.
class NoValue : public std::runtime_error {
  public:
    NoValue() : std::runtime_error("the task gave up in a cancelled block: it has no value") {}
};

// A deadline of fail_after passed.
class TimeoutError : public std::runtime_error {
  public:
    TimeoutError(const std::string& what, std::source_location where)
        : std::runtime_error(what), where_(where) {}
    [[nodiscard]] const std::source_location& where() const noexcept { return where_; }

  private:
    std::source_location where_;
};

// Two or more errors that belong together: a nursery's, or a body's and its clean-up's. The first
// that happened stands first. A single error is rethrown as it is, never as a group of one.
class ErrorGroup : public std::exception {
  public:
    explicit ErrorGroup(std::vector<std::exception_ptr> errors);
    [[nodiscard]] const std::vector<std::exception_ptr>& errors() const noexcept { return errors_; }
    // "2 errors: first; second"
    [[nodiscard]] const char* what() const noexcept override { return what_.c_str(); }

  private:
    std::vector<std::exception_ptr> errors_;
    std::string what_;
};

// The kernel refused; carries the OS layer's error into code that throws.
class OsError : public std::runtime_error {
  public:
    explicit OsError(os::Error error)
        : std::runtime_error(error.message()), error_(std::move(error)) {}
    [[nodiscard]] const os::Error& error() const noexcept { return error_; }

  private:
    os::Error error_;
};

// The value, or its error thrown as OsError.
template <class T>
T value_or_throw(os::Result<T>&& result) {
    if (!result) throw OsError(std::move(result.error()));
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

// What went wrong, in a line: what() of a std::exception, the type's name of anything else.
[[nodiscard]] std::string describe(const std::exception_ptr& error);
[[nodiscard]] bool is_cancelled(const std::exception_ptr& error) noexcept;

[[noreturn]] void throw_timeout(std::chrono::steady_clock::duration limit,
                                const std::source_location& where);

// Throws nothing for none, the error for one, an ErrorGroup for more. Cancellations are left out
// when there is any real error.
void throw_collected(std::vector<std::exception_ptr> errors);

}  // namespace hangar::runtime
