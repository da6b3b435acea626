// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace hangar::run {

inline constexpr const char* version = HANGAR_VERSION;

}  // namespace hangar::run
