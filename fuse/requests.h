// SPDX-License-Identifier: Apache-2.0
// What the mount asks of the daemon: the only arrow upwards, and it carries values.
//
// The functions that answer an errno (0: done) return when the act is durable; they may wait for the writer, never for
// a vision worker. The others only tell. All are called on FUSE threads.
#pragma once

#include <functional>
#include <string>
#include <variant>

#include "index/ids.h"

namespace facefs {

struct Requests {
  /// `mkdir enroll/Name`.
  std::function<std::variant<PersonId, int>(const std::string& name, const std::string& program)> add_person;
  /// The first photo is about to be written there: from now on decisions.log knows the person.
  std::function<int(PersonId, const std::string& program)> begin_teaching;
  std::function<int(PersonId, const std::string& name, const std::string& program)> rename_person;
  /// `rmdir enroll/Name`: everything of that person is erased.
  std::function<int(PersonId, const std::string& program)> forget_person;

  /// Written to, renamed, or its times set: its quiet time begins anew.
  std::function<void(PersonId, const std::string& file)> reference_touched;
  std::function<void(PersonId, const std::string& file)> reference_gone;

  /// `.status/status.json`.
  std::function<std::string()> status_text;
  /// A photo's file is not what the gallery knows: look at it again.
  std::function<void(const std::string& path)> path_suspect;
  /// Something went wrong in answering; a sentence for the journal.
  std::function<void(const std::string& sentence)> fault;
};

}  // namespace facefs
