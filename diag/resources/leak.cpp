// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <hangar/diag/resources/leak.hpp>

namespace hangar::diag {

std::string leak_names(Leak set) {
    struct Named {
        Leak leak;
        const char* name;
    };
    constexpr std::array all{Named{Leak::Threads, "threads"}, Named{Leak::Fds, "fds"},
                             Named{Leak::Sockets, "sockets"}, Named{Leak::Children, "children"},
                             Named{Leak::Shm, "shm"},         Named{Leak::Mappings, "mappings"},
                             Named{Leak::Rss, "rss"},         Named{Leak::Gauges, "gauges"}};
    std::string names;
    for (const auto& [leak, name] : all) {
        if (!any(set & leak)) continue;
        if (!names.empty()) names += ", ";
        names += name;
    }
    return names;
}

}  // namespace hangar::diag
