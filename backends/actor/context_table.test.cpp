// SPDX-License-Identifier: Apache-2.0
// What a peer says out of turn ends its channel, with a typed error in every context; a context
// that is over takes what still comes for it.
#include <gmock/gmock.h>

#include <hangar/backends/actor/context_error.hpp>
#include <hangar/backends/actor/peer.hpp>
#include <hangar/backends/ipc/context_messages.hpp>
#include <hangar/backends/ipc/frame_stream.hpp>
#include <hangar/backends/runtime/runtime.hpp>

namespace hangar::actor {
namespace {

using namespace std::chrono_literals;
using runtime::Task;
using testing::HasSubstr;

ipc::Identity identity(const char* name) {
    return {name, ipc::Uuid::random(), os::this_process(), "test"};
}

// A peer that has opened context 1, and the raw end of the stream that it talks to.
class Conversation {
  public:
    Conversation() : Conversation(runtime::value_or_throw(os::make_socketpair())) {}

    // Says the messages, and gives what becomes of a wait for the context: its error, or nothing
    // where it has ended in order or goes on.
    template <ipc::Message... Ms>
    Task<std::string> after(Ms... messages) {
        std::string what;
        auto talk = [&](runtime::Nursery& tasks) -> Task<void> {
            tasks.start_soon([&] { return peer_.serve(tasks); });
            auto context = peer_.contexts().make(StreamOptions(Overrun::wait, 2));
            tasks.start_soon([context] { return open_for_ever(context); });
            (raw_.try_send(messages), ...);
            auto ended = [&]() -> Task<void> {
                auto wait = peer_.ended().wait();
                co_await wait;
            };
            const bool broke = co_await runtime::move_on_after(200ms, ended);
            if (broke) what = peer_.end_reason();
            peer_.contexts().forget(*context);
            tasks.cancel();
        };
        auto nursery = runtime::with_nursery(std::ref(talk));
        co_await std::move(nursery);
        co_return what;
    }

  private:
    explicit Conversation(os::FdPair ends)
        : raw_(std::move(ends.second)),
          peer_(ipc::Channel(std::make_unique<ipc::FrameStream>(std::move(ends.first)),
                             ipc::Transport::pair, identity("peer")),
                identity("self")) {}

    static Task<void> open_for_ever(std::shared_ptr<OpenedContext> context) {
        auto never = runtime::sleep_forever();
        static_cast<void>(context);
        co_await never;
    }

    ipc::FrameStream raw_;
    Peer peer_;
};

template <ipc::Message... Ms>
std::string after(Ms... messages) {
    runtime::Loop loop;
    return loop.run([&]() -> Task<std::string> {
        Conversation conversation;
        co_return co_await conversation.after(messages...);
    });
}

constexpr ipc::ContextId ours{1, false};   // that we opened
constexpr ipc::ContextId theirs{1, true};  // that the raw end opens
constexpr ipc::ContextId nobodys{7, false};

TEST(ContextTableTest, WhatIsInTurnIsTaken) {
    EXPECT_EQ(
        after(ipc::ContextStarted{ours, {}, {8, false}}, ipc::StreamItem{ours, {}},
              ipc::StreamCredit{ours, 3}, ipc::StreamEnd{ours, true}, ipc::ContextResult{ours, {}}),
        "");
}

TEST(ContextTableTest, AnItemBeforeTheStartEndsTheChannel) {
    EXPECT_THAT(after(ipc::StreamItem{ours, {}}), HasSubstr("before the context had started"));
}

TEST(ContextTableTest, ASecondStartEndsTheChannel) {
    const ipc::ContextStarted started{ours, {}, {8, false}};
    EXPECT_THAT(after(started, started), HasSubstr("started twice"));
}

TEST(ContextTableTest, AnItemWithoutCreditEndsTheChannel) {
    const ipc::StreamItem item{ours, {}};
    EXPECT_THAT(after(ipc::ContextStarted{ours, {}, {8, false}}, item, item, item),
                HasSubstr("without credit"));
}

TEST(ContextTableTest, AnItemAfterTheEndEndsTheChannel) {
    EXPECT_THAT(after(ipc::ContextStarted{ours, {}, {8, false}}, ipc::StreamEnd{ours, false},
                      ipc::StreamItem{ours, {}}),
                HasSubstr("after the end"));
}

TEST(ContextTableTest, AResultBeforeTheStartEndsTheChannel) {
    EXPECT_THAT(after(ipc::ContextResult{ours, {}}), HasSubstr("out of turn"));
}

TEST(ContextTableTest, AnAnswerToNothingEndsTheChannel) {
    EXPECT_THAT(after(ipc::ContextResult{nobodys, {}}), HasSubstr("never opened"));
    EXPECT_THAT(after(ipc::StreamItem{theirs, {}}), HasSubstr("never opened"));
}

TEST(ContextTableTest, ARequestThatComesAgainEndsTheChannel) {
    const ipc::ContextRequest request{theirs, "no such function", "", 1, {}, {8, false}};
    EXPECT_THAT(after(request, request), HasSubstr("was there before"));
}

TEST(ContextTableTest, AFunctionThatIsNotThereIsItsCallersError) {
    const ipc::ContextRequest request{theirs, "no such function", "", 1, {}, {8, false}};
    EXPECT_EQ(after(request, ipc::ContextCancel{theirs, "changed its mind", {}}), "");
}

}  // namespace
}  // namespace hangar::actor
