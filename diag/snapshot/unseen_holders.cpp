// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <hangar/diag/os/file_identity.hpp>
#include <hangar/diag/os/proc_cmdline.hpp>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/snapshot/unseen_holders.hpp>
#include <map>
#include <optional>

namespace hangar::snapshot {
namespace {

constexpr pid_t init = 1;

// What anybody may know of a process.
struct Passer {
    pid_t parent = 0;
    pid_t session = 0;
    std::uint64_t start_time = 0;
    std::string name;
    std::string command;
    std::string exe;  // empty: it may not be looked at
    bool ended = false;
};

std::optional<Passer> read_passer(pid_t pid) {
    const auto dir = os::ProcDir::open(pid);
    const auto stat = dir.and_then(os::read_stat);
    if (!stat) return std::nullopt;
    return Passer{.parent = stat->ppid,
                  .session = stat->session,
                  .start_time = stat->start_time,
                  .name = stat->comm,
                  .command = os::describe_command(*dir),
                  .exe = dir->link("exe").value_or(std::string()),
                  .ended = stat->ended()};
}

std::optional<Passer> passer_of(const Process& process) {
    return Passer{.parent = process.ppid,
                  .session = process.session,
                  .start_time = process.start_time,
                  .name = process.name,
                  .command = process.cmdline,
                  .exe = process.exe,
                  .ended = process.ended()};
}

// Whether there is anybody whom we cannot see at all.
bool is_in_a_namespace() {
    constexpr std::uint64_t initial = 4'026'531'836;  // the kernel gives it this number
    const auto mine = os::ProcDir::open(::getpid()).and_then([](const os::ProcDir& dir) {
        return os::identify_file(dir, "ns/pid");
    });
    return mine && mine->inode != initial;
}

// Looks upward, and remembers whom it has met.
class Lookout {
  public:
    Lookout(const Snapshot& snapshot, const std::set<pid_t>& refused)
        : snapshot_(snapshot), refused_(refused), bordered_(is_in_a_namespace()) {}

    // Whom the object may have come from that cannot be looked at; pid 0: somebody outside.
    [[nodiscard]] std::optional<UnseenHolder> above(const Process& holder, const ObjectKey& key) {
        const bool passes_exec = !closes_at_exec(holder, key);
        constexpr int most_generations = 1000;
        pid_t at = holder.pid;
        for (int generation = 0; generation < most_generations; ++generation) {
            const std::optional<Passer> child = passer(at);
            if (!child) return std::nullopt;
            if (child->parent == 0)
                return bordered_ && passes_exec ? std::optional(UnseenHolder{key, 0})
                                                : std::nullopt;
            const std::optional<Passer> parent = passer(child->parent);
            const bool forked = parent && is_like(*child, *parent);
            if (!parent || refused_.contains(child->parent)) {
                const bool passed = forked || (passes_exec && child->parent != init);
                return passed ? std::optional(UnseenHolder{key, child->parent}) : std::nullopt;
            }
            const bool passed = forked || (passes_exec && has(child->parent, key));
            if (!passed) return std::nullopt;
            at = child->parent;
        }
        return std::nullopt;
    }

    [[nodiscard]] std::optional<UnseenHolder> beside(const ObjectKey& key) {
        for (const pid_t pid : refused_) {
            const auto other = passer(pid);
            if (other && is_near(*other, key)) return UnseenHolder{key, pid};
        }
        return std::nullopt;
    }

  private:
    static bool is_like(const Passer& a, const Passer& b) {
        if (!a.exe.empty() && !b.exe.empty()) return a.exe == b.exe;
        return a.name == b.name || a.command == b.command;
    }

    static bool closes_at_exec(const Process& process, const ObjectKey& key) {
        return std::ranges::any_of(process.fds, [&key](const Descriptor& fd) {
            return (fd.flags & O_CLOEXEC) != 0 && key_of(fd) == key;
        });
    }

    [[nodiscard]] const std::optional<Passer>& passer(pid_t pid) {
        const auto known = passers_.find(pid);
        if (known != passers_.end()) return known->second;
        const Process* seen = snapshot_.process(pid);
        const bool is_read = seen != nullptr && !seen->examiner;
        return passers_.emplace(pid, is_read ? passer_of(*seen) : read_passer(pid)).first->second;
    }

    [[nodiscard]] bool has(pid_t pid, const ObjectKey& key) const {
        const Process* process = snapshot_.process(pid);
        return process != nullptr && std::ranges::any_of(process->fds, [&key](const auto& fd) {
                   return key_of(fd) == key;
               });
    }

    // Kernel threads are children of the second process.
    [[nodiscard]] bool is_near(const Passer& other, const ObjectKey& key) {
        const Process& root = snapshot_.processes.front();
        const bool kernel = other.parent == 0 || other.parent == 2;
        if (kernel || other.ended || other.session != root.session) return false;
        if (other.start_time < root.start_time && !has(other.parent, key)) return false;
        if (::geteuid() != 0) return other.parent == init || has(other.parent, key);
        return std::ranges::any_of(snapshot_.processes, [&other](const Process& process) {
            return process.in_tree &&
                   (process.name == other.name || process.cmdline == other.command);
        });
    }

    const Snapshot& snapshot_;
    const std::set<pid_t>& refused_;
    const bool bordered_;
    std::map<pid_t, std::optional<Passer>> passers_;
};

bool can_be_inherited(FdKind kind) {
    return kind == FdKind::pipe || kind == FdKind::socket || kind == FdKind::eventfd ||
           kind == FdKind::epoll || kind == FdKind::timerfd;
}

std::optional<UnseenHolder> unseen_holder(const Snapshot& snapshot, const ObjectKey& key,
                                          Lookout& lookout) {
    for (const Process& process : snapshot.processes) {
        const bool holds = process.in_tree && std::ranges::any_of(process.fds, [&](const auto& fd) {
                               return key_of(fd) == key;
                           });
        if (!holds) continue;
        if (auto found = lookout.above(process, key)) return found;
    }
    return lookout.beside(key);
}

}  // namespace

std::vector<UnseenHolder> unseen_holders(const Snapshot& snapshot, const std::set<pid_t>& refused) {
    Lookout lookout(snapshot, refused);
    std::vector<UnseenHolder> found;
    for (const ObjectKey& key : wanted_by(snapshot).objects) {
        if (!can_be_inherited(key.kind)) continue;
        const auto holder = unseen_holder(snapshot, key, lookout);
        if (holder) found.push_back(*holder);
    }
    return found;
}

}  // namespace hangar::snapshot
