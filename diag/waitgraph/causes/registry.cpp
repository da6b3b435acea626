// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <hangar/diag/waitgraph/causes/registry.hpp>

namespace hangar::waitgraph {

std::span<const CauseFinder> cause_finders() noexcept {
    static constexpr auto finders = std::to_array<CauseFinder>({find_lock_in_signal_handler,
                                                                find_self_deadlock,
                                                                find_mutex_cycle,
                                                                find_rwlock_blocked,
                                                                find_join_cycle,
                                                                find_wait_under_lock,
                                                                find_pipe_cycle,
                                                                find_pipe_full,
                                                                find_tty_full,
                                                                find_socket_full,
                                                                find_socket_not_accepted,
                                                                find_rpc_cycle,
                                                                find_file_lock_cycle,
                                                                find_file_lock_held,
                                                                find_lock_held_across_fork,
                                                                find_owner_gone,
                                                                find_background_tty,
                                                                find_child_stopped,
                                                                find_traced,
                                                                find_frozen,
                                                                find_disk_wait,
                                                                find_epoll_missed_edge,
                                                                find_epoll_disarmed,
                                                                find_epoll_stale,
                                                                find_port_held,
                                                                find_boot_death,
                                                                find_eof_own_writer,
                                                                find_eof_outside_holder,
                                                                find_eof_in_flight_fd,
                                                                find_fifo_no_peer,
                                                                find_lost_wakeup,
                                                                find_init_cycle,
                                                                find_promise_never_set,
                                                                find_semaphore_unposted,
                                                                find_condvar_unsignalled,
                                                                find_loop_blocked,
                                                                find_loop_held,
                                                                find_task_cycle,
                                                                find_peer_gone,
                                                                find_cancel_unacknowledged,
                                                                find_zombie_unreaped,
                                                                find_signal_ignored,
                                                                find_spinning,
                                                                find_wait_cycle});
    return finders;
}

}  // namespace hangar::waitgraph
