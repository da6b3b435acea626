// SPDX-License-Identifier: Apache-2.0
// Ends of a pipe that are in messages on their way, and epoll sets that others have, too.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/message_socket.hpp>
#include <hangar/diag/snapshot/ends.test.hpp>
#include <hangar/diag/snapshot/late_holders.hpp>
#include <hangar/diag/snapshot/patient.test.hpp>
#include <string>
#include <thread>

namespace hangar::snapshot {
namespace {

const auto soon = [] { return os::Deadline::after(std::chrono::seconds(10)); };

void send_fd(int socket, int fd) {
    if (!os::send_message(socket, "x", std::array{fd})) ::_exit(1);
}

sockaddr_un abstract_address(const std::string& name) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    name.copy(address.sun_path + 1, sizeof address.sun_path - 1);
    return address;
}

// Sends a write end, if it is to, and reads from the pipe.
[[noreturn]] void send_and_read(int socket, bool sends) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) ::_exit(1);
    if (sends) send_fd(socket, ends[1]);
    for (char byte = 0;;) static_cast<void>(::read(ends[0], &byte, 1));
}

// Whatever else it says: other tests of this machine may have ends in messages at this moment.
void look_again(Snapshot& snapshot) {
    static_cast<void>(add_late_holders(snapshot, {}, soon()));
}

std::size_t count_of_fds(const Snapshot& snapshot, pid_t pid) {
    const Process* process = snapshot.process(pid);
    return process == nullptr ? 0 : process->fds.size();
}

bool is_receiver(const Process& process) {
    return std::ranges::any_of(process.fds, [](const auto& fd) { return fd.in_flight > 0; });
}

TEST(LateHoldersTest, FindsWhoHasTheSocketThatAnEndWasSentTo) {
    auto pair = os::make_socketpair();
    ASSERT_TRUE(pair);
    const TestPatient receiver([&pair] {
        pair->second.reset();
        stay();
    });
    const TestPatient sender([&pair] { send_and_read(pair->second.get(), true); });
    const TestPatient other([&pair] { send_and_read(pair->second.get(), false); });
    pair->first.reset();
    Snapshot snapshot = when_it_reads(sender);
    EXPECT_EQ(snapshot.process(receiver.pid()), nullptr);
    EXPECT_TRUE(add_late_holders(snapshot, {}, soon()));
    const Process* found = snapshot.process(receiver.pid());
    ASSERT_NE(found, nullptr);
    EXPECT_TRUE(is_receiver(*found));
    EXPECT_FALSE(found->in_tree);
    const std::size_t known = count_of_fds(snapshot, receiver.pid());
    look_again(snapshot);
    EXPECT_EQ(count_of_fds(snapshot, receiver.pid()), known);
}

// The one who has these is its second thread, in a table of its own.
[[noreturn]] void keep_in_a_thread(os::FdPair& kept) {
    auto gate = os::make_pipe();
    std::thread([&] {
        if (::unshare(CLONE_FILES) != 0 || !os::write_all(gate->second.get(), "x")) ::_exit(1);
        stay();
    }).detach();
    std::array<std::byte, 1> byte{};
    static_cast<void>(os::read_some(gate->first.get(), byte));
    kept.first.reset();
    kept.second.reset();
    stay();
}

TEST(LateHoldersTest, FindsWhatAStrangersThreadHasInATableOfItsOwn) {
    auto ends = os::make_pipe();
    ASSERT_TRUE(ends);
    const TestPatient keeper([&] { keep_in_a_thread(*ends); });
    const TestPatient reader([&] {
        ends->second.reset();
        for (char byte = 0;;) static_cast<void>(::read(ends->first.get(), &byte, 1));
    });
    *ends = {};
    Snapshot snapshot = reader.take_until([&](const Snapshot& now) {
        return thread_in(now, WaitKind::pipe_read) != nullptr &&
               now.process(keeper.pid()) == nullptr;
    });
    EXPECT_TRUE(add_late_holders(snapshot, {}, soon()));
    const Process* found = snapshot.process(keeper.pid());
    ASSERT_NE(found, nullptr);
    EXPECT_TRUE(std::ranges::any_of(found->fds, &Descriptor::writes));
}

TEST(LateHoldersTest, FindsTheSocketThatAStrangersThreadHasInATableOfItsOwn) {
    auto pair = os::make_socketpair();
    ASSERT_TRUE(pair);
    const TestPatient keeper([&] { keep_in_a_thread(*pair); });
    const TestPatient sender([&] { send_and_read(pair->second.get(), true); });
    *pair = {};
    Snapshot snapshot = when_it_reads(sender);
    look_again(snapshot);
    const auto is_found = [&] {
        const Process* found = snapshot.process(keeper.pid());
        return found != nullptr && is_receiver(*found);
    };
    const auto end = soon();
    while (!is_found() && !end.passed()) look_again(snapshot);
    EXPECT_TRUE(is_found());
}

// Sends a write end to whoever accepts, and reads from the pipe.
[[noreturn]] void connect_and_read(const std::string& name, bool stays_connected) {
    const int client = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto address = abstract_address(name);
    const auto* at = reinterpret_cast<const sockaddr*>(&address);
    if (::connect(client, at, sizeof address) != 0) ::_exit(1);
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) ::_exit(1);
    send_fd(client, ends[1]);
    if (!stays_connected) ::close(client);
    for (char byte = 0;;) static_cast<void>(::read(ends[0], &byte, 1));
}

TEST(LateHoldersTest, FindsWhoHasTheListenerThatTheTreeHasConnectedTo) {
    for (const bool stays_connected : {true, false}) {
        const std::string name = "hangar-late-" + std::to_string(::getpid());
        os::Fd listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        const auto address = abstract_address(name);
        ASSERT_EQ(
            ::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        ASSERT_EQ(::listen(listener.get(), 4), 0);
        const TestPatient server(stay);
        listener.reset();
        const TestPatient reader([&] { connect_and_read(name, stays_connected); });
        Snapshot snapshot = when_it_reads(reader);
        EXPECT_TRUE(add_late_holders(snapshot, {}, soon()));
        const Process* found = snapshot.process(server.pid());
        ASSERT_NE(found, nullptr);
        EXPECT_TRUE(is_receiver(*found));
    }
}

TEST(LateHoldersTest, FindsWhoHasComeToHoldAnEndSince) {
    const TestPatient reader([] { send_and_read(-1, false); });
    Snapshot snapshot = when_it_reads(reader);
    const std::size_t known = count_of_fds(snapshot, reader.pid());
    look_again(snapshot);
    EXPECT_EQ(count_of_fds(snapshot, reader.pid()), known);
    for (Descriptor& fd : snapshot.process(reader.pid())->fds) {
        if (fd.kind == FdKind::pipe && fd.writes()) fd.flags = O_RDONLY;  // as if it had had none
    }
    EXPECT_TRUE(add_late_holders(snapshot, {}, soon()));
    EXPECT_EQ(count_of_fds(snapshot, reader.pid()), known + 1);
}

TEST(LateHoldersTest, ADeadlineThatHasPassedLeavesTheHoldersUnknown) {
    const TestPatient reader([] { send_and_read(-1, false); });
    Snapshot snapshot = when_it_reads(reader);
    EXPECT_TRUE(snapshot.holders_complete);
    EXPECT_TRUE(add_late_holders(snapshot, {}, os::Deadline::after(std::chrono::seconds(0))));
    EXPECT_FALSE(snapshot.holders_complete);
    EXPECT_FALSE(snapshot.complete);
}

// One of the tree sleeps on it, and one outside has it too.
TEST(SharedSetTest, ItsOtherHoldersBelongToTheEvidence) {
    const os::Fd set(::epoll_create1(EPOLL_CLOEXEC));
    const os::Fd another(::epoll_create1(EPOLL_CLOEXEC));
    const TestPatient holder([&another] {
        ::close(another.get());
        stay();
    });
    const TestPatient sleeper([&set] {
        epoll_event event{};
        for (;;) static_cast<void>(::epoll_wait(set.get(), &event, 1, -1));
    });
    const Snapshot snapshot = sleeper.take_until(
        [](const Snapshot& now) { return thread_in(now, WaitKind::epoll) != nullptr; });
    const Descriptor* mine = snapshot.processes[0].descriptor(set.get());
    ASSERT_NE(mine, nullptr);
    EXPECT_NE(mine->id, 0U);
    const Process* other = snapshot.process(holder.pid());
    ASSERT_NE(other, nullptr);
    const Descriptor* theirs = other->descriptor(set.get());
    ASSERT_NE(theirs, nullptr);
    EXPECT_EQ(theirs->id, mine->id);
    EXPECT_NE(snapshot.processes[0].descriptor(another.get())->id, mine->id);
}

}  // namespace
}  // namespace hangar::snapshot
