// SPDX-License-Identifier: Apache-2.0
// Pictures that are made when they are read: a photo with boxes and names, or a face cut out.
//
// Their size is declared before they are made, because stat must give what reading gives, and `ls -l` must make
// nothing. So the size depends on the picture's dimensions alone. The worker encodes to fit, and fills up after the end
// marker.
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
  Eyes eyes{};
};

struct Picture {
  PhotoId photo = kNoPhoto;
  ContentHash content;  ///< the content of the photo in which the boxes are
  std::string key;      ///< holds everything that the picture depends on; never shown
  std::uint32_t bytes = 0;
  std::variant<AnnotatedPhoto, FaceCrop> what;
};

inline constexpr int kCropSide = 320;
inline constexpr std::uint32_t kCropBytes = 64 << 10;

/// Returns the size of a labelled photo in bytes: half a byte a pixel, at least 64 KiB, in whole blocks of 4 KiB.
std::uint32_t labelled_bytes(const ImageKey& image);

/// Returns the photo with its boxes; nothing where the photo is not there any more or is no picture.
std::optional<Picture> labelled_photo(const Snapshot& snapshot, PhotoId photo);
/// Returns the face cut out; nothing where it is not there any more.
std::optional<Picture> face_crop_of(const Snapshot& snapshot, FaceId face);

// The pictures' names are the photo's name with something added. Where that makes more than 255 bytes, the photo's name
// is cut and its number put behind: "very long na~00c0ffee0ddba11.jpg".

/// Returns a name like "017 IMG_1.jpg". Sorted by name, the face of the best quality comes first. `number` counts
/// several faces of one person in one photo.
std::string crop_name(const FaceRecord& face, const std::string& photo_name, PhotoId photo, std::size_t number);
/// Returns the photo of a face whose picture may have that name.
std::optional<PhotoId> photo_of_crop(const Snapshot& snapshot, std::string_view name);

/// Returns the name of a labelled photo. It is that of a JPEG, whatever the photo is.
std::string labelled_name(const std::string& photo_name, PhotoId photo);
/// Returns the photo whose labelled picture has that name; nothing where there is none.
std::optional<PhotoId> photo_of_labelled(const Snapshot& snapshot, std::string_view name);

}  // namespace facefs
