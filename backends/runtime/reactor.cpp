// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include <hangar/backends/runtime/reactor.hpp>
#include <hangar/backends/runtime/reactor_context.hpp>
#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/invariant.hpp>

namespace hangar::runtime {
namespace asio = boost::asio;

struct Reactor::Impl {
    int waits = 0;  // outlives the context, whose handlers count it down
    asio::io_context context{1};
    asio::executor_work_guard<asio::io_context::executor_type> keep{context.get_executor()};
};

namespace {

using Direction = Reactor::Descriptor::Direction;

// More of one kind of work than this, and the tasks have their turn first.
constexpr int poll_limit = 256;

// What asio's handlers hold on to. A wait that is forgotten stays armed in the kernel: when it
// fires nobody is told, and the next wait in its direction takes it over. So one direction never
// cancels the other, which is all that asio's own cancel() can do.
class Watched : public std::enable_shared_from_this<Watched> {
  public:
    Watched(asio::io_context& context, int fd, int& waits)
        : descriptor_(context, fd), waits_(waits) {}

    void wait(Direction direction, std::function<void()> ready) {
        Side& s = side(direction);
        os::require(!s.ready, "one wait at a time in each direction of a descriptor");
        s.ready = std::move(ready);
        ++waits_;
        s.taken_over = s.armed;
        if (!s.armed) arm(direction);
    }

    void forget(Direction direction) noexcept { take(side(direction)); }

    void close() noexcept {
        descriptor_.release();
        for (Side& s : sides_) {
            if (const auto ready = take(s)) ready();
        }
    }

  private:
    struct Side {
        std::function<void()> ready;
        bool armed = false;
        bool taken_over = false;
    };

    Side& side(Direction direction) noexcept {
        return sides_[direction == Direction::read ? 0 : 1];
    }

    std::function<void()> take(Side& s) noexcept {
        if (s.ready) --waits_;
        return std::exchange(s.ready, nullptr);
    }

    void arm(Direction direction) {
        side(direction).armed = true;
        descriptor_.async_wait(
            direction == Direction::read ? asio::posix::descriptor_base::wait_read
                                         : asio::posix::descriptor_base::wait_write,
            [self = shared_from_this(), direction](const boost::system::error_code&) {
                self->fired(direction);
            });
    }

    void fired(Direction direction) {
        Side& s = side(direction);
        s.armed = false;
        if (!s.ready) return;
        // What the kernel said may be older than this wait: somebody has read it since.
        if (std::exchange(s.taken_over, false) && !is_ready(direction)) {
            arm(direction);
            return;
        }
        take(s)();
    }

    bool is_ready(Direction direction) {
        const auto now = os::Deadline::after(os::Duration::zero());
        const int fd = descriptor_.native_handle();
        const auto ready =
            direction == Direction::read ? os::wait_readable(fd, now) : os::wait_writable(fd, now);
        return !ready.has_value() || *ready;  // an error is for the waiter to find
    }

    asio::posix::stream_descriptor descriptor_;
    int& waits_;
    std::array<Side, 2> sides_;
};

class WatchedDescriptor final : public Reactor::Descriptor {
  public:
    explicit WatchedDescriptor(std::shared_ptr<Watched> watched) : watched_(std::move(watched)) {}
    ~WatchedDescriptor() override { watched_->close(); }
    void wait(Direction direction, std::function<void()> ready) override {
        watched_->wait(direction, std::move(ready));
    }
    void forget(Direction direction) noexcept override { watched_->forget(direction); }

  private:
    std::shared_ptr<Watched> watched_;
};

}  // namespace

boost::asio::io_context& io_context_of(Reactor& reactor) noexcept {
    return reactor.impl().context;
}

Reactor::Reactor() : impl_(std::make_unique<Impl>()) {}
Reactor::~Reactor() = default;

void Reactor::post(std::function<void()> work) {
    asio::post(impl_->context, std::move(work));
}

bool Reactor::poll() {
    int ran = 0;
    while (ran < poll_limit && impl_->context.poll_one() > 0) ++ran;
    return ran > 0;
}

bool Reactor::wait(os::Deadline deadline) {
    if (deadline.is_never()) return impl_->context.run_one() > 0;
    // asio does not even look when the deadline has passed: due timers would starve descriptors.
    if (deadline.passed()) return poll();
    return impl_->context.run_one_until(deadline.when()) > 0;
}

bool Reactor::has_waits() const noexcept {
    return impl_->waits > 0;
}

void Reactor::expect_work(bool on) noexcept {
    impl_->waits += on ? 1 : -1;
}

std::unique_ptr<Reactor::Descriptor> Reactor::watch(int fd) {
    return std::make_unique<WatchedDescriptor>(
        std::make_shared<Watched>(impl_->context, fd, impl_->waits));
}

}  // namespace hangar::runtime
