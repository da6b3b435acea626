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
    // Runs what is ready, without waiting; whether there was anything.
    bool poll();
    // Waits for something to be ready and runs it; false when the deadline passed before.
    bool wait(os::Deadline deadline);
    // Whether anybody waits for a descriptor.
    [[nodiscard]] bool has_waits() const noexcept { return waits_ > 0; }

    class Descriptor;
    // Borrows `fd`, which must stay open for as long.
    [[nodiscard]] std::shared_ptr<Descriptor> watch(int fd);

    struct Impl;
    [[nodiscard]] Impl& impl() noexcept { return *impl_; }  // reactor_context.hpp

  private:
    std::unique_ptr<Impl> impl_;
    int waits_ = 0;
};

// A descriptor that the reactor watches. One wait at a time in each direction.
class Reactor::Descriptor {
  public:
    enum class Direction { read, write };
    virtual ~Descriptor() = default;
    // Calls `ready` once the descriptor is ready (or in error) and this wait was not forgotten.
    virtual void wait(Direction direction, std::function<void()> ready) = 0;
    virtual void forget(Direction direction) noexcept = 0;
    virtual void close() noexcept = 0;  // ends the watch; forgets both
};

}  // namespace hangar::runtime
