// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/backends/actor/peer.hpp>
#include <hangar/backends/actor/remote_error.hpp>
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/runtime/runtime.hpp>
#include <stdexcept>

namespace hangar::actor {
namespace {

using runtime::Task;

ipc::Identity named(const char* name) {
    return {name, ipc::Uuid::random(), os::this_process(), "test"};
}

void never_called() {}

// A peer of which the test has the other end.
class PeerTest : public testing::Test {
  protected:
    static std::unique_ptr<ipc::FrameStream> stream(os::Fd fd) {
        return std::make_unique<ipc::FrameStream>(std::move(fd));
    }

    runtime::Loop loop_;
};

// The answer is here, the task that waits for it has not run yet: then it is cancelled, and the
// channel is gone.
TEST_F(PeerTest, AnErrorThatCameBeforeTheCancellationIsNotLostThoughTheChannelIs) {
    std::exception_ptr error;
    loop_.run([&]() -> Task<void> {
        os::FdPair pair = runtime::value_or_throw(os::make_socketpair());
        const auto other = stream(std::move(pair.second));
        Peer peer(ipc::Channel(stream(std::move(pair.first)), ipc::Transport::pair, named("other")),
                  named("self"));
        runtime::CancelScope* caller = nullptr;
        auto all = [&](runtime::Nursery& tasks) -> Task<void> {
            peer.on_cancel([&](const ipc::ActorCancel&) {
                peer.close();
                caller->cancel("the test");
            });
            tasks.start_soon([&] { return peer.serve(tasks); });
            tasks.start_soon([&]() -> Task<void> {
                try {
                    runtime::CancelScope scope;
                    caller = &scope;
                    auto calling = peer.call(function_ref<&never_called>(), {});
                    co_await std::move(calling);
                } catch (...) {
                    error = std::current_exception();
                }
            });
            auto receiving = other->receive();
            const auto frame = co_await receiving;
            const auto request = ipc::decode_message<ipc::CallRequest>(*frame).value();
            const auto cause = std::make_exception_ptr(std::out_of_range("too far"));
            other->try_send(ipc::CallFailure{request.id, pack_error(cause, named("other"), "f")});
            other->try_send(ipc::ActorCancel{"test", named("other")});
        };
        auto both = runtime::with_nursery(std::ref(all));
        co_await std::move(both);
    });
    ASSERT_TRUE(error);
    EXPECT_THROW(std::rethrow_exception(error), RemoteError) << runtime::describe(error);
}

}  // namespace
}  // namespace hangar::actor
