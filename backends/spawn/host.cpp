// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <hangar/backends/ipc/bytes.hpp>
#include <hangar/backends/spawn/fork_worker.hpp>
#include <hangar/backends/spawn/host.hpp>
#include <hangar/backends/spawn/host_main.hpp>
#include <hangar/backends/spawn/host_order.hpp>
#include <hangar/diag/os/message_socket.hpp>
#include <hangar/diag/os/subtree.hpp>

namespace hangar::spawn {
namespace {

constexpr std::chrono::seconds patience_with_the_host{2};

}  // namespace

os::Result<std::shared_ptr<Host>> Host::start(ChildMain main, const HostDuties* duties) {
    auto ends = os::make_message_pair();
    if (!ends) return tl::unexpected(ends.error());
    const int orders = ends->second.get();
    ForkedChild child;
    child.keep = {0, 1, 2, orders};
    child.output = {-1, -1, -1};
    child.main = [orders, main, duties](const ChildBoot&) {
        return host_main({os::Fd(orders), main, duties});
    };
    auto process = ForkWorker::fork(std::move(child));
    if (!process) return tl::unexpected(process.error());
    return std::make_shared<Host>(std::move(*process), std::move(ends->first));
}

Host::Host(os::Pidfd process, os::Fd orders) noexcept
    : process_(std::move(process)), orders_(std::move(orders)) {}

Host::~Host() {
    close();
    if (!process_.wait_exit(os::Deadline::after(patience_with_the_host)).value_or(false))
        static_cast<void>(os::kill_subtree(process_, os::Deadline::after(patience_with_the_host)));
    if (!status_) static_cast<void>(process_.collect());
}

bool Host::has_ended() const {
    return process_.wait_exit(os::Deadline::after(os::Duration::zero())).value_or(true);
}

bool Host::takes_orders() {
    if (has_ended()) return false;
    const std::lock_guard guard(lock_);
    return static_cast<bool>(orders_);
}

os::Status Host::carry(const SpawnRequest& request, const os::Fd& lifeline) {
    HostOrder order;
    order.name = request.name;
    order.seed = request.seed;
    std::vector<int> fds{lifeline.get()};
    for (const os::Fd& fd : request.inherit) {
        order.numbers.push_back(fd.get());
        fds.push_back(fd.get());
    }
    const ipc::Bytes encoded = ipc::encode(order);
    const std::lock_guard guard(lock_);
    if (!orders_) return os::error(EPIPE, "send", "an order to a host that was closed");
    auto sent = os::send_message(orders_.get(), ipc::text_of(encoded), fds);
    if (!sent && sent.error().code == EPIPE) orders_.reset();
    return sent;
}

void Host::close() noexcept {
    const std::lock_guard guard(lock_);
    orders_.reset();
}

os::WaitStatus Host::status() {
    const std::lock_guard guard(lock_);
    if (!status_) {
        const auto collected = process_.collect();
        status_ = collected && *collected ? **collected : os::WaitStatus::exited(0);
    }
    return *status_;
}

}  // namespace hangar::spawn
