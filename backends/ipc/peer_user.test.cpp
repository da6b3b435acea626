// SPDX-License-Identifier: Apache-2.0
// Whoever connects as another user is refused by the kernel's word, whatever he knows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <hangar/backends/ipc/ends.test.hpp>
#include <hangar/backends/ipc/greeting.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/os/process.hpp>

namespace hangar::ipc {
namespace {

using runtime::Task;
using testing::HasSubstr;

constexpr uid_t stranger = 65534;

[[noreturn]] void connect_as_stranger(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::setresuid(stranger, stranger, stranger) != 0) ::_exit(1);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // reset by the change of users
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        ::_exit(2);
    for (;;) ::pause();
}

// A child of ours that is another user and has connected to that path. Gone with this.
class Stranger {
  public:
    explicit Stranger(const std::string& path) {
        const pid_t pid = ::fork();
        if (pid == 0) connect_as_stranger(path);
        process_ = os::Pidfd::open(pid).value();
    }
    ~Stranger() {
        EXPECT_TRUE(process_.signal(SIGKILL));
        EXPECT_TRUE(process_.wait_exit(os::Deadline::after(generous)).value());
        EXPECT_EQ(process_.collect().value().value().signal(), SIGKILL);
    }
    Stranger(const Stranger&) = delete;
    Stranger& operator=(const Stranger&) = delete;

  private:
    os::Pidfd process_;
};

Task<Error> refusal_of_whoever_connects(Listener& listener) {
    auto accept = [&]() -> Task<Connection> {
        auto accepting = listener.accept();
        co_return co_await std::move(accepting);
    };
    auto bounded = runtime::fail_after(generous, accept);
    auto connection = co_await std::move(bounded);
    TicketBook tickets;
    const Secret secret = Secret::generate().value();
    const Identity self{"server", Uuid::random(), os::this_process(), "exec"};
    auto body = [&]() -> Task<void> {
        auto admitting = admit(std::move(connection), secret, self, tickets, generous);
        static_cast<void>(co_await std::move(admitting));
    };
    auto failing = error_of(body);
    co_return co_await std::move(failing);
}

TEST(PeerUserTest, AnotherOneIsRefused) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can become another user";
    runtime::Loop loop;
    auto main = [&]() -> Task<void> {
        Listener listener(TestAddress(Transport::uds).get());
        const std::string path = listener.address().get_if<UdsAddress>()->path;
        EXPECT_EQ(::chmod(path.c_str(), 0777), 0) << "the file's mode would keep him out as well";
        const Stranger child(path);
        auto greeting = refusal_of_whoever_connects(listener);
        const Error refused = co_await std::move(greeting);
        EXPECT_EQ(refused.code, ProtocolError::peer_credentials);
        EXPECT_THAT(refused.detail, HasSubstr("the peer is user 65534, this is user 0"));
    };
    loop.run(main);
}

}  // namespace
}  // namespace hangar::ipc
