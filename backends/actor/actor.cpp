// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <hangar/backends/actor/actor.hpp>
#include <hangar/backends/actor/log.hpp>
#include <hangar/backends/actor/peer.hpp>
#include <hangar/backends/actor/socket_path.hpp>
#include <hangar/backends/actor/tree_settings.hpp>
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/runtime/loop.hpp>
#include <hangar/backends/runtime/scopes.hpp>
#include <hangar/backends/runtime/sleep.hpp>
#include <hangar/backends/spawn/child_reset.hpp>
#include <hangar/diag/os/invariant.hpp>
#include <hangar/diag/resources/gauges.hpp>

namespace hangar::actor {
namespace {

using runtime::Task;

thread_local constinit Actor* this_threads_actor = nullptr;
constinit std::atomic<std::int64_t> live_actors{0};
const bool forgets_its_actor = (spawn::on_child_reset([]() noexcept {
                                    this_threads_actor = nullptr;
                                    live_actors = 0;
                                }),
                                diag::add_gauge("actors", [] { return live_actors.load(); }), true);

// A stranger may take this long to prove itself; meanwhile others are served.
constexpr std::chrono::seconds greeting_limit{10};

// What this process or the machine has too little of, so that nobody can be accepted.
bool is_shortage(const os::Error& error) {
    return error.code == EMFILE || error.code == ENFILE || error.code == ENOMEM;
}

// Somebody who has dialled us. His calls end with our services, and he is told so: his channel is
// attended to for longer than they are.
struct Visit {
    Visit(ipc::Channel channel, ipc::Identity self) : peer(std::move(channel), std::move(self)) {}

    // While there is a nursery for his calls.
    class Answering {
      public:
        explicit Answering(Visit& visit) noexcept : visit_(visit) {}
        ~Answering() {
            visit_.is_over = true;
            visit_.peer.stop_answering();
        }
        Answering(const Answering&) = delete;
        Answering& operator=(const Answering&) = delete;

      private:
        Visit& visit_;
    };

    static Task<void> serve(std::shared_ptr<Visit> visit, runtime::Nursery& calls) {
        if (visit->is_over) co_return;
        auto serving = [&] { return visit->peer.serve(calls); };
        auto shielded = runtime::shielded(serving);
        co_await std::move(shielded);
    }

    Peer peer;
    bool is_over = false;
};

}  // namespace

Actor::Actor(ipc::Identity identity, TreeOptions options, const os::Secret& secret,
             std::string run_id)
    : identity_(std::move(identity)),
      options_(std::move(options)),
      secret_(secret),
      run_id_(std::move(run_id)) {
    os::require(this_threads_actor == nullptr, "one actor per thread");
    this_threads_actor = this;
    ++live_actors;
    auto& uid = runtime::Loop::running().node().uid;
    std::memcpy(uid, identity_.uuid.bytes.data(), sizeof uid);
}

Actor::~Actor() {
    auto& uid = runtime::Loop::running().node().uid;
    std::fill(std::begin(uid), std::end(uid), std::uint8_t{0});
    --live_actors;
    this_threads_actor = nullptr;
}

Actor& Actor::current() noexcept {
    os::require(this_threads_actor != nullptr, "an actor runs on this thread");
    return *this_threads_actor;
}

bool Actor::exists() noexcept {
    return this_threads_actor != nullptr;
}

const ipc::Address& Actor::address() {
    if (!listener_) {
        ipc::Address at{ipc::TcpAddress{options_.tcp_host}};
        if (options_.transport != ipc::Transport::tcp) {
            at = ipc::UdsAddress{runtime::value_or_throw(new_socket_path(identity_.name))};
        }
        listener_.emplace(at);
        services_->start_soon([this] { return accept_children(); }, "accept children");
    }
    return listener_->address();
}

Task<void> Actor::accept_children() {
    std::optional<os::Error> known;
    for (;;) {
        std::optional<os::Error> trouble;
        try {
            auto accepting = listener_->accept();
            auto accepted = co_await std::move(accepting);
            auto greeting = [this, connection = std::move(accepted)]() mutable {
                return greet(std::move(connection));
            };
            services_->start_soon(std::move(greeting), "greet a connection");
            known.reset();
            continue;
        } catch (const runtime::OsError& e) {
            trouble = e.error();
        }
        if (known != trouble) log(LogLevel::warning, "ipc", "cannot accept: " + trouble->message());
        known = trouble;
        if (is_shortage(*trouble)) fail_arrivals(*trouble);
        // Others may give back what is short.
        auto pause = runtime::sleep_for(std::chrono::milliseconds(50));
        co_await pause;
    }
}

// Whoever is on his way is not to blame that he is not let in.
void Actor::fail_arrivals(const os::Error& why) {
    for (const auto& [ticket, expected] : expected_) expected.arrival->fail(why);
}

Task<void> Actor::greet(ipc::Connection connection) {
    try {
        auto admitting =
            ipc::admit(std::move(connection), secret_, identity_, tickets_, greeting_limit);
        ipc::Guest guest = co_await std::move(admitting);
        if (!guest.ticket()) {
            auto serving = serve_visitor(guest.welcome());
            co_return co_await std::move(serving);
        }
        const auto expected = guest.ticket() ? expected_.find(*guest.ticket()) : expected_.end();
        if (expected == expected_.end()) {
            guest.refuse({ipc::ProtocolError::refused, "no child is expected with this ticket"});
            co_return;
        }
        const Expected child = expected->second;
        child.arrival->give(guest.welcome(child.spec));
    } catch (const ipc::ChannelError& e) {
        log(LogLevel::info, "ipc", fmt::format("a connection was refused: {}", e.what()));
    }
}

Task<void> Actor::serve_visitor(ipc::Channel channel) {
    const auto visit = std::make_shared<Visit>(std::move(channel), identity_);
    visit->peer.on_cancel([this](const ipc::ActorCancel& cancel) {
        note_canceller(cancel.canceller);
        ask_to_end("somebody who has dialled it");
    });
    auto stay = [this, &visit](runtime::Nursery& calls) -> Task<void> {
        const Visit::Answering until_the_nursery_goes(*visit);
        services_->start_soon([visit, &calls] { return Visit::serve(visit, calls); },
                              "serve a visitor's channel");
        auto left = visit->peer.ended().wait();
        co_await left;
    };
    std::exception_ptr error;
    try {
        auto nursery = runtime::with_nursery(std::ref(stay));
        co_await std::move(nursery);
    } catch (...) {
        error = std::current_exception();
    }
    visit->peer.close();
    if (error) std::rethrow_exception(error);
}

void Actor::keep_registry() {
    registrar_ = std::make_unique<Registrar>();
    options_.registrars = {address()};
}

ipc::Nonce Actor::expect(std::optional<ipc::SpawnSpec> spec, Arrival& arrival) {
    const ipc::Nonce ticket = tickets_.issue();
    expected_.emplace(ticket, Expected{std::move(spec), &arrival});
    return ticket;
}

void Actor::expect_no_more(const ipc::Nonce& ticket) noexcept {
    tickets_.revoke(ticket);
    expected_.erase(ticket);
}

ipc::SpawnSpec Actor::spawn_spec(const std::string& child_name) const {
    ipc::SpawnSpec spec;
    spec.actor_name = child_name;
    spec.run_id = run_id_;
    spec.log_levels = log_levels().text();
    spec.transport = options_.transport;
    spec.registrars = options_.registrars;
    spec.settings[TreeSettings::key] = ipc::encode(TreeSettings::of(options_));
    return spec;
}

}  // namespace hangar::actor
