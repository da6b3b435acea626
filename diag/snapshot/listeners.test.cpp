// SPDX-License-Identifier: Apache-2.0
// Which listener a connection waits at: neither a port nor the spelling of a name tells that alone.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <hangar/diag/os/temp_dir.test.hpp>
#include <hangar/diag/snapshot/patient.test.hpp>

namespace hangar::snapshot {
namespace {

sockaddr_in address_of(const char* host, std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    ::inet_pton(AF_INET, host, &address.sin_addr);
    return address;
}

std::uint16_t port_of(const os::Fd& socket) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
}

os::Fd listen_at(const char* host, std::uint16_t port) {
    os::Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_in address = address_of(host, port);
    const bool bound =
        ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    return bound && ::listen(socket.get(), 4) == 0 ? std::move(socket) : os::Fd();
}

[[noreturn]] void connect_and_read(const char* host, std::uint16_t port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = address_of(host, port);
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        ::_exit(1);
    char byte = 0;
    for (;;) static_cast<void>(::read(socket, &byte, 1));
}

// Where the one connection that is waited on waits; null: that is not known.
const Socket* listener_in(const Snapshot& snapshot) {
    for (const Socket& socket : snapshot.sockets)
        if (socket.waiting_at != 0) return snapshot.socket(socket.waiting_at);
    return nullptr;
}

Snapshot once_it_reads(const TestPatient& patient) {
    return patient.take_until(
        [](const Snapshot& now) { return thread_in(now, WaitKind::socket_read) != nullptr; });
}

TEST(ListenersTest, OneAtAnotherAddressOfThePortIsAnother) {
    const os::Fd other = listen_at("127.0.0.2", 0);
    const std::uint16_t port = port_of(other);
    const os::Fd right = listen_at("127.0.0.1", port);
    if (!right) GTEST_SKIP() << "the port is taken at the other address";
    const TestPatient patient([&] { connect_and_read("127.0.0.1", port); });
    const Snapshot snapshot = once_it_reads(patient);
    const Socket* listener = listener_in(snapshot);
    ASSERT_NE(listener, nullptr);
    EXPECT_EQ(listener->name, "127.0.0.1:" + std::to_string(port));
}

TEST(ListenersTest, OneAtEveryAddressIsFound) {
    const os::Fd every = listen_at("0.0.0.0", 0);
    const std::uint16_t port = port_of(every);
    const TestPatient patient([&] { connect_and_read("127.0.0.3", port); });
    const Snapshot snapshot = once_it_reads(patient);
    const Socket* listener = listener_in(snapshot);
    ASSERT_NE(listener, nullptr);
    EXPECT_EQ(listener->name, "0.0.0.0:" + std::to_string(port));
}

int connect_to(const sockaddr_un& address) {
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    return socket;
}

os::Fd listen_by_name(const sockaddr_un& address) {
    os::Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
    ::listen(socket.get(), 0);
    return socket;
}

Snapshot once_it_connects(const TestPatient& patient) {
    return patient.take_until(
        [](const Snapshot& now) { return thread_in(now, WaitKind::connect) != nullptr; });
}

TEST(ListenersTest, ANameThatWasBoundAgainMeansNobodyForCertain) {
    const os::TempDir folder;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strcpy(address.sun_path, (folder.path() + "/socket").c_str());
    const os::Fd first = listen_by_name(address);
    {
        const TestPatient patient([&] {
            for (;;) static_cast<void>(connect_to(address));
        });
        const Snapshot snapshot = once_it_connects(patient);
        ASSERT_NE(listener_in(snapshot), nullptr);
        EXPECT_GT(listener_in(snapshot)->backlog, 0U);
    }
    ::unlink(address.sun_path);
    const os::Fd second = listen_by_name(address);
    const TestPatient patient([&] {
        for (;;) static_cast<void>(connect_to(address));
    });
    EXPECT_EQ(listener_in(once_it_connects(patient)), nullptr);
}

}  // namespace
}  // namespace hangar::snapshot
