// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/greeting.hpp>

#include <hangar/backends/runtime/scopes.hpp>

namespace hangar::ipc {
namespace {

using runtime::Task;

// Says no, if the peer still listens, and gives up on the connection.
[[noreturn]] void refuse_and_throw(FrameStream& stream, Error why) {
    append_refusal(stream.outgoing().frames(), why);
    stream.outgoing().flush();
    stream.close(why);
    throw ChannelError(std::move(why));
}

// Feeds frames to one side's handshake until it is done. A handshake's own refusal is among what it
// wants to send.
template <class Handshake>
Task<void> converse(FrameStream& stream, Handshake& handshake) {
    for (bool done = false; !done;) {
        stream.outgoing().flush();
        auto receiving = stream.receive();
        const auto frame = co_await receiving;
        if (!frame) {
            Error gone{ProtocolError::closed, "the peer closed the stream during the handshake"};
            stream.close(gone);
            throw ChannelError(std::move(gone));
        }
        auto step = handshake.on_frame(*frame, stream.outgoing().frames());
        stream.outgoing().flush();
        if (!step) {
            stream.close(step.error());
            throw ChannelError(std::move(step.error()));
        }
        done = *step;
    }
}

template <class Handshake>
Task<void> converse_within(os::Duration limit, FrameStream& stream, Handshake& handshake) {
    auto conversation = [&] { return converse(stream, handshake); };
    auto bounded = runtime::move_on_after(limit, std::ref(conversation));
    const bool in_time = co_await std::move(bounded);
    if (in_time) co_return;
    Error late{ProtocolError::timed_out, "the peer did not finish the handshake in time"};
    stream.close(late);
    throw ChannelError(std::move(late));
}

}  // namespace

Task<Joined> join(Connection connection, Secret secret, Identity self, std::optional<Nonce> ticket,
                  os::Duration limit) {
    FrameStream& stream = connection.stream();
    if (auto ok = connection.check_user(); !ok) refuse_and_throw(stream, std::move(ok.error()));
    ClientHandshake handshake(secret, std::move(self), ticket);
    value_or_throw(handshake.start(stream.outgoing().frames()));
    auto conversation = converse_within(limit, stream, handshake);
    co_await std::move(conversation);
    Channel channel(connection.release(), connection.transport(), handshake.peer());
    co_return Joined(std::move(channel), handshake.spec());
}

Task<Guest> admit(Connection connection, Secret secret, Identity self, TicketBook& tickets,
                  os::Duration limit) {
    FrameStream& stream = connection.stream();
    if (auto ok = connection.check_user(); !ok) refuse_and_throw(stream, std::move(ok.error()));
    stream.set_max_payload(max_hello_payload);
    ServerHandshake handshake(secret, std::move(self), tickets);
    auto conversation = converse_within(limit, stream, handshake);
    co_await std::move(conversation);
    stream.set_max_payload(connection.max_payload());
    if (auto ok = connection.check_process(handshake.peer().process.pid); !ok)
        refuse_and_throw(stream, std::move(ok.error()));
    co_return Guest(std::move(connection), std::move(handshake));
}

Channel Guest::welcome(const std::optional<SpawnSpec>& spec) {
    FrameStream& stream = connection_.stream();
    value_or_throw(handshake_.welcome(spec, stream.outgoing().frames()));
    stream.outgoing().flush();
    return {connection_.release(), connection_.transport(), identity()};
}

void Guest::refuse(const Error& why) {
    FrameStream& stream = connection_.stream();
    append_refusal(stream.outgoing().frames(), why);
    stream.outgoing().flush();
    stream.close(why);
}

}  // namespace hangar::ipc
