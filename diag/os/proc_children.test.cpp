// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cerrno>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/proc_children.hpp>
#include <thread>

namespace hangar::os {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

// A child with a child with a child; it says the pids of the latter two.
int family(TestParent& parent) {
    const TestChild child([](TestParent& of_child) {
        const TestChild grandchild;
        of_child.ready(std::to_string(grandchild.id().pid));
        of_child.hold();
        return 0;
    });
    parent.ready(child.wait_ready());
    parent.hold();
    return 0;
}

TEST(ChildrenTest, AreTheDirectOnes) {
    EXPECT_THAT(*children_of_this_process(), IsEmpty());
    const TestChild one;
    const TestChild two(family);
    static_cast<void>(two.wait_ready());
    EXPECT_THAT(*children_of_this_process(), UnorderedElementsAre(one.id(), two.id()));
    EXPECT_EQ(*children_of(this_process()), *children_of_this_process());
}

TEST(ChildrenTest, IncludeThoseOfOtherThreads) {
    std::optional<TestChild> child;
    std::thread([&] { child.emplace(); }).join();
    // PDEATHSIG followed the thread: a zombie now, and a child all the same.
    ASSERT_EQ(*child->handle().wait_exit(soon()), true);
    EXPECT_THAT(*children_of_this_process(), ElementsAre(child->id()));
}

TEST(DescendantsTest, AreParentsBeforeChildren) {
    const TestChild root(family);
    const auto youngest = *identify(std::stoi(root.wait_ready()));
    const auto all = descendants_of(root.id());
    ASSERT_THAT(all, Succeeds());
    ASSERT_EQ(all->size(), 2U);
    EXPECT_THAT(*children_of(root.id()), ElementsAre(all->front()));
    EXPECT_EQ(all->back(), youngest);
    EXPECT_THAT(*descendants_of(this_process()), ElementsAre(root.id(), all->front(), all->back()));
}

TEST(ChildrenTest, OfAProcessThatIsGoneAreAnError) {
    TestChild child;
    child.release();
    static_cast<void>(child.wait());
    EXPECT_THAT(children_of(child.id()), FailsWith(ESRCH));
    EXPECT_THAT(descendants_of(child.id()), FailsWith(ESRCH));
}

TEST(ChildrenTest, AFullDescriptorTableDoesNotLookLikeNone) {
    const TestChild child;
    EXPECT_THAT(without_free_fd([&] { return children_of(child.id()); }), FailsWith(EMFILE));
    EXPECT_THAT(without_free_fd([&] { return descendants_of(child.id()); }), FailsWith(EMFILE));
}

}  // namespace
}  // namespace hangar::os
