// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/fork.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/harness/cli/zoo_command.hpp>

namespace hangar::cli {
namespace {

namespace fs = std::filesystem;

constexpr int ok = 0;
constexpr int unusable = 2;

int list(const std::vector<ZooAnimal>& animals, const run::Host& host) {
    for (const ZooAnimal& animal : animals)
        host.out(fmt::format("{:<10} {:<36} {}\n", animal.is_near_miss() ? "near-miss" : "specimen",
                             animal.name, animal.mistake));
    return ok;
}

[[noreturn]] void become(std::string path, int output) {
    char* arguments[] = {path.data(), nullptr};
    static_cast<void>(os::replace_fd(output, STDOUT_FILENO));
    static_cast<void>(os::exec_path(path.c_str(), arguments, environ));
    ::_exit(127);
}

// What the animal says up to "ready": empty, or why it cannot be shown.
std::string wait_until_ready(int output) {
    constexpr std::string_view skip = "skip ";
    const auto deadline = os::Deadline::after(std::chrono::seconds(10));
    std::string line;
    for (;;) {
        char next = 0;
        const bool readable = os::wait_readable(output, deadline).value_or(false);
        const auto got =
            readable ? os::read_some(output, std::as_writable_bytes(std::span(&next, 1))) : 0U;
        if (!got || *got == 0) return "it did not get into its position";
        if (next != '\n') {
            line += next;
            continue;
        }
        if (line == "ready") return {};
        if (line.starts_with(skip)) return line.substr(skip.size());
        line.clear();
    }
}

int run_animal(const std::string& path, const std::string& name, const run::Host& host) {
    auto ends = os::make_pipe();
    auto fork =
        ends ? os::fork_process() : os::Result<os::ForkResult>(tl::unexpected(ends.error()));
    if (!fork) {
        host.errors(fmt::format("hangar: {}\n", fork.error().message()));
        return unusable;
    }
    if (fork->in_child()) become(path, ends->second.get());
    ends->second.reset();
    const std::string missing = wait_until_ready(ends->first.get());
    if (!missing.empty()) {
        host.errors(fmt::format("hangar: {} cannot be shown here: {}\n", name, missing));
        static_cast<void>(fork->child.signal(SIGKILL));
    } else {
        const pid_t pid = fork->child.id().pid;
        host.out(
            fmt::format("{} is process {}, until Ctrl-C, two minutes at most. Elsewhere, type\n"
                        "    hangar why {}\n",
                        name, pid, pid));
    }
    static_cast<void>(fork->child.wait_exit(os::Deadline::never()));
    static_cast<void>(fork->child.collect());
    return missing.empty() ? ok : unusable;
}

}  // namespace

std::string zoo_folder() {
    std::error_code failed;
    const fs::path here = fs::read_symlink("/proc/self/exe", failed).parent_path();
    for (const fs::path& folder : {here / "zoo", here / "../libexec/hangar/zoo"})
        if (fs::exists(folder / "animals.txt", failed)) return folder.string();
    return {};
}

os::Result<std::vector<ZooAnimal>> zoo_animals(const std::string& folder) {
    std::ifstream file(folder + "/animals.txt");
    if (!file) return os::error(ENOENT, "open", folder + "/animals.txt");
    std::vector<ZooAnimal> animals;
    for (std::string line; std::getline(file, line);) {
        const std::size_t tab = line.find('\t');
        if (tab != std::string::npos)
            animals.push_back({line.substr(0, tab), line.substr(tab + 1)});
    }
    std::ranges::sort(animals, {}, &ZooAnimal::name);
    return animals;
}

int visit_zoo(const ZooCommand& command, const run::Host& host) {
    const std::string folder = zoo_folder();
    const auto animals = zoo_animals(folder);
    if (!animals) {
        host.errors("hangar: the zoo's programs are not beside this one, nor installed\n");
        return unusable;
    }
    if (command.name.empty()) return list(*animals, host);
    if (std::ranges::find(*animals, command.name, &ZooAnimal::name) == animals->end()) {
        host.errors(
            fmt::format("hangar: the zoo has no '{}'; see hangar zoo list\n", command.name));
        return unusable;
    }
    return run_animal(folder + "/O2/" + command.name, command.name, host);
}

}  // namespace hangar::cli
