// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <hangar/backends/spawn/host.hpp>

namespace hangar::spawn {

// Which host carries which actor. One pool per process: an actor's children are carried by hosts
// that its own process has forked. An actor that names a host goes there, whoever else is there;
// any other goes to the first host without a name that carries fewer than `actors_per_host`; if
// there is no such host it is forked. A host stays, warm, until the process carries no actor any
// more. One in which an actor had to be abandoned is given no more, and is killed when its other
// actors have ended. Any thread.
class HostPool {
  public:
    static constexpr std::size_t actors_per_host = 16;

    // A place in a host; free again when it goes.
    class Place {
      public:
        Place(HostPool& pool, std::shared_ptr<Host> host) noexcept
            : pool_(pool), host_(std::move(host)) {}
        ~Place() { leave(); }
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;

        [[nodiscard]] Host& host() noexcept { return *host_; }
        // Its actor has ended; once.
        void leave() noexcept;
        // Its actor will not end. Whether it is alone there, so that the host may be killed.
        [[nodiscard]] bool abandon() noexcept;

      private:
        HostPool& pool_;
        std::shared_ptr<Host> host_;
        bool left_ = false;
    };

    // Errors: as of Host::start.
    [[nodiscard]] os::Result<std::unique_ptr<Place>> place(const SpawnRequest& request);
    // Closes all hosts and waits for them, side by side; bounded.
    void end() noexcept;
    // By name, how many each carries: for tests and messages.
    [[nodiscard]] std::vector<std::size_t> census();

  private:
    struct Entry {
        std::string name;
        std::shared_ptr<Host> host;
        std::size_t actors = 0;
        std::size_t abandoned = 0;
    };
    [[nodiscard]] Entry* find(const std::string& name);
    [[nodiscard]] Entry* entry_of(const Host& host);

    std::mutex lock_;
    std::vector<Entry> hosts_;
};

}  // namespace hangar::spawn
