// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cerrno>
#include <hangar/backends/spawn/registry.hpp>

namespace hangar::spawn {
namespace {

TEST(BackendRegistryTest, EveryKeyIsEitherUsableOrRefusedWithItsReason) {
    for (const BackendEntry& entry : backend_registry()) {
        EXPECT_NE(entry.refusal.empty(), entry.instance == nullptr) << entry.key;
        EXPECT_FALSE(entry.summary.empty()) << entry.key;
    }
}

TEST(BackendRegistryTest, RefusesThreadForkAndNamesTheOneThatWorks) {
    const auto found = find_backend("thread_fork");
    ASSERT_FALSE(found.has_value());
    EXPECT_EQ(found.error().code, ENOTSUP);
    EXPECT_NE(found.error().target.find("fork_worker"), std::string::npos);
}

TEST(BackendRegistryTest, NamesTheValidKeysWhenOneIsUnknown) {
    const auto found = find_backend("forkworker");
    ASSERT_FALSE(found.has_value());
    EXPECT_EQ(found.error().code, ENOENT);
    EXPECT_EQ(found.error().target, "valid: " + backend_keys());
}

TEST(BackendRegistryTest, ListsTheKeysInTheOrderAMatrixRuns) {
    EXPECT_EQ(backend_keys().rfind("exec, ", 0), 0U);
    EXPECT_NE(backend_keys().find("thread"), std::string::npos);
    EXPECT_EQ(backend_keys().find("thread_fork"), std::string::npos);
}

}  // namespace
}  // namespace hangar::spawn
