// SPDX-License-Identifier: Apache-2.0
// A channel that is closed, half-closed or stalled after every byte of a whole conversation, in
// either direction: both ends know it in time, by a typed error, and go on with others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <hangar/backends/actor/actor.hpp>
#include <hangar/backends/actor/root.hpp>
#include <hangar/backends/ipc/bulk_message.hpp>
#include <hangar/suites/faults/conversation.hpp>
#include <hangar/suites/faults/cutting_proxy.hpp>
#include <numeric>
#include <vector>

namespace hangar::faults {
namespace {

using namespace std::chrono_literals;
using runtime::Task;

class CutChannelTest : public testing::TestWithParam<std::tuple<Cut, Way>> {
  protected:
    using Talk = std::function<Task<void>(actor::Portal)>;

    // An actor dials itself, through the proxy. What went wrong; nothing if nothing did.
    Task<std::exception_ptr> talk(CuttingProxy& proxy) {
        std::exception_ptr error;
        auto dialling = [&]() -> Task<void> {
            auto nursery = co_await actor::open_nursery();
            auto dial = nursery.dial(proxy.address());
            const actor::Portal other = co_await std::move(dial);
            auto conversing = talk_(other);
            co_await std::move(conversing);
        };
        auto all = [&](runtime::Nursery& tasks) -> Task<void> {
            tasks.start_soon([&] { return proxy.serve(); });
            try {
                auto bounded = runtime::fail_after(1h, std::ref(dialling));
                co_await std::move(bounded);
            } catch (const runtime::TimeoutError&) {
                // Of a channel that stalls nobody but he who waits can know.
                EXPECT_EQ(std::get<0>(GetParam()), Cut::stall);
            } catch (...) {
                error = std::current_exception();
            }
            tasks.cancel();
        };
        auto both = runtime::with_nursery(std::ref(all));
        co_await std::move(both);
        co_return error;
    }

    // How many bytes a whole conversation has that way.
    Task<std::size_t> length() {
        const Way way = std::get<1>(GetParam());
        CuttingProxy proxy(actor::Actor::current().address(), way, Cut::close, SIZE_MAX);
        auto talking = talk(proxy);
        const std::exception_ptr error = co_await std::move(talking);
        EXPECT_FALSE(error) << runtime::describe(error);
        co_return proxy.passed(way);
    }

    Task<void> cut_after(std::size_t after) {
        const auto [cut, way] = GetParam();
        CuttingProxy proxy(actor::Actor::current().address(), way, cut, after);
        auto talking = talk(proxy);
        const std::exception_ptr error = co_await std::move(talking);
        const bool good = !error || is_typed(error);
        EXPECT_TRUE(good) << after << ": " << runtime::describe(error);
    }

    // `points`: after which bytes of so many.
    Task<void> cut_at(std::function<std::vector<std::size_t>(std::size_t)> points) {
        auto measuring = length();
        const std::size_t whole = co_await std::move(measuring);
        EXPECT_GT(whole, 300U);
        const auto cuts = points(whole);
        // Some at a time: those that stall are given up together.
        for (std::size_t first = 0; first < cuts.size(); first += at_a_time) {
            auto some = [&](runtime::Nursery& tasks) -> Task<void> {
                for (std::size_t i = first; i < std::min(cuts.size(), first + at_a_time); ++i)
                    tasks.start_soon([this, after = cuts[i]] { return cut_after(after); });
                co_return;
            };
            auto cutting = runtime::with_nursery(std::ref(some));
            co_await std::move(cutting);
        }
        auto again = length();
        EXPECT_EQ(co_await std::move(again), whole) << "the tree lives";
    }

    void run(const Talk& talk, const std::function<std::vector<std::size_t>(std::size_t)>& points) {
        talk_ = talk;
        runtime::LoopOptions loop;
        loop.virtual_time = true;  // whoever waits in vain has waited at once
        actor::run_root(
            {}, [&] { return cut_at(points); }, loop);
    }

    static constexpr std::size_t at_a_time = 50;
    Talk talk_;
};

TEST_P(CutChannelTest, EndsInATypedErrorWhereverItIsCut) {
    run(converse, [](std::size_t whole) {
        std::vector<std::size_t> everywhere(whole);
        std::iota(everywhere.begin(), everywhere.end(), std::size_t{0});
        return everywhere;
    });
}

// Long bytes are not copied together with what stands before them.
TEST_P(CutChannelTest, EndsInATypedErrorAlsoInALongMessage) {
    constexpr std::size_t length = 3 * ipc::worth_keeping;
    const auto talk = [](actor::Portal other) { return converse_at_length(other, length); };
    run(talk, [](std::size_t whole) {
        const std::size_t before = whole - length - 200;  // the headers, and what follows the bytes
        std::vector<std::size_t> points;
        for (std::size_t i = before; i < before + 250; ++i) points.push_back(i);
        for (std::size_t i = before + 250; i < whole - 200; i += 997) points.push_back(i);
        for (std::size_t i = whole - 200; i < whole; ++i) points.push_back(i);
        return points;
    });
}

std::string name_of(const testing::TestParamInfo<CutChannelTest::ParamType>& fault) {
    constexpr const char* cuts[] = {"close", "half_close", "stall"};
    return std::string(cuts[static_cast<int>(std::get<0>(fault.param))]) +
           (std::get<1>(fault.param) == Way::to_server ? "_to_server" : "_to_client");
}

INSTANTIATE_TEST_SUITE_P(By, CutChannelTest,
                         testing::Combine(testing::Values(Cut::close, Cut::half_close, Cut::stall),
                                          testing::Values(Way::to_server, Way::to_client)),
                         name_of);

}  // namespace
}  // namespace hangar::faults
