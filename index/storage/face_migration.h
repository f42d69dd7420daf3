// SPDX-License-Identifier: Apache-2.0
// Reads embeddings from galleries of earlier schemas. They are taken over when such a gallery is begun anew, so that no
// photo is embedded again. Any thread, as the transaction allows.
#pragma once

#include <optional>

#include "index/search/face_code.h"
#include "index/storage/tables.h"
#include "index/values/ids.h"

namespace facefs {

/// Returns the face's code as it is made now, from a gallery of schema 4 to 6. Returns nothing where it is damaged or
/// of another schema.
std::optional<FaceCode> older_code(const lmdb::ReadTxn& txn, const Tables& tables, FaceId id);

}  // namespace facefs
