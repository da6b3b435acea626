// SPDX-License-Identifier: Apache-2.0
// What a tree of actors is given that is wrong: an error that says what and where, and the tree
// lives.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <hangar/backends/actor/actor.hpp>
#include <hangar/backends/actor/dialled_actor.hpp>
#include <hangar/backends/actor/registrar.hpp>
#include <hangar/backends/actor/remote_error.hpp>
#include <hangar/backends/actor/root.hpp>
#include <hangar/backends/ipc/greeting.hpp>
#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/backends/spawn/exec_program.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>
#include <hangar/suites/faults/conversation.hpp>
#include <hangar/suites/faults/replaced_program.hpp>
#include <stdexcept>

namespace hangar::faults {

// A value that cannot be written.
struct Unwritable {};

}  // namespace hangar::faults

template <>
struct hangar::ipc::Codec<hangar::faults::Unwritable> {
    static void encode(Writer&, const faults::Unwritable&) {
        throw std::domain_error("this value cannot be written");
    }
    static bool decode(Reader& reader, faults::Unwritable&) { return reader.nil(); }
};

namespace hangar::faults {
namespace {

using namespace std::chrono_literals;
using actor::Portal;
using runtime::Task;
using testing::AllOf;
using testing::HasSubstr;

Unwritable give_unwritable() {
    return {};
}
ipc::Bytes give_too_much() {
    return ipc::Bytes(ipc::default_max_payload + 1);
}
std::size_t take(ipc::Bytes bytes) {
    return bytes.size();
}
class BadInputTest : public testing::Test {
  protected:
    // What the body throws, on a tree that works on after that.
    static std::string error_in_tree(const std::function<Task<void>(Portal)>& body,
                                     actor::TreeOptions options = {}) {
        options.backend = "fork_worker";
        std::string what = "nothing was thrown";
        actor::run_root(options, [&]() -> Task<void> {
            auto nursery = co_await actor::open_nursery();
            auto starting = nursery.start_actor("child");
            const Portal child = co_await std::move(starting);
            auto trying = [&] { return body(child); };
            try {
                auto bounded = runtime::fail_after(20s, trying);
                co_await std::move(bounded);
            } catch (const std::exception& e) {
                what = is_typed(std::current_exception()) ? e.what() : "untyped";
            }
            auto conversing = converse(child);
            co_await std::move(conversing);
        });
        return what;
    }

    // As somebody would who has another program: names what is not there, sends what does not fit.
    static Task<void> call_oneself(actor::FunctionRef function, ipc::Bytes arguments) {
        auto dialling = actor::dial_actor(actor::Actor::current().address());
        const auto self = co_await std::move(dialling);
        auto all = [&](runtime::Nursery& tasks) -> Task<void> {
            tasks.start_soon([&] { return self->peer().serve(tasks); });
            auto calling = self->peer().call(std::move(function), std::move(arguments));
            co_await std::move(calling);
        };
        auto both = runtime::with_nursery(std::ref(all));
        co_await std::move(both);
    }
};

TEST_F(BadInputTest, AFunctionThatIsNotInTheOtherProgramIsNamed) {
    const auto what = error_in_tree([](Portal) -> Task<void> {
        actor::FunctionRef moved = actor::function_ref<&add>();
        moved.offset += 16;
        auto calling = call_oneself(std::move(moved), ipc::encode_arguments(1, 2));
        co_await std::move(calling);
    });
    EXPECT_THAT(what, AllOf(HasSubstr("NoSuchFunction"), HasSubstr("faults::add"),
                            HasSubstr("another version of it")));
}

TEST_F(BadInputTest, AnArgumentThatDoesNotDecodeIsCounted) {
    const auto what = error_in_tree([](Portal) -> Task<void> {
        auto calling = call_oneself(actor::function_ref<&add>(), ipc::encode_arguments(1, "two"));
        co_await std::move(calling);
    });
    EXPECT_THAT(
        what, AllOf(HasSubstr("ArgumentError"), HasSubstr("faults::add"), HasSubstr("argument 2")));
}

TEST_F(BadInputTest, AResultThatDoesNotEncodeIsAnErrorOfTheCall) {
    const auto what = error_in_tree([](Portal child) -> Task<void> {
        auto calling = child.run<&give_unwritable>();
        co_await std::move(calling);
    });
    EXPECT_THAT(what, AllOf(HasSubstr("cannot be written"), HasSubstr("give_unwritable"),
                            HasSubstr("actor child")));
}

TEST_F(BadInputTest, AResultThatIsTooLongIsAnErrorOfTheCall) {
    const auto what = error_in_tree([](Portal child) -> Task<void> {
        auto calling = child.run<&give_too_much>();
        co_await std::move(calling);
    });
    EXPECT_THAT(what, AllOf(HasSubstr("67108864 are allowed"), HasSubstr("give_too_much")));
}

TEST_F(BadInputTest, AnArgumentThatIsTooLongIsAnErrorAtOnce) {
    const auto what = error_in_tree([](Portal child) -> Task<void> {
        auto calling = child.run<&take>(ipc::Bytes(ipc::default_max_payload + 1));
        co_await std::move(calling);
    });
    EXPECT_THAT(what, HasSubstr("67108864 are allowed"));
}

// The tree's registrar is said to live at an address, which is that of an actor that keeps none.
TEST_F(BadInputTest, ARegistrarThatIsNoneSaysSo) {
    const os::TempDir dir;
    const ipc::Address at = ipc::UdsAddress{dir.path("none.sock")};
    actor::TreeOptions options;
    options.registrars = {at};
    std::string what;
    actor::run_root(options, [&]() -> Task<void> {
        ipc::Listener listener(at);
        auto all = [&](runtime::Nursery& tasks) -> Task<void> {
            tasks.start_soon([&]() -> Task<void> {
                auto accepting = listener.accept();
                auto accepted = co_await std::move(accepting);
                auto greeting = actor::Actor::current().greet(std::move(accepted));
                co_await std::move(greeting);
            });
            try {
                auto asking = actor::query_actor("anybody");
                co_await std::move(asking);
            } catch (const actor::RemoteError& e) {
                what = e.what();
            }
            tasks.cancel();
        };
        auto both = runtime::with_nursery(std::ref(all));
        co_await std::move(both);
    });
    EXPECT_THAT(what, HasSubstr("NoRegistrar"));
}

TEST_F(BadInputTest, APathThatIsTooLongForASocketIsNamed) {
    const std::string path = "/tmp/" + std::string(120, 'x') + ".sock";
    const auto what = error_in_tree([path](Portal) -> Task<void> {
        auto dialling = actor::dial_actor(ipc::UdsAddress{path});
        co_await std::move(dialling);
    });
    EXPECT_THAT(what, AllOf(HasSubstr("File name too long"), HasSubstr(path)));
}

TEST_F(BadInputTest, APortInUseNamesWhoHoldsIt) {
    const auto what = error_in_tree([](Portal) -> Task<void> {
        const ipc::Listener first{ipc::Address(ipc::TcpAddress{})};
        const ipc::Listener second(first.address());
        co_return;
    });
    EXPECT_THAT(what, AllOf(HasSubstr("Address already in use"),
                            HasSubstr("held by pid " + std::to_string(::getpid())),
                            HasSubstr("suites_faults_test")));
}

TEST_F(BadInputTest, ASocketFileInUseNamesWhoHoldsIt) {
    const os::TempDir dir;
    const ipc::Address at = ipc::UdsAddress{dir.path("used.sock")};
    const auto what = error_in_tree([&](Portal) -> Task<void> {
        const ipc::Listener first(at);
        const ipc::Listener second(at);
        co_return;
    });
    EXPECT_THAT(what, AllOf(HasSubstr("used.sock"),
                            HasSubstr("held by pid " + std::to_string(::getpid()))));
}

TEST_F(BadInputTest, ASecretThatIsWrongIsToldToWhoHasIt) {
    const auto what = error_in_tree([](Portal) -> Task<void> {
        auto dialling = ipc::dial(actor::Actor::current().address(), 10s);
        ipc::Connection connection = co_await std::move(dialling);
        const ipc::Identity stranger{"stranger", ipc::Uuid::random(), os::this_process(), "none"};
        const auto secret = os::Secret::generate().value();
        auto joining = ipc::join(std::move(connection), secret, stranger, std::nullopt, 10s);
        co_await std::move(joining);
    });
    EXPECT_THAT(what, HasSubstr("wrong-secret"));
}

// The program that runs is the one that was started, whatever stands in its place by now.
TEST_F(BadInputTest, AProgramThatIsReplacedOnDiskGoesOnBeingTheOneThatRuns) {
    const os::TempDir dir;
    const std::string copy = dir.path("program");
    std::filesystem::copy_file("/proc/self/exe", copy);
    spawn::ExecProgram program;
    program.path = copy;
    program.arguments = {copy, replace_flag};
    program.environment = spawn::current_environment();
    program.inherit = {0, 1, 2};
    const auto process = runtime::value_or_throw(spawn::launch(program));
    ASSERT_TRUE(process.wait_exit(os::Deadline::after(60s)).value());
    EXPECT_EQ(process.collect().value()->describe(), "exit status 0");
}

}  // namespace
}  // namespace hangar::faults
