// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <hangar/backends/runtime/loop.hpp>
#include <hangar/backends/runtime/scopes.hpp>
#include <hangar/backends/spawn/backend.hpp>
#include <hangar/backends/spawn/registry.hpp>

namespace hangar::spawn {
namespace {

using runtime::Loop;
using runtime::Task;
using testing::HasSubstr;

// The exec backend needs a program that knows its role: the actor layer's tests cover it.
constexpr const char* forking = "fork_worker";

Backend& backend(const char* key) {
    return find_backend(key).value()->instance();
}

int exit_with_seed(ChildBoot boot) {
    return static_cast<int>(boot.seed.at(0));
}

int print_and_fail(ChildBoot) {
    std::fputs("no such luck\n", stderr);
    return 3;
}

int write_to_inherited(ChildBoot boot) {
    const os::Fd pipe(static_cast<int>(boot.seed.at(0)));
    return os::write_all(pipe.get(), "hello").has_value() ? 0 : 1;
}

int sleep_for_ever(ChildBoot boot) {
    const os::Fd ready(static_cast<int>(boot.seed.at(0)));
    static_cast<void>(os::write_all(ready.get(), "r"));
    for (;;) ::pause();
}

SpawnRequest request(ChildMain main, std::byte seed = std::byte{0}) {
    SpawnRequest r;
    r.name = "child";
    r.main = main;
    r.seed = {seed};
    return r;
}

Task<ChildEnd> spawn_and_wait(const char* key, SpawnRequest r) {
    auto child = co_await backend(key).spawn(std::move(r));
    auto waiting = child->wait();
    co_return co_await std::move(waiting);
}

TEST(ForkWorkerBackendTest, ReportsTheChildsExitStatus) {
    Loop loop;
    const ChildEnd end =
        loop.run([] { return spawn_and_wait(forking, request(exit_with_seed, std::byte{7})); });
    EXPECT_EQ(end.status, os::WaitStatus::exited(7));
}

TEST(ForkWorkerBackendTest, KeepsWhatAChildPrintedBeforeItBooted) {
    Loop loop;
    const std::string output = loop.run([]() -> Task<std::string> {
        auto child = co_await backend(forking).spawn(request(print_and_fail));
        const auto end = co_await child->wait();
        EXPECT_EQ(end.status, os::WaitStatus::exited(3));
        co_return child->boot_output();
    });
    EXPECT_THAT(output, HasSubstr("no such luck"));
}

Task<std::string> read_from_child(const char* key) {
    auto pipe = os::make_pipe().value();
    auto r = request(write_to_inherited, std::byte(pipe.second.get()));
    r.inherit.push_back(std::move(pipe.second));
    auto child = co_await backend(key).spawn(std::move(r));
    co_await child->wait();
    co_return os::read_all(pipe.first.get()).value();
}

TEST(ForkWorkerBackendTest, GivesTheChildItsInheritedDescriptor) {
    Loop loop;
    EXPECT_EQ(loop.run([] { return read_from_child(forking); }), "hello");
}

TEST(ForkWorkerBackendTest, DestroysAChildThatDoesNotListen) {
    Loop loop;
    const ChildEnd end = loop.run([]() -> Task<ChildEnd> {
        auto pipe = os::make_pipe().value();
        auto r = request(sleep_for_ever, std::byte(pipe.second.get()));
        r.inherit.push_back(std::move(pipe.second));
        auto child = co_await backend(forking).spawn(std::move(r));
        EXPECT_TRUE(
            os::wait_readable(pipe.first.get(), os::Deadline::after(std::chrono::seconds(20)))
                .value());
        co_await child->destroy(os::Deadline::after(std::chrono::seconds(20)));
        co_return co_await child->wait();
    });
    EXPECT_EQ(end.status, os::WaitStatus::signalled(SIGKILL));
}

TEST(ThreadBackendTest, RunsInThisProcessAndReportsItsEnd) {
    Loop loop;
    const ChildEnd end = loop.run([] { return spawn_and_wait("thread", request(exit_with_seed)); });
    EXPECT_FALSE(end.status.has_value());
}

TEST(ThreadBackendTest, HandsOverTheInheritedDescriptor) {
    Loop loop;
    EXPECT_EQ(loop.run([] { return read_from_child("thread"); }), "hello");
}

TEST(ExecBackendTest, RefusesAProgramThatWouldRunItsOwnMainAgain) {
    for (const char* key : {"exec", "vfork_exec"}) {
        Loop loop;
        EXPECT_THROW(loop.run([&] { return spawn_and_wait(key, request(exit_with_seed)); }),
                     runtime::OsError)
            << key;
    }
}

}  // namespace
}  // namespace hangar::spawn
