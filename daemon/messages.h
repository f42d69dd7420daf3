// SPDX-License-Identifier: Apache-2.0
// The messages that travel between the threads. Each carries the token of the work that it is part of.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "daemon/ledger.h"
#include "index/decisions/acts.h"
#include "index/storage/photo_tables.h"
#include "index/upkeep/cluster_search.h"
#include "index/values/records.h"

namespace facefs {

/// A watched file was read: its content, and what it shows unless the gallery knows the content already.
struct PhotoRead {
  std::string path;
  FileStamp stamp;
  ContentHash content;
  std::variant<std::monostate, NewFaces, Unreadable> found;
  Token token;
  std::shared_ptr<const void> claim;  ///< let go of after the commit (daemon/content_claims.h)
  bool is_current = true;             ///< the file is still what was read; asked before the transaction
};

/// A watched file could not be read at all.
struct PhotoFailed {
  std::string path;
  FileStamp stamp;
  Unreadable why;
  Token token;
};

struct PathGone {
  std::string path;
  Token token;
};

/// A watched folder is gone, or is no longer watched.
struct FolderGone {
  std::string path;
  Token token;
};

/// A reference photo is complete: its content, and its faces unless they are known.
struct ReferenceRead {
  PersonId person = kNobody;
  std::string file;
  FileStamp stamp;
  ContentHash content;
  std::optional<ReferenceReading> reading;
  Token token;
  std::string path{};      ///< on the disk
  bool is_current = true;  ///< as in PhotoRead
};

struct ReferenceGone {
  PersonId person = kNobody;
  std::string file;
  Token token;
};

/// How an act ended. `error` 0: it is accepted and durable.
struct ActAnswer {
  int error = 0;
  std::string sentence{};  ///< why it was refused, if the errno does not say it all; may be empty
  Applied applied{};
};

/// A user's act. The caller waits for `answer`, which is called after the commit.
struct ActAsked {
  Act act;
  std::function<void(const ActAnswer&)> answer;
  Token token;
};

/// Asks to read the log as the writer has it, whole. `failed` gets the errno if the log cannot be made whole, or if
/// `read` throws.
struct LogReading {
  std::function<void(const DecisionLog&)> read;
  std::function<void(int)> failed;
  Token token;
};

/// After a change of the networks, everything was read again that faces are measured by: references, faces that the
/// user named, and the faces of the sample. Matching goes on.
struct FirstReadAgain {
  Token token;
  std::uint64_t generation = 0;  ///< of the gallery of which that is true
};

/// After a change of the networks, every photo was read again that can be read. Grouping goes on.
struct AllReadAgain {
  Token token;
  std::uint64_t generation = 0;  ///< of the gallery of which that is true
};

/// A text that the gallery keeps by name, as `Snapshot::text` finds it. No caller waits for it.
struct TextToKeep {
  std::string name;
  std::string text;
  Token token{};
};

/// Erases for good: the one act that rewrites the log and rebuilds the gallery.
struct Forget {
  PersonId person = kNobody;  ///< the person to forget; kNobody: only `faces`
  std::string program;
  std::function<void(int)> answer;
  Token token;
  std::vector<FaceId> faces{};  ///< their embeddings are erased, too
  bool all_faces = false;       ///< that person's faces are erased, too
};

/// Reports bytes in the gallery that are not what was written there.
struct GalleryDamaged {
  std::string sentence;
  std::uint64_t generation = 0;  ///< of the gallery in which they were met
  Token token;
};

/// The groups of unknown faces. `found` is empty if the search was given up.
struct ClustersFound {
  std::optional<ClusterSearch> found;
  std::uint64_t generation = 0;  ///< of the gallery in which it was found
  Token token;
};

using WriterMessage =
    std::variant<PhotoRead, PhotoFailed, PathGone, FolderGone, ReferenceRead, ReferenceGone, FirstReadAgain,
                 AllReadAgain, TextToKeep, ActAsked, Forget, LogReading, GalleryDamaged, ClustersFound>;

}  // namespace facefs
