// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dirent.h>
#include <sys/stat.h>

#include <fstream>
#include <hangar/suites/zoo/zoo.hpp>

namespace zoo {

// A control group of one's own (of the second version, whose frozen members can be killed), below
// the one that we are in. What earlier ones left behind is removed: a group cannot outlive its last
// member by itself, nor be removed by it.
class ControlGroup {
  public:
    ControlGroup() : path_(own_folder() + '/' + prefix + std::to_string(::getpid())) {
        remove_old();
        if (::mkdir(path_.c_str(), 0700) != 0) skip("no control group can be made here: " + path_);
    }
    void add(pid_t pid) const { write("cgroup.procs", std::to_string(pid)); }
    void freeze() const {
        write("cgroup.freeze", "1");
        for (std::string line; line != "frozen 1"; std::this_thread::yield()) {
            std::ifstream events(path_ + "/cgroup.events");
            while (std::getline(events, line) && line != "frozen 1") {
            }
        }
    }

  private:
    static constexpr const char* prefix = "hangar-zoo-";

    static std::string own_folder() {
        std::string mount;
        std::ifstream mounts("/proc/self/mounts");
        for (std::string device, where, type, rest; mounts >> device >> where >> type;) {
            std::getline(mounts, rest);
            if (type == "cgroup2") mount = where;
        }
        std::ifstream groups("/proc/self/cgroup");
        for (std::string line; std::getline(groups, line);)
            if (line.rfind("0::", 0) == 0 && !mount.empty()) return mount + line.substr(3);
        skip("there are no control groups of the second version here");
    }

    void remove_old() const {
        const std::string folder = path_.substr(0, path_.rfind('/'));
        DIR* entries = ::opendir(folder.c_str());
        if (entries == nullptr) return;
        while (const dirent* entry = ::readdir(entries))
            if (std::string(entry->d_name).rfind(prefix, 0) == 0)
                ::rmdir((folder + '/' + entry->d_name).c_str());
        ::closedir(entries);
    }

    void write(const char* file, const std::string& text) const {
        std::ofstream to(path_ + '/' + file);
        to << text;
        to.flush();
        if (!to) skip(std::string("the control group's ") + file + " cannot be written");
    }

    std::string path_;
};

}  // namespace zoo
