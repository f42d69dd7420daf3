// SPDX-License-Identifier: Apache-2.0
#include "index/values/keys.h"

#include "index/values/person_name.h"
#include "index/values/record_codec.h"

namespace facefs {

std::string key_of_name(std::string_view name) {
  return RecordWriter().raw(folded_key_of(name)).take();
}
std::string key_of(PhotoId id) {
  return RecordWriter().number(number_of(id)).take();
}
std::string key_of(FaceId id) {
  return RecordWriter().number(number_of(id)).take();
}
std::string key_of(PersonId id) {
  return RecordWriter().number(number_of(id)).take();
}
std::string key_of(FolderId id) {
  return RecordWriter().number(number_of(id)).take();
}
std::string key_of(ClusterId id) {
  return RecordWriter().number(number_of(id)).take();
}
std::string key_of(const ContentHash& hash) {
  return RecordWriter().raw(hash.bytes).take();
}
std::string key_of(const FilePlace& place) {
  return RecordWriter().number(number_of(place.folder)).raw(place.basename).take();
}
std::string key_of(const ImageKey& key) {
  return RecordWriter().raw(key.hash).number(key.width).number(key.height).take();
}
std::string key_of(const FolderKey& key) {
  return RecordWriter().number(static_cast<std::uint8_t>(key.kind)).number(key.number).take();
}
std::string key_of_folders(PhotoId id) {
  return key_of(id) + "f";
}
std::string key_of_places(PhotoId id) {
  return key_of(id) + "p";
}
std::string key_of(PhotoId id, const FolderKey& folder) {
  return key_of_folders(id) + key_of(folder);
}
std::string key_of(PhotoId id, const FilePlace& place) {
  return key_of_places(id) + key_of(place);
}
std::string key_of(const ImageKey& key, PhotoId id) {
  return key_of(key) + key_of(id);
}

std::uint64_t id_in(std::string_view key, std::size_t at) {
  return RecordReader(key.substr(at)).number<std::uint64_t>();
}

ImageKey image_key_in(std::string_view key) {
  RecordReader reader(key);
  ImageKey image;
  reader.raw_into(image.hash);
  image.width = reader.number<std::uint32_t>();
  image.height = reader.number<std::uint32_t>();
  return image;
}
FilePlace file_place_in(std::string_view key) {
  return {static_cast<FolderId>(id_in(key)), std::string(key.substr(kIdBytes))};
}
FolderKey folder_key_in(std::string_view key) {
  FolderKey folder(static_cast<FolderKey::Kind>(key.at(0)));
  folder.number = id_in(key, 1);
  return folder;
}

}  // namespace facefs
