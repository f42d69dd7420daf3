// SPDX-License-Identifier: Apache-2.0
// The records of the gallery's tables, as values. Their bytes are in index/values/record_bytes.h, their keys in
// index/values/keys.h. docs/gallery-format.md has both.
#pragma once

#include <array>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "index/values/folder_key.h"
#include "index/values/ids.h"
#include "index/values/match.h"
#include "models/face.h"
#include "models/photo_facts.h"
#include "models/unreadable.h"
#include "system/photo_file.h"

namespace facefs {

/// Where a photo can be read: a watched folder and a basename of any bytes.
struct FilePlace {
  FolderId folder{};
  std::string basename;
  auto operator<=>(const FilePlace&) const = default;
};

/// table `path`: FilePlace -> the file there, and the photo that it holds.
struct PathRecord {
  FileStamp stamp;
  PhotoId photo = kNoPhoto;  ///< kNoPhoto: the file could not be read
};

/// table `photo`: PhotoId -> one content. It is kept when its last path is gone, so that decisions wait for its return.
struct PhotoRecord {
  ContentHash content;
  std::optional<ImageKey> image;      ///< none: the content is no readable picture
  std::optional<Unreadable> failure;  ///< why there is no picture; where there is one, which part of it is damaged
  bool truncated = false;             ///< there is a picture, and rows of it are missing
  std::string name;                   ///< shown in every folder; empty while no path is known
  FilePlace shown;                    ///< the path that has the size and times that are shown
  FileStamp stamp;                    ///< of that path
  PhotoFacts facts{};
};

/// table `image`: ImageKey -> its faces, numbered from `first_face` on.
struct ImageRecord {
  FaceId first_face{};
  std::uint32_t faces = 0;
  std::uint32_t photos = 0;  ///< contents of this image that have a path now
  std::string models;        ///< which detector and embedder made the faces
};

/// table `face`: FaceId -> all except the embedding, which is in a table of its own.
struct FaceRecord {
  ImageKey image;
  Box box;
  Landmarks landmarks{};
  float score = 0;
  float quality = 0;
  Match match;
  bool is_ignored() const { return match.rule == Rule::decision && match.verdict == Verdict::nobody; }
  bool is_unknown() const { return match.verdict == Verdict::nobody && !is_ignored(); }
};

/// Whether a person is shown. Automatic: shown while there is a reference or a photo of the person.
enum class Visibility : std::uint8_t { automatic, hidden, shown };
inline constexpr std::uint8_t kVisibilities = static_cast<std::uint8_t>(Visibility::shown) + 1;

/// table `person`: PersonId -> the person's name and how they are treated.
struct PersonRecord {
  std::string name;     ///< NFC
  bool logged = false;  ///< decisions.log knows the person; it is not told of an empty new folder
  std::uint64_t created_ns = 0;
  Visibility visibility = Visibility::automatic;
  float certain = 0;               ///< this person's own cap; 0: the library's
  PersonId merged_into = kNobody;  ///< the person for whom these references and decisions count
  std::uint64_t since = 0;         ///< number of the log's line that made the person; 0: the log has none
  /// Returns the person's place in the log's order. People whom the log does not know yet come last.
  std::uint64_t turn() const { return since > 0 ? since : std::numeric_limits<std::uint64_t>::max(); }
  bool operator==(const PersonRecord&) const = default;
};

/// The verdict on a photo that was copied into `enroll/<name>/`.
enum class EnrolVerdict : std::uint8_t { waiting, used, no_face, several_faces, too_small, unlike_others, not_a_photo };
inline constexpr std::uint8_t kEnrolVerdicts = static_cast<std::uint8_t>(EnrolVerdict::not_a_photo) + 1;
std::string_view name_of(EnrolVerdict verdict);

/// table `reference`: (PersonId, the user's name of the file) -> the verdict on a reference photo.
struct ReferenceRecord {
  FileStamp stamp;
  ContentHash content;
  EnrolVerdict verdict = EnrolVerdict::waiting;
  std::string sentence;
  std::uint32_t face = 0;  ///< which of the reading's faces teaches, where the verdict is `used`
};

/// table `reference_file`: (PersonId, the file's name on the disk) -> the user's name of the file. Its name on the disk
/// tells nothing.
struct ReferenceFileRecord {
  std::string name;           ///< as it is listed in enroll/
  std::uint64_t since = 0;    ///< number of the log's line by which it began to teach that person
  std::uint64_t came_ns = 0;  ///< the time of that line, in nanoseconds since 1970
  bool operator==(const ReferenceFileRecord&) const = default;
};

/// table `reading`: ContentHash of a reference photo -> its faces, with the embeddings of embed_reference.
struct ReferenceReading {
  std::string models;
  std::optional<Unreadable> failure;
  std::vector<Face> faces;
  std::uint32_t width = 0;  ///< of the upright picture, in pixels; 0 where an older facefs read it
  std::uint32_t height = 0;
};

/// table `folder_state`: FolderKey -> the state of its listing.
struct FolderState {
  std::uint64_t version = 0;   ///< rises with each change of the listing
  std::uint64_t mtime_ns = 0;  ///< of the last change; a cluster's: of its newest photo
  std::uint64_t entries = 0;
};

/// table `decision`: (ImageKey, sequence number) -> what the user said of one face, or of the whole photo.
struct DecisionRecord {
  enum class Verb : std::uint8_t { is, is_not, ignore, unignore, erase };
  static constexpr std::uint8_t kVerbs = static_cast<std::uint8_t>(Verb::erase) + 1;
  Verb verb = Verb::is;
  PersonId person = kNobody;
  Box box;  ///< no width: the photo as a whole
  bool is_of_photo() const { return box.width == 0; }
  bool operator==(const DecisionRecord&) const = default;
};

/// table `embedding`: FaceId -> the part of the embedding that the face's code leaves out (index/search/face_code.h).
struct EmbeddingRest {
  std::uint32_t checksum_of_code = 0;
  std::array<std::int16_t, Embedding::kSize> rest{};
};

// Values that change with the library's sample are kept apart from the faces' own records, so that another sample
// rewrites few pages.

/// table `reach`: number of a CodeSlice -> for each of its faces, how far away a person may be and have a say. It is
/// rounded up to a 250th. A million faces take a megabyte, which every enrolment reads.
struct ReachBlock {
  static constexpr float kUnit = 1.F / 250;
  static constexpr std::uint8_t kAnyDistance = 255;  ///< the face was never matched, or by vote
  ReachBlock() { reaches.fill(kAnyDistance); }
  std::array<std::uint8_t, 240> reaches;
  bool operator==(const ReachBlock&) const = default;
};

/// table `scale`: number of a CodeSlice -> the scale of each face's neighbourhood (index/faces/scale.h), to be shown.
/// 0: there is none yet.
struct ScaleBlock {
  static constexpr float kUnit = 1.F / 32768;
  std::array<std::uint16_t, 240> scales{};
  bool operator==(const ScaleBlock&) const = default;
};

}  // namespace facefs
