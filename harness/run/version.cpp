// SPDX-License-Identifier: Apache-2.0
#include <hangar/harness/run/version.hpp>

namespace hangar::run {

const char* const version = HANGAR_VERSION;

}  // namespace hangar::run
