// SPDX-License-Identifier: Apache-2.0
// A GoogleTest program that is not linked with hangar, and hangs.
#include <gtest/gtest.h>

#include <mutex>

TEST(Locks, AreNeverReleased) {
    static std::mutex lock;
    const std::lock_guard first(lock);
    lock.lock();
}
