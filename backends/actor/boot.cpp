// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <hangar/backends/actor/boot.hpp>
#include <hangar/backends/actor/child_main.hpp>
#include <hangar/backends/actor/log.hpp>
#include <hangar/backends/actor/remote_error.hpp>
#include <hangar/backends/actor/tree_settings.hpp>
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/runtime/race.hpp>
#include <hangar/backends/runtime/scopes.hpp>
#include <hangar/backends/runtime/sleep.hpp>
#include <hangar/backends/spawn/registry.hpp>
#include <hangar/diag/os/process.hpp>

namespace hangar::actor {
namespace {

using runtime::Task;

// A birth, from the parent's side.
class Birth {
  public:
    Birth(Actor& parent, std::string name, const spawn::BackendEntry& backend, ActorOptions options)
        : parent_(parent),
          name_(std::move(name)),
          backend_(backend),
          options_(std::move(options)),
          ticket_(parent.expect(spec_for(spawn::Telling::over_the_channel), arrival_)) {}
    ~Birth() { parent_.expect_no_more(ticket_); }
    Birth(const Birth&) = delete;
    Birth& operator=(const Birth&) = delete;

    Task<std::shared_ptr<ChildActor>> deliver() {
        auto spawning = backend_.instance().spawn(request());
        carrier_ = co_await std::move(spawning);
        std::exception_ptr error;
        try {
            auto waiting = wait_for_arrival();
            co_await std::move(waiting);
        } catch (...) {
            error = std::current_exception();
        }
        if (!error && arrival_.has_come()) {
            co_return std::make_shared<ChildActor>(std::move(carrier_), arrival_.take(),
                                                   parent_.identity());
        }
        auto burying = [this] { return bury(); };
        auto shielded = runtime::shielded(burying);
        co_await std::move(shielded);
        if (error) std::rethrow_exception(error);
        if (arrival_.obstacle()) throw runtime::OsError(obstacle());
        throw BootError(why_);
    }

  private:
    // What the child is told this way; nothing if it is told the other way.
    [[nodiscard]] std::optional<ipc::SpawnSpec> spec_for(spawn::Telling way) const {
        if (backend_.telling != way) return std::nullopt;
        ipc::SpawnSpec spec = parent_.spawn_spec(name_);
        if (options_.transport) spec.transport = *options_.transport;
        return spec;
    }

    spawn::SpawnRequest request() {
        spawn::SpawnRequest request;
        request.name = name_;
        request.main = &child_main;
        request.host_duties = &host_duties();
        request.host = options_.host;
        BootSeed seed;
        seed.name = name_;
        seed.backend = backend_.key;
        seed.ticket = ticket_;
        seed.secret = parent_.secret().hex();
        seed.spec = spec_for(spawn::Telling::at_birth);
        if (parent_.options().transport == ipc::Transport::pair) {
            os::FdPair pair = runtime::value_or_throw(os::make_socketpair(true));
            our_end_ = std::move(pair.first);
            seed.parent = ipc::PairAddress{pair.second.get()};
            request.inherit.push_back(std::move(pair.second));
        } else {
            seed.parent = parent_.address();
        }
        request.seed = ipc::encode(seed);
        return request;
    }

    // Races the hello, the child's death and the limit.
    Task<void> wait_for_arrival() {
        auto arrived = [this]() -> Task<void> {
            if (our_end_) {
                auto greeting =
                    parent_.greet(ipc::Connection(std::move(our_end_), ipc::Transport::pair));
                co_await std::move(greeting);
            }
            auto came = arrival_.came().wait();
            co_await came;
        };
        auto died = [this]() -> Task<void> { co_await carrier_->wait(); };
        auto too_late = [this]() -> Task<void> {
            auto limit = runtime::sleep_for(parent_.options().boot_limit);
            co_await limit;
        };
        auto race = runtime::first_of(arrived, died, too_late);
        co_await std::move(race);
    }

    // The child that did not come: its end, and what it had to say.
    Task<void> bury() {
        const bool silent = !carrier_->ended();
        if (silent) {
            co_await carrier_->destroy(os::Deadline::after(parent_.options().ladder.kill));
        }
        std::string how = "and cannot be ended";
        auto ending = [&]() -> Task<void> { how = (co_await carrier_->wait()).describe(); };
        auto bounded = runtime::move_on_after(parent_.options().ladder.kill, ending);
        static_cast<void>(co_await std::move(bounded));
        const std::string output = carrier_->boot_output();
        why_ = fmt::format("actor {} ({}) {}: {}{}{}", name_, backend_.key,
                           silent ? "kept silent while it booted" : "died before it had booted",
                           how, output.empty() ? "" : "; its last output: ", output);
    }

    // What kept the parent from letting it in.
    [[nodiscard]] os::Error obstacle() const {
        os::Error error = *arrival_.obstacle();
        error.target += fmt::format(" for actor {} ({})", name_, backend_.key);
        return error;
    }

    Actor& parent_;
    std::string name_;
    const spawn::BackendEntry& backend_;
    ActorOptions options_;
    Arrival arrival_;
    ipc::Nonce ticket_;
    os::Fd our_end_;  // of a pair
    std::unique_ptr<spawn::Child> carrier_;
    std::string why_;
};

TreeOptions options_from(const ipc::SpawnSpec& spec, const BootSeed& seed) {
    TreeOptions options;
    options.backend = seed.backend;
    options.transport = spec.transport;
    options.registry = !spec.registrars.empty();
    options.registrars = spec.registrars;
    const auto encoded = spec.settings.find(TreeSettings::key);
    if (encoded == spec.settings.end()) return options;
    const auto settings = ipc::decode<TreeSettings>(encoded->second);
    if (!settings) throw ipc::ChannelError(ipc::error(settings.error()).value());
    settings->apply_to(options);
    return options;
}

}  // namespace

Task<std::shared_ptr<ChildActor>> boot_child(std::string name, ActorOptions options) {
    Actor& parent = Actor::current();
    const std::string& key = options.backend.empty() ? parent.options().backend : options.backend;
    const auto* entry = runtime::value_or_throw(spawn::find_backend(key));
    Birth birth(parent, std::move(name), *entry, std::move(options));
    auto delivering = birth.deliver();
    const auto child = co_await std::move(delivering);
    if (options.shutdown) child->set_shutdown(*options.shutdown);
    co_return child;
}

Task<BootedChild> join_parent(const BootSeed& seed) {
    constexpr std::chrono::seconds limit{20};
    ipc::Identity identity{seed.name, ipc::Uuid::random(), os::this_process(), seed.backend};
    const os::Secret secret = runtime::value_or_throw(os::Secret::from_hex(seed.secret));
    log(LogLevel::debug, "boot", fmt::format("{} dials {}", seed.name, seed.parent.text()));
    auto dialling = ipc::dial(seed.parent, limit);
    auto connection = co_await std::move(dialling);
    auto joining = ipc::join(std::move(connection), secret, identity, seed.ticket, limit);
    ipc::Joined joined = co_await std::move(joining);
    std::optional<ipc::SpawnSpec> spec = seed.spec ? seed.spec : std::move(joined.spec);
    if (!spec) {
        throw ipc::ChannelError(
            {ipc::ProtocolError::malformed_message, "a welcome without a spec"});
    }
    const TreeOptions options = options_from(*spec, seed);
    BootedChild booted{std::move(joined.channel), std::move(identity),        secret, options,
                       std::move(spec->run_id),   std::move(spec->log_levels)};
    co_return booted;
}

}  // namespace hangar::actor
