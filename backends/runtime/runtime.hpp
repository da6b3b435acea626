// SPDX-License-Identifier: Apache-2.0
#pragma once

// The actor runtime's vocabulary in one include.
#include <hangar/backends/runtime/async_fd.hpp>
#include <hangar/backends/runtime/channel.hpp>
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/runtime/event.hpp>
#include <hangar/backends/runtime/lock.hpp>
#include <hangar/backends/runtime/loop.hpp>
#include <hangar/backends/runtime/nursery.hpp>
#include <hangar/backends/runtime/outside_work.hpp>
#include <hangar/backends/runtime/reply.hpp>
#include <hangar/backends/runtime/scopes.hpp>
#include <hangar/backends/runtime/sleep.hpp>
#include <hangar/backends/runtime/task.hpp>
