// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/greeting.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include <hangar/backends/ipc/ends.test.hpp>
#include <hangar/backends/ipc/messages.hpp>
#include <hangar/diag/os/stream_socket.hpp>

namespace hangar::ipc {
namespace {

using namespace std::chrono_literals;
using runtime::Task;

Identity identity(std::string name) {
    return {std::move(name), Uuid::random(), os::this_process(), "exec"};
}

SpawnSpec spec_of(std::string name) {
    SpawnSpec spec;
    spec.actor_name = std::move(name);
    return spec;
}

// How each side of a greeting ended.
struct Outcome {
    std::optional<Joined> client;
    std::optional<Channel> server;
    std::optional<Nonce> ticket;  // what the server was shown
    Error client_error;
    Error server_error;
};

class GreetingTest : public testing::TestWithParam<Transport> {
  protected:
    // Greets over a fresh connection, both sides at a time, then runs `then(outcome)`.
    template <class Then>
    void greet(Then then) {
        runtime::Loop loop;
        auto main = [&]() -> Task<void> {
            auto connecting = connect(GetParam());
            auto ends = co_await std::move(connecting);
            Outcome outcome;
            auto both = [&](runtime::Nursery& nursery) -> Task<void> {
                auto server = [&] { return serve(std::move(ends.server), outcome); };
                auto client = [&] { return dial_in(std::move(ends.client), outcome); };
                nursery.start_soon(server, "server");
                nursery.start_soon(client, "client");
                co_return;
            };
            auto greeted = runtime::with_nursery(both);
            co_await std::move(greeted);
            auto rest = then(outcome);
            co_await std::move(rest);
        };
        loop.run(main);
    }

    Task<void> serve(Connection connection, Outcome& outcome) {
        auto body = [&]() -> Task<void> {
            auto admitting = admit(std::move(connection), secret_, server_, tickets_, generous);
            auto guest = co_await std::move(admitting);
            EXPECT_EQ(guest.identity(), client_);
            outcome.ticket = guest.ticket();
            outcome.server = guest.welcome(spec_);
        };
        auto failing = error_of(body);
        outcome.server_error = co_await std::move(failing);
    }

    Task<void> dial_in(Connection connection, Outcome& outcome) {
        auto body = [&]() -> Task<void> {
            auto joining = join(std::move(connection), client_secret_, client_, ticket_, generous);
            outcome.client.emplace(co_await std::move(joining));
        };
        auto failing = error_of(body);
        outcome.client_error = co_await std::move(failing);
    }

    Secret secret_ = Secret::generate().value();
    Secret client_secret_ = secret_;
    Identity client_ = identity("client");
    Identity server_ = identity("server");
    TicketBook tickets_;
    std::optional<Nonce> ticket_;
    std::optional<SpawnSpec> spec_;
};

INSTANTIATE_TEST_SUITE_P(Over, GreetingTest,
                         testing::Values(Transport::pair, Transport::uds, Transport::tcp),
                         [](const auto& cell) { return std::string(transport_key(cell.param)); });

TEST_P(GreetingTest, AChildLearnsWhatItIsToBeAndBothKnowEachOther) {
    ticket_ = tickets_.issue();
    spec_ = spec_of("child");
    greet([&](Outcome& outcome) -> Task<void> {
        EXPECT_EQ(outcome.ticket, ticket_);
        EXPECT_EQ(outcome.client.value().spec, spec_);
        EXPECT_EQ(outcome.client.value().channel.peer(), server_);
        EXPECT_EQ(outcome.server.value().peer(), client_);
        EXPECT_EQ(outcome.server.value().transport(), GetParam());
        co_return;
    });
}

TEST_P(GreetingTest, AnybodyElseAnswersAChallengeAndMessagesCross) {
    greet([&](Outcome& outcome) -> Task<void> {
        EXPECT_FALSE(outcome.ticket.has_value());
        const ActorCancel message{"why not", client_};
        auto sending = outcome.client.value().channel.send(message);
        co_await sending;
        auto receiving = outcome.server.value().receive();
        const auto frame = co_await receiving;
        EXPECT_EQ(decode_message<ActorCancel>(*frame).value(), message);
    });
}

TEST_P(GreetingTest, AWrongSecretIsATypedErrorOnBothSides) {
    client_secret_ = Secret::generate().value();
    ticket_ = tickets_.issue();
    greet([&](Outcome& outcome) -> Task<void> {
        EXPECT_FALSE(outcome.client.has_value() || outcome.server.has_value());
        EXPECT_EQ(outcome.server_error.code, ProtocolError::wrong_secret);
        EXPECT_EQ(outcome.client_error.code, ProtocolError::wrong_secret);
        EXPECT_EQ(tickets_.size(), 1U);
        co_return;
    });
}

TEST_P(GreetingTest, ATicketThatWasNeverIssuedIsATypedErrorOnBothSides) {
    ticket_ = Nonce::random();
    greet([&](Outcome& outcome) -> Task<void> {
        EXPECT_EQ(outcome.server_error.code, ProtocolError::replayed);
        EXPECT_EQ(outcome.client_error.code, ProtocolError::replayed);
        co_return;
    });
}

TEST_P(GreetingTest, AClientThatLiesAboutItsProcessIsRefusedWhereTheKernelKnowsBetter) {
    client_.process.pid = 1;
    greet([&](Outcome& outcome) -> Task<void> {
        if (GetParam() == Transport::uds) {
            EXPECT_EQ(outcome.server_error.code, ProtocolError::peer_credentials);
            EXPECT_EQ(outcome.client_error.code, ProtocolError::peer_credentials);
        } else {
            EXPECT_TRUE(outcome.client.has_value() && outcome.server.has_value());
        }
        co_return;
    });
}

// One connection after the other is bad; the listener and the next client never notice.
TEST_P(GreetingTest, BadClientsHarmNobodyElse) {
    struct Bad {
        std::string bytes;
        ProtocolError code;
    };
    std::vector<Bad> clients{
        {"GET / HTTP/1.1\r\n\r\n", ProtocolError::garbage},
        {std::string("hg\x03\x03\0\0\0\0", 8), ProtocolError::wrong_version},
        {std::string("hg\x02\x03\0\x01\0\x01", 8), ProtocolError::oversized},
        {std::string("hg\x02\x03\0\0\0\x09x", 9), ProtocolError::truncated},
        {std::string("hg\x02\x03\0\0\0\x01\xc1", 9), ProtocolError::malformed_message},
        {std::string("hg\x02\x11\0\0\0\0", 8), ProtocolError::unexpected_message},
        {std::string("hg\x02\x7f\0\0\0\0", 8), ProtocolError::malformed_message},
        {"", ProtocolError::closed},
    };
    for (const auto& bad : clients) {
        runtime::Loop loop;
        auto main = [&]() -> Task<void> {
            auto connecting = connect(GetParam());
            auto ends = co_await std::move(connecting);
            EXPECT_EQ(os::send_some(ends.client.stream().fd(), bytes_of(bad.bytes)).value(),
                      bad.bytes.size());
            EXPECT_TRUE(os::shutdown_sending(ends.client.stream().fd()).has_value());
            Outcome outcome;
            auto serving = serve(std::move(ends.server), outcome);
            co_await std::move(serving);
            EXPECT_EQ(outcome.server_error.code, bad.code) << outcome.server_error.message();
        };
        loop.run(main);
    }
}

TEST_P(GreetingTest, APeerThatSaysNothingIsGivenUpInTime) {
    runtime::LoopOptions options;
    options.virtual_time = true;
    runtime::Loop loop(options);
    auto main = [&]() -> Task<void> {
        auto connecting = connect(GetParam());
        auto ends = co_await std::move(connecting);
        auto admitting = [&]() -> Task<void> {
            auto task = admit(std::move(ends.server), secret_, server_, tickets_, 1h);
            co_await std::move(task);
        };
        auto failing = error_of(admitting);
        EXPECT_EQ((co_await std::move(failing)).code, ProtocolError::timed_out);
    };
    loop.run(main);
}

TEST_P(GreetingTest, AServerOfAnotherVersionIsATypedErrorForTheClient) {
    runtime::Loop loop;
    auto main = [&]() -> Task<void> {
        auto connecting = connect(GetParam());
        auto ends = co_await std::move(connecting);
        EXPECT_EQ(
            os::send_some(ends.server.stream().fd(), bytes_of(std::string("hg\x03\x05\0\0\0\0", 8)))
                .value(),
            8U);
        Outcome outcome;
        auto joining = dial_in(std::move(ends.client), outcome);
        co_await std::move(joining);
        EXPECT_EQ(outcome.client_error.code, ProtocolError::wrong_version);
    };
    loop.run(main);
}

TEST(ListenerTest, MakesAPrivateSocketFileAndRemovesIt) {
    runtime::Loop loop;
    auto main = [&]() -> Task<void> {
        const TestAddress address(Transport::uds);
        const auto path = address.get().get_if<UdsAddress>()->path;
        {
            const Listener listener(address.get());
            EXPECT_EQ(std::filesystem::status(path).type(), std::filesystem::file_type::socket);
            const auto others =
                std::filesystem::perms::group_all | std::filesystem::perms::others_all;
            EXPECT_EQ(std::filesystem::status(path).permissions() & others,
                      std::filesystem::perms::none);
            EXPECT_THROW(Listener{address.get()}, runtime::OsError);
        }
        EXPECT_FALSE(std::filesystem::exists(path));
        co_return;
    };
    loop.run(main);
}

TEST(ListenerTest, TellsThePortThatTheKernelChose) {
    runtime::Loop loop;
    auto main = [&]() -> Task<void> {
        const Listener listener(Address(TcpAddress{}));
        EXPECT_GT(listener.address().get_if<TcpAddress>()->port, 0);
        EXPECT_EQ(listener.address().get_if<TcpAddress>()->host, "127.0.0.1");
        EXPECT_THROW(Listener(Address(PairAddress{0})), runtime::OsError);
        co_return;
    };
    loop.run(main);
}

TEST(DialTest, NobodyListeningIsAnErrorOfTheSystem) {
    runtime::Loop loop;
    auto main = [&]() -> Task<void> {
        const TestAddress nowhere(Transport::uds);
        auto dialling = dial(nowhere.get(), generous);
        EXPECT_THROW(co_await std::move(dialling), runtime::OsError);
        Address closed;
        {
            const Listener listener(Address(TcpAddress{}));
            closed = listener.address();
        }
        auto refused = dial(closed, generous);
        EXPECT_THROW(co_await std::move(refused), runtime::OsError);
    };
    loop.run(main);
}

TEST(DialTest, AnInheritedPairIsTakenOver) {
    runtime::Loop loop;
    auto main = [&]() -> Task<void> {
        auto pair = runtime::value_or_throw(os::make_socketpair());
        auto dialling = dial(PairAddress{pair.first.release()}, generous);
        auto connection = co_await std::move(dialling);
        EXPECT_EQ(os::send_some(pair.second.get(), bytes_of("x")).value(), 1U);
        auto body = [&]() -> Task<void> {
            auto receiving = connection.stream().receive();
            co_await receiving;
        };
        auto failing = error_of(body);
        EXPECT_EQ((co_await std::move(failing)).code, ProtocolError::garbage);
    };
    loop.run(main);
}

}  // namespace
}  // namespace hangar::ipc
