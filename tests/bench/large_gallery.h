// SPDX-License-Identifier: Apache-2.0
// A library of any size that nobody had to photograph: made-up faces with the distances of real ones, in a gallery that
// facefsd takes for its own.
//
// Two hundred people are enrolled with three references each and have most of the faces. A twentieth of the faces are
// strangers', about six for each stranger. Three photos hold ten faces. Faces are as far apart as real ones are for
// dlib's network, or for SFace (docs/matching.md): two strangers about 0.8 or 0.71, two faces of one person about 0.42
// or 0.41. dlib's lie in some 80 directions, SFace's in all. The first enrolled person has kFixedPhotos photos whatever
// the size, so that a listing of theirs can be compared.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "daemon/messages.h"
#include "index/decisions/decision_log.h"
#include "index/storage/update.h"
#include "models/networks.h"

namespace facefs::bench {

inline constexpr std::size_t kNamedPeople = 200;
inline constexpr std::size_t kFixedPhotos = 500;

/// Makes up all faces from now on as that network sees them; dlib's until then. Called first.
void make_up_faces_of(EmbedderKind embedder);
EmbedderKind made_up_embedder();
/// The same, as the faces in a gallery are.
void make_up_faces_as_in(const Snapshot& snapshot);

/// Returns the name of a bar, with the network's unless that is dlib's.
std::string of_embedder(const std::string& bar);

/// Returns the same face for the same numbers. People from kNamedPeople on are strangers.
Embedding made_up_face(std::size_t person, std::size_t number);

struct LargeGallery {
  /// Makes `folder` with data/ (decisions.log, gallery, references) and photos/. With `with_files` it writes a small
  /// file for each photo, as facefsd must find them.
  LargeGallery(const std::filesystem::path& folder, std::size_t faces, bool with_files);

  std::filesystem::path data;
  std::filesystem::path photos;
  std::size_t faces = 0;
  std::size_t photo_count = 0;
  std::size_t faces_left() const { return wanted_ - faces; }

 private:
  std::size_t wanted_;
};

/// Returns a photo with these faces that the gallery does not have yet, as if a worker had just read it.
PhotoRead new_photo(const std::filesystem::path& photos, const std::string& name, const std::vector<Face>& faces);
Face made_up_face_in_photo(std::size_t person, std::size_t number, std::size_t place);
PersonId named_person(const Snapshot& snapshot, std::size_t person);
std::string name_of_person(std::size_t person);

/// Returns the models' names as facefsd tells them (models/networks.h).
std::string models_of_bench();

}  // namespace facefs::bench
