// SPDX-License-Identifier: Apache-2.0
#pragma once

// All that a test program needs.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <hangar/harness/gtest/main.hpp>
#include <hangar/harness/gtest/markers.hpp>
#include <hangar/harness/gtest/test_capture.hpp>
