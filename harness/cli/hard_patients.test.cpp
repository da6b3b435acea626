// SPDX-License-Identifier: Apache-2.0
// `hangar dump` with stacks and names on patients that make it hard: it answers in time.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <random>
#include <thread>

#include <hangar/diag/snapshot/patient.test.hpp>
#include <hangar/harness/cli/dump_command.hpp>

namespace hangar::cli {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using snapshot::TestPatient;

struct Answer {
    int status = -1;
    json dump;
    bool in_time = false;
};

constexpr auto limit = 5s;

Answer ask(pid_t pid, dump::Stop stop = dump::Stop::running) {
    DumpCommand command;
    command.pid = pid;
    command.format = DumpCommand::Format::json;
    command.sample = 30ms;
    command.deadline = limit;
    command.stop = stop;
    std::string out;
    const run::Host host{{}, [&](std::string_view text) { out += text; }, [](std::string_view) {}};
    const auto start = os::Clock::now();
    Answer answer;
    answer.status = dump_process(command, host);
    answer.in_time = os::Clock::now() - start < limit + 5s;  // this machine may be busy
    answer.dump = json::parse(out, nullptr, false);
    return answer;
}

// Asked again until `holds`: the patient gets there in its own time.
template <class Holds>
Answer ask_until(const TestPatient& patient, Holds holds, dump::Stop stop = dump::Stop::running) {
    const auto end = os::Deadline::after(60s);
    for (;;) {
        Answer answer = ask(patient.pid(), stop);
        if (end.passed() || (answer.dump.is_object() && holds(answer.dump))) return answer;
    }
}

const json& thread_of(const json& dump, std::size_t process, std::size_t thread) {
    return dump.at("processes").at(process).at("threads").at(thread);
}

[[noreturn]] void wait_for_ever() {
    for (;;) ::pause();
}

TEST(HardPatientTest, OneThatVforkedNeverStopsAndIsReadAllTheSame) {
    const TestPatient patient([] {
        if (::vfork() == 0) wait_for_ever();
    });
    const auto waits = [](const json& dump) {
        return dump["processes"].size() == 2 &&
               thread_of(dump, 0, 0).value(json::json_pointer("/wait/kind"), "") == "vfork";
    };
    const Answer answer = ask_until(patient, waits, dump::Stop::all);
    ASSERT_TRUE(waits(answer.dump));
    EXPECT_TRUE(answer.in_time);
    EXPECT_FALSE(thread_of(answer.dump, 0, 0)["frames"].empty());
}

TEST(HardPatientTest, OneWhoseFirstThreadHasEnded) {
    const TestPatient patient([] {
        std::thread(wait_for_ever).detach();
        ::syscall(SYS_exit, 0);  // pthread_exit would unwind the test, too
    });
    const auto is_read = [](const json& dump) {
        const auto& threads = dump["processes"][0]["threads"];
        return threads.size() == 2 && !threads[1]["frames"].empty();
    };
    const Answer answer = ask_until(patient, is_read);
    ASSERT_TRUE(is_read(answer.dump));
    EXPECT_THAT(thread_of(answer.dump, 0, 1)["frames"].dump(), testing::HasSubstr("pause"));
}

TEST(HardPatientTest, OneWithAHundredThousandMaps) {
    const TestPatient patient([] {
        snapshot::split_into_maps(100'000);
        wait_for_ever();
    });
    const auto is_read = [](const json& dump) { return !thread_of(dump, 0, 0)["frames"].empty(); };
    const Answer answer = ask_until(patient, is_read);
    EXPECT_TRUE(is_read(answer.dump));
    EXPECT_TRUE(answer.in_time);
}

TEST(HardPatientTest, OneThatForksWithoutEnd) {
    const TestPatient patient([] {
        for (;;) {
            const pid_t child = ::fork();
            if (child == 0) ::_exit(0);
            if (child > 0) ::waitpid(child, nullptr, 0);
        }
    });
    const Answer answer = ask(patient.pid(), dump::Stop::all);
    EXPECT_TRUE(answer.in_time);
    EXPECT_TRUE(answer.status == 0 || answer.status == 3) << answer.status;
    EXPECT_TRUE(answer.dump.is_object());
}

TEST(HardPatientTest, OneThatIsKilledAtAnyInstantOfTheReading) {
    std::minstd_rand random(4711);
    for (int round = 0; round < 100; ++round) {
        const TestPatient patient([] {
            for (int i = 0; i < 4; ++i) std::thread(wait_for_ever).detach();
            wait_for_ever();
        });
        const auto delay = std::chrono::microseconds(random() % 90'000);
        const TestPatient killer([&patient, delay] {  // whoever asks must have one thread
            std::this_thread::sleep_for(delay);
            static_cast<void>(patient.handle().signal(SIGKILL));
        });
        const Answer answer = ask(patient.pid());
        EXPECT_TRUE(answer.in_time);
        const bool told = answer.status == 0 || answer.status == 2 || answer.status == 3;
        EXPECT_TRUE(told) << answer.status;
    }
}

}  // namespace
}  // namespace hangar::cli
