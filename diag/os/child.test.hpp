// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include <hangar/diag/os/fork.hpp>
#include <hangar/diag/os/wait_status.hpp>

namespace hangar::os {

// How long a test waits for what must happen.
[[nodiscard]] inline Deadline soon() {
    return Deadline::after(std::chrono::seconds(20));
}

// The parent, as a test's child sees it.
class TestParent {
  public:
    explicit TestParent(Fd channel) noexcept : channel_(std::move(channel)) {}
    void ready(std::string_view message = {}) const;  // one line
    void hold() const;                                // until the parent releases us or is gone

  private:
    Fd channel_;
};

// A forked child of a test, with a handshake. Whatever happens, it is gone when this is.
class TestChild {
  public:
    explicit TestChild(const std::function<int(TestParent&)>& body);
    // One that says it is ready and holds.
    TestChild();
    ~TestChild();
    TestChild(const TestChild&) = delete;
    TestChild& operator=(const TestChild&) = delete;

    [[nodiscard]] const Pidfd& handle() const noexcept { return handle_; }
    [[nodiscard]] const ProcessId& id() const noexcept { return handle_.id(); }
    [[nodiscard]] std::string wait_ready() const;  // what it said
    void release() noexcept { channel_.reset(); }
    [[nodiscard]] WaitStatus wait() const;  // its end, collected

  private:
    Fd channel_;
    Pidfd handle_;
};

// Until it goes, this process cannot open one more descriptor.
class NoFreeFd {
  public:
    NoFreeFd();
    ~NoFreeFd();
    NoFreeFd(const NoFreeFd&) = delete;
    NoFreeFd& operator=(const NoFreeFd&) = delete;

  private:
    unsigned long before_ = 0;
};

// What `call` returns in a process that cannot open one more descriptor. Only the call: a
// sanitizer's own checks, of the matchers for one, need descriptors.
template <class Call>
[[nodiscard]] auto without_free_fd(Call call) {
    const NoFreeFd none;
    return call();
}

}  // namespace hangar::os
