// SPDX-License-Identifier: Apache-2.0
// Pictures that are made when somebody reads them: a photo with boxes and names, a face cut out. Their size is declared
// before they are made (stat must give what reading gives, and `ls -l` must make nothing), so it depends on the
// picture's dimensions alone; the worker encodes to fit and fills up after the end marker.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "index/storage/snapshot.h"
#include "index/values/ids.h"
#include "index/values/records.h"
#include "models/face.h"

namespace facefs {

struct NamedBox {
  Box box;
  std::string name;
};

/// The photo at full size with a frame and a name for each face.
struct AnnotatedPhoto {
  std::vector<NamedBox> labels;
};

/// One face, eyes level, 320 pixels wide.
struct FaceCrop {
  Box box;
  Landmarks landmarks{};
};

struct Picture {
  PhotoId photo = kNoPhoto;
  ContentHash content;  ///< the photo's, in which the boxes are
  std::string key;      ///< says everything it depends on; not for eyes
  std::uint32_t bytes = 0;
  std::variant<AnnotatedPhoto, FaceCrop> what;
};

inline constexpr int kCropSide = 320;
inline constexpr std::uint32_t kCropBytes = 64 << 10;

/// Half a byte a pixel, at least 64 KiB.
std::uint32_t labelled_bytes(const ImageKey& image);

/// Nothing where the photo or face is not there any more.
std::optional<Picture> labelled_photo(const Snapshot& snapshot, PhotoId photo);
std::optional<Picture> face_crop_of(const Snapshot& snapshot, FaceId face);

// Their names are the photo's with something added. Where that makes more than 255 bytes, the photo's is cut and its
// number put behind: "very long na~00c0ffee0ddba11.jpg".

/// "017 IMG_1.jpg": by name the sharpest comes first. `number`: of several faces of one person in one photo.
std::string crop_name(const FaceRecord& face, const std::string& photo_name, PhotoId photo, std::size_t number);
/// The photo of a face that may be called so.
std::optional<PhotoId> photo_of_crop(const Snapshot& snapshot, std::string_view name);

/// A labelled picture is a JPEG, whatever the photo is.
std::string labelled_name(const std::string& photo_name, PhotoId photo);
/// Nothing where no labelled picture is called so.
std::optional<PhotoId> photo_of_labelled(const Snapshot& snapshot, std::string_view name);

}  // namespace facefs
