// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <fstream>
#include <hangar/diag/os/temp_dir.test.hpp>
#include <hangar/harness/cli/zoo_command.hpp>

namespace hangar::cli {
namespace {

using testing::HasSubstr;

struct Visit {
    explicit Visit(const std::string& name = {}) {
        const run::Host host{{},
                             [this](std::string_view text) { out += text; },
                             [this](std::string_view text) { errors += text; }};
        status = visit_zoo({name}, host);
    }
    std::string out;
    std::string errors;
    int status = -1;
};

TEST(ZooAnimalsTest, AreReadByName) {
    const os::TempDir dir;
    std::ofstream(dir.path("animals.txt")) << "b-near-miss\tIt works.\na\tIt hangs.\n";
    const auto animals = zoo_animals(dir.path());
    ASSERT_TRUE(animals);
    ASSERT_EQ(animals->size(), 2U);
    EXPECT_EQ((*animals)[0].name, "a");
    EXPECT_EQ((*animals)[0].mistake, "It hangs.");
    EXPECT_FALSE((*animals)[0].is_near_miss());
    EXPECT_TRUE((*animals)[1].is_near_miss());
    EXPECT_FALSE(zoo_animals(dir.path("nowhere")));
}

TEST(ZooCommandTest, ListsSpecimensAndNearMissesWithTheirMistakes) {
    const Visit visit;
    EXPECT_EQ(visit.status, 0);
    EXPECT_THAT(visit.out, HasSubstr("specimen   mutex-cycle "));
    EXPECT_THAT(visit.out, HasSubstr("near-miss  mutex-cycle-near-miss "));
    EXPECT_THAT(visit.out, HasSubstr("specimen   actors-task-cycle "));
    EXPECT_THAT(visit.out, HasSubstr("Two threads take two mutexes in opposite orders."));
}

TEST(ZooCommandTest, AnUnknownNameIsRefusedWithTheListToLookAt) {
    const Visit visit("unicorn");
    EXPECT_EQ(visit.status, 2);
    EXPECT_THAT(visit.errors, HasSubstr("no 'unicorn'; see hangar zoo list"));
}

}  // namespace
}  // namespace hangar::cli
