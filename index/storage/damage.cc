// SPDX-License-Identifier: Apache-2.0
#include "index/storage/damage.h"

#include "index/storage/lmdb.h"
#include "index/values/record_codec.h"

namespace facefs {

bool is_damage(const std::exception& fault) {
  if (dynamic_cast<const BadRecord*>(&fault)) return true;
  const auto* error = dynamic_cast<const lmdb::Error*>(&fault);
  return error && error->is_damage();
}

bool is_refused_by_disk(const std::exception& fault) {
  const auto* error = dynamic_cast<const lmdb::Error*>(&fault);
  return error && error->code > 0;
}

}  // namespace facefs
