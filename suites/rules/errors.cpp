// SPDX-License-Identifier: Apache-2.0
// Rules 1 to 4: what a child's error is to its parent.
#include <hangar/suites/rules/actors.hpp>
#include <hangar/suites/rules/rule_suite.hpp>
#include <stdexcept>

namespace hangar::rules {
namespace {

using testing::SizeIs;

class Errors : public RuleSuite {};

Task<void> call_one_that_fails() {
    auto nursery = co_await open_nursery();
    const Portal child = co_await nursery.start_actor("failing");
    co_await child.run<&throw_out_of_range>("too far");
}

// `count` children that are all up before the first of them is asked to fail.
Task<void> call_all_at_once(int count, std::chrono::milliseconds delay) {
    auto nursery = co_await open_nursery();
    std::vector<Portal> children;
    for (int i = 0; i < count; ++i) {
        children.push_back(co_await nursery.start_actor("failing" + std::to_string(i)));
    }
    auto call_all = [&](runtime::Nursery& calls) -> Task<void> {
        for (const Portal& child : children) {
            calls.start_soon([&child, delay] { return child.run<&fail_after_delay>(delay); });
        }
        co_return;
    };
    co_await with_nursery(std::ref(call_all));
}

// Every call is waited for, whatever the others do; their errors come out together.
Task<void> call_each(const std::vector<Portal>& children, int breadth, int depth);

Task<void> fail_at_the_leaves(int breadth, int depth) {
    if (depth == 0) throw std::runtime_error("a leaf");
    auto nursery = co_await open_nursery();
    std::vector<Portal> children;
    for (int i = 0; i < breadth; ++i) children.push_back(co_await nursery.start_actor("branch"));
    co_await call_each(children, breadth, depth - 1);
}

Task<void> call_each(const std::vector<Portal>& children, int breadth, int depth) {
    std::vector<std::exception_ptr> errors;
    auto call_all = [&](runtime::Nursery& calls) -> Task<void> {
        for (const Portal& child : children) {
            calls.start_soon([&errors, &child, breadth, depth]() -> Task<void> {
                try {
                    co_await child.run<&fail_at_the_leaves>(breadth, depth);
                } catch (const RemoteError&) {
                    errors.push_back(std::current_exception());
                }
            });
        }
        co_return;
    };
    co_await with_nursery(std::ref(call_all));
    runtime::throw_collected(std::move(errors));
}

ACTOR_TEST_P(Errors, AChildsErrorIsARemoteErrorThatBoxesTheOriginal) {
    const auto errors = remote_errors(co_await errors_of_body(call_one_that_fails));
    CO_ASSERT_THAT(errors, SizeIs(1));
    EXPECT_TRUE(errors[0].boxes<std::out_of_range>());
    EXPECT_FALSE(errors[0].boxes<std::runtime_error>());
    EXPECT_EQ(errors[0].message(), "too far");
    EXPECT_EQ(errors[0].data().actor.name, "failing");
}

ACTOR_TEST_P(Errors, TwoFailingChildrenGiveAGroup) {
    auto two = [] { return call_all_at_once(2, 0ms); };
    const auto errors = remote_errors(co_await errors_of_body(two));
    CO_ASSERT_THAT(errors, SizeIs(2));
    EXPECT_NE(errors[0].data().actor, errors[1].data().actor);
}

ACTOR_TEST_P(Errors, TwentyFiveChildrenThatFailAtOnceGiveTwentyFiveErrors) {
    auto all = [] { return call_all_at_once(25, 0ms); };
    EXPECT_THAT(remote_errors(co_await errors_of_body(all)), SizeIs(25));
}

ACTOR_TEST_P(Errors, TwentyFiveChildrenThatFailAfterADelayGiveTwentyFiveErrors) {
    const Stopwatch watch;
    auto all = [] { return call_all_at_once(25, 500ms); };
    EXPECT_THAT(remote_errors(co_await errors_of_body(all)), SizeIs(25));
    EXPECT_LT(watch.elapsed(), 10s);
}

void expect_two_boxed_groups(const std::vector<RemoteError>& outer) {
    ASSERT_THAT(outer, SizeIs(2));
    for (const RemoteError& error : outer) {
        EXPECT_TRUE(error.is_group()) << error.what();
        EXPECT_THAT(error.causes(), SizeIs(2));
    }
}

ACTOR_TEST_P(Errors, NestedFailuresAreTwoRemoteErrorsThatBoxGroups) {
    const Stopwatch watch;
    auto nested = [] { return fail_at_the_leaves(2, 2); };
    expect_two_boxed_groups(remote_errors(co_await errors_of_body(nested)));
    EXPECT_LT(watch.elapsed(), 6s);
}

ACTOR_TEST_P(Errors, DeeplyNestedFailuresAreTwoRemoteErrorsThatBoxGroups) {
    const Stopwatch watch;
    auto nested = [] { return fail_at_the_leaves(2, 4); };
    expect_two_boxed_groups(remote_errors(co_await errors_of_body(nested)));
    EXPECT_LT(watch.elapsed(), 12s);
}

INSTANTIATE_BACKEND_MATRIX(Errors);

}  // namespace
}  // namespace hangar::rules
