// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include <hangar/diag/os/deadline.hpp>

namespace hangar::runtime {

// The loop's ear: descriptors and work posted by other threads. Wraps Boost.Asio's io_context,
// which no header names. Belongs to the loop's thread, but for post().
class Reactor {
  public:
    Reactor();
    ~Reactor();
    Reactor(const Reactor&) = delete;
    Reactor& operator=(const Reactor&) = delete;

    void post(std::function<void()> work);  // any thread
    // Runs what is ready, up to a bound, without waiting; whether there was anything.
    bool poll();
    // Waits for something to be ready and runs it; false when the deadline passed before.
    bool wait(os::Deadline deadline);

    // Whether anybody waits for a descriptor, or expects work from outside.
    [[nodiscard]] bool has_waits() const noexcept;
    void expect_work(bool on) noexcept;  // counted; see OutsideWork

    class Descriptor;
    // Borrows `fd`, which must stay open for as long, and makes it non-blocking. A descriptor is
    // watched once at a time. Errors: throws boost::system::system_error.
    [[nodiscard]] std::unique_ptr<Descriptor> watch(int fd);

    struct Impl;
    [[nodiscard]] Impl& impl() noexcept { return *impl_; }  // reactor_context.hpp

  private:
    std::unique_ptr<Impl> impl_;
};

// A descriptor that the reactor watches until this goes. One wait at a time in each direction; the
// two do not know of each other. Requires: it goes before its reactor.
class Reactor::Descriptor {
  public:
    enum class Direction { read, write };
    Descriptor() = default;
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    // Whoever still waits is called: the descriptor is no longer what it waits for.
    virtual ~Descriptor() = default;
    // Calls `ready` once the descriptor is ready (or in error) and this wait was not forgotten.
    // What the kernel cannot watch, a regular file or /dev/null, is always ready.
    virtual void wait(Direction direction, std::function<void()> ready) = 0;
    virtual void forget(Direction direction) noexcept = 0;
};

}  // namespace hangar::runtime
