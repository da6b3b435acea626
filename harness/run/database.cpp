// SPDX-License-Identifier: Apache-2.0
#include <sqlite3.h>

#include <cerrno>

#include <hangar/harness/run/database.hpp>

namespace hangar::run {
namespace {

constexpr int patience_ms = 2000;

int code_of(int result) {
    switch (result & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return EBUSY;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
        case SQLITE_FORMAT:
        case SQLITE_ERROR:  // a table that is not as ours
        case SQLITE_MISMATCH:
            return EILSEQ;
        default:
            return EIO;
    }
}

os::Status checked(int result, const char* what, sqlite3* database) {
    if (result == SQLITE_OK || result == SQLITE_DONE) return {};
    return os::error(code_of(result), what, sqlite3_errmsg(database));
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const noexcept {
    sqlite3_finalize(statement);
}

void Database::Close::operator()(sqlite3* database) const noexcept {
    sqlite3_close_v2(database);
}

Statement& Statement::bind(int place, std::string_view text) {
    sqlite3_bind_text(statement_.get(), place, text.data(), static_cast<int>(text.size()),
                      SQLITE_TRANSIENT);
    return *this;
}

Statement& Statement::bind(int place, double number) {
    sqlite3_bind_double(statement_.get(), place, number);
    return *this;
}

Statement& Statement::bind(int place, std::int64_t number) {
    sqlite3_bind_int64(statement_.get(), place, number);
    return *this;
}

os::Status Statement::run(const std::function<void(const Statement&)>& row) {
    int result = sqlite3_step(statement_.get());
    for (; result == SQLITE_ROW; result = sqlite3_step(statement_.get()))
        if (row) row(*this);
    auto status = checked(result, "run in the database", sqlite3_db_handle(statement_.get()));
    sqlite3_reset(statement_.get());
    return status;
}

std::string_view Statement::text(int column) const {
    const auto* bytes = sqlite3_column_text(statement_.get(), column);
    if (bytes == nullptr) return {};
    const int size = sqlite3_column_bytes(statement_.get(), column);
    return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

double Statement::number(int column) const {
    return sqlite3_column_double(statement_.get(), column);
}

os::Result<Database> Database::open(const std::string& path) {
    sqlite3* raw = nullptr;
    constexpr int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX;
    const int result = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
    Database database(raw);
    if (auto status = checked(result, "open the database", raw); !status)
        return tl::unexpected(status.error());
    sqlite3_busy_timeout(raw, patience_ms);
    return database;
}

os::Status Database::execute(const char* sql) {
    const int result = sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr);
    return checked(result, "use the database", database_.get());
}

os::Result<Statement> Database::prepare(const char* sql) {
    sqlite3_stmt* raw = nullptr;
    const int result = sqlite3_prepare_v2(database_.get(), sql, -1, &raw, nullptr);
    Statement statement(raw);
    if (auto status = checked(result, "ask the database", database_.get()); !status)
        return tl::unexpected(status.error());
    return statement;
}

}  // namespace hangar::run
