// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>

#include <hangar/diag/dump/folder.hpp>
#include <hangar/diag/dump/graph_svg.hpp>
#include <hangar/diag/dump/json.hpp>
#include <hangar/diag/dump/relevant_graph.hpp>
#include <hangar/diag/dump/text.hpp>
#include <hangar/diag/os/directory.hpp>
#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/files.hpp>
#include <hangar/diag/snapshot/json.hpp>

namespace hangar::dump {

Parts folder_parts(const Dump& dump) {
    return {{"dump.txt", to_text(dump)},
            {"dump.json", to_json(dump)},
            {"graph.svg", to_svg(relevant_graph(dump))},
            {"tree.txt", tree_buckets_text(dump.snapshot)},
            {"sockets.txt", sockets_text(dump.snapshot)},
            {"snapshot.json", snapshot::to_json(dump.snapshot)},
            {"meta.json", meta_to_json(dump)}};
}

os::Status write_folder(const std::string& path, const Parts& parts) {
    if (const auto made = os::make_directories(path); !made) return made;
    const auto folder = os::open_file(AT_FDCWD, path, O_RDONLY | O_DIRECTORY);
    if (!folder) return tl::unexpected(folder.error());
    for (const auto& [name, content] : parts) {
        if (const auto written = os::replace_file(folder->get(), name, content); !written)
            return written;
    }
    return {};
}

}  // namespace hangar::dump
