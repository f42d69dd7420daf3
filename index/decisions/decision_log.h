// SPDX-License-Identifier: Apache-2.0
// decisions.log: what the user said, append-only, one checksummed line for each act and face. It needs no healthy
// database.
//
// A line is on the disk (fdatasync) before `append` returns: a durable line is an accepted act. If writing fails, the
// file is cut back and the errno thrown. If cutting fails too, every later act is refused until a restart.
//
// A torn last line is cut off when the file is opened, and a bad line in the middle is skipped. `problems` says so, for
// a bad line only where its number is missing. A log that was taken away or cut while it is open takes no act until it
// is written anew. One thread at a time (the writer's), except for `each_after`, which only reads the file. Format:
// docs/gallery-format.md.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "index/values/ids.h"
#include "models/face.h"

namespace facefs {

enum class Verb : std::uint8_t {
  person,    ///< adds a person with that name
  rename,    ///< the person gets another name
  forget,    ///< the person is erased for good; kNobody: that one is in no line any more
  is,        ///< the face, or without a box somebody in the photo, is the person
  is_not,    ///< the face, or without a box nobody in the photo, is the person
  ignore,    ///< the face is of no interest
  unignore,  ///< the face is of interest again
  erase,     ///< the face has no embedding, and is never given one again
  hide,      ///< the person is not shown
  show,      ///< the person is shown, even without photos
  merge,     ///< the person is the one whose number is in the name
  certain,   ///< the name is the person's own cap of certain matches, or empty for none
  pin,       ///< the name is "pin/query" (index/answers/query.h)
  unpin,     ///< the name is the pin's
  revoke,    ///< the act `ref` was something else: it does not count
  undo,      ///< the group `ref` does not count
  redo,      ///< the group `ref` counts again
  teach,     ///< the file is a reference photo of the person; the name is "file/name": on the disk, and the user's
};
inline constexpr std::uint8_t kVerbs = static_cast<std::uint8_t>(Verb::teach) + 1;
std::string_view name_of(Verb verb);
std::optional<Verb> verb_named(std::string_view name);

struct LogEntry {
  std::uint64_t seq = 0;      ///< given by append; rises strictly
  std::uint64_t act = 0;      ///< the seq of the first line of the same act
  std::uint64_t time_ns = 0;  ///< since 1970; given by append where it is 0
  std::uint64_t group = 0;    ///< equal for acts that one undo takes back together
  std::string program;        ///< the program that did it: "cp", "facefs"
  Verb verb = Verb::person;
  std::optional<ContentHash> content;
  std::optional<ImageKey> image;
  std::optional<Box> box;
  PersonId person = kNobody;
  std::string name;       ///< of the person, or of the photo in a line about a face
  std::uint64_t ref = 0;  ///< the act or group that is revoked, undone or redone; 0: none
  float scale = 0;        ///< of the face's neighbourhood when the act was done (index/faces/scale.h); 0: not known
  bool operator==(const LogEntry&) const = default;
};

/// A gap in the numbers: no readable line has a number between these two, and damaged lines are there.
struct MissingLines {
  std::uint64_t after = 0;
  std::uint64_t before = 0;  ///< the highest number of this type, where no readable line follows
};

/// The last act that was appended with a kind, its process and its time. Acts that belong together follow each other.
struct RecentAct {
  struct Kind {
    std::uint64_t process = 0;
    std::string what;  ///< verb, source and target folder
    bool operator==(const Kind&) const = default;
  };
  Kind kind;
  std::uint64_t act = 0;
  std::uint64_t group = 0;
  std::uint64_t time_ns = 0;
  std::string name;  ///< of the photo
};

class DecisionLog {
 public:
  static constexpr unsigned kFormat = 2;
  using Clock = std::function<std::uint64_t()>;  ///< nanoseconds since 1970

  /// Opens the file. Creates it where there is none, and syncs it with its folder.
  explicit DecisionLog(const std::filesystem::path& file, Clock clock = {});
  ~DecisionLog();
  DecisionLog(const DecisionLog&) = delete;
  DecisionLog& operator=(const DecisionLog&) = delete;

  /// Appends the lines of one act in one write, and returns them with their numbers. Throws std::system_error with the
  /// errno when they did not become durable.
  std::vector<LogEntry> append(std::vector<LogEntry> lines);
  LogEntry append(LogEntry line);

  /// Appends the lines of an act of that kind ("rm 5:12"). The act joins the group of the one before if both have the
  /// same process and kind, and are within two seconds.
  std::vector<LogEntry> append(std::vector<LogEntry> lines, const RecentAct::Kind& kind);

  /// Returns the last act that had a kind, if that process did it within the last two seconds.
  std::optional<RecentAct> recent_act_of(std::uint64_t process) const;
  /// Tells whether the last act that had a kind removed or ignored photos of a folder: others may follow.
  bool is_in_burst_of_removals() const;
  /// Makes the next act begin a group of its own.
  void end_burst() { recent_.reset(); }

  /// Calls `visit` with each readable entry after that sequence number, in order.
  void each_after(std::uint64_t seq, const std::function<void(const LogEntry&)>& visit) const;

  /// Tells whether there was no file when the log was opened.
  bool is_new() const { return is_new_; }
  /// Tells whether the file's first line was not readable. Gallery and log know each other by that line.
  bool has_lost_its_header() const { return header_lost_; }
  /// Tells whether an earlier facefs wrote the file: its first line says so until it is restored.
  bool is_older() const { return format_ < kFormat; }
  /// Tells whether the open file was removed, moved, replaced or cut: it is gone, or not as long as what was written.
  bool was_taken_away() const;

  /// Writes the file with these lines alone. Their numbers begin above `after` and above every number that the file
  /// had.
  void write_anew(std::vector<LogEntry> lines, std::uint64_t after);
  /// Returns the gaps that damaged lines left in the numbers, in order. A damaged line without a gap has lost nothing.
  const std::vector<MissingLines>& missing() const { return missing_; }
  /// Writes these lines among those that are there, by their numbers. Damaged lines stay where they are.
  void put_back(const std::vector<LogEntry>& lines);
  /// Writes the file's first line again. `uuid` becomes the log's number, unless it is empty.
  void restore_header(const std::string& uuid);

  /// Writes the file anew without any line about these people, syncs it, and overwrites the old bytes. A `forget` line
  /// stays, without the person. Damaged lines stay, because they may be mended, unless they hold a name, a number or a
  /// reference file of such a person.
  void rewrite_without(const std::vector<PersonId>& people);

  PersonId new_person();
  /// Marks the number as taken, also for a person whom the log does not know yet.
  void reserve(PersonId person);
  const std::string& uuid() const { return uuid_; }
  std::uint64_t last_seq() const { return last_seq_; }
  const std::vector<std::string>& problems() const { return problems_; }

 private:
  void take_new_numbers();
  void create();
  void read_all();
  void read_header(std::string_view line);
  void note_missing(std::size_t damaged, MissingLines gap);
  std::string header() const;
  void replace_by(const std::string& text);

  std::filesystem::path file_;
  Clock clock_;
  std::optional<RecentAct> recent_;
  int descriptor_ = -1;
  bool broken_ = false;
  bool is_new_ = false;
  bool header_lost_ = false;
  unsigned format_ = kFormat;
  std::uint64_t size_ = 0;  ///< of the file in bytes, as it was last written
  std::string uuid_;
  std::uint64_t machine_ = 0;
  std::uint64_t last_seq_ = 0;
  std::uint64_t last_person_ = 0;
  std::vector<MissingLines> missing_;
  std::vector<std::string> problems_;
};

/// Returns a person's own cap of certain matches as a line's name; empty for none.
std::string text_of_cap(float certain);

/// Returns eight hexadecimal digits of a text's hash. Each line ends with those of its text.
std::string checksum_of(std::string_view text);
/// Returns the entry's line, without its newline. Pure.
std::string log_line_of(const LogEntry& entry);
/// Returns the line's entry; nothing when the line is damaged. Pure.
std::optional<LogEntry> parse_log_line(std::string_view line);

}  // namespace facefs
