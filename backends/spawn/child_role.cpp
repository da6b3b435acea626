// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/spawn/child_role.hpp>
#include <string_view>

namespace hangar::spawn {
namespace {

constexpr const char* role_variable = "HANGAR_ACTOR";
constexpr int bad_role_status = 70;  // EX_SOFTWARE

constinit std::atomic<bool> asked{false};

// "7:8:9:10" as four numbers.
std::optional<std::array<int, 4>> parse(std::string_view text) {
    std::array<int, 4> numbers{};
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const auto [end, error] =
            std::from_chars(text.data(), text.data() + text.size(), numbers[i]);
        if (error != std::errc()) return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        const bool last = i + 1 == numbers.size();
        if (text.empty() != last || (!last && text.front() != ':')) return std::nullopt;
        if (!last) text.remove_prefix(1);
    }
    return numbers;
}

[[noreturn]] void refuse(std::string_view why) {
    fmt::print(stderr, "hangar: {} in the environment is no actor's: {}; unset it\n", role_variable,
               why);
    std::exit(bad_role_status);
}

}  // namespace

std::vector<std::string> with_role(std::vector<std::string> environment, int seed,
                                   const BootOutput& output) {
    environment.push_back(fmt::format("{}={}:{}:{}:{}", role_variable, seed, output.file(),
                                      output.out(), output.err()));
    return environment;
}

std::optional<ChildBoot> take_child_role() {
    asked = true;
    const char* value = std::getenv(role_variable);
    if (value == nullptr) return std::nullopt;
    const auto numbers = parse(value);
    if (!numbers) refuse(value);
    ::unsetenv(role_variable);
    const auto [seed, file, out, err] = *numbers;
    const os::Fd seed_file(seed);
    ChildBoot boot;
    const auto content = os::read_all(seed_file.get());
    if (!content) refuse(content.error().message());
    const auto bytes = ipc::bytes_of(*content);
    boot.seed.assign(bytes.begin(), bytes.end());
    for (const int fd : {file, out, err}) {
        if (fd >= 0) static_cast<void>(os::set_inheritable(fd, false));
    }
    boot.output = BootOutput::adopt(file, out, err);
    return boot;
}

void note_child_role() noexcept {
    asked = true;
}

void require_child_role(std::string_view backend) {
    if (asked) return;
    throw runtime::OsError(
        {ENOTSUP, "spawn backend " + std::string(backend),
         "this program's main does not begin with HANGAR_MAIN or hangar::run_child_role()"});
}

std::string role_program_name() {
    return program_invocation_name != nullptr ? program_invocation_name : "hangar";
}

}  // namespace hangar::spawn
