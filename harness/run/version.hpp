// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace hangar::run {

extern const char* const version;  // "0.1.0": the project's

}  // namespace hangar::run
