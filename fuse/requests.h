// SPDX-License-Identifier: Apache-2.0
// What the mount asks of the daemon: the only dependency upwards, and it carries values.
//
// None of these calls waits. A change is handed to the writer, and its `done` is called once the act is durable, with 0
// or the errno. It is called on the writer's thread, or at once on the caller's when facefs is ending. The kernel's
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

/// What the kernel shows under a name, after a program's request, to programs that watch the folder.
enum class Seen { nothing, file, folder };

struct Requests {
  using Done = std::function<void(int error)>;

  std::function<void(Act act, Done done)> perform;
  /// Erases everything of that person: `rmdir enroll/Name`.
  std::function<void(PersonId, const std::string& program, Done done)> forget_person;

  /// Tells that a program's request was granted. The kernel now shows this under that name, and may remember something
  /// else than the gallery has.
  std::function<void(Inode folder, const std::string& name, Seen seen)> kernel_saw;

  /// Asks to remove, some seconds later, the nodes of files copied into people/<name>/ that are done.
  std::function<void()> incoming_settled;

  /// Tells that a reference was written to or renamed, or its times set: its quiet time begins anew.
  std::function<void(PersonId, const std::string& file)> reference_touched;
  std::function<void(PersonId, const std::string& file)> reference_gone;

  /// Makes a picture of labeled/ or faces/ (the photo may be read at these paths). `done` gets it open, or an errno.
  std::function<void(const Picture&, std::vector<std::string> paths,
                     std::function<void(std::variant<std::shared_ptr<UniqueFd>, int>)> done)>
      open_picture;

  /// The path of the log, which is shown as `.status/decisions.log`.
  std::string decisions_log;
  /// Returns the text of `.status/status.json`.
  std::function<std::string()> status_text;
  /// Tells that a photo's file is not what the gallery knows, and must be looked at again.
  std::function<void(const std::string& path)> path_suspect;
  /// Tells whether that file's disk is away: what cannot be read now is not gone.
  std::function<bool(const std::string& path)> is_away;
  /// Takes a sentence for the journal: something went wrong in answering.
  std::function<void(const std::string& sentence)> fault;
  /// Takes a sentence for `.status/` that says why a name was refused, because an errno says too little.
  std::function<void(const std::string& sentence)> name_refused;
  /// Takes a sentence: the gallery's bytes are not what was written.
  std::function<void(const std::string& sentence)> damaged;
};

}  // namespace facefs
