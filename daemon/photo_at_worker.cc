// SPDX-License-Identifier: Apache-2.0
#include "daemon/photo_at_worker.h"

#include "index/storage/decisions.h"
#include "index/storage/foreign_faces.h"
#include "index/storage/images.h"
#include "index/storage/snapshot.h"

namespace facefs {
namespace {

ImageKey image_key_of(const PhotoReading& reading) {
  return {reading.image_hash, static_cast<std::uint32_t>(reading.width), static_cast<std::uint32_t>(reading.height)};
}

}  // namespace

Proceed PhotoAtWorker::identify(const PhotoReading& reading) {
  const Snapshot snapshot(gallery_);
  const auto image = Images(snapshot).find(image_key_of(reading));
  is_known_ = image && !ForeignFaces(snapshot).is_foreign(*image);
  return {is_known_, Decisions(snapshot).erased_boxes_of(image_key_of(reading))};
}

PhotoRead PhotoAtWorker::found(VisionReply&& reply) {
  if (auto* reading = std::get_if<PhotoReading>(&reply.result))
    read_.found = faces_of(*reading);
  else
    read_.found = std::move(std::get<Unreadable>(reply.result));
  return std::move(read_);
}

NewFaces PhotoAtWorker::faces_of(PhotoReading& reading) const {
  return {image_key_of(reading), reading.truncated,        models_, std::move(reading.faces), is_known_,
          reading.facts,         std::move(reading.damage)};
}

ReferenceReading reference_reading(VisionReply&& reply, const std::string& models) {
  if (auto* why = std::get_if<Unreadable>(&reply.result)) return {models, std::move(*why), {}};
  auto& found = std::get<PhotoReading>(reply.result);
  ReferenceReading reading{models, {}, std::move(found.faces)};
  reading.width = static_cast<std::uint32_t>(found.width);
  reading.height = static_cast<std::uint32_t>(found.height);
  return reading;
}

}  // namespace facefs
