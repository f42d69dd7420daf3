// SPDX-License-Identifier: Apache-2.0
#include "daemon/face_store.h"

#include <nlohmann/json.hpp>

#include "index/values/content_hash.h"
#include "system/durable_file.h"

namespace facefs {
namespace {

using Json = nlohmann::json;

constexpr int kFormat = 1;

// The packet has the worker protocol's own form, which is checked when it is parsed. When that form changes, the format
// number above goes up.
Json packed(const FaceStore::Found& found) {
  VisionReply reply;
  if (const auto* reading = std::get_if<PhotoReading>(&found))
    reply.result = *reading;
  else
    reply.result = std::get<Unreadable>(found);
  return Json::binary(packet_of(reply));
}

FaceStore::Found unpacked(const Json& json) {
  VisionReply reply = parse_reply(json.get_binary());
  if (auto* reading = std::get_if<PhotoReading>(&reply.result)) return std::move(*reading);
  return std::get<Unreadable>(reply.result);
}

}  // namespace

FaceStore::FaceStore(std::filesystem::path file, std::string models)
    : file_(std::move(file)), models_(std::move(models)) {
  if (!std::filesystem::exists(file_)) return;
  try {
    const Json json = Json::from_cbor(read_whole_file(file_));
    if (json.at("format") != kFormat) return;
    for (const auto& [key, value] : json.at("photos").items()) found_[key] = unpacked(value);
  } catch (const std::exception&) {
    found_.clear();
  }
}

std::string FaceStore::key_of(const ContentHash& content, Purpose purpose) const {
  return hex_of(content.bytes) + (purpose == Purpose::reference ? "/reference/" : "/photo/") + models_;
}

const FaceStore::Found* FaceStore::find(const ContentHash& content, Purpose purpose) const {
  const auto found = found_.find(key_of(content, purpose));
  return found == found_.end() ? nullptr : &found->second;
}

void FaceStore::put(const ContentHash& content, Purpose purpose, Found found) {
  found_[key_of(content, purpose)] = std::move(found);
}

void FaceStore::save() const {
  Json photos = Json::object();
  for (const auto& [key, found] : found_) photos[key] = packed(found);
  const std::vector<std::uint8_t> bytes = Json::to_cbor({{"format", kFormat}, {"photos", std::move(photos)}});
  write_durably(file_, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace facefs
