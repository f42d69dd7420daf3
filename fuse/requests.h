// SPDX-License-Identifier: Apache-2.0
// What the mount asks of the daemon: the only arrow upwards, and it carries values.
//
// None of them waits. What changes something is handed to the writer, and its `done` is called once the act is durable,
// with 0, or with the errno: on the writer's thread, or at once on the caller's when facefs is ending. The kernel's
// request is answered from there, so that no act, however long, keeps the others from being answered.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "fuse/inode.h"
#include "index/answers/picture.h"
#include "index/decisions/act.h"
#include "system/unique_fd.h"

namespace facefs {

/// What a program's request has made the kernel show under a name to whoever watches the folder.
enum class Seen { nothing, file, folder };

struct Requests {
  using Done = std::function<void(int error)>;

  std::function<void(Act act, Done done)> perform;
  /// `rmdir enroll/Name`: everything of that person is erased.
  std::function<void(PersonId, const std::string& program, Done done)> forget_person;

  /// A program's request was granted: under that name the kernel now shows this, and may remember something else than
  /// the gallery has.
  std::function<void(Inode folder, const std::string& name, Seen seen)> kernel_saw;

  /// A file copied into people/<name>/ became what it is: its node is to go some seconds later.
  std::function<void()> incoming_settled;

  /// Written to, renamed, or its times set: its quiet time begins anew.
  std::function<void(PersonId, const std::string& file)> reference_touched;
  std::function<void(PersonId, const std::string& file)> reference_gone;

  /// Makes a picture of labeled/ or faces/ (the photo may be read at these paths); `done` gets it open, or an errno.
  std::function<void(const Picture&, std::vector<std::string> paths,
                     std::function<void(std::variant<std::shared_ptr<UniqueFd>, int>)> done)>
      open_picture;

  /// The file itself, shown as `.status/decisions.log`.
  std::string decisions_log;
  /// `.status/status.json`.
  std::function<std::string()> status_text;
  /// A photo's file is not what the gallery knows: look at it again.
  std::function<void(const std::string& path)> path_suspect;
  /// That file's disk is away: what cannot be read now is not gone.
  std::function<bool(const std::string& path)> is_away;
  /// Something went wrong in answering; a sentence for the journal.
  std::function<void(const std::string& sentence)> fault;
  /// Why a name was refused; a sentence for `.status/`, because an errno says too little.
  std::function<void(const std::string& sentence)> name_refused;
  /// The gallery's bytes are not what was written; a sentence.
  std::function<void(const std::string& sentence)> damaged;
};

}  // namespace facefs
