// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <hangar/diag/tasks/text.hpp>

namespace hangar::tasks {
namespace {

constexpr std::int64_t second = 1'000'000'000;

// A parent whose task waits for its child's answer, under a deadline; the child is wedged.
TaskTree example() {
    Actor parent;
    parent.name = "main";
    parent.uid = "aa";
    parent.process = {100, 5};
    parent.program = "suite";
    parent.thread = 100;
    parent.turns = 12;
    parent.places = {{"(anonymous namespace)::body() [F = x]", "suite.cpp", 10},
                     {"Peer::call()", "peer.cpp", 20}};
    parent.scopes = {{-1, no_time, false, false, ""}, {0, 3 * second, true, true, "deadline"}};
    parent.nurseries = {{0, 0}};
    Peer child;
    child.name = "worker";
    child.uid = "bb";
    child.process = {101, 6};
    child.nursery = 0;
    child.cancel_sent = second / 2;
    parent.peers = {child};
    Task root{1, "root", -1, 0, {{0, 5, 0x10, 2 * second, 0, 0}}};
    Task caller{2, "caller", 0, 1, {{1, 14, 0x20, 2 * second, 0, 7}, {0, 0, 0, no_time, -1, 0}}};
    parent.tasks = {root, caller};

    Actor worker;
    worker.name = "worker";
    worker.uid = "bb";
    worker.process = {101, 6};
    worker.thread = 101;
    worker.source = Source::outside;
    worker.running = 0;
    worker.turn_began = 65 * second;
    worker.tasks = {{1, "root", -1, -1, {}}};
    worker.stack = {"nanosleep", "compute() (suite.cpp:30)"};
    worker.notes = {"it did not answer within 500 ms"};
    Peer up;
    up.name = "main";
    up.uid = "aa";
    up.parent = true;
    up.served = {{7, 0}};
    worker.peers = {up};
    return {{worker, parent}, {"process 102: gone"}};
}

TEST(TaskTreeTextTest, NestsEachChildWhereItBelongs) {
    EXPECT_EQ(to_text(example()),
              R"(actor main (pid 100 "suite", thread 100): 2 tasks, its loop answered
  worker was asked to end 500 ms ago, and has not acknowledged it
  task 1 "root"
    at body() (suite.cpp:10), waits 2.0 s for its nursery's tasks
    nursery
      task 2 "caller"
        at Peer::call() (peer.cpp:20), waits 2.0 s for worker to answer call 7
        at body() (suite.cpp:10)
        scope: deadline in 3.0 s, shielded, cancelled by deadline
      actor worker (pid 101, thread 101): 1 tasks, read from outside
        runs task 1 "root" since 1 min 5 s
        note: it did not answer within 500 ms
        its thread's stack:
          nanosleep
          compute() (suite.cpp:30)
        task 1 "root"
note: process 102: gone
)");
}

TEST(TaskTreeTextTest, ActorsThatSayTheyAreEachOthersParentsAreBothThere) {
    auto tree = example();
    tree.actors[1].peers.push_back(tree.actors[1].peers[0]);
    tree.actors[1].peers.back().parent = true;
    const auto text = to_text(tree);
    EXPECT_THAT(text, testing::HasSubstr("actor main"));
    EXPECT_THAT(text, testing::HasSubstr("actor worker"));
}

TEST(TaskTreeTextTest, LevelsBeyondAnyUseAreCutOff) {
    Actor actor;
    for (std::int32_t i = 0; i < 500; ++i) {
        actor.tasks.push_back({static_cast<std::uint64_t>(i), "t", i - 1, -1, {}});
        actor.nurseries.push_back({i, -1});
    }
    EXPECT_TRUE(actor.is_sound());
    const auto text = to_text({{actor}, {}});
    EXPECT_NE(text.find("(what is deeper is left out)"), std::string::npos);
}

TEST(TaskTreeJsonTest, HoldsEverythingByItsFieldsNames) {
    TaskTree tree = example();
    tree.actors.erase(tree.actors.begin());
    tree.actors[0].tasks.erase(tree.actors[0].tasks.begin());
    tree.actors[0].nurseries[0].task = -1;
    const std::string expected = R"json({
 "schema": "hangar.tasks/1",
 "actors": [
  {
   "actor": "main",
   "uid": "aa",
   "parent": "",
   "pid": 100,
   "starttime": 5,
   "program": "suite",
   "tid": 100,
   "source": "loop",
   "virtual_time": false,
   "turns": 12,
   "turn_began_ms": 0.0,
   "running": null,
   "tasks": [
    {
     "id": 2,
     "name": "caller",
     "nursery": 0,
     "scope": 1,
     "frames": [
      {
       "function": "Peer::call()",
       "file": "peer.cpp",
       "line": 20,
       "wait": {
        "kind": "call",
        "object": 32,
        "waited_ms": 2000.0,
        "target": 0,
        "call": 7,
        "actor": "worker"
       }
      },
      {
       "function": "(anonymous namespace)::body() [F = x]",
       "file": "suite.cpp",
       "line": 10
      }
     ]
    }
   ],
   "nurseries": [
    {
     "task": null,
     "scope": 0
    }
   ],
   "scopes": [
    {
     "parent": null,
     "deadline_left_ms": null,
     "shielded": false,
     "cancelled": false
    },
    {
     "parent": 0,
     "deadline_left_ms": 3000.0,
     "shielded": true,
     "cancelled": true,
     "cancelled_by": "deadline"
    }
   ],
   "peers": [
    {
     "actor": "worker",
     "uid": "bb",
     "pid": 101,
     "starttime": 6,
     "parent": false,
     "ended": false,
     "nursery": 0,
     "cancel_sent_ms": 500.0,
     "cancel_acknowledged_ms": null,
     "serves": []
    }
   ],
   "stack": [],
   "notes": []
  }
 ],
 "notes": [
  "process 102: gone"
 ]
}
)json";
    EXPECT_EQ(to_json(tree), expected);
}

TEST(TaskTreeTest, IndexesOutOfTheirListsAreUnsound) {
    const Actor sound = example().actors[1];
    ASSERT_TRUE(sound.is_sound());
    Actor damaged = sound;
    damaged.tasks[1].nursery = 1;
    EXPECT_FALSE(damaged.is_sound());
    damaged = sound;
    damaged.tasks[1].frames[0].target = -7;
    EXPECT_FALSE(damaged.is_sound());
    damaged = sound;
    damaged.scopes[0].parent = 1;
    EXPECT_FALSE(damaged.is_sound()) << "a circle";
}

}  // namespace
}  // namespace hangar::tasks
