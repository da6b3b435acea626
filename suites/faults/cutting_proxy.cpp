// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cerrno>
#include <hangar/backends/actor/socket_path.hpp>
#include <hangar/diag/os/sockets.hpp>
#include <hangar/diag/os/stream_socket.hpp>
#include <hangar/suites/faults/cutting_proxy.hpp>

namespace hangar::faults {

using runtime::AsyncFd;
using runtime::Task;

namespace {

// False: whoever is to have it is gone.
Task<bool> write_all(AsyncFd& to, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const auto sent = os::send_some(to.get(), bytes);
        if (sent) {
            bytes = bytes.subspan(*sent);
        } else if (sent.error().code == EAGAIN) {
            auto writable = to.writable();
            co_await writable;
        } else {
            co_return false;
        }
    }
    co_return true;
}

}  // namespace

CuttingProxy::CuttingProxy(ipc::Address server, Way way, Cut cut, std::size_t after)
    : server_(std::move(server)),
      way_(way),
      cut_(cut),
      after_(after),
      listener_(ipc::UdsAddress{runtime::value_or_throw(actor::new_socket_path("proxy"))}) {}

Task<void> CuttingProxy::serve() {
    auto accepting = listener_.accept();
    ipc::Connection accepted = co_await std::move(accepting);
    AsyncFd client(runtime::value_or_throw(os::duplicate(accepted.stream().fd())));
    const auto path = server_.get_if<ipc::UdsAddress>()->path;
    AsyncFd server(runtime::value_or_throw(os::connect_unix(path.native())));
    accepted.release().reset();
    auto both = [&](runtime::Nursery& tasks) -> Task<void> {
        tasks.start_soon([&] { return carry(client, server, Way::to_server, tasks); });
        tasks.start_soon([&] { return carry(server, client, Way::to_client, tasks); });
        co_return;
    };
    auto carrying = runtime::with_nursery(std::ref(both));
    co_await std::move(carrying);
}

Task<void> CuttingProxy::carry(AsyncFd& from, AsyncFd& to, Way way, runtime::Nursery& both) {
    std::array<std::byte, 4096> buffer;
    std::size_t& passed = passed_[static_cast<std::size_t>(way)];
    const std::size_t most = way == way_ ? after_ : SIZE_MAX;
    while (passed < most) {
        const auto got = os::read_some(
            from.get(), std::span(buffer).first(std::min(buffer.size(), most - passed)));
        if (!got && got.error().code == EAGAIN) {
            auto readable = from.readable();
            co_await readable;
            continue;
        }
        if (!got || *got == 0) break;
        auto writing = write_all(to, std::span(buffer).first(*got));
        const bool written = co_await std::move(writing);
        if (!written) break;
        passed += *got;
    }
    if (passed == most && cut_ == Cut::close) both.cancel("the cut");
    if (passed == most && cut_ == Cut::stall) {
        auto for_ever = runtime::sleep_forever();
        co_await for_ever;
    }
    static_cast<void>(os::shutdown_sending(to.get()));
}

}  // namespace hangar::faults
