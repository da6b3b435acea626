// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <filesystem>

#include <hangar/diag/os/directory.hpp>
#include <hangar/harness/run/database.hpp>
#include <hangar/harness/run/history.hpp>

namespace hangar::run {
namespace {

namespace fs = std::filesystem;
using Expected = std::map<std::string, events::Milliseconds, std::less<>>;

// user_version is that of the table.
constexpr const char* make_table =
    "PRAGMA synchronous = OFF;"
    "CREATE TABLE IF NOT EXISTS tests(path TEXT, test TEXT, program TEXT, duration_ms REAL,"
    " runs INTEGER, failures INTEGER, flakes INTEGER, PRIMARY KEY(path, test)) WITHOUT ROWID;"
    "CREATE INDEX IF NOT EXISTS by_program ON tests(program);"
    "PRAGMA user_version = 1;";
constexpr const char* ask_version = "PRAGMA user_version";
// Those of this very program come last, and count.
constexpr const char* ask_durations =
    "SELECT test, duration_ms FROM tests WHERE program = ?1 ORDER BY path = ?2";
// What it took lately counts more than what it took once.
constexpr const char* keep_test =
    "INSERT INTO tests VALUES(?1, ?2, ?3, ?4, 1, ?5, ?6) ON CONFLICT(path, test) DO UPDATE SET"
    " duration_ms = (duration_ms + excluded.duration_ms) / 2, runs = runs + 1,"
    " failures = failures + excluded.failures, flakes = flakes + excluded.flakes";

std::string name_of(const std::string& path) {
    return fs::path(path).filename().string();
}

os::Status check_version(Database& database) {
    auto statement = database.prepare(ask_version);
    if (!statement) return tl::unexpected(statement.error());
    double version = 0;
    const auto asked = statement->run([&](const Statement& row) { version = row.number(0); });
    if (!asked) return asked;
    if (version != 0 && version != 1) return os::error(EILSEQ, "read", "another version");
    return {};
}

os::Result<Database> open_table(const std::string& path) {
    auto database = Database::open(path);
    if (!database) return database;
    if (auto status = check_version(*database); !status) return tl::unexpected(status.error());
    if (auto status = database->execute(make_table); !status) return tl::unexpected(status.error());
    return database;
}

// SQLite follows no link, and a name alone has no folder to be made: where the file really is.
std::string real_path(const std::string& path) {
    std::error_code failed;
    const fs::path whole = fs::absolute(path, failed);
    const fs::path folder = fs::weakly_canonical(whole.parent_path(), failed);
    return failed ? path : (folder / whole.filename()).string();
}

// What is there has been named by hand: a device is no history, whatever it reads as.
os::Status check_kind(const std::string& path) {
    std::error_code failed;
    const auto kind = fs::symlink_status(path, failed).type();
    if (kind == fs::file_type::regular || kind == fs::file_type::not_found) return {};
    return os::error(EINVAL, "use", path + ", which is no file");
}

// A damaged file is set aside, once; it may be another's.
template <class Use>
os::Status with_table(const std::string& path, Use use) {
    if (auto status = check_kind(path); !status) return status;
    const auto attempt = [&]() -> os::Status {
        auto database = open_table(path);
        if (!database) return tl::unexpected(database.error());
        return use(*database);
    };
    auto status = attempt();
    if (status || status.error().code != EILSEQ) return status;
    std::error_code ignored;
    fs::rename(path, path + ".damaged", ignored);
    for (const char* part : {"-journal", "-wal", "-shm"}) fs::remove(path + part, ignored);
    return attempt();
}

os::Result<Expected> durations_of(Database& database, const std::string& path) {
    auto statement = database.prepare(ask_durations);
    if (!statement) return tl::unexpected(statement.error());
    Expected found;
    const auto take = [&](const Statement& row) {
        found.insert_or_assign(std::string(row.text(0)), events::Milliseconds(row.number(1)));
    };
    const auto asked = statement->bind(1, name_of(path)).bind(2, path).run(take);
    if (!asked) return tl::unexpected(asked.error());
    return found;
}

os::Status keep(Statement& statement, const report::ProgramRecord& program) {
    const std::string name = name_of(program.path);
    for (const auto& test : program.tests) {
        const auto* end = test.last();
        if (end == nullptr || end->outcome == events::Outcome::skip) continue;
        const bool failed = events::verdict(end->outcome) == events::Verdict::failed;
        const auto kept = statement.bind(1, program.path)
                              .bind(2, test.info.name)
                              .bind(3, name)
                              .bind(4, end->duration.count())
                              .bind(5, std::int64_t{failed})
                              .bind(6, std::int64_t{end->flaky})
                              .run();
        if (!kept) return kept;
    }
    return {};
}

}  // namespace

void History::expect(std::vector<Program>& programs) const {
    std::error_code failed;
    if (path_.empty() || !fs::exists(path_, failed)) return;
    const auto use = [&](Database& database) -> os::Status {
        for (auto& program : programs) {
            const auto known = durations_of(database, program.path);
            if (!known) return tl::unexpected(known.error());
            for (auto& test : program.tests)
                if (const auto found = known->find(test.info.name); found != known->end())
                    test.expected = found->second;
        }
        return {};
    };
    static_cast<void>(with_table(real_path(path_), use));  // without it, nothing is expected
}

os::Status History::remember(const report::RunRecord& run) const {
    if (path_.empty()) return {};
    const std::string path = real_path(path_);
    if (auto made = os::make_directories(fs::path(path).parent_path().string()); !made) return made;
    return with_table(path, [&](Database& database) -> os::Status {
        if (auto begun = database.execute("BEGIN IMMEDIATE"); !begun) return begun;
        auto statement = database.prepare(keep_test);
        if (!statement) return tl::unexpected(statement.error());
        for (const auto& program : run.programs())
            if (auto kept = keep(*statement, program); !kept) return kept;
        return database.execute("COMMIT");
    });
}

std::string history_in_cache(const Variables& environment) {
    constexpr const char* file = "/hangar/history.sqlite";
    const auto cache = environment.find("XDG_CACHE_HOME");
    if (cache != environment.end() && cache->second.starts_with('/')) return cache->second + file;
    const auto home = environment.find("HOME");
    if (home == environment.end() || !home->second.starts_with('/')) return {};
    return home->second + "/.cache" + file;
}

}  // namespace hangar::run
