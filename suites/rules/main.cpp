// SPDX-License-Identifier: Apache-2.0
#include <hangar/harness.hpp>

HANGAR_MAIN();
