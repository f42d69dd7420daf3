// SPDX-License-Identifier: Apache-2.0
#include "index/answers/picture.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "index/storage/faces.h"
#include "index/storage/images.h"
#include "index/storage/people.h"
#include "index/storage/photos.h"
#include "index/values/content_hash.h"
#include "index/values/display_name.h"
#include "index/values/record_codec.h"

namespace facefs {
namespace {

constexpr std::uint32_t kLeastBytes = 64 << 10;
constexpr std::uint32_t kBlock = 4096;

std::string key_of_box(const Box& box) {
  return RecordWriter().real(box.x).real(box.y).real(box.width).real(box.height).take();
}

bool is_jpeg_name(std::string_view name) {
  for (const std::string_view ending : {".jpg", ".jpeg", ".JPG", ".JPEG"})
    if (name.ends_with(ending)) return true;
  return false;
}

constexpr std::size_t kLongestName = 255;  // NAME_MAX
constexpr std::size_t kDigits = 15;        // a photo's number has sixty bits

std::string number_text(PhotoId photo) {
  std::array<char, kDigits + 2> text;
  std::snprintf(text.data(), text.size(), "~%015llx", static_cast<unsigned long long>(number_of(photo)));
  return text.data();
}

/// Returns the photo whose number is in the name, behind the last tilde.
std::optional<PhotoId> numbered_photo(const Snapshot& snapshot, std::string_view name) {
  const std::size_t tilde = name.rfind('~');
  if (tilde == std::string_view::npos || name.size() < tilde + 1 + kDigits) return std::nullopt;
  std::uint64_t number = 0;
  const char* const digits = name.data() + tilde + 1;
  const auto [end, error] = std::from_chars(digits, digits + kDigits, number, 16);
  const auto photo = static_cast<PhotoId>(number);
  const bool is_one = error == std::errc() && end == digits + kDigits && photo != kNoPhoto;
  const auto known = is_one ? Photos(snapshot).find(photo) : std::nullopt;
  return known && !known->name.empty() ? std::optional(photo) : std::nullopt;
}

/// Returns the name of a JPEG: the photo's name between two texts. `after` comes before the extension.
std::string drawn_name(const std::string& before, const std::string& photo_name, PhotoId photo,
                       const std::string& after) {
  const std::string whole = is_jpeg_name(photo_name) ? photo_name : photo_name + ".jpg";
  const std::string stem = before + whole.substr(0, whole.rfind('.'));
  const std::string extension = whole.substr(whole.rfind('.'));
  if (stem.size() + after.size() + extension.size() <= kLongestName) return stem + after + extension;
  return cut_name(stem, number_text(photo) + after + extension);
}

}  // namespace

std::uint32_t labelled_bytes(const ImageKey& image) {
  const std::uint64_t half = std::uint64_t{image.width} * image.height / 2;
  const std::uint64_t least = std::max<std::uint64_t>(half, kLeastBytes);
  return static_cast<std::uint32_t>((least + kBlock - 1) / kBlock * kBlock);
}

std::optional<Picture> labelled_photo(const Snapshot& snapshot, PhotoId id) {
  const auto photo = Photos(snapshot).find(id);
  if (!photo || !photo->image || photo->name.empty()) return std::nullopt;
  Picture picture{id, photo->content, "labelled" + hex_of(photo->content.bytes), labelled_bytes(*photo->image), {}};
  AnnotatedPhoto labelled;
  for (const NumberedFace& face : Images(snapshot).faces_of(*photo->image)) {
    if (face.record.is_ignored()) continue;
    const Match& match = face.record.match;
    const auto person = match.verdict == Verdict::certain ? People(snapshot).find(match.person) : std::nullopt;
    labelled.labels.push_back({face.record.box, person ? person->name : "Unknown"});
    picture.key += key_of_box(face.record.box) + labelled.labels.back().name + '\0';
  }
  picture.what = std::move(labelled);
  return picture;
}

std::optional<Picture> face_crop_of(const Snapshot& snapshot, FaceId id) {
  const auto face = Faces(snapshot).find(id);
  if (!face) return std::nullopt;
  const auto image = Images(snapshot).find(face->image);
  const EmbedderKind aligned_for = embedder_in(image ? image->models : "").value_or(EmbedderKind::dlib);
  for (const PhotoId photo : Images(snapshot).photos_of(face->image)) {
    const PhotoRecord record = Photos(snapshot).get(photo);
    if (record.name.empty()) continue;
    return Picture{photo, record.content, "crop" + hex_of(record.content.bytes) + key_of_box(face->box), kCropBytes,
                   FaceCrop{face->box, eyes_of(face->landmarks, aligned_for)}};
  }
  return std::nullopt;
}

std::string crop_name(const FaceRecord& face, const std::string& photo_name, PhotoId photo, std::size_t number) {
  std::array<char, 8> rank;
  const float quality = std::clamp(face.quality, 0.0F, 1.0F);
  std::snprintf(rank.data(), rank.size(), "%03ld ", std::lround(999 * (1 - quality)));
  return drawn_name(rank.data(), photo_name, photo, number > 1 ? " face " + std::to_string(number) : "");
}

std::optional<PhotoId> photo_of_crop(const Snapshot& snapshot, std::string_view name) {
  if (const auto numbered = numbered_photo(snapshot, name)) return numbered;
  const std::size_t blank = name.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  std::string rest(name.substr(blank + 1));
  if (const auto photo = photo_of_labelled(snapshot, rest)) return photo;
  const std::size_t several = rest.rfind(" face ");
  if (several == std::string::npos) return std::nullopt;
  rest.erase(several, rest.rfind('.') - several);
  return photo_of_labelled(snapshot, rest);
}

std::string labelled_name(const std::string& photo_name, PhotoId photo) {
  return drawn_name("", photo_name, photo, "");
}

std::optional<PhotoId> photo_of_labelled(const Snapshot& snapshot, std::string_view name) {
  for (const std::string& candidate :
       {std::string(name), std::string(name.ends_with(".jpg") ? name.substr(0, name.size() - 4) : "")}) {
    const auto photo = candidate.empty() ? std::nullopt : Photos(snapshot).named(candidate);
    if (photo && labelled_name(candidate, *photo) == name) return photo;
  }
  const auto numbered = numbered_photo(snapshot, name);
  if (!numbered || labelled_name(Photos(snapshot).get(*numbered).name, *numbered) != name) return std::nullopt;
  return numbered;
}

}  // namespace facefs
