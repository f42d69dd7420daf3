// SPDX-License-Identifier: Apache-2.0
// Erases forgotten people and faces until no byte of them is left, in steps that a crash may cut anywhere.
//
// The line `forget` in the log is the act. From then on `erase` hides the person, and can be repeated. `go_on` copies
// the gallery without what was deleted, and the log without the lines of forgotten people. It does so once no match
// holds a forgotten person's number any more. The writer's thread.
#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "daemon/ledger.h"
#include "daemon/log_follower.h"
#include "daemon/match_schedule.h"
#include "daemon/publisher.h"
#include "index/decisions/decision_log.h"
#include "index/storage/gallery.h"

namespace facefs {

struct ErasingLinks {
  /// Returns the folder that holds one person's reference photos.
  std::function<std::filesystem::path(PersonId)> references_of;
  /// Erases pictures that may show somebody's name.
  std::function<void()> erase_pictures;
};

class Erasing {
 public:
  Erasing(Gallery& gallery, DecisionLog& log, LogFollower& follower, MatchSchedule& schedule, Publisher& publisher,
          ErasingLinks links);

  /// Tells whether bytes have yet to leave the disk.
  bool is_under_way() const { return under_way_; }

  /// Erases people whose line `forget` is in the log. Their bytes leave with `go_on`.
  void begin(const std::vector<PersonId>& people);
  /// Erases the embeddings of these faces, as an act of that program. Their bytes leave with `go_on`.
  void begin(const std::vector<FaceId>& faces, const std::string& program, const Token& token);
  /// Takes up what the log says was not finished, and what an earlier facefs left in the gallery.
  void take_up();
  /// Lets this work wait until no byte is left.
  void hold(const Token& token) { waiting_.push_back(token); }

  /// Goes on as far as it can now: to the end, unless faces are still to be matched. Throws if the disk does not take a
  /// write, and can then be called again.
  void go_on();

 private:
  void erase(const std::vector<PersonId>& people);

  Gallery& gallery_;
  DecisionLog& log_;
  LogFollower& follower_;
  MatchSchedule& schedule_;
  Publisher& publisher_;
  ErasingLinks links_;
  bool under_way_ = false;
  std::vector<PersonId> people_;  // whose line is in the log, and whose bytes may still be there
  std::vector<Token> waiting_;
};

}  // namespace facefs
