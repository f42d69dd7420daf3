// SPDX-License-Identifier: Apache-2.0
// Keeps the gallery and decisions.log in step: each can make the other again.
//
// The log is the truth about what the user said. A gallery that lacks lines follows it as a whole (`replay`). A log
// that lost lines gets them back from a gallery that took them in (`reconcile`). The writer's thread.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "daemon/match_schedule.h"
#include "daemon/publisher.h"
#include "index/decisions/decision_log.h"
#include "index/storage/gallery.h"

namespace facefs {

struct LogFollowerLinks {
  /// Returns the folder of one person's reference photos; its parent holds everybody's.
  std::function<std::filesystem::path(PersonId)> references_of;
  /// Gets a sentence about what was mended, if that is worth knowing.
  std::function<void(const std::string&)> on_mended;
};

class LogFollower {
 public:
  LogFollower(Gallery& gallery, DecisionLog& log, MatchSchedule& schedule, Publisher& publisher,
              LogFollowerLinks links);

  /// Lets log and gallery tell each other what one of them has lost. Called before anything of the gallery is thrown
  /// away.
  void reconcile();
  /// Takes the whole log in, and gives a name to people of whom only reference photos are left. Called at start, and
  /// when the gallery was made again.
  void take_in();
  /// Writes the log anew from the gallery if its file was taken away. Called before each act.
  void make_log_whole();

  /// Notes in the gallery how much of the log it has. Called in the transaction of an act.
  void note(Update& update) const;
  /// Notes that the log has lines which the gallery could not take.
  void fall_behind() { is_behind_ = true; }
  bool is_behind() const { return is_behind_; }
  /// Makes the gallery follow the log as a whole, if it lacks lines.
  void replay();

 private:
  void put_damaged_lines_back();
  void write_log_anew();
  void restore_people_of_references();
  std::vector<LogEntry> lines_of_restored_people() const;
  void reserve_numbers(const Snapshot& snapshot);

  Gallery& gallery_;
  DecisionLog& log_;
  MatchSchedule& schedule_;
  Publisher& publisher_;
  LogFollowerLinks links_;
  bool is_behind_ = false;
};

}  // namespace facefs
