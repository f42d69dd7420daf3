// SPDX-License-Identifier: Apache-2.0
#include "index/picture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "index/content_hash.h"
#include "index/record_codec.h"

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

}  // namespace

std::uint32_t labelled_bytes(const ImageKey& image) {
  const std::uint64_t half = std::uint64_t{image.width} * image.height / 2;
  const std::uint64_t least = std::max<std::uint64_t>(half, kLeastBytes);
  return static_cast<std::uint32_t>((least + kBlock - 1) / kBlock * kBlock);
}

std::optional<Picture> labelled_photo(const Snapshot& snapshot, PhotoId id) {
  const auto photo = snapshot.photo(id);
  if (!photo || !photo->image || photo->name.empty()) return std::nullopt;
  Picture picture{id, "labelled" + hex_of(photo->content.bytes), labelled_bytes(*photo->image), {}};
  LabelledPhoto labelled;
  for (const NumberedFace& face : snapshot.faces_of(*photo->image)) {
    if (face.record.is_ignored()) continue;
    const Match& match = face.record.match;
    const auto person = match.verdict == Verdict::certain ? snapshot.person(match.person) : std::nullopt;
    labelled.labels.push_back({face.record.box, person ? person->name : "Unknown"});
    picture.key += key_of_box(face.record.box) + labelled.labels.back().name + '\0';
  }
  picture.what = std::move(labelled);
  return picture;
}

std::optional<Picture> face_crop_of(const Snapshot& snapshot, FaceId id) {
  const auto face = snapshot.face(id);
  if (!face) return std::nullopt;
  for (const PhotoId photo : snapshot.photos_of(face->image)) {
    const PhotoRecord record = snapshot.listed_photo(photo);
    if (record.name.empty()) continue;
    return Picture{photo, "crop" + hex_of(record.content.bytes) + key_of_box(face->box), kCropBytes,
                   FaceCrop{face->box, face->landmarks}};
  }
  return std::nullopt;
}

std::string crop_name(const FaceRecord& face, const std::string& photo_name, std::size_t number) {
  std::array<char, 8> rank;
  const float quality = std::clamp(face.quality, 0.0F, 1.0F);
  std::snprintf(rank.data(), rank.size(), "%03ld ", std::lround(999 * (1 - quality)));
  std::string name = rank.data() + labelled_name(photo_name);
  if (number > 1) name.insert(name.rfind('.'), " face " + std::to_string(number));
  return name;
}

std::string labelled_name(const std::string& photo_name) {
  return is_jpeg_name(photo_name) ? photo_name : photo_name + ".jpg";
}

std::optional<std::string> photo_name_of_labelled(const Snapshot& snapshot, std::string_view name) {
  for (const std::string& candidate :
       {std::string(name), std::string(name.ends_with(".jpg") ? name.substr(0, name.size() - 4) : "")})
    if (!candidate.empty() && labelled_name(candidate) == name && snapshot.photo_named(candidate)) return candidate;
  return std::nullopt;
}

}  // namespace facefs
