// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <exception>
#include <string>

namespace hangar {

// Ends a test's body from any depth, after what it has to say is recorded: a failed CO_ASSERT_*,
// CO_FAIL or CO_SKIP. Unwinding, it cancels the nurseries on its way as any error does, so that a
// failed assertion does not wait for actors that serve for ever. Caught by who runs the body.
class TestStopped final : public std::exception {
  public:
    explicit TestStopped(std::string what) : what_(std::move(what)) {}
    [[nodiscard]] const char* what() const noexcept override { return what_.c_str(); }

  private:
    std::string what_;
};

// The right-hand side of the CO_ macros: `StopTest(...) = Message() << ...` records the message
// with GoogleTest and throws. An assignment, since it binds weaker than what is streamed.
class StopTest {
  public:
    StopTest(testing::TestPartResult::Type type, const char* file, int line, const char* message)
        : type_(type), file_(file), line_(line), message_(message) {}
    [[noreturn]] void operator=(const testing::Message& message) const {
        testing::internal::AssertHelper(type_, file_, line_, message_.c_str()) = message;
        const char* kind = type_ == testing::TestPartResult::kSkip ? "skipped at " : "failed at ";
        throw TestStopped(kind + std::string(file_) + ":" + std::to_string(line_));
    }

  private:
    testing::TestPartResult::Type type_;
    const char* file_;
    int line_;
    std::string message_;
};

}  // namespace hangar
