// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace hangar::waitgraph {

// Why a tree hangs: the closed set that every report uses.
enum class Cause {
    mutex_cycle,
    self_deadlock,
    lock_in_signal_handler,
    lock_held_across_fork,
    owner_gone,
    join_cycle,
    wait_under_lock,
    rwlock_blocked,
    lost_wakeup,
    condvar_unsignalled,
    semaphore_unposted,
    promise_never_set,
    init_cycle,
    pipe_cycle,
    pipe_full,
    eof_own_writer,
    eof_outside_holder,
    eof_in_flight_fd,
    socket_full,
    socket_not_accepted,
    rpc_cycle,
    child_stopped,
    zombie_unreaped,
    file_lock_cycle,
    file_lock_held,
    epoll_missed_edge,
    epoll_disarmed,
    epoll_stale,
    fifo_no_peer,
    background_tty,
    tty_full,
    loop_blocked,
    spinning,
    signal_ignored,
    traced,
    frozen,
    disk_wait,
    port_held,
    boot_death,
    task_cycle,
    peer_gone,
    cancel_unacknowledged,
    wait_cycle,
};

// "mutex-cycle": how it is written everywhere.
[[nodiscard]] std::string_view slug(Cause cause) noexcept;
[[nodiscard]] std::optional<Cause> cause_of(std::string_view slug) noexcept;

// How sure a verdict is. `proven`: nothing inside or outside the tree, as far as the kernel tells,
// can end the wait. `likely`: nobody seen would end it, but the object names no owner. `possible`:
// worth a look; a healthy program may look like this.
enum class Confidence { possible, likely, proven };

[[nodiscard]] std::string_view name(Confidence confidence) noexcept;

}  // namespace hangar::waitgraph
