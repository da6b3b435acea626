// SPDX-License-Identifier: Apache-2.0
// Rules 31, 33 and 34: what an actor must not be brought down by.
#include <signal.h>

#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/os/sockets.hpp>
#include <hangar/diag/os/stream_socket.hpp>
#include <hangar/suites/rules/actors.hpp>
#include <hangar/suites/rules/rule_suite.hpp>
#include <hangar/suites/rules/traces.hpp>
#include <iostream>
#include <random>

namespace hangar::rules {
namespace {

class Survival : public RuleSuite {};

// Rule 31. Once it has been accepted, no cancellation reaches it, whoever is lost.
Task<void> accepted_work(std::string accepted, std::string done) {
    auto work = [&]() -> Task<void> {
        leave_trace(accepted);
        co_await sleep_for(100ms);
        leave_trace(done);
    };
    co_await shielded(work);
}

Task<void> has_work_done(std::string accepted, std::string done) {
    auto nursery = co_await open_nursery();
    const Portal worker = co_await nursery.start_actor("worker");
    co_await worker.run<&accepted_work>(accepted, done);
}

ACTOR_TEST_P(Survival, AnAcceptedCallSurvivesThatItsCallerWaitsNoLonger) {
    const std::string accepted = fresh_trace(cell());
    const std::string done = fresh_trace(cell());
    auto nursery = co_await open_nursery();
    const Portal worker = co_await nursery.start_actor("worker");
    auto call = [&](runtime::Nursery& calls) -> Task<void> {
        calls.start_soon([&] { return worker.run<&accepted_work>(accepted, done); });
        EXPECT_TRUE(co_await trace_appears(accepted, 5s));
        calls.cancel();
    };
    co_await with_nursery(std::ref(call));
    EXPECT_TRUE(co_await trace_appears(done, 5s));
    EXPECT_EQ(co_await worker.run<&add>(1, 2), 3);
    EXPECT_TRUE(take_trace(accepted) && take_trace(done));
}

// A caller in a process of its own is killed; a thread cannot be, and is cancelled.
ACTOR_TEST_P(Survival, AnAcceptedCallSurvivesItsCaller) {
    expect_orphans();
    const std::string accepted = fresh_trace(cell());
    const std::string done = fresh_trace(cell());
    auto block = [&]() -> Task<void> {
        auto nursery = co_await open_nursery();
        const Portal caller = co_await nursery.start_actor("caller");
        auto context = [&](runtime::Nursery& calls) -> Task<void> {
            calls.start_soon([&] { return caller.run<&has_work_done>(accepted, done); });
            EXPECT_TRUE(co_await trace_appears(accepted, 10s));
            if (!has_own_processes()) co_return calls.cancel();
            const auto handle = os::Pidfd::open(caller.identity().process);
            CO_ASSERT_TRUE(handle.has_value());
            CO_ASSERT_TRUE(handle->signal(SIGKILL).has_value());
        };
        co_await with_nursery(std::ref(context));
    };
    const auto errors = co_await errors_of_body(block);
    EXPECT_THAT(errors, testing::SizeIs(has_own_processes() ? 1 : 0));
    for (const auto& error : errors) {
        EXPECT_THROW(std::rethrow_exception(error), ActorDied) << runtime::describe(error);
    }
    EXPECT_TRUE(co_await trace_appears(done, 5s));
    EXPECT_TRUE(take_trace(accepted) && take_trace(done));
}

// Rule 33.

void print_without_a_newline(int bytes) {
    const std::string text(static_cast<std::size_t>(bytes), '.');
    std::cout << text << std::flush;
    std::cerr << text << std::flush;
}

ACTOR_TEST_P(Survival, OutputWithoutANewlineIsDrained) {
    const Stopwatch watch;
    auto nursery = co_await open_nursery();
    const Portal child = co_await nursery.start_actor("child");
    co_await child.run<&print_without_a_newline>(256 << 10);
    EXPECT_EQ(co_await child.run<&add>(1, 2), 3);
    EXPECT_LT(watch.elapsed(), 10s);
}

// Rule 34.

std::vector<std::string> garbage() {
    std::mt19937 random(34);  // the same in every run
    std::string noise(4096, '\0');
    for (char& c : noise) c = static_cast<char>(random());
    return {
        "",
        noise,
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        std::string("h", 1),
        std::string("hg\x02\x03\0\0", 6),              // half a header
        std::string("hg\x02\x03\xff\xff\xff\xff", 8),  // a hello of 4 GiB
        std::string("hg\x63\x03\0\0\0\0", 8),          // another version's
        std::string("hg\x02\x10\0\0\0\x01\xc0", 9),    // a call by a stranger
        std::string("hg\x02\x40\0\0\0\x01\xc0", 9),    // a context by one
        std::string("hg\x02\x01\0\0\0\x01\x90hg\x02\x03\0\0\0\x01\xc1", 18),  // a knock, then noise
    };
}

os::Fd dial(const ipc::Address& address) {
    if (const auto* uds = address.get_if<ipc::UdsAddress>()) {
        return runtime::value_or_throw(os::connect_unix(uds->path.native()));
    }
    const auto* tcp = address.get_if<ipc::TcpAddress>();
    return runtime::value_or_throw(os::connect_tcp(tcp->host, tcp->port));
}

// A client that says it and hangs up. It stays connected for as long as the descriptor does.
Task<os::Fd> send_to_server(std::string text, bool over_pair) {
    if (over_pair) {
        os::FdPair pair = runtime::value_or_throw(os::make_socketpair());
        static_cast<void>(os::write_all(pair.first.get(), text));
        pair.first.reset();
        auto greeting =
            Actor::current().greet(ipc::Connection(std::move(pair.second), ipc::Transport::pair));
        co_await std::move(greeting);
        co_return os::Fd();
    }
    runtime::AsyncFd client(dial(Actor::current().address()));
    auto connected = client.writable();
    co_await connected;
    static_cast<void>(os::write_all(client.get(), text));
    co_return client.release();
}

ACTOR_TEST_P(Survival, GarbageFromAClientDoesNotHarmTheServer) {
    const bool over_pair = cell().transport == "pair";
    auto nursery = co_await open_nursery();
    const Portal before = co_await nursery.start_actor("before");
    std::vector<os::Fd> clients;
    for (const std::string& text : garbage()) {
        clients.push_back(co_await send_to_server(text, over_pair));
    }
    const Stopwatch watch;
    EXPECT_EQ(co_await before.run<&add>(1, 2), 3);
    const Portal after = co_await nursery.start_actor("after");
    EXPECT_EQ(co_await after.run<&add>(3, 4), 7);
    EXPECT_LT(watch.elapsed(), 5s);
}

INSTANTIATE_BACKEND_MATRIX(Survival);

}  // namespace
}  // namespace hangar::rules
