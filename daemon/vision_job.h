// SPDX-License-Identifier: Apache-2.0
// One photo on its way through the vision workers, and what follows from the reply.
#pragma once

#include <functional>
#include <memory>

#include "models/vision_protocol.h"
#include "system/unique_fd.h"

namespace facefs {

struct VisionJob {
  VisionRequest request;
  std::shared_ptr<const UniqueFd> photo;   ///< sealed memory with the photo's bytes
  std::shared_ptr<const UniqueFd> output;  ///< for a picture that is made: the file to write
  /// Tells whether the faces of that image are known already, so that they need not be made again. Tells, too, which
  /// faces get no embedding.
  std::function<Proceed(const PhotoReading& identified)> identify;
  std::function<void(VisionReply)> done;
  bool is_urgent = false;  ///< goes before the others
  bool is_alone = false;   ///< no other photo is with a worker meanwhile
  int tries = 0;           ///< tries that failed
  int interruptions = 0;   ///< by the end of the fork server, which is no fault of the photo
};

}  // namespace facefs
