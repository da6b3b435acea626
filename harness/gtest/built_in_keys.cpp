// SPDX-License-Identifier: Apache-2.0
#include <hangar/harness/gtest/cell.hpp>

namespace hangar {

const MatrixKeys& built_in_keys() {
    static const MatrixKeys keys{{{"exec", ""}, {"fork_worker", ""}, {"thread", ""}},
                                 {"pair", "uds", "tcp"}};
    return keys;
}

}  // namespace hangar
