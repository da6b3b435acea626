// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/reactor.hpp>
#include <hangar/backends/runtime/reactor_context.hpp>

#include <array>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <utility>

namespace hangar::runtime {
namespace asio = boost::asio;

struct Reactor::Impl {
    asio::io_context context{1};
    asio::executor_work_guard<asio::io_context::executor_type> keep{context.get_executor()};
};

namespace {

// A wait that is forgotten stays armed in the kernel: when it fires nobody is told, and the next
// wait in its direction takes it over. So one direction never cancels the other.
class WatchedDescriptor final : public Reactor::Descriptor,
                                public std::enable_shared_from_this<WatchedDescriptor> {
  public:
    WatchedDescriptor(asio::io_context& context, int fd, int& waits)
        : descriptor_(context, fd), waits_(waits) {}
    ~WatchedDescriptor() override { WatchedDescriptor::close(); }

    void wait(Direction direction, std::function<void()> ready) override {
        Side& s = side(direction);
        s.ready = std::move(ready);
        ++waits_;
        if (s.armed) return;
        s.armed = true;
        descriptor_.async_wait(
            direction == Direction::read ? asio::posix::descriptor_base::wait_read
                                         : asio::posix::descriptor_base::wait_write,
            [self = shared_from_this(), direction](const boost::system::error_code&) {
                self->fired(direction);
            });
    }

    void forget(Direction direction) noexcept override { take(side(direction)); }

    void close() noexcept override {
        forget(Direction::read);
        forget(Direction::write);
        if (descriptor_.is_open()) descriptor_.release();
    }

  private:
    struct Side {
        std::function<void()> ready;
        bool armed = false;
    };

    Side& side(Direction direction) noexcept {
        return sides_[direction == Direction::read ? 0 : 1];
    }
    std::function<void()> take(Side& s) noexcept {
        if (s.ready) --waits_;
        return std::exchange(s.ready, nullptr);
    }
    void fired(Direction direction) {
        Side& s = side(direction);
        s.armed = false;
        if (const auto ready = take(s)) ready();
    }

    asio::posix::stream_descriptor descriptor_;
    int& waits_;
    std::array<Side, 2> sides_;
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
    return impl_->context.poll() > 0;
}

bool Reactor::wait(os::Deadline deadline) {
    if (deadline.is_never()) return impl_->context.run_one() > 0;
    return impl_->context.run_one_until(deadline.when()) > 0;
}

std::shared_ptr<Reactor::Descriptor> Reactor::watch(int fd) {
    return std::make_shared<WatchedDescriptor>(impl_->context, fd, waits_);
}

}  // namespace hangar::runtime
