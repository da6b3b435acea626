# SPDX-License-Identifier: Apache-2.0
# What the scripts of ci/ share. Sourced, after `set -euo pipefail`; leaves the shell in the root
# of the tree.

cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# Tells the user something that is not a test's output.
say() { printf '== %s\n' "$*"; }

# fail STATUS WHAT...: says what, where and what to do, and ends the script.
fail() {
    local status=$1
    shift
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit "$status"
}

# quietly LOG COMMAND...: its output goes to LOG, and to the terminal only if it fails.
quietly() {
    local log=$1 status=0
    shift
    mkdir -p "$(dirname "$log")"
    "$@" >"$log" 2>&1 </dev/null || status=$?
    ((status == 0)) || {
        tail -n 60 "$log" >&2
        printf '%s: exit status %d (all of its output: %s)\n' "$*" "$status" "$log" >&2
    }
    return "$status"
}

# configure_and_build PRESET BUILD_DIR [TARGET...]: everything, if no target is named. On a terminal
# the build shows how far it is; elsewhere only what fails is shown, and all that fails.
configure_and_build() {
    local preset=$1 dir=$2
    shift 2
    quietly "$dir/ci-configure.log" cmake --preset "$preset" || return
    local build=(cmake --build "$dir" ${1:+--target "$@"} --)
    if [[ -t 1 ]]; then "${build[@]}"; else quietly "$dir/ci-build.log" "${build[@]}" -k 0 --quiet; fi
}

# elapsed SECONDS_AT_START: "12 s" or "3 min 4 s".
elapsed() {
    local s=$((SECONDS - $1))
    if ((s < 60)); then echo "$s s"; else echo "$((s / 60)) min $((s % 60)) s"; fi
}
