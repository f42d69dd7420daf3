// SPDX-License-Identifier: Apache-2.0
// Puts findings about photos, references and groups of faces into the gallery.
//
// Each `apply` is a part of the writer's transaction, and notes in the schedule what it makes due. A finding that is
// out of date changes nothing. Throws BadRecord if the gallery is damaged. The writer's thread.
#pragma once

#include <filesystem>
#include <functional>
#include <utility>

#include "daemon/match_schedule.h"
#include "daemon/messages.h"
#include "index/storage/gallery.h"

namespace facefs {

class Findings {
 public:
  /// `references_of` returns the folder that holds one person's reference photos.
  Findings(Gallery& gallery, MatchSchedule& schedule, std::function<std::filesystem::path(PersonId)> references_of)
      : gallery_(gallery), schedule_(schedule), references_of_(std::move(references_of)) {}

  void apply(Update& update, PhotoRead& read);
  void apply(Update& update, PhotoFailed& failed);
  void apply(Update& update, PathGone& gone);
  void apply(Update& update, FolderGone& gone);
  void apply(Update& update, ReferenceRead& read);
  void apply(Update& update, ReferenceGone& gone);
  void apply(Update& update, ClustersFound& found_clusters);
  void apply(Update& update, const FirstReadAgain& first);
  void apply(Update& update, const AllReadAgain& all);
  /// Throws BadRecord with that sentence.
  void apply(Update& update, const GalleryDamaged& damaged) const;
  static void apply(Update& update, const TextToKeep& kept);

  /// Returns false for damage that was met in an earlier gallery: it says nothing of this one, which was made since.
  bool is_of_this_gallery(const GalleryDamaged& damaged) const;

 private:
  void judge_references(Update& update, PersonId person);

  Gallery& gallery_;
  MatchSchedule& schedule_;
  std::function<std::filesystem::path(PersonId)> references_of_;
};

}  // namespace facefs
