// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/backends/ipc/codec.hpp>
#include <hangar/backends/ipc/identity.hpp>
#include <hangar/diag/tasks/tree.hpp>

// How task trees cross channels, and how a process shows its latest to readers outside.
namespace hangar::tasks {

HANGAR_SERIALIZE(Place, function, file, line);
HANGAR_SERIALIZE(Frame, place, wait, object, waited, target, call);
HANGAR_SERIALIZE(Scope, parent, left, shielded, cancelled, cancelled_by);
HANGAR_SERIALIZE(Nursery, task, scope);
HANGAR_SERIALIZE(Task, id, name, nursery, scope, frames);
HANGAR_SERIALIZE(Served, call, task);
HANGAR_SERIALIZE(Peer, name, uid, process, parent, ended, nursery, cancel_sent, cancel_acknowledged,
                 served);
HANGAR_SERIALIZE(Actor, name, uid, process, program, thread, source, virtual_time, turns,
                 turn_began, running, tasks, nurseries, scopes, places, peers, stack, notes);
HANGAR_SERIALIZE(TaskTree, actors, notes);

}  // namespace hangar::tasks
