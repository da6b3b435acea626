// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/suites/rules/actors.hpp>
#include <hangar/suites/rules/rule_suite.hpp>

namespace hangar::rules {

// Rules 13 to 18 and 22 to 24: of contexts.
class Contexts : public RuleSuite {
  protected:
    using Use = std::function<Task<void>(const Portal&)>;
    // What using a fresh child throws, once the child is gone.
    Task<std::vector<std::exception_ptr>> errors_with_child(Use use) const {
        auto block = [&]() -> Task<void> {
            auto nursery = co_await open_nursery();
            const Portal child = co_await nursery.start_actor("child");
            co_await use(child);
        };
        co_return co_await errors_of_body(block);
    }
};

// A child's side: starts with 1, and leaves a trace when it ends, at once or when it is cancelled.
Task<std::string> leaves_a_trace(Callee<int, int> caller, std::string path, bool blocks);

// The one error, if that is all there is and it is an E; else the test fails.
template <class E>
std::optional<E> only_error(const std::vector<std::exception_ptr>& errors) {
    EXPECT_THAT(errors, testing::SizeIs(1));
    if (errors.size() != 1) return std::nullopt;
    try {
        std::rethrow_exception(errors.front());
    } catch (const E& e) {
        return e;
    } catch (...) {
        ADD_FAILURE() << "another error: " << runtime::describe(errors.front());
        return std::nullopt;
    }
}

}  // namespace hangar::rules
