// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/harness/gtest/actor_suite.hpp>
#include <hangar/harness/gtest/main.hpp>

// Tests whose body is a coroutine, Task<void>, on a fresh root actor:
//
//   class Echo : public hangar::BackendSuite {};
//   ACTOR_TEST_P(Echo, RoundTrip) {
//       auto nursery = co_await hangar::open_nursery();
//       ...
//   }
//   INSTANTIATE_BACKEND_MATRIX(Echo);  // Matrix/Echo.RoundTrip/fork_worker_fd_uds
//
// The body is a member of the fixture. A body needs at least one co_await or co_return.

// One instance per chosen cell. Suite derives from BackendSuite.
#define ACTOR_TEST_P(Suite, Name)                                                          \
    HANGAR_ACTOR_TEST_CLASS_(Suite, Name, Suite);                                          \
    [[maybe_unused]] static const bool HANGAR_ACTOR_TEST_NAME_(Suite, Name##_registered) = \
        ::hangar::register_matrix_test<Suite, HANGAR_ACTOR_TEST_NAME_(Suite, Name)>(       \
            #Suite, #Name, {__FILE__, __LINE__});                                          \
    ::hangar::runtime::Task<void> HANGAR_ACTOR_TEST_NAME_(Suite, Name)::actor_body()

// Once, in the selection's first cell. Suite is any name, as for TEST.
#define ACTOR_TEST(Suite, Name) HANGAR_ACTOR_TEST_ONCE_(Suite, Name, ::hangar::ActorSuite)
// The same with a fixture, which derives from ActorSuite.
#define ACTOR_TEST_F(Suite, Name) HANGAR_ACTOR_TEST_ONCE_(Suite, Name, Suite)

// Every test of the suite, ACTOR_TEST_P and TEST_P alike, in every chosen cell.
#define INSTANTIATE_BACKEND_MATRIX(Suite)                                                \
    GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Suite);                                \
    INSTANTIATE_TEST_SUITE_P(Matrix, Suite,                                              \
                             ::testing::ValuesIn(::hangar::current_selection().cells()), \
                             [](const auto& instance) { return instance.param.name(); })

#define HANGAR_ACTOR_TEST_NAME_(Suite, Name) Suite##_##Name##_ActorTest
#define HANGAR_ACTOR_TEST_CLASS_(Suite, Name, Base)             \
    class HANGAR_ACTOR_TEST_NAME_(Suite, Name) : public Base {  \
        void TestBody() override {                              \
            run_on_root_actor([this] { return actor_body(); }); \
        }                                                       \
        ::hangar::runtime::Task<void> actor_body();             \
    }
#define HANGAR_ACTOR_TEST_ONCE_(Suite, Name, Base)                                                 \
    HANGAR_ACTOR_TEST_CLASS_(Suite, Name, Base);                                                   \
    [[maybe_unused]] static const bool HANGAR_ACTOR_TEST_NAME_(Suite, Name##_registered) =         \
        ::hangar::register_test<Base, HANGAR_ACTOR_TEST_NAME_(Suite, Name)>(#Suite, #Name,         \
                                                                            {__FILE__, __LINE__}); \
    ::hangar::runtime::Task<void> HANGAR_ACTOR_TEST_NAME_(Suite, Name)::actor_body()

namespace hangar {

struct SourceLine {
    const char* file;
    int line;
};

// What TEST_P does with its class. GoogleTest has no public name for it.
template <class Suite, class Test>
bool register_matrix_test(const char* suite, const char* test, SourceLine where) {
    const testing::internal::CodeLocation location(where.file, where.line);
    testing::UnitTest::GetInstance()
        ->parameterized_test_registry()
        .GetTestSuitePatternHolder<Suite>(suite, location)
        ->AddTestPattern(suite, test, new testing::internal::TestMetaFactory<Test>(), location);
    return true;
}

template <class Fixture, class Test>
bool register_test(const char* suite, const char* test, SourceLine where) {
    testing::RegisterTest(suite, test, nullptr, nullptr, where.file, where.line,
                          []() -> Fixture* { return new Test; });
    return true;
}

}  // namespace hangar
