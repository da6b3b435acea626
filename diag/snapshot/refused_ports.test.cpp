// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <hangar/diag/snapshot/patient.test.hpp>
#include <thread>

namespace hangar::snapshot {
namespace {

using testing::IsEmpty;

// Where a sanitizer leaves a function's variables alone they lie on the stack.
#define HANGAR_TEST_PLAIN_FRAME [[gnu::noinline]] __attribute__((no_sanitize("address")))

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    address.sin_port = ::htons(port);
    return address;
}

int stream() {
    return ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

// A listener of the test's own; the patients inherit it and close it.
class Listener {
  public:
    Listener() : socket_(stream()) {
        sockaddr_in address = loopback(0);
        auto* name = reinterpret_cast<sockaddr*>(&address);
        socklen_t size = sizeof address;
        const bool listens = ::bind(socket_, name, size) == 0 && ::listen(socket_, 8) == 0 &&
                             ::getsockname(socket_, name, &size) == 0;
        os::require(listens, "a listener can be made");
        port_ = ::ntohs(address.sin_port);
    }
    ~Listener() { close(); }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    void close() const noexcept { ::close(socket_); }

  private:
    int socket_;
    std::uint16_t port_ = 0;
};

int connect_to(std::uint16_t port) {
    const sockaddr_in address = loopback(port);
    const int socket = stream();
    const auto* name = reinterpret_cast<const sockaddr*>(&address);
    os::require(::connect(socket, name, sizeof address) == 0, "there is a listener");
    return socket;
}

HANGAR_TEST_PLAIN_FRAME void try_to_bind(const sockaddr_in& address) {
    const int socket = stream();
    if (::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        ::_exit(1);
    const int refusal = errno;
    ::close(socket);
    errno = refusal;
}

HANGAR_TEST_PLAIN_FRAME void try_for_ever(std::uint16_t port) {
    const sockaddr_in address = loopback(port);
    for (;; ::usleep(100'000)) try_to_bind(address);
}

// Far below the frame of its caller, where no later call of that writes.
HANGAR_TEST_PLAIN_FRAME void try_deep_below(std::uint16_t port, volatile char* place) {
    volatile char gap[4096];
    gap[0] = *place;
    try_to_bind(loopback(port));
    *place = gap[0];
}

HANGAR_TEST_PLAIN_FRAME void try_once(std::uint16_t port) {
    volatile char place = 0;
    try_deep_below(port, &place);
    for (;;) ::usleep(100'000);  // its work
}

// In a thread: what lies on its stack is nobody else's.
void in_a_thread(void (*body)(std::uint16_t), std::uint16_t port) {
    std::thread(body, port).join();
}

std::vector<RefusedPort> when_it_sleeps(const TestPatient& patient) {
    return patient
        .take_until([](const Snapshot& now) { return thread_in(now, WaitKind::sleep) != nullptr; })
        .refused_ports;
}

RefusedPort refusal_of(const TestPatient& patient) {
    return patient.take_until([](const Snapshot& now) { return !now.refused_ports.empty(); })
        .refused_ports.front();
}

TEST(RefusedPortsTest, OneThatAsksForAPortThatSomebodyHas) {
    const Listener listener;
    const TestPatient patient([&listener] {
        listener.close();
        in_a_thread(try_for_ever, listener.port());
    });
    const RefusedPort found = refusal_of(patient);
    EXPECT_EQ(found.pid, patient.pid());
    EXPECT_EQ(found.address, "127.0.0.1:" + std::to_string(listener.port()));
    EXPECT_EQ(found.held_as, found.address);
    EXPECT_FALSE(found.visited);
    EXPECT_FALSE(found.stale);
}

TEST(RefusedPortsTest, AnAddressOfACallThatHasReturnedIsStale) {
    const Listener listener;
    const TestPatient patient([&listener] {
        listener.close();
        in_a_thread(try_once, listener.port());
    });
    EXPECT_TRUE(refusal_of(patient).stale);
}

TEST(RefusedPortsTest, AConnectionThatLastsIsAVisit) {
    const Listener listener;
    const int visitor = connect_to(listener.port());
    const TestPatient patient([&] {
        listener.close();
        ::close(visitor);
        in_a_thread(try_for_ever, listener.port());
    });
    EXPECT_TRUE(refusal_of(patient).visited);
    ::close(visitor);
}

TEST(RefusedPortsTest, OneThatIsConnectedToThePortUsesIt) {
    const Listener listener;
    const TestPatient patient([&listener] {
        listener.close();
        connect_to(listener.port());
        in_a_thread(try_for_ever, listener.port());
    });
    EXPECT_THAT(when_it_sleeps(patient), IsEmpty());
}

}  // namespace
}  // namespace hangar::snapshot
