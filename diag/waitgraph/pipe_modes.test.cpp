// SPDX-License-Identifier: Apache-2.0
// What a poll of a pipe's end waits for: the end's own access mode says it, and not only the
// events.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/epoll.h>

#include <hangar/diag/waitgraph/world.test.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::FdKind;
using snapshot::Process;
using snapshot::WaitKind;
using testing::HasSubstr;

// A process that polls a write end for the reader's going, which is what poll always tells: that is
// neither input nor room. Its parent waits for it.
struct PolledWriteEnd : World {
    PolledWriteEnd() : parent(process(10)), poller(process(20, 10)), reader(process(30, 10)) {
        pipe(7, false);
        descriptor(poller, 4, FdKind::pipe, 7, O_WRONLY);
        descriptor(reader, 3, FdKind::pipe, 7, O_RDONLY);
        child(main_thread(parent), 20);
        main_thread(poller).wait.kind = WaitKind::poll;
        main_thread(poller).wait.fds = {{.fd = 4, .read = true}};
        sleep(main_thread(reader));
    }
    Process& parent;
    Process& poller;
    Process& reader;
};

TEST(PolledPipeTest, AWriteEndIsReadyOnceItsReadersGo) {
    const PolledWriteEnd world;
    const auto diagnosis = world.diagnose();
    EXPECT_TRUE(diagnosis.verdicts.empty()) << text_of(diagnosis);
    PolledWriteEnd nothing_asked;
    World::main_thread(nothing_asked.poller).wait.fds[0].read = false;
    EXPECT_TRUE(nothing_asked.diagnose().dead.empty());
}

TEST(PolledPipeTest, OneThatWaitsForTheEndOfItsReaderIsACircle) {
    PolledWriteEnd world;
    World::main_thread(world.reader).wait = {};
    World::on_fd(World::main_thread(world.reader), WaitKind::pipe_read, 3);
    const auto diagnosis = world.diagnose();
    EXPECT_EQ(confidence_of(diagnosis, Cause::wait_cycle), proven) << text_of(diagnosis);
    EXPECT_FALSE(confidence_of(diagnosis, Cause::eof_own_writer));
    EXPECT_THAT(diagnosis.verdicts.front().summary, HasSubstr("30"));
}

// A loop that forwards from one pipe to another, which is full, and asks of both for all that there
// is to ask, edge by edge.
struct ProxyWorld : World {
    ProxyWorld() : source(process(10)), proxy(process(20, 10)), sink(process(30, 10)) {
        constexpr std::uint32_t all = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
        pipe(7, true);
        pipe(8, true);
        descriptor(source, 4, FdKind::pipe, 7, O_WRONLY);
        on_fd(main_thread(source), WaitKind::pipe_write, 4, true);
        descriptor(proxy, 3, FdKind::pipe, 7, O_RDONLY).ready = EPOLLIN;
        descriptor(proxy, 4, FdKind::pipe, 8, O_WRONLY).ready = 0;
        auto& set = descriptor(proxy, 5, FdKind::epoll, 0);
        set.ready = 0;
        set.rows = {{.fd = 3, .events = all, .current = true, .ready = EPOLLIN},
                    {.fd = 4, .events = all, .current = true, .ready = 0}};
        on_fd(main_thread(proxy), WaitKind::epoll, 5);
        descriptor(sink, 3, FdKind::pipe, 8, O_RDONLY);
        sleep(main_thread(sink));
    }
    Process& source;
    Process& proxy;
    Process& sink;
};

TEST(WatchedPipeTest, AWriteEndWaitsForItsReaderWhateverElseIsAsked) {
    const ProxyWorld world;
    const auto diagnosis = world.diagnose();
    EXPECT_FALSE(diagnosis.named_a_cause()) << text_of(diagnosis);
    EXPECT_TRUE(diagnosis.dead.empty());
    ProxyWorld hung;
    World::main_thread(hung.sink).wait = {};
    World::child(World::main_thread(hung.sink), 20);
    EXPECT_TRUE(hung.diagnose().named_a_cause()) << "the sink waits for the proxy";
}

}  // namespace
}  // namespace hangar::waitgraph
