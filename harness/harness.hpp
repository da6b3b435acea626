// SPDX-License-Identifier: Apache-2.0
#pragma once

// All that a test program needs: GoogleTest, the matrix, coroutine bodies, markers, HANGAR_MAIN,
// and the actors' vocabulary under short names. docs/writing-a-suite.md shows how.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <hangar/backends/actor/actor.hpp>
#include <hangar/backends/actor/actor_nursery.hpp>
#include <hangar/backends/actor/context_error.hpp>
#include <hangar/backends/actor/evidence.hpp>
#include <hangar/backends/actor/portal.hpp>
#include <hangar/backends/actor/remote_error.hpp>
#include <hangar/backends/actor/service.hpp>
#include <hangar/backends/actor/terminal.hpp>
#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/backends/spawn/fork_server.hpp>
#include <hangar/backends/supervise/actor_child.hpp>
#include <hangar/backends/supervise/supervisor.hpp>
#include <hangar/diag/diag.hpp>
#include <hangar/harness/gtest/actor_test.hpp>
#include <hangar/harness/gtest/co_assert.hpp>
#include <hangar/harness/gtest/daemon.hpp>
#include <hangar/harness/gtest/dump_on_hang_test.hpp>
#include <hangar/harness/gtest/main.hpp>
#include <hangar/harness/gtest/markers.hpp>
#include <hangar/harness/gtest/resource_deltas_test.hpp>
#include <hangar/harness/gtest/socket_file_tracker.hpp>
#include <hangar/harness/gtest/test_capture.hpp>
#include <hangar/harness/gtest/test_reaper.hpp>

namespace hangar {

using actor::Actor;
using actor::ActorDied;
using actor::ActorNursery;
using actor::ActorOptions;
using actor::BootError;
using actor::Callee;
using actor::Context;
using actor::ContextCancelled;
using actor::ContextError;
using actor::end_service;
using actor::fail_after_with_evidence;
using actor::Listing;
using actor::NoRegistrar;
using actor::NoSuchActor;
using actor::open_nursery;
using actor::open_terminal;
using actor::Overrun;
using actor::Portal;
using actor::query_actor;
using actor::RemoteError;
using actor::start_service;
using actor::Stream;
using actor::StreamClosed;
using actor::StreamOptions;
using actor::StreamOverrun;

using spawn::ForkServerDied;

using supervise::actor_child;
using supervise::actor_child_running;
using supervise::ActorChildOptions;
using supervise::Intensity;
using supervise::NoSuchChild;
using supervise::Restart;
using supervise::RestartsExceeded;
using supervise::Strategy;
using supervise::Supervisor;

using runtime::Cancelled;
using runtime::checkpoint;
using runtime::ErrorGroup;
using runtime::Event;
using runtime::fail_after;
using runtime::move_on_after;
using runtime::shielded;
using runtime::sleep_for;
using runtime::sleep_forever;
using runtime::Task;
using runtime::TimeoutError;
using runtime::with_nursery;

}  // namespace hangar
