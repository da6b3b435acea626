// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/waitgraph/scene.hpp>

namespace hangar::waitgraph {

// One function per cause, in a file of its slug's name with its evidence and its guard. Each looks
// for its own and reports what it finds. In the order in which they are asked: a sink that several
// would explain goes to the first.
using CauseFinder = void (*)(Scene&);

void find_lock_in_signal_handler(Scene& scene);
void find_self_deadlock(Scene& scene);
void find_mutex_cycle(Scene& scene);
void find_rwlock_blocked(Scene& scene);
void find_join_cycle(Scene& scene);
void find_wait_under_lock(Scene& scene);
void find_pipe_cycle(Scene& scene);
void find_pipe_full(Scene& scene);
void find_tty_full(Scene& scene);
void find_socket_full(Scene& scene);
void find_socket_not_accepted(Scene& scene);
void find_rpc_cycle(Scene& scene);
void find_file_lock_cycle(Scene& scene);
void find_file_lock_held(Scene& scene);
void find_lock_held_across_fork(Scene& scene);
void find_owner_gone(Scene& scene);
void find_background_tty(Scene& scene);
void find_child_stopped(Scene& scene);
void find_traced(Scene& scene);
void find_frozen(Scene& scene);
void find_disk_wait(Scene& scene);
void find_epoll_missed_edge(Scene& scene);
void find_epoll_disarmed(Scene& scene);
void find_epoll_stale(Scene& scene);
void find_port_held(Scene& scene);
void find_boot_death(Scene& scene);
void find_eof_own_writer(Scene& scene);
void find_eof_outside_holder(Scene& scene);
void find_eof_in_flight_fd(Scene& scene);
void find_fifo_no_peer(Scene& scene);
void find_lost_wakeup(Scene& scene);
void find_init_cycle(Scene& scene);
void find_promise_never_set(Scene& scene);
void find_semaphore_unposted(Scene& scene);
void find_condvar_unsignalled(Scene& scene);
void find_loop_blocked(Scene& scene);
void find_loop_held(Scene& scene);
void find_task_cycle(Scene& scene);
void find_peer_gone(Scene& scene);
void find_cancel_unacknowledged(Scene& scene);
void find_zombie_unreaped(Scene& scene);
void find_signal_ignored(Scene& scene);
void find_spinning(Scene& scene);
void find_wait_cycle(Scene& scene);  // whatever circle is left

}  // namespace hangar::waitgraph
