// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <hangar/diag/waitgraph/diagnosis.hpp>

namespace hangar::waitgraph {

// Somebody who can end a wait: a thread, or (tid 0) any thread of a process.
struct Waker {
    Party who;
    // It owns or is what is waited for (a mutex, a child, a pipe's other end), so that it is the
    // next one to look at. Otherwise it only may: nobody owns a condition variable.
    bool owner = true;
    friend auto operator<=>(const Waker&, const Waker&) = default;
};

// Any of these, or something outside the picture, would do.
struct Clause {
    std::vector<Waker> any;
    bool outside = false;
};

// What must happen for a thread to go on: something in every clause. A thread whose need is `live`
// goes on without anybody seen: it runs, has a time limit, or waits for the world outside.
struct Need {
    bool live = false;
    std::vector<Clause> all;
    // The most that can be said of a hang that rests on this wait.
    Confidence at_most = Confidence::proven;
    std::vector<std::string> doubts;  // why not more

    void doubt(Confidence limit, std::string why) {
        at_most = std::min(at_most, limit);
        doubts.push_back(std::move(why));
    }
};

}  // namespace hangar::waitgraph
