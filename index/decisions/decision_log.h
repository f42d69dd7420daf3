// SPDX-License-Identifier: Apache-2.0
// decisions.log: what the user said, append-only, one checksummed line for each act and face. It needs no healthy
// database.
//
// A line is on the disk (fdatasync) before `append` returns: a durable line is an accepted act. If writing fails the
// file is cut back and the errno thrown; if even cutting fails, every later act is refused until a restart. A torn last
// line is cut off when the file is opened, a bad line in the middle is skipped and counted; both are told in
// `problems`. A log that was taken away or cut while it is open takes no act: it is written anew first. One thread at a
// time (the writer's), but for `each_after`, which reads the file alone. Format: docs/gallery-format.md.
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
  person,    ///< a person with that name comes to be
  rename,    ///< ... gets another name
  forget,    ///< ... is erased for good; of nobody: somebody was, who is in no line any more
  is,        ///< the face, or without a box somebody in the photo, is the person
  is_not,    ///< the face, or without a box nobody in the photo, is the person
  ignore,    ///< the face is of no interest
  unignore,  ///< ... is again
  erase,     ///< ... has no embedding, and is never given one again
  hide,      ///< the person is not to be seen
  show,      ///< ... is, also without photos
  merge,     ///< the person is the one whose number is the name
  certain,   ///< the name is the person's own cap of certain matches, or empty
  pin,       ///< the name is "pin/query" (index/answers/query.h)
  unpin,     ///< the name is the pin's
  revoke,    ///< the act `ref` was something else: it does not count
  undo,      ///< the group `ref` does not count
  redo,      ///< ... counts again
  teach,  ///< a file of the person's reference photos; the name is "file/name": on the disk, and as the user calls it
};
inline constexpr std::uint8_t kVerbs = static_cast<std::uint8_t>(Verb::teach) + 1;
std::string_view name_of(Verb verb);
std::optional<Verb> verb_named(std::string_view name);

struct LogEntry {
  std::uint64_t seq = 0;      ///< given by append; rises strictly
  std::uint64_t act = 0;      ///< lines of one act share it: the first one's seq
  std::uint64_t time_ns = 0;  ///< since 1970; given by append where it is 0
  std::uint64_t group = 0;    ///< acts that one undo takes back together
  std::string program;        ///< who did it: "cp", "facefs"
  Verb verb = Verb::person;
  std::optional<ContentHash> content;
  std::optional<ImageKey> image;
  std::optional<Box> box;
  PersonId person = kNobody;
  std::string name;       ///< of the person; of the photo where a face is spoken of
  std::uint64_t ref = 0;  ///< what is revoked or undone, 0 for nothing
  float scale = 0;        ///< of the face's neighbourhood when the act was done (index/faces/scale.h); 0: not known
  bool operator==(const LogEntry&) const = default;
};

/// Numbers between these two, without them, have no readable line where damaged ones stand.
struct MissingLines {
  std::uint64_t after = 0;
  std::uint64_t before = 0;  ///< the highest number there is, where no readable line follows
};

/// What was done last, by whom and when: acts that belong together follow each other.
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

  /// Opens the file, creating it (synced, with its folder) where there is none.
  explicit DecisionLog(const std::filesystem::path& file, Clock clock = {});
  ~DecisionLog();
  DecisionLog(const DecisionLog&) = delete;
  DecisionLog& operator=(const DecisionLog&) = delete;

  /// The lines of one act, in one write. Throws std::system_error with the errno when they did not become durable.
  std::vector<LogEntry> append(std::vector<LogEntry> lines);
  LogEntry append(LogEntry line);

  /// The same for a line of an act of that kind ("rm 5:12"): of acts of one process and kind, each within two seconds
  /// of the one before, the later ones join the group of the first.
  std::vector<LogEntry> append(std::vector<LogEntry> lines, const RecentAct::Kind& kind);

  /// The act before, if it was done by that process within two seconds.
  std::optional<RecentAct> recent_act_of(std::uint64_t process) const;
  /// The act before removed a photo from a folder: others may follow.
  bool is_in_burst_of_removals() const;
  /// Whatever comes next begins a group of its own.
  void end_burst() { recent_.reset(); }

  /// Entries after that sequence number, in order.
  void each_after(std::uint64_t seq, const std::function<void(const LogEntry&)>& visit) const;

  /// There was no file when it was opened.
  bool is_new() const { return is_new_; }
  /// The file's first line, by which gallery and log know each other, was not readable.
  bool has_lost_its_header() const { return header_lost_; }
  /// Written by an earlier facefs: its first line says so until it is restored.
  bool is_older() const { return format_ < kFormat; }
  /// The file that was opened is not there any more, or not as long as what was written: removed, moved, replaced, cut.
  bool was_taken_away() const;

  /// Writes the file with these lines alone, numbered from above `after` and whatever it had.
  void write_anew(std::vector<LogEntry> lines, std::uint64_t after);
  /// Which numbers damaged lines had, in order: of a line beside which none is missing nothing is lost.
  const std::vector<MissingLines>& missing() const { return missing_; }
  /// Writes these lines, by their numbers, among those that are there. Damaged ones stay where they are.
  void put_back(const std::vector<LogEntry>& lines);
  /// Gives it its first line back, as the log with that number.
  void restore_header(const std::string& uuid);

  /// Writes the file anew without any line of these people, syncs it, and overwrites the old bytes. Damaged lines stay
  /// for whoever may mend them, unless they hold such a person's name or number.
  void rewrite_without(const std::vector<PersonId>& people);

  PersonId new_person();
  /// That number is taken, by a person whom the log does not know yet.
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
  std::uint64_t size_ = 0;  ///< of the file, as it was last written
  std::string uuid_;
  std::uint64_t machine_ = 0;
  std::uint64_t last_seq_ = 0;
  std::uint64_t last_person_ = 0;
  std::vector<MissingLines> missing_;
  std::vector<std::string> problems_;
};

/// A person's own cap of certain matches as a line's name; empty for none.
std::string text_of_cap(float certain);

/// Eight hexadecimal digits of a text's hash, as each line ends with.
std::string checksum_of(std::string_view text);
/// One line without its newline, and back; nothing when it is damaged. Pure, for tests.
std::string log_line_of(const LogEntry& entry);
std::optional<LogEntry> parse_log_line(std::string_view line);

}  // namespace facefs
