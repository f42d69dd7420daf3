// SPDX-License-Identifier: Apache-2.0
// What each table of the gallery holds, as values. Their bytes: index/values/record_bytes.h; their keys:
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

/// table `path`: FilePlace -> what is there.
struct PathRecord {
  FileStamp stamp;
  PhotoId photo = kNoPhoto;  ///< none: the file could not be read
};

/// table `photo`: PhotoId -> one content. Kept when its last path is gone, so that decisions wait for its return.
struct PhotoRecord {
  ContentHash content;
  std::optional<ImageKey> image;      ///< none: its content is no readable picture
  std::optional<Unreadable> failure;  ///< why there is no picture, or, where there is one, what of it is damaged
  bool truncated = false;             ///< there is a picture, and rows of it are missing
  std::string name;                   ///< shown in every folder; empty while no path is known
  FilePlace shown;                    ///< the path whose size and times are shown
  FileStamp stamp;                    ///< of that path
  PhotoFacts facts{};
};

/// table `image`: ImageKey -> its faces are numbered from `first_face` on.
struct ImageRecord {
  FaceId first_face{};
  std::uint32_t faces = 0;
  std::uint32_t photos = 0;  ///< contents of this image that have a path now
  std::string models;        ///< which detector and embedder made the faces
};

/// table `face`: FaceId -> all but the embedding, which is in a table of its own.
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

/// Whether a person is to be seen. Automatic: with a reference or a photo.
enum class Visibility : std::uint8_t { automatic, hidden, shown };
inline constexpr std::uint8_t kVisibilities = static_cast<std::uint8_t>(Visibility::shown) + 1;

/// table `person`.
struct PersonRecord {
  std::string name;     ///< NFC
  bool logged = false;  ///< decisions.log knows it; an empty new folder is not told there
  std::uint64_t created_ns = 0;
  Visibility visibility = Visibility::automatic;
  float certain = 0;               ///< a cap of this person's own; 0: the library's
  PersonId merged_into = kNobody;  ///< whose references and decisions these count for
  std::uint64_t since = 0;         ///< the log's line by which the person came to be; 0: the log has none
  /// Whom the log does not know yet comes after everybody whom it knows.
  std::uint64_t turn() const { return since > 0 ? since : std::numeric_limits<std::uint64_t>::max(); }
  bool operator==(const PersonRecord&) const = default;
};

/// What became of a photo copied into `enroll/<name>/`.
enum class EnrolVerdict : std::uint8_t { waiting, used, no_face, several_faces, too_small, unlike_others, not_a_photo };
inline constexpr std::uint8_t kEnrolVerdicts = static_cast<std::uint8_t>(EnrolVerdict::not_a_photo) + 1;
std::string_view name_of(EnrolVerdict verdict);

/// table `reference`: (PersonId, the user's name of the file) ->
struct ReferenceRecord {
  FileStamp stamp;
  ContentHash content;
  EnrolVerdict verdict = EnrolVerdict::waiting;
  std::string sentence;
  std::uint32_t face = 0;  ///< which of the reading's faces teaches, when `used`
};

/// table `reference_file`: (PersonId, file) -> what the user calls it. Its name on the disk tells nothing.
struct ReferenceFileRecord {
  std::string name;           ///< as it is listed in enroll/
  std::uint64_t since = 0;    ///< the log's line by which it began to teach that person
  std::uint64_t came_ns = 0;  ///< and when that was
  bool operator==(const ReferenceFileRecord&) const = default;
};

/// table `reading`: ContentHash of a reference photo -> its faces, with jittered embeddings.
struct ReferenceReading {
  std::string models;
  std::optional<Unreadable> failure;
  std::vector<Face> faces;
  std::uint32_t width = 0;  ///< of the upright picture, in pixels; 0 where an older facefs read it
  std::uint32_t height = 0;
};

/// table `folder_state`: FolderKey ->
struct FolderState {
  std::uint64_t version = 0;   ///< rises with each change of the listing
  std::uint64_t mtime_ns = 0;  ///< of the last change
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

/// table `embedding`: FaceId -> what the face's code leaves out (index/search/face_code.h).
struct EmbeddingRest {
  std::uint32_t checksum_of_code = 0;
  std::array<std::int16_t, Embedding::kSize> rest{};
};

// What changes with the library's sample is apart from the faces' own records, so that another sample means to write
// few pages.

/// table `reach`: number of a CodeSlice -> of each of its faces how far away a person may be and have a say, rounded up
/// to a 250th: a million faces' are a megabyte, which every enrolment reads.
struct ReachBlock {
  static constexpr float kUnit = 1.F / 250;
  static constexpr std::uint8_t kAnyDistance = 255;  ///< never matched, or by vote
  ReachBlock() { reaches.fill(kAnyDistance); }
  std::array<std::uint8_t, 240> reaches;
  bool operator==(const ReachBlock&) const = default;
};

/// table `scale`: likewise -> the scale of each face's neighbourhood (index/faces/scale.h), to be shown; 0: there is
/// none yet.
struct ScaleBlock {
  static constexpr float kUnit = 1.F / 32768;
  std::array<std::uint16_t, 240> scales{};
  bool operator==(const ScaleBlock&) const = default;
};

}  // namespace facefs
