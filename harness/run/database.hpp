// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <hangar/diag/os/result.hpp>

struct sqlite3;
struct sqlite3_stmt;

namespace hangar::run {

// A prepared statement, to be run again and again. Move-only; valid as long as its database.
class Statement {
  public:
    Statement& bind(int place, std::string_view text);
    Statement& bind(int place, double number);
    Statement& bind(int place, std::int64_t number);

    // Runs it to its end, then it can be bound anew. `row` is called for each row, and may read it.
    [[nodiscard]] os::Status run(const std::function<void(const Statement&)>& row = {});
    [[nodiscard]] std::string_view text(int column) const;
    [[nodiscard]] double number(int column) const;

  private:
    friend class Database;
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const noexcept;
    };
    explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

// An SQLite file. Whoever else writes to it is waited for, two seconds at most. Move-only; one
// thread at a time. Errors: EBUSY, EILSEQ (it is no such file, or a damaged one), EIO (all else).
class Database {
  public:
    [[nodiscard]] static os::Result<Database> open(const std::string& path);
    [[nodiscard]] os::Status execute(const char* sql);
    [[nodiscard]] os::Result<Statement> prepare(const char* sql);

  private:
    struct Close {
        void operator()(sqlite3* database) const noexcept;
    };
    explicit Database(sqlite3* database) : database_(database) {}
    std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace hangar::run
