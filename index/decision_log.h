// SPDX-License-Identifier: Apache-2.0
// decisions.log: what the user said, append-only, one checksummed line for each act and face. It needs no healthy
// database.
//
// A line is on the disk (fdatasync) before `append` returns: a durable line is an accepted act. If writing fails the
// file is cut back and the errno thrown; if even cutting fails, every later act is refused until a restart. A torn last
// line is cut off when the file is opened, a bad line in the middle is skipped and counted; both are told in
// `problems`. One thread at a time (the writer's). Format: docs/gallery-format.md.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "index/ids.h"
#include "models/face.h"

namespace facefs {

enum class Verb : std::uint8_t { person, rename, forget, is, is_not };
std::string_view name_of(Verb verb);

struct LogEntry {
  std::uint64_t seq = 0;      ///< given by append; rises strictly
  std::uint64_t act = 0;      ///< lines of one act share it: the first one's seq
  std::uint64_t time_ns = 0;  ///< given by append, since 1970
  std::uint64_t group = 0;    ///< acts that one undo takes back together
  std::string program;        ///< who did it: "cp", "facefs"
  Verb verb = Verb::person;
  std::optional<ContentHash> content;
  std::optional<ImageKey> image;
  std::optional<Box> box;
  PersonId person = kNobody;
  std::string name;
  std::uint64_t ref = 0;  ///< the act that this one revokes, 0 for none
};

class DecisionLog {
 public:
  /// Opens the file, creating it (synced, with its folder) where there is none.
  explicit DecisionLog(const std::filesystem::path& file);
  ~DecisionLog();
  DecisionLog(const DecisionLog&) = delete;
  DecisionLog& operator=(const DecisionLog&) = delete;

  /// Throws std::system_error with the errno when the line did not become durable.
  LogEntry append(LogEntry entry);

  /// Entries after that sequence number, in order.
  void each_after(std::uint64_t seq, const std::function<void(const LogEntry&)>& visit) const;

  /// Writes the file anew without any line of these people, syncs it, and overwrites the old bytes.
  void rewrite_without(const std::vector<PersonId>& people);

  PersonId new_person();
  /// That number is taken, by a person whom the log does not know yet.
  void reserve(PersonId person);
  const std::string& uuid() const { return uuid_; }
  std::uint64_t last_seq() const { return last_seq_; }
  const std::vector<std::string>& problems() const { return problems_; }

 private:
  void create();
  void read_all();
  void read_header(std::string_view line);
  std::string header() const;

  std::filesystem::path file_;
  int descriptor_ = -1;
  bool broken_ = false;
  std::string uuid_;
  std::uint64_t machine_ = 0;
  std::uint64_t last_seq_ = 0;
  std::uint64_t last_person_ = 0;
  std::vector<std::string> problems_;
};

/// One line without its newline, and back; nothing when it is damaged. Pure, for tests.
std::string log_line_of(const LogEntry& entry);
std::optional<LogEntry> parse_log_line(std::string_view line);

}  // namespace facefs
