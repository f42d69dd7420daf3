// SPDX-License-Identifier: Apache-2.0
// One photo while a vision worker looks at it: what the worker is told, and what its reply means to the gallery.
//
// `identify` comes first, on the event loop's thread, unless the worker fails before; then `found`, once.
#pragma once

#include <string>
#include <utility>

#include "daemon/messages.h"
#include "index/storage/gallery.h"
#include "models/vision_protocol.h"

namespace facefs {

class PhotoAtWorker {
 public:
  /// `models` are stored with the faces.
  PhotoAtWorker(PhotoRead read, const Gallery& gallery, std::string models)
      : read_(std::move(read)), gallery_(gallery), models_(std::move(models)) {}

  /// Tells the worker whether the gallery has the image's faces, as today's networks make them, and which faces the
  /// user had erased.
  Proceed identify(const PhotoReading& reading);

  /// Returns the photo as the writer takes it.
  PhotoRead found(VisionReply&& reply);

 private:
  NewFaces faces_of(PhotoReading& reading) const;

  PhotoRead read_;
  const Gallery& gallery_;
  std::string models_;
  bool is_known_ = false;  // the gallery has the image's faces
};

/// Returns what a worker's reply says about a reference photo. `models` are stored with it.
ReferenceReading reference_reading(VisionReply&& reply, const std::string& models);

}  // namespace facefs
