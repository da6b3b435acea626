// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include <hangar/backends/actor/daemon_role.hpp>
#include <hangar/backends/actor/options.hpp>
#include <hangar/backends/spawn/boot_output.hpp>
#include <hangar/diag/os/pidfd.hpp>

namespace hangar {

struct DaemonOptions {
    std::string name = "daemon";
    actor::TreeOptions tree;  // its own; a secret of its own unless this has one
    // Another program whose main begins with HANGAR_MAIN or run_child_role(); empty: this one. It
    // can be dialled and ended; its registry and functions are only for actors of that program
    // itself.
    std::string program;
    std::vector<std::string> arguments;                   // without argv[0]
    os::Duration ready_limit = std::chrono::seconds(20);  // from its start to its first word
    os::Duration end_limit = std::chrono::seconds(10);    // from its end's being asked to SIGTERM
};

// It did not come up: how it ended, and the last that it printed.
class DaemonError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// An actor program started apart: the root of a tree of its own, in a process of its own, that
// knows a secret with us and keeps a registry. It is up when this is made; it ends with this, or
// with us, however that comes.
//
//     const hangar::Daemon daemon;                                    // a registrar
//     auto there = hangar::Daemon::running<&serve>({}, 8080);         // and a function
//     actor::run_root(daemon.guest_options(tree_options()), ...);     // a tree that uses it
//
// Its address is the kernel's choice or random, drawn when it listens: no other test, of this run
// or one beside it, can have it. On the transport pair it is reached over uds.
// Errors: throws DaemonError, OsError when there could be no process. A daemon that fails, or has
// to be killed, fails the running test. Holds up the calling thread, at most as long as its limits;
// requires that thread to live as long as this does.
class Daemon {
  public:
    explicit Daemon(const DaemonOptions& options = {});
    // One that runs a function, too, on its root actor: a coroutine may serve there.
    template <auto F, class... Args>
        requires std::constructible_from<actor::arguments_t<F>, Args...>
    [[nodiscard]] static Daemon running(const DaemonOptions& options, Args... args) {
        const actor::arguments_t<F> converted(std::move(args)...);
        return Daemon(
            options, actor::function_ref<F>(),
            std::apply([](const auto&... values) { return ipc::encode_arguments(values...); },
                       converted));
    }
    ~Daemon();
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    [[nodiscard]] const ipc::Address& address() const noexcept { return address_; }
    [[nodiscard]] const os::Pidfd& process() const noexcept { return process_; }
    // The options of a tree that finds its actors at this daemon's registry.
    [[nodiscard]] actor::TreeOptions guest_options(actor::TreeOptions tree = {}) const;

    // Ends it now: in order, else by SIGTERM, else with all that descends from it. Once collected
    // it is not ended again. Errors: throws OsError.
    os::WaitStatus end();

  private:
    Daemon(const DaemonOptions& options, const actor::FunctionRef& function, ipc::Bytes arguments);
    void start(const DaemonOptions& options, const spawn::BootOutput& output, os::Fd theirs);
    void wait_until_ready(const DaemonOptions& options, const spawn::BootOutput& output);
    [[noreturn]] void give_up(const DaemonOptions& options, const spawn::BootOutput& output);

    std::string secret_;
    os::Duration end_limit_;
    os::Pidfd process_;
    os::Fd line_;
    ipc::Address address_;
    std::optional<os::WaitStatus> status_;
};

}  // namespace hangar
