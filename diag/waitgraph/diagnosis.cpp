// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/diag/waitgraph/diagnosis.hpp>

namespace hangar::waitgraph {

bool Diagnosis::named_a_cause() const noexcept {
    return std::ranges::any_of(
        verdicts, [](const Verdict& verdict) { return verdict.confidence >= Confidence::likely; });
}

}  // namespace hangar::waitgraph
