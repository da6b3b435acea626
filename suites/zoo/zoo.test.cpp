// SPDX-License-Identifier: Apache-2.0
// Every animal of the zoo, diagnosed alive: specimens are named, with the right confidence and the
// right processes; near-misses get no verdict that is likely or proven.
#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <hangar/diag/dump/examine.hpp>
#include <hangar/diag/os/register_sampler.hpp>
#include <hangar/diag/snapshot/json.hpp>
#include <hangar/suites/zoo/animal.hpp>

namespace hangar::zoo_test {
namespace {

using waitgraph::Cause;
using waitgraph::Confidence;
using waitgraph::Diagnosis;
using waitgraph::Verdict;

struct Specimen {
    const char* name;
    Confidence confidence;
};

constexpr auto proven = Confidence::proven;
constexpr auto likely = Confidence::likely;

constexpr Specimen specimens[] = {{"mutex-cycle", proven},
                                  {"self-deadlock", proven},
                                  {"lock-in-signal-handler", proven},
                                  {"lock-held-across-fork", proven},
                                  {"owner-gone", proven},
                                  {"join-cycle", proven},
                                  {"wait-under-lock", proven},
                                  {"rwlock-blocked", likely},
                                  {"lost-wakeup", likely},
                                  {"condvar-unsignalled", likely},
                                  {"semaphore-unposted", likely},
                                  {"promise-never-set", likely},
                                  {"init-cycle", likely},
                                  {"pipe-cycle", proven},
                                  {"pipe-full", proven},
                                  {"eof-own-writer", proven},
                                  {"eof-outside-holder", likely},
                                  {"eof-in-flight-fd", likely},
                                  {"socket-full", proven},
                                  {"socket-not-accepted", likely},
                                  {"rpc-cycle", proven},
                                  {"child-stopped", proven},
                                  {"zombie-unreaped", likely},
                                  {"file-lock-cycle", proven},
                                  {"file-lock-held", likely},
                                  {"epoll-missed-edge", proven},
                                  {"epoll-disarmed", proven},
                                  {"epoll-stale", likely},
                                  {"fifo-no-peer", likely},
                                  {"background-tty", proven},
                                  {"tty-full", proven},
                                  {"loop-blocked", likely},
                                  {"spinning", likely},
                                  {"signal-ignored", likely},
                                  {"traced", proven},
                                  {"frozen", proven},
                                  {"port-held", likely},
                                  {"boot-death", likely},
                                  {"disk-wait", likely},
                                  {"wait-cycle", proven}};

constexpr const char* near_misses[] = {"mutex-cycle-near-miss",
                                       "self-deadlock-near-miss",
                                       "lock-in-signal-handler-near-miss",
                                       "lock-held-across-fork-near-miss",
                                       "owner-gone-near-miss",
                                       "join-cycle-near-miss",
                                       "wait-under-lock-near-miss",
                                       "rwlock-blocked-near-miss",
                                       "lost-wakeup-near-miss",
                                       "lost-wakeup-near-miss-notify",
                                       "condvar-unsignalled-near-miss",
                                       "semaphore-unposted-near-miss",
                                       "semaphore-unposted-near-miss-aio",
                                       "promise-never-set-near-miss",
                                       "init-cycle-near-miss",
                                       "pipe-cycle-near-miss",
                                       "pipe-full-near-miss",
                                       "pipe-full-near-miss-proxy",
                                       "eof-own-writer-near-miss",
                                       "eof-own-writer-near-miss-poll",
                                       "eof-own-writer-near-miss-sigwait",
                                       "eof-own-writer-near-miss-sent",
                                       "eof-own-writer-near-miss-table",
                                       "eof-outside-holder-near-miss",
                                       "eof-outside-holder-near-miss-log",
                                       "eof-in-flight-fd-near-miss",
                                       "socket-full-near-miss",
                                       "socket-not-accepted-near-miss",
                                       "rpc-cycle-near-miss",
                                       "child-stopped-near-miss",
                                       "child-stopped-near-miss-job",
                                       "zombie-unreaped-near-miss",
                                       "file-lock-cycle-near-miss",
                                       "file-lock-held-near-miss",
                                       "file-lock-held-near-miss-daemon",
                                       "file-lock-held-near-miss-sent",
                                       "epoll-missed-edge-near-miss",
                                       "epoll-disarmed-near-miss",
                                       "epoll-disarmed-near-miss-prefork",
                                       "epoll-stale-near-miss",
                                       "fifo-no-peer-near-miss",
                                       "background-tty-near-miss",
                                       "tty-full-near-miss",
                                       "loop-blocked-near-miss",
                                       "loop-blocked-near-miss-unused",
                                       "spinning-near-miss",
                                       "spinning-near-miss-counter",
                                       "spinning-near-miss-outside",
                                       "spinning-near-miss-yield",
                                       "signal-ignored-near-miss",
                                       "signal-ignored-near-miss-later",
                                       "signal-ignored-near-miss-other",
                                       "traced-near-miss",
                                       "traced-near-miss-report",
                                       "frozen-near-miss",
                                       "port-held-near-miss",
                                       "port-held-near-miss-client",
                                       "boot-death-near-miss",
                                       "disk-wait-near-miss",
                                       "wait-cycle-near-miss",
                                       "wait-cycle-near-miss-set",
                                       "wait-cycle-near-miss-timer",
                                       "wait-cycle-near-miss-child",
                                       "wait-cycle-near-miss-alarm"};

std::string describe(const Diagnosis& diagnosis) {
    std::string text = "verdicts:\n";
    for (const Verdict& verdict : diagnosis.verdicts) {
        text += "  " + std::string(name(verdict.confidence)) + ' ' +
                std::string(slug(verdict.cause)) + ": " + verdict.summary + '\n';
        for (const std::string& line : verdict.evidence) text += "      " + line + '\n';
    }
    return text;
}

// How often a near-miss is read: HANGAR_ZOO_ROUNDS, for more than a test has time for.
int rounds() {
    const char* wanted = ::getenv("HANGAR_ZOO_ROUNDS");
    return wanted != nullptr ? std::max(1, std::atoi(wanted)) : 3;
}

const Verdict* verdict_of(const Diagnosis& diagnosis, Cause cause) {
    for (const Verdict& verdict : diagnosis.verdicts)
        if (verdict.cause == cause) return &verdict;
    return nullptr;
}

bool concerns_all(const Verdict& verdict, const Animal& animal) {
    return std::ranges::all_of(animal.concerned(), [&verdict](pid_t pid) {
        return std::ranges::find(verdict.pids, pid) != verdict.pids.end();
    });
}

// With the stacks, as `hangar why` has them. It is ready a moment before it blocks, so the first
// reading may come too early.
void expect_named(const Animal& animal, Cause cause, Confidence confidence) {
    const auto deadline = os::Deadline::after(std::chrono::seconds(20));
    for (;;) {
        const auto [snapshot, diagnosis] = dump::examine(animal.pid(), {}).value();
        const Verdict* verdict = verdict_of(diagnosis, cause);
        const bool found = verdict != nullptr && verdict->confidence == confidence &&
                           concerns_all(*verdict, animal);
        if (!found && !deadline.passed()) continue;
        ASSERT_TRUE(found) << describe(diagnosis) << to_json(snapshot);
        EXPECT_EQ(diagnosis.verdicts.front().cause, cause) << describe(diagnosis);
        EXPECT_FALSE(verdict->summary.empty());
        EXPECT_FALSE(verdict->advice.empty());
        EXPECT_FALSE(verdict->evidence.empty());
        return;
    }
}

using Build = const char*;

class SpecimenTest : public testing::TestWithParam<std::tuple<Specimen, Build>> {};

TEST_P(SpecimenTest, IsNamed) {
    const auto [specimen, build] = GetParam();
    const Cause cause = *waitgraph::cause_of(specimen.name);
    const Animal animal(build, specimen.name);
    if (!animal.missing().empty()) GTEST_SKIP() << animal.missing();
    if (cause == Cause::spinning && !os::RegisterSampler::start(::getpid()))
        GTEST_SKIP() << "perf_event_open is not allowed here";
    expect_named(animal, cause, specimen.confidence);
}

class NearMissTest : public testing::TestWithParam<std::tuple<const char*, Build>> {};

TEST_P(NearMissTest, GetsNoVerdict) {
    const auto [name, build] = GetParam();
    const Animal animal(build, name);
    if (!animal.missing().empty()) GTEST_SKIP() << animal.missing();
    dump::ExamineOptions options;
    options.stacks = options.symbols = false;
    for (int reading = 0; reading < rounds(); ++reading) {
        const auto [snapshot, diagnosis] = dump::examine(animal.pid(), options).value();
        EXPECT_FALSE(diagnosis.named_a_cause()) << describe(diagnosis) << to_json(snapshot);
    }
}

std::string readable(std::string name, const std::string& build) {
    for (char& letter : name)
        if (letter == '-') letter = '_';
    return name + '_' + build;
}

INSTANTIATE_TEST_SUITE_P(Zoo, SpecimenTest,
                         testing::Combine(testing::ValuesIn(specimens),
                                          testing::Values("O0", "O2")),
                         [](const auto& each) {
                             return readable(std::get<0>(each.param).name, std::get<1>(each.param));
                         });
INSTANTIATE_TEST_SUITE_P(Zoo, NearMissTest,
                         testing::Combine(testing::ValuesIn(near_misses),
                                          testing::Values("O0", "O2")),
                         [](const auto& each) {
                             return readable(std::get<0>(each.param), std::get<1>(each.param));
                         });

[[maybe_unused]] const bool is_keeper = [] {
    become_keeper();
    return true;
}();

}  // namespace
}  // namespace hangar::zoo_test
