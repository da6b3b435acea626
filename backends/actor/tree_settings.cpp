// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/actor/tree_settings.hpp>

namespace hangar::actor {

TreeSettings TreeSettings::of(const TreeOptions& options) {
    const LadderTimes& ladder = options.ladder;
    return {options.interrupt_mode, options.boot_limit, ladder.acknowledge, ladder.soft,
            ladder.terminate,       ladder.kill,        options.tcp_host};
}

void TreeSettings::apply_to(TreeOptions& options) const {
    options.interrupt_mode = interrupt_mode;
    options.boot_limit = boot_limit;
    options.ladder = {acknowledge, soft, terminate, kill};
    options.tcp_host = tcp_host;
}

}  // namespace hangar::actor
