// SPDX-License-Identifier: Apache-2.0
// What the runtime promises, over a thousand random trees of tasks: each with sleeps, deadlines,
// cancellations, shields, clean-ups and errors, on a schedule drawn from the same seed. A model of
// the scopes, kept beside the tree, says at which instant every wait must end, and how.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <stdexcept>
#include <vector>

#include <hangar/backends/runtime/loop_time.test.hpp>
#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/backends/runtime/seeds.hpp>
#include <hangar/backends/runtime/virtual_clock.hpp>

namespace hangar::runtime {
namespace {

using namespace std::chrono_literals;

// A cancel scope as the model knows it. `cancelled_at` may lie ahead: a deadline.
struct Region {
    const Region* parent = nullptr;
    bool shield = false;
    os::TimePoint cancelled_at = os::TimePoint::max();

    void cancel() { cancelled_at = std::min(cancelled_at, now()); }
    // When a wait in here is cancelled, by what is known now.
    [[nodiscard]] os::TimePoint doom() const {
        os::TimePoint first = cancelled_at;
        for (const Region* r = this; !r->shield && r->parent != nullptr;) {
            r = r->parent;
            first = std::min(first, r->cancelled_at);
        }
        return first;
    }
};

class NumberedError : public std::runtime_error {
  public:
    explicit NumberedError(int n) : std::runtime_error("error " + std::to_string(n)), number(n) {}
    int number;
};

// Counts a task for as long as it lives.
class Living {
  public:
    explicit Living(int& count) : count_(&count) { ++*count_; }
    Living(Living&& other) noexcept : count_(std::exchange(other.count_, nullptr)) {}
    Living& operator=(Living&&) = delete;
    ~Living() {
        if (count_ != nullptr) --*count_;
    }

  private:
    int* count_;
};

struct Tally {
    int waits = 0;
    int cancelled = 0;
    int errors = 0;
    int groups = 0;
    int tasks = 0;
};

class RandomTree {
  public:
    RandomTree(std::uint64_t seed, Tally& tally) : random_(seed), tally_(tally) {}

    Task<void> run() {
        Region root;
        co_await handle_errors(root, 5);
        std::sort(handled_.begin(), handled_.end());
        std::vector<int> thrown(static_cast<std::size_t>(thrown_));
        for (int i = 0; i < thrown_; ++i) thrown[static_cast<std::size_t>(i)] = i;
        EXPECT_EQ(handled_, thrown) << "an error did not reach its parent, or reached it twice";
    }

  private:
    int draw(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
    os::Duration some_time() { return std::chrono::milliseconds(draw(60)); }

    Task<void> steps(Region& region, int depth) {
        const int count = 1 + draw(3);
        for (int i = 0; i < count; ++i) co_await step(region, depth);
    }

    Task<void> step(Region& region, int depth) {
        if (depth == 0) return wait(region);
        switch (draw(10)) {
            case 0:
                return handle_errors(region, depth - 1);
            case 1:
            case 2:
                return limit(region, depth - 1);
            case 3:
            case 4:
            case 5:
                return branch(region, depth - 1);
            case 6:
                return shield(region, depth - 1);
            case 7:
                return clean_up(region, depth - 1);
            case 8:
                return wait_then_fail(region);
            default:
                return wait(region);
        }
    }

    // A cancel is never lost, never late and never invented.
    Task<void> wait(Region& region) {
        ++tally_.waits;
        const auto begin = now();
        const bool doomed = region.doom() <= begin;
        bool cancelled = false;
        try {
            if (draw(4) == 0) {
                co_await checkpoint();
            } else {
                co_await sleep_for(some_time());
            }
        } catch (const Cancelled&) {
            cancelled = true;
        }
        if (cancelled) {
            ++tally_.cancelled;
            EXPECT_EQ(now(), std::max(begin, region.doom())) << "a cancel was late or invented";
            throw Cancelled();
        }
        EXPECT_FALSE(doomed) << "an await in a cancelled scope did not throw";
        EXPECT_LE(now(), region.doom()) << "a cancel was lost";
    }

    Task<void> wait_then_fail(Region& region) {
        co_await wait(region);
        ++tally_.errors;
        throw NumberedError(thrown_++);
    }

    Task<void> limit(Region& region, int depth) {
        const auto patience = some_time();
        Region inner{&region, false, now() + patience};
        const auto work = [&] { return steps(inner, depth); };
        co_await absorbs_only_its_own(region, move_on_after(patience, work));
    }

    // What leaves a scope as a cancellation came from further out.
    template <class T>
    Task<void> absorbs_only_its_own(Region& outside, Task<T> work) {
        try {
            co_await std::move(work);
        } catch (const Cancelled&) {
            EXPECT_LE(outside.doom(), now()) << "a scope let its own cancellation out";
            throw;
        }
    }

    Task<void> branch(Region& region, int depth) {
        Region inner{&region};
        int living = 0;
        std::exception_ptr error;
        const auto play = [&](Nursery& nursery) {
            return start_children(nursery, inner, living, depth);
        };
        try {
            co_await absorbs_only_its_own(region, with_nursery(play));
        } catch (...) {
            error = std::current_exception();
        }
        EXPECT_EQ(living, 0) << "a task outlived its nursery";
        if (error) std::rethrow_exception(error);
    }

    Task<void> start_children(Nursery& nursery, Region& inner, int& living, int depth) {
        const int count = 1 + draw(3);
        for (int i = 0; i < count; ++i) {
            ++tally_.tasks;
            auto child = [this, &nursery, &inner, depth, alive = Living(living)] {
                return cancels_on_error(nursery, inner, depth);
            };
            nursery.start_soon(std::move(child));
        }
        co_await cancels_on_error(nursery, inner, depth);
    }

    Task<void> cancels_on_error(Nursery& nursery, Region& inner, int depth) {
        try {
            co_await steps(inner, depth);
        } catch (const std::exception&) {
            inner.cancel();
            throw;
        }
        if (draw(8) != 0) co_return;
        inner.cancel();
        nursery.cancel();
    }

    Task<void> shield(Region& region, int depth) {
        Region inner{&region, true};
        const auto work = [&] { return steps(inner, depth); };
        co_await shielded(work);
    }

    Task<void> clean_up(Region& region, int depth) {
        Region inner{&region, true};
        const auto work = [&] { return steps(region, depth); };
        const auto cleanup = [&] { return draw(3) == 0 ? wait_then_fail(inner) : wait(inner); };
        co_await finally(work, 1h, cleanup);
    }

    Task<void> handle_errors(Region& region, int depth) {
        try {
            co_await steps(region, depth);
        } catch (const std::exception&) {
            count_as_handled(std::current_exception());
        }
    }

    void count_as_handled(const std::exception_ptr& error) {
        try {
            std::rethrow_exception(error);
        } catch (const ErrorGroup& group) {
            ++tally_.groups;
            EXPECT_GE(group.errors().size(), 2U);
            for (const auto& each : group.errors()) count_as_handled(each);
        } catch (const NumberedError& numbered) {
            handled_.push_back(numbered.number);
        } catch (...) {
            ADD_FAILURE() << "neither thrown by us nor a group: " << describe(error);
        }
    }

    std::mt19937_64 random_;
    Tally& tally_;
    int thrown_ = 0;
    std::vector<int> handled_;
};

TEST(GuaranteesTest, HoldOverAThousandRandomTreesOfTasks) {
    Tally tally;
    for_each_seed(1000, [&](std::uint64_t seed) {
        RandomTree tree(seed, tally);
        on_virtual_clock([&] { return tree.run(); }, seed);
    });
    EXPECT_EQ(hangar_task_registry.loops, nullptr);
    if (std::getenv("HANGAR_SEED") != nullptr) return;
    // The trees must have been worth growing.
    EXPECT_GT(tally.tasks, 10'000);
    EXPECT_GT(tally.cancelled, 5'000);
    EXPECT_GT(tally.errors, 1'000);
    EXPECT_GT(tally.groups, 300);
}

}  // namespace
}  // namespace hangar::runtime
